//! SQL of sessions: who is signed in, with which browsers, and for how long.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{IDLE_HOURS, OVERLAP_SECONDS, ROTATE_MINUTES, SESSION_DAYS, Way};
use super::secret::Token;
use crate::db::kept;
use crate::db::schema::accounts::{session_tokens, sessions};

/// A session that is not over, as the holder of one of its tokens finds it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Live {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    locale: String,
    /// The database's clock when this was read.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    stale: bool,
    #[diesel(sql_type = Bool)]
    succeeds: bool,
    #[diesel(sql_type = Bool)]
    rotation_due: bool,
}

impl Live {
    /// What other tables may name the session by: SHA-256 of its identity. It
    /// stays while the tokens rotate, and opens nothing.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.id.as_bytes()).into()
    }

    /// The tag of the account's language.
    #[must_use]
    pub fn locale_tag(&self) -> &str {
        &self.locale
    }
}

/// The query of the session that a token belongs to; none when it is over or
/// the token has long been replaced. `$1` is the token's hash; the columns are
/// those of [`Live`].
pub static LIVE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.id, s.account, a.person, a.locale, clock_timestamp() AS now, \
                s.seen_at < clock_timestamp() - interval '1 minute' AS stale, \
                EXISTS (SELECT FROM session_tokens o WHERE o.session = s.id \
                        AND o.retired_at IS NULL AND o.issued_at < t.issued_at) AS succeeds, \
                t.retired_at IS NULL \
                    AND t.issued_at < clock_timestamp() - interval '{ROTATE_MINUTES} minutes' AS rotation_due \
         FROM session_tokens t \
         JOIN sessions s ON s.id = t.session \
         JOIN accounts a ON a.id = s.account \
         WHERE t.token_hash = $1 AND s.ended_at IS NULL \
           AND s.seen_at > clock_timestamp() - interval '{IDLE_HOURS} hours' \
           AND s.opened_at > clock_timestamp() - interval '{SESSION_DAYS} days' \
           AND (t.retired_at IS NULL \
                OR t.retired_at > clock_timestamp() - interval '{OVERLAP_SECONDS} seconds')"
    )
});

/// Notes that the session is in use, and by which of its tokens.
///
/// # Errors
/// Those of the database.
pub async fn note_use(conn: &mut AsyncPgConnection, live: &Live, token: &Token) -> QueryResult<()> {
    if live.succeeds {
        // The successor came back: its predecessors serve a little longer.
        kept(
            diesel::sql_query(
                "UPDATE session_tokens SET retired_at = clock_timestamp() \
             WHERE session = $1 AND retired_at IS NULL AND issued_at < \
                   (SELECT issued_at FROM session_tokens WHERE token_hash = $2)",
            )
            .bind::<SqlUuid, _>(live.id)
            .bind::<Bytea, _>(token.hash().as_slice()),
        )
        .execute(conn)
        .await?;
    }
    if live.stale {
        kept(
            diesel::sql_query("UPDATE sessions SET seen_at = clock_timestamp() WHERE id = $1")
                .bind::<SqlUuid, _>(live.id),
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// Replaces the session's token if it is old enough and nobody just did.
///
/// The old token keeps its force until the new one comes back, so that an
/// answer lost on the way signs nobody out.
///
/// # Errors
/// Those of the database.
pub async fn rotate(conn: &mut AsyncPgConnection, live: &Live) -> QueryResult<Option<Token>> {
    if !live.rotation_due {
        return Ok(None);
    }
    let session = live.id;
    conn.transaction(async |conn| {
        // The row's lock: of two requests at once, one rotates.
        diesel::sql_query("SELECT FROM sessions WHERE id = $1 FOR UPDATE")
            .bind::<SqlUuid, _>(session)
            .execute(conn)
            .await?;
        let token = Token::new();
        let issued = diesel::sql_query(
            "INSERT INTO session_tokens (token_hash, session) \
             SELECT $1, $2 WHERE NOT EXISTS ( \
                 SELECT FROM session_tokens WHERE session = $2 \
                 AND issued_at > clock_timestamp() - $3 * interval '1 second')",
        )
        .bind::<Bytea, _>(token.hash().as_slice())
        .bind::<SqlUuid, _>(session)
        .bind::<BigInt, _>(OVERLAP_SECONDS)
        .execute(conn)
        .await?;
        Ok((issued == 1).then_some(token))
    })
    .await
}

/// Opens a session in the caller's transaction and returns its first token.
///
/// # Errors
/// Those of the database.
pub async fn open(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    way: Way,
    device: &str,
) -> QueryResult<Token> {
    let id = Uuid::new_v4();
    let token = Token::new();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::account.eq(account),
            sessions::way.eq(way.word()),
            sessions::device.eq(device),
        ))
        .execute(conn)
        .await?;
    diesel::insert_into(session_tokens::table)
        .values((
            session_tokens::token_hash.eq(token.hash().as_slice()),
            session_tokens::session.eq(id),
        ))
        .execute(conn)
        .await?;
    Ok(token)
}

/// Ends one session.
///
/// # Errors
/// Those of the database.
pub async fn end(conn: &mut AsyncPgConnection, session: Uuid) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE sessions SET ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL",
    )
    .bind::<SqlUuid, _>(session)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends one session of this account; false when it has no such session.
///
/// # Errors
/// Those of the database.
pub async fn end_of(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    session: Uuid,
) -> QueryResult<bool> {
    let ended = diesel::sql_query(
        "UPDATE sessions SET ended_at = clock_timestamp() \
         WHERE id = $1 AND account = $2 AND ended_at IS NULL",
    )
    .bind::<SqlUuid, _>(session)
    .bind::<SqlUuid, _>(account)
    .execute(conn)
    .await?;
    Ok(ended == 1)
}

/// Ends every session of an account, or every one but this, and burns the links
/// that were mailed and not yet used.
///
/// # Errors
/// Those of the database.
pub async fn end_all(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    but: Option<Uuid>,
) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE sessions SET ended_at = clock_timestamp() \
         WHERE account = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2",
    )
    .bind::<SqlUuid, _>(account)
    .bind::<diesel::sql_types::Nullable<SqlUuid>, _>(but)
    .execute(conn)
    .await?;
    diesel::sql_query(
        "UPDATE sign_in_links SET spent_at = clock_timestamp() \
         WHERE account = $1 AND spent_at IS NULL",
    )
    .bind::<SqlUuid, _>(account)
    .execute(conn)
    .await?;
    Ok(())
}

/// A session as the list on the account page has it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub device: String,
    #[diesel(sql_type = Text)]
    pub way: String,
    #[diesel(sql_type = Timestamptz)]
    pub opened_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub seen_at: DateTime<Utc>,
}

/// The sessions of an account that are not over, the latest used first.
///
/// # Errors
/// Those of the database.
pub async fn list(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<Vec<Listed>> {
    diesel::sql_query(
        "SELECT id, device, way, opened_at, seen_at FROM sessions \
         WHERE account = $1 AND ended_at IS NULL \
           AND seen_at > clock_timestamp() - $2 * interval '1 hour' \
           AND opened_at > clock_timestamp() - $3 * interval '1 day' \
         ORDER BY seen_at DESC, id",
    )
    .bind::<SqlUuid, _>(account)
    .bind::<BigInt, _>(IDLE_HOURS)
    .bind::<BigInt, _>(SESSION_DAYS)
    .load(conn)
    .await
}

/// Whether the session was opened by a mailed link within these minutes: proof
/// that its holder reads the account's mail.
///
/// # Errors
/// Those of the database.
pub async fn opened_by_link_within(
    conn: &mut AsyncPgConnection,
    session: Uuid,
    minutes: i64,
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        fresh: bool,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT way = 'link' AND opened_at > clock_timestamp() - $2 * interval '1 minute' AS fresh \
         FROM sessions WHERE id = $1",
    )
    .bind::<SqlUuid, _>(session)
    .bind::<BigInt, _>(minutes)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.is_some_and(|row| row.fresh))
}
