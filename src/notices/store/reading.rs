//! Reading notices, and what became of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::NoticesError;
use crate::db::Connection;
use crate::notices::model::kind::{Audience, Kind};
use crate::notices::model::lead::{Counting, Days, Lead};
use crate::notices::model::record::{Line, Mail, NoMail, Step, StepKind};
use crate::outbox::store::Fate;
use crate::outbox::{self, Wording};
use crate::parties::PartyId;

/// A rule as it is kept with a notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptRule {
    /// `least`, `most` or `counting`
    pub role: String,
    pub key: String,
    pub value: String,
    pub citation: String,
}

/// A notice as given.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: Uuid,
    pub number: i32,
    pub kind: Kind,
    pub audience: Audience,
    pub poll: Option<i32>,
    pub title: Wording,
    pub words: Wording,
    pub event_at: Option<DateTime<Utc>>,
    pub statutory: bool,
    /// The rules it was given under.
    pub lead: Lead,
    /// Why it was given although it came too late.
    pub defect: Option<String>,
    pub content: Vec<u8>,
    pub sha256: Vec<u8>,
    pub given_by: String,
    pub given_at: DateTime<Utc>,
}

impl Notice {
    /// Whether it concerns named persons alone, and is not put on the notice board.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.kind.is_private() || self.audience == Audience::Numbers
    }

    /// The last instant at which it was in time, where a rule says.
    #[must_use]
    pub fn latest(&self, zone: Tz) -> Option<DateTime<Utc>> {
        self.lead.latest(self.event_at?, zone)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    audience: String,
    #[diesel(sql_type = Nullable<Int4>)]
    poll: Option<i32>,
    #[diesel(sql_type = Jsonb)]
    title: Value,
    #[diesel(sql_type = Jsonb)]
    words: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    event_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    statutory: bool,
    #[diesel(sql_type = Jsonb)]
    rules: Value,
    #[diesel(sql_type = Nullable<Text>)]
    defect: Option<String>,
    #[diesel(sql_type = Bytea)]
    content: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Text)]
    given_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

fn lead(rules: Vec<KeptRule>) -> Lead {
    let days = |role: &str| {
        let rule = rules.iter().find(|rule| rule.role == role)?;
        Some(Days {
            days: rule.value.parse().ok()?,
            key: rule.key.clone(),
            citation: rule.citation.clone(),
        })
    };
    let counting = rules.iter().find(|rule| rule.role == "counting");
    Lead {
        least: days("least"),
        most: days("most"),
        counting: Counting::of_rule(counting.map(|rule| rule.value.as_str())),
    }
}

impl TryFrom<Row> for Notice {
    type Error = NoticesError;

    fn try_from(row: Row) -> Result<Self, NoticesError> {
        let unreadable = || NoticesError::Unreadable(row.number);
        let wording = |value: Value| serde_json::from_value(value).map_err(|_| unreadable());
        Ok(Self {
            kind: Kind::parse(&row.kind).ok_or_else(unreadable)?,
            audience: Audience::parse(&row.audience).ok_or_else(unreadable)?,
            title: wording(row.title)?,
            words: wording(row.words)?,
            lead: lead(serde_json::from_value(row.rules).map_err(|_| unreadable())?),
            id: row.id,
            number: row.number,
            poll: row.poll,
            event_at: row.event_at,
            statutory: row.statutory,
            defect: row.defect,
            content: row.content,
            sha256: row.sha256,
            given_by: row.given_by,
            given_at: row.recorded_at,
        })
    }
}

const SELECT: &str = "SELECT n.id, n.number, n.kind, n.audience, n.poll, n.title, n.words, n.event_at, n.statutory, n.rules, n.defect, n.content, n.sha256, n.recorded_at, \
     coalesce((SELECT p.name FROM party_records p WHERE p.party = n.given_by ORDER BY p.record DESC LIMIT 1), '') AS given_by \
     FROM notices n";

/// The notices given, the latest first, at most `most`.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn latest(conn: &mut Connection, most: i64) -> Result<Vec<Notice>, NoticesError> {
    let rows: Vec<Row> = crate::db::sql_query(format!("{SELECT} ORDER BY n.number DESC LIMIT $1"))
        .bind::<diesel::sql_types::BigInt, _>(most)
        .load(conn)
        .await?;
    rows.into_iter().map(Notice::try_from).collect()
}

/// A notice by its number.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn by_number(conn: &mut Connection, number: i32) -> Result<Option<Notice>, NoticesError> {
    let row: Option<Row> = crate::db::sql_query(format!("{SELECT} WHERE n.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    row.map(Notice::try_from).transpose()
}

/// The number of the notice that was given of this draft.
///
/// # Errors
/// Those of the database.
pub async fn of_draft(conn: &mut Connection, draft: Uuid) -> QueryResult<Option<i32>> {
    use crate::db::schema::notices::notices;
    notices::table
        .filter(notices::draft.eq(draft))
        .select(notices::number)
        .first(conn)
        .await
        .optional()
}

/// The notices due to a person, the latest first.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn of_person(
    conn: &mut Connection,
    person: PartyId,
) -> Result<Vec<Notice>, NoticesError> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{SELECT} WHERE EXISTS (SELECT FROM notice_recipients r WHERE r.notice = n.id AND r.person = $1) \
         ORDER BY n.number DESC LIMIT 500"
    ))
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    rows.into_iter().map(Notice::try_from).collect()
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = Int4)]
    line: i32,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account: Option<Uuid>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    capacity: String,
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    masked_address: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    letter: Option<Uuid>,
}

#[derive(QueryableByName)]
struct StepRow {
    #[diesel(sql_type = Int4)]
    line: i32,
    #[diesel(sql_type = Text)]
    step: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    evidence: String,
    #[diesel(sql_type = Text)]
    recorded_by: String,
}

/// What a letter's fate is to a notice.
fn mail(fate: Option<&Fate>) -> Mail {
    let Some(fate) = fate else {
        return Mail::UnderWay;
    };
    if let Some(at) = fate.bounced_at {
        return Mail::Returned {
            at,
            reason: fate.reason.clone(),
        };
    }
    match (fate.accepted_at, fate.state.as_str()) {
        (Some(at), _) => Mail::Accepted {
            at,
            answer: fate.answer.clone(),
        },
        (None, "waiting") => Mail::UnderWay,
        (None, "moot") => Mail::Unwanted,
        (None, _) => Mail::GivenUp {
            reason: fate.reason.clone(),
        },
    }
}

/// Every recipient of a notice, in order.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn lines(conn: &mut Connection, notice: &Notice) -> Result<Vec<Line>, NoticesError> {
    lines_of(conn, notice, None).await
}

async fn lines_of(
    conn: &mut Connection,
    notice: &Notice,
    person: Option<PartyId>,
) -> Result<Vec<Line>, NoticesError> {
    let rows: Vec<LineRow> = crate::db::sql_query(
        "SELECT r.line, r.party, r.membership, r.person, r.account, r.capacity, r.channel, r.masked_address, r.letter, \
                coalesce(a.address, '') AS address, coalesce(n.name, '') AS name \
         FROM notice_recipients r LEFT JOIN notice_addresses a ON a.notice = r.notice AND a.line = r.line \
         LEFT JOIN LATERAL (SELECT p.name FROM party_records p WHERE p.party = r.party ORDER BY p.record DESC LIMIT 1) n ON true \
         WHERE r.notice = $1 AND ($2 IS NULL OR r.person = $2) ORDER BY r.line",
    )
    .bind::<SqlUuid, _>(notice.id)
    .bind::<Nullable<SqlUuid>, _>(person.map(|person| person.0))
    .load(conn)
    .await?;
    let steps: Vec<StepRow> = crate::db::sql_query(
        "SELECT s.line, s.step, s.at, s.evidence, coalesce(n.name, '') AS recorded_by FROM notice_steps s \
         LEFT JOIN LATERAL (SELECT p.name FROM party_records p WHERE p.party = s.recorded_by ORDER BY p.record DESC LIMIT 1) n ON true \
         WHERE s.notice = $1 ORDER BY s.line, s.at, s.id",
    )
    .bind::<SqlUuid, _>(notice.id)
    .load(conn)
    .await?;
    let mut by_line: BTreeMap<i32, Vec<Step>> = BTreeMap::new();
    for step in steps {
        let kind = StepKind::parse(&step.step).ok_or(NoticesError::Unreadable(notice.number))?;
        by_line.entry(step.line).or_default().push(Step {
            kind,
            at: step.at,
            evidence: step.evidence,
            recorded_by: step.recorded_by,
        });
    }
    let letters: Vec<Uuid> = rows.iter().filter_map(|row| row.letter).collect();
    let fates: BTreeMap<Uuid, Fate> = outbox::store::fate(conn, &letters)
        .await?
        .into_iter()
        .map(|fate| (fate.letter, fate))
        .collect();
    rows.into_iter()
        .map(|row| {
            let fate = row.letter.and_then(|letter| fates.get(&letter));
            let mail = match NoMail::parse(&row.channel) {
                Some(why) => Mail::None(why),
                None if row.letter.is_some() => mail(fate),
                None => return Err(NoticesError::Unreadable(notice.number)),
            };
            Ok(Line {
                mail,
                complained_at: fate.and_then(|fate| fate.complained_at),
                steps: by_line.remove(&row.line).unwrap_or_default(),
                line: row.line,
                party: row.party,
                membership: row.membership,
                person: row.person,
                account: row.account,
                name: row.name,
                capacity: row.capacity,
                address: row.address,
                masked_address: row.masked_address,
                letter: row.letter,
            })
        })
        .collect()
}

/// How many a notice is due to.
///
/// # Errors
/// Those of the database.
pub async fn recipients(conn: &mut Connection, notice: Uuid) -> QueryResult<i64> {
    use crate::db::schema::notices::notice_recipients;
    notice_recipients::table
        .filter(notice_recipients::notice.eq(notice))
        .count()
        .get_result(conn)
        .await
}

/// The lines of a notice that are due to a person.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn own_lines(
    conn: &mut Connection,
    notice: &Notice,
    person: PartyId,
) -> Result<Vec<Line>, NoticesError> {
    lines_of(conn, notice, Some(person)).await
}
