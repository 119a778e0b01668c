//! All SQL of letters, their queue and their deliveries.

mod choices;
mod fates;
mod progress;
mod queueing;
mod texts;

pub use choices::{Choice, choices, choose, wants};
pub use fates::{Fate, fate, record_return};
pub use progress::{KindCount, Pace, Stuck, by_kind, pace, stuck, try_again};
pub use queueing::{Queued, new_id, queue, queue_all, queue_all_from, queue_as, queue_as_from};
pub use texts::{
    ConfirmTextError, SaveTextError, SavedText, confirm_text, governing_texts, newest_texts,
    save_text, text, text_history,
};

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::db::kept;
use crate::outbox::model::{Address, Code, Letter, Recipient};
use crate::web::words::Locale;

/// A letter that a worker has taken, for as long as its lease lasts.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: Uuid,
    pub code: Code,
    pub recipient: Recipient,
    pub letter: Letter,
    pub queued_at: DateTime<Utc>,
    /// This attempt's number, from 1.
    pub attempt: i32,
    /// The database's clock when the letter was taken.
    pub taken_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct TakenRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Jsonb)]
    parameters: Value,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    account: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    locale: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Int4)]
    attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    taken_at: DateTime<Utc>,
}

/// A row that this version of the program cannot read as a letter.
#[derive(Debug, Error)]
#[error("the letter {id} of kind {kind} cannot be read")]
pub struct Unreadable {
    pub id: Uuid,
    pub kind: String,
    pub attempt: i32,
}

/// Takes up to `most` letters that are due, the pressing first. Nobody else gets them until `lease`
/// is over; a worker that dies in between leaves them to the next. The commit
/// waits for no disk: a letter whose taking is lost is due again.
///
/// # Errors
/// Those of the database; a row that is no letter is an inner error.
pub async fn take_due(
    conn: &mut AsyncPgConnection,
    most: i64,
    lease: Duration,
) -> QueryResult<Vec<Result<Taken, Unreadable>>> {
    let rows: Vec<TakenRow> = kept(
        crate::db::sql_query(
            "WITH light AS (SELECT set_config('synchronous_commit', 'off', true)), due AS ( \
             SELECT letter FROM outbox_queue \
             WHERE state = 'waiting' AND due_at <= clock_timestamp() \
             ORDER BY pressing DESC, due_at LIMIT $1 FOR UPDATE SKIP LOCKED \
         ), taken AS ( \
             UPDATE outbox_queue q \
             SET attempts = attempts + 1, due_at = clock_timestamp() + $2 * interval '1 second' \
             FROM due, light WHERE q.letter = due.letter \
             RETURNING q.letter, q.attempts \
         ) \
         SELECT l.id, l.code, l.kind, l.parameters, l.account, l.address, l.locale, \
                l.recorded_at, taken.attempts, clock_timestamp() AS taken_at \
         FROM taken JOIN outbox_letters l ON l.id = taken.letter ORDER BY l.number",
        )
        .bind::<BigInt, _>(most)
        .bind::<BigInt, _>(lease.num_seconds()),
    )
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(read).collect())
}

fn read(row: TakenRow) -> Result<Taken, Unreadable> {
    let recipient = match (row.account, row.address, row.locale) {
        (Some(account), None, None) => Some(Recipient::Account(account)),
        (None, Some(address), Some(locale)) => Address::parse(&address)
            .ok()
            .zip(Locale::parse(&locale))
            .map(|(address, locale)| Recipient::Address { address, locale }),
        _ => None,
    };
    let letter = serde_json::from_value(serde_json::json!({
        "kind": row.kind, "parameters": row.parameters,
    }))
    .ok();
    match (recipient, letter, Code::parse(&row.code)) {
        (Some(recipient), Some(letter), Some(code)) => Ok(Taken {
            id: row.id,
            code,
            recipient,
            letter,
            queued_at: row.recorded_at,
            attempt: row.attempts,
            taken_at: row.taken_at,
        }),
        _ => Err(Unreadable {
            id: row.id,
            kind: row.kind,
            attempt: row.attempts,
        }),
    }
}

/// How an attempt to send a letter ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken by the mail server, with its answer, or written to the folder.
    Sent { answer: String },
    /// Not needed any more, so that it was not sent.
    Moot { reason: String },
    /// Not now: tried again after `wait`.
    Deferred { wait: Duration, reason: String },
    /// Never: the letter is dead.
    Refused { reason: String },
}

/// Records how an attempt ended and moves the letter on. The commit waits for no
/// disk: where it is lost, the letter is sent once more when its lease is over.
///
/// # Errors
/// Those of the database.
pub async fn record_attempt(
    conn: &mut AsyncPgConnection,
    letter: Uuid,
    attempt: i32,
    masked_address: &str,
    outcome: &Outcome,
) -> QueryResult<()> {
    let (word, detail, state, wait) = match outcome {
        Outcome::Sent { answer } => ("sent", answer.as_str(), "sent", Duration::zero()),
        Outcome::Deferred { wait, reason } => ("deferred", reason.as_str(), "waiting", *wait),
        Outcome::Refused { reason } => ("refused", reason.as_str(), "dead", Duration::zero()),
        Outcome::Moot { reason } => ("moot", reason.as_str(), "moot", Duration::zero()),
    };
    kept(
        crate::db::sql_query(
            "WITH light AS (SELECT set_config('synchronous_commit', 'off', true)), delivery AS ( \
             INSERT INTO outbox_deliveries (letter, attempt, outcome, detail, masked_address) \
             SELECT $1, $2, $3, $4, $5 FROM light ON CONFLICT DO NOTHING \
         ) \
         UPDATE outbox_queue SET state = $6, due_at = clock_timestamp() + $7 * interval '1 second' \
         WHERE letter = $1 AND state = 'waiting' AND attempts = $2",
        )
        .bind::<SqlUuid, _>(letter)
        .bind::<Int4, _>(attempt)
        .bind::<Text, _>(word)
        .bind::<Text, _>(detail)
        .bind::<Text, _>(masked_address)
        .bind::<Text, _>(state)
        .bind::<BigInt, _>(wait.num_seconds()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What anyone who has a letter's code may know of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Known {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Timestamptz)]
    pub queued_at: DateTime<Utc>,
    /// First letter and domain; empty while no attempt was made.
    #[diesel(sql_type = Text)]
    pub masked_address: String,
    /// `waiting`, `sent` or `dead`.
    #[diesel(sql_type = Text)]
    pub state: String,
}

/// The letters with this code: one, unless two drew the same.
///
/// # Errors
/// Those of the database.
pub async fn by_code(conn: &mut AsyncPgConnection, code: &Code) -> QueryResult<Vec<Known>> {
    crate::db::sql_query(
        "SELECT l.kind, l.recorded_at AS queued_at, q.state, \
                COALESCE((SELECT d.masked_address FROM outbox_deliveries d \
                          WHERE d.letter = l.id ORDER BY d.attempt DESC LIMIT 1), '') AS masked_address \
         FROM outbox_letters l JOIN outbox_queue q ON q.letter = l.id \
         WHERE l.code = $1 ORDER BY l.number",
    )
    .bind::<Text, _>(code.as_str())
    .load(conn)
    .await
}

/// People whom no letter reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Unreached {
    #[diesel(sql_type = BigInt)]
    pub accounts: i64,
    /// When the earliest of their letters was given up; none when there is none.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub since: Option<DateTime<Utc>>,
}

/// Accounts to which a letter was given up and none has left since. Letters that are asked
/// for anew by whoever waits for them are left out, and those that
/// tell who has voted, or who has not: nobody learns of them.
///
/// # Errors
/// Those of the database.
pub async fn unreached(conn: &mut AsyncPgConnection) -> QueryResult<Unreached> {
    crate::db::sql_query(
        "SELECT count(DISTINCT l.account) AS accounts, min(l.recorded_at) AS since \
         FROM outbox_queue q JOIN outbox_letters l ON l.id = q.letter \
         WHERE q.state = 'dead' AND l.account IS NOT NULL \
           AND l.kind <> ALL ($1) \
           AND NOT EXISTS (SELECT FROM outbox_letters later JOIN outbox_queue s ON s.letter = later.id \
                           WHERE later.account = l.account AND later.number > l.number AND s.state = 'sent')",
    )
    .bind::<Array<Text>, _>([Letter::TELLING.as_slice(), Letter::PRESSING.as_slice()].concat())
    .get_result(conn)
    .await
}
