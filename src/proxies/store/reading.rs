//! Proxies on record, those that stand and those that are over. Changes none of them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::proxies::model::State;

/// A proxy as it is on record.
#[derive(Clone, Debug, QueryableByName)]
pub struct Proxy {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    #[diesel(sql_type = BigInt)]
    pub member_number: i64,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = SqlUuid)]
    pub grantor: Uuid,
    #[diesel(sql_type = Text)]
    pub grantor_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub holder: Uuid,
    #[diesel(sql_type = Text)]
    pub holder_name: String,
    /// The one vote it is for; none where it is for all.
    #[diesel(sql_type = Nullable<Int4>)]
    pub poll: Option<i32>,
    #[diesel(sql_type = Text)]
    pub question: String,
    #[diesel(sql_type = Text)]
    pub instructions: String,
    #[diesel(sql_type = Date)]
    pub last_day: NaiveDate,
    #[diesel(sql_type = Nullable<Text>)]
    pub paper: Option<String>,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub paper_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub has_file: bool,
    /// Which officer recorded it from paper; none where the member granted it here.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub recorder: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub recorded_by: Option<String>,
    /// Which second officer confirmed it.
    #[diesel(sql_type = Nullable<Text>)]
    pub confirmed_by: Option<String>,
    #[diesel(sql_type = Text)]
    pub citation: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    revoked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub revoked_because: String,
    #[diesel(sql_type = Nullable<Int4>)]
    replaced_by: Option<i32>,
    #[diesel(sql_type = Bool)]
    lasts: bool,
    #[diesel(sql_type = Bool)]
    counts: bool,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Proxy {
    #[must_use]
    pub fn state(&self) -> State {
        State::of(self.revoked_at, self.replaced_by, self.lasts, self.counts)
    }

    /// Whether this officer may be the second: the database asks for more.
    #[must_use]
    pub fn waits_for(&self, officer: PartyId) -> bool {
        self.state() == State::Waiting
            && self.recorder != Some(officer.0)
            && self.holder != officer.0
    }
}

/// The columns of [`Proxy`]; a condition on `x` and an order follow.
fn proxies_where(rest: &str) -> String {
    format!(
        "SELECT x.id, x.number, x.membership, m.number AS member_number, {member} AS member, \
                x.grantor, {grantor} AS grantor_name, x.holder, {holder} AS holder_name, p.number AS poll, \
                coalesce((SELECT d.content ->> 'question' FROM poll_drafts d WHERE d.poll_id = x.poll \
                          ORDER BY d.version DESC LIMIT 1), '') AS question, \
                x.instructions, legal_day(x.ends_at) - 1 AS last_day, x.paper, x.paper_sha256, \
                EXISTS (SELECT FROM proxy_papers f WHERE f.proxy = x.id) AS has_file, \
                x.recorded_by AS recorder, CASE WHEN x.recorded_by IS NOT NULL THEN {recorder} END AS recorded_by, \
                CASE WHEN c.confirmed_by IS NOT NULL THEN {confirmer} END AS confirmed_by, \
                x.citation, x.recorded_at, r.recorded_at AS revoked_at, coalesce(r.reason, '') AS revoked_because, \
                (SELECT l.number FROM proxies l WHERE l.membership = x.membership AND (l.poll IS NULL OR l.poll = x.poll) \
                   AND (l.recorded_at, l.number) > (x.recorded_at, x.number) AND proxy_counts(l.id, clock_timestamp()) \
                 ORDER BY l.recorded_at, l.number LIMIT 1) AS replaced_by, \
                proxy_lasts(x.id, clock_timestamp()) AS lasts, proxy_counts(x.id, clock_timestamp()) AS counts, \
                clock_timestamp() AS now \
         FROM proxies x JOIN memberships m ON m.id = x.membership LEFT JOIN polls p ON p.id = x.poll \
         LEFT JOIN proxy_revocations r ON r.proxy = x.id LEFT JOIN proxy_confirmations c ON c.proxy = x.id {rest}",
        member = name_of("m.party"),
        grantor = name_of("x.grantor"),
        holder = name_of("x.holder"),
        recorder = name_of("x.recorded_by"),
        confirmer = name_of("c.confirmed_by"),
    )
}

/// The proxies of these memberships, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn given(conn: &mut Connection, memberships: &[Uuid]) -> QueryResult<Vec<Proxy>> {
    sql_query(proxies_where(
        "WHERE x.membership = ANY($1) ORDER BY x.number DESC",
    ))
    .bind::<Array<SqlUuid>, _>(memberships)
    .load(conn)
    .await
}

/// The proxies that a person holds or held, the latest first; not one from paper that
/// nobody confirmed, by which they never voted.
///
/// # Errors
/// Those of the database.
pub async fn held(conn: &mut Connection, holder: PartyId) -> QueryResult<Vec<Proxy>> {
    sql_query(proxies_where(
        "WHERE x.holder = $1 AND proxy_counts(x.id, clock_timestamp()) ORDER BY x.number DESC",
    ))
    .bind::<SqlUuid, _>(holder.0)
    .load(conn)
    .await
}

/// The proxies from paper that this officer may confirm, the first first.
///
/// # Errors
/// Those of the database.
pub async fn waiting_for(conn: &mut Connection, officer: PartyId) -> QueryResult<Vec<Proxy>> {
    sql_query(proxies_where(
        "WHERE x.recorded_by <> $1 AND x.holder <> $1 AND c.proxy IS NULL \
           AND proxy_lasts(x.id, clock_timestamp()) ORDER BY x.number",
    ))
    .bind::<SqlUuid, _>(officer.0)
    .load(conn)
    .await
}

/// All proxies, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Proxy>> {
    sql_query(proxies_where("ORDER BY x.number DESC"))
        .load(conn)
        .await
}

/// The proxy of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Proxy>> {
    sql_query(proxies_where("WHERE x.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The file of the paper of a proxy.
///
/// # Errors
/// Those of the database.
pub async fn paper(conn: &mut Connection, proxy: Uuid) -> QueryResult<Option<Vec<u8>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        content: Vec<u8>,
    }
    let row: Option<Row> = sql_query("SELECT content FROM proxy_papers WHERE proxy = $1")
        .bind::<SqlUuid, _>(proxy)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.content))
}
