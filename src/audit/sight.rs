//! How auditors see: through the database role `commonhold_auditor`, which cannot write, in
//! transactions that could not either.
//!
//! The server signs in as that role besides its own, when an auditor first looks, and for nothing
//! but the auditors' room. What the role may read is decided by its grants, not by pages.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::result::Error as DatabaseError;
use diesel_async::{AnsiTransactionManager, SimpleAsyncConnection, TransactionManager};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

use crate::config::Config;
use crate::db::pool::PoolError;
use crate::db::roles::RolesError;
use crate::db::{self, Connection, Pool, Role};

/// Connections as the auditor: readers of pages, and [`EXPORTS`].
const CONNECTIONS: usize = 4;
/// Exports at once. Each keeps a connection, and the database from clearing up, while it lasts.
const EXPORTS: usize = 2;
/// The longest a statement may take.
const STATEMENT_TIMEOUT: &str = "30s";

/// Why an auditor sees nothing.
#[derive(Debug, Error)]
pub enum SightError {
    #[error("This server cannot sign in to the database as {role}. {0}", role = Role::Auditor.name())]
    NotSignedIn(#[from] Arc<RolesError>),
    #[error("no connection as the auditor: {0}")]
    NoConnection(#[from] PoolError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("opening the auditor's connections was interrupted")]
    Interrupted,
}

/// The auditors' way into the database. One per process.
pub struct Sight {
    data: PathBuf,
    given: Option<String>,
    pool: OnceCell<Pool>,
    exports: Arc<Semaphore>,
    /// Connections live as long as the runtime that drives them, which must not be a worker's.
    runtime: Handle,
}

impl Sight {
    /// To be called in the runtime that outlives the server's workers.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            data: config.data.clone(),
            given: config.auditor_url.clone(),
            pool: OnceCell::new(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            runtime: Handle::current(),
        }
    }

    /// The runtime in which an export works on.
    #[must_use]
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// The connections, opened when first asked for; asked again, where it failed.
    ///
    /// # Errors
    /// Where no address is known, or the role is not what it must be.
    pub async fn pool(&self) -> Result<&Pool, SightError> {
        let open = async || {
            let (data, given) = (self.data.clone(), self.given.clone());
            let opened = self.runtime.spawn(async move {
                db::pool(&data, Role::Auditor, given.as_deref(), CONNECTIONS).await
            });
            let pool = opened.await.map_err(|_| SightError::Interrupted)?;
            pool.map_err(|error| SightError::NotSignedIn(Arc::new(error)))
        };
        self.pool.get_or_try_init(open).await
    }

    /// The right to make an export, unless as many as may be are under way.
    #[must_use]
    pub fn may_export(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.exports).try_acquire_owned().ok()
    }

    /// Looks, in one transaction that sees one state of the database.
    ///
    /// # Errors
    /// As [`Self::pool`], and those of the database.
    pub async fn look<T>(
        &self,
        act: impl AsyncFnOnce(&mut Connection) -> Result<T, DatabaseError>,
    ) -> Result<T, SightError> {
        let mut conn = self.pool().await?.get().await?;
        begin(&mut conn).await?;
        let seen = act(&mut conn).await;
        end(&mut conn).await?;
        Ok(seen?)
    }
}

/// Begins a transaction that sees one state and can change none. A connection that is given back
/// without [`end`] is not used again.
///
/// # Errors
/// Those of the database.
pub async fn begin(conn: &mut Connection) -> Result<(), DatabaseError> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    AnsiTransactionManager::begin_transaction_sql(conn, begin).await?;
    let limit = format!("SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'");
    conn.batch_execute(&limit).await
}

/// Ends what [`begin`] began.
///
/// # Errors
/// Those of the database.
pub async fn end(conn: &mut Connection) -> Result<(), DatabaseError> {
    AnsiTransactionManager::rollback_transaction(conn).await
}
