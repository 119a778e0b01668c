//! Where the entries stand that tell of one poll.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Text};
use diesel_async::RunQueryDsl;

use super::{damaged, number, stored};
use crate::db::{Connection, sql_query};
use crate::evidence::leaf::Leaf;
use crate::seal::hash::{Digest, Eid};

/// An entry with its place.
#[derive(Clone, Debug)]
pub struct Placed {
    pub index: u64,
    pub leaf: Leaf,
}

#[derive(QueryableByName)]
struct PlacedRow {
    #[diesel(sql_type = BigInt)]
    index: i64,
    #[diesel(sql_type = Bytea)]
    leaf: Vec<u8>,
}

impl TryFrom<PlacedRow> for Placed {
    type Error = diesel::result::Error;

    fn try_from(row: PlacedRow) -> QueryResult<Self> {
        let index = number(row.index)?;
        let leaf = Leaf::parse(&row.leaf)
            .map_err(|refusal| damaged(format!("entry {index}: {refusal}")))?;
        Ok(Self { index, leaf })
    }
}

/// The entries of a poll that have their place, in order, without those that
/// list envelopes by the hundred.
///
/// # Errors
/// Those of the database; one for an entry that cannot be read.
pub async fn of_poll(conn: &mut Connection, eid: &Eid) -> QueryResult<Vec<Placed>> {
    sql_query(
        "SELECT l.index, e.leaf FROM log_entries e JOIN log_leaves l ON l.entry_id = e.id
         WHERE e.eid = $1 AND e.kind NOT IN ('poll.cast', 'poll.superseded', 'poll.lost')
         ORDER BY l.index",
    )
    .bind::<Bytea, _>(eid.as_bytes().as_slice())
    .load::<PlacedRow>(conn)
    .await?
    .into_iter()
    .map(Placed::try_from)
    .collect()
}

/// The entries of a poll that list envelopes by the hundred, and that of its close, placed or not.
///
/// # Errors
/// As [`of_poll`].
pub async fn casts_of_poll(conn: &mut Connection, eid: &Eid) -> QueryResult<Vec<Leaf>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        leaf: Vec<u8>,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT leaf FROM log_entries
         WHERE eid = $1 AND kind IN ('poll.cast', 'poll.superseded', 'poll.lost', 'poll.closed')
         ORDER BY id",
    )
    .bind::<Bytea, _>(eid.as_bytes().as_slice())
    .load(conn)
    .await?;
    rows.iter()
        .map(|row| Leaf::parse(&row.leaf).map_err(|refusal| damaged(refusal.to_string())))
        .collect()
}

/// The entry with which the roll of this root was certified.
///
/// # Errors
/// As [`of_poll`].
pub async fn roll_with_root(conn: &mut Connection, root: &Digest) -> QueryResult<Option<Placed>> {
    sql_query(
        "SELECT l.index, e.leaf FROM log_entries e JOIN log_leaves l ON l.entry_id = e.id
         WHERE e.kind = 'roll.certified' AND convert_from(e.leaf, 'UTF8')::jsonb ->> 'root' = $1
         ORDER BY l.index LIMIT 1",
    )
    .bind::<Text, _>(root.to_string())
    .get_result::<PlacedRow>(conn)
    .await
    .optional()?
    .map(Placed::try_from)
    .transpose()
}

/// The entries among the first `size` that say which key signs the log: its
/// start, and every change, in order.
///
/// # Errors
/// As [`of_poll`].
pub async fn key_changes(conn: &mut Connection, size: u64) -> QueryResult<Vec<Placed>> {
    sql_query(
        "SELECT l.index, e.leaf FROM log_entries e JOIN log_leaves l ON l.entry_id = e.id
         WHERE e.kind IN ('log.start', 'log.key') AND l.index < $1 ORDER BY l.index",
    )
    .bind::<BigInt, _>(stored(size)?)
    .load::<PlacedRow>(conn)
    .await?
    .into_iter()
    .map(Placed::try_from)
    .collect()
}
