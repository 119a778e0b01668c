//! Breaches of the cap that mergers of members bring: as they stand, and cured by the
//! surviving member's choice, which is recorded. Nobody is unseated.
//!
//! [`declaring`]: how one comes about.

mod declaring;

pub use declaring::declare;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::{Line, MembersError, history, kin};
use crate::db::Connection;
use crate::members::model::cap::{Cure, Facts};
use crate::parties::PartyId;
use crate::parties::model::kin::EventKind;
use crate::parties::store::name_of;
use crate::rulebook::model::keys;

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
    pub kind: EventKind,
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
    crate::db::sql_query(format!(
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
    let rows: Vec<Row> = crate::db::sql_query(
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
    #[error(
        "The surviving member named somebody else already; a choice is recorded once. Nothing is left to do."
    )]
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
    let rows = crate::db::sql_query(
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
