//! Motions as they stand.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Bool, Bytea, Date, Int4, Nullable, Text as SqlText, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, read_from_words, sql_query};
use crate::motions::model::{Awaited, Form, Kind, Relation, State, Step};

read_from_words!(Form, Kind, Relation, State, Step);

/// A motion with where it stands.
#[derive(Clone, Debug, QueryableByName)]
pub struct Motion {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = SqlText)]
    pub body: String,
    /// What the body is called.
    #[diesel(sql_type = SqlText)]
    pub body_name: String,
    /// The motion it amends.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub parent: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub parent_number: Option<i64>,
    #[diesel(sql_type = SqlText)]
    kind: Kind,
    #[diesel(sql_type = SqlText)]
    pub title: String,
    #[diesel(sql_type = Nullable<SqlText>)]
    pub effect: Option<String>,
    /// The rule that closes it, or the motion that it amends, to others; empty for none.
    #[diesel(sql_type = SqlText)]
    pub confidential: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub effective_on: Option<NaiveDate>,
    #[diesel(sql_type = SqlText)]
    pub forum: String,
    #[diesel(sql_type = SqlUuid)]
    pub opened_by: Uuid,
    #[diesel(sql_type = SqlText)]
    pub author: String,
    #[diesel(sql_type = SqlText)]
    state: State,
    /// What the members' vote on it, which is over, waits for.
    #[diesel(sql_type = Nullable<SqlText>)]
    awaits: Option<String>,
    /// When it came to stand so.
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// The petition whose question it puts.
    #[diesel(sql_type = Nullable<Int4>)]
    pub petition: Option<i32>,
    /// Of the resolution it became, the number of its body and year.
    #[diesel(sql_type = Nullable<Int4>)]
    pub resolved_year: Option<i32>,
    #[diesel(sql_type = Nullable<Int4>)]
    pub resolved_number: Option<i32>,
    /// The database's clock when this was asked.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl Motion {
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// What the members' vote on it, which is over, waits for.
    #[must_use]
    pub fn awaits(&self) -> Option<Awaited> {
        self.awaits.as_deref().and_then(Awaited::parse)
    }

    /// The sign and class of its state line.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        self.awaits()
            .map_or_else(|| self.state().mark(), Awaited::mark)
    }

    #[must_use]
    pub fn is_of_members(&self) -> bool {
        self.body == "members"
    }
}

pub(super) const MOTION: &str = "SELECT m.id, m.number, m.body, coalesce(c.name, m.body) AS body_name, m.parent, p.number AS parent_number, m.kind, m.title, m.effect, \
    motion_closed_by(m.id) AS confidential, m.effective_on, m.forum, m.opened_by, coalesce(a.name, '') AS author, s.state, \
    w.awaits, coalesce(w.since, s.recorded_at) AS since, \
    (SELECT x.number FROM motion_petitions l JOIN petitions x ON x.id = l.petition WHERE l.motion = m.id) AS petition, \
    r.year AS resolved_year, r.number AS resolved_number, clock_timestamp() AS now \
    FROM motions m LEFT JOIN motions p ON p.id = m.parent \
    JOIN LATERAL (SELECT x.state, x.recorded_at FROM motion_steps x WHERE x.motion = m.id ORDER BY x.record DESC LIMIT 1) s ON true \
    LEFT JOIN LATERAL (SELECT x.name FROM body_charters x WHERE x.body = m.body ORDER BY x.record DESC LIMIT 1) c ON true \
    LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = m.opened_by ORDER BY x.record DESC LIMIT 1) a ON true \
    LEFT JOIN LATERAL (SELECT x.year, x.number FROM resolutions x WHERE x.motion = m.id ORDER BY x.recorded_at DESC LIMIT 1) r ON true \
    LEFT JOIN LATERAL ( \
        SELECT CASE WHEN n.poll_id IS NULL THEN 'count' ELSE 'certification' END AS awaits, coalesce(n.recorded_at, x.closed_at) AS since \
        FROM motion_questions q JOIN polls x ON x.id = q.poll LEFT JOIN poll_results n ON n.poll_id = x.id \
        WHERE q.motion = m.id AND s.state = 'put' AND x.state = 'closed' \
          AND q.round = (SELECT max(l.round) FROM motion_questions l WHERE l.motion = m.id) \
          AND NOT EXISTS (SELECT FROM poll_voidings v WHERE v.poll_id = x.id) \
          AND NOT EXISTS (SELECT FROM poll_certifications c WHERE c.poll_id = x.id)) w ON true";

/// A motion by its number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Motion>> {
    sql_query(format!("{MOTION} WHERE m.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// A motion by its identity.
///
/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Motion>> {
    sql_query(format!("{MOTION} WHERE m.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// The amendments of a motion, in order.
///
/// # Errors
/// Those of the database.
pub async fn amendments(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Motion>> {
    sql_query(format!("{MOTION} WHERE m.parent = $1 ORDER BY m.number"))
        .bind::<SqlUuid, _>(motion)
        .load(conn)
        .await
}

/// A version of a text.
#[derive(Clone, Debug, QueryableByName)]
pub struct Text {
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = SqlText)]
    pub text: String,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
    /// Of an amendment the version of the main text it changes.
    #[diesel(sql_type = Nullable<Int4>)]
    pub base: Option<i32>,
    /// The number of the amendment it takes in.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub amendment: Option<i64>,
    #[diesel(sql_type = SqlText)]
    pub writer: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Text {
    /// The digest in lower-case hex.
    #[must_use]
    pub fn hex(&self) -> String {
        self.sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// The versions of a motion's text, the first first.
///
/// # Errors
/// Those of the database.
pub async fn texts(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Text>> {
    sql_query(
        "SELECT t.version, t.text, t.sha256, t.base, a.number AS amendment, coalesce(n.name, '') AS writer, t.recorded_at \
         FROM motion_texts t LEFT JOIN motions a ON a.id = t.amendment \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = t.written_by ORDER BY x.record DESC LIMIT 1) n ON true \
         WHERE t.motion = $1 ORDER BY t.version",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await
}

/// A step that was taken.
#[derive(Clone, Debug, QueryableByName)]
pub struct StepRow {
    #[diesel(sql_type = SqlText)]
    pub step: Step,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = SqlText)]
    pub name: String,
    #[diesel(sql_type = SqlText)]
    pub note: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// What was done with a motion, the first first.
///
/// # Errors
/// Those of the database.
pub async fn steps(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<StepRow>> {
    sql_query(
        "SELECT s.step, s.person, coalesce(n.name, '') AS name, s.note, s.recorded_at FROM motion_steps s \
         LEFT JOIN LATERAL (SELECT x.name FROM party_records x WHERE x.party = s.person ORDER BY x.record DESC LIMIT 1) n ON true \
         WHERE s.motion = $1 ORDER BY s.record",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await
}

/// What a motion would do to an earlier resolution.
#[derive(Clone, Debug, QueryableByName)]
pub struct Link {
    #[diesel(sql_type = SqlText)]
    pub relation: Relation,
    #[diesel(sql_type = SqlText)]
    pub body: String,
    #[diesel(sql_type = Int4)]
    pub year: i32,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlText)]
    pub title: String,
}

/// What a motion would do to earlier resolutions.
///
/// # Errors
/// Those of the database.
pub async fn links(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Link>> {
    sql_query(
        "SELECT l.relation, r.body, r.year, r.number, CASE r.confidential WHEN '' THEN d.title ELSE '' END AS title \
         FROM motion_links l JOIN resolutions r ON r.id = l.resolution JOIN recorded_decisions d ON d.id = r.decision \
         WHERE l.motion = $1 ORDER BY r.year, r.number",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await
}

/// What is attached to a motion.
#[derive(Clone, Debug, QueryableByName)]
pub struct Document {
    #[diesel(sql_type = SqlText)]
    pub name: String,
    #[diesel(sql_type = SqlText)]
    pub sha256: String,
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// What is attached to a motion.
///
/// # Errors
/// Those of the database.
pub async fn documents(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Document>> {
    sql_query(
        "SELECT name, encode(sha256, 'hex') AS sha256, octet_length(document)::bigint AS bytes \
         FROM motion_documents WHERE motion = $1 ORDER BY recorded_at, name",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await
}

/// The bytes of what is attached, by its digest.
///
/// # Errors
/// Those of the database.
pub async fn document(
    conn: &mut Connection,
    motion: Uuid,
    sha256: &[u8],
) -> QueryResult<Option<Vec<u8>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        document: Vec<u8>,
    }
    let row: Option<Row> =
        sql_query("SELECT document FROM motion_documents WHERE motion = $1 AND sha256 = $2")
            .bind::<SqlUuid, _>(motion)
            .bind::<Bytea, _>(sha256)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| row.document))
}

/// A resolution by its label, such as `2026-B-014`.
///
/// # Errors
/// Those of the database.
pub async fn resolution_labelled(conn: &mut Connection, label: &str) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let mut parts = label.splitn(2, '-');
    let year = parts.next().and_then(|year| year.parse::<i32>().ok());
    let rest = parts.next().and_then(|rest| rest.rsplit_once('-'));
    let (Some(year), Some((code, number))) = (year, rest) else {
        return Ok(None);
    };
    let Ok(number) = number.parse::<i32>() else {
        return Ok(None);
    };
    let body = match code {
        "B" => "board".to_owned(),
        "M" => "members".to_owned(),
        "F" => "founders".to_owned(),
        other => other.to_lowercase(),
    };
    let row: Option<Row> =
        sql_query("SELECT id FROM resolutions WHERE body = $1 AND year = $2 AND number = $3")
            .bind::<SqlText, _>(body)
            .bind::<Int4, _>(year)
            .bind::<Int4, _>(number)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| row.id))
}

/// The entry of a motion that waits to be confirmed.
///
/// # Errors
/// Those of the database.
pub async fn entry_of(conn: &mut Connection, motion: Uuid) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let row: Option<Row> = sql_query(
        "SELECT e.id FROM motion_questions q JOIN decision_entries e ON e.id = declared_by(q.id) \
         WHERE q.motion = $1 AND NOT EXISTS (SELECT FROM recorded_decisions d WHERE d.entry = e.id) \
         ORDER BY q.round DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(motion)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.id))
}

/// A motion as it was put to the vote.
#[derive(Clone, Debug, QueryableByName)]
pub struct Question {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub round: i32,
    /// How it is decided: by roll call as soon as somebody objected.
    #[diesel(sql_type = SqlText)]
    pub form: Form,
    /// How it was put.
    #[diesel(sql_type = SqlText)]
    pub put_as: Form,
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Nullable<Int4>)]
    pub poll: Option<i32>,
    /// Votes are taken.
    #[diesel(sql_type = Bool)]
    pub is_open: bool,
    /// The number of the entry that declares what came of it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub entry: Option<i64>,
    /// Who entered it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub entered_by: Option<Uuid>,
    /// Whether it declares the motion adopted, and when it was entered.
    #[diesel(sql_type = Nullable<Bool>)]
    pub declared: Option<bool>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub entered_at: Option<DateTime<Utc>>,
    /// It was declared as decided in writing.
    #[diesel(sql_type = Bool)]
    pub in_writing: bool,
    /// That entry counts.
    #[diesel(sql_type = Bool)]
    pub is_final: bool,
    /// Its poll was opened.
    #[diesel(sql_type = Bool)]
    pub poll_opened: bool,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}
