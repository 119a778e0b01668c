//! All SQL of the log.

mod finding;
mod leading;
mod placing;
mod reading;

pub use finding::{Entry, entries_before, entry, find, of_kind};
pub use leading::{is_led, keep_checkpoint, lead, log_casts, polls_with_casts, report, sequence};
pub use placing::{Placed, casts_of_poll, key_changes, of_poll, roll_with_root};
pub use reading::{
    Checkpoint, State, checkpoint_of, checkpoints_after, leaf_hashes, leaves, newest_checkpoint,
    now, origin, start, state,
};

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};
use crate::evidence::leaf::Leaf;

/// Enters a leaf in the transaction of the act it tells of; returns its number,
/// which is not its place in the log. The guard of `log_entries` decides
/// whether this process makes entries of the kind.
///
/// # Errors
/// Those of the database.
pub async fn append(conn: &mut Connection, leaf: &Leaf) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Entered {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let entered: Entered =
        sql_query("INSERT INTO log_entries (kind, eid, leaf) VALUES ($1, $2, $3) RETURNING id")
            .bind::<Text, _>(leaf.kind())
            .bind::<Nullable<Bytea>, _>(leaf.eid().map(|eid| eid.as_bytes().to_vec()))
            .bind::<Bytea, _>(leaf.encode())
            .get_result(conn)
            .await?;
    Ok(entered.id)
}

/// Enters what a notice leaves in the log, in the transaction that records it:
/// the one kind of leaf that the application itself writes.
///
/// # Errors
/// Those of the database; one when the leaf says otherwise than is recorded.
pub async fn log_notice(conn: &mut Connection, leaf: &Leaf) -> QueryResult<()> {
    sql_query("SELECT log_notice($1)")
        .bind::<Bytea, _>(leaf.encode())
        .execute(conn)
        .await?;
    Ok(())
}

/// Enters what the close of a poll leaves in the log, in the transaction that
/// closes it: the casts not entered yet, the superseded, and the totals.
///
/// # Errors
/// Those of the database; one when the closing set and the log count differently.
pub async fn log_close(conn: &mut Connection, poll: Uuid) -> QueryResult<()> {
    sql_query("SELECT log_close($1)")
        .bind::<SqlUuid, _>(poll)
        .execute(conn)
        .await?;
    Ok(())
}

/// What a record that contradicts itself looks like to the caller.
fn damaged(sentence: String) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(sentence.into())
}

/// A size or an index of the log, which is never negative.
fn number(stored: i64) -> QueryResult<u64> {
    u64::try_from(stored).map_err(|_| damaged("the log has a negative number".to_owned()))
}

/// The same on the way to the database.
fn stored(number: u64) -> QueryResult<i64> {
    i64::try_from(number).map_err(|_| damaged("the log is longer than can be stored".to_owned()))
}
