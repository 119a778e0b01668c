//! What ends a seat: found and recorded with its clock, put right, or over.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error as ThisError;
use uuid::Uuid;

use super::{Director, directors, facts};
use crate::bodies::model::ending::{Clock, EventKind, Found, events, last_day};
use crate::bodies::store::{BodiesError, seats};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;

/// Why a step about an event was not taken.
#[derive(Debug, ThisError)]
pub enum EventError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for EventError {
    fn from(error: diesel::result::Error) -> Self {
        let said = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        Self::Refused(match said {
            Some("cure_is_over") => {
                "The days to put it right are not over. The seat is kept until then (rule seat.cure.days). Enter its end after that."
            }
            Some("event_is_not_put_right") => {
                "This was put right: the seat goes on. Nothing is left to do."
            }
            Some("event_is_put_right") => {
                "The records do not say that it is put right. Record first what puts it right."
            }
            Some("end_concerns_another") => {
                "It is your own seat: other officers enter and confirm its end."
            }
            Some("end_takes_two" | "seat_event_confirmations_pkey") => {
                "Another officer confirms it than the one who entered it, each once."
            }
            Some("seat_event_by_minute_keeper" | "sponsor_by_minute_keeper") => {
                "The secretary, the chair or a deputy records this, and not of themselves. Ask one of them."
            }
            Some("seat_event_ends_pkey") => {
                "The end of this seat is entered already. Another officer confirms it."
            }
            Some("seat_event_cures_pkey") => "This is recorded already. Nothing is left to do.",
            Some("incumbency_ends_pkey") => "This end is recorded already. Nothing is left to do.",
            _ => return Self::Database(error),
        })
    }
}

/// What ends a seat, as recorded, and how far it is.
#[derive(Clone, Debug, QueryableByName)]
pub struct Event {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub incumbency: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub seat: String,
    #[diesel(sql_type = Text)]
    kind: EventKind,
    #[diesel(sql_type = Text)]
    pub sponsor_name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub breach: Option<Uuid>,
    #[diesel(sql_type = Date)]
    pub happened_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub rule: String,
    #[diesel(sql_type = Text)]
    pub citation: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_day: Option<NaiveDate>,
    /// Empty where the program found it.
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// How it was put right, once that is recorded.
    #[diesel(sql_type = Nullable<Text>)]
    pub cured: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub proposed_by: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub proposed_by_name: String,
    /// When the seat was left, by this or otherwise.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// How many more officers have to confirm the end.
    #[diesel(sql_type = Int4)]
    pub awaited: i32,
    /// Whether it is so today.
    #[diesel(sql_type = Bool)]
    pub stands: bool,
}

impl Event {
    /// What happened and what would put it right.
    #[must_use]
    pub fn said(&self) -> (String, String) {
        (
            self.kind.said(&self.sponsor_name),
            self.kind.cure(&self.sponsor_name),
        )
    }

    /// Where its clock stands.
    #[must_use]
    pub fn clock(&self, today: NaiveDate) -> Clock {
        Clock::of(
            self.cured.is_some(),
            self.ended_at.is_some(),
            !self.stands,
            self.last_day,
            today,
        )
    }
}

/// Everything that was ever recorded to end a seat, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Event>> {
    crate::db::sql_query(format!(
        "SELECT v.id, v.incumbency, i.person, {person} AS name, s.name AS seat, v.kind, {sponsor} AS sponsor_name, \
                v.breach, v.happened_on, v.rule, v.citation, v.last_day, {by} AS recorded_by, \
                v.recorded_at, c.note AS cured, x.proposed_by, {proposer} AS proposed_by_name, \
                CASE WHEN e.incumbency IS NOT NULL OR NOT EXISTS ( \
                         SELECT FROM seated(clock_timestamp()) z WHERE z.incumbency = i.id) \
                     THEN coalesce(e.ends_at, i.ends_at) END AS ended_at, \
                greatest(0, greatest(2, (SELECT max(r.value::integer) FROM rule_in_force('decision.officers', clock_timestamp()) r \
                                         WHERE r.value ~ '^[0-9]{{1,9}}$')) - 1 \
                    - (SELECT count(*)::integer FROM seat_event_confirmations f WHERE f.event = v.id)) AS awaited, \
                seat_event_stands(v.incumbency, v.kind, v.sponsor, v.breach) AS stands \
         FROM seat_events v JOIN seat_incumbencies i ON i.id = v.incumbency JOIN seats s ON s.id = i.seat \
         LEFT JOIN seat_event_cures c ON c.event = v.id LEFT JOIN seat_event_ends x ON x.event = v.id \
         LEFT JOIN incumbency_ends e ON e.incumbency = v.incumbency \
         ORDER BY v.recorded_at DESC, v.id",
        person = name_of("i.person"),
        sponsor = name_of("v.sponsor"),
        by = name_of("v.recorded_by"),
        proposer = name_of("x.proposed_by"),
    ))
    .load(conn)
    .await
}

/// What ends a seat of theirs today and is not recorded yet, of everybody on the board.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn unrecorded(
    conn: &mut Connection,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<(Director, PartyId, Found)>, BodiesError> {
    let today = now.with_timezone(&zone).date_naive();
    let chairs = seats::chairs(conn).await?;
    let recorded = all(conn).await?;
    let mut found = Vec::new();
    for director in directors(conn, &chairs, now, zone).await? {
        let Some((sponsor, _)) = &director.sponsor else {
            continue;
        };
        let sponsor = *sponsor;
        let facts = facts(conn, director.incumbency, director.person, sponsor, today).await?;
        for event in events(&facts, director.since, today) {
            let open = recorded.iter().any(|known| {
                known.incumbency == director.incumbency
                    && known.kind == event.kind
                    && known.breach == event.breach
                    && (known.cured.is_none() || known.happened_on == event.happened_on)
            });
            if !open {
                found.push((director.clone(), sponsor, event));
            }
        }
    }
    Ok(found)
}

/// Records what ends seats and is not recorded yet, each with its clock; returns how much.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn record_found(
    conn: &mut Connection,
    by: Option<PartyId>,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<usize, BodiesError> {
    let today = now.with_timezone(&zone).date_naive();
    let days = rulebook::find(conn, keys::SEAT_CURE_DAYS, now).await?;
    let of_breaches = rulebook::find(conn, keys::CAP_CURE_DAYS, now).await?;
    let found = unrecorded(conn, now, zone).await?;
    for (director, sponsor, event) in &found {
        let (rule, until) = match event.own_last_day {
            Some(own) => (&of_breaches, Some(own)),
            None => {
                let many = days.as_ref().and_then(|rule| rule.value.parse().ok());
                (&days, last_day(event.happened_on, today, many))
            }
        };
        crate::db::sql_query(
            "INSERT INTO seat_events \
                 (id, incumbency, kind, sponsor, breach, happened_on, rule, rule_value, citation, last_day, recorded_by) \
             VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        )
        .bind::<SqlUuid, _>(director.incumbency)
        .bind::<Text, _>(event.kind.word())
        .bind::<SqlUuid, _>(sponsor.0)
        .bind::<Nullable<SqlUuid>, _>(event.breach)
        .bind::<Date, _>(event.happened_on)
        .bind::<Text, _>(rule.as_ref().map_or(keys::SEAT_CURE_DAYS, |rule| rule.key.as_str()))
        .bind::<Text, _>(rule.as_ref().map_or("", |rule| rule.value.as_str()))
        .bind::<Text, _>(rule.as_ref().map_or("", |rule| rule.citation.as_str()))
        .bind::<Nullable<Date>, _>(until)
        .bind::<Nullable<SqlUuid>, _>(by.map(|by| by.0))
        .execute(conn)
        .await?;
    }
    Ok(found.len())
}

/// Records what was put right; returns how much.
///
/// # Errors
/// Those of the database.
pub async fn record_cures(conn: &mut Connection, by: Option<PartyId>) -> Result<usize, EventError> {
    let mut many = 0;
    for event in all(conn).await? {
        if event.cured.is_some() || event.ended_at.is_some() || event.stands {
            continue;
        }
        let note = format!("The records say so: {}", event.said().1);
        cure(conn, event.id, &note, by).await?;
        many += 1;
    }
    Ok(many)
}

/// Records how something was put right, in at most 400 characters, as the table takes them.
///
/// # Errors
/// While the records do not say so; those of the database.
pub async fn cure(
    conn: &mut Connection,
    event: Uuid,
    note: &str,
    by: Option<PartyId>,
) -> Result<(), EventError> {
    crate::db::sql_query(
        "INSERT INTO seat_event_cures (event, note, recorded_by) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(event)
    .bind::<Text, _>(note.trim())
    .bind::<Nullable<SqlUuid>, _>(by.map(|by| by.0))
    .execute(conn)
    .await?;
    Ok(())
}

/// Enters that a seat is over by what happened. It does nothing yet.
///
/// # Errors
/// While the clock runs, once it is put right, of one's own seat; those of the database.
pub async fn enter_end(
    conn: &mut Connection,
    event: Uuid,
    reason: &str,
    by: PartyId,
) -> Result<(), EventError> {
    crate::db::sql_query(
        "INSERT INTO seat_event_ends (event, reason, proposed_by) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(event)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Confirms that a seat is over; with the last confirmation that is needed it is left.
///
/// # Errors
/// Of what one entered oneself, of one's own seat, once it is put right; those of the
/// database.
pub async fn confirm_end(
    conn: &mut Connection,
    event: Uuid,
    by: PartyId,
) -> Result<(), EventError> {
    crate::db::sql_query(
        "INSERT INTO seat_event_confirmations (event, confirmed_by) VALUES ($1, $2)",
    )
    .bind::<SqlUuid, _>(event)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
