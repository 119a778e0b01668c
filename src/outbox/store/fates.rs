//! What became of letters, as far as mail servers told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::outbox::model::returned::Returned;

/// Records what a report says of a letter, once, by the digest of the report.
/// False when no letter of this identity was ever taken by a mail server.
///
/// # Errors
/// Those of the database.
pub async fn record_return(
    conn: &mut AsyncPgConnection,
    message: &[u8; 32],
    returned: &Returned,
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        known: bool,
    }
    let row: Row = crate::db::sql_query(
        "WITH sent AS ( \
             SELECT 1 FROM outbox_deliveries d WHERE d.letter = $2 AND d.outcome = 'sent' LIMIT 1 \
         ), recorded AS ( \
             INSERT INTO outbox_returns (message, letter, kind, status, reason) \
             SELECT $1, $2, $3, $4, $5 FROM sent ON CONFLICT DO NOTHING \
         ) SELECT EXISTS (SELECT FROM sent) AS known",
    )
    .bind::<Bytea, _>(message.to_vec())
    .bind::<SqlUuid, _>(returned.letter)
    .bind::<Text, _>(returned.kind.word())
    .bind::<Text, _>(&returned.status)
    .bind::<Text, _>(&returned.reason)
    .get_result(conn)
    .await?;
    Ok(row.known)
}

/// What became of a letter.
#[derive(Clone, Debug, QueryableByName)]
pub struct Fate {
    #[diesel(sql_type = SqlUuid)]
    pub letter: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub queued_at: DateTime<Utc>,
    /// Where it stands in the queue: `waiting`, `sent`, `dead` or `moot`.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// When a mail server took it.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub accepted_at: Option<DateTime<Utc>>,
    /// What it answered.
    #[diesel(sql_type = Text)]
    pub answer: String,
    /// When it was known that it came back.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub bounced_at: Option<DateTime<Utc>>,
    /// Why it came back, or why the latest attempt failed.
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub complained_at: Option<DateTime<Utc>>,
    /// First letter and domain; empty while no attempt was made.
    #[diesel(sql_type = Text)]
    pub masked_address: String,
}

/// What became of these letters, in no particular order.
///
/// # Errors
/// Those of the database.
pub async fn fate(conn: &mut AsyncPgConnection, letters: &[Uuid]) -> QueryResult<Vec<Fate>> {
    crate::db::sql_query(
        "SELECT l.id AS letter, l.recorded_at AS queued_at, q.state, \
                CASE WHEN d.outcome = 'sent' THEN d.recorded_at END AS accepted_at, \
                CASE WHEN d.outcome = 'sent' THEN d.detail ELSE '' END AS answer, \
                b.recorded_at AS bounced_at, \
                CASE WHEN b.recorded_at IS NOT NULL THEN CASE WHEN strpos(b.reason, b.status) > 0 THEN b.reason ELSE btrim(b.status || ' ' || b.reason) END \
                     WHEN d.outcome <> 'sent' THEN d.detail ELSE '' END AS reason, \
                c.recorded_at AS complained_at, coalesce(d.masked_address, '') AS masked_address \
         FROM outbox_letters l JOIN outbox_queue q ON q.letter = l.id \
         LEFT JOIN LATERAL (SELECT * FROM outbox_deliveries d WHERE d.letter = l.id \
                            ORDER BY d.attempt DESC LIMIT 1) d ON true \
         LEFT JOIN LATERAL (SELECT * FROM outbox_returns r WHERE r.letter = l.id AND r.kind = 'bounced' \
                            ORDER BY r.recorded_at LIMIT 1) b ON true \
         LEFT JOIN LATERAL (SELECT * FROM outbox_returns r WHERE r.letter = l.id AND r.kind = 'complained' \
                            ORDER BY r.recorded_at LIMIT 1) c ON true \
         WHERE l.id = ANY ($1)",
    )
    .bind::<Array<SqlUuid>, _>(letters)
    .load(conn)
    .await
}
