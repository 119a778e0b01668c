//! Erasures: proposed, withdrawn, confirmed. [`held`]: what is held about a person.

pub mod held;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{Asked, Obstacle};
use crate::db::{Connection, known};
use crate::parties::PartyId;

/// Why nothing came of a proposal, or of its confirmation.
#[derive(Debug, Error)]
pub enum ErasureError {
    #[error("The secretary, or a deputy, proposes an erasure. Ask one of them.")]
    NotTheSecretary,
    #[error("Nobody proposes the erasure of their own data: another officer does.")]
    Own,
    #[error("Something stands in the way since; the page says what. Mend that first.")]
    InTheWay,
    #[error("An erasure of this person is proposed already and waits for a second officer.")]
    ProposedAlready,
    #[error("This proposal is withdrawn or done already. Nothing is left to do.")]
    NotProposed,
    #[error("A second officer confirms an erasure: not who proposed it, and not whom it concerns.")]
    TakesTwo,
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for ErasureError {
    fn from(error: DbError) -> Self {
        let constraint = match &error {
            DbError::DatabaseError(_, told) => told.constraint_name(),
            _ => None,
        };
        match constraint {
            Some("erasure_is_proposed_by_the_secretary") => Self::NotTheSecretary,
            Some("erasure_proposals_not_own") => Self::Own,
            Some("erasure_waits_for_obstacles") => Self::InTheWay,
            Some("erasure_is_proposed_once") => Self::ProposedAlready,
            Some("erasure_is_proposed" | "erasure_is_final" | "erasure_withdrawals_pkey") => {
                Self::NotProposed
            }
            Some("erasure_takes_two" | "erasures_two") => Self::TakesTwo,
            _ => Self::Database(error),
        }
    }
}

/// What stands in the way of erasing a person's data now.
///
/// # Errors
/// Those of the database.
pub async fn obstacles(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Obstacle>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        obstacle: String,
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT o.obstacle, CASE o.obstacle WHEN 'represents' THEN coalesce( \
             (SELECT r.name FROM party_records r WHERE r.party::text = o.detail ORDER BY r.record DESC LIMIT 1), o.detail) \
             ELSE o.detail END AS detail \
         FROM erasure_obstacles($1) o GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| known(&row.obstacle, |word| Obstacle::parse(word, row.detail)))
        .collect()
}

/// An erasure as proposed, and what became of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Proposal {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Date)]
    pub asked_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub evidence: String,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposed_by_name: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub erased_at: Option<DateTime<Utc>>,
    /// Empty until a second officer confirmed.
    #[diesel(sql_type = Text)]
    pub confirmed_by_name: String,
}

impl Proposal {
    #[must_use]
    pub fn waits(&self) -> bool {
        self.withdrawn_at.is_none() && self.erased_at.is_none()
    }

    /// Whether this officer is the second whom it takes.
    #[must_use]
    pub fn can_be_confirmed_by(&self, person: PartyId) -> bool {
        self.waits() && self.proposed_by != person.0 && self.party != person.0
    }
}

const PROPOSALS: &str = "\
    SELECT p.id, p.party, p.asked_on, p.evidence, p.proposed_by, p.recorded_at AS proposed_at, \
           w.recorded_at AS withdrawn_at, e.recorded_at AS erased_at, \
           coalesce((SELECT r.name FROM party_records r WHERE r.party = p.party ORDER BY r.record DESC LIMIT 1), '') AS name, \
           coalesce((SELECT r.name FROM party_records r WHERE r.party = p.proposed_by ORDER BY r.record DESC LIMIT 1), '') AS proposed_by_name, \
           coalesce((SELECT r.name FROM party_records r WHERE r.party = e.confirmed_by ORDER BY r.record DESC LIMIT 1), '') AS confirmed_by_name \
    FROM erasure_proposals p \
    LEFT JOIN erasure_withdrawals w ON w.proposal = p.id LEFT JOIN erasures e ON e.proposal = p.id ";

/// Every proposal, or those of one person, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn proposals(conn: &mut Connection, of: Option<PartyId>) -> QueryResult<Vec<Proposal>> {
    crate::db::sql_query(format!(
        "{PROPOSALS} WHERE $1 IS NULL OR p.party = $1 ORDER BY p.recorded_at DESC LIMIT 500"
    ))
    .bind::<Nullable<SqlUuid>, _>(of.map(|party| party.0))
    .load(conn)
    .await
}

/// One proposal.
///
/// # Errors
/// Those of the database.
pub async fn proposal(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Proposal>> {
    crate::db::sql_query(format!("{PROPOSALS} WHERE p.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// How many rows of a kind an erasure took.
#[derive(Clone, Debug, QueryableByName)]
pub struct Erased {
    #[diesel(sql_type = SqlUuid)]
    pub erasure: Uuid,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub rows_erased: i64,
}

/// What the erasures of a person took.
///
/// # Errors
/// Those of the database.
pub async fn erased(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Erased>> {
    crate::db::sql_query(
        "SELECT c.erasure, c.kind, c.rows_erased FROM erasure_counts c \
         JOIN erasures e ON e.proposal = c.erasure WHERE e.party = $1 ORDER BY e.recorded_at, c.kind",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await
}

/// Proposes an erasure; the same form twice is one.
///
/// # Errors
/// When the guard refuses it.
pub async fn propose(
    conn: &mut Connection,
    id: Uuid,
    person: PartyId,
    asked: &Asked,
    by: PartyId,
) -> Result<(), ErasureError> {
    crate::db::sql_query(
        "INSERT INTO erasure_proposals (id, party, asked_on, evidence, proposed_by) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM erasure_proposals p WHERE p.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(person.0)
    .bind::<Date, _>(asked.on)
    .bind::<Text, _>(asked.evidence())
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a proposal back.
///
/// # Errors
/// When it is done or withdrawn already.
pub async fn withdraw(
    conn: &mut Connection,
    proposal: Uuid,
    by: PartyId,
) -> Result<(), ErasureError> {
    crate::db::sql_query(
        "INSERT INTO erasure_withdrawals (proposal, withdrawn_by) VALUES ($1, $2)",
    )
    .bind::<SqlUuid, _>(proposal)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// A second officer confirms, and the data is erased.
///
/// # Errors
/// When the database refuses it.
pub async fn confirm(
    conn: &mut Connection,
    proposal: Uuid,
    by: PartyId,
) -> Result<(), ErasureError> {
    crate::db::sql_query("SELECT erase_person($1, $2)")
        .bind::<SqlUuid, _>(proposal)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
    Ok(())
}
