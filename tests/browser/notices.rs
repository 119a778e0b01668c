//! An election notice to every member of a foundation of 374: three letters come
//! back, the officer sees which, reaches those three otherwise, and prints the
//! certificate.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;

use crate::{
    chromium::Chromium,
    person::{DESK, PHONE, Person},
    support::{
        Letter, World,
        election::{CHI, Foundation, Place, Plan, Poll},
    },
};

const ALBUM: &str = "notices";
const QUESTION: &str = "Who shall take the two open seats of the board?";
/// Those whose letters come back.
const UNREACHED: [&str; 3] = [
    "member0003@kestrel-systems.example",
    "member0168@mail.example",
    "member0055@mail.example",
];

/// What a mail server sends back when it could not deliver a letter after all.
pub fn bounce(letter: &Letter) -> String {
    let to = letter.to.rsplit('<').next().unwrap().trim_end_matches('>');
    format!(
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\nSubject: {subject}\r\n\r\n--b--\r\n",
        id = letter.message_id,
        subject = letter.subject,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_election_notice_reaches_every_member_one_way_or_another() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let Some(mut world) = World::start_unlimited("2026-08-18 09:00:00").await else {
        return;
    };
    let place = Place::of_world(&mut world).await;
    let members = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/members.csv");
    let members = fs::read_to_string(members).unwrap();
    let foundation = Foundation::found_with(place, &members).await;
    foundation.certify_roll().await;
    let plan = Plan {
        question: QUESTION,
        opens: TimeDelta::days(20),
        closes: TimeDelta::days(34),
        ..Plan::default()
    };
    let poll = Poll::draft(&foundation, &plan).await;
    assert!(poll.room().contains("/room/polls/"));

    let secretary = Person::new(&chromium, ALBUM, CHI.0, world.base_url(), DESK).await;
    secretary.opens("/").await;
    secretary.clicks_link("Sign in").await;
    secretary.fills("Mail address", CHI.1).await;
    let before = world.mail().to(CHI.1).len();
    secretary.presses("Send me a link").await;
    let letter = crate::support::eventually("a letter with a link", async || {
        world.mail().to(CHI.1).into_iter().nth(before)
    })
    .await;
    secretary.opens_link_of(&letter, "/sign-in/link").await;
    secretary.presses("Sign in").await;

    drafts(&secretary).await;
    secretary.presses("Give this notice").await;
    secretary.sees("have it").await;
    secretary.sees("Look again").await;
    secretary
        .looks_again_for("✓ all reached", &["Look again"])
        .await;
    secretary.looks("all letters have left").await;

    // Three come back, and the officer sees which.
    let folder = world.data().join("bounces/new");
    fs::create_dir_all(&folder).unwrap();
    for address in UNREACHED {
        let letter = world.mail().arrives(address, QUESTION).await;
        fs::write(folder.join(address), bounce(&letter)).unwrap();
    }
    secretary
        .looks_again_for("! 3 without it", &["The notice", "Who has it"])
        .await;
    secretary
        .sees("550 5.1.1 Recipient address rejected: User unknown")
        .await;
    secretary.sees("send this notice by post or courier").await;
    for address in UNREACHED {
        secretary.sees(address).await;
    }
    assert_eq!(
        secretary.inspects("who lacks it").await,
        Vec::<String>::new()
    );
    secretary.turns_to_width(PHONE).await;
    secretary.looks("who lacks it on a phone").await;
    assert_eq!(
        secretary.inspects("who lacks it on a phone").await,
        Vec::<String>::new()
    );
    secretary.turns_to_width(DESK).await;
    secretary.clicks_link("Officers’ room").await;
    secretary
        .clicks_link_in("what was told to whom", "Notices")
        .await;
    secretary.clicks_link("Letters that came back").await;
    secretary.sees("! without it").await;
    secretary.clicks_link(QUESTION).await;

    reaches_them_otherwise(&secretary).await;
    secretary.presses("Make the certificate").await;
    secretary.sees("Affidavit").await;
    secretary.sees("Put in the post").await;
    assert_eq!(
        secretary.inspects("certificate").await,
        Vec::<String>::new()
    );
    let media = serde_json::json!({ "media": "print" });
    secretary
        .window
        .tell("Emulation.setEmulatedMedia", media)
        .await;
    secretary.looks("the certificate on paper").await;
    secretary.console_is_quiet().await;
    secretary.leaves().await;
}

/// Words the notice of the election, and looks at what would become of it.
async fn drafts(secretary: &Person) {
    secretary.clicks_link("Officers’ room").await;
    secretary
        .clicks_link_in("what was told to whom", "Notices")
        .await;
    secretary.clicks_link("Draft a notice").await;
    secretary.clicks_link(QUESTION).await;
    secretary
        .chooses("Who gets it", "Every current member")
        .await;
    // A slip of the pen is told before anybody gets it.
    secretary
        .fills_in("Words", "Text", "We vote {wenn}. Nominations are closed.")
        .await;
    secretary.presses("Save and look at it").await;
    secretary.sees("there is no placeholder {wenn}").await;
    secretary
        .fills_in(
            "Words",
            "Text",
            "The members of {foundation} elect two directors. The vote opens on {when}.",
        )
        .await;
    secretary.presses("Save and look at it").await;
    secretary.sees("✓ in time").await;
    secretary.sees("IMPORTANT NOTICE REGARDING").await;
    secretary.sees("Bylaws § 3.4").await;
    assert_eq!(
        secretary.inspects("before it is given").await,
        Vec::<String>::new()
    );
}

/// Two by post, one by courier; then everybody has it.
async fn reaches_them_otherwise(secretary: &Person) {
    for (left, how) in [
        (2, "Put in the post"),
        (1, "Left by courier"),
        (0, "Put in the post"),
    ] {
        secretary.ticks_first().await;
        secretary.chooses("How", how).await;
        secretary
            .fills("What shows it", "Consignment RR 12 345 678 9 DE")
            .await;
        secretary.presses("Record it for those ticked").await;
        match left {
            0 => secretary.sees("✓ all reached").await,
            left => secretary.sees(&format!("! {left} without it")).await,
        }
    }
}
