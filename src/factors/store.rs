//! SQL of second factors.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::model::{Asked, FRESH_MINUTES};
use crate::accounts::secret::Token;
use crate::accounts::{self, sessions};
use crate::db::{Connection, sql_query};
use crate::outbox::model::FactorNews;
use crate::outbox::{self, Letter, Recipient};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;

/// The factor of a person that counts.
#[derive(Clone, Debug, QueryableByName)]
pub struct Factor {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
}

/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Connection, person: Uuid) -> QueryResult<Option<Factor>> {
    sql_query("SELECT id, recorded_at AS since FROM second_factors WHERE id = second_factor_of($1)")
        .bind::<SqlUuid, _>(person)
        .get_result(conn)
        .await
        .optional()
}

#[derive(QueryableByName)]
struct Sealed {
    #[diesel(sql_type = Bytea)]
    sealed: Vec<u8>,
}

/// What a factor's codes follow from, sealed.
///
/// # Errors
/// Those of the database.
pub async fn sealed(conn: &mut Connection, factor: Uuid) -> QueryResult<Option<Vec<u8>>> {
    let row: Option<Sealed> =
        sql_query("SELECT sealed FROM second_factor_secrets WHERE factor = $1")
            .bind::<SqlUuid, _>(factor)
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| row.sealed))
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    it: bool,
}

/// What is asked of this officer in this session before an act that decides a vote.
///
/// # Errors
/// Those of the database; a rule that is no `true` or `false`.
pub async fn asked(
    conn: &mut Connection,
    person: Uuid,
    session: &[u8; 32],
) -> Result<Asked, Box<dyn std::error::Error + Send + Sync>> {
    let now = accounts::store::now(conn).await?;
    let rule = match rulebook::find(conn, keys::OFFICERS_SECOND_FACTOR, now).await? {
        Some(rule) => rule.flag()?,
        None => false,
    };
    let Some(factor) = of(conn, person).await? else {
        return Ok(Asked::of(rule, false, false));
    };
    let fresh: Answer = sql_query(
        "SELECT EXISTS (SELECT FROM second_factor_proofs \
             WHERE factor = $1 AND session = $2 \
               AND recorded_at > clock_timestamp() - make_interval(mins => $3::int)) AS it",
    )
    .bind::<SqlUuid, _>(factor.id)
    .bind::<Bytea, _>(session.as_slice())
    .bind::<BigInt, _>(FRESH_MINUTES)
    .get_result(conn)
    .await?;
    Ok(Asked::of(rule, true, fresh.it))
}

/// A factor as its officer adds it, with the first code.
pub struct NewFactor<'a> {
    /// The form's id: a form that is sent twice adds one factor.
    pub id: Uuid,
    pub person: Uuid,
    pub account: Uuid,
    pub sealed: &'a [u8],
    pub step: i64,
    /// The session it is added in, and the digest by which proofs name it.
    pub session: (Uuid, &'a [u8; 32]),
    /// Whether every other session of the officer ends with it.
    pub alone: bool,
}

/// Why a factor was not added, or a code does not count.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    #[error(
        "You signed in here more than half an hour ago. Sign in once more, then add the factor."
    )]
    SignInFirst,
    #[error("To replace your factor, give its code first, at most ten minutes before.")]
    CodeFirst,
    #[error("This code was used already. Wait for the next one, which comes within half a minute.")]
    UsedAlready,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Adds a factor, in place of an earlier one if there is any, and writes to its officer. The
/// session goes on under the token that comes back; none when the form was sent before.
///
/// # Errors
/// A session that began too long ago; an earlier factor whose code was not given within ten
/// minutes.
pub async fn add(conn: &mut Connection, new: &NewFactor<'_>) -> Result<Option<Token>, FactorError> {
    let (here, session) = new.session;
    let added = conn
        .transaction(async |conn| {
            if sessions::opened_afresh(conn, here).await?.is_none() {
                return Err(FactorError::SignInFirst);
            }
            let recorded = sql_query(
                "INSERT INTO second_factors (id, person, session) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
            )
            .bind::<SqlUuid, _>(new.id)
            .bind::<SqlUuid, _>(new.person)
            .bind::<Bytea, _>(session.as_slice())
            .execute(conn)
            .await?;
            if recorded == 0 {
                return Ok(None);
            }
            sql_query(
                "DELETE FROM second_factor_secrets WHERE factor IN \
                     (SELECT id FROM second_factors WHERE person = $1)",
            )
            .bind::<SqlUuid, _>(new.person)
            .execute(conn)
            .await?;
            sql_query("INSERT INTO second_factor_secrets (factor, sealed) VALUES ($1, $2)")
                .bind::<SqlUuid, _>(new.id)
                .bind::<Bytea, _>(new.sealed)
                .execute(conn)
                .await?;
            note(conn, new.id, new.step, session).await?;
            let letter = Letter::FactorChanged {
                news: FactorNews::Added,
                reason: String::new(),
            };
            outbox::store::queue(conn, &Recipient::Account(new.account), &letter).await?;
            if new.alone {
                sessions::end_all(conn, new.account, Some(here)).await?;
            }
            Ok(Some(sessions::exchange(conn, here).await?))
        })
        .await;
    match added {
        Err(FactorError::Database(error))
            if violates(&error, "second_factor_replaced_by_its_code") =>
        {
            Err(FactorError::CodeFirst)
        }
        other => other,
    }
}

async fn note(
    conn: &mut Connection,
    factor: Uuid,
    step: i64,
    session: &[u8; 32],
) -> QueryResult<usize> {
    sql_query(
        "INSERT INTO second_factor_proofs (factor, step, session) VALUES ($1, $2, $3) \
         ON CONFLICT (factor, step) DO NOTHING",
    )
    .bind::<SqlUuid, _>(factor)
    .bind::<BigInt, _>(step)
    .bind::<Bytea, _>(session.as_slice())
    .execute(conn)
    .await
}

/// Notes that the code of a step was given in a session; each counts once. The session goes
/// on under the token that comes back, and under none that it had.
///
/// # Errors
/// A code that was used already.
pub async fn prove(
    conn: &mut Connection,
    factor: Uuid,
    step: i64,
    (here, session): (Uuid, &[u8; 32]),
) -> Result<Token, FactorError> {
    conn.transaction(async |conn| {
        if note(conn, factor, step, session).await? == 0 {
            return Err(FactorError::UsedAlready);
        }
        Ok(sessions::exchange(conn, here).await?)
    })
    .await
}

/// An officer, and since when they have a factor.
#[derive(Clone, Debug, QueryableByName)]
pub struct Held {
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub factor: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub since: Option<DateTime<Utc>>,
}

/// Everybody who acts in an office now, by a term or by a seat, in order of name.
///
/// # Errors
/// Those of the database.
pub async fn officers(conn: &mut Connection) -> QueryResult<Vec<Held>> {
    sql_query(
        "SELECT p.person, r.name, f.id AS factor, f.recorded_at AS since \
         FROM (SELECT person FROM office_terms UNION SELECT person FROM seat_incumbencies) p \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = p.person \
                       ORDER BY record DESC LIMIT 1) r ON true \
         LEFT JOIN second_factors f ON f.id = second_factor_of(p.person) \
         WHERE acts_in_office(p.person, clock_timestamp()) \
         ORDER BY r.name, p.person",
    )
    .load(conn)
    .await
}

/// A reset as it stands.
#[derive(Clone, Debug, QueryableByName)]
pub struct Reset {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub whose: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub confirmer: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The factor it would end still counts.
    #[diesel(sql_type = Bool)]
    pub open: bool,
}

/// Resets, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn resets(conn: &mut Connection) -> QueryResult<Vec<Reset>> {
    sql_query(
        "SELECT s.id, f.person AS whose, n.name, s.reason, s.proposed_by, b.name AS proposer, \
                s.recorded_at AS proposed_at, k.name AS confirmer, c.recorded_at AS confirmed_at, \
                (c.reset IS NULL AND second_factor_of(f.person) IS NOT DISTINCT FROM f.id) AS open \
         FROM second_factor_resets s \
         JOIN second_factors f ON f.id = s.factor \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = f.person ORDER BY record DESC LIMIT 1) n ON true \
         JOIN LATERAL (SELECT name FROM party_records WHERE party = s.proposed_by ORDER BY record DESC LIMIT 1) b ON true \
         LEFT JOIN second_factor_reset_confirmations c ON c.reset = s.id \
         LEFT JOIN LATERAL (SELECT name FROM party_records WHERE party = c.confirmed_by ORDER BY record DESC LIMIT 1) k ON true \
         ORDER BY s.recorded_at DESC, s.id LIMIT 200",
    )
    .load(conn)
    .await
}

/// Why a reset was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    #[error("This factor counts no more: it was replaced or reset meanwhile. Open the page again.")]
    Gone,
    #[error(
        "A factor is reset by two officers other than whose it is: one proposes it, another confirms it."
    )]
    ByOthers,
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for ResetError {
    fn from(error: diesel::result::Error) -> Self {
        if violates(&error, "second_factor_reset_of_what_counts") {
            Self::Gone
        } else if violates(&error, "second_factor_reset_by_others") {
            Self::ByOthers
        } else {
            Self::Database(error)
        }
    }
}

/// Proposes to end another officer's factor, and writes to them.
///
/// # Errors
/// Says who may, or that it is gone.
pub async fn propose_reset(
    conn: &mut Connection,
    id: Uuid,
    (factor, whose): (Uuid, Uuid),
    reason: &str,
    by: Uuid,
) -> Result<(), ResetError> {
    conn.transaction(async |conn| {
        let recorded = sql_query(
            "INSERT INTO second_factor_resets (id, factor, reason, proposed_by) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(factor)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by)
        .execute(conn)
        .await?;
        if recorded == 1 {
            tell(conn, whose, FactorNews::ResetProposed, reason).await?;
        }
        Ok(())
    })
    .await
}

/// Ends the factor that another officer proposed to end, and writes to whose it was.
///
/// # Errors
/// Says who may, or that it is gone.
pub async fn confirm_reset(
    conn: &mut Connection,
    reset: &Reset,
    by: Uuid,
) -> Result<(), ResetError> {
    conn.transaction(async |conn| {
        let recorded = sql_query(
            "INSERT INTO second_factor_reset_confirmations (reset, confirmed_by) \
             VALUES ($1, $2) ON CONFLICT (reset) DO NOTHING",
        )
        .bind::<SqlUuid, _>(reset.id)
        .bind::<SqlUuid, _>(by)
        .execute(conn)
        .await?;
        if recorded == 1 {
            tell(conn, reset.whose, FactorNews::Reset, &reset.reason).await?;
        }
        Ok(())
    })
    .await
}

async fn tell(
    conn: &mut Connection,
    whose: Uuid,
    news: FactorNews,
    reason: &str,
) -> QueryResult<()> {
    let letter = Letter::FactorChanged {
        news,
        reason: reason.to_owned(),
    };
    for account in accounts::store::of_persons(conn, &[whose]).await? {
        outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    }
    Ok(())
}

fn violates(error: &diesel::result::Error, constraint: &str) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, told) if told.constraint_name() == Some(constraint))
}
