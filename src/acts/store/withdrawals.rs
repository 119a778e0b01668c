//! Acts that were taken back while nothing had come of them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{ActRow, refused_by};
use crate::db::{Connection, sql_query};

/// The most characters of a reason.
pub(super) const MAX_REASON_CHARS: usize = 1000;

/// That an act was taken back.
#[derive(Clone, Debug, QueryableByName)]
pub struct WithdrawalRow {
    /// Who took it back.
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// That this act was taken back, if it was.
///
/// # Errors
/// Those of the database.
pub async fn withdrawal(conn: &mut Connection, act: Uuid) -> QueryResult<Option<WithdrawalRow>> {
    sql_query(
        "SELECT w.withdrawn_by AS person, p.name, w.reason, w.recorded_at FROM act_withdrawals w
         JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = w.withdrawn_by ORDER BY n.record DESC LIMIT 1) p ON true
         WHERE w.act_id = $1",
    )
    .bind::<SqlUuid, _>(act)
    .get_result(conn)
    .await
    .optional()
}

/// Why an act was not withdrawn: a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawalError {
    #[error(
        "Say in at most 1,000 characters why you withdraw it. The other officers read it here."
    )]
    Reason,
    #[error(
        "This act is over: it was done, refused or withdrawn, or waited for 14 days. Nothing is left to do here."
    )]
    Over,
    #[error(
        "Whoever prepared an act withdraws it. Ask them to do so; whoever signed it takes their own signature back."
    )]
    NotTheirs,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Withdraws an act that waits: its signatures count no more, and the certifier concludes it
/// as refused. Whoever withdrew it and sends the form again is told nothing new.
///
/// # Errors
/// When no reason is given, the act is over, or this officer did not prepare it.
pub async fn withdraw(
    conn: &mut Connection,
    row: &ActRow,
    reason: &str,
    officer: Uuid,
) -> Result<(), WithdrawalError> {
    let reason = reason.trim();
    if !(1..=MAX_REASON_CHARS).contains(&reason.chars().count()) {
        return Err(WithdrawalError::Reason);
    }
    if withdrawal(conn, row.id)
        .await?
        .is_some_and(|withdrawal| withdrawal.person == officer)
    {
        return Ok(());
    }
    sql_query("INSERT INTO act_withdrawals (act_id, withdrawn_by, reason) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(row.id)
        .bind::<SqlUuid, _>(officer)
        .bind::<Text, _>(reason)
        .execute(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            Some("act_is_open") => WithdrawalError::Over,
            Some("act_is_withdrawn_by_its_own") => WithdrawalError::NotTheirs,
            _ => WithdrawalError::Database(error),
        })?;
    Ok(())
}
