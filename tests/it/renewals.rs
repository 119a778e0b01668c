//! Renewals and record dates: reminded in time and once, warned before a record
//! date, reached otherwise where no letter does.

mod dates;
mod reminders;

use diesel_async::RunQueryDsl;

use crate::minutes::decide;
use crate::support::election::Foundation;
use crate::support::{Form, Visitor, World};

const REMINDER: &str = "Renew your membership of Tamarack OS Foundation";
const KIM: &str = "kim@mail.example";
const LOU: &str = "lou@mail.example";

/// Everybody whose membership is active, by their accounts; one of them acts for
/// an organisation besides.
const ACTIVE: [&str; 7] = [
    "ravi@mail.example",
    "sol@mail.example",
    KIM,
    LOU,
    "max@mail.example",
    "nia@mail.example",
    "ola@mail.example",
];

/// What the administrator reads in the database, as text.
async fn said(world: &World, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let mut superuser = commonhold::db::pool::connect_as_administrator(&world.administrator())
        .await
        .unwrap();
    let row: Row = diesel::sql_query(format!("SELECT ({sql})::text AS it"))
        .get_result(&mut superuser)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.it
}

/// How many letters of this subject went to an address.
fn received(world: &World, address: &str) -> usize {
    let letters = world.mail().to(address);
    letters
        .iter()
        .filter(|letter| letter.subject == REMINDER)
        .count()
}

async fn number(world: &World, name: &str) -> String {
    let sql = format!(
        "SELECT m.number FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{name}'"
    );
    said(world, &sql).await
}

/// The secretary renews somebody's membership for a year from the end of its term.
async fn renews(world: &World, chi: &Visitor, name: &str) {
    let number = number(world, name).await;
    let end = said(
        world,
        &format!("SELECT max(t.ends_on) FROM membership_terms t JOIN memberships m ON m.id = t.membership WHERE m.number = {number}"),
    )
    .await;
    let page = chi.get(&format!("/room/members/{number}")).await;
    let renewed = chi
        .submit(
            &page,
            "/terms",
            &[("term_start", &end), ("term_end", "2027-11-01")],
        )
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
}

/// The founders seat a board; the number of that decision.
async fn decides(foundation: &Foundation) -> String {
    let board = [
        ("target", "board"),
        ("basis", "election"),
        ("address_1", KIM),
        ("address_2", "max@mail.example"),
        ("address_3", "ola@mail.example"),
    ];
    let (chi, ada) = (&foundation.chi, &foundation.ada);
    let decided = decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
    decided.path.rsplit('/').next().unwrap().to_owned()
}

/// The form that announces a record date, filled.
async fn announcement(
    officer: &Visitor,
    decision: &str,
    (record_date, opens_on, closes_on): (&str, &str, &str),
) -> Form {
    let page = officer.get("/room/record-dates").await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.form("/room/record-dates")
        .with("title", "Election of the board 2027")
        .with("purpose", "vote")
        .with("record_date", record_date)
        .with("opens_on", opens_on)
        .with("closes_on", closes_on)
        .with("decision", decision)
}
