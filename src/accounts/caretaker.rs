//! What accounts need done by the clock: changes of address carried out, and
//! what is long over swept away. Any number of nodes may run it.

use std::time::Duration;

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::task::JoinHandle;

use super::address_changes;
use crate::db::Pool;

/// How often changes of address are looked at.
const PACE: Duration = Duration::from_secs(5);
/// Rounds between two sweeps: ten minutes.
const SWEEP_ROUNDS: u32 = 120;

/// Starts the caretaker on the current runtime.
#[must_use]
pub fn spawn(db: Pool) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut round: u32 = 0;
        loop {
            if let Err(error) = look_after(&db, round.is_multiple_of(SWEEP_ROUNDS)).await {
                tracing::warn!(error = %error, "the caretaker of accounts could not do its round");
            }
            round = round.wrapping_add(1);
            tokio::time::sleep(PACE).await;
        }
    })
}

async fn look_after(
    db: &Pool,
    sweeping: bool,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut conn = db.get().await?;
    let done = address_changes::carry_out(&mut conn).await?;
    if done > 0 {
        tracing::info!(number = done, "changes of address took effect");
    }
    if sweeping {
        sweep(&mut conn).await?;
    }
    Ok(())
}

/// Deletes what can open nothing any more: links and limits a day old, tokens
/// long replaced, sessions over for a month.
///
/// # Errors
/// Those of the database.
pub async fn sweep(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    for statement in [
        "DELETE FROM sign_in_links WHERE expires_at < clock_timestamp() - interval '1 day'",
        "DELETE FROM request_limits WHERE starts_at < clock_timestamp() - interval '1 day'",
        "DELETE FROM session_tokens WHERE retired_at < clock_timestamp() - interval '1 hour'",
        "DELETE FROM sessions WHERE ended_at < clock_timestamp() - interval '30 days' \
         OR opened_at < clock_timestamp() - interval '60 days'",
    ] {
        crate::db::sql_query(statement).execute(conn).await?;
    }
    Ok(())
}
