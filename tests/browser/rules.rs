//! A rule changed by people at browsers: drafted, checked, decided by one and
//! confirmed by another, signed by two; then it is what everybody reads and what
//! the next vote is held under. And an office for one day, which ends with the
//! day, as the foundation counts days.

use std::fs;

use chrono::TimeDelta;
use fantoccini::key::Key;
use serde_json::json;

use crate::{
    chromium::Chromium,
    founding::{signs, signs_second},
    officer::Machine,
    person::{DESK, PHONE, Person},
    support::{
        World,
        election::{ADA, BEN, CHI, Foundation, Place, Plan, Poll},
    },
};

const ALBUM: &str = "rules";
const TODAY: &str = "2036-08-20";
const KIM: (&str, &str) = ("Kim Abara", "kim@mail.example");

/// What the web team's page says, which is not what the bylaws say.
const FAQ: &str = "
[[document]]
id = \"faq\"
kind = \"publication\"
title = \"Election FAQ\"
version = \"2036\"
adopted_by = \"The web team\"

[[rule]]
key = \"quorum.members\"
value = \"1/2\"
document = \"faq\"
section = \"Quorum\"
text = \"At least half of the members must vote.\"
";

/// The words of the bylaws about the quorum, as they are and as they shall be.
const WORDS: (&str, &str) = (
    "counts when a tenth of the members on the roll",
    "counts when a fifth of the members on the roll",
);

const CONTRADICTION: &str = "A lower document contradicts a higher";
const OVER: &str = "Your last day as the deputy secretary was 20 August 2036. \
                    You hold no office of the foundation today";

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_changed_by_two_and_an_office_ends_with_its_day() {
    let Some(chromium) = Chromium::start() else {
        return;
    };
    // Half past ten in the evening in Berlin.
    let Some(mut world) = World::start_unlimited("2036-08-20 20:30:00").await else {
        return;
    };
    let mut place = Place::of_world(&mut world).await;
    place.zone = "Europe/Berlin";
    let foundation = Foundation::found(place).await;
    foundation.certify_roll().await;
    let plan = Plan {
        closes: TimeDelta::days(14),
        ..Plan::default()
    };
    let earlier = Poll::open(&foundation, &plan).await;

    let meets = async |(name, address): (&str, &str), width| {
        let mut person = Person::new(&chromium, ALBUM, name, world.base_url(), width).await;
        person.codes = foundation.place.codes_of(address);
        comes_in(&world, &person, address).await;
        person
    };
    let secretary = meets(CHI, DESK).await;
    drafts(&secretary).await;
    compares(&secretary, "The next rulebook").await;
    let title = "The quorum of members is a fifth";
    enters_adoption(&secretary, title).await;
    is_not_offered_confirmation(&secretary).await;

    let visitor = Person::new(&chromium, ALBUM, "Visitor", world.base_url(), PHONE).await;
    visitor.opens("/rules").await;
    visitor.sees("who must take part 1/10 Bylaws § 3.5").await;

    let ada = meets(ADA, DESK).await;
    confirms_without_scripts(&ada, title).await;
    let [hers, his] = [0, 1].map(|at| Machine::with_key(&foundation.keys[at]));
    ada.clicks_link("Officers’ room").await;
    ada.clicks_link("The next rulebook").await;
    ada.presses("Prepare the act of adoption").await;
    signs(&world, &ada, &hers).await;
    ada.sees("You have signed it").await;
    let ben = meets(BEN, DESK).await;
    signs_second(&world, &ben, &his, "Version 2 of the rulebook is adopted.").await;
    assert_eq!(ben.inspects("act of adoption").await, Vec::<String>::new());
    ben.leaves().await;

    // The same server, never started again, tells everybody.
    reads_the_rules(&visitor).await;
    let next = Poll::open(
        &foundation,
        &Plan {
            question: "Who audits the accounts?",
            ..plan
        },
    )
    .await;
    reads_quorum_of(&visitor, &next, "1/5").await;
    reads_quorum_of(&visitor, &earlier, "1/10").await;

    appoints_for_today(&secretary).await;
    ada.switches_scripts(true).await;
    confirms(&ada, "A deputy for this evening").await;
    for person in [secretary, ada] {
        person.console_is_quiet().await;
        person.leaves().await;
    }
    let kim = meets(KIM, DESK).await;
    visitor.opens("/people").await;
    visitor.sees("Deputy secretary Kim Abara").await;
    assert_eq!(visitor.inspects("people").await, Vec::<String>::new());
    kim.sees("Kim Abara: Deputy secretary").await;
    kim.presses("invitations").await;
    kim.sees("was sent an invitation").await;
    world.set_time("2036-08-20 21:59:00");
    kim.clicks_link("Officers’ room").await;
    kim.clicks_link("Decisions").await;
    kim.clicks_link("Enter a decision").await;
    kim.fills("Title", "One more thing").await;

    // Midnight in Berlin; in UTC the day goes on.
    world.set_time("2036-08-20 22:00:01");
    kim.presses("Enter the decision").await;
    kim.sees(OVER).await;
    assert_eq!(kim.inspects("over").await, Vec::<String>::new());
    kim.opens("/room").await;
    kim.sees(OVER).await;
    visitor.opens("/people").await;
    visitor.sees("Chi Moreau").await;
    let people = visitor.reads().await;
    assert!(!people.contains(KIM.0), "{people}");
    for person in [kim, visitor] {
        person.console_is_quiet().await;
        person.leaves().await;
    }
}

/// From the front page by a mailed link into the officers' room.
async fn comes_in(world: &World, person: &Person, address: &str) {
    person.goes_to("/").await;
    person.clicks_link("Sign in").await;
    person.signs_in(&world.mail(), address).await;
    person.clicks_link("Officers’ room").await;
}

/// Brings a file with a contradiction, reads what it is, and has one value after
/// the other changed where it is named, with the keyboard alone.
async fn drafts(secretary: &Person) {
    secretary.clicks_link("The next rulebook").await;
    secretary.sees("The draft is the version in force").await;
    let file = secretary
        .downloads("Take the file away", "rulebook-draft.toml")
        .await;
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(WORDS.0), "{text}");
    fs::write(&file, text.replace(WORDS.0, WORDS.1) + FAQ).unwrap();
    secretary.picks_file("Bring a file", &file).await;
    secretary.presses("Save the draft").await;
    secretary.sees(CONTRADICTION).await;
    secretary
        .sees("quorum.members Election FAQ, Quorum says 1/2")
        .await;
    secretary.sees("What governs is Bylaws § 3.5: 1/10").await;
    secretary.opens_summary("Change a value").await;
    assert_eq!(secretary.inspects("finding").await, Vec::<String>::new());

    changes_by_keyboard(secretary, "Election FAQ, Quorum", "1/5").await;
    // The page of the web team is ahead of the bylaws now, which is named as well.
    secretary
        .sees("quorum.members Election FAQ, Quorum says 1/5")
        .await;
    changes_by_keyboard(secretary, "Bylaws § 3.5", "1/5").await;
    secretary
        .sees("The documents agree, every rule that is asked has its answer")
        .await;
    let page = secretary.reads().await;
    assert!(!page.contains(CONTRADICTION), "{page}");
    secretary.looks("mended").await;
    assert_eq!(secretary.inspects("mended").await, Vec::<String>::new());
}

/// On the page of the draft, from its top: unfolds the form of the finding and
/// writes another value for the rule that is cited so.
async fn changes_by_keyboard(secretary: &Person, cited: &str, value: &str) {
    secretary.clicks_link("Officers’ room").await;
    secretary.clicks_link("The next rulebook").await;
    secretary.tabs_to("Change a value").await;
    secretary.strikes(Key::Enter).await;
    secretary.tabs_to(&format!("{cited} (line")).await;
    // What stood there is selected when the tabulator key comes to it.
    secretary.types(value).await;
    secretary.looks(&format!("{cited} typed")).await;
    secretary.tabs_to_button("Save in the draft").await;
    secretary.strikes(Key::Enter).await;
}

/// The comparison says what rules otherwise, and shows it line by line with marks to whoever
/// unfolds that.
async fn compares(reader: &Person, name: &str) {
    reader
        .sees("who must take part 1/10 (Bylaws § 3.5) 1/5 (Bylaws § 3.5)")
        .await;
    reader.opens_summary("Line by line").await;
    let marked = reader
        .script(
            "return Array.from(document.querySelectorAll('table.lines tbody tr'))
                .map(row => Array.from(row.cells, cell => cell.innerText.replace(/\\s+/g, ' ').trim()))
                .filter(cells => cells[0] !== '').map(cells => [cells[0], cells[2], cells[4]]);",
            Vec::new(),
        )
        .await;
    let rows = marked.as_array().unwrap();
    let changed = json!(["≠ changed", "value = \"1/10\"", "value = \"1/5\""]);
    assert!(rows.contains(&changed), "{name}: {marked}");
    let added = json!(["+ added", "", "title = \"Election FAQ\""]);
    assert!(rows.contains(&added), "{name}: {marked}");
    scrolls_to(reader, "table.lines").await;
    reader.looks(&format!("{name} compared")).await;
}

/// Brings a part of the page into view, for a picture of it.
async fn scrolls_to(reader: &Person, part: &str) {
    let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' });";
    reader.script(script, vec![json!(part)]).await;
}

/// The secretary enters who voted how on the draft.
async fn enters_adoption(secretary: &Person, title: &str) {
    secretary
        .clicks_link("Enter the decision that adopts it")
        .await;
    assert_eq!(
        secretary.inspects("decision to enter").await,
        Vec::<String>::new()
    );
    secretary.fills("Title", title).await;
    secretary
        .fills(
            "What was decided",
            "The founders adopt the rulebook with this digest.",
        )
        .await;
    for (name, vote) in [(ADA.0, "yes"), (BEN.0, "abstains"), (CHI.0, "yes")] {
        secretary.chooses(name, vote).await;
    }
    secretary.chooses("The matter is", "ordinary").await;
    secretary.chooses("What came of it", "adopted").await;
    secretary.presses("Enter the decision").await;
    secretary.sees("entered, not confirmed yet").await;
    secretary.sees("yes 2 Ada Okafor, Chi Moreau").await;
    secretary.sees("abstains 1 Ben Lindqvist").await;
}

/// Whoever entered a decision reads that another confirms it, and has no button.
async fn is_not_offered_confirmation(enterer: &Person) {
    enterer
        .sees("You entered it. Another officer looks at it and confirms it.")
        .await;
    let buttons = enterer.names_of("button").await;
    assert!(
        !buttons.iter().any(|name| name.contains("Confirm")),
        "{buttons:?}"
    );
    assert_eq!(
        enterer.inspects("decision entered").await,
        Vec::<String>::new()
    );
}

/// Another officer finds the decision in the room and confirms it.
async fn confirms(officer: &Person, title: &str) {
    officer.clicks_link("Officers’ room").await;
    officer.clicks_link("Decisions").await;
    officer.clicks_link(title).await;
    officer.gives_a_code_if_asked().await;
    officer.presses("Confirm the decision").await;
    officer.sees("✓ decided").await;
}

/// The same in a browser that lets no script of a page run, from then on.
async fn confirms_without_scripts(officer: &Person, title: &str) {
    officer.switches_scripts(false).await;
    confirms(officer, title).await;
    officer.sees("entered by Chi Moreau").await;
    officer.sees("confirmed by Ada Okafor").await;
    assert_eq!(officer.fits("decided").await, Vec::<String>::new());
}

/// Nobody in particular reads the new rule, where it stands, and what it changed.
async fn reads_the_rules(visitor: &Person) {
    visitor.opens("/rules").await;
    visitor.sees("who must take part 1/5 Bylaws § 3.5").await;
    assert_eq!(visitor.inspects("rules").await, Vec::<String>::new());
    visitor.clicks_link("What it changed").await;
    compares(visitor, "Versions 1 and 2").await;
    assert_eq!(visitor.inspects("compared").await, Vec::<String>::new());
    visitor.turns_to_width(PHONE).await;
    scrolls_to(visitor, ".lines .changed").await;
    visitor.looks("compared on a phone").await;
    scrolls_to(visitor, ".lines .added").await;
    visitor.looks("added on a phone").await;
}

/// The page of a vote says its quorum with the place it comes from.
async fn reads_quorum_of(visitor: &Person, poll: &Poll, quorum: &str) {
    visitor.opens(&format!("/polls/{}", poll.number)).await;
    visitor
        .opens_summary("Bylaws § 3.5 quorum of members")
        .await;
    visitor
        .sees(&format!("at least {quorum} of the members on the roll"))
        .await;
    scrolls_to(visitor, ".rule[open]").await;
    visitor.looks(&format!("quorum {quorum}")).await;
    assert_eq!(visitor.fits("poll").await, Vec::<String>::new());
    visitor.turns_to_width(PHONE).await;
}

/// The secretary enters an appointment that ends with this day.
async fn appoints_for_today(secretary: &Person) {
    secretary.clicks_link("Officers’ room").await;
    secretary.clicks_link("Offices").await;
    secretary.clicks_link("Enter an appointment").await;
    secretary.fills("Mail address of the person", KIM.1).await;
    secretary.chooses("Office", "Deputy secretary").await;
    secretary.fills("Last day in office", TODAY).await;
    secretary.fills("Title", "A deputy for this evening").await;
    secretary
        .fills("What was decided", "Kim Abara is deputy secretary today.")
        .await;
    for (name, _) in [ADA, BEN, CHI] {
        secretary.chooses(name, "yes").await;
    }
    secretary.chooses("The matter is", "ordinary").await;
    secretary.chooses("What came of it", "adopted").await;
    secretary.presses("Enter the decision").await;
    secretary.sees("entered, not confirmed yet").await;
    is_not_offered_confirmation(secretary).await;
}
