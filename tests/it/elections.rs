//! Elections: the calendar, nominations as members make them, the committee's
//! acts, candidates, and the poll that they become.

mod candidates;
mod nominations;
mod readiness;

use chrono::{Days, NaiveDate};

use crate::minutes::{charters_the_election_committee, decide};
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{Form, Page, TestApp, Visitor};

const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";
const MAX: &str = "max@mail.example";
const NIA: &str = "nia@mail.example";
const OLA: &str = "ola@mail.example";
const RAVI: &str = "ravi@mail.example";

/// A foundation with a committee of Kim and Lou that runs elections.
pub async fn founded() -> (TestApp, Foundation) {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    appoint(&foundation).await;
    (app, foundation)
}

/// The founders charter an election committee, and appoint Kim and Lou.
pub async fn appoint(foundation: &Foundation) {
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    charters_the_election_committee(chi, ada, [KIM, LOU]).await;
}

/// The founders decide something that has no effect of its own; the decision's number.
pub async fn decides(foundation: &Foundation) -> String {
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let body = [("title", "Fewer days for this election")];
    let decided = decide(
        chi,
        ada,
        "/room/decisions/new?act=plain&body=founders",
        &body,
    )
    .await;
    decided.path.rsplit('/').next().unwrap().to_owned()
}

pub fn today(foundation: &Foundation) -> NaiveDate {
    foundation.place.now.date_naive()
}

pub fn after(day: NaiveDate, days: u64) -> String {
    (day + Days::new(days)).to_string()
}

pub fn before(day: NaiveDate, days: u64) -> String {
    (day - Days::new(days)).to_string()
}

/// The form that makes an election, with dates by which nominations are open today,
/// the vote opens in twenty days, and every rule but the 45 days is kept.
pub async fn new_election(foundation: &Foundation) -> Form {
    let page = foundation.ada.get("/room/elections/new").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let today = today(foundation);
    page.form("/room/elections")
        .with("title", "Election of the board 2027")
        .with("seats", "2")
        .with("record_date", &before(today, 20))
        .with("notice_on", &after(today, 1))
        .with("nominations_open", &before(today, 1))
        .with("nominations_close", &after(today, 5))
        .with("list_on", &after(today, 6))
        .with("exceptions_end", &after(today, 10))
        .with("opens_at", &format!("{}T09:00", after(today, 20)))
        .with("closes_at", &format!("{}T09:00", after(today, 35)))
}

/// Makes that election; its room is /room/elections/1.
pub async fn makes(foundation: &Foundation) -> Page {
    let made = foundation.ada.send(&new_election(foundation).await).await;
    assert_eq!(made.path, "/room/elections/1", "{}", made.text());
    made
}

/// Sets the dates so that nominations closed yesterday.
pub async fn closes_nominations(foundation: &Foundation) {
    let page = foundation.ada.get("/room/elections/1/dates").await;
    let today = today(foundation);
    let form = page
        .form("/room/elections/1/dates")
        .with("nominations_open", &before(today, 3))
        .with("nominations_close", &before(today, 1))
        .with("list_on", &today.to_string())
        .with("reason", "Everybody has nominated");
    let set = foundation.ada.send(&form).await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert!(set.text().contains("Version 2"), "{}", set.text());
}

/// The value of the capacity whose words say this.
pub fn capacity(page: &Page, words: &str) -> String {
    crate::support::election::option_value(page, words)
}

/// Somebody nominates somebody, for the capacity whose words these are.
pub async fn nominates(who: &Visitor, capacity_words: &str, nominee: &str) -> Page {
    let page = who.get("/elections/1/nominate").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page
        .form("/elections/1/nominations")
        .with("capacity", &capacity(&page, capacity_words))
        .with("nominee", nominee);
    who.send(&form).await
}

/// A nominee accepts.
pub async fn accepts(who: &Visitor, statement: &str) {
    let page = who.get("/elections/1/nomination").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page
        .form("/elections/1/answers")
        .with("statement", statement)
        .with("disclosures", "None");
    let answered = who.send(&form).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
}

/// The form of the committee's table with this id of its act.
pub fn act_form(page: &Page, act: &str) -> Form {
    page.forms()
        .into_iter()
        .find(|form| form.action.ends_with("/committee/acts") && form.value("act") == Some(act))
        .unwrap_or_else(|| panic!("no form for {act}: {}", page.text()))
}

/// One member of the committee proposes that a nominee is eligible, another confirms.
pub async fn finds(proposer: &Visitor, confirmer: &Visitor, act: &str, name: &str, reason: &str) {
    let page = proposer.get("/elections/1/committee").await;
    let form = page
        .forms()
        .into_iter()
        .find(|form| {
            form.fields.iter().any(|(field, _)| field == "person")
                && form.fields.iter().any(|(field, _)| field == "reason")
        })
        .unwrap_or_else(|| panic!("no form about nominees: {}", page.text()))
        .with(
            "person",
            &crate::support::election::option_value(&page, name),
        )
        .with("act", act)
        .with("reason", reason);
    let proposed = proposer.send(&form).await;
    assert_eq!(
        proposed.path,
        "/elections/1/committee",
        "{}",
        proposed.text()
    );
    confirms(confirmer).await;
}

/// The latest act that waits is confirmed.
pub async fn confirms(who: &Visitor) -> Page {
    let page = who.get("/elections/1/committee").await;
    let done = who.submit(&page, "/confirmation", &[]).await;
    assert_eq!(done.path, "/elections/1/committee", "{}", done.text());
    done
}
