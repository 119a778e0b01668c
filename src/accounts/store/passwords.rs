//! Passwords of accounts: read, set and removed, as hashes. No password itself comes here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::accounts::model::FRESH_SIGN_IN_MINUTES;
use crate::accounts::sessions;
use crate::db::schema::accounts::passwords;
use crate::outbox::store::queue;
use crate::outbox::{Letter, Recipient};

/// The hash of an account's password; none when it has none.
///
/// # Errors
/// Those of the database.
pub async fn password_hash(
    conn: &mut AsyncPgConnection,
    account: Uuid,
) -> QueryResult<Option<String>> {
    passwords::table
        .find(account)
        .select(passwords::phc)
        .first(conn)
        .await
        .optional()
}

/// When an account's password was set; none when it has none.
///
/// # Errors
/// Those of the database.
pub async fn password_set_at(
    conn: &mut AsyncPgConnection,
    account: Uuid,
) -> QueryResult<Option<DateTime<Utc>>> {
    passwords::table
        .find(account)
        .select(passwords::set_at)
        .first(conn)
        .await
        .optional()
}

/// By what right somebody sets, changes or removes their password.
pub enum Right {
    /// They have none, and have signed in a moment ago.
    First,
    /// They typed the present one: its hash.
    Known(String),
    /// They forgot it, and have come in by a mailed link a moment ago.
    Forgotten,
}

/// What a right is held against.
#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = Nullable<Text>)]
    phc: Option<String>,
    #[diesel(sql_type = Bool)]
    by_link: bool,
    #[diesel(sql_type = Bool)]
    fresh: bool,
}

impl Right {
    fn holds(&self, standing: &Standing) -> bool {
        match (self, &standing.phc) {
            (Self::First, None) => standing.fresh,
            (Self::Known(hash), Some(present)) => hash == present,
            (Self::Forgotten, Some(_)) => standing.fresh && standing.by_link,
            (Self::First, Some(_)) | (Self::Known(_) | Self::Forgotten, None) => false,
        }
    }
}

/// Does what [`set_password`] does for somebody who has the right to it; false, and nothing
/// is done, when they have it no more: the password was changed meanwhile, or the session
/// is over.
///
/// # Errors
/// Those of the database.
pub async fn change_password(
    conn: &mut AsyncPgConnection,
    (account, session): (Uuid, Uuid),
    right: &Right,
    phc: Option<&str>,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        // Of two changes at once the second is judged by what the first left.
        crate::db::sql_query("SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
            .bind::<SqlUuid, _>(account)
            .execute(conn)
            .await?;
        let standing: Option<Standing> = crate::db::sql_query(
            "SELECT p.phc, s.way = 'link' AS by_link, \
                    s.opened_at > clock_timestamp() - $3 * interval '1 minute' AS fresh \
             FROM sessions s LEFT JOIN passwords p ON p.account = s.account \
             WHERE s.id = $1 AND s.account = $2 AND s.ended_at IS NULL",
        )
        .bind::<SqlUuid, _>(session)
        .bind::<SqlUuid, _>(account)
        .bind::<BigInt, _>(FRESH_SIGN_IN_MINUTES)
        .get_result(conn)
        .await
        .optional()?;
        let holds = standing.is_some_and(|standing| right.holds(&standing));
        if holds {
            set_password(conn, account, phc, session).await?;
        }
        Ok(holds)
    })
    .await
}

/// Sets, changes or (none) removes a password, ends every other session, and
/// tells the account's address.
///
/// # Errors
/// Those of the database.
pub async fn set_password(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    phc: Option<&str>,
    this_session: Uuid,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let removed = phc.is_none();
        crate::db::sql_query(
            "INSERT INTO passwords (account, phc) SELECT $1, $2 WHERE $2 IS NOT NULL \
             ON CONFLICT (account) DO UPDATE SET phc = excluded.phc, set_at = clock_timestamp()",
        )
        .bind::<SqlUuid, _>(account)
        .bind::<Nullable<Text>, _>(phc)
        .execute(conn)
        .await?;
        if removed {
            diesel::delete(passwords::table.find(account))
                .execute(conn)
                .await?;
        }
        sessions::end_all(conn, account, Some(this_session)).await?;
        queue(
            conn,
            &Recipient::Account(account),
            &Letter::PasswordChanged { removed },
        )
        .await?;
        Ok(())
    })
    .await
}
