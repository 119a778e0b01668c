//! Single-use links: asked for, made, looked at. Keeps the hash of a link and not the link;
//! none is spent here.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::by_address;
use crate::accounts::model::{LINK_MINUTES, LocalPath};
use crate::accounts::secret::Token;
use crate::outbox::store::queue;
use crate::outbox::{Address, Letter, Recipient};

/// Queues the letter with a single-use link for the account reached at this
/// address, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn ask_for_link(
    conn: &mut AsyncPgConnection,
    address: &Address,
    next: &LocalPath,
) -> QueryResult<()> {
    if let Some(account) = by_address(conn, address).await? {
        let next = next.as_str().to_owned();
        conn.transaction(async |conn| {
            queue(
                conn,
                &Recipient::Account(account.id),
                &Letter::SignInLink { next },
            )
            .await
        })
        .await?;
    }
    Ok(())
}

/// Makes a single-use link for an account, good for [`LINK_MINUTES`] from now.
/// Only its hash is kept.
///
/// # Errors
/// Those of the database.
pub async fn make_link(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    next: &LocalPath,
) -> QueryResult<Token> {
    let token = Token::new();
    crate::db::sql_query(
        "INSERT INTO sign_in_links (token_hash, account, next_path, expires_at) \
         VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 minute')",
    )
    .bind::<Bytea, _>(token.hash().as_slice())
    .bind::<SqlUuid, _>(account)
    .bind::<Text, _>(next.as_str())
    .bind::<BigInt, _>(LINK_MINUTES)
    .execute(conn)
    .await?;
    Ok(token)
}

/// What a single-use link opens now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkDoor {
    Open {
        address: String,
    },
    Spent,
    Expired,
    /// No such link was made, or it is long over.
    Unknown,
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Bool)]
    spent: bool,
    #[diesel(sql_type = Bool)]
    expired: bool,
}

/// Looks at a link without spending it.
///
/// # Errors
/// Those of the database.
pub async fn look_at_link(conn: &mut AsyncPgConnection, token: &Token) -> QueryResult<LinkDoor> {
    let row: Option<LinkRow> = crate::db::sql_query(
        "SELECT a.address, l.spent_at IS NOT NULL AS spent, \
                l.expires_at <= clock_timestamp() AS expired \
         FROM sign_in_links l JOIN accounts a ON a.id = l.account WHERE l.token_hash = $1",
    )
    .bind::<Bytea, _>(token.hash().as_slice())
    .get_result(conn)
    .await
    .optional()?;
    Ok(match row {
        None => LinkDoor::Unknown,
        Some(row) if row.spent => LinkDoor::Spent,
        Some(row) if row.expired => LinkDoor::Expired,
        Some(row) => LinkDoor::Open {
            address: row.address,
        },
    })
}
