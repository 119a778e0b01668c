//! All SQL of matters. What is open of them is read here, their `dates` and `proposals` beside
//! it; [`acting`]: what people do; [`privilege`]: what is privileged, for whom it is.

/// The latest name of a person or organisation in SQL.
macro_rules! name_of {
    ($person:literal) => {
        concat!(
            "(SELECT n.name FROM party_records n WHERE n.party = ",
            $person,
            " ORDER BY n.record DESC LIMIT 1)"
        )
    };
}

pub mod acting;
mod dates;
pub mod privilege;
mod proposals;

pub use dates::{BindingDate, dates, dates_until};
pub use proposals::{Proposal, proposals};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{DateEnding, DateKind, NoteKind, Outcome, ProposalKind, State, Step, Venue};
use crate::db::{Connection, read_from_words};
use crate::parties::PartyId;

read_from_words!(
    DateEnding,
    DateKind,
    NoteKind,
    Outcome,
    ProposalKind,
    State,
    Step,
    Venue
);

/// Why something was not recorded.
#[derive(Debug, Error)]
pub enum MattersError {
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for MattersError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name().and_then(sentence) {
            Some(sentence) => Self::Refused(sentence),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "matter_is_worked_on" => {
            "Officers and counsel of the matter do this, and nobody who is adverse in it or whom it is about. Ask one of them."
        }
        "matter_is_of_record" => "Name an asset and a report that are on record.",
        "matter_entry_is_not_to_come" => "Give a day that has come: what is entered has happened.",
        "matter_step_is_allowed" => {
            "The matter stands otherwise by now. Open the page again and choose from what is open to it."
        }
        "matter_has_no_days" => {
            "A day still binds in this matter. Say what became of each before you close it."
        }
        "matter_person_signs_in" => "Nobody has an account with this address. Have one made first.",
        "matter_proposal_fits" => {
            "This person stands so already, or stands otherwise by now. Open the page again."
        }
        "privilege_is_shared" => {
            "What is privileged is between counsel of the matter and the directors who are not adverse in it. Ask one of them."
        }
        "matters_pkey"
        | "matter_entries_id_key"
        | "matter_dates_id_key"
        | "matter_proposals_pkey"
        | "matter_declarations_id_key"
        | "matter_notes_pkey" => "This form was sent already. Open the page again.",
        "matter_date_ends_pkey" => {
            "Somebody has said already what became of this day. Open the page again."
        }
        _ => return None,
    })
}

/// A matter as it stands, without what is privileged.
#[derive(Clone, Debug)]
pub struct Matter {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub venue: Venue,
    pub state: State,
    pub outcome: Option<Outcome>,
    /// Number and title of the asset it is about.
    pub asset: Option<(i64, String)>,
    /// The number of the report of misuse it follows.
    pub report: Option<i64>,
    /// May be empty.
    pub opponent: String,
    pub opened_by: String,
    pub at: DateTime<Utc>,
    /// How many privileged notes there are.
    pub notes: i64,
}

impl Matter {
    /// `M-3`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("M-{}", self.number)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    venue: Venue,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<BigInt>)]
    asset_number: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    asset_title: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    report: Option<i64>,
    #[diesel(sql_type = Text)]
    opponent: String,
    #[diesel(sql_type = Text)]
    opened_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    notes: i64,
}

impl Row {
    fn read(self) -> Matter {
        Matter {
            id: self.id,
            number: self.number,
            title: self.title,
            venue: self.venue,
            state: self.state,
            outcome: self.outcome.filter(|_| self.state == State::Closed),
            asset: self.asset_number.zip(self.asset_title),
            report: self.report,
            opponent: self.opponent,
            opened_by: self.opened_by,
            at: self.recorded_at,
            notes: self.notes,
        }
    }
}

const MATTERS: &str = concat!(
    "SELECT m.id, m.number, m.title, m.venue, matter_state(m.id) AS state, \
        (SELECT e.outcome FROM matter_entries e WHERE e.matter = m.id AND e.outcome IS NOT NULL ORDER BY e.record DESC LIMIT 1) AS outcome, \
        a.number AS asset_number, a.title AS asset_title, r.number AS report, m.opponent, ",
    name_of!("m.opened_by"),
    " AS opened_by, m.recorded_at, \
        (SELECT count(*) FROM matter_notes n WHERE n.matter = m.id) AS notes \
     FROM matters m LEFT JOIN asset_now a ON a.asset = m.asset LEFT JOIN misuse_reports r ON r.id = m.report"
);

/// The matter of this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Matter>> {
    let row: Option<Row> = crate::db::sql_query(format!("{MATTERS} WHERE m.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// Which matters a person is shown.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// Every one: officers.
    All,
    /// Those in which they are counsel now.
    Counsel(PartyId),
}

/// Matters, the newest first, those that are closed after the others; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut Connection, whose: Whose, most: i64) -> QueryResult<Vec<Matter>> {
    let who = match whose {
        Whose::All => None,
        Whose::Counsel(person) => Some(person.0),
    };
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{MATTERS} WHERE $1::uuid IS NULL OR is_counsel(m.id, $1) AND NOT is_adverse(m.id, $1) \
         ORDER BY matter_state(m.id) = 'closed', m.number DESC LIMIT $2"
    ))
    .bind::<Nullable<SqlUuid>, _>(who)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// How somebody stands in a matter now.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Standing {
    #[diesel(sql_type = Bool)]
    pub counsel: bool,
    #[diesel(sql_type = Bool)]
    pub adverse: bool,
    /// Whether they enter what happens.
    #[diesel(sql_type = Bool)]
    pub works: bool,
    /// Whether they read and write what is privileged.
    #[diesel(sql_type = Bool)]
    pub privileged: bool,
}

/// # Errors
/// Those of the database.
pub async fn standing(
    conn: &mut Connection,
    matter: Uuid,
    person: PartyId,
) -> QueryResult<Standing> {
    crate::db::sql_query(
        "SELECT is_counsel($1, $2) AS counsel, is_adverse($1, $2) AS adverse, works_on_matter($1, $2) AS works, \
            shares_privilege($1, $2) AS privileged",
    )
    .bind::<SqlUuid, _>(matter)
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    pub step: Step,
    pub outcome: Option<Outcome>,
    pub happened_on: NaiveDate,
    pub words: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = Text)]
    step: Step,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<Outcome>,
    #[diesel(sql_type = Date)]
    happened_on: NaiveDate,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Text)]
    entered_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// What happened in a matter, in the order of entry.
///
/// # Errors
/// Those of the database.
pub async fn entries(conn: &mut Connection, matter: Uuid) -> QueryResult<Vec<Entry>> {
    let rows: Vec<EntryRow> = crate::db::sql_query(concat!(
        "SELECT e.step, e.outcome, e.happened_on, e.words, ",
        name_of!("e.entered_by"),
        " AS entered_by, e.recorded_at FROM matter_entries e WHERE e.matter = $1 ORDER BY e.record"
    ))
    .bind::<SqlUuid, _>(matter)
    .load(conn)
    .await?;
    let read = |row: EntryRow| Entry {
        step: row.step,
        outcome: row.outcome,
        happened_on: row.happened_on,
        words: row.words,
        by: row.entered_by,
        at: row.recorded_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Somebody who is counsel in a matter, or adverse in it, now.
#[derive(Clone, Debug, QueryableByName)]
pub struct Involved {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bool)]
    pub counsel: bool,
    #[diesel(sql_type = Bool)]
    pub adverse: bool,
    /// Whether they said so themselves.
    #[diesel(sql_type = Bool)]
    pub declared: bool,
}

/// # Errors
/// Those of the database.
pub async fn involved(conn: &mut Connection, matter: Uuid) -> QueryResult<Vec<Involved>> {
    crate::db::sql_query(concat!(
        "SELECT * FROM (SELECT ",
        name_of!("w.person"),
        " AS name, is_counsel($1, w.person) AS counsel, is_adverse($1, w.person) AS adverse, \
            coalesce((SELECT max(s.recorded_at) FROM matter_declarations s WHERE s.matter = $1 AND s.person = w.person AND s.says = 'adverse') \
                > coalesce((SELECT max(d.recorded_at) FROM matter_determinations d JOIN matter_proposals p ON p.id = d.proposal \
                            WHERE p.matter = $1 AND p.person = w.person AND p.kind IN ('adverse', 'readmit')), '-infinity'), false) AS declared \
         FROM (SELECT p.person FROM matter_proposals p WHERE p.matter = $1 \
               UNION SELECT s.person FROM matter_declarations s WHERE s.matter = $1) w) every \
         WHERE every.counsel OR every.adverse ORDER BY every.name"
    ))
    .bind::<SqlUuid, _>(matter)
    .load(conn)
    .await
}

/// Whether somebody is counsel in any matter now.
///
/// # Errors
/// Those of the database.
pub async fn is_counsel_anywhere(conn: &mut Connection, person: PartyId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Is {
        #[diesel(sql_type = Bool)]
        is: bool,
    }
    let row: Is = crate::db::sql_query(
        "SELECT EXISTS (SELECT FROM matter_proposals p WHERE p.person = $1 AND p.kind = 'retain' AND is_counsel(p.matter, $1)) AS is",
    )
    .bind::<SqlUuid, _>(person.0)
    .get_result(conn)
    .await?;
    Ok(row.is)
}
