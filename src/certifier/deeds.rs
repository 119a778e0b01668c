//! Carrying out a deed on a protected asset: what was signed is compared with the deed as
//! board and members authorised it, and the database asks every condition again.

use uuid::Uuid;

use super::acts::{Undone, refuse};
use super::refusals::by_the_database;
use crate::acts::store::ActRow;
use crate::db::Connection;
use crate::deeds::store::{self as deeds, DeedError};
use crate::evidence::leaf::AssetExecuted;

/// Carries out the deed that was signed.
pub(super) async fn execute(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &AssetExecuted,
    officers: &[Uuid],
) -> Result<String, Undone> {
    match deeds::execute(conn, row.id, row.subject_id, leaf, officers).await {
        Ok(deed) => Ok(format!(
            "Deed {} on A-{} is carried out.",
            deed.label(),
            deed.asset
        )),
        Err(DeedError::Database(fault)) => by_the_database(row, fault),
        Err(refusal) => refuse(refusal),
    }
}
