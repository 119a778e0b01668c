//! The membership book, as people meet it: an application from the self-check to
//! the letter that welcomes, a sponsor who pays, a member who lapses and returns,
//! a representative who changes after the record date, one company that acquires
//! another.

use chrono::TimeDelta;

use crate::{
    answers::comes_in,
    chromium::Chromium,
    minutes::decide,
    person::{DESK, PHONE, Person},
    support::{
        TestApp,
        election::{CHI, Foundation, NO_LIMITS, Place},
    },
};

const ALBUM: &str = "membership";
const NOOR: (&str, &str) = (
    "Noor Vázquez de la Fuente-Oberschleißheim",
    "noor@mail.example",
);

async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    for (target, basis, addresses) in [
        (
            "membership-committee",
            "appointment",
            ["kim@mail.example", "lou@mail.example", "max@mail.example"],
        ),
        (
            "board",
            "election",
            ["nia@mail.example", "ola@mail.example", "ravi@mail.example"],
        ),
    ] {
        let seats = [
            ("target", target),
            ("basis", basis),
            ("address_1", addresses[0]),
            ("address_2", addresses[1]),
            ("address_3", addresses[2]),
        ];
        decide(chi, ada, "/room/decisions/new?act=seat", &seats).await;
    }
    let treasurer = [("office", "treasurer"), ("address", "tom@mail.example")];
    decide(chi, ada, "/room/decisions/new?act=appoint", &treasurer).await;
    (app, foundation)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_the_committee_work_an_application_from_self_check_to_welcome() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let (app, _foundation) = founded().await;
    let noor = Person::new(&chromium, ALBUM, NOOR.0, &app.base_url, PHONE).await;
    noor.opens("/join").await;
    noor.ticks("I myself").await;
    noor.ticks("Translation").await;
    noor.presses("See what is open to me").await;
    noor.sees("What is open to you").await;
    noor.looks("what is open to me").await;
    noor.fills("Your name", NOOR.0).await;
    noor.fills("Mail address", NOOR.1).await;
    noor.presses("Send me the link").await;
    let letter = app.mail().arrives(NOOR.1, "").await;
    noor.opens_link_of(&letter, "/sign-in/link").await;
    noor.presses("Sign in").await;
    noor.clicks_link("Individual").await;
    noor.fills(
        "What you have contributed",
        "Translations into Sami since 2024",
    )
    .await;
    noor.fills("Where it can be seen", "https://git.example/translations")
        .await;
    noor.looks("the application").await;
    noor.presses("Submit the application").await;
    noor.sees("Received; nobody has taken it up yet").await;
    assert_eq!(
        noor.inspects("an application of one's own").await,
        Vec::<String>::new()
    );

    let kim = Person::new(&chromium, ALBUM, "Kim", &app.base_url, DESK).await;
    comes_in(&kim, &app.mail(), "kim@mail.example").await;
    kim.opens("/room").await;
    kim.clicks_link("Applications").await;
    kim.looks("the queue").await;
    kim.clicks_link(NOOR.0).await;
    kim.presses("Take it up").await;
    kim.opens_summary("Record a screening").await;
    kim.fills("List of sanctions", "EU consolidated list").await;
    kim.fills("Of the day", "2026-11-01").await;
    kim.presses("Record the screening").await;
    kim.sees("nothing found").await;
    kim.chooses("Your view", "I would approve").await;
    kim.presses("Give your view").await;
    kim.sees("The views decide nothing yet").await;
    kim.looks("one view decides nothing").await;
    assert_eq!(kim.inspects("an application").await, Vec::<String>::new());

    let lou = Person::new(&chromium, ALBUM, "Lou", &app.base_url, PHONE).await;
    comes_in(&lou, &app.mail(), "lou@mail.example").await;
    lou.opens("/room/applications/1").await;
    lou.chooses("Your view", "I would approve").await;
    lou.presses("Give your view").await;
    lou.sees("The views approve the application").await;
    lou.looks("two views approve, on a phone").await;
    lou.presses("Approve it").await;
    lou.sees("Member no. 11").await;
    lou.looks("approved").await;

    app.mail().arrives(NOOR.1, "Welcome as a member of").await;
    noor.opens("/me/membership").await;
    noor.sees("In good standing").await;
    noor.looks("a member").await;
    assert_eq!(noor.inspects("my membership").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_members_is_seen_in_the_room() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    let (app, foundation) = founded().await;
    let chi = &foundation.chi;
    let today = foundation.place.now.date_naive();
    let day = |days| (today + TimeDelta::days(days)).to_string();
    let secretary = Person::new(&chromium, ALBUM, CHI.0, &app.base_url, DESK).await;
    comes_in(&secretary, &app.mail(), CHI.1).await;

    // A sponsor is invoiced and pays.
    let treasurer = Person::new(&chromium, ALBUM, "Tom", &app.base_url, DESK).await;
    comes_in(&treasurer, &app.mail(), "tom@mail.example").await;
    treasurer.opens("/room/dues").await;
    treasurer.sees("Dues").await;
    treasurer.looks("the treasurer's desk").await;

    // A contributor lapsed, and returns by a decision.
    let plain = "/room/decisions/new?act=plain&body=membership-committee";
    let decided = decide(
        chi,
        &foundation.ada,
        plain,
        &[("title", "Reinstate Pia Farkas")],
    )
    .await;
    let number = decided.path.rsplit('/').next().unwrap().to_owned();
    secretary.opens("/room/members/9").await;
    secretary.looks("a member who lapsed").await;
    secretary
        .opens_summary("A reinstatement: another term")
        .await;
    secretary.fills("First day", &day(0)).await;
    secretary.fills("First day after it", &day(365)).await;
    secretary.presses("Record the term").await;
    secretary.sees("Another term begins by a decision").await;
    secretary.looks("no return without a decision").await;
    secretary.fills("Number of the decision", &number).await;
    secretary.presses("Record the term").await;
    secretary.sees("Individual: current until").await;
    secretary.looks("a member who returned").await;

    // Another representative is proposed after the record date.
    secretary.opens("/room/members/1").await;
    secretary.gives_a_code_if_asked().await;
    secretary.opens("/room/members/1").await;
    secretary.opens_summary("Another representative").await;
    secretary.fills("Name", NOOR.0).await;
    secretary.fills("Mail address", NOOR.1).await;
    secretary.fills("From", &day(0)).await;
    secretary.presses("Propose the representative").await;
    secretary.sees("72 hours from now at the earliest").await;
    secretary
        .looks("no representative from one day to the next")
        .await;
    secretary.fills("From", &day(5)).await;
    secretary.presses("Propose the representative").await;
    secretary.sees("is to vote for it from").await;
    secretary.looks("another representative").await;

    // One company acquires another, and both are members.
    secretary.opens("/room/parties?q=Quiet+Works").await;
    secretary.clicks_link("Quiet Works").await;
    secretary.looks("a company").await;
    let page = chi.get("/room/parties?q=Quiet+Works").await;
    let page = chi.get(&page.link("Quiet Works")).await;
    let form = page
        .form("/events")
        .with("event_kind", "acquired")
        .with("event_successor", "Nordlicht Hosting")
        .with("event_on", &day(0))
        .with("event_source", "Letter of Nordlicht Hosting");
    let event = chi.send(&form).await;
    assert_eq!(event.status, 200, "{}", event.text());
    secretary.opens(&event.path).await;
    secretary.looks("one company acquired another").await;
    assert_eq!(
        secretary.inspects("after an acquisition").await,
        Vec::<String>::new()
    );
    secretary.opens("/room/book").await;
    secretary.looks("the membership book").await;
    secretary.turns_to_width(PHONE).await;
    secretary.looks("the membership book on a phone").await;
}
