//! How a mark is kept: licensed under quality control, reviewed too late and then well; its
//! declaration of use filed in its window, with the arithmetic and who looked at it.

use std::{cell::Cell, fs, path::Path};

use super::{MARK, enters_a_mark, is_proved};
use crate::{
    chromium::Chromium,
    lock::Lock,
    minutes::decide,
    motions::{Stage, shows},
    person::{DESK, PHONE, Person},
    support::{
        election::{BEN, CHI},
        eventually,
    },
};

const SECTION_8: &str = "Section 8 declaration of use, first";
const LICENSEE: &str = "Wacholder Rechnerwerkstätten eG";
const LICENCE: &str = "Licence 1";
/// What the public page says of a statement that the log has not taken in yet.
const NO_PLACE: &str = "waits for its place in the log";

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_is_licensed_reviewed_and_its_declaration_of_use_filed_in_time() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    let stage = Stage {
        chromium: &chromium,
        album: "registry-keeping",
        base_url: lock.world.base_url().to_owned(),
        scenes: Cell::new(0),
    };
    let files = tempfile::tempdir().unwrap();
    let paper = |name: &str| {
        let file = files.path().join(name);
        fs::write(&file, format!("%PDF-1.7 {name}")).unwrap();
        file
    };

    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    enters_a_mark(&chi).await;
    was_registered(&chi, &paper("certificate.pdf")).await;
    licenses(&chi).await;
    chi.leaves().await;
    is_confirmed(&stage, &lock).await;

    // The window opens on a Monday, on which the letters of the week leave.
    lock.at("2027-03-15 09:00:02").await;
    let deadline = is_reminded(&stage, &lock).await;
    confirms(&stage, &lock, &deadline).await;

    lock.at("2027-04-20 10:00:00").await;
    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    chi.goes_to("/room/licences").await;
    chi.sees("! review late").await;
    chi.clicks_link(LICENCE).await;
    chi.sees("The review of 4 April 2027 is late by 16 days")
        .await;
    shows(&chi, "a review that is late").await;
    chi.leaves().await;

    lock.at("2027-05-10 10:00:00").await;
    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    chi.goes_to("/tasks").await;
    chi.sees(&format!("Review how {LICENSEE} keeps licence 1"))
        .await;
    shows(&chi, "what waits for the secretary").await;
    chi.goes_to("/room/licences").await;
    shows(&chi, "the licences, a review of one of them missed").await;
    chi.clicks_link(LICENCE).await;
    reviews(&chi, &paper("test-report.pdf")).await;
    chi.leaves().await;

    lock.at("2027-06-07 10:00:00").await;
    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    is_filed(&chi, &deadline, &paper("filing-receipt.pdf")).await;
    chi.leaves().await;
    is_read_by_everybody(&stage, &lock).await;
}

/// The certificate came: an event from which deadlines follow.
async fn was_registered(chi: &Person, certificate: &Path) {
    chi.sees("no deadline follows from it").await;
    shows(chi, "a registration of which no event is recorded").await;
    chi.clicks_link("Record the event: Registered, US 6789012")
        .await;
    // Kind, case and day stand there already.
    chi.sees("Recorded is “Registered” on 15 March 2022").await;
    chi.picks_file("What shows it", certificate).await;
    chi.fills("What the file is called", "Certificate of registration")
        .await;
    shows(chi, "the form of an event").await;
    chi.presses("Record it").await;
    chi.sees(SECTION_8).await;
    chi.sees("Opens 15 March 2027 (in 70 days), due 15 March 2028")
        .await;
    shows(chi, "the mark with its deadlines").await;
}

/// A licence with everything that keeps a mark from being abandoned.
async fn licenses(chi: &Person) {
    chi.goes_to("/room/licences").await;
    chi.clicks_link("Enter a licence").await;
    chi.gives_a_code_if_asked().await;
    chi.chooses("Direction", "The foundation gives it").await;
    chi.ticks(&format!("A-1 {MARK}, owned")).await;
    chi.fills("The other party", LICENSEE).await;
    chi.fills("Title", "Computers with the system on them")
        .await;
    chi.fills(
        "What is licensed",
        "To sell computers under the mark with the system installed as it was released.",
    )
    .await;
    chi.fills("Territory", "European Union and Switzerland")
        .await;
    chi.fills("First day", "2027-01-04").await;
    chi.fills(
        "Standard of quality",
        "The system is installed unchanged.\nSecurity updates reach buyers within a day.",
    )
    .await;
    chi.ticks("The licensor may inspect").await;
    chi.fills(
        "How the licensor ends it",
        "By letter, 30 days after a fault was not put right.",
    )
    .await;
    chi.fills("Months between reviews", "3").await;
    shows(chi, "the form of a licence").await;
    chi.presses("Enter it").await;
    chi.sees("○ a second officer is awaited").await;
    shows(chi, "a licence that one officer has entered").await;
}

/// The treasurer confirms the licence: it counts from then on.
async fn is_confirmed(stage: &Stage<'_>, lock: &Lock) {
    let foundation = &lock.foundation;
    let treasurer = [("address", BEN.1), ("office", "treasurer")];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &treasurer,
    )
    .await;
    let ben = stage.meets(&foundation.place, BEN, DESK).await;
    ben.goes_to("/tasks").await;
    ben.clicks_link("Confirm licence 1").await;
    ben.gives_a_code_if_asked().await;
    ben.sees("By confirming you stand behind what it says")
        .await;
    shows(&ben, "a licence to confirm").await;
    ben.presses("Confirm it").await;
    ben.sees("✓ in order").await;
    shows(&ben, "a licence that keeps the mark").await;
    ben.leaves().await;
}

/// A letter says that the window is open; the secretary says that it was seen. Returns the
/// path of the deadline.
async fn is_reminded(stage: &Stage<'_>, lock: &Lock) -> String {
    let letter = eventually("the letter of the week", async || {
        let letters = lock.world.mail().to(CHI.1);
        letters
            .into_iter()
            .find(|letter| letter.body.replace('\n', " ").contains(SECTION_8))
    })
    .await;
    let chi = stage.meets(&lock.foundation.place, CHI, DESK).await;
    chi.goes_to("/room/docket").await;
    chi.sees("→ open").await;
    shows(&chi, "deadlines on the day a window opens").await;
    chi.opens_link_of(&letter, "/room/docket/").await;
    chi.sees("+ 5 years = Monday 15 March 2027").await;
    chi.sees("+ 6 years and 6 months = Friday 15 September 2028")
        .await;
    shows(&chi, "a reminder that waits").await;
    chi.presses("I have seen it").await;
    chi.sees("Chi Moreau saw the reminder “12 months”").await;
    let path = chi.path().await;
    chi.leaves().await;
    path
}

/// A second officer holds the days against the papers.
async fn confirms(stage: &Stage<'_>, lock: &Lock, deadline: &str) {
    let ben = stage.meets(&lock.foundation.place, BEN, DESK).await;
    ben.goes_to(deadline).await;
    ben.presses("Confirm the days").await;
    ben.sees("Ben Lindqvist confirmed the days as second person")
        .await;
    shows(&ben, "days that a second person confirmed").await;
    ben.leaves().await;
}

/// A review is refused without evidence, and taken with it.
async fn reviews(chi: &Person, report: &Path) {
    chi.sees("‼ review missed").await;
    chi.sees("The review of 4 April 2027 was missed: 36 days are past.")
        .await;
    chi.fills("Done on", "2027-05-07").await;
    chi.fills(
        "What was found",
        "Two computers were bought in Basel and Lyon. Both run the release of March, unchanged.",
    )
    .await;
    chi.chooses("What follows", "the standard is kept").await;
    chi.presses("Record it").await;
    chi.sees("A review without evidence protects no mark").await;
    shows(chi, "a review without evidence is refused").await;
    chi.picks_file("File 1", report).await;
    chi.fills("What file 1 is called", "Test report of two computers")
        .await;
    chi.presses("Record it").await;
    chi.sees("✓ reviewed").await;
    shows(chi, "a licence that was reviewed").await;
}

/// The declaration is filed: the event meets the deadline.
async fn is_filed(chi: &Person, deadline: &str, receipt: &Path) {
    chi.goes_to("/room/registry/1").await;
    chi.clicks_link("Record an event").await;
    chi.chooses("What happened", "Declaration of use filed (section 8)")
        .await;
    chi.chooses("To which case", "US 6789012").await;
    chi.fills("On which day", "2027-06-02").await;
    chi.fills("More of it", "Filed by counsel, class 9.").await;
    chi.picks_file("What shows it", receipt).await;
    chi.fills("What the file is called", "Filing receipt").await;
    chi.presses("Record it").await;
    chi.sees("Declaration of use filed (section 8)").await;
    chi.goes_to(deadline).await;
    chi.sees("✓ met").await;
    chi.sees("Section 8 filed on Wednesday 2 June 2027 meets it.")
        .await;
    shows(chi, "a deadline that is met").await;
    chi.goes_to("/room/docket?show=met").await;
    chi.sees(SECTION_8).await;
    shows(chi, "the deadlines that are met").await;
}

/// What became of it stands on the public page and in the log, and can be proved.
async fn is_read_by_everybody(stage: &Stage<'_>, lock: &Lock) {
    let reader = stage.opens("Reader", PHONE).await;
    reader.goes_to("/registry/1").await;
    reader
        .sees("Declaration of use filed (section 8) (US 6789012)")
        .await;
    shows(&reader, "the mark as everybody reads it").await;
    // The latest statement stands first.
    let anybody = lock.world.visitor();
    let page = eventually("the places of the statements", async || {
        let page = anybody.get("/registry/1").await;
        (!page.text().contains(NO_PLACE)).then_some(page)
    })
    .await;
    let statement = anybody.get(&page.link("Statement")).await.html;
    assert!(statement.contains("SECTION_8_FILED"), "{statement}");
    let proof = anybody.get(&page.link("Proof")).await.html;
    is_proved(&lock.world, statement.as_bytes(), proof.as_bytes()).await;
    reader.goes_to("/licences").await;
    reader.sees(LICENSEE).await;
    shows(&reader, "licences as everybody reads them").await;
    reader.goes_to("/log").await;
    reader.sees("Recorded in the register").await;
    shows(&reader, "the log").await;
    reader.console_is_quiet().await;
    reader.leaves().await;
}
