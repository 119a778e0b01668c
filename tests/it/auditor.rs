//! The auditors' room: what is seen there and what is not, what is taken away,
//! what is recorded of it, and who is kept out.

pub mod export;
mod registers;
mod room;
mod routes;
mod secrets;

use chrono::TimeDelta;
use commonhold::db::{Role, pool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::minutes;
use crate::support::election::Foundation;
use crate::support::{Database, Visitor};

/// Nia, who is appointed auditor.
pub const AUDITOR: &str = "nia@mail.example";

/// Somebody is appointed auditor for a year, by a decision of the founders.
pub async fn appoints_an_auditor(foundation: &Foundation, address: &str) {
    appointed_by(foundation, &foundation.chi, &foundation.ada, address).await;
}

pub async fn appointed_by(foundation: &Foundation, chi: &Visitor, ada: &Visitor, address: &str) {
    let today = foundation.place.now.date_naive();
    let last_day = (today + TimeDelta::days(365)).to_string();
    let values = [
        ("address", address),
        ("office", "auditor"),
        ("last_day", &last_day),
        ("title", "The auditor of the year"),
    ];
    minutes::decide(chi, ada, "/room/offices/new", &values).await;
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
