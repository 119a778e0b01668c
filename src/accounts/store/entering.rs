//! Somebody comes in, by a link that is spent with it or by a password that was right: their
//! session begins, and the one that this browser had ends. Compares no password.

use diesel::prelude::*;
use diesel::sql_types::{Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::AccountRow;
use crate::accounts::model::{LocalPath, Way};
use crate::accounts::secret::Token;
use crate::accounts::sessions;
use crate::db::schema::accounts::accounts;

/// Who came in, with what, and where they go.
pub struct Entered {
    pub account: AccountRow,
    pub session: Token,
    pub next: LocalPath,
}

#[derive(QueryableByName)]
struct KnownRow {
    #[diesel(sql_type = SqlUuid)]
    account: Uuid,
}

#[derive(QueryableByName)]
struct SpentRow {
    #[diesel(sql_type = SqlUuid)]
    account: Uuid,
    #[diesel(sql_type = Text)]
    next_path: String,
}

/// Until the transaction is over nobody ends every session of the account, or changes its
/// password: whoever wants to waits, and then ends this session with the others. Asked before
/// what opens is looked at, so that whoever was faster is seen.
async fn hold(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<()> {
    crate::db::sql_query("SELECT FROM accounts WHERE id = $1 FOR SHARE")
        .bind::<SqlUuid, _>(account)
        .execute(conn)
        .await?;
    Ok(())
}

/// Spends a link and opens a session; none when the link is not open.
///
/// The session that this browser had, if any, is over.
///
/// # Errors
/// Those of the database.
pub async fn enter_by_link(
    conn: &mut AsyncPgConnection,
    token: &Token,
    device: &str,
    replaced: Option<Uuid>,
) -> QueryResult<Option<Entered>> {
    conn.transaction(async |conn| {
        let known: Option<KnownRow> =
            crate::db::sql_query("SELECT account FROM sign_in_links WHERE token_hash = $1")
                .bind::<Bytea, _>(token.hash().as_slice())
                .get_result(conn)
                .await
                .optional()?;
        let Some(known) = known else {
            return Ok(None);
        };
        hold(conn, known.account).await?;
        let spent: Option<SpentRow> = crate::db::sql_query(
            "UPDATE sign_in_links SET spent_at = clock_timestamp() \
             WHERE token_hash = $1 AND spent_at IS NULL AND expires_at > clock_timestamp() \
             RETURNING account, next_path",
        )
        .bind::<Bytea, _>(token.hash().as_slice())
        .get_result(conn)
        .await
        .optional()?;
        let Some(spent) = spent else {
            return Ok(None);
        };
        enter(
            conn,
            spent.account,
            Way::Link,
            device,
            replaced,
            LocalPath::or(&spent.next_path, "/me"),
        )
        .await
        .map(Some)
    })
    .await
}

/// Opens a session for someone whose password was right by this hash; none when it was changed
/// or removed while it was compared.
///
/// # Errors
/// Those of the database.
pub async fn enter_by_password(
    conn: &mut AsyncPgConnection,
    (account, hash): (Uuid, &str),
    device: &str,
    replaced: Option<Uuid>,
    next: LocalPath,
) -> QueryResult<Option<Entered>> {
    conn.transaction(async |conn| {
        hold(conn, account).await?;
        let known: Option<KnownRow> = crate::db::sql_query(
            "SELECT account FROM passwords WHERE account = $1 AND phc = $2 FOR SHARE",
        )
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(hash)
        .get_result(conn)
        .await
        .optional()?;
        let Some(known) = known else {
            return Ok(None);
        };
        enter(conn, known.account, Way::Password, device, replaced, next)
            .await
            .map(Some)
    })
    .await
}

async fn enter(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    way: Way,
    device: &str,
    replaced: Option<Uuid>,
    next: LocalPath,
) -> QueryResult<Entered> {
    if let Some(replaced) = replaced {
        sessions::end(conn, replaced).await?;
    }
    let session = sessions::open(conn, account, way, device).await?;
    let account = accounts::table
        .find(account)
        .select(AccountRow::as_select())
        .first(conn)
        .await?;
    Ok(Entered {
        account,
        session,
        next,
    })
}
