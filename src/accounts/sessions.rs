//! SQL of sessions: who is signed in, with which browsers, and for how long.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{
    FRESH_SIGN_IN_MINUTES, IDLE_HOURS, OVERLAP_SECONDS, ROTATE_MINUTES, SESSION_DAYS, Way,
};
use super::secret::Token;
use crate::db::kept;
use crate::db::schema::accounts::{session_tokens, sessions};
use crate::outbox::{self, Letter, Recipient};

/// A session that is not over, as the holder of one of its tokens finds it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Live {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    /// The tag of the language that its holder chose, if they did.
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
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
}

/// The query of the session that a token belongs to; none when it is over or
/// the token has long been replaced. `$1` is the token's hash; the columns are
/// those of [`Live`].
pub static LIVE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT s.id, s.account, a.person, clock_timestamp() AS now, \
                CASE WHEN a.locale_chosen THEN a.locale END AS language, \
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
            crate::db::sql_query(
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
            crate::db::sql_query("UPDATE sessions SET seen_at = clock_timestamp() WHERE id = $1")
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
        crate::db::sql_query("SELECT FROM sessions WHERE id = $1 FOR UPDATE")
            .bind::<SqlUuid, _>(session)
            .execute(conn)
            .await?;
        let token = Token::new();
        let issued = crate::db::sql_query(
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
    insert_token(conn, id, &token).await?;
    Ok(token)
}

/// Ends one session.
///
/// # Errors
/// Those of the database.
pub async fn end(conn: &mut AsyncPgConnection, session: Uuid) -> QueryResult<()> {
    crate::db::sql_query(
        "UPDATE sessions SET ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL",
    )
    .bind::<SqlUuid, _>(session)
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives a session another token, and takes all force from those it had: whoever knows one
/// of before gains nothing by what its holder has just proved.
///
/// # Errors
/// Those of the database.
pub async fn exchange(conn: &mut AsyncPgConnection, session: Uuid) -> QueryResult<Token> {
    conn.transaction(async |conn| {
        // The row's lock, as in `rotate`: no token comes between.
        crate::db::sql_query("SELECT FROM sessions WHERE id = $1 FOR UPDATE")
            .bind::<SqlUuid, _>(session)
            .execute(conn)
            .await?;
        diesel::delete(session_tokens::table.filter(session_tokens::session.eq(session)))
            .execute(conn)
            .await?;
        let token = Token::new();
        insert_token(conn, session, &token).await?;
        Ok(token)
    })
    .await
}

async fn insert_token(
    conn: &mut AsyncPgConnection,
    session: Uuid,
    token: &Token,
) -> QueryResult<()> {
    diesel::insert_into(session_tokens::table)
        .values((
            session_tokens::token_hash.eq(token.hash().as_slice()),
            session_tokens::session.eq(session),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What became of ending sessions of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// There is no such session.
    Nothing,
    /// The session in which it was asked for began too long ago.
    SignInFirst,
}

/// Ends one session of an account, or every one, for whoever has signed in a moment ago.
///
/// # Errors
/// Those of the database.
pub async fn end_afresh(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    here: Uuid,
    one: Option<Uuid>,
) -> QueryResult<Ended> {
    conn.transaction(async |conn| {
        if opened_afresh(conn, here).await?.is_none() {
            return Ok(Ended::SignInFirst);
        }
        let Some(one) = one else {
            end_all(conn, account, None).await?;
            return Ok(Ended::Done);
        };
        let ended = end_of(conn, account, one).await?;
        Ok(if ended { Ended::Done } else { Ended::Nothing })
    })
    .await
}

/// Ends one session of this account; false when it has no such session.
async fn end_of(conn: &mut AsyncPgConnection, account: Uuid, session: Uuid) -> QueryResult<bool> {
    let ended = crate::db::sql_query(
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
/// that were mailed and not yet used: both, or neither. A session that begins
/// meanwhile ends too.
///
/// # Errors
/// Those of the database.
pub async fn end_all(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    but: Option<Uuid>,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        // Whoever comes in holds this row until their session is there to be ended.
        crate::db::sql_query("SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
            .bind::<SqlUuid, _>(account)
            .execute(conn)
            .await?;
        crate::db::sql_query(
            "UPDATE sessions SET ended_at = clock_timestamp() \
             WHERE account = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2",
        )
        .bind::<SqlUuid, _>(account)
        .bind::<Nullable<SqlUuid>, _>(but)
        .execute(conn)
        .await?;
        crate::db::sql_query(
            "UPDATE sign_in_links SET spent_at = clock_timestamp() \
             WHERE account = $1 AND spent_at IS NULL",
        )
        .bind::<SqlUuid, _>(account)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// An officer ends whatever opens something of an account, on record: every session, every
/// link that was mailed and not used, the password, the address of the calendar. Its holder
/// is told by letter. An `id` that was recorded before does nothing again.
///
/// # Errors
/// Those of the database, which refuses whoever is no officer for it.
pub async fn end_by_officer(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    account: Uuid,
    officer: Uuid,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        let recorded = crate::db::sql_query(
            "INSERT INTO session_endings (id, account, ended_by) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(account)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await?;
        if recorded == 1 {
            let to = Recipient::Account(account);
            outbox::store::queue(conn, &to, &Letter::SessionsEnded {}).await?;
        }
        Ok(())
    })
    .await
}

/// When officers ended the sessions of an account, and who.
#[derive(Clone, Debug, QueryableByName)]
pub struct Ending {
    #[diesel(sql_type = Text)]
    pub officer: String,
    #[diesel(sql_type = Timestamptz)]
    pub ended_at: DateTime<Utc>,
}

/// The times at which officers ended the sessions of an account, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn endings(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<Vec<Ending>> {
    crate::db::sql_query(
        "SELECT n.name AS officer, e.recorded_at AS ended_at FROM session_endings e \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = e.ended_by \
                       ORDER BY record DESC LIMIT 1) n ON true \
         WHERE e.account = $1 ORDER BY e.recorded_at DESC",
    )
    .bind::<SqlUuid, _>(account)
    .load(conn)
    .await
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
    crate::db::sql_query(
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

/// The way in which the session was opened, if that was a moment ago; none when it was not,
/// or when the session is over.
///
/// # Errors
/// Those of the database.
pub async fn opened_afresh(
    conn: &mut AsyncPgConnection,
    session: Uuid,
) -> QueryResult<Option<Way>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        way: String,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT way FROM sessions WHERE id = $1 AND ended_at IS NULL \
           AND opened_at > clock_timestamp() - $2 * interval '1 minute'",
    )
    .bind::<SqlUuid, _>(session)
    .bind::<BigInt, _>(FRESH_SIGN_IN_MINUTES)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.and_then(|row| Way::parse(&row.way)))
}
