//! Adopting a version of the rulebook: the file is read and checked here again, and what was
//! decided is compared with what was signed.

use chrono::DateTime;

use super::acts::{Undone, refuse};
use super::refusals::by_the_database;
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
        return refuse(
            "The time from which it is to be in force is none. Prepare the act anew, with a time.",
        );
    };
    match adoption::adopt(conn, row.id, leaf, effective).await {
        Ok(version) => Ok(format!("Version {version} of the rulebook is adopted.")),
        Err(AdoptionError::Database(fault)) => by_the_database(row, fault),
        Err(refusal) => refuse(refusal),
    }
}
