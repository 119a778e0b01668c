//! What becomes of a resolution: who carries it out and by when, and what shows it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{DONE, Is, STANDING};
use crate::bodies::model::BodyId;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::resolutions::model::Label;

/// Why nothing was recorded.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for EvidenceError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        match constraint {
            Some("followup_by_officer") => Self::Refused(
                "Officers record what becomes of a resolution. You hold no such office now. Ask one of them.",
            ),
            _ => Self::Database(error),
        }
    }
}

/// Who carries a resolution out, and until which day.
#[derive(Clone, Debug, QueryableByName)]
pub struct Task {
    #[diesel(sql_type = SqlUuid)]
    pub responsible: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub due_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// What shows that a resolution was carried out, or how far.
#[derive(Clone, Debug, QueryableByName)]
pub struct Evidence {
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub completes: bool,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Who is to carry it out, and all that shows how far it is.
///
/// # Errors
/// Those of the database.
pub async fn evidence_of(
    conn: &mut Connection,
    resolution: Uuid,
) -> QueryResult<(Option<Task>, Vec<Evidence>)> {
    let task = crate::db::sql_query(
        "SELECT k.responsible, k.due_on, k.recorded_at, \
                (SELECT p.name FROM party_records p WHERE p.party = k.responsible ORDER BY p.record DESC LIMIT 1) AS name \
         FROM resolution_tasks k WHERE k.resolution = $1 ORDER BY k.record DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(resolution)
    .get_result(conn)
    .await
    .optional()?;
    let evidence = crate::db::sql_query(
        "SELECT x.record, x.note, x.name, x.sha256, x.completes, x.recorded_at, \
                (SELECT p.name FROM party_records p WHERE p.party = x.recorded_by ORDER BY p.record DESC LIMIT 1) AS recorded_by \
         FROM resolution_evidence x WHERE x.resolution = $1 ORDER BY x.record",
    )
    .bind::<SqlUuid, _>(resolution)
    .load(conn)
    .await?;
    Ok((task, evidence))
}

/// The file of one piece of evidence: name and bytes.
///
/// # Errors
/// Those of the database.
pub async fn evidence_document(
    conn: &mut Connection,
    resolution: Uuid,
    record: i64,
) -> QueryResult<Option<(String, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT x.name, x.document FROM resolution_evidence x \
         WHERE x.resolution = $1 AND x.record = $2 AND x.document IS NOT NULL",
    )
    .bind::<SqlUuid, _>(resolution)
    .bind::<BigInt, _>(record)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| (row.name, row.document)))
}

/// Whoever holds an office or sits on a body now, by name: who can be asked to carry
/// something out.
///
/// # Errors
/// Those of the database.
pub async fn persons(conn: &mut Connection) -> QueryResult<Vec<(Uuid, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT c.person, (SELECT p.name FROM party_records p WHERE p.party = c.person \
                           ORDER BY p.record DESC LIMIT 1) AS name \
         FROM (SELECT t.person FROM office_terms t UNION SELECT i.person FROM seat_incumbencies i) c \
         WHERE EXISTS (SELECT FROM offices_held(c.person, clock_timestamp())) \
            OR EXISTS (SELECT FROM bodies b WHERE b.kind = 'committee' AND speaks_in(b.id, c.person)) \
         ORDER BY 2, 1",
    )
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.name)).collect())
}

/// Two officers at once wait for each other; what is the same already is not said twice.
async fn lock(conn: &mut Connection, resolution: Uuid) -> QueryResult<()> {
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/resolution/' || $1::text, 0))",
    )
    .bind::<SqlUuid, _>(resolution)
    .execute(conn)
    .await?;
    Ok(())
}

/// Says who carries a resolution out and by when. Said again it is said once.
///
/// # Errors
/// What the database refuses.
pub async fn set_task(
    conn: &mut Connection,
    resolution: Uuid,
    responsible: PartyId,
    due_on: Option<NaiveDate>,
    by: PartyId,
) -> Result<(), EvidenceError> {
    conn.transaction(async |conn| {
        lock(conn, resolution).await?;
        crate::db::sql_query(
            "INSERT INTO resolution_tasks (resolution, responsible, due_on, recorded_by) \
             SELECT $1, $2, $3, $4 WHERE NOT EXISTS ( \
                 SELECT FROM (SELECT k.responsible, k.due_on FROM resolution_tasks k \
                              WHERE k.resolution = $1 ORDER BY k.record DESC LIMIT 1) k \
                 WHERE k.responsible = $2 AND k.due_on IS NOT DISTINCT FROM $3)",
        )
        .bind::<SqlUuid, _>(resolution)
        .bind::<SqlUuid, _>(responsible.0)
        .bind::<Nullable<Date>, _>(due_on)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// What is added to a resolution.
pub struct NewEvidence<'a> {
    pub resolution: Uuid,
    pub note: &'a str,
    /// Name and bytes.
    pub document: Option<(&'a str, &'a [u8])>,
    pub completes: bool,
    pub by: PartyId,
}

/// Adds what shows that a resolution was carried out, or how far; the same twice is
/// once. With what completes it its motion is carried out, where whoever adds it
/// keeps the minutes: that step is theirs.
///
/// # Errors
/// What the database refuses.
pub async fn add_evidence(
    conn: &mut Connection,
    new: &NewEvidence<'_>,
) -> Result<(), EvidenceError> {
    let (name, document) = new.document.unzip();
    conn.transaction(async |conn| {
        lock(conn, new.resolution).await?;
        crate::db::sql_query(
            "INSERT INTO resolution_evidence (resolution, note, name, document, completes, recorded_by) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS ( \
                 SELECT FROM resolution_evidence x WHERE x.resolution = $1 AND x.note = $2 \
                   AND x.name IS NOT DISTINCT FROM $3 AND x.sha256 IS NOT DISTINCT FROM sha256($4) \
                   AND x.completes = $5 AND x.recorded_by = $6)",
        )
        .bind::<SqlUuid, _>(new.resolution)
        .bind::<Text, _>(new.note)
        .bind::<Nullable<Text>, _>(name)
        .bind::<Nullable<Binary>, _>(document)
        .bind::<Bool, _>(new.completes)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        if new.completes {
            implement(conn, new.resolution, new.by).await?;
        }
        Ok(())
    })
    .await
}

/// Writes down that the motion of a resolution that stands was carried out.
async fn implement(conn: &mut Connection, resolution: Uuid, by: PartyId) -> QueryResult<()> {
    let stands: Is = crate::db::sql_query(format!(
        "SELECT EXISTS (SELECT FROM resolutions r WHERE r.id = $1 AND {STANDING} = 'in-force') AS it"
    ))
    .bind::<SqlUuid, _>(resolution)
    .get_result(conn)
    .await?;
    if stands.it {
        crate::db::sql_query(
            "INSERT INTO motion_steps (motion, step, state, person, note) \
             SELECT r.motion, 'implement', '', $2, '' FROM resolutions r \
             WHERE r.id = $1 AND keeps_minutes($2) \
               AND motion_next(motion_state(r.motion), 'implement') IS NOT NULL",
        )
        .bind::<SqlUuid, _>(resolution)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// A resolution that waits for somebody to carry it out.
#[derive(Clone, Debug)]
pub struct OpenTask {
    pub label: Label,
    pub title: String,
    pub due_on: NaiveDate,
    pub since: DateTime<Utc>,
}

/// What a person is to carry out by a day, and nothing shows yet that they did.
///
/// # Errors
/// Those of the database.
pub async fn open_of(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<OpenTask>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        body: BodyId,
        #[diesel(sql_type = Int4)]
        year: i32,
        #[diesel(sql_type = Int4)]
        number: i32,
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = Date)]
        due_on: NaiveDate,
        #[diesel(sql_type = Timestamptz)]
        since: DateTime<Utc>,
    }
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT r.body, r.year, r.number, d.title, k.due_on, k.recorded_at AS since \
         FROM (SELECT DISTINCT ON (t.resolution) t.* FROM resolution_tasks t \
               WHERE t.resolution IN (SELECT m.resolution FROM resolution_tasks m WHERE m.responsible = $1) \
               ORDER BY t.resolution, t.record DESC) k \
         JOIN resolutions r ON r.id = k.resolution JOIN recorded_decisions d ON d.id = r.decision \
         WHERE k.responsible = $1 AND k.due_on IS NOT NULL AND NOT {DONE} AND {STANDING} = 'in-force' \
         ORDER BY k.due_on, r.recorded_at"
    ))
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenTask {
            label: Label {
                year: row.year,
                body: row.body,
                number: row.number,
            },
            title: row.title,
            due_on: row.due_on,
            since: row.since,
        })
        .collect())
}
