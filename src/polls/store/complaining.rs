//! Complaints about closed polls, how officers answered them, and what waits for them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Poll, refused_by};
use crate::accounts;
use crate::db::{Connection, sql_query};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::polls::complaint::{Complaint, Waiting};

/// Why a complaint or an answer was not put on record.
#[derive(Debug, thiserror::Error)]
pub enum ComplaintError {
    #[error("One may not complain of this poll now (rule complaints.days). Write to its officers.")]
    NotOpen,
    #[error("You stand for no line of this poll's roll. Ask somebody who does.")]
    NotOnRoll,
    #[error("You complained of this poll ten times already. Write to its officers.")]
    TooMany,
    #[error("A tracker stands in the text. Take it out: who reads it reads the ballot.")]
    Tracker,
    #[error("You complained of this yourself: another officer answers it.")]
    Own,
    #[error("There is no such complaint about this poll. Open the page again.")]
    NotFound,
    #[error(
        "The count of this poll is certified: nothing is answered any more. Write to whoever complained."
    )]
    Certified,
    #[error("That act sets no envelopes of this poll aside. Choose another act.")]
    NoSetAside,
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for ComplaintError {
    fn from(error: Error) -> Self {
        match refused_by(&error) {
            Some("complaint_comes_in_time") => Self::NotOpen,
            Some("complaint_is_of_the_roll") => Self::NotOnRoll,
            Some("complaints_are_few") => Self::TooMany,
            Some("poll_complaints_no_tracker" | "poll_complaint_answers_no_tracker") => {
                Self::Tracker
            }
            Some("complaint_answer_is_another_s") => Self::Own,
            Some("complaint_answer_comes_in_time") => Self::Certified,
            Some("complaint_answer_names_a_set_aside") => Self::NoSetAside,
            _ => Self::Database(error),
        }
    }
}

/// What the certification of a poll waits for.
///
/// # Errors
/// Those of the database.
pub async fn complaints_waiting(conn: &mut Connection, poll: Uuid) -> QueryResult<Waiting> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Timestamptz>)]
        until: Option<DateTime<Utc>>,
        #[diesel(sql_type = BigInt)]
        unanswered: i64,
    }
    let row: Row = sql_query(
        "SELECT complaints_until($1) AS until,
                (SELECT count(*) FROM poll_complaints c WHERE c.poll_id = $1
                   AND NOT EXISTS (SELECT 1 FROM poll_complaint_answers a WHERE a.complaint = c.id)) AS unanswered",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await?;
    Ok(Waiting {
        until: row.until,
        unanswered: row.unanswered,
    })
}

/// Puts a complaint on record, once for each form, and mails its number; returns it.
///
/// # Errors
/// When it comes too early or too late, or is not the person's to make.
pub async fn complain(
    conn: &mut Connection,
    poll: &Poll,
    form: Uuid,
    person: PartyId,
    complaint: &Complaint,
) -> Result<i32, ComplaintError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    conn.transaction(async |conn| {
        let before: Option<Row> = sql_query(
            "SELECT number FROM poll_complaints WHERE id = $1 AND poll_id = $2 AND person = $3",
        )
        .bind::<SqlUuid, _>(form)
        .bind::<SqlUuid, _>(poll.id)
        .bind::<SqlUuid, _>(person.0)
        .get_result(conn)
        .await
        .optional()?;
        if let Some(row) = before {
            return Ok(row.number);
        }
        let row: Row = sql_query(
            "INSERT INTO poll_complaints (id, poll_id, person, receipt, text)
             VALUES ($1, $2, $3, $4, $5) RETURNING number",
        )
        .bind::<SqlUuid, _>(form)
        .bind::<SqlUuid, _>(poll.id)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Nullable<Bytea>, _>(complaint.receipt.map(|receipt| receipt.as_bytes().to_vec()))
        .bind::<Text, _>(&complaint.text)
        .get_result(conn)
        .await?;
        let letter = Letter::ComplaintReceived {
            title: poll.draft.wording(),
            path: format!("/polls/{}/complaints", poll.number),
            number: row.number,
        };
        write_to(conn, person, letter).await?;
        Ok(row.number)
    })
    .await
}

async fn write_to(conn: &mut Connection, person: PartyId, letter: Letter) -> QueryResult<()> {
    for account in accounts::store::of_persons(conn, &[person.0]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    }
    Ok(())
}

/// A complaint as it stands on record.
#[derive(Clone, Debug, QueryableByName)]
pub struct ComplaintRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub receipt: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    pub text: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// An answer of officers.
#[derive(Clone, Debug, QueryableByName)]
pub struct ComplaintAnswer {
    #[diesel(sql_type = SqlUuid)]
    pub complaint: Uuid,
    #[diesel(sql_type = Text)]
    pub text: String,
    /// The act that set envelopes aside because of it.
    #[diesel(sql_type = Nullable<Int4>)]
    pub act: Option<i32>,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// The complaints about a poll, in order; of one person alone where one is given.
///
/// # Errors
/// Those of the database.
pub async fn complaints(
    conn: &mut Connection,
    poll: Uuid,
    person: Option<PartyId>,
) -> QueryResult<Vec<(ComplaintRow, Vec<ComplaintAnswer>)>> {
    let rows: Vec<ComplaintRow> = sql_query(
        "SELECT c.id, c.number, c.person, n.name, c.receipt, c.text, c.recorded_at AS at
         FROM poll_complaints c
         JOIN LATERAL (SELECT name FROM party_records WHERE party = c.person ORDER BY record DESC LIMIT 1) n ON true
         WHERE c.poll_id = $1 AND ($2 IS NULL OR c.person = $2) ORDER BY c.number",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Nullable<SqlUuid>, _>(person.map(|person| person.0))
    .load(conn)
    .await?;
    let answers: Vec<ComplaintAnswer> = sql_query(
        "SELECT a.complaint, a.text, x.number AS act, n.name AS by, a.recorded_at AS at
         FROM poll_complaint_answers a JOIN poll_complaints c ON c.id = a.complaint
         LEFT JOIN acts x ON x.id = a.set_aside
         JOIN LATERAL (SELECT name FROM party_records WHERE party = a.answered_by ORDER BY record DESC LIMIT 1) n ON true
         WHERE c.poll_id = $1 ORDER BY a.record",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = answers.iter().filter(|answer| answer.complaint == row.id);
            let own = own.cloned().collect();
            (row, own)
        })
        .collect())
}

/// What an officer answers.
#[derive(Clone, Debug)]
pub struct NewAnswer<'a> {
    /// The form's id.
    pub form: Uuid,
    /// The complaint's number.
    pub number: i32,
    pub text: &'a str,
    /// The number of the act that sets envelopes aside because of it, if officers decided so.
    pub act: Option<i32>,
    pub officer: PartyId,
}

/// Puts an answer on record, once for each form, and mails it.
///
/// # Errors
/// When it is not the officer's to give, or comes too late.
pub async fn answer_complaint(
    conn: &mut Connection,
    poll: &Poll,
    new: &NewAnswer<'_>,
) -> Result<(), ComplaintError> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    conn.transaction(async |conn| {
        let found = complaints(conn, poll.id, None).await?;
        let found = found.iter().find(|(row, _)| row.number == new.number);
        let (complaint, _) = found.ok_or(ComplaintError::NotFound)?;
        let act: Option<Id> = match new.act {
            None => None,
            Some(number) => Some(
                sql_query("SELECT id FROM acts WHERE number = $1 AND subject_id = $2")
                    .bind::<Int4, _>(number)
                    .bind::<SqlUuid, _>(poll.id)
                    .get_result(conn)
                    .await
                    .optional()?
                    .ok_or(ComplaintError::NoSetAside)?,
            ),
        };
        let added = sql_query(
            "INSERT INTO poll_complaint_answers (id, complaint, text, set_aside, answered_by)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(new.form)
        .bind::<SqlUuid, _>(complaint.id)
        .bind::<Text, _>(new.text)
        .bind::<Nullable<SqlUuid>, _>(act.map(|act| act.id))
        .bind::<SqlUuid, _>(new.officer.0)
        .execute(conn)
        .await?;
        if added == 1 {
            let letter = Letter::ComplaintAnswered {
                title: poll.draft.wording(),
                path: format!("/polls/{}/complaints", poll.number),
                number: complaint.number,
                answer: new.text.to_owned(),
            };
            write_to(conn, PartyId(complaint.person), letter).await?;
        }
        Ok(())
    })
    .await
}

/// A complaint that nobody has answered.
#[derive(Clone, Debug, QueryableByName)]
pub struct Unanswered {
    /// The poll's number.
    #[diesel(sql_type = Int4)]
    pub poll: i32,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// Every complaint that nobody has answered, of polls that were not ended.
///
/// # Errors
/// Those of the database.
pub async fn unanswered_complaints(conn: &mut Connection) -> QueryResult<Vec<Unanswered>> {
    sql_query(
        "SELECT p.number AS poll, c.number, c.person, c.recorded_at AS at
         FROM poll_complaints c JOIN polls p ON p.id = c.poll_id
         WHERE NOT EXISTS (SELECT 1 FROM poll_complaint_answers a WHERE a.complaint = c.id)
           AND NOT EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id)
         ORDER BY c.number",
    )
    .load(conn)
    .await
}
