//! The end of a vote, by officers at browsers: the envelopes opened with the real
//! program, the lot's other share, the certification by two.

use crate::{
    founding::{signs, signs_second},
    officer::Machine,
    person::Person,
    support::World,
};

/// An officer at a browser, with a machine of their own.
pub struct Closer<'a> {
    pub person: &'a Person,
    pub machine: &'a Machine,
    pub name: &'a str,
    pub address: &'a str,
}

/// Weeks later the officer goes on from the page they left open, and is asked
/// to sign in; that leads back to where they wanted to go.
pub async fn comes_back(world: &World, officer: &Person, address: &str) {
    officer.clicks_link("Officers’ room").await;
    if officer.path().await.starts_with("/sign-in") {
        officer.signs_in(&world.mail(), address).await;
    }
    officer.sees("What is next").await;
}

/// The first officer carries the envelopes to her machine, opens them there,
/// and hands the four files in.
pub async fn opens_envelopes(world: &World, by: &Closer<'_>, question: &str) {
    let (officer, machine) = (by.person, by.machine);
    comes_back(world, officer, by.address).await;
    officer.clicks_link("Polls").await;
    officer.clicks_link(question).await;
    officer.sees("Open the envelopes").await;
    officer.gives_a_code_if_asked().await;
    machine.takes(
        &officer
            .downloads("envelopes.jsonl", "envelopes.jsonl")
            .await,
    );
    machine.takes(&officer.downloads("manifest.json", "manifest.json").await);
    let said = machine.officer(
        &world.clock,
        &[
            "open",
            "--envelopes",
            "envelopes.jsonl",
            "--manifest",
            "manifest.json",
            "--key",
            "seal.key",
            "--sign",
            "sign.key",
            "--out",
            "opened",
        ],
    );
    println!("officer open: {}", said.trim());
    for file in [
        "statement.json",
        "ballots.jsonl",
        "open.jsonl",
        "reveal.json",
    ] {
        officer
            .picks_file(file, &machine.file("opened").join(file))
            .await;
    }
    officer.presses("Hand in the opening").await;
    officer.sees(&format!("Opened by {}", by.name)).await;
    officer.looks("opened").await;
}

/// The second hands in his share of the lot; then everything is here to count.
pub async fn hands_in_share(world: &World, by: &Closer<'_>, question: &str) {
    let (officer, machine) = (by.person, by.machine);
    comes_back(world, officer, by.address).await;
    officer.clicks_link("Polls").await;
    officer.clicks_link(question).await;
    officer.gives_a_code_if_asked().await;
    machine.takes(&officer.downloads("manifest.json", "manifest.json").await);
    machine.officer(
        &world.clock,
        &[
            "reveal",
            "--sign",
            "sign.key",
            "--manifest",
            "manifest.json",
            "--out",
            "reveal.json",
        ],
    );
    officer
        .picks_file("Your reveal.json", &machine.file("reveal.json"))
        .await;
    officer.presses("Hand in the share").await;
    officer
        .looks_again_for("Certify the count", &["Polls", question])
        .await;
}

/// The first proposes the certification, and both sign it; `done` is what the act says then.
pub async fn certifies(
    world: &World,
    first: &Closer<'_>,
    second: &Closer<'_>,
    (question, done): (&str, &str),
) {
    first.person.clicks_link("Officers’ room").await;
    first.person.clicks_link("Polls").await;
    first.person.clicks_link(question).await;
    first.person.presses("Certify the count").await;
    signs(world, first.person, first.machine).await;
    first.person.sees("You have signed it").await;
    signs_second(world, second.person, second.machine, done).await;
}
