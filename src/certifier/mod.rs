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
mod rulebook;

use std::time::Duration;

use diesel::sql_query;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::db::{Connection, Pool};

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// How often it looks for work.
const PACE: Duration = Duration::from_millis(200);

/// Works until the task ends. Any number may run: the database lets one of them in at a time.
pub async fn work(db: Pool) {
    let mut said = String::new();
    loop {
        let fault = round(&db).await.err().map(|fault| fault.to_string());
        let fault = fault.unwrap_or_default();
        // Said once, however often it is tried again.
        if !fault.is_empty() && fault != said {
            tracing::error!(fault, "not everything could be judged; trying on");
        }
        said = fault;
        tokio::time::sleep(PACE).await;
    }
}

/// Takes up keys, judges acts, counts what can be counted.
///
/// # Errors
/// The first fault; what was done before it stands, and the rest is tried again.
pub async fn round(db: &Pool) -> Result<(), Fault> {
    let mut conn = db.get().await?;
    let conn: &mut Connection = &mut conn;
    if !alone(conn).await? {
        return Ok(());
    }
    let outcome = work_through(conn).await;
    // The connection goes back to the pool, so the lock is given back here.
    sql_query("SELECT pg_advisory_unlock(hashtextextended('certifier', 0))")
        .execute(conn)
        .await?;
    outcome
}

async fn work_through(conn: &mut Connection) -> Result<(), Fault> {
    let keys = keys::take_up(conn).await;
    let acts = acts::judge_all(conn).await;
    let counts = counts::count_all(conn).await;
    keys.and(acts).and(counts)
}

/// Whether this is the one that works now.
async fn alone(conn: &mut Connection) -> diesel::QueryResult<bool> {
    #[derive(diesel::QueryableByName)]
    struct Held {
        #[diesel(sql_type = Bool)]
        held: bool,
    }
    let row: Held =
        sql_query("SELECT pg_try_advisory_lock(hashtextextended('certifier', 0)) AS held")
            .get_result(conn)
            .await?;
    Ok(row.held)
}
