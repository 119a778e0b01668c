//! Files between their upload and what is taken over of them, and what was.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::imports::model::Format;

/// A file as somebody brings it.
#[derive(Clone, Copy, Debug)]
pub struct NewDraft<'a> {
    pub format: Format,
    pub name: &'a str,
    /// The number of the asset it is brought for.
    pub asset: Option<i64>,
    pub file: &'a [u8],
    pub by: PartyId,
}

/// A file that waits.
#[derive(Clone, Debug, QueryableByName)]
pub struct Draft {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub format: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub asset: Option<i64>,
    #[diesel(sql_type = Binary)]
    pub file: Vec<u8>,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    /// None where the watch found it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub brought_by: Option<Uuid>,
    /// Empty where the watch found it.
    #[diesel(sql_type = Text)]
    pub brought_by_name: String,
    /// The result of the watch that it comes from.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub watch: Option<Uuid>,
    #[diesel(sql_type = Timestamptz)]
    pub brought_at: DateTime<Utc>,
}

/// A file that waits, as a list shows it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Waiting {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub format: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Empty where the watch found it.
    #[diesel(sql_type = Text)]
    pub brought_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub brought_at: DateTime<Utc>,
}

/// What was taken over from a file.
#[derive(Clone, Debug, QueryableByName)]
pub struct Import {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub format: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub assets: String,
    #[diesel(sql_type = Text)]
    pub taken: String,
    #[diesel(sql_type = Integer)]
    pub rows_taken: i32,
    #[diesel(sql_type = Integer)]
    pub rows_left: i32,
    /// Empty where the watch found it.
    #[diesel(sql_type = Text)]
    pub brought_by: String,
    #[diesel(sql_type = Text)]
    pub taken_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Erases files that waited for thirty days.
///
/// # Errors
/// Those of the database.
pub async fn sweep(conn: &mut Connection) -> QueryResult<usize> {
    crate::db::sql_query(
        "DELETE FROM registry_import_drafts WHERE brought_at < clock_timestamp() - interval '30 days'",
    )
    .execute(conn)
    .await
}

/// Keeps a file; none where the register has no asset of this number.
///
/// # Errors
/// Those of the database.
pub async fn keep_draft(conn: &mut Connection, new: &NewDraft<'_>) -> QueryResult<Option<Uuid>> {
    let id = Uuid::new_v4();
    let kept = crate::db::sql_query(
        "INSERT INTO registry_import_drafts (id, format, name, asset, file, brought_by) \
         SELECT $1, $2, $3, (SELECT a.id FROM assets a WHERE a.number = $4), $5, $6 \
         WHERE $4 IS NULL OR EXISTS (SELECT FROM assets a WHERE a.number = $4)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(new.format.word())
    .bind::<Text, _>(new.name)
    .bind::<Nullable<BigInt>, _>(new.asset)
    .bind::<Binary, _>(new.file)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok((kept == 1).then_some(id))
}

/// The file kept under this id.
///
/// # Errors
/// Those of the database.
pub async fn draft(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Draft>> {
    crate::db::sql_query(
        "SELECT d.id, d.format, d.name, (SELECT a.number FROM assets a WHERE a.id = d.asset) AS asset, d.file, d.sha256, \
                d.brought_by, coalesce((SELECT p.name FROM party_records p WHERE p.party = d.brought_by ORDER BY p.record DESC LIMIT 1), '') AS brought_by_name, d.watch, d.brought_at \
         FROM registry_import_drafts d WHERE d.id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()
}

/// Erases a file; one that is not there is no fault.
///
/// # Errors
/// Those of the database.
pub async fn discard(conn: &mut Connection, id: Uuid) -> QueryResult<()> {
    crate::db::sql_query("DELETE FROM registry_import_drafts WHERE id = $1")
        .bind::<SqlUuid, _>(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The files that wait, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection) -> QueryResult<Vec<Waiting>> {
    crate::db::sql_query(
        "SELECT d.id, d.format, d.name, coalesce((SELECT p.name FROM party_records p WHERE p.party = d.brought_by ORDER BY p.record DESC LIMIT 1), '') AS brought_by, d.brought_at \
         FROM registry_import_drafts d ORDER BY d.brought_at DESC, d.id LIMIT 100",
    )
    .load(conn)
    .await
}

const IMPORT: &str = "SELECT i.id, i.format, i.name, i.sha256, i.assets, i.taken, i.rows_taken, i.rows_left, \
                             coalesce((SELECT p.name FROM party_records p WHERE p.party = i.brought_by ORDER BY p.record DESC LIMIT 1), '') AS brought_by, (SELECT p.name FROM party_records p WHERE p.party = i.taken_by ORDER BY p.record DESC LIMIT 1) AS taken_by, i.recorded_at \
                      FROM registry_imports i";

/// What was taken over from the file of this id.
///
/// # Errors
/// Those of the database.
pub async fn import(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Import>> {
    crate::db::sql_query(format!("{IMPORT} WHERE i.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// What was taken over last, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut Connection) -> QueryResult<Vec<Import>> {
    crate::db::sql_query(format!(
        "{IMPORT} ORDER BY i.recorded_at DESC, i.id LIMIT 100"
    ))
    .load(conn)
    .await
}
