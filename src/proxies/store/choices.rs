//! The memberships that somebody votes for, and the votes that can be chosen for a proxy,
//! as of now. Promises nothing: the guard judges again when a proxy is granted.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// A membership that somebody votes for.
#[derive(Clone, Debug, QueryableByName)]
pub struct Own {
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub member: String,
    /// Who votes for it.
    #[diesel(sql_type = SqlUuid)]
    pub voter: Uuid,
}

/// Who votes for which membership now: candidates are told by `clause`, over `m` and `v.person`.
async fn voting(conn: &mut Connection, clause: &str, bound: Bound) -> QueryResult<Vec<Own>> {
    let query = sql_query(format!(
        "SELECT m.id AS membership, m.number, {member} AS member, v.person AS voter \
         FROM memberships m \
         CROSS JOIN LATERAL (SELECT m.party AS person \
                             UNION SELECT r.person FROM representations r WHERE r.organisation = m.party) v \
         WHERE {clause} AND votes_for(v.person, m.id, clock_timestamp()) \
           AND EXISTS (SELECT FROM parties p WHERE p.id = v.person AND p.kind = 'person') \
         ORDER BY m.number",
        member = name_of("m.party"),
    ));
    match bound {
        Bound::Person(person) => query.bind::<SqlUuid, _>(person).load(conn).await,
        Bound::Number(number) => query.bind::<BigInt, _>(number).load(conn).await,
    }
}

enum Bound {
    Person(Uuid),
    Number(i64),
}

/// The memberships that a person votes for now.
///
/// # Errors
/// Those of the database.
pub async fn own(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Own>> {
    voting(conn, "v.person = $1", Bound::Person(person.0)).await
}

/// Who votes for the membership of this number now.
///
/// # Errors
/// Those of the database.
pub async fn of_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Own>> {
    Ok(voting(conn, "m.number = $1", Bound::Number(number))
        .await?
        .pop())
}

/// A vote for which a proxy can be granted.
#[derive(Clone, Debug, QueryableByName)]
pub struct OpenVote {
    #[diesel(sql_type = SqlUuid)]
    pub poll: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub question: String,
}

/// The votes that are announced or open, in order.
///
/// # Errors
/// Those of the database.
pub async fn open_votes(conn: &mut Connection) -> QueryResult<Vec<OpenVote>> {
    sql_query(
        "SELECT p.id AS poll, p.number, coalesce(d.content ->> 'question', '') AS question \
         FROM polls p \
         JOIN LATERAL (SELECT content FROM poll_drafts d WHERE d.poll_id = p.id \
                       ORDER BY d.version DESC LIMIT 1) d ON true \
         WHERE p.state = 'open' AND clock_timestamp() < p.closes_at \
           AND NOT EXISTS (SELECT FROM poll_voidings v WHERE v.poll_id = p.id) \
         ORDER BY p.closes_at, p.number",
    )
    .load(conn)
    .await
}
