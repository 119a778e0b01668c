//! All SQL of proxies, but for the cast under one.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{Figure, Rules, State};
use crate::accounts;
use crate::db::Connection;
use crate::outbox::{self, Letter, ProxyNews, Recipient};
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::rolls::store::RollVoter;
use crate::rulebook::store::{self as rulebook, RulebookError};
use crate::rulebook::{Rule, keys};

/// Why a proxy was not granted, or not revoked.
#[derive(Debug, Error)]
pub enum ProxyError {
    #[error("No rule allows members to vote by proxy.")]
    NotAllowed,
    #[error("You do not vote for this membership.")]
    NotYours,
    #[error(
        "A proxy is held by another person, who has an account here and does not vote for this membership anyhow."
    )]
    NoHolder,
    #[error("A proxy ends with a day to come, within the time that the rule gives.")]
    TooLong,
    #[error("This person holds as many proxies as the rule allows.")]
    TooMany,
    #[error("This vote is over, or not open yet.")]
    PollOver,
    #[error("From paper the secretary records a proxy, or a deputy, and nobody for themselves.")]
    NotSecretary,
    #[error("This proxy is over already.")]
    Over,
    #[error("Whoever votes for the membership revokes it, or the secretary with a reason.")]
    NotRevoking,
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for ProxyError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("proxies_are_allowed") => Self::NotAllowed,
            Some("proxy_is_of_its_member") => Self::NotYours,
            Some("proxy_holder_is_another" | "proxies_holder_is_another") => Self::NoHolder,
            Some("proxy_ends_in_time") => Self::TooLong,
            Some("proxies_of_holder_are_few") => Self::TooMany,
            Some("proxy_poll_is_not_over") => Self::PollOver,
            Some("proxy_is_recorded_by_the_secretary") => Self::NotSecretary,
            Some("proxy_is_not_over") => Self::Over,
            Some("proxy_is_revoked_by_its_member") => Self::NotRevoking,
            _ => Self::Database(error),
        }
    }
}

/// What the rulebook says of proxies at an instant.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn rules(conn: &mut Connection, at: DateTime<Utc>) -> Result<Rules, RulebookError> {
    let word = |rule: Rule| (rule.value == "allowed", rule.citation);
    let number = |rule: Option<Rule>| -> Result<_, RulebookError> {
        match rule {
            Some(rule) => Ok(Some((rule.count()?, rule.citation))),
            None => Ok(None),
        }
    };
    Ok(Rules {
        members: rulebook::find(conn, keys::PROXIES_MEMBERS, at)
            .await?
            .map(word),
        board: rulebook::find(conn, keys::PROXIES_BOARD, at)
            .await?
            .map(word),
        max_months: number(rulebook::find(conn, keys::PROXIES_MAX_MONTHS, at).await?)?,
        max_per_holder: number(rulebook::find(conn, keys::PROXIES_MAX_PER_HOLDER, at).await?)?,
    })
}

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
    #[diesel(sql_type = Nullable<Text>)]
    pub recorded_by: Option<String>,
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
    stands: bool,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Proxy {
    #[must_use]
    pub fn state(&self) -> State {
        State::of(self.revoked_at, self.replaced_by, self.stands)
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
                CASE WHEN x.recorded_by IS NOT NULL THEN {recorder} END AS recorded_by, \
                x.citation, x.recorded_at, r.recorded_at AS revoked_at, coalesce(r.reason, '') AS revoked_because, \
                (SELECT l.number FROM proxies l WHERE l.membership = x.membership AND (l.poll IS NULL OR l.poll = x.poll) \
                   AND (l.recorded_at, l.number) > (x.recorded_at, x.number) ORDER BY l.recorded_at, l.number LIMIT 1) AS replaced_by, \
                proxy_stands(x.id, clock_timestamp()) AS stands, clock_timestamp() AS now \
         FROM proxies x JOIN memberships m ON m.id = x.membership LEFT JOIN polls p ON p.id = x.poll \
         LEFT JOIN proxy_revocations r ON r.proxy = x.id {rest}",
        member = name_of("m.party"),
        grantor = name_of("x.grantor"),
        holder = name_of("x.holder"),
        recorder = name_of("x.recorded_by"),
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

/// The proxies that a person holds or held, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn held(conn: &mut Connection, holder: PartyId) -> QueryResult<Vec<Proxy>> {
    sql_query(proxies_where("WHERE x.holder = $1 ORDER BY x.number DESC"))
        .bind::<SqlUuid, _>(holder.0)
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

/// From what paper an officer records a proxy.
pub struct Paper<'a> {
    pub name: &'a str,
    pub sha256: [u8; 32],
    pub file: Option<&'a [u8]>,
    pub officer: PartyId,
}

/// A proxy as its form brings it. `id` is the form's: sent twice it is one.
pub struct NewProxy<'a> {
    pub id: Uuid,
    pub membership: Uuid,
    pub grantor: PartyId,
    pub holder: PartyId,
    /// None for all votes.
    pub poll: Option<Uuid>,
    pub instructions: &'a str,
    pub last_day: NaiveDate,
    /// None where the member grants it here themselves.
    pub paper: Option<Paper<'a>>,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = SqlUuid)]
    holder: Uuid,
}

/// Records a proxy and writes to its holder, to whoever held the one it replaces,
/// and, of one from paper, to the member, in one transaction.
///
/// # Errors
/// When the guard refuses it; see [`ProxyError`].
pub async fn grant(conn: &mut Connection, new: &NewProxy<'_>) -> Result<(), ProxyError> {
    conn.transaction(async |conn| {
        // One after another, so that nobody is told twice what a later one replaced.
        sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/proxies/' || $1::uuid::text, 0))")
            .bind::<SqlUuid, _>(new.membership)
            .execute(conn)
            .await?;
        let replaced: Vec<Told> = sql_query(
            "SELECT x.number, x.holder FROM proxies x WHERE x.membership = $1 \
               AND ($2 IS NULL OR x.poll = $2) AND x.id <> $3 AND proxy_stands(x.id, clock_timestamp())",
        )
        .bind::<SqlUuid, _>(new.membership)
        .bind::<Nullable<SqlUuid>, _>(new.poll)
        .bind::<SqlUuid, _>(new.id)
        .load(conn)
        .await?;
        let paper = new.paper.as_ref();
        let recorded: Option<Told> = sql_query(
            "INSERT INTO proxies (id, membership, grantor, holder, scope, poll, instructions, ends_at, \
                                  paper, paper_sha256, recorded_by, citation) \
             SELECT $1, $2, $3, $4, CASE WHEN $5::uuid IS NULL THEN 'general' ELSE 'poll' END, $5, $6, \
                    end_of_legal_day($7), $8, $9, $10, '' \
             WHERE NOT EXISTS (SELECT FROM proxies x WHERE x.id = $1) RETURNING number, holder",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.membership)
        .bind::<SqlUuid, _>(new.grantor.0)
        .bind::<SqlUuid, _>(new.holder.0)
        .bind::<Nullable<SqlUuid>, _>(new.poll)
        .bind::<Text, _>(new.instructions)
        .bind::<Date, _>(new.last_day)
        .bind::<Nullable<Text>, _>(paper.map(|paper| paper.name))
        .bind::<Nullable<Bytea>, _>(paper.map(|paper| paper.sha256.as_slice()))
        .bind::<Nullable<SqlUuid>, _>(paper.map(|paper| paper.officer.0))
        .get_result(conn)
        .await
        .optional()?;
        let Some(recorded) = recorded else {
            return Ok(());
        };
        if let Some(file) = paper.and_then(|paper| paper.file) {
            sql_query("INSERT INTO proxy_papers (proxy, content) VALUES ($1, $2)")
                .bind::<SqlUuid, _>(new.id)
                .bind::<Bytea, _>(file)
                .execute(conn)
                .await?;
        }
        tell(conn, new.holder.0, ProxyNews::Granted, recorded.number).await?;
        if paper.is_some() {
            tell(conn, new.grantor.0, ProxyNews::Recorded, recorded.number).await?;
        }
        for one in replaced.iter().filter(|one| one.holder != recorded.holder) {
            tell(conn, one.holder, ProxyNews::Revoked, one.number).await?;
        }
        Ok(())
    })
    .await
}

async fn tell(
    conn: &mut Connection,
    person: Uuid,
    news: ProxyNews,
    number: i32,
) -> QueryResult<()> {
    let letter = Letter::ProxyNews {
        news,
        number,
        path: "/me/proxies".to_owned(),
    };
    for account in accounts::store::of_persons(conn, &[person]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    }
    Ok(())
}

/// Revokes a proxy, and writes to its holder; revoked before, nothing happens.
///
/// # Errors
/// When it is over, or neither the member nor the secretary with a reason revokes it.
pub async fn revoke(
    conn: &mut Connection,
    proxy: &Proxy,
    by: PartyId,
    reason: &str,
) -> Result<(), ProxyError> {
    conn.transaction(async |conn| {
        let recorded = sql_query(
            "INSERT INTO proxy_revocations (proxy, revoked_by, reason) \
             SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM proxy_revocations r WHERE r.proxy = $1) \
             ON CONFLICT (proxy) DO NOTHING",
        )
        .bind::<SqlUuid, _>(proxy.id)
        .bind::<SqlUuid, _>(by.0)
        .bind::<Text, _>(reason)
        .execute(conn)
        .await?;
        if recorded == 1 {
            tell(conn, proxy.holder, ProxyNews::Revoked, proxy.number).await?;
        }
        Ok(())
    })
    .await
}

/// Lines of a roll whose proxy is in effect in a poll now, with the account of
/// whoever holds it.
///
/// # Errors
/// Those of the database.
pub async fn holders(conn: &mut Connection, roll: Uuid, poll: Uuid) -> QueryResult<Vec<RollVoter>> {
    sql_query(
        "SELECT e.entitlement, a.id AS account FROM roll_entitlements e \
         CROSS JOIN LATERAL proxy_holder(e.membership_id, $2, clock_timestamp()) h \
         JOIN accounts a ON a.person = h.holder \
         WHERE e.roll_id = $1 ORDER BY e.entitlement",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// The accounts of those who cast for a line beside each other: who votes for the
/// membership, and who holds its proxy in this poll. By their ids, so that their
/// order tells nothing.
///
/// # Errors
/// Those of the database.
pub async fn casters(
    conn: &mut Connection,
    membership: Uuid,
    poll: Uuid,
) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT a.id AS account FROM accounts a \
         WHERE votes_for(a.person, $1, clock_timestamp()) \
           AND (a.person = (SELECT m.party FROM memberships m WHERE m.id = $1) \
                OR a.person IN (SELECT r.person FROM representations r \
                                JOIN memberships m ON m.party = r.organisation WHERE m.id = $1)) \
         UNION \
         SELECT a.id FROM accounts a JOIN proxy_holder($1, $2, clock_timestamp()) h ON h.holder = a.person \
         ORDER BY account",
    )
    .bind::<SqlUuid, _>(membership)
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// How many lines of the roll of a closed poll had a proxy in effect at its close,
/// as far as it may be said; none where the rules allowed no proxies.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn at_close(
    conn: &mut Connection,
    poll: Uuid,
    lines: u64,
    opened: DateTime<Utc>,
) -> Result<Option<Figure>, RulebookError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    // Few where no document says how few.
    const UNSAID: u32 = 10;
    if !matches!(rules(conn, opened).await?.members, Some((true, _))) {
        return Ok(None);
    }
    let row: Row = sql_query("SELECT proxies_at_close($1) AS count")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await?;
    let least = match rulebook::find(conn, keys::REPORT_CELL_MIN, opened).await? {
        Some(rule) => rule.count()?,
        None => UNSAID,
    };
    let count = u64::try_from(row.count).unwrap_or(0);
    Ok(Some(Figure::of(count, lines, u64::from(least))))
}
