//! A large file of members between its upload and its confirmation: kept in
//! pieces, with the state it is in and the lock of whoever is at it.
//!
//! `judge` reads the pieces, `compare` has the database compare their rows, `rows` are
//! shown before `take` records the members.

mod compare;
mod judge;
mod rows;
mod take;

pub use judge::{chunk, judge};
pub use rows::leaf;
pub use take::take;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::intake::FileHash;
use crate::db::Connection;
use crate::members::import::Place;
use crate::parties::PartyId;

/// The most remarks of a kind that are kept; all are counted.
pub const SHOWN_REMARKS: usize = 200;

/// How far a large file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromSqlRow)]
pub enum State {
    /// Pieces of it come.
    Arriving,
    /// It is here whole, and nobody has judged it.
    Waiting,
    Judging,
    Judged,
    /// Its members are being recorded.
    Taking,
    Taken,
}

impl State {
    const ALL: [Self; 6] = [
        Self::Arriving,
        Self::Waiting,
        Self::Judging,
        Self::Judged,
        Self::Taking,
        Self::Taken,
    ];

    /// The word in the database.
    const fn word(self) -> &'static str {
        match self {
            Self::Arriving => "arriving",
            Self::Waiting => "waiting",
            Self::Judging => "judging",
            Self::Judged => "judged",
            Self::Taking => "taking",
            Self::Taken => "taken",
        }
    }

    /// Whether somebody is, or should be, at the file.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        match self {
            Self::Arriving | Self::Waiting | Self::Judging | Self::Taking => true,
            Self::Judged | Self::Taken => false,
        }
    }
}

impl FromSql<Text, Pg> for State {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let word = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Self::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| format!("no file of members is “{word}”").into())
    }
}

/// A large file as it stands.
#[derive(Clone, Debug, QueryableByName)]
pub struct Stage {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Who brought it.
    #[diesel(sql_type = SqlUuid)]
    uploaded_by: Uuid,
    #[diesel(sql_type = BigInt)]
    pub file_bytes: i64,
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = BigInt)]
    pub judged_bytes: i64,
    #[diesel(sql_type = BigInt)]
    pub judged_rows: i64,
    #[diesel(sql_type = BigInt)]
    pub faults: i64,
    #[diesel(sql_type = BigInt)]
    pub warnings: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    file_sha256: Option<Vec<u8>>,
}

impl Stage {
    /// The file's hash, once it is whole.
    #[must_use]
    pub fn hash(&self) -> Option<FileHash> {
        let bytes: [u8; 32] = self.file_sha256.as_deref()?.try_into().ok()?;
        Some(FileHash(bytes))
    }

    /// Who brought it.
    #[must_use]
    pub const fn brought_by(&self) -> PartyId {
        PartyId(self.uploaded_by)
    }
}

/// The lock of a stage, held by whoever judges or takes it.
fn lock(id: Uuid) -> String {
    format!("commonhold/import-stage/{id}")
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// Locks a stage for this connection, if nobody holds it. Whoever calls lets it
/// go again, and is not a handler, which ends where its visitor leaves.
///
/// # Errors
/// Those of the database.
pub async fn hold(conn: &mut Connection, id: Uuid) -> QueryResult<bool> {
    let row: Locked =
        crate::db::sql_query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked")
            .bind::<Text, _>(lock(id))
            .get_result(conn)
            .await?;
    Ok(row.locked)
}

/// Lets a stage go.
///
/// # Errors
/// Those of the database.
pub async fn release(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    crate::db::sql_query("SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS locked")
        .bind::<Text, _>(lock(id))
        .execute(conn)
        .await
        .map(drop)
}

/// Locks a stage until the transaction ends, if nobody holds it.
async fn hold_briefly(conn: &mut Connection, id: Uuid) -> QueryResult<bool> {
    let row: Locked =
        crate::db::sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked")
            .bind::<Text, _>(lock(id))
            .get_result(conn)
            .await?;
    Ok(row.locked)
}

const PARTS: [&str; 3] = [
    "membership_import_remarks",
    "membership_import_rows",
    "membership_import_chunks",
];

/// Begins a file; those that came more than a day ago are erased.
///
/// # Errors
/// Those of the database.
pub async fn begin(conn: &mut Connection, by: PartyId) -> QueryResult<Uuid> {
    #[derive(QueryableByName)]
    struct Old {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let old: Vec<Old> = crate::db::sql_query(
        "SELECT id FROM membership_import_files \
         WHERE uploaded_at < clock_timestamp() - interval '1 day'",
    )
    .load(conn)
    .await?;
    for old in old {
        discard(conn, old.id).await?;
    }
    let id = Uuid::new_v4();
    crate::db::sql_query("INSERT INTO membership_import_files (id, uploaded_by) VALUES ($1, $2)")
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
    Ok(id)
}

/// Keeps the next piece.
///
/// # Errors
/// Those of the database.
pub async fn add_chunk(
    conn: &mut Connection,
    id: Uuid,
    place: i32,
    bytes: &[u8],
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_import_chunks (file, place, bytes) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Integer, _>(place)
    .bind::<Binary, _>(bytes)
    .execute(conn)
    .await
    .map(drop)
}

/// The file is here whole.
///
/// # Errors
/// Those of the database.
pub async fn complete(
    conn: &mut Connection,
    id: Uuid,
    bytes: i64,
    hash: FileHash,
) -> QueryResult<()> {
    crate::db::sql_query(
        "UPDATE membership_import_files SET file_bytes = $2, file_sha256 = $3, state = 'waiting' WHERE id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<BigInt, _>(bytes)
    .bind::<Binary, _>(hash.0.as_slice())
    .execute(conn)
    .await
    .map(drop)
}

/// A file as it stands.
///
/// # Errors
/// Those of the database.
pub async fn stage(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Stage>> {
    crate::db::sql_query(
        "SELECT id, uploaded_by, file_bytes, state, judged_bytes, judged_rows, faults, warnings, file_sha256 \
         FROM membership_import_files WHERE id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// The remarks that are kept, in the order of lines.
///
/// # Errors
/// Those of the database.
pub async fn remarks(
    conn: &mut Connection,
    id: Uuid,
    faults: bool,
) -> QueryResult<Vec<(String, String, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        line: i64,
        #[diesel(sql_type = BigInt, column_name = "row")]
        nth: i64,
        #[diesel(sql_type = Text)]
        field: String,
        #[diesel(sql_type = Text)]
        sentence: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT line, row, field, sentence FROM membership_import_remarks \
         WHERE file = $1 AND is_fault = $2 ORDER BY line, place LIMIT $3",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Bool, _>(faults)
    .bind::<BigInt, _>(i64::try_from(SHOWN_REMARKS).unwrap_or(i64::MAX))
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                place(row.line, row.nth).to_string(),
                row.field,
                row.sentence,
            )
        })
        .collect())
}

/// Erases a file; one that is not there is no fault.
///
/// # Errors
/// Those of the database.
pub async fn erase(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    erase_parts(conn, id, &PARTS).await?;
    crate::db::sql_query("DELETE FROM membership_import_files WHERE id = $1")
        .bind::<SqlUuid, _>(id)
        .execute(conn)
        .await
        .map(drop)
}

/// Erases a file, unless somebody judges or takes it; says whether.
///
/// # Errors
/// Those of the database.
pub async fn discard(conn: &mut Connection, id: Uuid) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let is_free = hold_briefly(conn, id).await?;
        if is_free {
            erase(conn, id).await?;
        }
        Ok(is_free)
    })
    .await
}

/// Whether nobody is at a file, although its state says so: whoever was is gone,
/// with a server that stopped. What was to be taken is then judged, as before.
///
/// # Errors
/// Those of the database.
pub async fn is_left(conn: &mut Connection, stage: &mut Stage) -> QueryResult<bool> {
    match stage.state {
        State::Waiting | State::Judging | State::Taking => {}
        State::Arriving | State::Judged | State::Taken => return Ok(false),
    }
    conn.transaction(async |conn| {
        if !hold_briefly(conn, stage.id).await? {
            return Ok(false);
        }
        if stage.state == State::Taking {
            set_state(conn, stage.id, State::Judged).await?;
            stage.state = State::Judged;
        }
        Ok(true)
    })
    .await
}

/// Begins to take a file that was judged without a fault; of two who ask at
/// once, one does. Says whether it begins.
///
/// # Errors
/// Those of the database.
pub async fn begin_taking(conn: &mut Connection, id: Uuid) -> QueryResult<bool> {
    let begun = crate::db::sql_query(
        "UPDATE membership_import_files SET state = 'taking' \
         WHERE id = $1 AND state = 'judged' AND faults = 0",
    )
    .bind::<SqlUuid, _>(id)
    .execute(conn)
    .await?;
    Ok(begun == 1)
}

async fn erase_parts(conn: &mut Connection, id: Uuid, parts: &[&str]) -> QueryResult<()> {
    for part in parts {
        crate::db::sql_query(format!("DELETE FROM {part} WHERE file = $1"))
            .bind::<SqlUuid, _>(id)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Sets the state of a file.
///
/// # Errors
/// Those of the database.
pub async fn set_state(conn: &mut Connection, id: Uuid, state: State) -> QueryResult<()> {
    crate::db::sql_query("UPDATE membership_import_files SET state = $2 WHERE id = $1")
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(state.word())
        .execute(conn)
        .await
        .map(drop)
}

fn place(line: i64, row: i64) -> Place {
    let [line, row] = [line, row].map(|n| usize::try_from(n).unwrap_or(0));
    if line == 0 {
        Place::File
    } else {
        Place::of(line, row)
    }
}
