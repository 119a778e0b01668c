//! Notices in the making: every saving is a row.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Int4, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::notices::{notice_drafts, notices};
use crate::notices::model::draft::Form;
use crate::parties::PartyId;

/// A draft as it was last saved.
#[derive(Clone, Debug)]
pub struct Saved {
    pub id: Uuid,
    pub revision: i32,
    pub form: Form,
    pub saved_by: String,
    pub saved_at: DateTime<Utc>,
}

/// Why a draft was not saved.
#[derive(Debug, Error)]
pub enum SaveError {
    #[error(
        "Somebody else saved this notice in the meantime. Compare your words with theirs below, and save again."
    )]
    Changed,
    #[error("This notice has been given, and stands as it was. Draft another.")]
    Given,
    #[error(transparent)]
    Database(#[from] Error),
}

/// Saves a form as the revision after `base` (0 for a new draft); returns its number.
///
/// # Errors
/// When another was saved since, or the notice was given.
pub async fn save(
    conn: &mut Connection,
    id: Uuid,
    base: i32,
    form: &Form,
    by: PartyId,
) -> Result<i32, SaveError> {
    let given = notices::table
        .filter(notices::draft.eq(id))
        .count()
        .get_result::<i64>(conn)
        .await?;
    if given > 0 {
        return Err(SaveError::Given);
    }
    let form =
        serde_json::to_value(form).map_err(|error| Error::SerializationError(error.into()))?;
    let revision = base.saturating_add(1);
    let inserted = diesel::insert_into(notice_drafts::table)
        .values((
            notice_drafts::id.eq(id),
            notice_drafts::revision.eq(revision),
            notice_drafts::form.eq(form),
            notice_drafts::saved_by.eq(by.0),
        ))
        .execute(conn)
        .await;
    match inserted {
        Ok(_) => Ok(revision),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Err(SaveError::Changed),
        Err(error) => Err(error.into()),
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    revision: i32,
    #[diesel(sql_type = Jsonb)]
    form: Value,
    #[diesel(sql_type = Text)]
    saved_by: String,
    #[diesel(sql_type = Timestamptz)]
    saved_at: DateTime<Utc>,
}

impl From<Row> for Saved {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            revision: row.revision,
            // A form of an older version comes back as far as it can be read.
            form: serde_json::from_value(row.form).unwrap_or_default(),
            saved_by: row.saved_by,
            saved_at: row.saved_at,
        }
    }
}

const LATEST: &str = "SELECT DISTINCT ON (d.id) d.id, d.revision, d.form, d.recorded_at AS saved_at, \
     coalesce((SELECT p.name FROM party_records p WHERE p.party = d.saved_by ORDER BY p.record DESC LIMIT 1), '') AS saved_by \
     FROM notice_drafts d WHERE NOT EXISTS (SELECT FROM notices n WHERE n.draft = d.id)";

/// The drafts that were not given, the latest saved first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Saved>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT * FROM ({LATEST} ORDER BY d.id, d.revision DESC) latest ORDER BY saved_at DESC LIMIT 100"
    ))
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Saved::from).collect())
}

/// A draft by its identity; none when there is none, or it was given.
///
/// # Errors
/// Those of the database.
pub async fn find(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Saved>> {
    let row: Option<Row> = crate::db::sql_query(format!(
        "{LATEST} AND d.id = $1 ORDER BY d.id, d.revision DESC"
    ))
    .bind::<SqlUuid, _>(id)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(Saved::from))
}
