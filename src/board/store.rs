//! Who sits on the board for whom, with the dated facts that carry the seat.

pub mod events;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::bodies::model::BodyId;
use crate::bodies::model::ending::{Merger, SponsorFacts, Stretch};
use crate::bodies::model::seats::{Chairs, Standing};
use crate::bodies::store::{BodiesError, seats};
use crate::db::Connection;
use crate::parties::{self, PartyId};
use crate::rulebook::keys;

/// Somebody who sits on the board.
#[derive(Clone, Debug)]
pub struct Director {
    pub incumbency: Uuid,
    pub person: PartyId,
    pub name: String,
    pub seat: String,
    pub cohort: String,
    pub affiliation: String,
    pub since: NaiveDate,
    /// The last day, where one is known.
    pub last_day: Option<NaiveDate>,
    pub standing: Standing,
    /// For whom they sit; none where that is not recorded, or for nobody.
    pub sponsor: Option<(PartyId, String)>,
}

/// Whether anybody sits for a sponsor, as far as is recorded.
///
/// # Errors
/// Those of the database.
pub async fn has_sponsors(conn: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query("SELECT EXISTS (SELECT FROM seat_sponsors) AS it")
        .get_result(conn)
        .await?;
    Ok(row.it)
}

/// Who sits on the board now, by cohort and seat.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn directors(
    conn: &mut Connection,
    chairs: &Chairs,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<Director>, BodiesError> {
    let holdover = seats::holdover(conn, now).await?;
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let places = chairs.at(&BodyId::board(), now, holdover);
    let persons: Vec<PartyId> = places
        .iter()
        .filter_map(|place| place.taken.map(|(sitting, _)| sitting.person))
        .collect();
    let names = parties::store::known(conn, &persons).await?;
    let mut directors = Vec::new();
    for place in &places {
        let Some((sitting, standing)) = place.taken else {
            continue;
        };
        let end = sitting.ended_at.into_iter().chain(sitting.ends_at).min();
        directors.push(Director {
            incumbency: sitting.id,
            person: sitting.person,
            name: names
                .iter()
                .find(|known| known.party == sitting.person.0)
                .map_or_else(String::new, |known| known.name.clone()),
            seat: place.seat.name.clone(),
            cohort: place.seat.cohort.clone(),
            affiliation: sitting.affiliation.clone(),
            since: day(sitting.starts_at),
            last_day: end.map(|end| day(end - TimeDelta::microseconds(1))),
            standing,
            sponsor: sponsor(conn, sitting.id).await?,
        });
    }
    Ok(directors)
}

async fn sponsor(
    conn: &mut Connection,
    incumbency: Uuid,
) -> QueryResult<Option<(PartyId, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<SqlUuid>)]
        party: Option<Uuid>,
    }
    let row: Row = crate::db::sql_query("SELECT sponsor_of($1) AS party")
        .bind::<SqlUuid, _>(incumbency)
        .get_result(conn)
        .await?;
    let Some(party) = row.party.map(PartyId) else {
        return Ok(None);
    };
    let name = parties::store::name(conn, party).await?;
    Ok(Some((party, name.unwrap_or_default())))
}

/// Records for whom a director sits; nobody without an organisation. `form` comes with
/// the form: sent twice it is one.
///
/// # Errors
/// Those of the database, which takes it from an officer who keeps the minutes, of
/// another than themselves.
pub async fn record_sponsor(
    conn: &mut Connection,
    form: Uuid,
    incumbency: Uuid,
    organisation: Option<PartyId>,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO seat_sponsors (id, incumbency, organisation, recorded_by) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(form)
    .bind::<SqlUuid, _>(incumbency)
    .bind::<Nullable<SqlUuid>, _>(organisation.map(|party| party.0))
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct StretchRow {
    #[diesel(sql_type = Date)]
    from_day: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    until: Option<NaiveDate>,
}

impl From<StretchRow> for Stretch {
    fn from(row: StretchRow) -> Self {
        Self {
            from: row.from_day,
            until: row.until,
        }
    }
}

/// What carries the seat of a director who sits for this sponsor, as known now.
///
/// # Errors
/// Those of the database.
pub async fn facts(
    conn: &mut Connection,
    incumbency: Uuid,
    person: PartyId,
    sponsor: PartyId,
    today: NaiveDate,
) -> QueryResult<SponsorFacts> {
    #[derive(QueryableByName)]
    struct MergerRow {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Date)]
        effective_on: NaiveDate,
        #[diesel(sql_type = Nullable<Date>)]
        deadline_on: Option<NaiveDate>,
        #[diesel(sql_type = Bool)]
        stands: bool,
    }
    let memberships: Vec<StretchRow> = crate::db::sql_query(
        "SELECT t.starts_on AS from_day, \
                least(e.ends_on, CASE WHEN t.ends_on = max(t.ends_on) OVER (PARTITION BY m.id) \
                     THEN t.ends_on + coalesce(days_by_rule('membership.grace_days', clock_timestamp()), 0) \
                     ELSE t.ends_on END) AS until \
         FROM memberships m JOIN membership_terms t ON t.membership = m.id \
         LEFT JOIN membership_ends e ON e.membership = m.id \
         WHERE m.party = $1 AND (e.ends_on IS NULL OR t.starts_on < e.ends_on) \
           AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record) \
         ORDER BY t.starts_on",
    )
    .bind::<SqlUuid, _>(sponsor.0)
    .load(conn)
    .await?;
    let employed: Vec<StretchRow> = crate::db::sql_query(
        "SELECT * FROM (SELECT t.starts_on AS from_day, \
             coalesce((SELECT x.ends_on FROM tie_ends x WHERE x.tie = t.id ORDER BY x.record DESC LIMIT 1), t.ends_on) AS until \
             FROM ties t WHERE t.person = $1 AND t.kind IN ('employee', 'officer') \
               AND t.organisation IN (SELECT g FROM related_group($2, $3) g)) s \
         WHERE s.until IS NULL OR s.until > s.from_day ORDER BY s.from_day",
    )
    .bind::<SqlUuid, _>(person.0)
    .bind::<SqlUuid, _>(sponsor.0)
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    let mergers: Vec<MergerRow> = crate::db::sql_query(
        "SELECT b.id, e.effective_on, b.deadline_on, \
                seat_event_stands($1, 'members_merged', $3, b.id) AS stands \
         FROM cap_breaches b JOIN organisation_events e ON e.id = b.event \
         WHERE b.rule = $4 AND EXISTS (SELECT FROM cap_breach_parts p WHERE p.breach = b.id AND p.director = $2) \
         ORDER BY b.recorded_at, b.id",
    )
    .bind::<SqlUuid, _>(incumbency)
    .bind::<SqlUuid, _>(person.0)
    .bind::<SqlUuid, _>(sponsor.0)
    .bind::<Text, _>(keys::BOARD_CAP_SCOPE)
    .load(conn)
    .await?;
    Ok(SponsorFacts {
        memberships: memberships.into_iter().map(Stretch::from).collect(),
        employed: employed.into_iter().map(Stretch::from).collect(),
        mergers: mergers
            .into_iter()
            .map(|row| Merger {
                breach: row.id,
                effective_on: row.effective_on,
                stands: row.stands,
                last_day: row.deadline_on,
            })
            .collect(),
    })
}
