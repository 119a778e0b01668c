//! Seats that a poll fills or empties: declared while it is a draft, carried out with
//! the certification of its count, read again.

mod carrying;
mod checking;

pub use carrying::{carry_out, members_votes};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::refused_by;
use crate::bodies::model::BodyId;
use crate::db::{Connection, sql_query};
use crate::parties::PartyId;
use crate::polls::model::seating::{Candidate, Place, Seating};

/// Why a seating was not declared or carried out.
#[derive(Debug, thiserror::Error)]
pub enum SeatingError {
    /// A sentence for officers.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for SeatingError {
    fn from(error: diesel::result::Error) -> Self {
        let said = match refused_by(&error) {
            Some("poll_is_fixed") => {
                "This poll has been opened: nothing in it changes any more. End it and draft another, if it is wrong."
            }
            Some("consequence_by_election_officer") => {
                "An election officer declares this. Ask one."
            }
            Some("poll_seating_places_once") => "One seat is named twice. Name each once.",
            Some("poll_seating_options_once") => {
                "One person stands behind two options. Name each once."
            }
            Some("refusal_before_certification") => {
                "A refusal is recorded before the count is certified, of somebody who stands. Choose somebody who stands, before then."
            }
            Some("poll_seat_refusals_pkey") => {
                "This refusal is recorded already. Nothing is left to do."
            }
            Some("seat_has_one_incumbent") => {
                "Somebody sits on one of the seats by a term that lasts. Choose another seat, or a later day."
            }
            Some("person_has_one_seat") => {
                "Somebody who was elected sits on another seat of this body already. Put that right first."
            }
            Some("offices_exclude_each_other") => {
                "Somebody who was elected holds an office that is not held beside the seat (rule offices.exclusive). End that office first."
            }
            Some("replacement_keeps_the_term") => {
                "Whoever fills a vacancy sits for the rest of its term (rule board.vacancy.term). Give that last day."
            }
            Some("seat_incumbencies_order") => {
                "A term that was declared is over. Give a day to come."
            }
            _ => return Self::Database(error),
        };
        Self::Refused(said.to_owned())
    }
}

/// Declares which seats a poll fills; the latest declaration counts, and one without
/// places says that it fills none. `form` comes with the form: sent twice it is one.
///
/// # Errors
/// When the poll is open, or the officer is no election officer; those of the database.
pub async fn declare(
    conn: &mut Connection,
    form: Uuid,
    poll: Uuid,
    seating: &Seating,
    by: PartyId,
) -> Result<(), SeatingError> {
    conn.transaction(async |conn| {
        let rows = sql_query(
            "INSERT INTO poll_seatings (id, poll, body, first_day, declared_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(form)
        .bind::<SqlUuid, _>(poll)
        .bind::<Text, _>(seating.body.as_str())
        .bind::<Date, _>(seating.first_day)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if rows == 0 {
            return Ok(());
        }
        for (number, place) in (1_i32..).zip(&seating.places) {
            sql_query(
                "INSERT INTO poll_seating_places (seating, place, seat, cohort, last_day) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind::<SqlUuid, _>(form)
            .bind::<Int4, _>(number)
            .bind::<Nullable<SqlUuid>, _>(place.seat)
            .bind::<Text, _>(&place.cohort)
            .bind::<Date, _>(place.last_day)
            .execute(conn)
            .await?;
        }
        for candidate in &seating.candidates {
            sql_query(
                "INSERT INTO poll_seating_options (seating, option, person, affiliation, sponsor) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind::<SqlUuid, _>(form)
            .bind::<Text, _>(&candidate.option)
            .bind::<SqlUuid, _>(candidate.person.0)
            .bind::<Text, _>(&candidate.affiliation)
            .bind::<Nullable<SqlUuid>, _>(candidate.sponsor.map(|sponsor| sponsor.0))
            .execute(conn)
            .await?;
        }
        Ok(())
    })
    .await
}

/// Declares whose seat is over when the members adopt a motion; nobody's without one.
///
/// # Errors
/// When the poll is open, or the officer is no election officer; those of the database.
pub async fn declare_removal(
    conn: &mut Connection,
    form: Uuid,
    poll: Uuid,
    incumbency: Option<Uuid>,
    reason: &str,
    by: PartyId,
) -> Result<(), SeatingError> {
    sql_query(
        "INSERT INTO poll_removals (id, poll, incumbency, reason, declared_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(form)
    .bind::<SqlUuid, _>(poll)
    .bind::<Nullable<SqlUuid>, _>(incumbency)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that somebody takes no seat, whatever the count says.
///
/// # Errors
/// Once the count is certified, or of nobody who stands; those of the database.
pub async fn refuse_seat(
    conn: &mut Connection,
    poll: Uuid,
    option: &str,
    reason: &str,
    by: PartyId,
) -> Result<(), SeatingError> {
    sql_query(
        "INSERT INTO poll_seat_refusals (poll, option, reason, recorded_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Text, _>(option)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Who takes no seat, by option, and why.
///
/// # Errors
/// Those of the database.
pub async fn refusals(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<(String, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        option: String,
        #[diesel(sql_type = Text)]
        reason: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT option, reason FROM poll_seat_refusals WHERE poll = $1 ORDER BY recorded_at, option",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.option, row.reason))
        .collect())
}

/// What a poll fills, as declared last; none where it fills nothing.
///
/// # Errors
/// Those of the database.
pub async fn declared(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Seating>> {
    #[derive(QueryableByName)]
    struct Head {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Text)]
        body: String,
        #[diesel(sql_type = Date)]
        first_day: NaiveDate,
    }
    #[derive(QueryableByName)]
    struct PlaceRow {
        #[diesel(sql_type = Nullable<SqlUuid>)]
        seat: Option<Uuid>,
        #[diesel(sql_type = Text)]
        cohort: String,
        #[diesel(sql_type = Date)]
        last_day: NaiveDate,
    }
    #[derive(QueryableByName)]
    struct OptionRow {
        #[diesel(sql_type = Text)]
        option: String,
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        affiliation: String,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        sponsor: Option<Uuid>,
    }
    let head: Option<Head> = sql_query("SELECT id, body, first_day FROM seating_of($1)")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await
        .optional()?;
    let Some(head) = head else {
        return Ok(None);
    };
    let places: Vec<PlaceRow> = sql_query(
        "SELECT seat, cohort, last_day FROM poll_seating_places WHERE seating = $1 ORDER BY place",
    )
    .bind::<SqlUuid, _>(head.id)
    .load(conn)
    .await?;
    if places.is_empty() {
        return Ok(None);
    }
    let candidates: Vec<OptionRow> = sql_query(
        "SELECT option, person, affiliation, sponsor FROM poll_seating_options WHERE seating = $1 ORDER BY option",
    )
    .bind::<SqlUuid, _>(head.id)
    .load(conn)
    .await?;
    let body = BodyId::parse(&head.body).ok_or_else(|| {
        diesel::result::Error::DeserializationError("a body that nobody knows".into())
    })?;
    Ok(Some(Seating {
        body,
        first_day: head.first_day,
        places: places
            .into_iter()
            .map(|row| Place {
                seat: row.seat,
                cohort: row.cohort,
                last_day: row.last_day,
            })
            .collect(),
        candidates: candidates
            .into_iter()
            .map(|row| Candidate {
                option: row.option,
                person: PartyId(row.person),
                affiliation: row.affiliation,
                sponsor: row.sponsor.map(PartyId),
            })
            .collect(),
    }))
}

/// Whose seat is over when a motion is adopted.
#[derive(Clone, Debug, QueryableByName)]
pub struct Removal {
    #[diesel(sql_type = SqlUuid)]
    pub incumbency: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub seat: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// When the seat was left, if it was by this vote.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Whose seat a motion ends, as declared last; none where it ends nobody's.
///
/// # Errors
/// Those of the database.
pub async fn removal(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Removal>> {
    sql_query(
        "SELECT i.id AS incumbency, i.person, s.name AS seat, r.reason, e.ends_at AS ended_at, \
                coalesce((SELECT p.name FROM party_records p WHERE p.party = i.person ORDER BY p.record DESC LIMIT 1), '') AS name \
         FROM (SELECT x.incumbency, x.reason FROM poll_removals x WHERE x.poll = $1 ORDER BY x.record DESC LIMIT 1) r \
         JOIN seat_incumbencies i ON i.id = r.incumbency JOIN seats s ON s.id = i.seat \
         LEFT JOIN incumbency_ends e ON e.incumbency = i.id AND e.poll = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await
    .optional()
}

/// A seat that somebody took by a certified vote.
#[derive(Clone, Debug, QueryableByName)]
pub struct SeatTaken {
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub seat: String,
    #[diesel(sql_type = Text)]
    pub cohort: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Timestamptz)]
    pub starts_at: DateTime<Utc>,
    /// The midnight at which the term is over.
    #[diesel(sql_type = Timestamptz)]
    pub ends_at: DateTime<Utc>,
}

/// Who took which seat by a poll, by cohort and seat.
///
/// # Errors
/// Those of the database.
pub async fn taken(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<SeatTaken>> {
    sql_query(
        "SELECT s.body, s.name AS seat, s.cohort, i.starts_at, i.ends_at, \
                coalesce((SELECT p.name FROM party_records p WHERE p.party = i.person ORDER BY p.record DESC LIMIT 1), '') AS name \
         FROM seat_incumbencies i JOIN seats s ON s.id = i.seat \
         WHERE i.poll = $1 AND i.ends_at IS NOT NULL ORDER BY s.cohort, s.recorded_at, s.name",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}
