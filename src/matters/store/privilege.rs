//! What is privileged. The application has no right to select it: the database hands it to
//! the person whose session asks, if it is for them, and keeps that they read it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::MattersError;
use crate::db::Connection;
use crate::matters::model::NoteKind;
use crate::parties::PartyId;

/// A note as whom it is for reads it.
#[derive(Clone, Debug)]
pub struct Note {
    pub place: i32,
    pub kind: NoteKind,
    pub words: String,
    /// Name and SHA-256 of its document.
    pub document: Option<(String, Vec<u8>)>,
    pub by: String,
    pub at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = Text)]
    kind: NoteKind,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Nullable<Text>)]
    document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    document_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    written_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// What is privileged in a matter, handed to this session's person if it is for them, and
/// kept that they read it; nothing otherwise.
///
/// # Errors
/// Those of the database.
pub async fn notes(conn: &mut Connection, matter: Uuid, session: Uuid) -> QueryResult<Vec<Note>> {
    let rows: Vec<Row> = crate::db::sql_query(concat!(
        "SELECT x.place, x.kind, x.words, x.document_name, x.document_sha256, ",
        name_of!("x.written_by"),
        " AS written_by, x.recorded_at FROM privileged_notes($1, $2) x"
    ))
    .bind::<SqlUuid, _>(matter)
    .bind::<SqlUuid, _>(session)
    .load(conn)
    .await?;
    let read = |row: Row| Note {
        place: row.place,
        kind: row.kind,
        words: row.words,
        document: row.document_name.zip(row.document_sha256),
        by: row.written_by,
        at: row.recorded_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The document of a note with its name, handed out as the note is.
///
/// # Errors
/// Those of the database.
pub async fn document(
    conn: &mut Connection,
    (matter, place): (Uuid, i32),
    session: Uuid,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Document {
        #[diesel(sql_type = Text)]
        document_name: String,
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let row: Option<Document> = crate::db::sql_query(
        "SELECT x.document_name, x.document FROM privileged_document($1, $2, $3) x",
    )
    .bind::<SqlUuid, _>(matter)
    .bind::<Integer, _>(place)
    .bind::<SqlUuid, _>(session)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| (row.document_name, row.document)))
}

/// That there is a note, as everybody reads it who reads the matter.
#[derive(Clone, Debug)]
pub struct Withheld {
    pub place: i32,
    pub kind: NoteKind,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// Which notes there are in a matter, without what they say.
///
/// # Errors
/// Those of the database.
pub async fn withheld(conn: &mut Connection, matter: Uuid) -> QueryResult<Vec<Withheld>> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Integer)]
        place: i32,
        #[diesel(sql_type = Text)]
        kind: NoteKind,
        #[diesel(sql_type = Text)]
        written_by: String,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
    }
    let rows: Vec<Line> = crate::db::sql_query(concat!(
        "SELECT w.place, w.kind, ",
        name_of!("w.written_by"),
        " AS written_by, w.recorded_at FROM matter_notes w WHERE w.matter = $1 ORDER BY w.place"
    ))
    .bind::<SqlUuid, _>(matter)
    .load(conn)
    .await?;
    let read = |row: Line| Withheld {
        place: row.place,
        kind: row.kind,
        by: row.written_by,
        at: row.recorded_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A note to be written. The identity is the form's.
pub struct NewNote<'a> {
    pub id: Uuid,
    pub kind: NoteKind,
    pub words: &'a str,
    /// Name and bytes of a document.
    pub document: Option<(&'a str, &'a [u8])>,
}

/// Writes a note.
///
/// # Errors
/// When the guard refuses it: from whom it is not between, above all.
pub async fn write(
    conn: &mut Connection,
    matter: Uuid,
    new: &NewNote<'_>,
    by: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_notes (id, matter, place, kind, words, document_name, document, written_by) \
         SELECT $1, $2, 0, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM matter_notes n WHERE n.id = $1)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(matter)
    .bind::<Text, _>(new.kind.word())
    .bind::<Text, _>(new.words)
    .bind::<Nullable<Text>, _>(new.document.map(|(name, _)| name))
    .bind::<Nullable<Binary>, _>(new.document.map(|(_, bytes)| bytes))
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// A reading that was kept.
#[derive(Clone, Debug, QueryableByName)]
pub struct Reading {
    #[diesel(sql_type = Text)]
    pub reader: String,
    /// How many notes there were.
    #[diesel(sql_type = Integer)]
    pub notes: i32,
    /// The place of the note whose document was taken, where one was.
    #[diesel(sql_type = Nullable<Integer>)]
    pub document: Option<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// Who read what is privileged, the latest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn readings(conn: &mut Connection, matter: Uuid, most: i64) -> QueryResult<Vec<Reading>> {
    crate::db::sql_query(concat!(
        "SELECT ",
        name_of!("k.reader"),
        " AS reader, k.notes, k.document, k.recorded_at AS at FROM matter_readings k WHERE k.matter = $1 ORDER BY k.record DESC LIMIT $2"
    ))
    .bind::<SqlUuid, _>(matter)
    .bind::<diesel::sql_types::BigInt, _>(most)
    .load(conn)
    .await
}

/// A matter in which others wrote notes that somebody has not read.
#[derive(Clone, Debug, QueryableByName)]
pub struct Unread {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub notes: i64,
    /// When the first of them was written.
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
}

/// What waits to be read by somebody who shares the privilege.
///
/// # Errors
/// Those of the database.
pub async fn unread(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Unread>> {
    crate::db::sql_query(
        "SELECT m.number, m.title, count(*) AS notes, min(n.recorded_at) AS since \
         FROM matters m JOIN matter_notes n ON n.matter = m.id AND n.written_by <> $1 \
           AND n.place > coalesce((SELECT max(k.notes) FROM matter_readings k \
                                   WHERE k.matter = m.id AND k.reader = $1 AND k.document IS NULL), 0) \
         WHERE shares_privilege(m.id, $1) GROUP BY m.number, m.title ORDER BY m.number LIMIT 50",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await
}
