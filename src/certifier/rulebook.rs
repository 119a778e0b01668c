//! Adopting a version of the rulebook: the file is read and checked here again, and what was
//! decided is compared with what was signed.

use chrono::DateTime;
use diesel::result::Error::DatabaseError;

use super::acts::{Undone, refuse};
use crate::acts::store::ActRow;
use crate::adoption::store::{self as adoption, AdoptionError};
use crate::db::Connection;
use crate::evidence::leaf::RulebookAdopted;

/// Records the version that was signed, with the votes of classes that it changes.
pub(super) async fn adopt(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &RulebookAdopted,
) -> Result<String, Undone> {
    let effective = i64::try_from(leaf.effective)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let Some(effective) = effective else {
        return refuse("The time from which it is to be in force is none.");
    };
    match adoption::adopt(conn, row.id, leaf, effective).await {
        Ok(version) => Ok(format!("Version {version} of the rulebook is adopted.")),
        // What a guard of the database refuses, it will refuse again.
        Err(AdoptionError::Database(DatabaseError(_, info)))
            if info.constraint_name().is_some() =>
        {
            refuse(format!("The database refuses it: {}.", info.message()))
        }
        Err(AdoptionError::Database(fault)) => Err(fault.into()),
        Err(refusal) => refuse(refusal),
    }
}
