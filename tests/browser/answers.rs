//! Pages that no link leads to: they come as answers to what was sent. Each is
//! reached as people reach it, by links and labels, and inspected.

use std::path::{Path, PathBuf};

use commonhold::demo::load::PASSWORD;

use crate::{
    crawl::Crawl,
    person::{NARROW, Person},
    support::{MailFolder, World},
    voters::newest_link,
};

/// Someone on the list whose name is as long as names are.
pub const LONG_NAME: &str =
    "Dr. Maximiliane-Theodora Freifrau von und zu Hohenstein-Löwenbergen-Wertheim";

const MOTION: &str = "Shall the foundation adopt the new code of conduct?";
const DRAFT: &str = "Who sits on the election committee next year?";
const CLOSED: &str = "Who speaks for the mirror operators?";
const COUNTED: &str = "Which names would you accept for the next release?";

/// A file without faults that the demonstration's secretary could import.
const ONE_MORE_MEMBER: &str = "\
name,email,member_class,kind,representative,member_since,term_start,term_end,country,disclosed,employer
Ottilie Sandgruber,ottilie@tamarack.example,Individual,person,,2025-03-01,2026-03-01,2027-03-01,AT,yes,
";

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// What a visitor gets who has not signed in.
pub async fn nobody_is_told(crawl: &Crawl<'_>, world: &World) {
    let reader = crawl.reader;
    let mail = world.mail();
    reader.forgets_everything().await;
    reader.goes_to("/nothing/here").await;
    crawl.meets("no page").await;
    reader.goes_to("/polls/8/results").await;
    crawl.meets("no result yet").await;

    reader.clicks_link("Sign in").await;
    reader.presses("Send me a link").await;
    crawl.meets("refused address").await;
    let address = "member002@tamarack.example";
    let before = mail.to(address).len();
    reader.fills("Mail address", address).await;
    reader.presses("Send me a link").await;
    crawl.meets("link is sent").await;
    let link = newest_link(&mail, address, before).await;
    reader.goes_to(&link).await;
    crawl.meets("link").await;
    reader.presses("Sign in").await;
    reader.goes_to(&link).await;
    crawl.meets("link is spent").await;

    reader.forgets_everything().await;
    reader.goes_to("/sign-in/link?token=broken").await;
    crawl.meets("link is broken").await;
    reader.clicks_link("Send a new link").await;
    reader.clicks_link("Sign in with a password instead").await;
    reader.fills("Mail address", address).await;
    reader.fills("Password", "not the password").await;
    reader.presses("Sign in").await;
    crawl.meets("refused password").await;
    tries_too_often(world, "member003@tamarack.example").await;
    reader.goes_to("/sign-in").await;
    reader
        .fills("Mail address", "member003@tamarack.example")
        .await;
    reader.presses("Send me a link").await;
    crawl.meets("too many tries").await;

    asks_for_leave(crawl).await;
    looks_something_up(crawl).await;
    reads_letters(crawl, &mail, address).await;
    practises(crawl).await;
}

/// Asks to use a mark, and reports misuse of it: both are followed at secret addresses.
async fn asks_for_leave(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    reader.goes_to("/may-i-use?mark=1&use=goods").await;
    crawl.meets("needs permission").await;
    reader.presses("Send the request").await;
    crawl.meets("refused request").await;
    reader.ticks("A person: do not name me").await;
    reader.fills("Name", "Robin Sandor").await;
    reader.fills("Mail address", "robin@visitors.example").await;
    reader
        .fills("Describe it", "Ten shirts for my friends.")
        .await;
    reader.presses("Send the request").await;
    crawl.meets("your request").await;
    reader.presses("Send it").await;
    crawl.meets("refused answer").await;

    reader.goes_to("/report-misuse").await;
    reader.presses("Send the report").await;
    crawl.meets("refused report").await;
    reader
        .fills("What you saw", "A shop sells shirts that look like yours.")
        .await;
    reader.presses("Send the report").await;
    crawl.meets("your report").await;
}

async fn looks_something_up(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    for (typed, answer) in [
        ("nonsense", "refused digest"),
        (&"ab".repeat(32), "no such digest"),
    ] {
        reader.clicks_link("Log").await;
        reader.fills("Digest of a receipt", typed).await;
        reader.presses("Look it up").await;
        crawl.meets(answer).await;
    }
}

/// Asks for links until no more are sent.
async fn tries_too_often(world: &World, address: &str) {
    let visitor = world.visitor();
    for _ in 0..20 {
        let page = visitor.get("/sign-in").await;
        let values = [("address", address)];
        if visitor.submit(&page, "/sign-in", &values).await.status == 429 {
            return;
        }
    }
    panic!("nobody is asked to wait");
}

async fn reads_letters(crawl: &Crawl<'_>, mail: &MailFolder, address: &str) {
    let reader = crawl.reader;
    let letter = mail.arrives(address, "Your link to sign in").await;
    let code = letter
        .body
        .split(|c: char| c.is_whitespace() || c == '.')
        .find(|word| word.len() == 9 && word.chars().nth(4) == Some('-'))
        .expect("a letter bears its code");
    reader.goes_to("/letters").await;
    reader.fills("Code of the letter", "nonsense").await;
    reader.presses("Look it up").await;
    crawl.meets("refused code").await;
    reader.fills("Code of the letter", code).await;
    reader.presses("Look it up").await;
    crawl.meets("a letter of ours").await;
    reader.goes_to("/letters/aaaa-aaaa").await;
    crawl.meets("no letter of ours").await;
    reader.goes_to("/demo/mail").await;
    reader.fills("To whom", "nobody of this name").await;
    reader.presses("Show").await;
    crawl.meets("no letters").await;
}

async fn practises(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    reader.clicks_link("Practice").await;
    reader.presses("Seal and cast, for practice").await;
    crawl.meets("refused practice").await;
    reader.fills("Your own mark", "!!").await;
    reader.presses("Rank 1st: Tamarack").await;
    reader.presses("Rank 2nd: Hornbeam").await;
    crawl.meets("filled practice").await;
    reader.presses("Seal and cast, for practice").await;
    crawl.meets("refused mark").await;
    reader.fills("Your own mark", "abc234").await;
    reader.presses("Seal and cast, for practice").await;
    crawl.meets("practised").await;

    // Two candidates with one rank, which only a form without scripts can send.
    reader.switches_scripts(false).await;
    reader.clicks_link("Practise again").await;
    reader.chooses("Rank of Tamarack", "1st").await;
    reader.chooses("Rank of Rowan", "1st").await;
    reader.presses("Seal and cast, for practice").await;
    reader.sees("both have the 1st rank").await;
    reader.switches_scripts(true).await;
    crawl.meets("refused ranks").await;
}

/// What a member gets.
pub async fn a_member_is_told(crawl: &Crawl<'_>, address: &str) {
    let reader = crawl.reader;
    reader.signs_in_with_password(address, PASSWORD).await;
    reader.goes_to("/room").await;
    crawl.meets("not an officer").await;
    reader.clicks_link("Votes").await;
    reader.clicks_link(MOTION).await;
    reader.clicks_link("Fill in the ballot of").await;
    reader.presses("Seal and cast").await;
    crawl.meets("refused motion").await;
    reader.ticks("Yes").await;
    reader.presses("Seal and cast").await;
    crawl.meets("receipt of a motion").await;
    reader.clicks_link("Back to the vote").await;
    crawl.meets("vote, cast").await;
    reader.clicks_link("Change the ballot of").await;
    crawl.meets("ballot again").await;
    reader.clicks_link("My page").await;
    crawl.meets("my page, cast").await;

    reader.clicks_link("Signed in as").await;
    reader.fills("New password", "short").await;
    reader.fills("The same once more", "shorter").await;
    reader.presses("Change the password").await;
    crawl.meets("refused new password").await;
    reader
        .fills_in("New password", "Your present password", PASSWORD)
        .await;
    reader
        .fills("New password", "a lantern in the long grass")
        .await;
    reader
        .fills("The same once more", "a lantern in the long grass")
        .await;
    reader.presses("Change the password").await;
    crawl.meets("new password").await;
}

/// What the secretary gets, who gives a member a longer name.
pub async fn the_secretary_is_told(crawl: &Crawl<'_>, member: &str) {
    let reader = crawl.reader;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Members").await;
    reader.clicks_link("Import more").await;
    reader
        .picks_file("File of members (CSV)", &data("members-faulty.csv"))
        .await;
    reader.presses("Upload for a dry run").await;
    crawl.meets("faulty file").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one-more.csv");
    std::fs::write(&file, ONE_MORE_MEMBER).unwrap();
    reader.picks_file("File of members (CSV)", &file).await;
    reader.presses("Upload for a dry run").await;
    crawl.meets("dry run").await;
    reader.presses("Discard the file").await;
    reader.clicks_link("the import of large files").await;
    reader.picks_file("File of members (CSV)", &file).await;
    reader.presses("Upload for a dry run").await;
    reader.sees("The file has no fault").await;
    crawl.meets("large file").await;
    reader.presses("Discard the file").await;

    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Members").await;
    reader.clicks_link(member).await;
    reader.opens_summary("Another name, country").await;
    reader.fills("Name", "").await;
    reader.presses("Record this").await;
    crawl.meets("refused name").await;
    reader.fills("Name", LONG_NAME).await;
    reader.presses("Record this").await;
    reader.sees(LONG_NAME).await;
    crawl.meets("renamed member").await;

    follows_a_notice(crawl).await;

    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Offices").await;
    reader.clicks_link("Enter the end of Ines").await;
    reader.presses("Enter the decision").await;
    crawl.meets("refused end of an office").await;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Offices").await;
    reader.clicks_link("Enter an appointment").await;
    reader.presses("Enter the decision").await;
    crawl.meets("refused appointment").await;
}

/// A notice that one member lacks, and one whose words cannot stand.
async fn follows_a_notice(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    reader.clicks_link("Officers’ room").await;
    reader
        .clicks_link_in("what was told to whom", "Notices")
        .await;
    reader.presses("Record it").await;
    crawl.meets("refused objection").await;
    reader.clicks_link("Annual meeting of the members").await;
    reader.presses("Record it for those ticked").await;
    crawl.meets("refused step").await;
    reader.presses("Make the certificate").await;
    reader.sees("Affidavit").await;
    crawl.meets("certificate of notice").await;
    reader.clicks_link("Officers’ room").await;
    reader
        .clicks_link_in("what was told to whom", "Notices")
        .await;
    reader.clicks_link("Draft a notice").await;
    reader.clicks_link("A meeting of the board").await;
    reader.presses("Save and look at it").await;
    crawl.meets("refused notice").await;
}

/// Where a letter that no rule asks for can be refused.
pub async fn a_member_unsubscribes(crawl: &Crawl<'_>, world: &World) {
    let reader = crawl.reader;
    reader.clicks_link("Officers’ room").await;
    reader
        .clicks_link_in("what was told to whom", "Notices")
        .await;
    reader.clicks_link("Draft a notice").await;
    reader.clicks_link("Anything else").await;
    reader.fills("Title", "News of the week").await;
    reader.presses("Save and look at it").await;
    reader.presses("Give this notice").await;
    let letter = world
        .mail()
        .arrives("farah@tamarack.example", "News of the week")
        .await;
    let address = letter.unsubscribe.trim_matches(['<', '>']);
    reader
        .goes_to(&address[address.find("/unsubscribe/").unwrap()..])
        .await;
    crawl.meets("unsubscribing").await;
    reader.presses("Send me none of these").await;
    reader.sees("You get no more letters of this kind").await;
    crawl.meets("unsubscribed").await;
}

/// What an election officer gets who begins things.
pub async fn an_officer_is_told(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Rolls").await;
    reader.presses("Propose the roll").await;
    crawl.meets("refused roll").await;
    reader.fills("Record date", "2026-08-10").await;
    reader.presses("Propose the roll").await;
    crawl.meets("proposed roll").await;

    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Polls").await;
    reader.clicks_link("Draft a poll").await;
    reader.presses("Save this version").await;
    crawl.meets("refused draft").await;
    reader.clicks_link("Polls").await;
    reader.clicks_link(DRAFT).await;
    reader
        .picks_file("Public half of a key", &data("members.csv"))
        .await;
    reader.presses("Upload the public half").await;
    crawl.meets("refused key").await;
    reader.clicks_link("Polls").await;
    reader.clicks_link(CLOSED).await;
    reader.presses("Open with the demonstration’s keys").await;
    crawl.meets("opened envelopes").await;
    reader.clicks_link("Polls").await;
    reader.clicks_link(COUNTED).await;
    reader.presses("Certify the count").await;
    crawl.meets("act to sign").await;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Your key").await;
    reader
        .picks_file("Public half of your signing key", &data("members.csv"))
        .await;
    reader.presses("Upload the public half").await;
    crawl.meets("refused signing key").await;

    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Mail addresses").await;
    reader.fills("Name or mail address", "Ada Abebe").await;
    reader.presses("Search").await;
    crawl.meets("accounts found").await;
    reader.clicks_link("Ada Abebe").await;
    crawl.meets("another address").await;
    reader.presses("Propose the change").await;
    crawl.meets("refused other address").await;
    reader
        .fills("New mail address", "ada.abebe@another-provider.example")
        .await;
    reader
        .fills(
            "Reason",
            "She asked at the front desk and showed her papers.",
        )
        .await;
    reader.presses("Propose the change").await;
    crawl.meets("proposed address").await;
}

/// What the second officer gets, whom the first needs.
pub async fn a_second_officer_is_told(crawl: &Crawl<'_>) {
    let reader = crawl.reader;
    reader.clicks_link("Officers’ room").await;
    crawl.meets("room of the second officer").await;
    reader.clicks_link("Rolls").await;
    reader.clicks_link("Roll 3").await;
    crawl.meets("roll to certify").await;
    reader.presses("Certify this roll").await;
    // The demonstration signs for its officers.
    reader
        .looks_again_for("Roll 3 is certified", &["Acts", "Act 12"])
        .await;
    crawl.meets("act that is done").await;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Rolls").await;
    reader.clicks_link("Roll 3").await;
    crawl.meets("certified roll").await;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Polls").await;
    reader.clicks_link(COUNTED).await;
    crawl.meets("certified by two").await;
    reader.clicks_link("the results and every step").await;
    crawl.meets("certified result of an approval vote").await;
    reader.clicks_link("Officers’ room").await;
    reader.clicks_link("Mail addresses").await;
    crawl.meets("address to approve").await;
    reader.presses("Approve the change").await;
    crawl.meets("approved address").await;
}

/// The person concerned stops the change of their address, and the second officer proposes it
/// anew. Comes last: a link is opened here whose letter others would follow.
pub async fn what_was_stopped_is_proposed_once_more(crawl: &Crawl<'_>, world: &World) {
    let reader = crawl.reader;
    reader
        .signs_in_with_password("kaito@tamarack.example", PASSWORD)
        .await;
    reader.goes_to("/room/addresses").await;
    let page = reader.reads().await;
    let mut words = page.split(' ');
    let address = words.find(|word| word.ends_with("@tamarack.example"));
    comes_in(reader, &world.mail(), address.unwrap()).await;
    reader.goes_to("/account").await;
    crawl.meets("address that changes").await;
    reader.presses("Stop this change").await;
    crawl.meets("stopped change of an address").await;
    reader
        .signs_in_with_password("kaito@tamarack.example", PASSWORD)
        .await;
    reader.goes_to("/room/addresses").await;
    reader.clicks_link("Propose it once more").await;
    crawl.meets("address once more").await;
    reader.presses("Propose it once more").await;
    crawl.meets("refused address once more").await;
}

/// What a founder gets, from an empty database to the founding record.
pub async fn a_founder_is_told(crawl: &Crawl<'_>, setup_address: &str) {
    let reader = crawl.reader;
    reader.goes_to("/").await;
    crawl.meets("not founded").await;
    reader.goes_to(setup_address).await;
    crawl.meets("set-up").await;
    reader
        .fills(
            "Your mail address, for the test",
            "founder@tamarack.example",
        )
        .await;
    reader.presses("Send a test letter").await;
    crawl.meets("set-up, letter tried").await;
    reader.presses("Record the founding").await;
    crawl.meets("refused set-up").await;
    reader
        .fills("Name of the foundation", "Tamarack OS Foundation")
        .await;
    for (place, office) in (1..).zip(["Election officer", "Election officer", "Secretary"]) {
        let (name, address) = [
            (LONG_NAME, "maximiliane@tamarack.example"),
            ("Kwame Mensah", "kwame@tamarack.example"),
            ("Dolores Quispe", "dolores@tamarack.example"),
        ][place - 1];
        reader
            .fills(&format!("Name of officer {place}"), name)
            .await;
        reader
            .fills(&format!("Mail address of officer {place}"), address)
            .await;
        reader
            .chooses(&format!("Office of officer {place}"), office)
            .await;
    }
    reader.presses("Record the founding").await;
    reader.sees("The foundation is set up").await;
    crawl.meets("set up").await;
    reader.goes_to(setup_address).await;
    crawl.meets("set-up is spent").await;
}

/// Comes in by a mailed link.
pub async fn comes_in(reader: &Person, mail: &MailFolder, address: &str) {
    reader.forgets_everything().await;
    reader.goes_to("/").await;
    reader.clicks_link("Sign in").await;
    reader.signs_in(mail, address).await;
    reader.turns_to_width(NARROW).await;
}
