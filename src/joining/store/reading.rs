//! Applications as pages show them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Bool, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use uuid::Uuid;

use crate::db::{Connection, read_from_words};
use crate::joining::model::form::ApplicationForm;
use crate::joining::model::{CheckKind, CheckResult, State, Step, View};
use crate::parties::PartyId;
use crate::web::times::day_said;

read_from_words!(CheckKind, CheckResult, State, Step, View);

/// An application as lists show it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Application {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub person_name: String,
    #[diesel(sql_type = Text)]
    pub class: String,
    #[diesel(sql_type = Text)]
    pub class_name: String,
    #[diesel(sql_type = Text)]
    pub route: String,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// The legal day on which it came.
    #[diesel(sql_type = Date)]
    pub came_on: NaiveDate,
    /// The account of who acts for the applicant.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub account: Option<Uuid>,
    /// The number of the membership it led to.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub member_number: Option<i64>,
}

impl Application {
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    #[must_use]
    pub fn party(&self) -> PartyId {
        PartyId(self.party)
    }

    #[must_use]
    pub fn person(&self) -> PartyId {
        PartyId(self.person)
    }

    /// Whether the class admits on evidence, by the committee.
    #[must_use]
    pub fn is_on_evidence(&self) -> bool {
        self.route == "committee"
    }
}

const APPLICATIONS: &str = "\
    SELECT a.id, a.number, a.party, a.person, p.kind, a.class, c.name AS class_name, a.route, \
           (SELECT r.name FROM party_records r WHERE r.party = a.party ORDER BY r.record DESC LIMIT 1) AS name, \
           (SELECT r.name FROM party_records r WHERE r.party = a.person ORDER BY r.record DESC LIMIT 1) AS person_name, \
           application_state(a.id) AS state, a.recorded_at, legal_day(a.recorded_at) AS came_on, \
           (SELECT x.id FROM accounts x WHERE x.person = a.person) AS account, \
           (SELECT m.number FROM application_admissions x JOIN memberships m ON m.id = x.membership \
            WHERE x.application = a.id) AS member_number \
    FROM applications a JOIN parties p ON p.id = a.party JOIN member_classes c ON c.id = a.class ";

/// The newest applications, at most this many.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut Connection, most: i64) -> QueryResult<Vec<Application>> {
    crate::db::sql_query(format!("{APPLICATIONS} ORDER BY a.number DESC LIMIT $1"))
        .bind::<BigInt, _>(most)
        .load(conn)
        .await
}

/// Every application that somebody of the foundation still has to decide, the
/// oldest first.
///
/// # Errors
/// Those of the database.
pub async fn pending(conn: &mut Connection) -> QueryResult<Vec<Application>> {
    crate::db::sql_query(format!(
        "SELECT * FROM ({APPLICATIONS}) q WHERE q.state IN \
         ('submitted', 'under_review', 'information_requested', 'referred_to_board') ORDER BY q.number"
    ))
    .load(conn)
    .await
}

/// The application of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Application>> {
    crate::db::sql_query(format!("{APPLICATIONS} WHERE a.number = $1"))
        .bind::<Integer, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The applications for which a person acts, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_person(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Application>> {
    crate::db::sql_query(format!(
        "{APPLICATIONS} WHERE a.person = $1 ORDER BY a.number DESC"
    ))
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await
}

/// Applications of organisations that were approved and led to no membership yet, for which
/// another acts than this person, who votes for the organisation now; the latest first.
///
/// # Errors
/// Those of the database.
pub async fn left_to_voter(conn: &mut Connection, voter: PartyId) -> QueryResult<Vec<Application>> {
    crate::db::sql_query(format!(
        "SELECT * FROM ({APPLICATIONS} WHERE a.person <> $1 \
             AND a.party IN (SELECT r.organisation FROM representations r WHERE r.person = $1)) q \
         WHERE q.state = 'approved' AND q.member_number IS NULL \
           AND voting_representative(q.party, legal_day(clock_timestamp())) = $1 ORDER BY q.number DESC"
    ))
    .bind::<SqlUuid, _>(voter.0)
    .load(conn)
    .await
}

/// Who votes for an organisation.
#[derive(Clone, Debug, QueryableByName)]
pub struct Voter {
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
}

impl Voter {
    #[must_use]
    pub fn person(&self) -> PartyId {
        PartyId(self.person)
    }
}

/// Who votes for an organisation today; none where nobody does, and of a person.
///
/// # Errors
/// Those of the database.
pub async fn voter(conn: &mut Connection, party: PartyId) -> QueryResult<Option<Voter>> {
    crate::db::sql_query(
        "SELECT v.person, coalesce((SELECT r.name FROM party_records r WHERE r.party = v.person ORDER BY r.record DESC LIMIT 1), '') AS name \
         FROM (SELECT voting_representative($1, legal_day(clock_timestamp())) AS person) v WHERE v.person IS NOT NULL",
    )
    .bind::<SqlUuid, _>(party.0)
    .get_result(conn)
    .await
    .optional()
}

/// What the applicant wrote; none where it was erased.
///
/// # Errors
/// Those of the database, and a form it holds that cannot be read.
pub async fn form(
    conn: &mut Connection,
    application: Uuid,
) -> QueryResult<Option<ApplicationForm>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        form: serde_json::Value,
    }
    let row: Option<Row> =
        crate::db::sql_query("SELECT form FROM application_forms WHERE application = $1")
            .bind::<SqlUuid, _>(application)
            .get_result(conn)
            .await
            .optional()?;
    row.map(|row| {
        serde_json::from_value(row.form)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
    })
    .transpose()
}

/// A step that was taken.
#[derive(Clone, Debug, QueryableByName)]
pub struct Taken {
    #[diesel(sql_type = Text)]
    step: Step,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Text)]
    pub by: String,
    /// Number of the decision it rests on.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub decision: Option<i64>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub votes: Option<serde_json::Value>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Taken {
    #[must_use]
    pub fn step(&self) -> Step {
        self.step
    }

    /// How the committee stood, in words; empty where it did not decide.
    #[must_use]
    pub fn votes_said(&self) -> String {
        let Some(votes) = &self.votes else {
            return String::new();
        };
        let count = |word: &str| {
            votes
                .get(word)
                .and_then(serde_json::Value::as_i64)
                .unwrap_or(0)
        };
        format!(
            "{} for approving, {} for declining, {} to discuss, {} recused, {} without a view",
            count("approve"),
            count("decline"),
            count("discuss"),
            count("recused"),
            count("silent")
        )
    }
}

/// The steps of an application, in order.
///
/// # Errors
/// Those of the database.
pub async fn steps(conn: &mut Connection, application: Uuid) -> QueryResult<Vec<Taken>> {
    crate::db::sql_query(
        "SELECT s.step, s.words, s.votes, s.recorded_at, \
                (SELECT e.number FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE d.id = s.decision) AS decision, \
                (SELECT r.name FROM party_records r WHERE r.party = s.taken_by ORDER BY r.record DESC LIMIT 1) AS by \
         FROM application_steps s WHERE s.application = $1 ORDER BY s.record",
    )
    .bind::<SqlUuid, _>(application)
    .load(conn)
    .await
}

/// A member of the committee with the view they have now.
#[derive(Clone, Debug, QueryableByName)]
pub struct Held {
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    view: Option<View>,
    #[diesel(sql_type = Text)]
    pub reasons: String,
    /// Whether they are affiliated with the applicant.
    #[diesel(sql_type = Bool)]
    pub affiliated: bool,
}

impl Held {
    #[must_use]
    pub fn person(&self) -> PartyId {
        PartyId(self.person)
    }

    #[must_use]
    pub fn view(&self) -> Option<View> {
        self.view
    }

    /// The view in words.
    #[must_use]
    pub fn said(&self) -> &'static str {
        match self.view() {
            Some(View::Recuse) if self.affiliated => "is recused: affiliated with the applicant",
            Some(view) => view.said(),
            None => "has said nothing yet",
        }
    }
}

/// The committee as it sits now, with everybody's view.
///
/// # Errors
/// Those of the database.
pub async fn views(conn: &mut Connection, application: Uuid) -> QueryResult<Vec<Held>> {
    crate::db::sql_query(
        "SELECT v.person, v.view, is_interested($1, v.person) AS affiliated, \
                (SELECT r.name FROM party_records r WHERE r.party = v.person ORDER BY r.record DESC LIMIT 1) AS name, \
                coalesce((SELECT w.reasons FROM application_views w WHERE w.application = $1 AND w.person = v.person \
                          ORDER BY w.record DESC LIMIT 1), '') AS reasons \
         FROM committee_views($1) v ORDER BY name, v.person",
    )
    .bind::<SqlUuid, _>(application)
    .load(conn)
    .await
}

/// What the views amount to now, by the rules in force.
#[derive(Clone, Debug, Deserialize)]
pub struct Verdict {
    /// `approve`, `decline`, or none yet.
    pub outcome: Option<String>,
    /// `consensus` or `vote`.
    pub by: String,
    /// The committee is smaller than its charter says: the board decides.
    pub too_few: bool,
}

/// The verdict as the database finds it.
///
/// # Errors
/// Those of the database.
pub async fn verdict(conn: &mut Connection, application: Uuid) -> QueryResult<Verdict> {
    let verdict: serde_json::Value = diesel::select(
        diesel::dsl::sql::<Jsonb>("committee_verdict(")
            .bind::<SqlUuid, _>(application)
            .sql(")"),
    )
    .get_result(conn)
    .await?;
    serde_json::from_value(verdict)
        .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// Whether a person may not judge an application.
///
/// # Errors
/// Those of the database.
pub async fn is_interested(
    conn: &mut Connection,
    application: Uuid,
    person: PartyId,
) -> QueryResult<bool> {
    diesel::select(
        diesel::dsl::sql::<Bool>("coalesce(is_interested(")
            .bind::<SqlUuid, _>(application)
            .sql(", ")
            .bind::<SqlUuid, _>(person.0)
            .sql("), true)"),
    )
    .get_result(conn)
    .await
}

/// A check that was recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Checked {
    #[diesel(sql_type = Text)]
    pub kind: CheckKind,
    #[diesel(sql_type = Text)]
    pub result: CheckResult,
    #[diesel(sql_type = Text)]
    pub reference: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub list_date: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Checked {
    /// The check in a sentence.
    #[must_use]
    pub fn said(&self) -> String {
        let found = match self.result {
            CheckResult::Clear => "nothing found",
            CheckResult::Match => "a possible match",
        };
        match self.kind {
            CheckKind::Screening => format!(
                "Screened against {} of {}: {found}.",
                self.reference,
                self.list_date
                    .map_or_else(String::new, |day| day_said(&day))
            ),
            CheckKind::Staff => format!("Papers looked at: {}.", self.reference),
            CheckKind::Payment => format!("Payment confirmed: {}.", self.reference),
            CheckKind::InKind => format!("Work in kind taken: {}.", self.reference),
        }
    }
}

/// The checks of an application, in order.
///
/// # Errors
/// Those of the database.
pub async fn checks(conn: &mut Connection, application: Uuid) -> QueryResult<Vec<Checked>> {
    crate::db::sql_query(
        "SELECT c.kind, c.result, c.reference, c.list_date, c.recorded_at, \
                (SELECT r.name FROM party_records r WHERE r.party = c.made_by ORDER BY r.record DESC LIMIT 1) AS by \
         FROM application_checks c WHERE c.application = $1 ORDER BY c.recorded_at",
    )
    .bind::<SqlUuid, _>(application)
    .load(conn)
    .await
}
