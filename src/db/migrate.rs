//! Bringing the database's tables to this version of the program.
//!
//! Migrations are compiled into the program and run as the owner role, each in
//! a transaction of its own, under a lock: of several nodes that start at once
//! one migrates and the others wait for it.

use std::collections::BTreeSet;

use diesel::migration::MigrationSource;
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection, async_connection_wrapper::AsyncConnectionWrapper,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use thiserror::Error;

use super::{
    address::Address,
    pool::{self, ConnectError},
    roles::{Role, quoted},
};

/// Every migration of this version, oldest first.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The number of the advisory lock under which a database is migrated;
/// "migrates" in ASCII, read as a big-endian number.
pub(super) const MIGRATION_LOCK: i64 = 0x6d69_6772_6174_6573;

/// Why the database could not be brought to this version.
#[derive(Debug, Error)]
pub enum MigrateError {
    #[error(
        "The database was brought to version {0} by a newer Commonhold. Start that one, or restore a backup from before."
    )]
    Newer(String),
    #[error("A migration failed, and nothing of it remains: {0}")]
    Failed(String),
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
/// [`MigrateError::Newer`] when the database is ahead of this program.
pub async fn run(owner: &Address) -> Result<Vec<String>, MigrateError> {
    let mut connection = pool::connect(owner).await?;
    connection
        .batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        .await?;
    on_blocking_thread(connection, |harness| {
        let state = state_in(harness)?;
        harness
            .run_pending_migrations(MIGRATIONS)
            .map_err(|error| MigrateError::Failed(error.to_string()))?;
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
