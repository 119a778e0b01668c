//! What stands in the log: places, leaves, checkpoints.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::{damaged, number, stored};
use crate::db::{Connection, sql_query};
use crate::tlog::tree::Hash;

/// Where the log stands.
#[derive(Clone, Debug)]
pub struct State {
    /// How many entries have a place.
    pub size: u64,
    /// Why the leader does not sign; none while it does.
    pub fault: Option<String>,
}

/// Where the log stands.
///
/// # Errors
/// Those of the database.
pub async fn state(conn: &mut Connection) -> QueryResult<State> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        size: i64,
        #[diesel(sql_type = Nullable<Text>)]
        fault: Option<String>,
    }
    let row: Row = sql_query("SELECT size, fault FROM log_state")
        .get_result(conn)
        .await?;
    Ok(State {
        size: number(row.size)?,
        fault: row.fault,
    })
}

/// The origin of the log: the foundation's, for life; none before there is one.
///
/// # Errors
/// Those of the database.
pub async fn origin(conn: &mut Connection) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        log_origin: String,
    }
    let row: Option<Row> = sql_query("SELECT log_origin FROM foundations LIMIT 1")
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.log_origin))
}

/// The entry with which the log begins, also before it has its place.
///
/// # Errors
/// Those of the database.
pub async fn start(conn: &mut Connection) -> QueryResult<Option<Vec<u8>>> {
    let row: Option<LeafRow> =
        sql_query("SELECT 0::bigint AS index, leaf FROM log_entries WHERE kind = 'log.start'")
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| row.leaf))
}

/// The database's clock in unix seconds.
///
/// # Errors
/// Those of the database.
pub async fn now(conn: &mut Connection) -> QueryResult<u64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        seconds: i64,
    }
    let row: Row =
        sql_query("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint AS seconds")
            .get_result(conn)
            .await?;
    number(row.seconds)
}

#[derive(QueryableByName)]
struct LeafRow {
    #[diesel(sql_type = BigInt)]
    index: i64,
    #[diesel(sql_type = Bytea)]
    leaf: Vec<u8>,
}

/// The leaves from one place up to, not including, another.
///
/// # Errors
/// Those of the database; one where a place is empty.
pub async fn leaves(conn: &mut Connection, from: u64, to: u64) -> QueryResult<Vec<Vec<u8>>> {
    let rows: Vec<LeafRow> = sql_query(
        "SELECT l.index, e.leaf FROM log_leaves l JOIN log_entries e ON e.id = l.entry_id
         WHERE l.index >= $1 AND l.index < $2 ORDER BY l.index",
    )
    .bind::<BigInt, _>(stored(from)?)
    .bind::<BigInt, _>(stored(to)?)
    .load(conn)
    .await?;
    let mut leaves = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter();
    for place in from..to {
        match rows.next() {
            Some(row) if number(row.index)? == place => leaves.push(row.leaf),
            _ => return Err(damaged(format!("the log has no entry {place}"))),
        }
    }
    Ok(leaves)
}

/// How many hashes are read at once.
const HASHES_AT_ONCE: u64 = 8192;

/// The hashes of the first `size` leaves.
///
/// # Errors
/// Those of the database; one where a place is empty.
pub async fn leaf_hashes(conn: &mut Connection, size: u64) -> QueryResult<Vec<Hash>> {
    let mut hashes = Vec::new();
    for from in (0..size).step_by(usize::try_from(HASHES_AT_ONCE).unwrap_or(usize::MAX)) {
        let rows: Vec<LeafRow> = sql_query(
            "SELECT l.index, e.leaf_hash AS leaf FROM log_leaves l JOIN log_entries e ON e.id = l.entry_id
             WHERE l.index >= $1 AND l.index < $2 ORDER BY l.index",
        )
        .bind::<BigInt, _>(stored(from)?)
        .bind::<BigInt, _>(stored(size.min(from + HASHES_AT_ONCE))?)
        .load(conn)
        .await?;
        for (place, row) in (from..).zip(rows) {
            let hash = Hash::try_from(row.leaf.as_slice());
            match hash {
                Ok(hash) if number(row.index)? == place => hashes.push(hash),
                _ => return Err(damaged(format!("the log has no entry {place}"))),
            }
        }
    }
    if number(i64::try_from(hashes.len()).unwrap_or(-1))? != size {
        return Err(damaged(format!("the log has fewer than {size} entries")));
    }
    Ok(hashes)
}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub size: u64,
    pub root: Hash,
    /// The file `checkpoint`, signed by the log's key; not checked here.
    pub note: String,
    pub recorded_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct CheckpointRow {
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = Bytea)]
    root: Vec<u8>,
    #[diesel(sql_type = Text)]
    note: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl TryFrom<CheckpointRow> for Checkpoint {
    type Error = diesel::result::Error;

    fn try_from(row: CheckpointRow) -> QueryResult<Self> {
        Ok(Self {
            size: number(row.size)?,
            root: Hash::try_from(row.root.as_slice())
                .map_err(|_| damaged("a root is not 32 bytes long".to_owned()))?,
            note: row.note,
            recorded_at: row.recorded_at,
        })
    }
}

/// The largest checkpoint; none before the first.
///
/// # Errors
/// Those of the database.
pub async fn newest_checkpoint(conn: &mut Connection) -> QueryResult<Option<Checkpoint>> {
    sql_query(
        "SELECT size, root, note, recorded_at FROM log_checkpoints ORDER BY size DESC LIMIT 1",
    )
    .get_result::<CheckpointRow>(conn)
    .await
    .optional()?
    .map(Checkpoint::try_from)
    .transpose()
}

/// The checkpoint of so many entries.
///
/// # Errors
/// Those of the database.
pub async fn checkpoint_of(conn: &mut Connection, size: u64) -> QueryResult<Option<Checkpoint>> {
    sql_query("SELECT size, root, note, recorded_at FROM log_checkpoints WHERE size = $1")
        .bind::<BigInt, _>(stored(size)?)
        .get_result::<CheckpointRow>(conn)
        .await
        .optional()?
        .map(Checkpoint::try_from)
        .transpose()
}

/// Checkpoints of more than so many entries, the smallest first.
///
/// # Errors
/// Those of the database.
pub async fn checkpoints_after(
    conn: &mut Connection,
    size: u64,
    most: u32,
) -> QueryResult<Vec<Checkpoint>> {
    sql_query(
        "SELECT size, root, note, recorded_at FROM log_checkpoints
         WHERE size > $1 ORDER BY size LIMIT $2",
    )
    .bind::<BigInt, _>(stored(size)?)
    .bind::<BigInt, _>(i64::from(most))
    .load::<CheckpointRow>(conn)
    .await?
    .into_iter()
    .map(Checkpoint::try_from)
    .collect()
}
