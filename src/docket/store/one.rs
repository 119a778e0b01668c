//! One deadline with everything that was recorded of it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Days, DocketError};
use crate::db::{Connection, sql_query};
use crate::docket::model::{Dates, Kind, State, Status};

/// A deadline.
#[derive(Clone, Debug)]
pub struct Deadline {
    pub id: Uuid,
    pub number: i64,
    pub asset_id: Uuid,
    pub asset: i64,
    pub asset_title: String,
    pub office: String,
    pub registration_no: String,
    pub pack: String,
    pub rule: String,
    pub title: String,
    pub kind: Kind,
    pub occurrence: u32,
    pub dates: Dates,
    pub state: State,
    /// Whether it must be done for a protected asset that is neither given up nor ended: nobody
    /// waives it.
    pub is_locked: bool,
    pub acknowledged: Option<NaiveDate>,
    /// What it is counted from, in the words of the register.
    pub event: String,
    pub entered_by: Option<Uuid>,
    pub entered_by_name: String,
    pub note: String,
    /// What the later event was that met or closed it; empty where there is none.
    pub outcome_event: String,
    pub outcome_on: Option<NaiveDate>,
    pub replaces: Option<i64>,
    pub replaced_by: Option<i64>,
    /// Why it was superseded, and when; empty and none of what stands.
    pub superseded: String,
    pub superseded_at: Option<DateTime<Utc>>,
    pub recorded_at: DateTime<Utc>,
}

impl Deadline {
    /// Where it stands on a day of its office.
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> Status {
        Status::of(self.kind, &self.dates, self.state, today)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    deadline: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = SqlUuid)]
    asset_id: Uuid,
    #[diesel(sql_type = BigInt)]
    asset_number: i64,
    #[diesel(sql_type = Text)]
    asset_title: String,
    #[diesel(sql_type = Text)]
    office: String,
    #[diesel(sql_type = Text)]
    registration_no: String,
    #[diesel(sql_type = Text)]
    pack: String,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Int4)]
    occurrence: i32,
    #[diesel(embed)]
    days: Days,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Bool)]
    is_locked: bool,
    #[diesel(sql_type = Nullable<Date>)]
    acknowledged: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    event: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    entered_by: Option<Uuid>,
    #[diesel(sql_type = Text)]
    entered_by_name: String,
    #[diesel(sql_type = Text)]
    note: String,
    #[diesel(sql_type = Text)]
    outcome_event: String,
    #[diesel(sql_type = Nullable<Date>)]
    outcome_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<BigInt>)]
    replaces: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    replaced_by: Option<i64>,
    #[diesel(sql_type = Text)]
    superseded: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    superseded_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// The deadline of this number.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn find(conn: &mut Connection, number: i64) -> Result<Option<Deadline>, DocketError> {
    let row: Option<Row> = sql_query(
        "SELECT n.deadline, n.number, n.asset AS asset_id, a.number AS asset_number, \
                coalesce((SELECT v.title FROM asset_versions v WHERE v.asset = n.asset ORDER BY v.version DESC LIMIT 1), '') AS asset_title, \
                coalesce(c.office, '') AS office, \
                coalesce((SELECT v.registration_no FROM mark_case_versions v WHERE v.mark_case = c.id ORDER BY v.version DESC LIMIT 1), '') AS registration_no, \
                n.pack, n.rule, n.title, n.kind, n.occurrence, n.anchor, n.opens_nominal, n.opens, n.due, n.due_actionable, \
                n.grace, n.grace_actionable, n.state, n.acknowledged, \
                n.kind = 'mandatory' AND coalesce(asset_is_protected(n.asset), true) AND NOT is_let_go(n.asset, n.mark_case) AS is_locked, \
                CASE WHEN e.id IS NOT NULL THEN e.code WHEN d.source = d.custody THEN 'CUSTODY_TAKEN' ELSE 'CUSTODY_ATTESTED' END AS event, \
                coalesce(e.entered_by, k.recorded_by) AS entered_by, \
                coalesce((SELECT p.name FROM party_records p WHERE p.party = coalesce(e.entered_by, k.recorded_by) ORDER BY p.record DESC LIMIT 1), '') AS entered_by_name, \
                coalesce(e.note, '') AS note, \
                CASE WHEN n.outcome = 'none' THEN '' ELSE coalesce(o.code, 'CUSTODY_ATTESTED') END AS outcome_event, n.outcome_on, \
                (SELECT r.number FROM deadlines r WHERE r.id = d.replaces) AS replaces, \
                (SELECT r.number FROM deadlines r WHERE r.replaces = d.id ORDER BY r.number LIMIT 1) AS replaced_by, \
                coalesce(s.why, '') AS superseded, s.recorded_at AS superseded_at, d.recorded_at \
         FROM deadlines d JOIN docket_now n ON n.deadline = d.id JOIN assets a ON a.id = d.asset \
         LEFT JOIN mark_cases c ON c.id = d.mark_case LEFT JOIN asset_events e ON e.id = d.event \
         LEFT JOIN custody k ON k.id = d.custody LEFT JOIN asset_events o ON o.id = n.outcome_event \
         LEFT JOIN deadline_supersessions s ON s.deadline = d.id \
         WHERE d.number = $1",
    )
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    row.map(|row| {
        let unknown = || DocketError::Unknown(format!("deadline {} is odd", row.number));
        Ok(Deadline {
            id: row.deadline,
            number: row.number,
            asset_id: row.asset_id,
            asset: row.asset_number,
            asset_title: row.asset_title,
            office: row.office,
            registration_no: row.registration_no,
            pack: row.pack,
            rule: row.rule,
            title: row.title,
            kind: Kind::parse(&row.kind).ok_or_else(unknown)?,
            occurrence: u32::try_from(row.occurrence).map_err(|_| unknown())?,
            dates: row.days.dates(),
            state: State::parse(&row.state).ok_or_else(unknown)?,
            is_locked: row.is_locked,
            acknowledged: row.acknowledged,
            event: row.event,
            entered_by: row.entered_by,
            entered_by_name: row.entered_by_name,
            note: row.note,
            outcome_event: row.outcome_event,
            outcome_on: row.outcome_on,
            replaces: row.replaces,
            replaced_by: row.replaced_by,
            superseded: row.superseded,
            superseded_at: row.superseded_at,
            recorded_at: row.recorded_at,
        })
    })
    .transpose()
}

/// What an officer recorded of a deadline.
#[derive(Clone, Debug, QueryableByName)]
pub struct ActLine {
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    #[diesel(sql_type = Text)]
    pub act: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub happened_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub document_name: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Who saw a reminder, or held the days against their source.
#[derive(Clone, Debug, QueryableByName)]
pub struct SeenLine {
    /// The rung; empty of a confirmation.
    #[diesel(sql_type = Text)]
    pub rung: String,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Bool)]
    pub confirms: bool,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// What officers recorded of a deadline, the latest first; then who saw its reminders
/// and who confirmed its days.
///
/// # Errors
/// Those of the database.
pub async fn recorded(
    conn: &mut Connection,
    deadline: Uuid,
) -> QueryResult<(Vec<ActLine>, Vec<SeenLine>)> {
    let acts = sql_query(
        "SELECT x.record, x.act, x.happened_on, x.note, x.document_name, x.sha256, x.recorded_at, \
                coalesce((SELECT p.name FROM party_records p WHERE p.party = x.person ORDER BY p.record DESC LIMIT 1), '') AS by \
         FROM deadline_acts x WHERE x.deadline = $1 ORDER BY x.record DESC",
    )
    .bind::<SqlUuid, _>(deadline)
    .load(conn)
    .await?;
    let seen = sql_query(
        "SELECT x.rung, x.person, x.confirms, x.recorded_at, \
                coalesce((SELECT p.name FROM party_records p WHERE p.party = x.person ORDER BY p.record DESC LIMIT 1), '') AS by \
         FROM (SELECT k.rung, k.person, false AS confirms, k.recorded_at FROM deadline_acknowledgements k WHERE k.deadline = $1 \
               UNION ALL SELECT '', c.person, true, c.recorded_at FROM deadline_confirmations c WHERE c.deadline = $1) x \
         ORDER BY x.recorded_at DESC",
    )
    .bind::<SqlUuid, _>(deadline)
    .load(conn)
    .await?;
    Ok((acts, seen))
}

/// The file that shows what an act says.
///
/// # Errors
/// Those of the database.
pub async fn document(
    conn: &mut Connection,
    number: i64,
    record: i64,
) -> QueryResult<Option<Vec<u8>>> {
    #[derive(QueryableByName)]
    struct File {
        #[diesel(sql_type = Binary)]
        document: Vec<u8>,
    }
    let file: Option<File> = sql_query(
        "SELECT x.document FROM deadline_acts x JOIN deadlines d ON d.id = x.deadline \
         WHERE d.number = $1 AND x.record = $2 AND x.document IS NOT NULL",
    )
    .bind::<BigInt, _>(number)
    .bind::<BigInt, _>(record)
    .get_result(conn)
    .await
    .optional()?;
    Ok(file.map(|file| file.document))
}
