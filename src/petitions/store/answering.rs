//! What minute keepers record about a petition that was received.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::PetitionsError;
use super::signing::lock;
use crate::db::Connection;
use crate::parties::PartyId;

/// What is recorded, under the form's identity.
pub struct NewAnswer<'a> {
    pub id: Uuid,
    pub petition: Uuid,
    pub what: NewWhat<'a>,
    pub reason: &'a str,
    pub by: PartyId,
}

pub enum NewWhat<'a> {
    Meeting {
        decision: Uuid,
        meeting_on: NaiveDate,
        notice_on: NaiveDate,
    },
    Refused {
        citation: &'a str,
    },
}

/// Records the answer; the latest counts.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn answer(conn: &mut Connection, new: &NewAnswer<'_>) -> Result<(), PetitionsError> {
    let (word, citation, days) = match &new.what {
        NewWhat::Meeting {
            decision,
            meeting_on,
            notice_on,
        } => ("meeting", "", Some((*decision, *meeting_on, *notice_on))),
        NewWhat::Refused { citation } => ("refused", *citation, None),
    };
    conn.transaction(async |conn| {
        lock(conn, new.petition).await?;
        crate::db::sql_query(
            "INSERT INTO petition_answers (id, petition, answer, decision, meeting_on, notice_on, reason, citation, recorded_by) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM petition_answers a WHERE a.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.petition)
        .bind::<Text, _>(word)
        .bind::<Nullable<SqlUuid>, _>(days.map(|days| days.0))
        .bind::<Nullable<Date>, _>(days.map(|days| days.1))
        .bind::<Nullable<Date>, _>(days.map(|days| days.2))
        .bind::<Text, _>(new.reason)
        .bind::<Text, _>(citation)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// A decision on which the day of a meeting can rest.
#[derive(Clone, Debug, QueryableByName)]
pub struct Decision {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
}

/// The adopted decisions of the board, or of the founders while they decide, that were
/// recorded since a petition was received, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn decisions(conn: &mut Connection, petition: Uuid) -> QueryResult<Vec<Decision>> {
    crate::db::sql_query(
        "SELECT d.id, e.number, e.title FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry \
         JOIN petition_deliveries r ON r.petition = $1 \
         WHERE e.adopted AND e.body IN ('board', 'founders') AND d.recorded_at >= r.recorded_at \
         ORDER BY e.number DESC LIMIT 200",
    )
    .bind::<SqlUuid, _>(petition)
    .load(conn)
    .await
}
