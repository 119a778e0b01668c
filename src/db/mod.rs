//! The database: where it is, who may enter it, and what keeps it running.
//!
//! PostgreSQL is the only database. Either the program runs a private cluster
//! of its own inside its data folder ([`cluster`]), or an administrator names a
//! server in `DATABASE_URL`. Either way [`roles`] makes the roles that the
//! processes sign in as, [`migrate`] brings the tables to this version,
//! [`compare`] says whether they still are, and a process reaches them through a
//! [`Pool`] that knows its own role only.

pub mod address;
pub mod cluster;
pub mod compare;
pub mod folder;
mod held;
mod kept;
mod known;
pub mod migrate;
pub mod patience;
pub mod pool;
pub mod roles;

pub mod schema;
pub mod seed;
mod sql;

use std::path::Path;

pub use held::is_held;
pub use kept::kept;
pub(crate) use known::read_from_words;
pub use known::{known, natural};
pub use pool::{Connection, Pool};
pub use roles::Role;
use roles::RolesError;
pub use sql::{Sql, sql_query};

/// Opens the pool through which a process enters the database as `role`: by the
/// address `given` to it, else by the role's environment variable, else by what
/// the data folder holds.
///
/// # Errors
/// A sentence for the operator; with a role that could do more than it should,
/// nothing starts.
pub async fn pool(
    data: &Path,
    role: Role,
    given: Option<&str>,
    size: usize,
) -> Result<Pool, RolesError> {
    let folder = folder::DataFolder::open(data)?;
    let address = roles::address_of(role, &folder, given)?;
    if address.is_exposed() {
        tracing::warn!(
            server = address.server(),
            "the way to the database is not encrypted, as sslmode=disable in its address says; something else has to encrypt it"
        );
    }
    Ok(pool::open(&address, size).await?)
}
