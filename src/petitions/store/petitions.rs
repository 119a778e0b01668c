//! Petitions as recorded: text, what signatures come to, delivery, answer.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::petitions::model::{Clocks, Purpose, Rule, State};
use crate::rulebook::model::value::Ratio;
use crate::typed::words;

read_from_words!(AnswerWord, Purpose);

/// How many petitions are read for a list.
const MOST: i64 = 200;

/// A petition, with how it stands today.
#[derive(Clone, Debug)]
pub struct Petition {
    pub id: Uuid,
    pub number: i32,
    pub purpose: Purpose,
    /// What is asked, in a word; one of [`crate::petitions::model::KINDS`] or a later room's.
    pub kind: String,
    pub title: String,
    pub text: String,
    /// Canonical JSON of what a motion with it would do, where it names that.
    pub effect: Option<String>,
    pub opened_by: PartyId,
    pub opener: String,
    /// Whether whoever opened it may be named in public.
    pub disclosed: bool,
    /// The membership in whose capacity it was opened.
    pub membership: Uuid,
    pub member: String,
    pub member_number: i64,
    /// The last day on which it can be signed and delivered.
    pub closes_on: NaiveDate,
    /// The share of all votes that it takes, with document and section.
    pub share: String,
    pub citation: String,
    pub opened_at: DateTime<Utc>,
    /// Votes and memberships of the signatures that stand.
    pub votes: u64,
    pub members: u64,
    pub state: State,
    pub delivery: Option<Delivery>,
    /// The latest.
    pub answer: Option<Answer>,
    /// The motion that brings its question before the members.
    pub course: Option<Course>,
}

/// What became of a petition's question before the members.
#[derive(Clone, Debug)]
pub struct Course {
    /// The motion's number.
    pub motion: i64,
    /// Whether everybody reads it: from when it is submitted, unless a rule closes it.
    pub is_public: bool,
    /// The number of the latest vote on it.
    pub poll: Option<i32>,
    /// The resolution it became, as it is called.
    pub resolution: Option<String>,
    /// What the members decided of it, once they did.
    pub decided: Option<Decided>,
}

/// What came of the vote on a petition's question.
#[derive(Clone, Copy, Debug)]
pub struct Decided {
    pub is_adopted: bool,
    pub on: NaiveDate,
}

impl Petition {
    /// What the members decided of its question, as far as everybody may read that.
    #[must_use]
    pub fn decided(&self) -> Option<Decided> {
        self.course
            .as_ref()
            .filter(|course| course.is_public)?
            .decided
    }

    /// How many votes it takes of `total`: the share, rounded up.
    #[must_use]
    pub fn needed(&self, total: u64) -> u64 {
        Ratio::parse(&self.share).map_or(u64::MAX, |share| share.at_least_of(total).max(1))
    }
}

/// A petition as it was received: every figure as the database computed it then.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub at: DateTime<Utc>,
    pub votes: u64,
    pub needed: u64,
    pub total: u64,
    pub members: u64,
    pub clocks: Clocks,
}

/// What was recorded about a petition that was received.
#[derive(Clone, Debug)]
pub struct Answer {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
    pub what: Answered,
}

#[derive(Clone, Debug)]
pub enum Answered {
    Meeting {
        /// The number under which the decision is found.
        decision: i64,
        meeting_on: NaiveDate,
        notice_on: NaiveDate,
    },
    Refused {
        citation: String,
    },
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Text)]
    purpose: Purpose,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Nullable<Text>)]
    effect: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    opened_by: Uuid,
    #[diesel(sql_type = Text)]
    opener: String,
    #[diesel(sql_type = Bool)]
    disclosed: bool,
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = Text)]
    member: String,
    #[diesel(sql_type = BigInt)]
    member_number: i64,
    #[diesel(sql_type = Date)]
    closes_on: NaiveDate,
    #[diesel(sql_type = Text)]
    share: String,
    #[diesel(sql_type = Text)]
    citation: String,
    #[diesel(sql_type = Timestamptz)]
    opened_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    votes: i64,
    #[diesel(sql_type = BigInt)]
    members: i64,
    #[diesel(sql_type = Date)]
    today: NaiveDate,
    #[diesel(embed)]
    delivery: DeliveryRow,
    #[diesel(embed)]
    answer: AnswerRow,
    #[diesel(sql_type = Nullable<BigInt>)]
    motion: Option<i64>,
    #[diesel(sql_type = Nullable<Bool>)]
    is_public: Option<bool>,
    #[diesel(sql_type = Nullable<Int4>)]
    poll: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    resolution: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    is_adopted: Option<bool>,
    #[diesel(sql_type = Nullable<Date>)]
    decided_on: Option<NaiveDate>,
}

#[derive(QueryableByName)]
struct DeliveryRow {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    delivered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Date>)]
    received_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<BigInt>)]
    votes_signed: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    votes_total: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    needed: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    members_signed: Option<i64>,
    #[diesel(sql_type = Nullable<Int4>)]
    notice_days: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    notice_citation: Option<String>,
    #[diesel(sql_type = Nullable<Int4>)]
    min_days: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    min_citation: Option<String>,
    #[diesel(sql_type = Nullable<Int4>)]
    max_days: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    max_citation: Option<String>,
}

words! {
    /// What was answered.
    AnswerWord {
        Meeting = "meeting",
        Refused = "refused",
    }
}

#[derive(QueryableByName)]
struct AnswerRow {
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<AnswerWord>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    answered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    answered_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    refusal_citation: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    decision: Option<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    meeting_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    notice_on: Option<NaiveDate>,
}

pub(super) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn rule(days: Option<i32>, citation: Option<String>) -> Option<Rule> {
    Some(Rule {
        days: u32::try_from(days?).ok()?,
        citation: citation?,
    })
}

impl DeliveryRow {
    fn read(self) -> Option<Delivery> {
        Some(Delivery {
            at: self.delivered_at?,
            votes: count(self.votes_signed?),
            needed: count(self.needed?),
            total: count(self.votes_total?),
            members: count(self.members_signed?),
            clocks: Clocks::new(
                self.received_on?,
                rule(self.notice_days, self.notice_citation),
                rule(self.min_days, self.min_citation),
                rule(self.max_days, self.max_citation),
            ),
        })
    }
}

impl AnswerRow {
    fn read(self) -> Option<Answer> {
        let what = match self.answer? {
            AnswerWord::Refused => Answered::Refused {
                citation: self.refusal_citation?,
            },
            AnswerWord::Meeting => Answered::Meeting {
                decision: self.decision?,
                meeting_on: self.meeting_on?,
                notice_on: self.notice_on?,
            },
        };
        Some(Answer {
            at: self.answered_at?,
            by: self.answered_by?,
            reason: self.reason?,
            what,
        })
    }
}

impl From<Row> for Petition {
    fn from(row: Row) -> Self {
        let delivery = row.delivery.read();
        let purpose = row.purpose;
        let state = State::of(
            row.today,
            row.closes_on,
            delivery.is_some(),
            row.answer.answer.map(AnswerWord::word),
            purpose == Purpose::Ballot && row.poll.is_some(),
        );
        Self {
            id: row.id,
            number: row.number,
            purpose,
            kind: row.kind,
            title: row.title,
            text: row.text,
            effect: row.effect,
            opened_by: PartyId(row.opened_by),
            opener: row.opener,
            disclosed: row.disclosed,
            membership: row.membership,
            member: row.member,
            member_number: row.member_number,
            closes_on: row.closes_on,
            share: row.share,
            citation: row.citation,
            opened_at: row.opened_at,
            votes: count(row.votes),
            members: count(row.members),
            state,
            delivery,
            answer: row.answer.read(),
            course: row.motion.map(|motion| Course {
                motion,
                is_public: row.is_public.unwrap_or(false),
                poll: row.poll,
                resolution: row.resolution,
                decided: row
                    .is_adopted
                    .zip(row.decided_on)
                    .map(|(is_adopted, on)| Decided { is_adopted, on }),
            }),
        }
    }
}

fn petitions(condition: &str) -> String {
    format!(
        "SELECT p.id, p.number, p.purpose, p.kind, p.title, p.text, p.effect, p.opened_by, \
                {opener} AS opener, p.membership, {member} AS member, m.number AS member_number, \
                coalesce((SELECT r.disclosed FROM party_records r WHERE r.party = p.opened_by ORDER BY r.record DESC LIMIT 1), false) \
                AND coalesce((SELECT r.disclosed FROM party_records r WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1), false) AS disclosed, \
                p.closes_on, p.share, p.citation, p.recorded_at AS opened_at, live.votes, live.members, \
                legal_day(clock_timestamp()) AS today, \
                d.recorded_at AS delivered_at, d.received_on, d.votes_signed, d.votes_total, d.needed, d.members AS members_signed, \
                d.notice_days, d.notice_citation, d.min_days, d.min_citation, d.max_days, d.max_citation, \
                a.answer, a.recorded_at AS answered_at, {by} AS answered_by, a.reason, a.citation AS refusal_citation, \
                (SELECT e.number FROM recorded_decisions x JOIN decision_entries e ON e.id = x.entry WHERE x.id = a.decision) AS decision, \
                a.meeting_on, a.notice_on, c.motion, c.is_public, c.poll, c.resolution, w.is_adopted, w.decided_on \
         FROM petitions p JOIN memberships m ON m.id = p.membership \
         CROSS JOIN LATERAL ( \
             SELECT coalesce(sum(s.votes), 0)::bigint AS votes, count(*) AS members FROM petition_signatures s \
             WHERE s.petition = p.id AND NOT EXISTS (SELECT FROM petition_withdrawals w WHERE w.signature = s.id)) live \
         LEFT JOIN petition_deliveries d ON d.petition = p.id \
         LEFT JOIN LATERAL ( \
             SELECT * FROM petition_answers x WHERE x.petition = p.id ORDER BY x.record DESC LIMIT 1) a ON true \
         LEFT JOIN LATERAL petition_course(p.id) c ON d.petition IS NOT NULL \
         LEFT JOIN LATERAL ( \
             SELECT e.adopted AS is_adopted, e.decided_on FROM motions o JOIN motion_questions q ON q.motion = o.id \
             JOIN decision_entries e ON e.question = q.id JOIN recorded_decisions x ON x.entry = e.id \
             WHERE o.number = c.motion AND motion_state(o.id) IN ('adopted', 'lost', 'no_quorum', 'rescinded', 'ratified', 'implemented') \
             ORDER BY q.round DESC LIMIT 1) w ON true \
         {condition}",
        opener = name_of("p.opened_by"),
        member = name_of("m.party"),
        by = name_of("a.recorded_by"),
    )
}

/// Every petition, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Petition>> {
    let rows: Vec<Row> =
        crate::db::sql_query(petitions(&format!("ORDER BY p.number DESC LIMIT {MOST}")))
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(Petition::from).collect())
}

/// The petition of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Petition>> {
    let row: Option<Row> = crate::db::sql_query(petitions("WHERE p.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Petition::from))
}

/// The petitions that were received, whatever was recorded about them since, the
/// latest first.
///
/// # Errors
/// Those of the database.
pub async fn delivered(conn: &mut Connection) -> QueryResult<Vec<Petition>> {
    let condition = format!(
        "WHERE d.petition IS NOT NULL ORDER BY d.recorded_at DESC, p.number DESC LIMIT {MOST}"
    );
    let rows: Vec<Row> = crate::db::sql_query(petitions(&condition))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Petition::from).collect())
}

/// All votes that members bring on a day: of how many votes a petition needs its share.
///
/// # Errors
/// Those of the database.
pub async fn all_votes(conn: &mut Connection, day: NaiveDate) -> QueryResult<u64> {
    #[derive(QueryableByName)]
    struct Votes {
        #[diesel(sql_type = BigInt)]
        votes: i64,
    }
    let row: Votes = crate::db::sql_query("SELECT v.votes FROM votes_of_members($1) v")
        .bind::<Date, _>(day)
        .get_result(conn)
        .await?;
    Ok(count(row.votes))
}
