//! Who belongs together and who is affiliated, on a day as known at an instant.
//!
//! The functions `related_group` and `is_affiliated` of the database say the same
//! as known now, for guards; a test holds the two against each other.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, kept, read_from_words};
use crate::parties::PartyId;
use crate::parties::model::kin::{self, ControlLink, Event, EventKind};
use crate::rulebook::model::keys;

read_from_words!(EventKind);

/// The rule above whose percentage control makes kin, as it stood.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Threshold {
    /// In percent.
    #[diesel(sql_type = Text)]
    pub value: String,
    #[diesel(sql_type = Text)]
    pub citation: String,
}

impl Threshold {
    /// Hundredths of a percent.
    #[must_use]
    pub fn basis_points(&self) -> Option<u32> {
        self.value
            .parse::<u32>()
            .ok()
            .filter(|percent| *percent <= 999)
            .map(|percent| percent * 100)
    }
}

/// The rule `related.percent` on a day, as known at an instant; none where the
/// rulebook is silent: then no control counts.
///
/// # Errors
/// Those of the database.
pub async fn threshold(
    conn: &mut Connection,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<Option<Threshold>> {
    kept(
        crate::db::sql_query(
            "SELECT value, citation FROM rule_in_force($1, entry_instant($2, $3))",
        )
        .bind::<Text, _>(keys::RELATED_PERCENT)
        .bind::<Date, _>(day)
        .bind::<Timestamptz, _>(known_at),
    )
    .get_result(conn)
    .await
    .optional()
}

/// Every link of control recorded until `known_at`, with its end as known then.
async fn links(conn: &mut Connection, known_at: DateTime<Utc>) -> QueryResult<Vec<ControlLink>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        parent: Uuid,
        #[diesel(sql_type = SqlUuid)]
        child: Uuid,
        #[diesel(sql_type = Int4)]
        percent_bp: i32,
        #[diesel(sql_type = Date)]
        starts_on: NaiveDate,
        #[diesel(sql_type = Nullable<Date>)]
        ends_on: Option<NaiveDate>,
    }
    let rows: Vec<Row> = kept(
        crate::db::sql_query(
            "SELECT l.parent, l.child, l.percent_bp, l.starts_on, coalesce(( \
                 SELECT x.ends_on FROM control_link_ends x WHERE x.link = l.id AND x.recorded_at <= $1 \
                 ORDER BY x.record DESC LIMIT 1), l.ends_on) AS ends_on \
             FROM control_links l WHERE l.recorded_at <= $1 ORDER BY l.recorded_at, l.id",
        )
        .bind::<Timestamptz, _>(known_at),
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ControlLink {
            parent: PartyId(row.parent),
            child: PartyId(row.child),
            percent_bp: u32::try_from(row.percent_bp).unwrap_or(0),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        })
        .collect())
}

/// Every merger and acquisition recorded until `known_at` and not withdrawn by then.
async fn events(conn: &mut Connection, known_at: DateTime<Utc>) -> QueryResult<Vec<Event>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        organisation: Uuid,
        #[diesel(sql_type = Text)]
        kind: EventKind,
        #[diesel(sql_type = Date)]
        effective_on: NaiveDate,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        successor: Option<Uuid>,
    }
    let rows: Vec<Row> = kept(
        crate::db::sql_query(
            "SELECT e.organisation, e.kind, e.effective_on, e.successor FROM organisation_events e \
             WHERE e.recorded_at <= $1 AND e.successor IS NOT NULL \
               AND NOT EXISTS (SELECT FROM organisation_event_withdrawals w \
                               WHERE w.event = e.id AND w.recorded_at <= $1) \
             ORDER BY e.recorded_at, e.id",
        )
        .bind::<Timestamptz, _>(known_at),
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Event {
            organisation: PartyId(row.organisation),
            kind: row.kind,
            effective_on: row.effective_on,
            successor: row.successor.map(PartyId),
        })
        .collect())
}

/// The related groups on a day, as known at an instant, each of two at least.
///
/// # Errors
/// Those of the database.
pub async fn related_groups(
    conn: &mut Connection,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<BTreeSet<PartyId>>> {
    let threshold = threshold(conn, day, known_at).await?;
    let links = links(conn, known_at).await?;
    let events = events(conn, known_at).await?;
    Ok(kin::related_groups(
        &links,
        &events,
        day,
        threshold.and_then(|threshold| threshold.basis_points()),
    ))
}

/// The related group of a party on a day, as known at an instant: itself alone
/// where it is in none.
///
/// # Errors
/// Those of the database.
pub async fn related_group(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeSet<PartyId>> {
    let groups = related_groups(conn, day, known_at).await?;
    Ok(kin::group_of(&groups, party))
}

/// The organisations that a person has a tie to, or votes for, on a day as known
/// at an instant; without those of the same groups.
async fn at_first_hand(
    conn: &mut Connection,
    person: PartyId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeSet<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        organisation: Uuid,
    }
    let rows: Vec<Row> = kept(
        crate::db::sql_query(
            "SELECT t.organisation FROM ties t \
             WHERE t.person = $1 AND t.organisation IS NOT NULL AND t.starts_on <= $2 AND t.recorded_at <= $3 \
               AND coalesce((SELECT x.ends_on FROM tie_ends x WHERE x.tie = t.id AND x.recorded_at <= $3 \
                             ORDER BY x.record DESC LIMIT 1), t.ends_on, 'infinity') > $2 \
             UNION \
             SELECT organisation FROM ( \
                 SELECT DISTINCT ON (r.organisation) r.organisation, r.person FROM representations r \
                 WHERE r.starts_on <= $2 AND r.recorded_at <= $3 \
                   AND r.organisation IN (SELECT organisation FROM representations WHERE person = $1) \
                   AND NOT EXISTS (SELECT FROM representations c WHERE c.corrects = r.record AND c.recorded_at <= $3) \
                 ORDER BY r.organisation, r.starts_on DESC, r.record DESC \
             ) latest WHERE person = $1",
        )
        .bind::<SqlUuid, _>(person.0)
        .bind::<Date, _>(day)
        .bind::<Timestamptz, _>(known_at),
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PartyId(row.organisation))
        .collect())
}

/// Every organisation that a person is affiliated with on a day, as known at an
/// instant: by a tie, by voting for it, or by either with another of its related
/// group.
///
/// # Errors
/// Those of the database.
pub async fn affiliated_organisations(
    conn: &mut Connection,
    person: PartyId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeSet<PartyId>> {
    let own = at_first_hand(conn, person, day, known_at).await?;
    let groups = related_groups(conn, day, known_at).await?;
    Ok(own
        .into_iter()
        .flat_map(|organisation| kin::group_of(&groups, organisation))
        .collect())
}

/// Whether a person is affiliated with a party on a day, as known at an instant:
/// with every organisation of [`affiliated_organisations`], and with themselves.
/// Whoever is must not decide over the other.
///
/// # Errors
/// Those of the database.
pub async fn is_affiliated(
    conn: &mut Connection,
    person: PartyId,
    with: PartyId,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<bool> {
    if person == with {
        return Ok(true);
    }
    Ok(affiliated_organisations(conn, person, day, known_at)
        .await?
        .contains(&with))
}
