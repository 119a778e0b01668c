//! Who holds what a migration waits for, looked at while it waits: once it gave up, nothing in the
//! database tells any more.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::sql_types::{Int4, Nullable, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use tokio::task::JoinHandle;

use crate::db::address::Address;
use crate::db::{Connection, patience, pool, sql_query};

/// How often is looked.
const PACE: Duration = Duration::from_millis(250);
/// How long after it was seen to wait a migration is taken to have failed of that, where nothing
/// else tells: the driver gives the server's sentence and no code, and a server that we did not
/// set up may say it in any language.
const LATELY: Duration = Duration::from_secs(2);

/// A connection beside the one that migrates; it ends with this.
pub(super) struct Watch {
    seen: Arc<Mutex<Option<(Instant, String)>>>,
    /// Whether errors come in English.
    hears_english: bool,
    task: JoinHandle<()>,
}

impl Watch {
    /// Begins to look at what this process of the server waits for. Where it cannot, nothing is
    /// ever seen. `messages` is the locale of the server's messages to it.
    pub(super) fn begin(owner: &Address, migrating: i32, messages: &str) -> Self {
        let seen = Arc::new(Mutex::new(None));
        let (owner, told) = (owner.clone(), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            let Ok(mut conn) = pool::connect(&owner).await else {
                return;
            };
            while let Ok(found) = holders(&mut conn, migrating).await {
                if !found.is_empty()
                    && let Ok(mut told) = told.lock()
                {
                    *told = Some((Instant::now(), sentence(&found)));
                }
                tokio::time::sleep(PACE).await;
            }
        });
        let hears_english = ["C", "POSIX"].contains(&messages)
            || ["C.", "en_", "en-", "English"]
                .iter()
                .any(|tag| messages.starts_with(tag));
        Self {
            seen,
            hears_english,
            task,
        }
    }

    /// Whether a migration failed of this: that it waited for a lock in vain.
    pub(super) fn failed_of_a_lock(&self, error: &(dyn std::error::Error + 'static)) -> bool {
        patience::is_lock_not_available(error) || (!self.hears_english && self.lately().is_some())
    }

    /// What it waited for a moment ago, and who held it, in a sentence.
    pub(super) fn lately(&self) -> Option<String> {
        let seen = self.seen.lock().ok()?;
        let (at, said) = seen.as_ref()?;
        (at.elapsed() < LATELY).then(|| said.clone())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One process that holds what another waits for.
#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Text)]
    wanted: String,
    #[diesel(sql_type = Int4)]
    pid: i32,
    #[diesel(sql_type = Text)]
    application: String,
    #[diesel(sql_type = Text)]
    role: String,
    /// When its transaction began; none where the owner may not see it.
    #[diesel(sql_type = Nullable<Text>)]
    since: Option<String>,
}

async fn holders(conn: &mut Connection, migrating: i32) -> QueryResult<Vec<Holder>> {
    sql_query(
        "SELECT coalesce((SELECT l.mode || ' on ' || coalesce(l.relation::regclass::text, l.locktype)
                          FROM pg_catalog.pg_locks l WHERE l.pid = $1 AND NOT l.granted LIMIT 1),
                         'a lock') AS wanted,
                a.pid, coalesce(a.application_name, '') AS application,
                coalesce(a.usename::text, '') AS role,
                to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
         FROM unnest(pg_catalog.pg_blocking_pids($1)) AS blocking (pid)
         JOIN pg_catalog.pg_stat_activity a ON a.pid = blocking.pid
         ORDER BY a.xact_start, a.pid",
    )
    .bind::<Int4, _>(migrating)
    .load(conn)
    .await
}

fn sentence(holders: &[Holder]) -> String {
    let wanted = holders.first().map_or("a lock", |it| it.wanted.as_str());
    let held: Vec<String> = holders
        .iter()
        .map(|holder| {
            let application = match holder.application.as_str() {
                "" => "no application_name",
                named => named,
            };
            let since = match &holder.since {
                Some(since) => format!("since {since} UTC"),
                None => "since when, pg_stat_activity tells a superuser".to_owned(),
            };
            format!(
                "process {} ({application}, as {}, {since})",
                holder.pid, holder.role
            )
        })
        .collect();
    format!("It wanted {wanted}, held by {}.", held.join(", and by "))
}

#[cfg(test)]
mod tests {
    use super::{Holder, sentence};

    #[test]
    fn who_holds_it_is_said_with_what_there_is_to_end_it_by() {
        let dump = Holder {
            wanted: "AccessExclusiveLock on polls".to_owned(),
            pid: 4711,
            application: "pg_dump".to_owned(),
            role: "postgres".to_owned(),
            since: None,
        };
        let person = Holder {
            wanted: dump.wanted.clone(),
            pid: 4712,
            application: String::new(),
            role: "commonhold_owner".to_owned(),
            since: Some("2026-12-01 03:00:00".to_owned()),
        };
        assert_eq!(
            sentence(&[dump, person]),
            "It wanted AccessExclusiveLock on polls, held by process 4711 (pg_dump, as postgres, \
             since when, pg_stat_activity tells a superuser), and by process 4712 (no \
             application_name, as commonhold_owner, since 2026-12-01 03:00:00 UTC)."
        );
    }
}
