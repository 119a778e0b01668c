//! Reports of misuse, and what officers did about them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::PermitsError;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::permits::model::misuse::{State, Step};

/// What is reported. The identity is the form's.
pub struct NewReport<'a> {
    pub id: Uuid,
    pub asset: Option<Uuid>,
    pub person: Option<PartyId>,
    /// May be empty, as the address.
    pub name: &'a str,
    pub address: &'a str,
    pub found_at: &'a str,
    pub words: &'a str,
    /// SHA-256 of the secret in the address at which it is followed.
    pub token: [u8; 32],
}

/// Takes a report in; the same form twice is once.
///
/// # Errors
/// Those of the database.
pub async fn report(conn: &mut Connection, new: &NewReport<'_>) -> Result<(), PermitsError> {
    conn.transaction(async |conn| {
        let came = crate::db::sql_query(
            "INSERT INTO misuse_reports (id, asset, reported_by) \
             SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM misuse_reports r WHERE r.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Nullable<SqlUuid>, _>(new.asset)
        .bind::<Nullable<SqlUuid>, _>(new.person.map(|person| person.0))
        .execute(conn)
        .await?;
        if came == 1 {
            crate::db::sql_query(
                "INSERT INTO misuse_reporters (report, name, address, found_at, words, token_sha256) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(new.name)
            .bind::<Text, _>(new.address)
            .bind::<Text, _>(new.found_at)
            .bind::<Text, _>(new.words)
            .bind::<Binary, _>(new.token.as_slice())
            .execute(conn)
            .await?;
        }
        Ok(())
    })
    .await
}

/// What was reported, until it is erased.
#[derive(Clone, Debug)]
pub struct Told {
    pub name: String,
    pub address: String,
    pub found_at: String,
    pub words: String,
}

/// A report as it stands.
#[derive(Clone, Debug)]
pub struct Report {
    pub id: Uuid,
    pub number: i64,
    /// Number and title of the mark, where one was chosen.
    pub mark: Option<(i64, String)>,
    pub state: State,
    pub told: Option<Told>,
    pub at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    asset_number: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    mark: Option<String>,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    found_at: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Report {
        let told = match (self.name, self.address, self.found_at, self.words) {
            (Some(name), Some(address), Some(found_at), Some(words)) => Some(Told {
                name,
                address,
                found_at,
                words,
            }),
            _ => None,
        };
        Report {
            id: self.id,
            number: self.number,
            mark: self.asset_number.zip(self.mark),
            state: self.state,
            told,
            at: self.recorded_at,
        }
    }
}

const REPORTS: &str = "\
    SELECT r.id, r.number, a.number AS asset_number, a.title AS mark, misuse_state(r.id) AS state, \
        k.name, k.address, k.found_at, k.words, r.recorded_at \
    FROM misuse_reports r LEFT JOIN asset_now a ON a.asset = r.asset LEFT JOIN misuse_reporters k ON k.report = r.id";

/// The report that is followed under a secret.
///
/// # Errors
/// Those of the database.
pub async fn by_token(conn: &mut Connection, token: &[u8; 32]) -> QueryResult<Option<Report>> {
    let row: Option<Row> = crate::db::sql_query(format!("{REPORTS} WHERE k.token_sha256 = $1"))
        .bind::<Binary, _>(token.as_slice())
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Report>> {
    let row: Option<Row> = crate::db::sql_query(format!("{REPORTS} WHERE r.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}

/// Reports from a number down, the newest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Report>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{REPORTS} WHERE $1 IS NULL OR r.number < $1 ORDER BY r.number DESC LIMIT $2"
    ))
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// Reports that nobody has taken up, the oldest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection, most: i64) -> QueryResult<Vec<Report>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{REPORTS} WHERE misuse_state(r.id) = 'reported' ORDER BY r.number LIMIT $1"
    ))
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// A step that was taken.
#[derive(Clone, Debug, QueryableByName)]
pub struct Taken {
    #[diesel(sql_type = Text)]
    pub step: Step,
    /// For officers.
    #[diesel(sql_type = Text)]
    pub words: String,
    /// For the reporter; may be empty.
    #[diesel(sql_type = Text)]
    pub told: String,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// # Errors
/// Those of the database.
pub async fn steps(conn: &mut Connection, report: Uuid) -> QueryResult<Vec<Taken>> {
    crate::db::sql_query(
        "SELECT s.step, s.words, s.told, s.recorded_at AS at, \
            (SELECT n.name FROM party_records n WHERE n.party = s.taken_by ORDER BY n.record DESC LIMIT 1) AS by \
         FROM misuse_steps s WHERE s.report = $1 ORDER BY s.record",
    )
    .bind::<SqlUuid, _>(report)
    .load(conn)
    .await
}

/// Takes a step. `id` is the form's; the same form twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn take(
    conn: &mut Connection,
    id: Uuid,
    report: Uuid,
    (step, words, told): (Step, &str, &str),
    by: PartyId,
) -> Result<(), PermitsError> {
    crate::db::sql_query(
        "INSERT INTO misuse_steps (id, report, step, state, words, told, taken_by) \
         SELECT $1, $2, $3, '', $4, $5, $6 WHERE NOT EXISTS (SELECT FROM misuse_steps s WHERE s.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(report)
    .bind::<Text, _>(step.word())
    .bind::<Text, _>(words)
    .bind::<Text, _>(told)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
