//! Elections with their dates, their waivers, and the rules on both.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::ElectionsError;
use crate::db::Connection;
use crate::elections::model::Cited;
use crate::elections::model::calendar::{DateRules, Dates, Waiver};
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;

/// An election as it is made. The identity is the form's.
pub struct NewElection<'a> {
    pub id: Uuid,
    pub title: &'a str,
    pub body: &'a str,
    pub cohort: &'a str,
    pub seats: i32,
    pub committee: &'a str,
    pub repeats: Option<Uuid>,
    pub dates: Dates,
    pub by: PartyId,
}

/// An election as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Election {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub body_name: String,
    #[diesel(sql_type = Text)]
    pub cohort: String,
    #[diesel(sql_type = Int4)]
    pub seats: i32,
    #[diesel(sql_type = Text)]
    pub committee: String,
    #[diesel(sql_type = Text)]
    pub committee_name: String,
    /// The number of the election whose dates were repeated.
    #[diesel(sql_type = Nullable<Int4>)]
    pub repeats: Option<i32>,
    #[diesel(sql_type = Text)]
    pub made_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(embed)]
    pub calendar: Calendar,
}

impl Election {
    #[must_use]
    pub fn seats(&self) -> u32 {
        u32::try_from(self.seats).unwrap_or(0)
    }
}

/// One version of the dates.
#[derive(Clone, Debug, QueryableByName)]
pub struct Calendar {
    #[diesel(sql_type = Int4)]
    pub version: i32,
    #[diesel(sql_type = Date)]
    record_date: NaiveDate,
    #[diesel(sql_type = Date)]
    notice_on: NaiveDate,
    #[diesel(sql_type = Date)]
    nominations_open: NaiveDate,
    #[diesel(sql_type = Date)]
    nominations_close: NaiveDate,
    #[diesel(sql_type = Date)]
    list_on: NaiveDate,
    #[diesel(sql_type = Date)]
    exceptions_end: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    opens_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    closes_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub set_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub set_at: DateTime<Utc>,
}

impl Calendar {
    #[must_use]
    pub fn dates(&self) -> Dates {
        Dates {
            record_date: self.record_date,
            notice_on: self.notice_on,
            nominations_open: self.nominations_open,
            nominations_close: self.nominations_close,
            list_on: self.list_on,
            exceptions_end: self.exceptions_end,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
        }
    }
}

const COLUMNS: &str = "c.version, c.record_date, c.notice_on, c.nominations_open, c.nominations_close, c.list_on, \
     c.exceptions_end, c.opens_at, c.closes_at, c.reason, c.recorded_at AS set_at";

fn elections(condition: &str) -> String {
    format!(
        "SELECT e.id, e.number, e.title, e.body, e.cohort, e.seats, e.committee, e.recorded_at, \
                {body_name} AS body_name, {committee_name} AS committee_name, \
                (SELECT r.number FROM elections r WHERE r.id = e.repeats) AS repeats, \
                {made_by} AS made_by, {set_by} AS set_by, {COLUMNS} \
         FROM elections e JOIN LATERAL ( \
             SELECT * FROM election_calendars x WHERE x.election = e.id ORDER BY x.version DESC LIMIT 1) c ON true \
         {condition}",
        body_name = body_name_of("e.body"),
        committee_name = body_name_of("e.committee"),
        made_by = name_of("e.made_by"),
        set_by = name_of("c.set_by"),
    )
}

/// SQL for what a body is called, by its latest charter.
fn body_name_of(body: &str) -> String {
    format!(
        "coalesce((SELECT called.name FROM body_charters called WHERE called.body = {body} \
                   ORDER BY called.record DESC LIMIT 1), {body})"
    )
}

/// One at a time in each election, until the transaction ends.
pub(super) async fn lock(conn: &mut Connection, election: Uuid) -> QueryResult<()> {
    crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("commonhold/election/{election}"))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes an election with its first dates; returns its number.
///
/// # Errors
/// Those of the guards.
pub async fn create(conn: &mut Connection, new: &NewElection<'_>) -> Result<i32, ElectionsError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    conn.transaction(async |conn| {
        crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/elections', 0))")
            .execute(conn)
            .await?;
        let made = crate::db::sql_query(
            "INSERT INTO elections (id, number, title, body, cohort, seats, committee, repeats, made_by) \
             SELECT $1, (SELECT coalesce(max(e.number), 0) + 1 FROM elections e), $2, $3, $4, $5, $6, $7, $8 \
             WHERE NOT EXISTS (SELECT FROM elections e WHERE e.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.title)
        .bind::<Text, _>(new.body)
        .bind::<Text, _>(new.cohort)
        .bind::<Int4, _>(new.seats)
        .bind::<Text, _>(new.committee)
        .bind::<Nullable<SqlUuid>, _>(new.repeats)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        if made > 0 {
            insert_dates(conn, (new.id, Uuid::new_v4()), 1, &new.dates, "", new.by).await?;
        }
        let row: Row = crate::db::sql_query("SELECT number FROM elections WHERE id = $1")
            .bind::<SqlUuid, _>(new.id)
            .get_result(conn)
            .await?;
        Ok(row.number)
    })
    .await
}

async fn insert_dates(
    conn: &mut Connection,
    (election, id): (Uuid, Uuid),
    version: i32,
    dates: &Dates,
    reason: &str,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO election_calendars (id, election, version, record_date, notice_on, nominations_open, \
             nominations_close, list_on, exceptions_end, opens_at, closes_at, reason, set_by) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 \
         WHERE NOT EXISTS (SELECT FROM election_calendars c WHERE c.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(election)
    .bind::<Int4, _>(version)
    .bind::<Date, _>(dates.record_date)
    .bind::<Date, _>(dates.notice_on)
    .bind::<Date, _>(dates.nominations_open)
    .bind::<Date, _>(dates.nominations_close)
    .bind::<Date, _>(dates.list_on)
    .bind::<Date, _>(dates.exceptions_end)
    .bind::<Timestamptz, _>(dates.opens_at)
    .bind::<Timestamptz, _>(dates.closes_at)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Sets other dates after the version that was read. `id` is the form's.
///
/// # Errors
/// When another set dates meanwhile, or the poll was opened.
pub async fn set_dates(
    conn: &mut Connection,
    election: &Election,
    (id, base): (Uuid, i32),
    dates: &Dates,
    reason: &str,
    by: PartyId,
) -> Result<(), ElectionsError> {
    let next = base.saturating_add(1);
    insert_dates(conn, (election.id, id), next, dates, reason, by).await?;
    Ok(())
}

/// Every election, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Election>> {
    crate::db::sql_query(elections("ORDER BY e.number DESC LIMIT 200"))
        .load(conn)
        .await
}

/// The election of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Election>> {
    crate::db::sql_query(elections("WHERE e.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// Every version of its dates, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn calendars(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Calendar>> {
    crate::db::sql_query(format!(
        "SELECT {COLUMNS}, {set_by} AS set_by FROM election_calendars c WHERE c.election = $1 ORDER BY c.version DESC",
        set_by = name_of("c.set_by"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await
}

/// A waiver as recorded.
pub struct NewWaiver<'a> {
    pub id: Uuid,
    pub election: Uuid,
    pub key: &'a str,
    pub days: i32,
    pub decision: Uuid,
    pub reason: &'a str,
    pub by: PartyId,
}

/// Records that a decision lets an election keep fewer days of one rule.
///
/// # Errors
/// When it is no decision of a body that may give one.
pub async fn waive(conn: &mut Connection, new: &NewWaiver<'_>) -> Result<(), ElectionsError> {
    crate::db::sql_query(
        "INSERT INTO election_waivers (id, election, rule_key, days, decision, reason, recorded_by) \
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM election_waivers w WHERE w.id = $1)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.election)
    .bind::<Text, _>(new.key)
    .bind::<Int4, _>(new.days)
    .bind::<SqlUuid, _>(new.decision)
    .bind::<Text, _>(new.reason)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// A decision by which a rule can be waived.
#[derive(Clone, Debug, QueryableByName)]
pub struct Waiving {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
}

/// What the guard of waivers takes for this election, the latest first: adopted by who may waive,
/// without an effect of its own, and not used for another matter.
///
/// # Errors
/// Those of the database.
pub async fn waiving(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Waiving>> {
    crate::db::sql_query(
        "SELECT d.id, e.number, e.title \
         FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry \
         WHERE e.adopted AND e.body IN ('board', 'founders', 'members') AND e.effect IS NULL \
           AND NOT EXISTS (SELECT FROM authority_uses u WHERE u.decision = d.id \
                               AND (u.act <> 'election_waiver' OR u.subject <> $1::text)) \
         ORDER BY e.number DESC LIMIT 200",
    )
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await
}

/// The waivers of an election, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn waivers(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Waiver>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        rule_key: String,
        #[diesel(sql_type = Int4)]
        days: i32,
        #[diesel(sql_type = BigInt)]
        decision: i64,
        #[diesel(sql_type = Text)]
        reason: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT w.rule_key, w.days, d.number AS decision, w.reason FROM election_waivers w \
         JOIN recorded_decisions x ON x.id = w.decision JOIN decision_entries d ON d.id = x.entry \
         WHERE w.election = $1 ORDER BY w.recorded_at, w.id",
    )
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Waiver {
            key: row.rule_key,
            days: i64::from(row.days),
            decision: row.decision,
            reason: row.reason,
        })
        .collect())
}

/// The rules on dates in force at an instant.
///
/// # Errors
/// Those of the database.
pub async fn date_rules(conn: &mut Connection, at: DateTime<Utc>) -> QueryResult<DateRules> {
    let all = rulebook::all_as_of(conn, at).await?;
    let rule = |key: &str| {
        let rule = all.iter().find(|rule| rule.key == key)?;
        Some(Cited {
            value: i64::from(rule.count().ok()?),
            citation: rule.citation.clone(),
        })
    };
    Ok(DateRules {
        record_min: rule(keys::RECORD_DATE_MIN_DAYS),
        record_max: rule(keys::RECORD_DATE_MAX_DAYS),
        notice_min: rule(keys::NOTICE_MIN_DAYS),
        notice_max: rule(keys::NOTICE_MAX_DAYS),
        open_days: rule(keys::NOMINATIONS_OPEN_DAYS),
        close_days: rule(keys::NOMINATIONS_CLOSE_DAYS),
        voting_days: rule(keys::VOTING_MIN_DAYS),
    })
}
