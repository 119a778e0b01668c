//! How the queue stands, for the officers.
//!
//! Some kinds of letters are never counted nor listed here: how many of them
//! left, and to whom, would tell who votes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::outbox::model::Letter;

/// How many letters of a kind stand where, of those written lately.
#[derive(Clone, Debug, QueryableByName)]
pub struct KindCount {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    #[diesel(sql_type = BigInt)]
    pub returned: i64,
    #[diesel(sql_type = BigInt)]
    pub given_up: i64,
    #[diesel(sql_type = BigInt)]
    pub moot: i64,
}

/// The letters of the last days, by kind.
///
/// # Errors
/// Those of the database.
pub async fn by_kind(conn: &mut AsyncPgConnection, days: i32) -> QueryResult<Vec<KindCount>> {
    crate::db::sql_query(
        "SELECT l.kind, count(*) FILTER (WHERE q.state = 'waiting') AS waiting, \
                count(*) FILTER (WHERE q.state = 'sent') AS sent, \
                count(r.letter) AS returned, \
                count(*) FILTER (WHERE q.state = 'dead') AS given_up, \
                count(*) FILTER (WHERE q.state = 'moot') AS moot \
         FROM outbox_letters l JOIN outbox_queue q ON q.letter = l.id \
         LEFT JOIN (SELECT DISTINCT b.letter FROM outbox_returns b WHERE b.kind = 'bounced') r ON r.letter = l.id \
         WHERE l.recorded_at > clock_timestamp() - $1 * interval '1 day' AND l.kind <> ALL ($2) \
         GROUP BY l.kind ORDER BY l.kind",
    )
    .bind::<Int4, _>(days)
    .bind::<Array<Text>, _>(Letter::TELLING.to_vec())
    .load(conn)
    .await
}

/// How fast letters leave now.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Pace {
    /// Letters that wait, and are due.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Letters that left in the last minute.
    #[diesel(sql_type = BigInt)]
    pub last_minute: i64,
}

/// # Errors
/// Those of the database.
pub async fn pace(conn: &mut AsyncPgConnection) -> QueryResult<Pace> {
    crate::db::sql_query(
        "SELECT (SELECT count(*) FROM outbox_queue q JOIN outbox_letters l ON l.id = q.letter \
                 WHERE q.state = 'waiting' AND q.due_at <= clock_timestamp() AND l.kind <> ALL ($1)) AS due, \
                (SELECT count(*) FROM outbox_deliveries d JOIN outbox_letters l ON l.id = d.letter \
                 WHERE d.outcome = 'sent' AND d.recorded_at > clock_timestamp() - interval '1 minute' \
                   AND l.kind <> ALL ($1)) AS last_minute",
    )
    .bind::<Array<Text>, _>(Letter::TELLING.to_vec())
    .get_result(conn)
    .await
}

/// A letter that is late or given up.
#[derive(Clone, Debug, QueryableByName)]
pub struct Stuck {
    #[diesel(sql_type = SqlUuid)]
    pub letter: Uuid,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    pub queued_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub masked_address: String,
    /// Why the latest attempt failed.
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// Letters that were put off or given up, the latest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn stuck(conn: &mut AsyncPgConnection, most: i64) -> QueryResult<Vec<Stuck>> {
    crate::db::sql_query(
        "SELECT l.id AS letter, l.code, l.kind, q.state, q.attempts, l.recorded_at AS queued_at, \
                d.masked_address, d.detail \
         FROM outbox_queue q \
         JOIN outbox_letters l ON l.id = q.letter \
         JOIN LATERAL (SELECT * FROM outbox_deliveries d WHERE d.letter = l.id \
                       ORDER BY d.attempt DESC LIMIT 1) d ON true \
         WHERE (q.state = 'dead' OR (q.state = 'waiting' AND d.outcome = 'deferred')) AND l.kind <> ALL ($2) \
         ORDER BY l.number DESC LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .bind::<Array<Text>, _>(Letter::TELLING.to_vec())
    .load(conn)
    .await
}

/// Has a letter that was given up tried once more, under the same Message-ID;
/// pressed twice it is once. False where there is no such letter, or it is not
/// given up.
///
/// # Errors
/// Those of the database.
pub async fn try_again(
    conn: &mut AsyncPgConnection,
    letter: Uuid,
    attempt: i32,
    asked_by: Uuid,
) -> QueryResult<bool> {
    let moved = crate::db::sql_query(
        "WITH asked AS ( \
             INSERT INTO outbox_retries (letter, attempt, asked_by) \
             SELECT q.letter, q.attempts, $3 FROM outbox_queue q \
             WHERE q.letter = $1 AND q.attempts = $2 AND q.state = 'dead' ON CONFLICT DO NOTHING \
             RETURNING letter \
         ) UPDATE outbox_queue q SET state = 'waiting', due_at = clock_timestamp() \
           FROM asked WHERE q.letter = asked.letter",
    )
    .bind::<SqlUuid, _>(letter)
    .bind::<Int4, _>(attempt)
    .bind::<SqlUuid, _>(asked_by)
    .execute(conn)
    .await?;
    Ok(moved > 0)
}
