//! The signatures of a petition, each with whether it still stands. Nobody signs here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::petitions::count;
use crate::db::Connection;
use crate::parties::store::name_of;

/// A signature, with whether it still stands.
#[derive(Clone, Debug, QueryableByName)]
pub struct Signature {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = BigInt)]
    pub member_number: i64,
    #[diesel(sql_type = Text)]
    pub signed_by: String,
    #[diesel(sql_type = BigInt)]
    pub votes: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// The signatures of a petition, also those that were taken back, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn signatures(conn: &mut Connection, petition: Uuid) -> QueryResult<Vec<Signature>> {
    crate::db::sql_query(format!(
        "SELECT s.id, s.membership, {member} AS member, m.number AS member_number, {signed_by} AS signed_by, \
                s.votes, s.recorded_at AS at, w.recorded_at AS withdrawn_at \
         FROM petition_signatures s JOIN memberships m ON m.id = s.membership \
         LEFT JOIN petition_withdrawals w ON w.signature = s.id \
         WHERE s.petition = $1 ORDER BY s.recorded_at, s.id",
        member = name_of("m.party"),
        signed_by = name_of("s.signed_by"),
    ))
    .bind::<SqlUuid, _>(petition)
    .load(conn)
    .await
}

/// The signature of a membership that stands, with its votes; none where it has none.
///
/// # Errors
/// Those of the database.
pub async fn standing_of(
    conn: &mut Connection,
    petition: Uuid,
    membership: Uuid,
) -> QueryResult<Option<(Uuid, u64)>> {
    #[derive(QueryableByName)]
    struct Standing {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = BigInt)]
        votes: i64,
    }
    let row: Option<Standing> = crate::db::sql_query(
        "SELECT s.id, s.votes FROM petition_signatures s WHERE s.petition = $1 AND s.membership = $2 \
         AND NOT EXISTS (SELECT FROM petition_withdrawals w WHERE w.signature = s.id)",
    )
    .bind::<SqlUuid, _>(petition)
    .bind::<SqlUuid, _>(membership)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| (row.id, count(row.votes))))
}
