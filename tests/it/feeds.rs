//! A person's calendar and the public feeds, read by programs that others wrote.

use calcard::icalendar::{
    ICalendarComponentType, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::TimeDelta;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, SET_COOKIE};

use crate::acts::void::ended;
use crate::minutes::decide;
use crate::notices::{drafts_a_meeting, gives};
use crate::secrecy::dump;
use crate::support::election::{Foundation, Place, Plan, Poll};
use crate::support::{Page, TestApp, Visitor, World};

const KIM: &str = "kim@mail.example";
const WHY: &str = "Two candidates were left off the ballot; by mistake, & twice.";
const QUESTION: &str =
    "Wer übernimmt die Großgehölzpflegegenossenschaftsbeiratssitze; „ja“, <nein> & \"weiter\" 🗳?";

/// A date as a calendar program sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Date {
    uid: String,
    sequence: i64,
    cancelled: bool,
    summary: String,
    description: String,
    start: String,
    changed: String,
}

fn dates(page: &Page) -> Vec<Date> {
    let mut parser = Parser::new(&page.html);
    let Entry::ICalendar(calendar) = parser.entry() else {
        panic!("no calendar: {}", page.html);
    };
    assert_eq!(parser.entry(), Entry::Eof, "{}", page.html);
    let events = calendar
        .components
        .iter()
        .filter(|component| component.component_type == ICalendarComponentType::VEvent);
    events
        .map(|event| {
            let value = |name: ICalendarProperty| {
                let named = event.entries.iter().filter(|entry| entry.name == name);
                let values: Vec<_> = named.flat_map(|entry| &entry.values).collect();
                assert_eq!(values.len(), 1, "{name:?} in {}", page.html);
                values[0].clone()
            };
            let text = |name| match value(name) {
                ICalendarValue::Text(text) => text,
                other => panic!("{other:?}"),
            };
            let instant = |name| match value(name) {
                ICalendarValue::PartialDateTime(at) => match at.hour {
                    Some(_) => at.to_rfc3339().unwrap(),
                    None => format!("{:?}-{:?}-{:?}", at.year, at.month, at.day),
                },
                other => panic!("{other:?}"),
            };
            Date {
                uid: text(ICalendarProperty::Uid),
                sequence: match value(ICalendarProperty::Sequence) {
                    ICalendarValue::Integer(number) => number,
                    other => panic!("{other:?}"),
                },
                cancelled: value(ICalendarProperty::Status)
                    == ICalendarValue::Status(ICalendarStatus::Cancelled),
                summary: text(ICalendarProperty::Summary),
                description: text(ICalendarProperty::Description),
                start: instant(ICalendarProperty::Dtstart),
                changed: instant(ICalendarProperty::LastModified),
            }
        })
        .collect()
}

/// The address that this page shows once.
fn address_on(page: &Page) -> String {
    let text = page.text();
    let address = text
        .split_whitespace()
        .find(|word| word.ends_with(".ics"))
        .unwrap_or_else(|| panic!("{} {text}", page.status));
    assert!(page.html.contains("webcal://"));
    address.to_owned()
}

/// Somebody has a calendar made; the page that says so, and the calendar's address.
pub async fn makes(person: &Visitor) -> (Page, String) {
    let page = person.get("/account/calendar").await;
    let made = person.submit(&page, "/account/calendar", &[]).await;
    let address = address_on(&made);
    (page, address)
}

/// The same file again is not sent again.
async fn is_not_sent_again(reader: &Visitor, address: &str, page: &Page) {
    let tag = page.headers[ETAG].clone();
    let request = reader.client().get(reader.address(address));
    let answer = request.header(IF_NONE_MATCH, &tag).send().await.unwrap();
    assert_eq!(answer.status(), 304);
    assert_eq!(answer.headers()[ETAG], tag);
    assert_eq!(answer.bytes().await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_follows_what_becomes_of_its_dates() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let foundation = Foundation::found(Place::of_world(&mut world).await).await;
    foundation.certify_roll().await;
    let kim = foundation.place.sign_in(KIM).await;
    // A program has no cookies.
    let program = foundation.place.visitor();
    let (_, kims) = makes(&kim).await;
    let (_, chis) = makes(&foundation.chi).await;
    let empty = program.get(&kims).await;
    assert_eq!(dates(&empty), []);
    assert_eq!(empty.headers[CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert_eq!(empty.headers[CACHE_CONTROL], "private, no-store");
    assert_eq!(empty.headers["referrer-policy"], "no-referrer");
    assert!(!empty.headers.contains_key(SET_COOKIE));

    let plan = Plan {
        question: QUESTION,
        opens: TimeDelta::minutes(30),
        closes: TimeDelta::hours(6),
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let first = program.get(&kims).await;
    let [closes, opens] = dates(&first).try_into().unwrap();
    assert_eq!(opens.summary, format!("Vote opens: {QUESTION}"));
    assert_eq!(closes.summary, format!("Vote closes: {QUESTION}"));
    let place = "For Kim Abara you cast as Individual, with 1 vote";
    assert!(opens.description.contains(place), "{}", opens.description);
    let page = format!("/polls/{}", poll.number);
    assert!(opens.description.ends_with(&page), "{}", opens.description);
    assert!(
        opens.uid.ends_with("@127.0.0.1") || opens.uid.ends_with("@localhost"),
        "{}",
        opens.uid
    );
    assert_eq!((opens.sequence, opens.cancelled), (0, false));
    let at = foundation.place.now + TimeDelta::minutes(30);
    assert_eq!(opens.start, at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    // Another person, on no roll.
    let others = program.get(&chis).await;
    assert_eq!(dates(&others), []);
    assert!(!others.html.contains("poll-"));

    // Nothing flickers, and nothing says whether somebody voted.
    world.advance(TimeDelta::hours(1));
    poll.cast(&kim, "Kim Abara", &[("r1", "01")]).await;
    let again = program.get(&kims).await;
    assert_eq!(again.html, first.html);
    assert_eq!(again.headers[ETAG], first.headers[ETAG]);
    is_not_sent_again(&program, &kims, &first).await;

    // Notice of a meeting, and an office for a time.
    let draft = drafts_a_meeting(&foundation.chi, "2026-09-10T10:00").await;
    gives(&foundation.chi, &draft).await;
    let office = [
        ("address", KIM),
        ("office", "deputy_secretary"),
        ("last_day", "2026-12-31"),
    ];
    decide(
        &foundation.chi,
        &foundation.ada,
        "/room/offices/new",
        &office,
    )
    .await;
    let more = dates(&program.get(&kims).await);
    let named = |words: &str| {
        let found = more.iter().find(|date| date.summary.contains(words));
        found.unwrap_or_else(|| panic!("{words}: {more:?}")).clone()
    };
    let meeting = named("Annual meeting of the members");
    assert_eq!(meeting.start, "2026-09-10T10:00:00Z");
    assert!(meeting.description.contains("Notice of it is due by"));
    let office = named("Your last day in office: Deputy secretary");
    assert_eq!(office.start, "Some(2026)-Some(12)-Some(31)");
    assert!(
        office.description.contains("By decision"),
        "{}",
        office.description
    );
    assert_eq!(named("Vote opens"), opens);

    // Called off: the same ids, a higher sequence, and why.
    ended(&foundation, &poll, WHY).await;
    let after = dates(&program.get(&kims).await);
    assert_eq!(after.len(), 4);
    for before in [&opens, &closes] {
        let off = after.iter().find(|date| date.uid == before.uid).unwrap();
        assert!(off.cancelled);
        assert_eq!(off.sequence, before.sequence + 1);
        assert!(off.changed > before.changed);
        assert_eq!((&off.start, &off.summary), (&before.start, &before.summary));
        assert!(off.description.contains(WHY), "{}", off.description);
        assert!(!off.description.contains("you cast"), "{}", off.description);
    }

    // In the language of the person's letters.
    let page = kim.get("/account").await;
    kim.submit(&page, "/language", &[("language", "de")]).await;
    let german = program.get(&kims).await;
    assert!(
        german.html.contains("Abstimmung beginnt"),
        "{}",
        german.html
    );
    assert!(dates(&german).iter().all(|date| date.sequence > 0));

    // Where it is revoked it is nowhere; what remains of it is its hash.
    let page = kim.get("/account/calendar").await;
    assert!(!page.html.contains(".ics"), "shown once");
    kim.submit(&page, "/revocation", &[]).await;
    let secret = kims.rsplit('/').next().unwrap().trim_end_matches(".ics");
    for gone in [kims.as_str(), "/calendar/none.ics", "/calendar/none"] {
        let gone = program.get(gone).await;
        assert_eq!(gone.status, 404);
        assert_eq!(
            gone.html,
            "There is no calendar at this address. Copy its address from your account again.\n"
        );
    }
    assert!(!world.log().contains(secret));
    let dump = String::from_utf8_lossy(&dump(&world).await).into_owned();
    assert!(!dump.contains(secret));
    assert!(dump.contains("calendar_addresses"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_makes_one_address_and_a_new_one_ends_the_old() {
    let app = TestApp::start().await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let (chi, program) = (&foundation.chi, app.visitor());
    let me = chi.get("/me").await;
    let page = chi.get(&me.link("Put your dates")).await;
    assert_eq!(page.path, "/account/calendar");
    let first = address_on(&chi.submit(&page, "/account/calendar", &[]).await);
    // Pressed twice.
    let same = address_on(&chi.submit(&page, "/account/calendar", &[]).await);
    assert_eq!(same, first);
    assert_eq!(program.get(&first).await.status, 200);
    // A page of before makes none in place of this one.
    let stale = page.form("/account/calendar").with("page", &"0".repeat(32));
    assert_eq!(chi.send(&stale).await.status, 409);
    assert_eq!(program.get(&first).await.status, 200);

    let (_, second) = makes(chi).await;
    assert_ne!(second, first);
    assert_eq!(program.get(&first).await.status, 404);
    assert_eq!(program.get(&second).await.status, 200);
    // The page that made the first does not bring it back.
    let old = chi.submit(&page, "/account/calendar", &[]).await;
    assert_eq!(old.status, 409);
    assert_eq!(program.get(&first).await.status, 404);
    let page = chi.get("/account/calendar").await;
    for _ in 0..2 {
        let ended = chi.submit(&page, "/revocation", &[]).await;
        assert!(ended.text().contains("Your calendar has no address yet."));
    }
    assert_eq!(program.get(&second).await.status, 404);
    // Who guesses is sent away for a while.
    let mut refused = 0;
    for _ in 0..200 {
        let guess = program
            .get(&format!("/calendar/{}.ics", "0".repeat(64)))
            .await;
        refused += usize::from(guess.status == 429);
    }
    assert!(refused > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn news_is_read_by_everybody_and_changes_with_what_happens() {
    let app = TestApp::start_with(&crate::support::election::NO_LIMITS).await;
    let _ledger = app.ledger();
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let reader = app.visitor();
    let parsed = async |path: &str| {
        let page = reader.get(path).await;
        assert_eq!(page.status, 200, "{}", page.html);
        assert_eq!(
            page.headers[CONTENT_TYPE],
            "application/atom+xml; charset=utf-8"
        );
        assert!(!page.headers.contains_key(SET_COOKIE));
        let feed: atom_syndication::Feed = page.html.parse().unwrap();
        (page, feed)
    };
    let (_, none) = parsed("/feeds/votes.atom").await;
    assert_eq!(none.entries().len(), 0);
    let (page, rules) = parsed("/feeds/rules.atom").await;
    let adopted = &rules.entries()[0];
    assert_eq!(
        adopted.title().as_str(),
        "Version 1 of the rulebook is adopted"
    );
    assert!(adopted.links()[0].href().ends_with("/rules/versions/1"));
    is_not_sent_again(&reader, "/feeds/rules.atom", &page).await;

    foundation.certify_roll().await;
    let plan = Plan {
        question: QUESTION,
        ..Plan::default()
    };
    let poll = Poll::open(&foundation, &plan).await;
    let (opened, feed) = parsed("/feeds/votes.atom").await;
    let entry = &feed.entries()[0];
    assert_eq!(entry.title().as_str(), format!("Vote open: {QUESTION}"));
    assert_eq!(parsed("/feeds/votes.atom").await.0.html, opened.html);
    ended(&foundation, &poll, WHY).await;
    let (_, feed) = parsed("/feeds/votes.atom").await;
    let titles: Vec<&str> = feed
        .entries()
        .iter()
        .map(|entry| entry.title().as_str())
        .collect();
    let voided = format!("Vote ended without a result: {QUESTION}");
    assert_eq!(titles, [&voided, &format!("Vote open: {QUESTION}")]);
    assert_eq!(feed.entries()[0].summary().unwrap().as_str(), WHY);
    assert_eq!(feed.entries()[1].id(), entry.id());
    assert_eq!(feed.entries()[1].updated(), entry.updated());

    let chi = &foundation.chi;
    let when = (foundation.place.now + TimeDelta::days(20)).format("%Y-%m-%dT%H:%M");
    let draft = drafts_a_meeting(chi, &when.to_string()).await;
    gives(chi, &draft).await;
    let (_, notices) = parsed("/feeds/notices.atom").await;
    let title = notices.entries()[0].title().as_str();
    assert_eq!(title, "Annual meeting of the members");

    // Found by whoever reads the page, in their language.
    let list = reader.get(&reader.get("/").await.link("Feeds")).await;
    let german = reader
        .submit(&list, "/language", &[("language", "de")])
        .await;
    let links = german.links();
    let link = links.iter().find(|(_, to)| to.starts_with("/feeds/votes"));
    let (words, address) = link.unwrap();
    assert_eq!(words, "Abstimmungen");
    let (_, feed) = parsed(address).await;
    let title = feed.entries()[1].title().as_str();
    assert_eq!(title, format!("Abstimmung begonnen: {QUESTION}"));
    assert!(
        reader
            .get("/polls")
            .await
            .html
            .contains("/feeds/votes.atom?language=de")
    );
    assert_eq!(reader.get("/feeds/none.atom").await.status, 404);
}
