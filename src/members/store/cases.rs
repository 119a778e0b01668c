//! Cases against memberships: opened, told, heard, carried out or dropped.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::{Connection, read_from_words};
use crate::members::model::MembershipId;
use crate::members::model::cases::{Channel, Ground, Manner, Proposes, Way};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;

read_from_words!(Ground, Proposes, Way);

/// A case as it is opened. The identity is the form's, so that a form sent twice
/// opens one case.
pub struct NewCase<'a> {
    pub id: Uuid,
    pub membership: MembershipId,
    pub proposes: Proposes,
    pub ground: Ground,
    pub wilful: bool,
    pub reasons: &'a str,
    pub effective_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub hearing_at: Option<DateTime<Utc>>,
    pub hearing_place: &'a str,
    pub by: PartyId,
}

/// Opens a case and returns its number.
///
/// # Errors
/// Those of the database.
pub async fn open(conn: &mut Connection, new: &NewCase<'_>) -> QueryResult<i32> {
    crate::db::sql_query(
        "INSERT INTO membership_cases (id, membership, proposes, ground, wilful, reasons, effective_on, until_on, \
             hearing_at, hearing_place, opened_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.membership.0)
    .bind::<Text, _>(new.proposes.word())
    .bind::<Text, _>(new.ground.word())
    .bind::<Bool, _>(new.wilful)
    .bind::<Text, _>(new.reasons)
    .bind::<Date, _>(new.effective_on)
    .bind::<Nullable<Date>, _>(new.until_on)
    .bind::<Nullable<Timestamptz>, _>(new.hearing_at)
    .bind::<Text, _>(new.hearing_place)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    diesel::select(
        diesel::dsl::sql::<diesel::sql_types::Integer>(
            "(SELECT number FROM membership_cases WHERE id = ",
        )
        .bind::<SqlUuid, _>(new.id)
        .sql(")"),
    )
    .get_result(conn)
    .await
}

/// A case with what became of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Case {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub member_number: i64,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Text)]
    proposes: Proposes,
    #[diesel(sql_type = Text)]
    ground: Ground,
    #[diesel(sql_type = Bool)]
    pub wilful: bool,
    #[diesel(sql_type = Text)]
    pub reasons: String,
    #[diesel(sql_type = Date)]
    pub effective_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub until_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub hearing_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub hearing_place: String,
    #[diesel(sql_type = Text)]
    pub opened_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// `carried_out`, `dropped`, or none while the case is open.
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub effect_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<diesel::sql_types::BigInt>)]
    pub decision: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub dropped_for: Option<String>,
    /// The account of whoever acts for the membership.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub account: Option<Uuid>,
}

impl Case {
    #[must_use]
    pub fn proposes(&self) -> Proposes {
        self.proposes
    }

    #[must_use]
    pub fn ground(&self) -> Ground {
        self.ground
    }

    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
}

const CASES: &str = "\
    SELECT c.id, c.number, m.number AS member_number, \
           (SELECT r.name FROM party_records r WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1) AS member, \
           c.proposes, c.ground, c.wilful, c.reasons, c.effective_on, c.until_on, c.hearing_at, c.hearing_place, \
           (SELECT r.name FROM party_records r WHERE r.party = c.opened_by ORDER BY r.record DESC LIMIT 1) AS opened_by, \
           c.recorded_at, e.outcome, e.effective_on AS effect_on, (SELECT n.number FROM decision_entries n WHERE n.id = d.entry) AS decision, e.reason AS dropped_for, \
           (SELECT a.id FROM accounts a WHERE a.person = coalesce( \
                (SELECT x.person FROM representations x WHERE x.organisation = m.party \
                   AND x.starts_on <= legal_day(clock_timestamp()) \
                   AND NOT EXISTS (SELECT FROM representations y WHERE y.corrects = x.record) \
                 ORDER BY x.starts_on DESC, x.record DESC LIMIT 1), m.party)) AS account \
    FROM membership_cases c JOIN memberships m ON m.id = c.membership \
    LEFT JOIN membership_case_ends e ON e.of_case = c.id \
    LEFT JOIN recorded_decisions d ON d.id = e.decision ";

/// The case of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Case>> {
    crate::db::sql_query(format!("{CASES} WHERE c.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// Every case, those still open first, then the latest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Case>> {
    crate::db::sql_query(format!(
        "{CASES} ORDER BY (e.of_case IS NULL) DESC, c.number DESC LIMIT 200"
    ))
    .load(conn)
    .await
}

/// What was done in a case, in order.
#[derive(Clone, Debug, QueryableByName)]
pub struct Step {
    /// `notice` or `hearing`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub way: Way,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub text: String,
    #[diesel(sql_type = Text)]
    pub by: String,
}

/// The notices and hearings of a case.
///
/// # Errors
/// Those of the database.
pub async fn steps(conn: &mut Connection, case: Uuid) -> QueryResult<Vec<Step>> {
    crate::db::sql_query(
        "SELECT s.kind, s.way, s.at, s.text, \
                (SELECT r.name FROM party_records r WHERE r.party = s.person ORDER BY r.record DESC LIMIT 1) AS by \
         FROM (SELECT 'notice' AS kind, channel AS way, given_at AS at, evidence AS text, given_by AS person, recorded_at \
               FROM membership_case_notices WHERE of_case = $1 \
               UNION ALL SELECT 'hearing', manner, held_at, minutes, recorded_by, recorded_at \
               FROM membership_case_hearings WHERE of_case = $1) s \
         ORDER BY s.at, s.recorded_at",
    )
    .bind::<SqlUuid, _>(case)
    .load(conn)
    .await
}

/// A notice of a case.
pub struct NewNotice<'a> {
    pub id: Uuid,
    pub case: Uuid,
    pub channel: Channel,
    pub given_at: DateTime<Utc>,
    pub evidence: &'a str,
    /// Of a notice by e-mail: to which account, and the letter.
    pub letter: Option<(Uuid, Letter)>,
    pub by: PartyId,
}

/// Records a notice; by e-mail it is queued in the same transaction.
///
/// # Errors
/// Those of the database, which refuses what lies ahead and what comes after the end.
pub async fn give_notice(conn: &mut Connection, new: &NewNotice<'_>) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let again: bool = diesel::select(
            diesel::dsl::sql::<Bool>("EXISTS (SELECT FROM membership_case_notices WHERE id = ")
                .bind::<SqlUuid, _>(new.id)
                .sql(")"),
        )
        .get_result(conn)
        .await?;
        if again {
            return Ok(());
        }
        let letter = match &new.letter {
            Some((account, letter)) => {
                let recipient = Recipient::Account(*account);
                Some(outbox::store::queue(conn, &recipient, letter).await?)
            }
            None => None,
        };
        crate::db::sql_query(
            "INSERT INTO membership_case_notices (id, of_case, channel, given_at, evidence, letter, given_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(new.case)
        .bind::<Text, _>(new.channel.word())
        .bind::<Timestamptz, _>(new.given_at)
        .bind::<Text, _>(new.evidence)
        .bind::<Nullable<SqlUuid>, _>(letter)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Records that the member was heard, or did not use the opportunity.
///
/// # Errors
/// Those of the database, which refuses what lies ahead and what comes after the end.
pub async fn hear(
    conn: &mut Connection,
    id: Uuid,
    case: Uuid,
    (manner, held_at): (Manner, DateTime<Utc>),
    minutes: &str,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_case_hearings (id, of_case, held_at, manner, minutes, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(case)
    .bind::<Timestamptz, _>(held_at)
    .bind::<Text, _>(manner.word())
    .bind::<Text, _>(minutes)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Carries a case out by a decision of the board; the database refuses what notice,
/// hearing or decision do not allow.
///
/// # Errors
/// Those of the database.
pub async fn carry_out(
    conn: &mut Connection,
    case: Uuid,
    effective_on: NaiveDate,
    decision: Uuid,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_case_ends (of_case, outcome, effective_on, decision, reason, recorded_by) \
         VALUES ($1, 'carried_out', $2, $3, '', $4)",
    )
    .bind::<SqlUuid, _>(case)
    .bind::<Date, _>(effective_on)
    .bind::<SqlUuid, _>(decision)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Drops a case.
///
/// # Errors
/// Those of the database.
pub async fn drop_case(
    conn: &mut Connection,
    case: Uuid,
    reason: &str,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_case_ends (of_case, outcome, reason, recorded_by) VALUES ($1, 'dropped', $2, $3)",
    )
    .bind::<SqlUuid, _>(case)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The decision of this number that counts; none when there is none.
///
/// # Errors
/// Those of the database.
pub async fn decision(conn: &mut Connection, number: i64) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT d.id FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE e.number = $1",
    )
        .bind::<diesel::sql_types::BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.id))
}

/// The suspension in force on a day, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn suspension(
    conn: &mut Connection,
    membership: MembershipId,
    day: NaiveDate,
) -> QueryResult<Option<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT s.id FROM membership_suspensions s \
         WHERE s.membership = $1 AND s.starts_on <= $2 AND $2 < s.ends_on \
           AND NOT EXISTS (SELECT FROM membership_suspension_ends l WHERE l.suspension = s.id) LIMIT 1",
    )
    .bind::<SqlUuid, _>(membership.0)
    .bind::<Date, _>(day)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.id))
}

/// Lifts a suspension from a day on, by a decision of the board.
///
/// # Errors
/// Those of the database.
pub async fn lift(
    conn: &mut Connection,
    suspension: Uuid,
    from: NaiveDate,
    decision: Uuid,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_suspension_ends (suspension, ends_on, decision, recorded_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(suspension)
    .bind::<Date, _>(from)
    .bind::<SqlUuid, _>(decision)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
