//! Rolls that correct one another: which took the place of which, and why.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};

/// One roll beside the one it corrects.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Correction {
    /// The number of the roll that corrects.
    #[diesel(sql_type = Int4)]
    pub by: i32,
    /// The number of the roll that is corrected.
    #[diesel(sql_type = Int4)]
    pub of: i32,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    /// Whether the correction is certified, and so in the other's place.
    #[diesel(sql_type = Bool)]
    pub certified: bool,
}

const CORRECTION: &str = "\
    SELECT r.number AS by, old.number AS of, c.reason, n.name AS proposer, \
           EXISTS (SELECT FROM roll_certifications d WHERE d.roll_id = c.roll) AS certified \
    FROM roll_corrections c JOIN rolls r ON r.id = c.roll JOIN rolls old ON old.id = c.corrects \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = c.proposed_by \
                  ORDER BY record DESC LIMIT 1) n ON true";

/// What this roll corrects; none where it is the first of its kind.
///
/// # Errors
/// Those of the database.
pub async fn corrects(conn: &mut Connection, roll: Uuid) -> QueryResult<Option<Correction>> {
    sql_query(format!("{CORRECTION} WHERE c.roll = $1"))
        .bind::<SqlUuid, _>(roll)
        .get_result(conn)
        .await
        .optional()
}

/// The certified roll that took the place of this one.
///
/// # Errors
/// Those of the database.
pub async fn corrected_by(conn: &mut Connection, roll: Uuid) -> QueryResult<Option<Correction>> {
    let all = proposed(conn, roll).await?;
    Ok(all.into_iter().find(|correction| correction.certified))
}

/// Every correction of this roll that was proposed, certified or not, in order.
///
/// # Errors
/// Those of the database.
pub async fn proposed(conn: &mut Connection, roll: Uuid) -> QueryResult<Vec<Correction>> {
    sql_query(format!(
        "{CORRECTION} WHERE c.corrects = $1 ORDER BY r.number"
    ))
    .bind::<SqlUuid, _>(roll)
    .load(conn)
    .await
}

/// The numbers of the rolls that a certified one took the place of.
///
/// # Errors
/// Those of the database.
pub async fn corrected(conn: &mut Connection) -> QueryResult<std::collections::BTreeSet<i32>> {
    let all: Vec<Correction> = sql_query(CORRECTION).load(conn).await?;
    Ok(all
        .into_iter()
        .filter(|correction| correction.certified)
        .map(|correction| correction.of)
        .collect())
}

/// Records, with a roll just proposed, which one it corrects.
pub(super) async fn record(
    conn: &mut Connection,
    roll: Uuid,
    corrects: Uuid,
    reason: &str,
    officer: Uuid,
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO roll_corrections (roll, corrects, reason, proposed_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(corrects)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await?;
    Ok(())
}
