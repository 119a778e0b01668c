//! A stranger with a telephone and no scripts asks whether they may print shirts, gets an
//! answer that two officers gave, and can prove it without us.

use std::{cell::Cell, fs};

use super::is_proved;
use crate::{
    chromium::Chromium,
    minutes::decide,
    motions::{Stage, adopts, drafts, shows},
    person::{DESK, PHONE, Person},
    support::{
        World,
        election::{ADA, CHI, Foundation, Place},
        eventually,
    },
};

const PURPOSE: &str = "Fifty shirts for the volunteers of the Freie-Betriebssysteme-Tage in Chemnitz: the mark on the front, one colour, given away.";
const RECUSAL: &str = "[[rule]]\nkey = \"board.recusal\"";
const TWO_OFFICERS: &str = "[[rule]]\nkey = \"permits.officers\"\nvalue = 2\ndocument = \"bylaws\"\nsection = \"9.2\"\n\
     text = \"Two officers decide on the use of a protected mark.\"\nsource = \"A test.\"\ncounsel = false\n\n";

/// A picture of one dot, as a graphics program writes it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac`\0\0\0\x02\0\x01\xe5'\xde\xfc\0\0\0\0IEND\xaeB`\x82";
const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(document.cookie)</script></svg>";

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_asks_without_scripts_and_proves_the_answer() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut world) = World::start_unlimited("2027-01-04 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let foundation = Foundation::found(place).await;
    two_decide(&foundation).await;
    let stage = Stage {
        chromium: &chromium,
        album: "registry-asking",
        base_url: world.base_url().to_owned(),
        scenes: Cell::new(0),
    };
    enters_mark_and_policy(&stage, &foundation).await;

    let stranger = stage.opens("Stranger", PHONE).await;
    stranger.switches_scripts(false).await;
    let secret = asks(&stranger).await;

    let chi = stage.meets(&foundation.place, CHI, DESK).await;
    decides(&chi).await;
    chi.leaves().await;
    stranger.goes_to(&secret).await;
    stranger.sees("○ under decision").await;
    shows(&stranger, "one officer has decided").await;

    let ada = stage.meets(&foundation.place, ADA, DESK).await;
    ada.goes_to("/tasks").await;
    ada.clicks_link("Confirm the decision on request 1").await;
    ada.gives_a_code_if_asked().await;
    shows(&ada, "the decision to confirm").await;
    ada.presses("Confirm it").await;
    ada.sees("confirmed by Ada Okafor").await;
    shows(&ada, "the decision of two officers").await;
    ada.leaves().await;

    proves(&stranger, &world, &secret).await;
    stranger.leaves().await;
}

/// The founders adopt the rule that two officers decide on protected marks.
async fn two_decide(foundation: &Foundation) {
    drafts(
        foundation,
        &[(RECUSAL, &format!("{TWO_OFFICERS}{RECUSAL}"))],
    )
    .await;
    let page = foundation.chi.get("/room/rulebook").await;
    let form = page.link("Enter the decision that adopts it");
    let fields = [("title", "Another rulebook")];
    decide(&foundation.chi, &foundation.ada, &form, &fields).await;
    adopts(foundation).await;
}

/// The secretary enters a mark and what the policy says of goods; another officer confirms it.
async fn enters_mark_and_policy(stage: &Stage<'_>, foundation: &Foundation) {
    let chi = stage.meets(&foundation.place, CHI, DESK).await;
    chi.goes_to("/room/registry/new/trademark").await;
    chi.fills("What it is called", "TAMARACK").await;
    chi.fills("Words of the mark (540)", "TAMARACK").await;
    chi.chooses("Kind of mark (550)", "Word").await;
    chi.fills("Why this is entered", "Entered from the certificate.")
        .await;
    chi.presses("Enter it").await;
    chi.sees("✓ protected").await;
    chi.goes_to("/room/permits/policy").await;
    chi.chooses("Mark", "TAMARACK").await;
    chi.chooses("Use", "Put it on goods").await;
    chi.chooses("The policy answers", "permission").await;
    chi.fills("Clause", "Trademark policy § 4").await;
    chi.fills(
        "What it says",
        "Goods that bear the mark need the permission of the foundation, also where they are given away.",
    )
    .await;
    shows(&chi, "the form of the policy").await;
    chi.presses("Enter it").await;
    chi.sees("waits for a second officer").await;
    chi.leaves().await;
    let ada = stage.meets(&foundation.place, ADA, DESK).await;
    ada.goes_to("/room/permits/policy").await;
    ada.gives_a_code_if_asked().await;
    shows(&ada, "the policy to confirm").await;
    ada.presses("Confirm version 1").await;
    ada.sees("in force").await;
    ada.leaves().await;
}

/// From the question to the request; returns the secret address.
async fn asks(stranger: &Person) -> String {
    let files = tempfile::tempdir().unwrap();
    let drawing = files.path().join("shirt.svg");
    fs::write(&drawing, SVG).unwrap();
    let mock_up = files.path().join("shirt.png");
    fs::write(&mock_up, PNG).unwrap();

    stranger.goes_to("/may-i-use").await;
    shows(stranger, "may I use it").await;
    stranger.chooses("Mark", "TAMARACK").await;
    stranger
        .chooses("What you want to do", "Put it on goods")
        .await;
    stranger.presses("Show the answer").await;
    stranger.sees("○ needs permission").await;
    stranger.sees("Trademark policy § 4").await;
    shows(stranger, "the answer and the form").await;

    stranger.ticks("A person: do not name me").await;
    stranger.fills("Name", "Robin Sandor").await;
    stranger
        .fills("Mail address", "robin@visitors.example")
        .await;
    stranger.fills("Describe it", PURPOSE).await;
    stranger.picks_file("Mock-up 1", &drawing).await;
    stranger.presses("Send the request").await;
    stranger
        .sees("This file is no PNG, JPEG or WebP picture.")
        .await;
    assert_eq!(stranger.reads_field("Name").await, "Robin Sandor");
    assert_eq!(stranger.reads_field("Describe it").await, PURPOSE);
    shows(stranger, "a drawing with a program in it is refused").await;

    stranger.picks_file("Mock-up 1", &mock_up).await;
    stranger.presses("Send the request").await;
    stranger.sees("Your request no. 1").await;
    stranger.sees("Keep the address of this page").await;
    shows(stranger, "the request at its secret address").await;
    stranger.path().await
}

/// The secretary grants it, with conditions and a last day.
async fn decides(chi: &Person) {
    chi.goes_to("/tasks").await;
    chi.clicks_link("Answer request 1 to use TAMARACK").await;
    shows(chi, "a request").await;
    chi.chooses("The request is", "granted").await;
    chi.fills(
        "Conditions, one a line",
        "At most fifty shirts.\nNone is sold.",
    )
    .await;
    chi.fills("Last day", "2027-04-30").await;
    chi.presses("Decide").await;
    chi.sees("a second officer is awaited").await;
    shows(chi, "a decision that another officer confirms").await;
}

/// What was granted, at its address for good, with a file, a proof and the name's opening.
async fn proves(stranger: &Person, world: &World, secret: &str) {
    stranger.goes_to(secret).await;
    stranger.sees("✓ granted").await;
    stranger.sees("At most fifty shirts.").await;
    stranger.sees("Prove that it is yours").await;
    shows(stranger, "the answer at the secret address").await;
    stranger.clicks_link("Permission 1").await;
    assert_eq!(stranger.path().await, "/permissions/1");
    let anybody = world.visitor();
    let page = eventually("the entry of the permission", async || {
        let page = anybody.get("/permissions/1").await;
        page.text()
            .contains("Proof of inclusion")
            .then_some(page.text())
    })
    .await;
    assert!(!page.contains("Robin"), "{page}");
    stranger.goes_to("/permissions/1").await;
    stranger.sees("a person who asked not to be named").await;
    shows(stranger, "the permission in the public register").await;
    let file = stranger
        .downloads("The file (JSON)", "permission-1.json")
        .await;
    let entry = anybody
        .get("/permissions/1")
        .await
        .link("Proof of inclusion");
    let name = entry.rsplit('/').next().unwrap();
    let proof = stranger.downloads("Proof of inclusion", name).await;
    let permission = fs::read(file).unwrap();
    is_proved(world, &permission, &fs::read(proof).unwrap()).await;
    let said: serde_json::Value = serde_json::from_slice(&permission).unwrap();
    assert_eq!(said["holder"], "withheld");
    assert_eq!(said["last_day"], "2027-04-30");
    stranger.goes_to("/permissions").await;
    shows(stranger, "the register of permissions").await;
    stranger.console_is_quiet().await;
}
