//! A motion put to the members by a poll, and what its certified count decides.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text as SqlText, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::judging::rules_for;
use super::reading::{by_id, texts};
use super::voting::insert_question;
use super::{Motion, MotionError};
use crate::bodies::model::BodyId;
use crate::bodies::model::votes::{MemberCounts, RuleLine, Tally, judge};
use crate::db::{Connection, sql_query};
use crate::motions::model::{Form, Kind};
use crate::parties::PartyId;
use crate::polls;
use crate::polls::draft::{Details, Draft, DraftOption, SmallCellChoice, TEXT_DIGEST, option_id};
use crate::polls::store::Poll;
use crate::rulebook;
use crate::rulebook::Threshold;
use crate::rulebook::model::{Ratio, keys};
use crate::seal::manifest::Manifest;
use crate::tally::Method;

/// How a motion is put to the members.
#[derive(Clone, Debug)]
pub struct NewReferendum {
    /// The form's identity.
    pub id: Uuid,
    /// The version of the text that is put, and its digest.
    pub version: i32,
    pub sha256: Vec<u8>,
    /// Names of what can be chosen; empty where it is yes or no.
    pub options: Vec<String>,
    /// Of these the one that changes nothing.
    pub default: String,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub by: PartyId,
}

/// The question of a poll on this motion: it names the text by its digest.
#[must_use]
pub fn question_of(motion: &Motion, hex: &str) -> String {
    let binding = match motion.kind() {
        Kind::Advisory => "Advisory poll, not binding. ",
        _ => "",
    };
    format!(
        "{binding}Motion {}: {}{TEXT_DIGEST}{hex}.",
        motion.number, motion.title
    )
}

/// Puts a motion to the members: drafts its poll, and keeps the text from then on;
/// returns the poll's number. Officers choose its roll and open it as any other.
///
/// # Errors
/// What the rules or the database refuse.
pub async fn put_to_members(
    conn: &mut Connection,
    motion: &Motion,
    new: &NewReferendum,
) -> Result<i32, MotionError> {
    conn.transaction(async |conn| {
        if let Some(number) = drafted_before(conn, new.id).await? {
            return Ok(number);
        }
        let rules = rules_for(conn, motion, &BodyId::members(), motion.now).await?;
        let majority = Threshold::parse(&rules[2].value).ok_or_else(|| {
            MotionError::refused_with("motion-refused-rule", vec![("rule", rules[2].key.clone())])
        })?;
        let hex: String = new
            .sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut taken = BTreeSet::new();
        let options: Vec<DraftOption> = new
            .options
            .iter()
            .map(|name| {
                let id = option_id(name, &taken);
                taken.insert(id.clone());
                DraftOption {
                    id,
                    name: name.clone(),
                    statement: String::new(),
                }
            })
            .collect();
        let method = if options.is_empty() {
            Method::Motion1
        } else {
            Method::SchulzeDebian2016
        };
        let mut details = Details::usual(method);
        if let Some(default) = options.iter().find(|option| option.name == new.default) {
            details.default_option = default.id.clone();
        }
        let draft = Draft {
            question: question_of(motion, &hex),
            language: "en".to_owned(),
            method,
            seats: u32::from(!options.is_empty()),
            options,
            majority: if method == Method::Motion1 {
                majority.share.to_string()
            } else {
                String::new()
            },
            details,
            opens_at: new.opens_at,
            closes_at: new.closes_at,
            roll: None,
            small_cells: SmallCellChoice::default(),
            translations: BTreeMap::new(),
            caps: None,
        };
        let number =
            polls::store::create(conn, new.by.0, &draft)
                .await
                .map_err(|error| match error {
                    polls::store::SaveError::Database(error) => MotionError::from(error),
                    refusal => MotionError::elsewhere(refusal.to_string()),
                })?;
        let poll = polls::store::by_number(conn, number)
            .await?
            .ok_or(diesel::result::Error::NotFound)?;
        insert_question(
            conn,
            new.id,
            motion,
            Form::Poll,
            (new.version, &new.sha256),
            Some(poll.id),
            new.by,
        )
        .await?;
        Ok(number)
    })
    .await
}

async fn drafted_before(conn: &mut Connection, form: Uuid) -> QueryResult<Option<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Int4)]
        number: i32,
    }
    let row: Option<Row> = sql_query(
        "SELECT p.number FROM motion_questions q JOIN polls p ON p.id = q.poll WHERE q.id = $1",
    )
    .bind::<SqlUuid, _>(form)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.number))
}

#[derive(QueryableByName)]
struct Asked {
    #[diesel(sql_type = SqlUuid)]
    question: Uuid,
    #[diesel(sql_type = SqlUuid)]
    motion: Uuid,
    #[diesel(sql_type = Timestamptz)]
    opened: DateTime<Utc>,
}

/// What a count says of a motion.
struct Said {
    adopted: bool,
    numbers: MemberCounts,
    /// Of several options the one that was chosen, as the resolution says it.
    chosen: String,
}

/// Reads what the count decides; none where its figures are not published.
fn said(outcome: &Value, manifest: &Manifest, cast: MemberCounts) -> Option<Said> {
    let method = outcome.get("method").and_then(Value::as_str)?;
    if method == "motion-1" {
        return outcome.pointer("/rounds/0/votes").map(|_| Said {
            adopted: outcome.get("verdict").and_then(Value::as_str) == Some("adopted"),
            numbers: cast,
            chosen: String::new(),
        });
    }
    let terms = manifest.terms();
    let default = match terms.parameters.get("default_option")? {
        crate::seal::canonical::Value::Int(number) => {
            let at = usize::try_from(number.checked_sub(1)?).ok()?;
            terms.options.get(at)?
        }
        _ => return None,
    };
    let preferred = |a: &str, b: &str| {
        outcome
            .pointer(&format!("/pairwise/{a}/{b}"))
            .and_then(Value::as_u64)
    };
    let mut against_default = Vec::new();
    for option in terms
        .options
        .iter()
        .filter(|option| option.id != default.id)
    {
        let yes = preferred(option.id.as_str(), default.id.as_str())?;
        let no = preferred(default.id.as_str(), option.id.as_str())?;
        against_default.push((option, yes, no));
    }
    let elected = outcome.pointer("/elected/0").and_then(Value::as_str);
    let winner = against_default
        .iter()
        .find(|(option, _, _)| Some(option.id.as_str()) == elected);
    // Where the one that changes nothing won, or none did: the one that came nearest.
    let (option, yes, no) = winner.or_else(|| {
        let margin = |yes: u64, no: u64| i128::from(yes) - i128::from(no);
        against_default
            .iter()
            .rev()
            .max_by_key(|(_, yes, no)| margin(*yes, *no))
    })?;
    Some(Said {
        adopted: winner.is_some(),
        numbers: MemberCounts {
            yes: *yes,
            no: *no,
            abstain: cast.votes_present.saturating_sub(yes.saturating_add(*no)),
            ..cast
        },
        chosen: winner.map_or_else(String::new, |_| format!("Chosen: {}.", option.name)),
    })
}

/// The certifier's part: records what the certified count of a poll decides of its motion, in
/// the transaction of the certification; returns the sentence that says so, which may be empty.
///
/// # Errors
/// A rule that cannot be read; what the database refuses. Nothing is done then.
pub async fn carry_out(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    signers: &[Uuid],
) -> Result<String, MotionError> {
    let asked: Option<Asked> = sql_query(
        "SELECT q.id AS question, q.motion, o.recorded_at AS opened \
         FROM motion_questions q JOIN poll_openings o ON o.poll_id = q.poll WHERE q.poll = $1",
    )
    .bind::<SqlUuid, _>(poll.id)
    .get_result(conn)
    .await
    .optional()?;
    let Some(asked) = asked else {
        return Ok(String::new());
    };
    let motion = by_id(conn, asked.motion)
        .await?
        .ok_or(diesel::result::Error::NotFound)?;
    let damaged = || diesel::result::Error::DeserializationError("a count that is none".into());
    let row = polls::store::result(conn, poll.id)
        .await?
        .ok_or_else(damaged)?;
    let outcome: Value = serde_json::from_str(&row.result).map_err(|_| damaged())?;
    let cast = polls::store::seating::members_votes(conn, poll, &outcome)
        .await
        .map_err(|error| match error {
            polls::store::seating::SeatingError::Refused(sentence) => {
                MotionError::elsewhere(sentence)
            }
            polls::store::seating::SeatingError::Database(error) => error.into(),
        })?
        .ok_or_else(damaged)?;
    let Some(said) = said(&outcome, manifest, cast) else {
        return Ok(format!(
            " Motion {} stays as it is: the figures of this vote are not published, and no resolution rests on figures that nobody sees.",
            motion.number
        ));
    };
    // As they were when the poll was opened: what its manifest fixed.
    let rules = rules_for(conn, &motion, &BodyId::members(), asked.opened).await?;
    let verdict = judge(&Tally::ByNumber(said.numbers), &rules).map_err(|rule| {
        MotionError::refused_with("motion-refused-rule", vec![("rule", rule.key)])
    })?;
    let turnout = rulebook::store::find(conn, keys::REFERENDUM_TURNOUT, asked.opened).await?;
    let turned_out = turnout.as_ref().is_none_or(|rule| {
        Ratio::parse(&rule.value).is_some_and(|share| {
            said.numbers.votes_present >= share.at_least_of(said.numbers.votes_entitled)
        })
    });
    let adopted = said.adopted && verdict.adopted && turned_out;
    let mut lines: Vec<RuleLine> = rules.into();
    lines.extend(turnout.map(|rule| RuleLine {
        key: rule.key,
        value: rule.value,
        citation: rule.citation,
    }));
    let numbers = said.numbers;
    let text = texts(conn, motion.id).await?;
    if text.is_empty() {
        return Err(damaged().into());
    }
    sql_query("SELECT decide_by_poll($1, $2, $3, $4, $5, $6)")
        .bind::<SqlUuid, _>(asked.question)
        .bind::<Jsonb, _>(json!({
            "members_entitled": numbers.members_entitled,
            "members_present": numbers.members_present,
            "votes_entitled": numbers.votes_entitled,
            "votes_present": numbers.votes_present,
            "votes_yes": numbers.yes,
            "votes_no": numbers.no,
            "votes_abstain": numbers.abstain,
        }))
        .bind::<Jsonb, _>(Value::from(
            lines
                .iter()
                .map(
                    |rule| json!({"key": rule.key, "value": rule.value, "citation": rule.citation}),
                )
                .collect::<Vec<_>>(),
        ))
        .bind::<Bool, _>(adopted)
        .bind::<SqlText, _>(if adopted { said.chosen.as_str() } else { "" })
        .bind::<Array<SqlUuid>, _>(signers)
        .execute(conn)
        .await?;
    Ok(format!(
        " Motion {} is {}: {verdict}",
        motion.number,
        if adopted { "adopted" } else { "not adopted" }
    ))
}
