//! Looking things up in the log: entries by place, and digests.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text};
use diesel_async::RunQueryDsl;

use super::{damaged, number, stored};
use crate::db::{Connection, sql_query};
use crate::evidence::leaf::Leaf;
use crate::ledger::model::{Finding, Place};

/// An entry in its place.
#[derive(Clone, Debug)]
pub struct Entry {
    pub index: u64,
    pub kind: String,
    /// Its canonical bytes.
    pub leaf: Vec<u8>,
    /// The hash of the leaf in the tree.
    pub hash: Vec<u8>,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = BigInt)]
    index: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bytea)]
    leaf: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    leaf_hash: Vec<u8>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = diesel::result::Error;

    fn try_from(row: EntryRow) -> QueryResult<Self> {
        Ok(Self {
            index: number(row.index)?,
            kind: row.kind,
            leaf: row.leaf,
            hash: row.leaf_hash,
        })
    }
}

/// The entries before a place, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn entries_before(
    conn: &mut Connection,
    place: u64,
    most: u32,
) -> QueryResult<Vec<Entry>> {
    sql_query(
        "SELECT l.index, e.kind, e.leaf, e.leaf_hash
         FROM log_leaves l JOIN log_entries e ON e.id = l.entry_id
         WHERE l.index < $1 ORDER BY l.index DESC LIMIT $2",
    )
    .bind::<BigInt, _>(stored(place)?)
    .bind::<BigInt, _>(i64::from(most))
    .load::<EntryRow>(conn)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// The entry in one place; none where the log does not reach that far.
///
/// # Errors
/// Those of the database.
pub async fn entry(conn: &mut Connection, place: u64) -> QueryResult<Option<Entry>> {
    sql_query(
        "SELECT l.index, e.kind, e.leaf, e.leaf_hash
         FROM log_leaves l JOIN log_entries e ON e.id = l.entry_id WHERE l.index = $1",
    )
    .bind::<BigInt, _>(stored(place)?)
    .get_result::<EntryRow>(conn)
    .await
    .optional()?
    .map(Entry::try_from)
    .transpose()
}

/// Every entry of a kind, placed or not, in the order in which they were entered.
///
/// # Errors
/// Those of the database; a damaged entry counts as one.
pub async fn of_kind(conn: &mut Connection, kind: &str) -> QueryResult<Vec<Leaf>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        leaf: Vec<u8>,
    }
    let rows: Vec<Row> = sql_query("SELECT leaf FROM log_entries WHERE kind = $1 ORDER BY id")
        .bind::<Text, _>(kind)
        .load(conn)
        .await?;
    rows.iter()
        .map(|row| Leaf::parse(&row.leaf).map_err(|fault| damaged(fault.to_string())))
        .collect()
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    index: Option<i64>,
}

impl PlaceRow {
    fn place(&self) -> QueryResult<Place> {
        Ok(match self.index {
            Some(index) => Place::At(number(index)?),
            None => Place::Next,
        })
    }
}

/// What is known of a digest: a receipt's, an entry's hash, or a poll's.
///
/// # Errors
/// Those of the database.
pub async fn find(conn: &mut Connection, digest: &[u8; 32]) -> QueryResult<Finding> {
    let cast: Option<PlaceRow> = sql_query(
        "SELECT l.index FROM digests_logged g LEFT JOIN log_leaves l ON l.entry_id = g.entry_id
         WHERE g.digest = $1",
    )
    .bind::<Bytea, _>(digest.as_slice())
    .get_result(conn)
    .await
    .optional()?;
    if let Some(row) = cast {
        return Ok(Finding::Cast(row.place()?));
    }
    let entry: Option<PlaceRow> = sql_query(
        "SELECT l.index FROM log_entries e LEFT JOIN log_leaves l ON l.entry_id = e.id
         WHERE e.leaf_hash = $1 ORDER BY e.id LIMIT 1",
    )
    .bind::<Bytea, _>(digest.as_slice())
    .get_result(conn)
    .await
    .optional()?;
    if let Some(row) = entry {
        return Ok(Finding::Entry(row.place()?));
    }
    let of_poll: Vec<PlaceRow> = sql_query(
        "SELECT l.index FROM log_entries e JOIN log_leaves l ON l.entry_id = e.id
         WHERE e.eid = $1 AND e.kind <> 'poll.cast' AND e.kind <> 'poll.superseded'
         ORDER BY l.index LIMIT 200",
    )
    .bind::<Bytea, _>(digest.as_slice())
    .load(conn)
    .await?;
    if !of_poll.is_empty() {
        let places: QueryResult<Vec<u64>> = of_poll
            .iter()
            .filter_map(|row| row.index)
            .map(number)
            .collect();
        return Ok(Finding::Poll(places?));
    }
    // Asked last: what waits here a moment longer may have been entered above by now.
    let received: Option<PlaceRow> =
        sql_query("SELECT NULL::bigint AS index FROM digests_to_log WHERE digest = $1")
            .bind::<Bytea, _>(digest.as_slice())
            .get_result(conn)
            .await
            .optional()?;
    Ok(match received {
        Some(_) => Finding::Received,
        None => Finding::Unknown,
    })
}
