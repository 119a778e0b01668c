//! Mergers of members as they are declared, and the breaches of the cap that they
//! bring: recorded with the rule and a last day, cured by the surviving member's
//! choice, which is recorded too. Nobody is unseated.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::kin::{self, GroupWeight};
use super::{Line, MembersError, history};
use crate::db::Connection;
use crate::members::model::cap::{Cure, Facts, caps_directors, deadline};
use crate::parties::store::events::{self, NewEvent};
use crate::parties::store::name_of;
use crate::parties::{self, PartyId};
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;

/// The rule that a breach breaks, as it stood.
struct Broken {
    rule: String,
    value: String,
    citation: String,
}

/// Declares what became of an organisation, and records the breach that follows
/// where two members come together of which each has a vote, or each a director;
/// returns the breach.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn declare(
    conn: &mut Connection,
    event: &NewEvent,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, MembersError> {
    conn.transaction(async |conn| {
        let sides = match event.what.successor() {
            Some(survivor) => Some((
                survivor,
                sides(conn, event.organisation, survivor, today, now).await?,
            )),
            None => None,
        };
        if !events::record_event(conn, event).await? {
            return of_event(conn, event.id).await.map_err(Into::into);
        }
        let Some((survivor, (absorbed, surviving))) = sides else {
            return Ok(None);
        };
        let Some(broken) = broken(conn, &absorbed, &surviving, now).await? else {
            return Ok(None);
        };
        let days = rulebook::find(conn, keys::CAP_CURE_DAYS, now).await?;
        let last = days.and_then(|rule| {
            let last = deadline(event.effective_on, today, rule.count().ok()?)?;
            Some((last, rule.citation))
        });
        let breach = Uuid::new_v4();
        diesel::sql_query(
            "INSERT INTO cap_breaches \
                 (id, event, survivor, absorbed, rule, rule_value, citation, deadline_on, deadline_citation) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind::<SqlUuid, _>(breach)
        .bind::<SqlUuid, _>(event.id)
        .bind::<SqlUuid, _>(survivor.0)
        .bind::<SqlUuid, _>(event.organisation.0)
        .bind::<Text, _>(&broken.rule)
        .bind::<Text, _>(&broken.value)
        .bind::<Text, _>(&broken.citation)
        .bind::<Nullable<Date>, _>(last.as_ref().map(|(day, _)| *day))
        .bind::<Text, _>(last.as_ref().map_or("", |(_, citation)| citation.as_str()))
        .execute(conn)
        .await?;
        add_parts(conn, breach, survivor, &surviving, &absorbed).await?;
        add_parts(conn, breach, event.organisation, &absorbed, &surviving).await?;
        Ok(Some(breach))
    })
    .await
}

/// What each of the two brings, before they come together: the absorbed one's
/// weight, then the survivor's.
async fn sides(
    conn: &mut Connection,
    absorbed: PartyId,
    survivor: PartyId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(GroupWeight, GroupWeight), MembersError> {
    let one = parties::store::related_group(conn, absorbed, today, now).await?;
    let (one, other) = if one.contains(&survivor) {
        // Related before: each stands for itself alone.
        (BTreeSet::from([absorbed]), BTreeSet::from([survivor]))
    } else {
        let other = parties::store::related_group(conn, survivor, today, now).await?;
        (one, other)
    };
    Ok((
        kin::weight_of(conn, one, today, now).await?,
        kin::weight_of(conn, other, today, now).await?,
    ))
}

/// The rule that two members break who come together: the cap on the board where
/// each has a director of its own, else the one on related groups where each has
/// a vote.
async fn broken(
    conn: &mut Connection,
    absorbed: &GroupWeight,
    surviving: &GroupWeight,
    now: DateTime<Utc>,
) -> Result<Option<Broken>, MembersError> {
    let two_directors = absorbed.directors.iter().any(|director| {
        surviving
            .directors
            .iter()
            .any(|other| other.person != director.person)
    });
    if two_directors {
        let rule = rulebook::find(conn, keys::BOARD_CAP_SCOPE, now).await?;
        if let Some(rule) = rule.filter(|rule| caps_directors(&rule.value)) {
            return Ok(Some(Broken {
                rule: rule.key,
                value: rule.value,
                citation: rule.citation,
            }));
        }
    }
    if absorbed.memberships.is_empty() || surviving.memberships.is_empty() {
        return Ok(None);
    }
    let rule = rulebook::find(conn, keys::RELATED_PERCENT, now).await?;
    Ok(rule.map(|rule| Broken {
        rule: rule.key,
        value: rule.value,
        citation: rule.citation,
    }))
}

/// The memberships and directors of one side. Whoever is affiliated with both
/// stands against nobody, unless that side has no other.
async fn add_parts(
    conn: &mut Connection,
    breach: Uuid,
    side: PartyId,
    own: &GroupWeight,
    other: &GroupWeight,
) -> QueryResult<()> {
    let of_both = |person: PartyId| other.directors.iter().any(|known| known.person == person);
    let alone = own
        .directors
        .iter()
        .all(|director| of_both(director.person));
    let memberships = own
        .memberships
        .iter()
        .map(|line| (Some(line.membership.0), None));
    let directors = own
        .directors
        .iter()
        .filter(|director| alone || !of_both(director.person))
        .map(|director| (None, Some(director.person.0)));
    for (membership, director) in memberships.chain(directors) {
        diesel::sql_query(
            "INSERT INTO cap_breach_parts (breach, organisation, membership, director) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind::<SqlUuid, _>(breach)
        .bind::<SqlUuid, _>(side.0)
        .bind::<Nullable<SqlUuid>, _>(membership)
        .bind::<Nullable<SqlUuid>, _>(director)
        .execute(conn)
        .await?;
    }
    Ok(())
}

async fn of_event(conn: &mut Connection, event: Uuid) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let row: Option<Row> = diesel::sql_query("SELECT id FROM cap_breaches WHERE event = $1")
        .bind::<SqlUuid, _>(event)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.id))
}

/// A breach as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Breach {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub survivor: Uuid,
    #[diesel(sql_type = Text)]
    pub survivor_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub absorbed: Uuid,
    #[diesel(sql_type = Text)]
    pub absorbed_name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Date)]
    pub effective_on: NaiveDate,
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
    #[diesel(sql_type = Text)]
    pub rule: String,
    #[diesel(sql_type = Text)]
    pub rule_value: String,
    #[diesel(sql_type = Text)]
    pub citation: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub deadline_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub deadline_citation: String,
    /// Whom the surviving member keeps: a director, or a membership.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub chosen: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub chosen_note: String,
    #[diesel(sql_type = Text)]
    pub chosen_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub chosen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// One that stands against another in a breach.
#[derive(Clone, Debug)]
pub struct Part {
    /// The director, or the membership.
    pub id: Uuid,
    pub is_director: bool,
    /// Whose it is: the surviving organisation's, or the absorbed one's.
    pub side: Uuid,
    pub name: String,
    /// The membership, where it is one.
    pub line: Option<Line>,
    /// Still seated, or still a member with a vote.
    pub stands: bool,
}

/// A breach with who stands in it, and where its cure stands.
#[derive(Clone, Debug)]
pub struct Known {
    pub breach: Breach,
    pub parts: Vec<Part>,
    pub cure: Cure,
}

impl Known {
    /// Between whom the surviving member chooses: the directors of both sides, or
    /// the memberships where not both have one.
    #[must_use]
    pub fn choices(&self) -> Vec<&Part> {
        let directors: Vec<&Part> = self.parts.iter().filter(|part| part.is_director).collect();
        let both = |parts: &[&Part]| {
            let sides: BTreeSet<Uuid> = parts.iter().map(|part| part.side).collect();
            sides.len() > 1
        };
        if both(&directors) {
            return directors;
        }
        self.parts.iter().filter(|part| !part.is_director).collect()
    }

    fn both_sides(parts: &[Part], directors: bool) -> bool {
        let sides: BTreeSet<Uuid> = parts
            .iter()
            .filter(|part| part.is_director == directors && part.stands)
            .map(|part| part.side)
            .collect();
        sides.len() > 1
    }
}

/// Breaches, the latest first: all, or those of one organisation, or one.
async fn breaches(
    conn: &mut Connection,
    which: &str,
    of: Option<Uuid>,
) -> QueryResult<Vec<Breach>> {
    diesel::sql_query(format!(
        "SELECT b.id, b.survivor, {survivor} AS survivor_name, b.absorbed, {absorbed} AS absorbed_name, e.kind, \
             e.effective_on, w.event IS NOT NULL AS withdrawn, b.rule, b.rule_value, b.citation, b.deadline_on, \
             b.deadline_citation, coalesce(c.director, c.membership) AS chosen, coalesce(c.note, '') AS chosen_note, \
             CASE WHEN c.breach IS NULL THEN '' ELSE {by} END AS chosen_by, c.recorded_at AS chosen_at, b.recorded_at \
         FROM cap_breaches b JOIN organisation_events e ON e.id = b.event \
         LEFT JOIN organisation_event_withdrawals w ON w.event = b.event \
         LEFT JOIN cap_breach_choices c ON c.breach = b.id \
         WHERE $1 IS NULL OR {which} ORDER BY b.recorded_at DESC, b.id",
        survivor = name_of("b.survivor"),
        absorbed = name_of("b.absorbed"),
        by = name_of("c.recorded_by"),
    ))
    .bind::<Nullable<SqlUuid>, _>(of)
    .load(conn)
    .await
}

/// Every breach, the latest first, as it stands today.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn all(
    conn: &mut Connection,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Known>, MembersError> {
    let found = breaches(conn, "true", None).await?;
    known(conn, found, today, now).await
}

/// The breaches in which an organisation stands on either side.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_organisation(
    conn: &mut Connection,
    organisation: PartyId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Known>, MembersError> {
    let found = breaches(conn, "$1 IN (b.survivor, b.absorbed)", Some(organisation.0)).await?;
    known(conn, found, today, now).await
}

/// One breach.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn find(
    conn: &mut Connection,
    breach: Uuid,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Known>, MembersError> {
    let found = breaches(conn, "b.id = $1", Some(breach)).await?;
    Ok(known(conn, found, today, now).await?.pop())
}

async fn known(
    conn: &mut Connection,
    breaches: Vec<Breach>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Known>, MembersError> {
    if breaches.is_empty() {
        return Ok(Vec::new());
    }
    let seated = kin::directors(conn, today).await?;
    let mut all = Vec::new();
    for breach in breaches {
        let parts = parts(conn, breach.id, &seated, today, now).await?;
        // Under a cap on the board the memberships may both go on.
        let of_the_board = breach.rule == keys::BOARD_CAP_SCOPE;
        let facts = Facts {
            withdrawn: breach.withdrawn,
            chosen: breach.chosen.is_some(),
            directors_of_both: of_the_board && Known::both_sides(&parts, true),
            members_of_both: !of_the_board && Known::both_sides(&parts, false),
            deadline_on: breach.deadline_on,
        };
        all.push(Known {
            cure: Cure::of(facts, today),
            breach,
            parts,
        });
    }
    Ok(all)
}

async fn parts(
    conn: &mut Connection,
    breach: Uuid,
    seated: &[kin::Director],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Part>, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        side: Uuid,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        membership: Option<Uuid>,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        director: Option<Uuid>,
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT p.organisation AS side, p.membership, p.director, coalesce(p.director, m.party) AS party, \
             coalesce((SELECT n.name FROM party_records n WHERE n.party = coalesce(p.director, m.party) \
                       ORDER BY n.record DESC LIMIT 1), '') AS name \
         FROM cap_breach_parts p LEFT JOIN memberships m ON m.id = p.membership \
         WHERE p.breach = $1 ORDER BY p.director IS NULL, p.organisation, m.number, name, party",
    )
    .bind::<SqlUuid, _>(breach)
    .load(conn)
    .await?;
    let members: Vec<PartyId> = rows
        .iter()
        .filter(|row| row.membership.is_some())
        .map(|row| PartyId(row.party))
        .collect();
    let lines = history::of_parties(conn, &members, today, now).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let line = lines
                .iter()
                .find(|line| Some(line.membership.0) == row.membership)
                .cloned();
            let stands = match row.director {
                Some(director) => seated.iter().any(|seat| seat.person.0 == director),
                None => line
                    .as_ref()
                    .is_some_and(|line| line.votes_on_roll().is_some()),
            };
            Some(Part {
                id: row.director.or(row.membership)?,
                is_director: row.director.is_some(),
                side: row.side,
                name: row.name,
                line,
                stands,
            })
        })
        .collect())
}

/// Why a choice was not recorded.
#[derive(Debug, Error)]
pub enum ChoiceError {
    #[error("The surviving member named somebody else already; a choice is recorded once.")]
    ChosenAlready,
    #[error("Choose one of those who stand against each other.")]
    NotOfTheBreach,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Records whom the surviving member keeps, and by what it was told; the same
/// choice again is one.
///
/// # Errors
/// When another was named before, or it is none of the breach's.
pub async fn choose(
    conn: &mut Connection,
    known: &Known,
    chosen: Uuid,
    note: &str,
    by: PartyId,
) -> Result<(), ChoiceError> {
    let choices = known.choices();
    let part = choices
        .iter()
        .find(|part| part.id == chosen)
        .filter(|_| !known.breach.withdrawn)
        .ok_or(ChoiceError::NotOfTheBreach)?;
    let (director, membership) = match part.is_director {
        true => (Some(part.id), None),
        false => (None, Some(part.id)),
    };
    let rows = diesel::sql_query(
        "INSERT INTO cap_breach_choices (breach, director, membership, note, recorded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (breach) DO NOTHING",
    )
    .bind::<SqlUuid, _>(known.breach.id)
    .bind::<Nullable<SqlUuid>, _>(director)
    .bind::<Nullable<SqlUuid>, _>(membership)
    .bind::<Text, _>(note)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    if rows == 1 {
        return Ok(());
    }
    let stands = breaches(conn, "b.id = $1", Some(known.breach.id)).await?;
    if stands.iter().any(|breach| breach.chosen == Some(chosen)) {
        return Ok(());
    }
    Err(ChoiceError::ChosenAlready)
}
