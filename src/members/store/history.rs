//! Who is a member, with what standing and votes, on a day as known at an instant.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{MembersError, classes};
use crate::bodies;
use crate::db::Connection;
use crate::members::model::{
    ClassId, End, EndReason, MembershipId, Recorded, Standing, Term, standing_on,
};
use crate::parties::{self, Kind, PartyId};

/// One membership on one day, with everything a roll or a page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub membership: MembershipId,
    pub number: i64,
    pub class: ClassId,
    pub class_name: String,
    /// Votes of each member of the class on the day; none where the class had none yet.
    pub votes: Option<Votes>,
    pub party: PartyId,
    pub kind: Kind,
    pub name: String,
    /// ISO 3166-1 alpha-2; empty when not known.
    pub country: String,
    /// Whether the party may be named in public.
    pub disclosed: bool,
    pub member_since: NaiveDate,
    /// Who acts for the membership: the person, or the organisation's
    /// representative when the facts were known; none where nobody is named.
    pub voter: Option<Voter>,
    pub standing: Standing,
}

impl Line {
    /// The votes this membership brings to a roll of the day: those of its class
    /// if it is current, else none.
    #[must_use]
    pub fn votes_on_roll(&self) -> Option<u32> {
        let votes = self.votes.as_ref().map(|votes| votes.votes)?;
        (self.standing.is_current() && votes > 0).then_some(votes)
    }
}

/// The votes of a class, with the rule that gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    pub votes: u32,
    /// Document and section: `Bylaws § 2.3(b)`.
    pub citation: String,
}

/// Who acts for a membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voter {
    pub person: PartyId,
    pub name: String,
}

/// The instant up to which all facts about members are committed. Until the
/// caller's transaction ends nobody adds one, so that what is computed of it
/// now is what will be computed of it later.
///
/// # Errors
/// Those of the database.
pub async fn settle(conn: &mut Connection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>("settle_member_facts()"))
        .get_result(conn)
        .await
}

/// Every membership recorded until `known_at`, as it stood on `record_date` (the
/// whole legal day), by identity. Computed only from facts recorded until
/// `known_at`: the same arguments give the same lines for ever, if `known_at`
/// came from [`settle`]. Memberships that were not current are there too, with
/// the reason, so that each member can be told why.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn history_as_known(
    conn: &mut Connection,
    record_date: NaiveDate,
    known_at: DateTime<Utc>,
) -> Result<Vec<Line>, MembersError> {
    lines(conn, record_date, known_at, Of::All).await
}

/// The memberships of a person on this day: their own, then those of the
/// organisations they vote for, each by number.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn memberships_of(
    conn: &mut Connection,
    person: PartyId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Line>, MembersError> {
    let mut parties = parties::store::represented_by(conn, person, day).await?;
    parties.push(person);
    let mut found = lines(conn, day, now, Of::Parties(&parties)).await?;
    found.sort_by_key(|line| (line.party != person, line.number));
    Ok(found)
}

/// The memberships of one party on this day, as known at `now`.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_party(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Line>, MembersError> {
    lines(conn, day, now, Of::Parties(&[party])).await
}

/// The memberships of these parties on this day, as known at `now`, by number.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_parties(
    conn: &mut Connection,
    parties: &[PartyId],
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Line>, MembersError> {
    let mut found = lines(conn, day, now, Of::Parties(parties)).await?;
    found.sort_by_key(|line| line.number);
    Ok(found)
}

/// These memberships on this day, as known at `known_at`, by identity.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub(super) async fn of_memberships(
    conn: &mut Connection,
    memberships: &[Uuid],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> Result<Vec<Line>, MembersError> {
    lines(conn, day, known_at, Of::Memberships(memberships)).await
}

/// Which memberships are asked for.
#[derive(Clone, Copy)]
enum Of<'a> {
    All,
    Parties(&'a [PartyId]),
    Memberships(&'a [Uuid]),
}

#[derive(QueryableByName)]
struct MembershipRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Text)]
    class: String,
    #[diesel(sql_type = Date)]
    member_since: NaiveDate,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Bool)]
    disclosed: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    voter: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    voter_name: Option<String>,
}

/// Memberships with their party, and who acts for them, as known at $1; who
/// represents an organisation is asked of the legal day $2, on which $1 falls.
const MEMBERSHIPS: &str = "\
    SELECT m.id, m.number, m.party, m.class, m.member_since, p.kind, \
           r.name, r.country, r.disclosed, v.person AS voter, vr.name AS voter_name \
    FROM memberships m \
    JOIN parties p ON p.id = m.party \
    JOIN LATERAL ( \
        SELECT name, country, disclosed FROM party_records \
        WHERE party = m.party AND recorded_at <= $1 ORDER BY record DESC LIMIT 1 \
    ) r ON true \
    LEFT JOIN LATERAL ( \
        SELECT CASE p.kind WHEN 'person' THEN m.party ELSE ( \
            SELECT x.person FROM representations x \
            WHERE x.organisation = m.party AND x.recorded_at <= $1 AND x.starts_on <= $2 \
              AND NOT EXISTS (SELECT FROM representations c \
                              WHERE c.corrects = x.record AND c.recorded_at <= $1) \
            ORDER BY x.starts_on DESC, x.record DESC LIMIT 1) END AS person \
    ) v ON true \
    LEFT JOIN LATERAL ( \
        SELECT name FROM party_records \
        WHERE party = v.person AND recorded_at <= $1 ORDER BY record DESC LIMIT 1 \
    ) vr ON true \
    WHERE m.recorded_at <= $1 AND ($3 IS NULL OR m.party = ANY($3)) \
      AND ($4 IS NULL OR m.id = ANY($4)) \
    ORDER BY m.id";

async fn lines(
    conn: &mut Connection,
    day: NaiveDate,
    known_at: DateTime<Utc>,
    of: Of<'_>,
) -> Result<Vec<Line>, MembersError> {
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let known_day = known_at.with_timezone(&zone).date_naive();
    let (parties, memberships): (Option<Vec<Uuid>>, _) = match of {
        Of::All => (None, None),
        Of::Parties(parties) => (Some(parties.iter().map(|party| party.0).collect()), None),
        Of::Memberships(memberships) => (None, Some(memberships)),
    };
    let rows: Vec<MembershipRow> = crate::db::sql_query(MEMBERSHIPS)
        .bind::<Timestamptz, _>(known_at)
        .bind::<Date, _>(known_day)
        .bind::<Nullable<Array<SqlUuid>>, _>(parties)
        .bind::<Nullable<Array<SqlUuid>>, _>(memberships)
        .load(conn)
        .await?;
    let classes = classes::all(conn, known_at).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    // Of all there are, no list of them is sent back.
    let of_these = match of {
        Of::All => None,
        Of::Parties(_) | Of::Memberships(_) => Some(ids.as_slice()),
    };
    let mut terms = terms_known(conn, of_these, known_at).await?;
    let ends = ends_known(conn, of_these, known_at).await?;
    let mut suspensions = suspensions_known(conn, of_these, known_at).await?;
    let grace_days = grace_days(conn, day).await?;
    rows.into_iter()
        .map(|row| {
            let class = classes
                .iter()
                .find(|class| class.id.as_str() == row.class)
                .ok_or_else(|| MembersError::unknown("a class", &row.class))?;
            let kind =
                Kind::parse(&row.kind).ok_or_else(|| MembersError::unknown("a kind", &row.kind))?;
            let recorded = Recorded {
                terms: terms.remove(&row.id).unwrap_or_default(),
                end: ends.get(&row.id).copied(),
                suspensions: suspensions.remove(&row.id).unwrap_or_default(),
            };
            Ok(Line {
                membership: MembershipId(row.id),
                number: row.number,
                class: class.id.clone(),
                class_name: class.name.clone(),
                votes: class.votes_on(day).map(|votes| Votes {
                    votes: votes.votes,
                    citation: votes.citation.clone(),
                }),
                party: PartyId(row.party),
                kind,
                name: row.name,
                country: row.country,
                disclosed: row.disclosed,
                member_since: row.member_since,
                voter: row.voter.zip(row.voter_name).map(|(person, name)| Voter {
                    person: PartyId(person),
                    name,
                }),
                standing: standing_on(&recorded, grace_days, day),
            })
        })
        .collect()
}

/// The terms that count, by membership: recorded until `known_at` and not
/// corrected by a row recorded until then.
pub(super) async fn terms_known(
    conn: &mut Connection,
    memberships: Option<&[Uuid]>,
    known_at: DateTime<Utc>,
) -> Result<BTreeMap<Uuid, Vec<Term>>, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        membership: Uuid,
        #[diesel(sql_type = Date)]
        starts_on: NaiveDate,
        #[diesel(sql_type = Date)]
        ends_on: NaiveDate,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT t.membership, t.starts_on, t.ends_on FROM membership_terms t \
         WHERE ($1 IS NULL OR t.membership = ANY($1)) AND t.recorded_at <= $2 \
           AND NOT EXISTS (SELECT FROM membership_terms c \
                           WHERE c.corrects = t.record AND c.recorded_at <= $2) \
         ORDER BY t.starts_on, t.record",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(memberships)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await?;
    let mut terms: BTreeMap<Uuid, Vec<Term>> = BTreeMap::new();
    for row in rows {
        let term = Term::new(row.starts_on, row.ends_on)
            .ok_or_else(|| MembersError::unknown("a term", row.starts_on))?;
        terms.entry(row.membership).or_default().push(term);
    }
    Ok(terms)
}

/// Spans of days on which each was suspended, each until it was lifted.
pub(super) async fn suspensions_known(
    conn: &mut Connection,
    memberships: Option<&[Uuid]>,
    known_at: DateTime<Utc>,
) -> Result<BTreeMap<Uuid, Vec<Term>>, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        membership: Uuid,
        #[diesel(sql_type = Date)]
        starts_on: NaiveDate,
        #[diesel(sql_type = Date)]
        ends_on: NaiveDate,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT s.membership, s.starts_on, least(s.ends_on, coalesce(l.ends_on, s.ends_on)) AS ends_on \
         FROM membership_suspensions s \
         LEFT JOIN membership_suspension_ends l ON l.suspension = s.id AND l.recorded_at <= $2 \
         WHERE ($1 IS NULL OR s.membership = ANY($1)) AND s.recorded_at <= $2 ORDER BY s.starts_on, s.id",
    )
    .bind::<Nullable<Array<SqlUuid>>, _>(memberships)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await?;
    let mut spans: BTreeMap<Uuid, Vec<Term>> = BTreeMap::new();
    for row in rows {
        // Lifted before it began, it never was.
        if let Some(span) = Term::new(row.starts_on, row.ends_on) {
            spans.entry(row.membership).or_default().push(span);
        }
    }
    Ok(spans)
}

/// Days of grace by the rule of that day; none where the rulebook is silent. They
/// change how a lapse is called, never who is on a roll.
pub(super) async fn grace_days(conn: &mut Connection, day: NaiveDate) -> Result<u32, MembersError> {
    let days: Option<i32> = diesel::select(
        diesel::dsl::sql::<Nullable<diesel::sql_types::Integer>>(
            "days_by_rule('membership.grace_days', end_of_legal_day(",
        )
        .bind::<Date, _>(day)
        .sql(") - interval '1 microsecond')"),
    )
    .get_result(conn)
    .await?;
    Ok(days.and_then(|days| u32::try_from(days).ok()).unwrap_or(0))
}

pub(super) async fn ends_known(
    conn: &mut Connection,
    memberships: Option<&[Uuid]>,
    known_at: DateTime<Utc>,
) -> Result<BTreeMap<Uuid, End>, MembersError> {
    use crate::db::schema::members::membership_ends;

    let mut ends = membership_ends::table
        .filter(membership_ends::recorded_at.le(known_at))
        .select((
            membership_ends::membership,
            membership_ends::ends_on,
            membership_ends::reason,
        ))
        .into_boxed();
    if let Some(memberships) = memberships {
        ends = ends.filter(membership_ends::membership.eq_any(memberships));
    }
    let rows: Vec<(Uuid, NaiveDate, String)> = ends.load(conn).await?;
    rows.into_iter()
        .map(|(membership, ends_on, reason)| {
            let reason = EndReason::parse(&reason)
                .ok_or_else(|| MembersError::unknown("a reason", reason))?;
            Ok((membership, End { ends_on, reason }))
        })
        .collect()
}
