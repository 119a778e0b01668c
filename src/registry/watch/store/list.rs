//! How each domain and case was seen last, for pages and lists of work.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::candidates::{IS_WATCHED, OF_ALL, WATCHED, Watched};
use crate::db::{Connection, read_from_words};
use crate::registry::watch::model::Outcome;

read_from_words!(Outcome);

/// A domain or a case, and how it was seen last.
#[derive(Clone, Debug, QueryableByName)]
pub struct Line {
    #[diesel(embed)]
    pub watched: Watched,
    /// What came of asking last; none where nothing was asked yet.
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<Text>)]
    pub said: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub asked_at: Option<DateTime<Utc>>,
    /// What of a protected asset is to be looked at, by the last answer.
    #[diesel(sql_type = Nullable<Text>)]
    pub findings: Option<String>,
    /// When an answer could be held against the register, the last time.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub equal_at: Option<DateTime<Utc>>,
    /// When it was asked for the first time.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub first_at: Option<DateTime<Utc>>,
    /// The file that waits.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub file: Option<Uuid>,
}

impl Line {
    /// Since when it was not seen: by the last answer that could be held against the
    /// register, or since it was asked for first. None where it was never asked for.
    #[must_use]
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.seen_at.or(self.first_at)
    }
}

fn lines(further: &str) -> String {
    const OF: &str = "w.asset = n.asset AND w.mark_case IS NOT DISTINCT FROM c.mark_case";
    format!(
        "SELECT {WATCHED}, l.outcome, l.said, l.recorded_at AS asked_at, \
                (SELECT w.findings FROM watch_results w WHERE {OF} AND w.outcome IN ('equal', 'differs', 'absent') \
                 ORDER BY w.recorded_at DESC LIMIT 1) AS findings, \
                (SELECT max(w.recorded_at) FROM watch_results w WHERE {OF} AND w.outcome IN ('equal', 'differs')) AS seen_at, \
                (SELECT max(w.recorded_at) FROM watch_results w WHERE {OF} AND w.outcome = 'equal') AS equal_at, \
                (SELECT min(w.recorded_at) FROM watch_results w WHERE {OF}) AS first_at, \
                (SELECT d.id FROM registry_import_drafts d JOIN watch_results w ON w.id = d.watch WHERE {OF} \
                 ORDER BY d.brought_at DESC LIMIT 1) AS file \
         FROM {OF_ALL} \
         LEFT JOIN LATERAL (SELECT w.outcome, w.said, w.recorded_at FROM watch_results w WHERE {OF} \
                            ORDER BY w.recorded_at DESC LIMIT 1) l ON true \
         WHERE {IS_WATCHED} {further} ORDER BY n.number, c.recorded_at, c.mark_case"
    )
}

/// Every domain and every case.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Line>> {
    crate::db::sql_query(lines("")).load(conn).await
}

/// Those of one asset.
///
/// # Errors
/// Those of the database.
pub async fn of_asset(conn: &mut Connection, asset: Uuid) -> QueryResult<Vec<Line>> {
    crate::db::sql_query(lines("AND n.asset = $1"))
        .bind::<SqlUuid, _>(asset)
        .load(conn)
        .await
}

/// A file of the watch that waits.
#[derive(Clone, Debug, QueryableByName)]
pub struct Found {
    #[diesel(sql_type = SqlUuid)]
    pub file: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Timestamptz)]
    pub brought_at: DateTime<Utc>,
}

/// The files of the watch that wait for somebody, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection) -> QueryResult<Vec<Found>> {
    crate::db::sql_query(
        "SELECT d.id AS file, n.number, n.title, d.brought_at \
         FROM registry_import_drafts d JOIN asset_now n ON n.asset = d.asset \
         WHERE d.watch IS NOT NULL ORDER BY d.brought_at, d.id LIMIT 100",
    )
    .load(conn)
    .await
}

/// How many domains and cases are asked for and were not seen for a week: all answers
/// failed, could not be read, or were that nothing is known. Of a watch that was switched
/// off there are none.
///
/// # Errors
/// Those of the database.
pub async fn unseen_for_a_week(conn: &mut Connection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Unseen {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let unseen: Unseen = crate::db::sql_query(
        "SELECT count(*) AS many FROM ( \
             SELECT w.asset FROM watch_results w \
             WHERE w.day >= (clock_timestamp() AT TIME ZONE 'UTC')::date - 9 \
             GROUP BY w.asset, w.mark_case \
             HAVING max(w.recorded_at) > clock_timestamp() - interval '2 days' \
                AND min(w.recorded_at) <= clock_timestamp() - interval '7 days' \
                AND NOT bool_or(w.outcome IN ('equal', 'differs') AND w.recorded_at > clock_timestamp() - interval '7 days')) u",
    )
    .get_result(conn)
    .await?;
    Ok(unseen.many)
}
