//! Signatures of acts that their officers took back while nothing had come of the act.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::withdrawals::MAX_REASON_CHARS;
use super::{ActRow, refused_by};
use crate::db::{Connection, sql_query};

/// That an officer took their signature of an act back.
#[derive(Clone, Debug, QueryableByName)]
pub struct RetractionRow {
    /// Whose signature it was.
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Who took their signature of this act back, in the order in which they did.
///
/// # Errors
/// Those of the database.
pub async fn retractions(conn: &mut Connection, act: Uuid) -> QueryResult<Vec<RetractionRow>> {
    sql_query(
        "SELECT r.retracted_by AS person, p.name, r.reason, r.recorded_at FROM act_signature_retractions r
         JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = r.retracted_by ORDER BY n.record DESC LIMIT 1) p ON true
         WHERE r.act_id = $1 ORDER BY r.recorded_at",
    )
    .bind::<SqlUuid, _>(act)
    .load(conn)
    .await
}

/// Why a signature was not taken back: a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum RetractionError {
    #[error(
        "Say in at most 1,000 characters why you take your signature back. The other officers read it here."
    )]
    Reason,
    #[error(
        "This act is over: it was done, refused or withdrawn, or waited for 14 days. Nothing is left to do here."
    )]
    Over,
    #[error(
        "No signature of yours is on this act, and nobody takes another’s back. Ask whoever signed it, or whoever prepared it to withdraw it."
    )]
    NotTheirs,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Takes an officer's signature of an act that waits back, for good: it counts no more, and the
/// act waits on for others. Whoever sends the form again is told nothing new.
///
/// # Errors
/// When no reason is given, the act is over, or this officer did not sign it.
pub async fn retract(
    conn: &mut Connection,
    row: &ActRow,
    reason: &str,
    officer: Uuid,
) -> Result<(), RetractionError> {
    let reason = reason.trim();
    if !(1..=MAX_REASON_CHARS).contains(&reason.chars().count()) {
        return Err(RetractionError::Reason);
    }
    let before = retractions(conn, row.id).await?;
    if before.iter().any(|line| line.person == officer) {
        return Ok(());
    }
    sql_query(
        "INSERT INTO act_signature_retractions (act_id, retracted_by, reason) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(row.id)
    .bind::<SqlUuid, _>(officer)
    .bind::<Text, _>(reason)
    .execute(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("act_is_open") => RetractionError::Over,
        Some("signature_is_taken_back_by_its_own") => RetractionError::NotTheirs,
        _ => RetractionError::Database(error),
    })?;
    Ok(())
}
