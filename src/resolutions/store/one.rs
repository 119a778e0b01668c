//! One resolution: its text, what it does to others and others to it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{DONE, STANDING, Sight};
use crate::bodies::model::BodyId;
use crate::bodies::model::votes::Matter;
use crate::bodies::store::BodiesError;
use crate::db::Connection;
use crate::motions::model::Relation;
use crate::parties::{self, PartyId};
use crate::resolutions::model::{Label, Standing};

/// A resolution. Of a closed one only number, date and rule are for the reader.
#[derive(Clone, Debug)]
pub struct Resolution {
    pub id: Uuid,
    pub label: Label,
    pub decision: Uuid,
    /// The number of its decision, and of its entry.
    pub decision_number: i64,
    pub entry: Option<Uuid>,
    pub decided_by: String,
    pub title: String,
    pub text: String,
    /// The minutes it stands in; may be empty.
    pub citation: String,
    pub matter: Matter,
    /// What it does or authorises, as canonical JSON.
    pub effect: Option<String>,
    pub decided_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub effective_on: NaiveDate,
    /// The rule that closes it; empty of one that is open to everybody.
    pub confidential: String,
    /// Whether it is closed to this reader.
    pub closed: bool,
    pub standing: Standing,
    pub done: bool,
    pub motion: Option<Uuid>,
    pub motion_number: Option<i64>,
    /// Whether it can be written down that the motion was carried out.
    pub motion_state: String,
    pub poll: Option<i32>,
    pub secret: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    decision: Uuid,
    #[diesel(sql_type = BigInt)]
    decision_number: i64,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    entry: Option<Uuid>,
    #[diesel(sql_type = Text)]
    decided_by: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Text)]
    citation: String,
    #[diesel(sql_type = Text)]
    matter: String,
    #[diesel(sql_type = Nullable<Text>)]
    effect: Option<String>,
    #[diesel(sql_type = Date)]
    decided_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Date)]
    effective_on: NaiveDate,
    #[diesel(sql_type = Text)]
    confidential: String,
    #[diesel(sql_type = Bool)]
    closed: bool,
    #[diesel(sql_type = Text)]
    standing: String,
    #[diesel(sql_type = Bool)]
    done: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    motion: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    motion_number: Option<i64>,
    #[diesel(sql_type = Text)]
    motion_state: String,
    #[diesel(sql_type = Nullable<Int4>)]
    poll: Option<i32>,
    #[diesel(sql_type = Bool)]
    secret: bool,
}

/// The resolution of this number; none where there is none.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn by_label(
    conn: &mut Connection,
    label: &Label,
    sight: &Sight,
) -> Result<Option<Resolution>, BodiesError> {
    let row: Option<Row> = crate::db::sql_query(format!(
        "SELECT r.id, r.decision, d.number AS decision_number, d.entry, d.decided_by, d.title, \
                d.decision AS text, d.citation, coalesce(e.matter, 'ordinary') AS matter, e.effect, \
                d.decided_on, r.recorded_at, r.effective_on, r.confidential, \
                r.confidential <> '' AND (NOT ($1 OR r.body = ANY ($2)) OR motion_is_withheld(r.motion, $6)) AS closed, \
                {STANDING} AS standing, {DONE} AS done, \
                r.motion, m.number AS motion_number, \
                CASE WHEN m.id IS NULL THEN '' ELSE motion_state(m.id) END AS motion_state, \
                p.number AS poll, \
                EXISTS (SELECT FROM decision_ballots b WHERE b.entry = d.entry) AS secret \
         FROM resolutions r JOIN recorded_decisions d ON d.id = r.decision \
         LEFT JOIN decision_entries e ON e.id = d.entry \
         LEFT JOIN motion_questions q ON q.id = e.question \
         LEFT JOIN polls p ON p.id = q.poll \
         LEFT JOIN motions m ON m.id = r.motion \
         WHERE r.body = $3 AND r.year = $4 AND r.number = $5"
    ))
    .bind::<Bool, _>(sight.all)
    .bind::<Array<Text>, _>(&sight.bodies)
    .bind::<Text, _>(label.body.as_str())
    .bind::<Int4, _>(label.year)
    .bind::<Int4, _>(label.number)
    .bind::<Nullable<SqlUuid>, _>(sight.reader.map(|reader| reader.0))
    .get_result(conn)
    .await
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Resolution {
        label: label.clone(),
        matter: Matter::parse(&row.matter).ok_or(BodiesError::Unreadable(row.matter))?,
        standing: Standing::parse(&row.standing).ok_or(BodiesError::Unreadable(row.standing))?,
        id: row.id,
        decision: row.decision,
        decision_number: row.decision_number,
        entry: row.entry,
        decided_by: row.decided_by,
        title: row.title,
        text: row.text,
        citation: row.citation,
        effect: row.effect,
        decided_on: row.decided_on,
        recorded_at: row.recorded_at,
        effective_on: row.effective_on,
        confidential: row.confidential,
        closed: row.closed,
        done: row.done,
        motion: row.motion,
        motion_number: row.motion_number,
        motion_state: row.motion_state,
        poll: row.poll,
        secret: row.secret,
    }))
}

/// Who moved it, or seconded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Mover {
    /// `move` or `second`.
    #[diesel(sql_type = Text)]
    pub step: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// Who moved and seconded a motion, as the latest steps say.
///
/// # Errors
/// Those of the database.
pub async fn movers(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Mover>> {
    crate::db::sql_query(
        "SELECT DISTINCT ON (s.step) s.step, \
                (SELECT p.name FROM party_records p WHERE p.party = s.person ORDER BY p.record DESC LIMIT 1) AS name \
         FROM motion_steps s WHERE s.motion = $1 AND s.step IN ('move', 'second') \
         ORDER BY s.step, s.record DESC",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await
}

/// A resolution that this one does something to, or that does it to this one.
#[derive(Clone, Debug)]
pub struct Link {
    pub relation: Relation,
    /// Whether this one does it; else the other.
    pub outward: bool,
    pub label: Label,
    /// Empty of one that is closed to the reader.
    pub title: String,
}

/// Relations in both directions; of motions that were adopted alone.
///
/// # Errors
/// Those of the database.
pub async fn links(
    conn: &mut Connection,
    resolution: &Resolution,
    sight: &Sight,
) -> QueryResult<Vec<Link>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        relation: Relation,
        #[diesel(sql_type = Bool)]
        outward: bool,
        #[diesel(sql_type = Text)]
        body: BodyId,
        #[diesel(sql_type = Int4)]
        year: i32,
        #[diesel(sql_type = Int4)]
        number: i32,
        #[diesel(sql_type = Text)]
        title: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT x.relation, x.outward, x.body, x.year, x.number, \
                CASE WHEN x.confidential <> '' AND (NOT ($1 OR x.body = ANY ($2)) OR motion_is_withheld(x.motion, $5)) \
                     THEN '' ELSE d.title END AS title \
         FROM (SELECT l.relation, true AS outward, o.* FROM motion_links l JOIN resolutions o ON o.id = l.resolution \
               WHERE l.motion = $3 \
               UNION ALL \
               SELECT l.relation, false, o.* FROM motion_links l JOIN resolutions o ON o.motion = l.motion \
               WHERE l.resolution = $4) x \
         JOIN recorded_decisions d ON d.id = x.decision \
         ORDER BY x.outward DESC, x.relation, x.recorded_at",
    )
    .bind::<Bool, _>(sight.all)
    .bind::<Array<Text>, _>(&sight.bodies)
    .bind::<Nullable<SqlUuid>, _>(resolution.motion)
    .bind::<SqlUuid, _>(resolution.id)
    .bind::<Nullable<SqlUuid>, _>(sight.reader.map(|reader| reader.0))
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Link {
            relation: row.relation,
            outward: row.outward,
            label: Label {
                year: row.year,
                body: row.body,
                number: row.number,
            },
            title: row.title,
        })
        .collect())
}

/// The later resolution of the same motion, where it was decided anew and adopted.
///
/// # Errors
/// Those of the database.
pub async fn later_of_motion(
    conn: &mut Connection,
    resolution: &Resolution,
) -> QueryResult<Option<Label>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        year: i32,
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT o.year, o.number FROM resolutions r JOIN resolutions o ON o.motion = r.motion \
         WHERE r.id = $1 AND o.recorded_at > r.recorded_at ORDER BY o.recorded_at DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(resolution.id)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| Label {
        year: row.year,
        body: resolution.label.body.clone(),
        number: row.number,
    }))
}

/// What a decision that authorises something was used for.
#[derive(Clone, Debug, QueryableByName)]
pub struct Use {
    #[diesel(sql_type = Text)]
    pub act: String,
    /// Whose or which, as far as a word for it is known.
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// What it was used for, if it was.
///
/// # Errors
/// Those of the database.
pub async fn used(conn: &mut Connection, decision: Uuid) -> QueryResult<Option<Use>> {
    crate::db::sql_query(
        "SELECT u.act, u.recorded_at AS at, coalesce( \
                    (SELECT p.name FROM party_records p WHERE p.party = x.id AND u.act <> 'representation' \
                     ORDER BY p.record DESC LIMIT 1), \
                    (SELECT 'no. ' || m.number FROM memberships m WHERE m.id = x.id), \
                    (SELECT c.name FROM body_charters c WHERE c.body = u.subject ORDER BY c.record DESC LIMIT 1), \
                    CASE WHEN x.id IS NULL THEN u.subject ELSE '' END) AS subject \
         FROM authority_uses u \
         CROSS JOIN LATERAL (SELECT CASE WHEN u.subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' \
                                         THEN u.subject::uuid END AS id) x \
         WHERE u.decision = $1",
    )
    .bind::<SqlUuid, _>(decision)
    .get_result(conn)
    .await
    .optional()
}

/// Names by person.
///
/// # Errors
/// Those of the database.
pub async fn names(
    conn: &mut Connection,
    persons: &[PartyId],
) -> QueryResult<BTreeMap<Uuid, String>> {
    let known = parties::store::known(conn, persons).await?;
    Ok(known
        .into_iter()
        .map(|party| (party.party, party.name))
        .collect())
}
