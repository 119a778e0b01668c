//! All SQL of letters, their queue and their deliveries.

mod choices;
mod fates;
mod progress;
mod texts;

pub use choices::{Choice, choices, choose, wants};
pub use fates::{Fate, fate, record_return};
pub use progress::{KindCount, Pace, Stuck, by_kind, pace, stuck, try_again};
pub use texts::{SaveTextError, SavedText, newest_texts, save_text, text, text_history};

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Int4, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::db::kept;
use crate::db::schema::outbox::{outbox_letters, outbox_queue};
use crate::outbox::model::{Address, Code, Letter, Recipient};
use crate::web::words::Locale;

/// Letters of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

/// Queues a letter in the caller's transaction and returns its identity. It
/// leaves only if that transaction is committed.
///
/// # Errors
/// Those of the database.
pub async fn queue(
    conn: &mut AsyncPgConnection,
    recipient: &Recipient,
    letter: &Letter,
) -> QueryResult<Uuid> {
    let id = Uuid::new_v4();
    let row = Row::of(recipient, letter)?;
    kept(
        diesel::sql_query(
            "WITH letter AS ( \
                 INSERT INTO outbox_letters (id, code, kind, parameters, account, address, locale) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id \
             ) INSERT INTO outbox_queue (letter, pressing) SELECT id, $8 FROM letter",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(row.code)
        .bind::<Text, _>(row.kind)
        .bind::<Jsonb, _>(row.parameters)
        .bind::<Nullable<SqlUuid>, _>(row.account)
        .bind::<Nullable<Text>, _>(row.address)
        .bind::<Nullable<Text>, _>(row.locale)
        .bind::<Bool, _>(letter.is_pressing()),
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// A letter to an account, for a statement that queues it together with its
/// act: the arguments of the database's `queue_letter`.
pub struct Queued {
    pub id: Uuid,
    pub code: String,
    pub kind: &'static str,
    pub parameters: Value,
    pub account: Uuid,
}

impl Queued {
    /// # Errors
    /// When the letter cannot be written down.
    pub fn to_account(account: Uuid, letter: &Letter) -> QueryResult<Self> {
        let recipient = Recipient::Account(account);
        let row = Row::of(&recipient, letter)?;
        Ok(Self {
            id: Uuid::new_v4(),
            code: row.code,
            kind: row.kind,
            parameters: row.parameters,
            account,
        })
    }
}

/// A letter's columns but its identity.
struct Row<'a> {
    code: String,
    kind: &'static str,
    parameters: Value,
    account: Option<Uuid>,
    address: Option<&'a str>,
    locale: Option<&'static str>,
}

impl<'a> Row<'a> {
    fn of(recipient: &'a Recipient, letter: &Letter) -> QueryResult<Self> {
        let (account, address, locale) = match recipient {
            Recipient::Account(account) => (Some(*account), None, None),
            Recipient::Address { address, locale } => {
                (None, Some(address.as_str()), Some(locale.tag()))
            }
        };
        let mut stored = serde_json::to_value(letter)
            .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
        Ok(Self {
            code: Code::from_bytes(rand::random()).as_str().to_owned(),
            kind: letter.kind(),
            parameters: stored["parameters"].take(),
            account,
            address,
            locale,
        })
    }
}

/// Queues many letters in the caller's transaction, in this order.
///
/// # Errors
/// Those of the database.
pub async fn queue_all(
    conn: &mut AsyncPgConnection,
    letters: impl IntoIterator<Item = (Recipient, Letter)>,
) -> QueryResult<()> {
    queue_all_from(conn, letters, None).await
}

/// The same for letters that none is to leave before an instant.
///
/// # Errors
/// Those of the database.
pub async fn queue_all_from(
    conn: &mut AsyncPgConnection,
    letters: impl IntoIterator<Item = (Recipient, Letter)>,
    begin: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    let letters: Vec<_> = letters
        .into_iter()
        .map(|(recipient, letter)| (Uuid::new_v4(), recipient, letter))
        .collect();
    for batch in letters.chunks(BATCH_ROWS) {
        insert(conn, batch, begin).await?;
    }
    Ok(())
}

/// Queues many letters under identities that the caller gives.
///
/// # Errors
/// Those of the database.
pub async fn queue_as(
    conn: &mut AsyncPgConnection,
    letters: &[(Uuid, Recipient, Letter)],
) -> QueryResult<()> {
    queue_as_from(conn, letters, None).await
}

/// The same for letters that none is to leave before an instant.
///
/// # Errors
/// Those of the database.
pub async fn queue_as_from(
    conn: &mut AsyncPgConnection,
    letters: &[(Uuid, Recipient, Letter)],
    begin: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    for batch in letters.chunks(BATCH_ROWS) {
        insert(conn, batch, begin).await?;
    }
    Ok(())
}

async fn insert(
    conn: &mut AsyncPgConnection,
    letters: &[(Uuid, Recipient, Letter)],
    begin: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    let mut rows = Vec::with_capacity(letters.len());
    for (id, recipient, letter) in letters {
        let row = Row::of(recipient, letter)?;
        rows.push((
            outbox_letters::id.eq(*id),
            outbox_letters::code.eq(row.code),
            outbox_letters::kind.eq(row.kind),
            outbox_letters::parameters.eq(row.parameters),
            outbox_letters::account.eq(row.account),
            outbox_letters::address.eq(row.address),
            outbox_letters::locale.eq(row.locale),
        ));
    }
    diesel::insert_into(outbox_letters::table)
        .values(rows)
        .execute(conn)
        .await?;
    let queued: Vec<_> = letters
        .iter()
        .map(|(id, _, letter)| {
            (
                outbox_queue::letter.eq(*id),
                outbox_queue::pressing.eq(letter.is_pressing()),
                begin.map(|at| outbox_queue::due_at.eq(at)),
            )
        })
        .collect();
    diesel::insert_into(outbox_queue::table)
        .values(queued)
        .execute(conn)
        .await?;
    Ok(())
}

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
        diesel::sql_query(
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
        diesel::sql_query(
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
    diesel::sql_query(
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
/// tell who has voted: while a poll is open, nobody learns of them.
///
/// # Errors
/// Those of the database.
pub async fn unreached(conn: &mut AsyncPgConnection) -> QueryResult<Unreached> {
    diesel::sql_query(
        "SELECT count(DISTINCT l.account) AS accounts, min(l.recorded_at) AS since \
         FROM outbox_queue q JOIN outbox_letters l ON l.id = q.letter \
         WHERE q.state = 'dead' AND l.account IS NOT NULL \
           AND l.kind NOT IN ('cast_confirmed', 'cast_under_proxy', 'poll_reminder', 'work_digest', 'sign_in_link', 'test_letter') \
           AND NOT EXISTS (SELECT FROM outbox_letters later JOIN outbox_queue s ON s.letter = later.id \
                           WHERE later.account = l.account AND later.number > l.number AND s.state = 'sent')",
    )
    .get_result(conn)
    .await
}

/// When letters of this kind were last queued for each of these accounts.
///
/// # Errors
/// Those of the database.
pub async fn last_queued(
    conn: &mut AsyncPgConnection,
    kind: &str,
    accounts: &[Uuid],
) -> QueryResult<Vec<(Uuid, DateTime<Utc>)>> {
    let rows: Vec<(Option<Uuid>, Option<DateTime<Utc>>)> = outbox_letters::table
        .filter(outbox_letters::kind.eq(kind))
        .filter(outbox_letters::account.eq_any(accounts))
        .group_by(outbox_letters::account)
        .select((
            outbox_letters::account,
            diesel::dsl::max(outbox_letters::recorded_at),
        ))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(account, at)| account.zip(at))
        .collect())
}
