//! The certifier's part: seats taken and left with the certification of a count.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::{Removal, SeatingError, declared, refusals, removal};
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::day_said;
use crate::bodies::model::terms::Eligibility;
use crate::bodies::model::votes::{Matter, MemberCounts, Tally, judge};
use crate::bodies::store::decisions::{self, DecisionError};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::members::model::cap::caps_directors;
use crate::members::store::history;
use crate::parties::{self, PartyId};
use crate::polls::model::seating::{Seating, Taken, assign, elected_of};
use crate::polls::model::{Quorum, Test};
use crate::polls::store::{Poll, closing, result};
use crate::rolls;
use crate::rulebook::model::{Ratio, Rule, keys};
use crate::rulebook::store as rulebook;
use crate::seal::manifest::Manifest;

/// What officers can do where somebody elected cannot sit.
const WAY_OUT: &str = "Record before the certification that they take no seat, and why; or put right what is in the way, and prepare the certification anew.";

/// Does what the certified count of a poll brings about, in the transaction of its
/// certification; returns the sentences that say so, which may be none.
///
/// # Errors
/// A sentence where somebody who was elected cannot take the seat; those of the
/// database. Nothing is done then.
pub async fn carry_out(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
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
    if verdict == Some("no_quorum") || !quorum(manifest, &numbers).is_met() {
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

/// The quorum under the rules that the opening fixed; without a rule none is needed.
fn quorum(manifest: &Manifest, numbers: &MemberCounts) -> Quorum {
    let test = |key: &str, whole: u64, took_part: u64| {
        let rules = &manifest.terms().rules;
        let share = rules
            .iter()
            .find(|rule| rule.key == key)
            .and_then(|rule| Ratio::parse(&rule.value));
        share.map_or(
            Test {
                whole,
                took_part,
                needed: 0,
            },
            |share| Test::new(share, whole, took_part),
        )
    };
    Quorum {
        members: test(
            keys::QUORUM_MEMBERS,
            u64::from(numbers.members_entitled),
            u64::from(numbers.members_present),
        ),
        votes: test(
            keys::QUORUM_VOTES,
            numbers.votes_entitled,
            numbers.votes_present,
        ),
    }
}

/// Who sits on a seat of a body at the beginning of the terms.
#[derive(QueryableByName)]
struct Sits {
    #[diesel(sql_type = SqlUuid)]
    seat: Uuid,
    #[diesel(sql_type = SqlUuid)]
    incumbency: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    seat_name: String,
    /// Of a term that is not over then.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    runs_to: Option<DateTime<Utc>>,
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

/// Whether everybody can take what they were elected to.
async fn check(
    conn: &mut Connection,
    seating: &Seating,
    taken: &[Taken<'_>],
    sitting: &[Sits],
    zone: Tz,
) -> Result<(), SeatingError> {
    let now = crate::bodies::store::now(conn).await?;
    let of_seating = |seat: Uuid| seating.places.iter().any(|place| place.seat == Some(seat));
    for one in taken {
        let person = name_of(conn, one.candidate.person).await?;
        for sits in sitting {
            if sits.person == one.candidate.person.0 && !of_seating(sits.seat) {
                return Err(SeatingError::Refused(format!(
                    "{person} is elected, and sits on {} of this body already. {WAY_OUT}",
                    sits.seat_name
                )));
            }
            if let Some(runs_to) = sits.runs_to.filter(|_| Some(sits.seat) == one.place.seat) {
                let last = runs_to.with_timezone(&zone).date_naive().pred_opt();
                let last = last.map_or_else(String::new, |day| day_said(&day));
                return Err(SeatingError::Refused(format!(
                    "{} is taken by a term that lasts to {last}: nobody is seated there from {} on.",
                    sits.seat_name,
                    day_said(&seating.first_day)
                )));
            }
        }
    }
    if !seating.body.is_board() {
        return Ok(());
    }
    let rules: Vec<Rule> = rulebook::all_as_of(conn, now).await?;
    for one in taken {
        let found = seats::eligibility(conn, one.candidate.person, seating.first_day, now)
            .await
            .map_err(|error| SeatingError::Refused(error.to_string()))?;
        if let Some(reason) = found.as_ref().and_then(Eligibility::reason) {
            let person = name_of(conn, one.candidate.person).await?;
            return Err(SeatingError::Refused(format!(
                "{person} is elected and cannot sit. {reason} {WAY_OUT}"
            )));
        }
    }
    let Some(cap) = rules
        .iter()
        .find(|rule| rule.key == keys::BOARD_CAP_SCOPE && caps_directors(&rule.value))
    else {
        return Ok(());
    };
    let stays = sitting
        .iter()
        .filter(|sits| !taken.iter().any(|one| one.place.seat == Some(sits.seat)))
        .map(|sits| PartyId(sits.person));
    let all: BTreeSet<PartyId> = taken
        .iter()
        .map(|one| one.candidate.person)
        .chain(stays)
        .collect();
    if let Some((one, other)) = together(conn, &all, taken, &cap.value, now, zone).await? {
        return Err(SeatingError::Refused(format!(
            "{} is elected and cannot sit beside {}: both belong to one of whom no two sit on the board ({}: {}). {WAY_OUT}",
            name_of(conn, one).await?,
            name_of(conn, other).await?,
            cap.citation,
            cap.value
        )));
    }
    Ok(())
}

/// Two who may not sit together, one of them elected by this poll.
async fn together(
    conn: &mut Connection,
    all: &BTreeSet<PartyId>,
    taken: &[Taken<'_>],
    scope: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Option<(PartyId, PartyId)>, SeatingError> {
    let today = now.with_timezone(&zone).date_naive();
    let mut with = Vec::new();
    for person in all {
        let mut organisations =
            parties::store::affiliated_organisations(conn, *person, today, now).await?;
        if scope == "employees of one member" {
            let list: Vec<PartyId> = organisations.iter().copied().collect();
            let members = history::of_parties(conn, &list, today, now)
                .await
                .map_err(|error| SeatingError::Refused(error.to_string()))?;
            organisations.retain(|organisation| {
                members
                    .iter()
                    .any(|line| line.party == *organisation && line.standing.is_current())
            });
        }
        with.push((*person, organisations));
    }
    for one in taken {
        let own = with.iter().find(|(who, _)| *who == one.candidate.person);
        let Some((_, own)) = own else { continue };
        let other = with
            .iter()
            .find(|(who, theirs)| *who != one.candidate.person && !theirs.is_disjoint(own));
        if let Some((other, _)) = other {
            return Ok(Some((one.candidate.person, *other)));
        }
    }
    Ok(None)
}

async fn name_of(conn: &mut Connection, person: PartyId) -> QueryResult<String> {
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
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let seated: Row = sql_query(
        "SELECT count(*) AS many FROM seated(clock_timestamp()) x WHERE x.incumbency = $1",
    )
    .bind::<SqlUuid, _>(removal.incumbency)
    .get_result(conn)
    .await?;
    if seated.many == 0 {
        return Ok(format!(
            " {} has left {} already.",
            removal.name, removal.seat
        ));
    }
    let at = poll.closed_at.unwrap_or(poll.now);
    let rules = decisions::rules_for(conn, &BodyId::members(), Matter::Ordinary, false, at)
        .await
        .map_err(|error| match error {
            DecisionError::Refused(sentence) => SeatingError::Refused(sentence),
            DecisionError::Database(error) => error.into(),
        })?;
    let verdict = judge(&Tally::ByNumber(numbers), &rules)
        .map_err(|rule| SeatingError::Refused(format!("The rule {} cannot be read.", rule.key)))?;
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
