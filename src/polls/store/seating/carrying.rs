//! The certifier's part: seats taken and left with the certification of a count.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::checking::check;
use super::{Removal, SeatingError, declared, refusals, removal};
use crate::bodies::model::BodyId;
use crate::bodies::model::votes::{Matter, MemberCounts, Tally, judge};
use crate::bodies::store::decisions::{self, DecisionError};
use crate::db::{Connection, sql_query};
use crate::parties::{self, PartyId};
use crate::polls::model::seating::{Seating, Taken, assign, elected_of};
use crate::polls::store::{Poll, closing, result};
use crate::rolls;
use crate::web::times::day_said;

/// Does what the certified count of a poll brings about, in the transaction of its
/// certification; returns the sentences that say so, which may be none.
///
/// # Errors
/// A sentence where somebody who was elected cannot take the seat; those of the
/// database. Nothing is done then.
pub async fn carry_out(
    conn: &mut Connection,
    poll: &Poll,
    zone: Tz,
) -> Result<String, SeatingError> {
    let seating = declared(conn, poll.id).await?;
    let removal = removal(conn, poll.id).await?;
    if seating.is_none() && removal.is_none() {
        return Ok(String::new());
    }
    let damaged = |what: &str| {
        SeatingError::Database(diesel::result::Error::DeserializationError(what.into()))
    };
    let row = result(conn, poll.id)
        .await?
        .ok_or_else(|| damaged("no count"))?;
    let outcome: serde_json::Value =
        serde_json::from_str(&row.result).map_err(|_| damaged("a count that is no JSON"))?;
    let numbers = members_votes(conn, poll, &outcome)
        .await?
        .ok_or_else(|| damaged("a count without its closing set or its roll"))?;
    let verdict = outcome.get("verdict").and_then(serde_json::Value::as_str);
    if verdict == Some("no_quorum") {
        return Ok(
            " The quorum was not reached: no seat is taken or left by this vote.".to_owned(),
        );
    }
    let mut said = String::new();
    if let Some(seating) = seating {
        said += &seat(conn, poll, &seating, &elected_of(&outcome), zone).await?;
    }
    if let Some(removal) = removal
        && verdict == Some("adopted")
    {
        said += &remove(conn, poll, &removal, numbers).await?;
    }
    Ok(said)
}

/// How the members voted, as a decision of theirs would say it; none before the close.
///
/// # Errors
/// Those of the database.
pub async fn members_votes(
    conn: &mut Connection,
    poll: &Poll,
    outcome: &serde_json::Value,
) -> Result<Option<MemberCounts>, SeatingError> {
    let (Some(closing), Some(roll)) = (closing(conn, poll.id).await?, poll.roll) else {
        return Ok(None);
    };
    let Some(roll) = rolls::store::by_id(conn, roll).await? else {
        return Ok(None);
    };
    let answers = |word: &str| {
        outcome
            .pointer(&format!("/rounds/0/votes/{word}"))
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0)
    };
    Ok(Some(MemberCounts {
        members_entitled: u32::try_from(roll.leaves).unwrap_or(0),
        members_present: u32::try_from(closing.live).unwrap_or(0),
        votes_entitled: u64::try_from(roll.votes).unwrap_or(0),
        votes_present: u64::try_from(closing.votes).unwrap_or(0),
        yes: answers("yes"),
        no: answers("no"),
        // A paper that was left blank is of somebody who took part and said neither.
        abstain: answers("abstain").saturating_add(answers("blank")),
    }))
}

/// Who sits on a seat of a body at the beginning of the terms.
#[derive(QueryableByName)]
pub(super) struct Sits {
    #[diesel(sql_type = SqlUuid)]
    pub(super) seat: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) incumbency: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) person: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) seat_name: String,
    /// Of a term that is not over then.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) runs_to: Option<DateTime<Utc>>,
}

async fn seat(
    conn: &mut Connection,
    poll: &Poll,
    seating: &Seating,
    elected: &[String],
    zone: Tz,
) -> Result<String, SeatingError> {
    let sitting: Vec<Sits> = sql_query(
        "SELECT x.seat, x.incumbency, x.person, s.name AS seat_name, \
                CASE WHEN i.ends_at > d.at THEN i.ends_at END AS runs_to \
         FROM (SELECT greatest(end_of_legal_day($2::date - 1), clock_timestamp()) AS at) d, \
              LATERAL seated(d.at) x JOIN seats s ON s.id = x.seat JOIN seat_incumbencies i ON i.id = x.incumbency \
         WHERE x.body = $1",
    )
    .bind::<Text, _>(seating.body.as_str())
    .bind::<Date, _>(seating.first_day)
    .load(conn)
    .await?;
    let refused: Vec<String> = refusals(conn, poll.id)
        .await?
        .into_iter()
        .map(|(option, _)| option)
        .collect();
    let holds = |person: PartyId| {
        sitting
            .iter()
            .find(|sits| sits.person == person.0)
            .map(|sits| sits.seat)
    };
    let taken = assign(seating, elected, &refused, &holds);
    check(conn, seating, &taken, &sitting, zone).await?;
    let mut said = String::new();
    for one in &taken {
        // Whoever sits there gives way, and so does an elected one elsewhere whose term is over.
        for sits in sitting.iter().filter(|sits| {
            Some(sits.seat) == one.place.seat
                || sits.person == one.candidate.person.0
                    && seating
                        .places
                        .iter()
                        .any(|place| place.seat == Some(sits.seat))
        }) {
            leave(
                conn,
                poll.id,
                sits.incumbency,
                "Succeeded by whom the members elected.",
            )
            .await?;
        }
    }
    for one in &taken {
        let (seat, name) = match one.place.seat {
            Some(seat) => (seat, seat_name(conn, seat).await?),
            None => make_seat(conn, poll.id, &seating.body, &one.place.cohort).await?,
        };
        sit(conn, poll.id, seating.first_day, seat, one).await?;
        let person = name_of(conn, one.candidate.person).await?;
        said += &format!(
            " {person} takes {name} from {} to {}.",
            day_said(&seating.first_day),
            day_said(&one.place.last_day)
        );
    }
    let open = seating.places.len().saturating_sub(taken.len());
    if open > 0 {
        said += &format!(" Seats that nobody takes by it: {open}.");
    }
    Ok(said)
}

pub(super) async fn name_of(conn: &mut Connection, person: PartyId) -> QueryResult<String> {
    Ok(parties::store::name(conn, person)
        .await?
        .unwrap_or_default())
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
}

async fn seat_name(conn: &mut Connection, seat: Uuid) -> QueryResult<String> {
    let row: Named = sql_query("SELECT id, name FROM seats WHERE id = $1")
        .bind::<SqlUuid, _>(seat)
        .get_result(conn)
        .await?;
    Ok(row.name)
}

async fn make_seat(
    conn: &mut Connection,
    poll: Uuid,
    body: &BodyId,
    cohort: &str,
) -> QueryResult<(Uuid, String)> {
    let row: Named = sql_query(
        "INSERT INTO seats (id, body, cohort, name, poll) \
         SELECT gen_random_uuid(), $1, $2, 'Seat ' || (count(*) + 1), $3 FROM seats s WHERE s.body = $1 \
         RETURNING id, name",
    )
    .bind::<Text, _>(body.as_str())
    .bind::<Text, _>(cohort)
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await?;
    Ok((row.id, row.name))
}

/// Ends a time on a seat; one that ended otherwise stays as it ended.
async fn leave(
    conn: &mut Connection,
    poll: Uuid,
    incumbency: Uuid,
    reason: &str,
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO incumbency_ends (incumbency, ends_at, reason, poll) \
         VALUES ($1, clock_timestamp(), $2, $3) ON CONFLICT (incumbency) DO NOTHING",
    )
    .bind::<SqlUuid, _>(incumbency)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(poll)
    .execute(conn)
    .await?;
    Ok(())
}

async fn sit(
    conn: &mut Connection,
    poll: Uuid,
    first_day: NaiveDate,
    seat: Uuid,
    one: &Taken<'_>,
) -> QueryResult<()> {
    let incumbency = Uuid::new_v4();
    sql_query(
        "INSERT INTO seat_incumbencies (id, seat, person, starts_at, ends_at, basis, affiliation, poll) \
         VALUES ($1, $2, $3, end_of_legal_day($4::date - 1), end_of_legal_day($5::date), 'election', $6, $7)",
    )
    .bind::<SqlUuid, _>(incumbency)
    .bind::<SqlUuid, _>(seat)
    .bind::<SqlUuid, _>(one.candidate.person.0)
    .bind::<Date, _>(first_day)
    .bind::<Date, _>(one.place.last_day)
    .bind::<Text, _>(&one.candidate.affiliation)
    .bind::<SqlUuid, _>(poll)
    .execute(conn)
    .await?;
    if let Some(sponsor) = one.candidate.sponsor {
        sql_query(
            "INSERT INTO seat_sponsors (id, incumbency, organisation, poll) \
             VALUES (gen_random_uuid(), $1, $2, $3)",
        )
        .bind::<SqlUuid, _>(incumbency)
        .bind::<SqlUuid, _>(sponsor.0)
        .bind::<SqlUuid, _>(poll)
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Removes a director by an adopted motion, where the rules on a decision of the
/// members are met as well: what a motion's draft asks for may be less.
async fn remove(
    conn: &mut Connection,
    poll: &Poll,
    removal: &Removal,
    numbers: MemberCounts,
) -> Result<String, SeatingError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        sits: bool,
        #[diesel(sql_type = Timestamptz)]
        opened: DateTime<Utc>,
    }
    let row: Row = sql_query(
        "SELECT EXISTS (SELECT FROM seated(clock_timestamp()) x WHERE x.incumbency = $1) AS sits, \
                o.recorded_at AS opened \
         FROM poll_openings o WHERE o.poll_id = $2",
    )
    .bind::<SqlUuid, _>(removal.incumbency)
    .bind::<SqlUuid, _>(poll.id)
    .get_result(conn)
    .await?;
    if !row.sits {
        return Ok(format!(
            " {} has left {} already.",
            removal.name, removal.seat
        ));
    }
    // As they were when the poll was opened: what its manifest fixed.
    let members = BodyId::members();
    let rules = decisions::rules_for(conn, &members, Matter::Ordinary, false, row.opened)
        .await
        .map_err(|error| match error {
            DecisionError::Refused(sentence) => SeatingError::Refused(sentence),
            DecisionError::Database(error) => error.into(),
        })?;
    let verdict = judge(&Tally::ByNumber(numbers), &rules).map_err(|rule| {
        SeatingError::Refused(format!(
            "The rule {} cannot be read. Have the rulebook mended first.",
            rule.key
        ))
    })?;
    if !verdict.adopted {
        return Ok(format!(
            " {} keeps {}: {verdict} ({})",
            removal.name, removal.seat, rules[2].citation
        ));
    }
    leave(conn, poll.id, removal.incumbency, &removal.reason).await?;
    Ok(format!(
        " {} is removed from {} ({}).",
        removal.name, removal.seat, rules[2].citation
    ))
}
