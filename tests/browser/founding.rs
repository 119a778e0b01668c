//! The first half of a foundation's first vote: from the printed address of the
//! set-up to an open election, by people at browsers.

use std::path::Path;

use crate::{
    officer::Machine,
    person::Person,
    story::{CANDIDATES, DOLORES, INGRID, KWAME, QUESTION},
    support::World,
};

/// The founder goes to the printed address and fills in the founding form.
pub async fn sets_up(world: &mut World, founder: &Person) {
    let address = &world.setup_address().await;
    founder.opens(address).await;
    founder.sees("Set up your foundation").await;

    // Sent as it stands, it says what is missing and keeps what was typed.
    founder.presses("Record the founding").await;
    founder
        .sees("things are missing or have to be changed")
        .await;
    assert!(founder.focused().await.contains("have to be changed"));

    founder
        .fills("Name of the foundation", "Tamarack OS Foundation")
        .await;
    assert_eq!(founder.reads_field("Time zone").await, "UTC");
    assert_eq!(
        founder.reads_field("Public address").await,
        world.base_url()
    );
    founder
        .fills(
            "Your mail address, for the test",
            "founder@tamarack.example",
        )
        .await;
    founder.presses("Send a test letter").await;
    founder
        .sees("took a test letter to founder@tamarack.example")
        .await;
    world
        .mail()
        .arrives("founder@tamarack.example", "test letter")
        .await;

    for (place, votes) in (1..).zip(["50", "15", "5", "5", "1", "1"]) {
        let label = format!("Votes of class {place}");
        assert_eq!(founder.reads_field(&label).await, votes);
    }
    let offices = ["Election officer", "Election officer", "Secretary"];
    for (place, ((name, address), office)) in
        (1..).zip([INGRID, KWAME, DOLORES].into_iter().zip(offices))
    {
        founder
            .fills(&format!("Name of officer {place}"), name)
            .await;
        founder
            .fills(&format!("Mail address of officer {place}"), address)
            .await;
        founder
            .chooses(&format!("Office of officer {place}"), office)
            .await;
    }
    founder.presses("Record the founding").await;
    founder.sees("The foundation is set up").await;
    founder.opens(address).await;
    founder.sees("is spent").await;
}

/// An officer follows the invitation to their account and into the room.
pub async fn arrives_by_invitation(world: &World, officer: &Person, address: &str) {
    let mail = world.mail();
    officer
        .opens_link_from_mail(&mail, address, "account for you")
        .await;
    officer.signs_in(&mail, address).await;
    officer.clicks_link("Officers’ room").await;
}

/// The secretary is refused a faulty file, imports the right one, and invites.
pub async fn imports_members(secretary: &Person) {
    let file = |name: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(name)
    };
    secretary.clicks_link("Members").await;
    secretary.sees("No member is recorded yet").await;
    secretary.clicks_link("Import the members").await;
    secretary
        .picks_file("File of members (CSV)", &file("members-faulty.csv"))
        .await;
    secretary.presses("Upload for a dry run").await;
    secretary.sees("Nothing was recorded").await;
    for row in [2, 3, 5, 7, 9, 10, 12, 14, 18, 21] {
        secretary.sees(&format!("row {row}")).await;
    }
    secretary
        .picks_file("File of members (CSV)", &file("members.csv"))
        .await;
    secretary.presses("Upload for a dry run").await;
    secretary.sees("The file has no fault").await;
    secretary.presses("Record these 374 members").await;
    secretary.sees("374").await;
    secretary.clicks_link("Officers’ room").await;
    secretary.presses("invitations").await;
    secretary.sees("was sent an invitation").await;
}

/// An election officer makes a signing key on a machine of their own and brings
/// its public half.
pub async fn brings_key(world: &World, officer: &Person, machine: &Machine, name: &str) {
    let arguments = ["keygen", "--sign", "--name", name, "--out", "sign.key"];
    machine.officer(&world.clock, &arguments);
    officer.clicks_link("Your key").await;
    officer
        .picks_file(
            "Public half of your signing key",
            &machine.file("sign.key.pub"),
        )
        .await;
    officer.presses("Upload the public half").await;
    officer
        .looks_again_for("(you)", &["Officers’ room", "Your key"])
        .await;
    officer.clicks_link("Officers’ room").await;
}

/// On the page of an act: takes it to the machine, signs it there, and brings
/// the signature. Returns what the act is called.
pub async fn signs(world: &World, officer: &Person, machine: &Machine) -> String {
    officer.gives_a_code_if_asked().await;
    let page = officer.reads().await;
    let (_, after) = page.split_once("Download act-").expect("an act to sign");
    let number: String = after.chars().take_while(char::is_ascii_digit).collect();
    let file = format!("act-{number}.json");
    machine.takes(&officer.downloads(&file, &file).await);
    let said = machine.officer(&world.clock, &["sign", "--key", "sign.key", &file, "--yes"]);
    println!("officer sign: {}", said.trim());
    let signature = machine.file(&format!("{file}.sig"));
    officer.picks_file("Your signature", &signature).await;
    officer.presses("Hand in the signature").await;
    format!("Act {number}")
}

/// The other officer finds the act in the room, signs it, and sees it done.
pub async fn signs_second(world: &World, officer: &Person, machine: &Machine, done: &str) {
    officer.clicks_link("Officers’ room").await;
    officer.clicks_link("Sign act").await;
    let act = signs(world, officer, machine).await;
    officer.looks_again_for(done, &["Acts", &act]).await;
}

/// The first election officer proposes the roll of 31 July.
pub async fn proposes_roll(officer: &Person) {
    officer.clicks_link("Rolls").await;
    officer.fills("Record date", "2026-07-31").await;
    officer.presses("Propose the roll").await;
    officer.sees("329").await;
    officer
        .sees("Another election officer computes it again")
        .await;
}

/// The second has it computed again and signs; the first signs too.
pub async fn certifies_roll(
    world: &World,
    (second, his): (&Person, &Machine),
    (first, hers): (&Person, &Machine),
) {
    second.clicks_link("Rolls").await;
    second.clicks_link("Roll 1").await;
    second.sees("329").await;
    second.presses("Certify this roll").await;
    signs(world, second, his).await;
    second.sees("You have signed it").await;
    signs_second(world, first, hers, "Roll 1 is certified").await;
}

/// The first drafts the election and makes the keys on her own machine.
pub async fn drafts_election(world: &World, officer: &Person, machine: &Machine) {
    officer.clicks_link("Officers’ room").await;
    officer.clicks_link("Polls").await;
    officer.clicks_link("Draft a poll").await;
    officer.fills("Question", QUESTION).await;
    officer
        .chooses("How the ballots are counted", "Ranked choice")
        .await;
    officer
        .fills("Candidates or options, one a line", &CANDIDATES.join("\n"))
        .await;
    officer.fills("Seats", "2").await;
    officer.fills("Opens", "2026-08-20 09:00").await;
    officer.fills("Closes", "2026-09-10 17:00").await;
    officer.chooses("Certified roll", "Roll 1").await;
    officer
        .chooses("When fewer than five members", "Publish their ballots")
        .await;
    officer.presses("Save this version").await;
    officer.sees(QUESTION).await;

    let poll = poll_id(officer).await;
    machine.officer(
        &world.clock,
        &["keygen", "--poll", &poll, "--out", "seal.key"],
    );
    uploads_key(officer, &machine.file("seal.key.pub")).await;
    commits_to_the_lot(world, officer, machine, &poll).await;
}

/// The second adds his share, reads what opening fixes, opens and signs; the
/// first signs too.
pub async fn opens_election(
    world: &World,
    (officer, machine): (&Person, &Machine),
    (first, hers): (&Person, &Machine),
) {
    officer.clicks_link("Officers’ room").await;
    officer.clicks_link("Polls").await;
    officer.clicks_link(QUESTION).await;
    let poll = poll_id(officer).await;
    commits_to_the_lot(world, officer, machine, &poll).await;
    officer.sees("Ines Wójcik").await;
    officer.presses("Open this poll").await;
    signs(world, officer, machine).await;
    officer.sees("You have signed it").await;
    signs_second(world, first, hers, "Poll 1 is open").await;
}

/// The poll's id as the page's command names it.
pub async fn poll_id(officer: &Person) -> String {
    let text = officer.reads().await;
    let (_, after) = text
        .split_once("keygen --poll ")
        .expect("the page says how keys are made");
    after.split_whitespace().next().unwrap().to_owned()
}

/// An officer makes their share of a poll's lot and brings it.
pub async fn commits_to_the_lot(world: &World, officer: &Person, machine: &Machine, poll: &str) {
    let arguments = [
        "share",
        "--sign",
        "sign.key",
        "--poll",
        poll,
        "--out",
        "share.pub",
    ];
    machine.officer(&world.clock, &arguments);
    uploads_key(officer, &machine.file("share.pub")).await;
}

/// Brings the public half of a key of a poll.
pub async fn uploads_key(officer: &Person, file: &Path) {
    officer.gives_a_code_if_asked().await;
    officer.picks_file("Public half of a key", file).await;
    officer.presses("Upload the public half").await;
    officer.sees("Fingerprint").await;
}
