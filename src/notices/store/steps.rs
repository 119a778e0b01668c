//! How else a notice reached its recipients.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Int4, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use crate::db::Connection;
use crate::notices::model::record::StepKind;
use crate::parties::PartyId;

/// Why a step was not recorded.
#[derive(Debug, Error)]
pub enum StepError {
    #[error("There is no such recipient of this notice. Open the page again.")]
    NotFound,
    #[error("Record what has happened: that lies ahead.")]
    Ahead,
    #[error(
        "That was before the notice was given. Only a waiver can come before it. Give a later day, or record a waiver."
    )]
    Before,
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("notice_steps_line") => Self::NotFound,
            Some("notice_step_has_happened") => Self::Ahead,
            Some("notice_step_follows_notice") => Self::Before,
            _ => Self::Database(error),
        }
    }
}

/// A step as an officer records it. `id` comes with the form: sent twice it is one.
pub struct NewStep<'a> {
    pub id: Uuid,
    pub notice: Uuid,
    pub line: i32,
    pub kind: StepKind,
    pub at: DateTime<Utc>,
    pub evidence: &'a str,
    pub by: PartyId,
}

/// Records a step.
///
/// # Errors
/// When it lies ahead, before the notice, or is of nobody.
pub async fn record(conn: &mut Connection, step: &NewStep<'_>) -> Result<(), StepError> {
    crate::db::sql_query(
        "INSERT INTO notice_steps (id, notice, line, step, at, evidence, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(step.id)
    .bind::<SqlUuid, _>(step.notice)
    .bind::<Int4, _>(step.line)
    .bind::<Text, _>(step.kind.word())
    .bind::<Timestamptz, _>(step.at)
    .bind::<Text, _>(step.evidence)
    .bind::<SqlUuid, _>(step.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records of every line of a person that they saw, or waive, a notice, now; the
/// first time counts.
///
/// # Errors
/// Those of the database.
pub async fn record_own(
    conn: &mut Connection,
    notice: Uuid,
    person: PartyId,
    kind: StepKind,
) -> QueryResult<usize> {
    crate::db::sql_query(
        "INSERT INTO notice_steps (id, notice, line, step, at, evidence, recorded_by) \
         SELECT gen_random_uuid(), r.notice, r.line, $3, clock_timestamp(), '', $2 \
         FROM notice_recipients r WHERE r.notice = $1 AND r.person = $2 \
           AND NOT EXISTS (SELECT FROM notice_steps s WHERE s.notice = r.notice AND s.line = r.line AND s.step = $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(notice)
    .bind::<SqlUuid, _>(person.0)
    .bind::<Text, _>(kind.word())
    .execute(conn)
    .await
}
