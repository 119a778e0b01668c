//! The auditors' room: what is seen there and what is not, what is taken away,
//! what is recorded of it, and who is kept out.

mod export;
mod registers;
mod room;
mod routes;
mod secrets;

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::support::election::Foundation;
use crate::support::{Database, Visitor};

/// Nia, who is appointed auditor.
pub const AUDITOR: &str = "nia@mail.example";

/// The secretary records that somebody is an auditor for a year.
pub async fn appoints_an_auditor(foundation: &Foundation, address: &str) {
    let page = foundation.chi.get("/room/offices/new").await;
    let today = foundation.place.now.date_naive();
    let until = (today + TimeDelta::days(365)).to_string();
    let values = [
        ("address", address),
        ("office", "auditor"),
        ("until", &until),
        ("title", "The auditor of the year"),
        ("decision", "Elected by the members."),
        ("decided_by", "The members"),
        ("decided_on", &today.to_string()),
    ];
    let list = foundation.chi.submit(&page, "/room/offices", &values).await;
    assert_eq!(list.path, "/room/offices", "{}", list.text());
}

/// An auditor, appointed and signed in.
pub async fn auditor(foundation: &Foundation) -> Visitor {
    appoints_an_auditor(foundation, AUDITOR).await;
    foundation.place.sign_in(AUDITOR).await
}

/// Texts that a query finds under the name `it`.
pub async fn texts(connection: &mut AsyncPgConnection, sql: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        it: String,
    }
    let rows: Vec<Row> = diesel::sql_query(sql)
        .load(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.into_iter().map(|row| row.it).collect()
}

/// A session as the database's auditor.
pub async fn as_auditor(database: &Database) -> AsyncPgConnection {
    pool::connect(&database.address(Role::Auditor))
        .await
        .unwrap()
}
