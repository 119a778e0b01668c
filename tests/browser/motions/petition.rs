//! From the petition of one member to the rulebook of all: opened and signed at
//! browsers, put to the members, voted, certified, taken up by two officers.

use std::process::Command;

use commonhold::evidence::bundle::archive;

use super::{ANNEGRET, KIM, LOU, NIA, OLA, RAVI, SOL, Stage, TOM, adopts, drafts, members, shows};
use crate::{
    chromium::Chromium,
    minutes::decide,
    officer::Machine,
    person::{DESK, PHONE, Person},
    story::reaches_the_ballot,
    support::{
        World,
        election::{ADA, BEN, CHI, Foundation, Place, Poll, Slip, option_value},
        eventually,
    },
};

const TITLE: &str = "A higher quorum of the members";
const TEXT: &str = "A vote of the members counts when an eighth of the members on the roll took part, no longer a tenth.\n\nOf the eight members of today that is one, as before; of eighty it is ten instead of eight.";
const RESOLUTION: &str = "2026-M-001";
const NONE: Vec<String> = Vec::new();

/// The quorum as the bylaws say it, and as the petition asks for it.
const CHANGES: [(&str, &str); 2] = [
    (
        "key = \"quorum.members\"\nvalue = \"1/10\"",
        "key = \"quorum.members\"\nvalue = \"1/8\"",
    ),
    (
        "counts when a tenth of the members on the roll",
        "counts when an eighth of the members on the roll",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_petition_becomes_a_referendum_that_amends_the_rulebook() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut world) = World::start_unlimited("2026-09-01 08:00:00").await else {
        return;
    };
    let (mut foundation, sha256) = founded(&mut world).await;
    let stage = Stage {
        chromium: &chromium,
        album: "petition",
        base_url: world.base_url().to_owned(),
        scenes: std::cell::Cell::new(0),
    };
    signed(&stage, &foundation, &sha256).await;
    put(&stage, &foundation).await;

    // A week later officers open its poll; it is held for two weeks.
    world.set_time("2026-09-09 10:00:00");
    comes_back(&mut foundation).await;
    let poll = opened(&foundation).await;
    world.set_time("2026-09-10 09:05:00");
    let slip = voted(&stage, &foundation, &poll).await;
    world.set_time("2026-09-25 10:00:00");
    comes_back(&mut foundation).await;
    poll.certified(&foundation).await;

    let reader = stage.opens("Reader", DESK).await;
    reads_the_resolution(&reader).await;
    adopts(&foundation).await;
    world.set_time("2026-10-01 09:00:00");
    reads_the_rules(&reader).await;
    reads_the_old_poll(&reader, &poll).await;
    reader.console_is_quiet().await;
    reader.leaves().await;
    verifies(&world, &poll, &slip).await;
}

/// Founded, with a board, a certified roll, and the draft that the petition will name.
async fn founded(world: &mut World) -> (Foundation, String) {
    let place = Place::of_world(world).await;
    let members = members(place.now.date_naive());
    let foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", KIM.1),
        ("address_2", NIA.1),
        ("address_3", OLA.1),
    ];
    let form = "/room/decisions/new?act=seat";
    decide(&foundation.chi, &foundation.ada, form, &board).await;
    let sha256 = drafts(&foundation, &CHANGES).await;
    (foundation, sha256)
}

/// Weeks later the officers sign in again.
async fn comes_back(foundation: &mut Foundation) {
    let place = &foundation.place;
    let (ada, ben, chi) = tokio::join!(
        place.sign_in(ADA.1),
        place.sign_in(BEN.1),
        place.sign_in(CHI.1)
    );
    (foundation.ada, foundation.ben, foundation.chi) = (ada, ben, chi);
}

/// Opened at a telephone, signed by three with seventeen votes, delivered.
async fn signed(stage: &Stage<'_>, foundation: &Foundation, sha256: &str) {
    let place = &foundation.place;
    let annegret = stage.meets(place, ANNEGRET, PHONE).await;
    annegret.clicks_link("Petitions").await;
    annegret.clicks_link("Open a petition").await;
    annegret
        .chooses("What it is for", "A special meeting of the members")
        .await;
    annegret
        .chooses("What it asks", "A change of the bylaws")
        .await;
    annegret.fills("Title", TITLE).await;
    annegret.fills("The question", TEXT).await;
    annegret.fills("Last day", "2026-09-30").await;
    annegret.fills("SHA-256 of the draft", sha256).await;
    annegret.fills("In force from", "2026-10-01").await;
    shows(&annegret, "the form of a petition").await;
    annegret.presses("Open the petition").await;
    annegret
        .sees("0 votes signed, 8 needed (1/10 of all 71 votes)")
        .await;
    shows(&annegret, "nobody signed yet").await;
    annegret.presses("Sign with one vote").await;
    annegret.sees("One vote signed, 8 needed").await;
    annegret.sees("7 votes are missing").await;

    let kim = stage.meets(place, KIM, PHONE).await;
    kim.switches_scripts(false).await;
    kim.goes_to("/petitions").await;
    kim.clicks_link(TITLE).await;
    kim.presses("Sign with one vote").await;
    kim.sees("6 votes are missing").await;
    shows(&kim, "too few have signed").await;
    kim.leaves().await;

    let sol = stage.meets(place, SOL, DESK).await;
    sol.goes_to("/petitions/1").await;
    sol.presses("Sign with 15 votes").await;
    sol.sees("17 votes signed, 8 needed").await;
    shows(&sol, "enough have signed").await;
    sol.leaves().await;

    annegret.goes_to("/petitions/1").await;
    annegret.presses("Deliver the petition").await;
    annegret
        .sees("Notice of the meeting is given by the end of")
        .await;
    shows(&annegret, "delivered").await;
    annegret.console_is_quiet().await;
    annegret.leaves().await;
}

/// The board sees it with its clocks; the secretary puts it to the members as it was signed.
async fn put(stage: &Stage<'_>, foundation: &Foundation) {
    let place = &foundation.place;
    let task = "Fix the day of the special meeting";
    let nia = stage.meets(place, NIA, PHONE).await;
    nia.goes_to("/tasks").await;
    nia.sees("petition 1 asks for").await;
    shows(&nia, "what waits for a director").await;
    nia.clicks_link(task).await;
    nia.sees("Its clocks").await;
    nia.sees("held on").await;
    shows(&nia, "its clocks, to a director").await;
    nia.leaves().await;

    let chi = stage.meets(place, CHI, DESK).await;
    chi.goes_to("/tasks").await;
    chi.clicks_link(task).await;
    shows(&chi, "a petition in the room").await;
    chi.clicks_link("Draft the motion").await;
    chi.sees("Leave its title, kind and text as they were signed")
        .await;
    shows(&chi, "the form of its motion").await;
    chi.presses("Save the draft").await;
    chi.sees("It puts what members asked for by petition 1, word by word")
        .await;
    for step in ["Submit it", "Move it", "Open the debate"] {
        chi.presses(step).await;
    }
    chi.sees("in debate").await;
    chi.fills("Opens", "2026-09-10 09:00").await;
    chi.fills("Closes", "2026-09-24 17:00").await;
    shows(&chi, "the motion is put").await;
    chi.presses("Put it to the members").await;
    chi.sees("The members decide in vote 1").await;
    shows(&chi, "the members decide").await;
    chi.console_is_quiet().await;
    chi.leaves().await;
}

/// Officers choose its roll, bring keys, and open it.
async fn opened(foundation: &Foundation) -> Poll {
    let edit = foundation.ada.get("/room/polls/1/draft").await;
    let form = edit
        .form("/room/polls/1/draft")
        .with("roll", &option_value(&edit, "Roll "))
        .with("small_cells", "open");
    let room = foundation.ada.send(&form).await;
    let poll = Poll::drafted(foundation, &room);
    poll.open_it(foundation).await;
    poll
}

/// One votes at a telephone, four over HTTP; what one of those has in hand.
async fn voted(stage: &Stage<'_>, foundation: &Foundation, poll: &Poll) -> Slip {
    let place = &foundation.place;
    let annegret = stage.opens(ANNEGRET.0, PHONE).await;
    reaches_the_ballot(&annegret, place.mail(), ANNEGRET.1).await;
    annegret.clicks_link("Read the text: motion 1").await;
    annegret.sees("no longer a tenth").await;
    annegret.window.client.back().await.unwrap();
    annegret.ticks("Yes").await;
    shows(&annegret, "the ballot").await;
    annegret.presses("Seal and cast").await;
    annegret.sees("Your ballot is sealed and cast").await;
    annegret.looks("receipt").await;
    annegret.leaves().await;
    let mut slips = Vec::new();
    for ((_, address), member, vote) in [
        (RAVI, "Nordlicht Hosting", "1"),
        (SOL, "Quiet Works", "1"),
        (TOM, TOM.0, "2"),
        (LOU, LOU.0, "3"),
    ] {
        let voter = place.sign_in(address).await;
        slips.push(poll.cast(&voter, member, &[("motion", vote)]).await);
    }
    slips.swap_remove(2)
}

/// From the petition by links to what the members resolved.
async fn reads_the_resolution(reader: &Person) {
    reader.goes_to("/petitions").await;
    reader.clicks_link(TITLE).await;
    shows(reader, "the petition afterwards").await;
    reader
        .clicks_link("It was before the members as motion 1")
        .await;
    reader.sees("66 yes of 68 present; 35 needed").await;
    shows(reader, "the motion is decided").await;
    reader
        .clicks_link(&format!("resolution {RESOLUTION}"))
        .await;
    reader.sees("5 present of 8 entitled").await;
    reader.sees("Bylaws § 3.7").await;
    shows(reader, "the resolution").await;
    assert_eq!(reader.inspects("the resolution").await, NONE);
}

/// The rules of the new version, which names the resolution it rests on.
async fn reads_the_rules(reader: &Person) {
    reader.goes_to("/rules").await;
    reader.sees("who must take part 1/8 Bylaws § 3.5").await;
    reader.clicks_link("Version 2").await;
    reader.sees(&format!("resolution {RESOLUTION}")).await;
    shows(reader, "the new version of the rulebook").await;
    reader
        .clicks_link(&format!("resolution {RESOLUTION}"))
        .await;
    reader.sees("Used for: version 2 of the rulebook").await;
    shows(reader, "the resolution is used").await;
}

/// The vote that decided it keeps the rules it was opened under.
async fn reads_the_old_poll(reader: &Person, poll: &Poll) {
    reader.clicks_link(&format!("Vote {}", poll.number)).await;
    reader.sees("66").await;
    shows(reader, "the result of the vote").await;
    reader.goes_to(&format!("/polls/{}", poll.number)).await;
    reader.opens_summary("Bylaws § 3.5 quorum of members").await;
    reader
        .sees("at least 1/10 of the members on the roll")
        .await;
    shows(reader, "the vote under the old rule").await;
}

/// Anyone verifies the bundle of the vote with both programs.
async fn verifies(world: &World, poll: &Poll, slip: &Slip) {
    let visitor = world.visitor();
    let address = visitor.address(&format!("/polls/{}/bundle.zip", poll.number));
    let bundle = eventually("the bundle", async || {
        let answer = visitor.client().get(&address).send().await.unwrap();
        let ready = answer.status().is_success();
        ready.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await;
    let machine = Machine::new();
    let write = |name: &str, bytes: &[u8]| std::fs::write(machine.file(name), bytes).unwrap();
    write("verify.py", &archive::read(&bundle).unwrap()["verify.py"]);
    write("bundle.zip", &bundle);
    write("receipt.json", &slip.receipt.to_file(&slip.signature));
    let arguments = ["verify", "bundle.zip", "--receipt", "receipt.json"];
    machine.commonhold(&world.clock, &arguments);
    let second = Command::new("python3")
        .arg("-I")
        .arg(machine.file("verify.py"))
        .arg(machine.file("bundle.zip"))
        .arg("--receipt")
        .arg(machine.file("receipt.json"))
        .output()
        .unwrap();
    assert!(
        second.status.success(),
        "{}",
        String::from_utf8_lossy(&second.stdout)
    );
}
