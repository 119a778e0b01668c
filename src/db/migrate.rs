//! Bringing the database's tables to this version of the program.
//!
//! Migrations are compiled into the program and run as the owner role, under a
//! lock: of several nodes that start at once one migrates and the others wait
//! for it. Those that a database lacks are done together or not at all, so that
//! where one fails the version before still starts over it. For a lock on a table
//! a migration does not wait long: whoever comes after it waits behind it, also
//! to read.

mod waiting;

use std::{collections::BTreeSet, thread, time::Duration};

use diesel::{
    Connection as _, QueryableByName,
    connection::SimpleConnection,
    migration::{Migration, MigrationSource},
    pg::Pg,
    sql_types::{Int4, Text},
};
use diesel_async::{
    AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    async_connection_wrapper::AsyncConnectionWrapper,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::{
    address::Address,
    pool::{self, ConnectError},
    roles::{Role, quoted},
    sql_query,
};
use waiting::Watch;

/// Every migration of this version, oldest first.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The number of the advisory lock under which a database is migrated;
/// "migrates" in ASCII, read as a big-endian number.
pub(super) const MIGRATION_LOCK: i64 = 0x6d69_6772_6174_6573;

/// How long a migration waits for a lock, in seconds: less than a request waits for its answer.
const LOCK_SECONDS: u32 = 5;
/// How often it tries, which is long enough for a statement of somebody's, and not for a dump.
const TRIES: u32 = 3;
/// Between two tries those who waited behind it have their turn.
const PAUSE: Duration = Duration::from_secs(3);

/// What a run leaves that did not end, over a database that was there: they are one transaction.
const UNDONE: &str = "Nothing of this run remains: the database is as it was, and the version before starts over it.";
/// The same over an empty one. All migrations at once would hold more locks than a small server has
/// room for (max_locks_per_transaction), and there is nothing to go back to.
const BEGUN: &str = "The database was empty; what was made before stays, and the next run goes on.";

/// Why the database could not be brought to this version.
#[derive(Debug, Error)]
pub enum MigrateError {
    #[error(
        "The database was brought to version {0} by a newer Commonhold, and there is no way back: start that one. A backup from before lacks everything that was done since it was made, and the log is not signed over it; restore it only where nothing was started after it, as docs/operating.md says under “A new version”."
    )]
    Newer(String),
    #[error("A migration failed: {0}")]
    Failed(String),
    #[error(
        "The migration {migration} waited for a lock in vain, {TRIES} times for {LOCK_SECONDS} seconds. {left} {held} The database said: {said}. Everybody who wants the same waits behind a migration, so it gives up. Let that process end, if it is a dump, or end it as a superuser with SELECT pg_terminate_backend(PROCESS); then run commonhold migrate again."
    )]
    Waited {
        migration: String,
        held: String,
        left: &'static str,
        /// The last error, as the database worded it.
        said: String,
    },
    #[error("The database said: {0}")]
    Database(#[from] diesel::result::Error),
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

/// What is in the database beside what this version knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Versions that are applied, oldest first.
    pub applied: Vec<String>,
    /// Names of migrations that are not, oldest first.
    pub pending: Vec<String>,
}

/// Runs every migration that is not yet applied and returns their names: all of them or none, where
/// the database was there before.
///
/// # Errors
/// [`MigrateError::Newer`] when the database is ahead of this program, and
/// [`MigrateError::Waited`] when somebody holds what a migration changes.
pub async fn run(owner: &Address) -> Result<Vec<String>, MigrateError> {
    let mut connection = pool::connect(owner).await?;
    connection
        .batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        .await?;
    // Behind another node one waits as long as that takes: nobody waits behind this lock.
    connection
        .batch_execute(&format!("SET lock_timeout = '{LOCK_SECONDS}s'"))
        .await?;
    let Session { pid, messages } = session_of(&mut connection).await?;
    let watch = Watch::begin(owner, pid, &messages);
    on_blocking_thread(connection, move |harness| {
        let state = state_in(harness)?;
        run_pending(harness, &watch, !state.applied.is_empty())?;
        // Every process asks at its start whether the database is ready for it.
        let processes: Vec<String> = Role::ALL
            .into_iter()
            .filter(|role| *role != Role::Owner)
            .map(|role| quoted(role.name()))
            .collect();
        let sql = format!(
            "GRANT SELECT ON __diesel_schema_migrations TO {}",
            processes.join(", ")
        );
        SimpleConnection::batch_execute(harness, &sql)?;
        Ok(state.pending)
    })
    .await
}

/// How the server serves this connection.
#[derive(QueryableByName)]
struct Session {
    /// The number of its process.
    #[diesel(sql_type = Int4)]
    pid: i32,
    /// The locale of its messages, like `C` or `de_DE.UTF-8`.
    #[diesel(sql_type = Text)]
    messages: String,
}

async fn session_of(connection: &mut AsyncPgConnection) -> Result<Session, MigrateError> {
    let session = sql_query(
        "SELECT pg_catalog.pg_backend_pid() AS pid, pg_catalog.current_setting('lc_messages') AS messages",
    )
    .get_result(connection)
    .await?;
    Ok(session)
}

/// Runs what is pending, in one transaction where `together`; what fails of a lock that somebody
/// holds, and of nothing else, is tried again.
fn run_pending(harness: &mut Harness, watch: &Watch, together: bool) -> Result<(), MigrateError> {
    let left = if together { UNDONE } else { BEGUN };
    for tries in 1.. {
        let mut at = "of this version".to_owned();
        let ran = if together {
            harness.transaction(|harness| run_each(harness, &mut at, settle))
        } else {
            run_each(harness, &mut at, |_| Ok(()))
        };
        let Err(error) = ran else {
            break;
        };
        // What failed of itself right after a lock was had would fail again.
        if !watch.failed_of_a_lock(error.as_ref()) {
            return Err(MigrateError::Failed(format!("{error}. {left}")));
        }
        let held = watch
            .lately()
            .unwrap_or_else(|| "Who held it is not known.".to_owned());
        if tries == TRIES {
            return Err(MigrateError::Waited {
                migration: at,
                held,
                left,
                said: error.to_string(),
            });
        }
        tracing::warn!(held, "a migration waits for a lock; trying again");
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// Runs one after the other, and does `after` after each; `at` is the one under way.
fn run_each(
    harness: &mut Harness,
    at: &mut String,
    after: impl Fn(&mut Harness) -> diesel::QueryResult<()>,
) -> diesel::migration::Result<()> {
    let pending: Vec<Box<dyn Migration<Pg>>> = harness.pending_migrations(MIGRATIONS)?;
    for migration in pending {
        *at = migration.name().to_string();
        harness.run_migration(&migration)?;
        after(harness)?;
    }
    Ok(())
}

/// What the commit of a transaction of its own would have asked is asked before the next migration:
/// a table whose rows wait for it cannot be altered. Every constraint of ours that may be deferred
/// is so from the beginning, as it is then again.
fn settle(harness: &mut Harness) -> diesel::QueryResult<()> {
    SimpleConnection::batch_execute(
        harness,
        "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED",
    )
}

/// Compares the database with this version and changes nothing.
///
/// # Errors
/// As [`run`].
pub async fn state(owner: &Address) -> Result<State, MigrateError> {
    let connection = pool::connect(owner).await?;
    on_blocking_thread(connection, state_in).await
}

type Harness = AsyncConnectionWrapper<AsyncPgConnection>;

/// The migrations of the library are blocking; they get a thread of their own.
async fn on_blocking_thread<T: Send + 'static>(
    connection: AsyncPgConnection,
    act: impl FnOnce(&mut Harness) -> Result<T, MigrateError> + Send + 'static,
) -> Result<T, MigrateError> {
    tokio::task::spawn_blocking(move || act(&mut Harness::from(connection)))
        .await
        .map_err(|error| MigrateError::Failed(error.to_string()))?
}

fn state_in(harness: &mut Harness) -> Result<State, MigrateError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    let known: Vec<(String, String)> = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS)
        .map_err(failed)?
        .iter()
        .map(|migration| {
            let name = migration.name();
            (name.version().to_string(), name.to_string())
        })
        .collect();
    let mut applied: Vec<String> = harness
        .applied_migrations()
        .map_err(failed)?
        .iter()
        .map(ToString::to_string)
        .collect();
    applied.sort_unstable();
    let is_known = |version: &String| known.iter().any(|(known, _)| known == version);
    if let Some(newer) = applied.iter().find(|version| !is_known(version)) {
        return Err(MigrateError::Newer(newer.clone()));
    }
    let done: BTreeSet<&String> = applied.iter().collect();
    let mut pending: Vec<String> = known
        .iter()
        .filter(|(version, _)| !done.contains(version))
        .map(|(_, name)| name.clone())
        .collect();
    pending.sort_unstable();
    Ok(State { applied, pending })
}
