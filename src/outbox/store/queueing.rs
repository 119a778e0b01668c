//! Letters written down with the act that asks for them. They leave once it is committed, by
//! a worker; nothing is sent here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::db::kept;
use crate::db::schema::outbox::{outbox_letters, outbox_queue};
use crate::outbox::model::{Code, Letter, Recipient};

/// Letters of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

/// A letter's identity, which is the secret by which it is believed to have come back: 128 random
/// bits. A UUID of version 4 would have six of them fixed.
#[must_use]
pub fn new_id() -> Uuid {
    Uuid::from_bytes(rand::random())
}

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
    let id = new_id();
    let row = Row::of(recipient, letter)?;
    kept(
        crate::db::sql_query(
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
            id: new_id(),
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
        .map(|(recipient, letter)| (new_id(), recipient, letter))
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

#[cfg(test)]
mod tests {
    use super::new_id;

    #[test]
    fn no_bit_of_an_identity_is_fixed() {
        let (mut ones, mut zeros) = (0u128, 0u128);
        for _ in 0..256 {
            let id = new_id().as_u128();
            ones |= id;
            zeros |= !id;
        }
        assert_eq!((ones, zeros), (u128::MAX, u128::MAX));
    }
}
