//! Bringing the database's tables to this version of the program.
//!
//! Migrations are compiled into the program and run as the owner role, each in
//! a transaction of its own, under a lock: of several nodes that start at once
//! one migrates and the others wait for it. For a lock on a table a migration
//! does not wait long: whoever comes after it waits behind it, also to read.

mod waiting;

use std::{collections::BTreeSet, thread, time::Duration};

use diesel::{QueryableByName, migration::MigrationSource, sql_types::Int4};
use diesel_async::{
    AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
    async_connection_wrapper::AsyncConnectionWrapper,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::{
    address::Address,
    patience,
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

/// Why the database could not be brought to this version.
#[derive(Debug, Error)]
pub enum MigrateError {
    #[error(
        "The database was brought to version {0} by a newer Commonhold. Start that one, or restore a backup from before."
    )]
    Newer(String),
    #[error("A migration failed, and nothing of it remains: {0}")]
    Failed(String),
    #[error(
        "The migration {migration} waited for a lock in vain, {TRIES} times for {LOCK_SECONDS} seconds; nothing of it remains, and those before it are done. {held} Everybody who wants the same waits behind a migration, so it gives up. Let that process end, if it is a dump, or end it as a superuser with SELECT pg_terminate_backend(PROCESS); then run commonhold migrate again, and soon, since servers are not ready between two versions."
    )]
    Waited { migration: String, held: String },
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

/// Runs every migration that is not yet applied and returns their names.
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
    let watch = Watch::begin(owner, process_of(&mut connection).await?);
    on_blocking_thread(connection, move |harness| {
        let state = state_in(harness)?;
        run_pending(harness, &watch)?;
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
        diesel::connection::SimpleConnection::batch_execute(harness, &sql)?;
        Ok(state.pending)
    })
    .await
}

/// The number of the server's process that serves this connection.
async fn process_of(connection: &mut AsyncPgConnection) -> Result<i32, MigrateError> {
    #[derive(QueryableByName)]
    struct Process {
        #[diesel(sql_type = Int4)]
        pid: i32,
    }
    let process: Process = sql_query("SELECT pg_catalog.pg_backend_pid() AS pid")
        .get_result(connection)
        .await?;
    Ok(process.pid)
}

/// Runs what is pending; what fails of a lock that somebody holds is tried again.
fn run_pending(harness: &mut Harness, watch: &Watch) -> Result<(), MigrateError> {
    for tries in 1.. {
        let Err(error) = harness.run_pending_migrations(MIGRATIONS).map(|_| ()) else {
            break;
        };
        let held = match watch.lately() {
            Some(held) => held,
            None if patience::is_impatience(error.as_ref()) => {
                "Who held it is not known.".to_owned()
            }
            None => return Err(MigrateError::Failed(error.to_string())),
        };
        if tries == TRIES {
            let migration = state_in(harness)?.pending.into_iter().next();
            return Err(MigrateError::Waited {
                migration: migration.unwrap_or_default(),
                held,
            });
        }
        tracing::warn!(held, "a migration waits for a lock; trying again");
        thread::sleep(PAUSE);
    }
    Ok(())
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
