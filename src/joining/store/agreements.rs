//! What members agree to, in versions, and who accepted which.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Bool, Bytea, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::JoiningError;
use crate::db::Connection;
use crate::parties::PartyId;

/// A version of an agreement.
#[derive(Clone, Debug, QueryableByName)]
pub struct Agreement {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub key: String,
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Array<Text>)]
    pub classes: Vec<String>,
    #[diesel(sql_type = Date)]
    pub in_force_from: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub accept_by: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Agreement {
    /// The digest in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.sha256)
    }
}

const COLUMNS: &str = "a.id, a.key, a.version, a.title, a.body, a.sha256, a.classes, a.in_force_from, a.accept_by, a.recorded_at";

/// Every version, by key, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Agreement>> {
    crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM agreements a ORDER BY a.key, a.version DESC"
    ))
    .load(conn)
    .await
}

/// What a party has yet to accept to be, or to stay, a member of a class on a day.
///
/// # Errors
/// Those of the database.
pub async fn missing(
    conn: &mut Connection,
    party: PartyId,
    class: &str,
    day: NaiveDate,
) -> QueryResult<Vec<Agreement>> {
    crate::db::sql_query(format!(
        "SELECT {COLUMNS} FROM agreements a WHERE a.id IN (SELECT agreements_missing($1, $2, $3)) ORDER BY a.key"
    ))
    .bind::<SqlUuid, _>(party.0)
    .bind::<Text, _>(class)
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// How many memberships that are active on a day have an agreement yet to accept
/// whose last day for that has passed by then.
///
/// # Errors
/// Those of the database.
pub async fn behind(conn: &mut Connection, day: NaiveDate) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        behind: i64,
    }
    let row: Row = crate::db::sql_query(
        "SELECT count(DISTINCT m.id) AS behind \
         FROM agreements a CROSS JOIN memberships m \
         WHERE a.accept_by < $1 AND (a.classes = '{}' OR m.class = ANY (a.classes)) \
           AND a.id IN (SELECT agreements_missing(m.party, m.class, $1)) \
           AND membership_state(m.id, $1) = 'active'",
    )
    .bind::<Date, _>(day)
    .get_result(conn)
    .await?;
    Ok(row.behind)
}

/// Whether a person accepts agreements for a party now: for themselves, for an organisation for
/// which they vote, or for which they have an open application and may apply still.
///
/// # Errors
/// Those of the database.
pub async fn may_accept(conn: &mut Connection, party: PartyId, by: PartyId) -> QueryResult<bool> {
    diesel::select(
        diesel::dsl::sql::<Bool>("may_accept_for(")
            .bind::<SqlUuid, _>(by.0)
            .sql(", ")
            .bind::<SqlUuid, _>(party.0)
            .sql(", clock_timestamp())"),
    )
    .get_result(conn)
    .await
}

/// Records that a party accepted these versions, by this person: each once, all or none.
///
/// # Errors
/// When this person does not accept for the party, and those of the database.
pub async fn accept(
    conn: &mut Connection,
    party: PartyId,
    agreements: &[Uuid],
    by: PartyId,
) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO agreement_acceptances (party, agreement, accepted_by) \
         SELECT $1, a.id, $3 FROM unnest($2) AS a(id) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(party.0)
    .bind::<Array<SqlUuid>, _>(agreements)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// A version to be recorded.
pub struct NewAgreement<'a> {
    pub id: Uuid,
    pub key: &'a str,
    pub title: &'a str,
    pub body: &'a str,
    pub classes: Vec<String>,
    pub in_force_from: NaiveDate,
    pub accept_by: Option<NaiveDate>,
    pub decision: Uuid,
    pub by: PartyId,
}

/// Records the next version of an agreement, or the first.
///
/// # Errors
/// What the guard refuses, and those of the database.
pub async fn add(conn: &mut Connection, new: &NewAgreement<'_>) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO agreements (id, key, version, title, body, classes, in_force_from, accept_by, decision, added_by) \
         SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9 FROM agreements WHERE key = $2 \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<Text, _>(new.key)
    .bind::<Text, _>(new.title)
    .bind::<Text, _>(new.body)
    .bind::<Array<Text>, _>(&new.classes)
    .bind::<Date, _>(new.in_force_from)
    .bind::<Nullable<Date>, _>(new.accept_by)
    .bind::<SqlUuid, _>(new.decision)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}
