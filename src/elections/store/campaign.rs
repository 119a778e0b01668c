//! Questions to candidates and their replies, and letters of candidates to
//! everybody on the roll.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::ElectionsError;
use super::elections::{self, Election};
use crate::db::Connection;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::parties::store::name_of;
use crate::rolls;

/// A question as asked; what hides it where the committee did.
#[derive(Clone, Debug, QueryableByName)]
pub struct Question {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub asked_by: String,
    #[diesel(sql_type = Text)]
    pub question: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// The reason why two of the committee hid it.
    #[diesel(sql_type = Nullable<Text>)]
    pub hidden: Option<String>,
}

/// A candidate's reply.
#[derive(Clone, Debug, QueryableByName)]
pub struct Reply {
    #[diesel(sql_type = SqlUuid)]
    pub question: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub candidate: String,
    #[diesel(sql_type = Text)]
    pub reply: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// Asks all candidates something, for a membership.
///
/// # Errors
/// Outside its time.
pub async fn ask(
    conn: &mut Connection,
    election: Uuid,
    (id, membership, by): (Uuid, Uuid, PartyId),
    question: &str,
) -> Result<(), ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election).await?;
        crate::db::sql_query(
            "INSERT INTO candidate_questions (id, election, number, membership, asked_by, question) \
             SELECT $1, $2, (SELECT coalesce(max(q.number), 0) + 1 FROM candidate_questions q WHERE q.election = $2), \
                    $3, $4, $5 \
             WHERE NOT EXISTS (SELECT FROM candidate_questions q WHERE q.id = $1)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(election)
        .bind::<SqlUuid, _>(membership)
        .bind::<SqlUuid, _>(by.0)
        .bind::<Text, _>(question)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Records a candidate's reply.
///
/// # Errors
/// When it is no candidate's, or the vote is closed.
pub async fn reply(
    conn: &mut Connection,
    (id, question): (Uuid, Uuid),
    candidate: PartyId,
    text: &str,
) -> Result<(), ElectionsError> {
    crate::db::sql_query(
        "INSERT INTO candidate_replies (id, question, candidate, reply) SELECT $1, $2, $3, $4 \
         WHERE NOT EXISTS (SELECT FROM candidate_replies r WHERE r.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(question)
    .bind::<SqlUuid, _>(candidate.0)
    .bind::<Text, _>(text)
    .execute(conn)
    .await?;
    Ok(())
}

/// The questions of an election in order, and the replies.
///
/// # Errors
/// Those of the database.
pub async fn questions(
    conn: &mut Connection,
    election: Uuid,
) -> QueryResult<(Vec<Question>, Vec<Reply>)> {
    let asked = crate::db::sql_query(format!(
        "SELECT q.id, q.number, {by} AS asked_by, q.question, q.recorded_at AS at, \
                (SELECT a.reason FROM election_acts a JOIN election_act_confirmations c ON c.act = a.id \
                 WHERE a.question = q.id ORDER BY a.number LIMIT 1) AS hidden \
         FROM candidate_questions q JOIN memberships m ON m.id = q.membership WHERE q.election = $1 ORDER BY q.number",
        by = name_of("m.party"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await?;
    let replies = crate::db::sql_query(format!(
        "SELECT r.question, r.candidate AS person, {by} AS candidate, r.reply, r.recorded_at AS at FROM candidate_replies r \
         JOIN candidate_questions q ON q.id = r.question WHERE q.election = $1 ORDER BY r.record",
        by = name_of("r.candidate"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await?;
    Ok((asked, replies))
}

/// A letter as a candidate writes it; the identity is the form's.
pub struct NewLetter<'a> {
    pub id: Uuid,
    pub candidate: PartyId,
    pub candidate_name: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
}

/// Hands a letter to the outbox for everybody who acts for a line of the certified
/// roll, and says to how many. Who chose not to get letters of candidates gets none:
/// the outbox sees to that, for every candidate alike.
///
/// # Errors
/// When it is no candidate's, or their letters are used up.
pub async fn send(
    conn: &mut Connection,
    election: &Election,
    roll: Uuid,
    new: &NewLetter<'_>,
    today: NaiveDate,
) -> Result<usize, ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election.id).await?;
        let accounts: BTreeSet<Uuid> = rolls::store::voters(conn, roll, today)
            .await?
            .into_iter()
            .map(|voter| voter.account)
            .collect();
        let fresh = crate::db::sql_query(
            "INSERT INTO candidate_letters (id, election, candidate, subject, letter, accounts) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM candidate_letters l WHERE l.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(election.id)
        .bind::<SqlUuid, _>(new.candidate.0)
        .bind::<Text, _>(new.subject)
        .bind::<Text, _>(new.text)
        .bind::<Int4, _>(i32::try_from(accounts.len()).unwrap_or(i32::MAX))
        .execute(conn)
        .await?;
        let count = accounts.len();
        if fresh > 0 {
            let letter = Letter::CandidateLetter {
                title: election.title.clone(),
                candidate: new.candidate_name.to_owned(),
                subject: new.subject.to_owned(),
                text: new.text.to_owned(),
                path: format!("/elections/{}", election.number),
            };
            let letters = accounts
                .into_iter()
                .map(|account| (Recipient::Account(account), letter.clone()));
            outbox::store::queue_all(conn, letters).await?;
        }
        Ok(count)
    })
    .await
}

/// How many letters a candidate has had sent.
///
/// # Errors
/// Those of the database.
pub async fn sent(conn: &mut Connection, election: Uuid, candidate: PartyId) -> QueryResult<u32> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = crate::db::sql_query(
        "SELECT count(*) AS n FROM candidate_letters l WHERE l.election = $1 AND l.candidate = $2",
    )
    .bind::<SqlUuid, _>(election)
    .bind::<SqlUuid, _>(candidate.0)
    .get_result(conn)
    .await?;
    Ok(u32::try_from(row.n).unwrap_or(u32::MAX))
}
