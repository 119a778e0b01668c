//! The certifier: a process of its own, under a role of its own, that alone turns what officers
//! signed into what holds. It verifies their signatures against keys it took up itself, computes
//! again whatever can be computed, and only then inserts the act, its effect and its entry of the
//! log in one transaction.
//!
//! Never here: a judgement of its own. What it cannot verify it refuses, with a sentence that
//! officers read beside the act.

mod acts;
mod counts;
mod course;
mod deeds;
mod destruction;
mod keys;
mod needed;
mod refusals;
mod rulebook;
mod signers;

pub use needed::{needed, rule_of};

use std::time::Duration;

use diesel::QueryResult;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;

use crate::db::{Connection, Pool, is_held, sql_query};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// How often it looks for work.
const PACE: Duration = Duration::from_millis(200);

/// The name of the lock that is held by the one that works.
const LOCK: &str = "certifier";

/// Works until the task ends. Any number may run: the database lets one of them in at a time.
pub async fn work(db: Pool) {
    let mut said = Said::default();
    loop {
        let outcome = take_turn(&db, &mut said).await;
        said.how_it_went(outcome);
        tokio::time::sleep(PACE).await;
    }
}

/// Whether one works now.
///
/// # Errors
/// Those of the database.
pub async fn is_at_work(conn: &mut Connection) -> QueryResult<bool> {
    is_held(conn, LOCK).await
}

/// The fault that was told last.
#[derive(Default)]
struct Said(String);

impl Said {
    /// A fault is said once, however often it is tried again.
    fn how_it_went(&mut self, outcome: Result<(), Fault>) {
        let fault = outcome.err().map(|fault| fault.to_string());
        let fault = fault.unwrap_or_default();
        if !fault.is_empty() && fault != self.0 {
            tracing::error!(fault, "not everything could be judged; trying on");
        }
        self.0 = fault;
    }
}

/// Works for as long as its connection does, and holds the lock all that time, so that whoever
/// looks sees that one works; returns at once where another does.
///
/// # Errors
/// Why the connection is of no use any more.
async fn take_turn(db: &Pool, said: &mut Said) -> Result<(), Fault> {
    let mut conn = db.get().await?;
    let conn: &mut Connection = &mut conn;
    if !alone(conn).await? {
        return Ok(());
    }
    let mut resting = counts::Resting::default();
    loop {
        let outcome = work_through(conn, &mut resting).await;
        let failed = outcome.is_err();
        said.how_it_went(outcome);
        if failed {
            // What is wrong with an act leaves the connection as it is. The lock goes with one
            // that is gone.
            sql_query("SELECT 1").execute(conn).await?;
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Takes up keys, judges acts, counts what can be counted. What was done before a fault stands,
/// and the rest is tried again.
async fn work_through(conn: &mut Connection, resting: &mut counts::Resting) -> Result<(), Fault> {
    let keys = keys::take_up(conn).await;
    let acts = acts::judge_all(conn).await;
    let counts = counts::count_all(conn, resting).await;
    keys.and(acts).and(counts)
}

/// Whether this is the one that works now.
async fn alone(conn: &mut Connection) -> QueryResult<bool> {
    #[derive(diesel::QueryableByName)]
    struct Held {
        #[diesel(sql_type = Bool)]
        held: bool,
    }
    let row: Held = sql_query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held")
        .bind::<Text, _>(LOCK)
        .get_result(conn)
        .await?;
    Ok(row.held)
}
