//! All SQL of the log.

mod leading;
mod reading;

pub use leading::{keep_checkpoint, lead, log_casts, polls_with_casts, report, sequence};
pub use reading::{
    Checkpoint, State, checkpoints_after, leaves, newest_checkpoint, now, origin, start, state,
};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::seal::hash::Eid;

/// Enters a leaf in the transaction of the act it tells of; returns its number,
/// which is not its place in the log. The guard of `log_entries` decides
/// whether this process makes entries of the kind.
///
/// # Errors
/// Those of the database.
pub async fn append(
    conn: &mut Connection,
    kind: &str,
    eid: Option<&Eid>,
    leaf: &[u8],
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Entered {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let entered: Entered =
        sql_query("INSERT INTO log_entries (kind, eid, leaf) VALUES ($1, $2, $3) RETURNING id")
            .bind::<Text, _>(kind)
            .bind::<Nullable<Bytea>, _>(eid.map(|eid| eid.as_bytes().as_slice()))
            .bind::<Bytea, _>(leaf)
            .get_result(conn)
            .await?;
    Ok(entered.id)
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
