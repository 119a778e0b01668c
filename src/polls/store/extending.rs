//! The close of an open poll put off: prepared for officers' signatures, and done once it is signed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::deciding::{DecisionError, propose, reason, seconds};
use super::{Poll, refused_by};
use crate::db::{Connection, natural, sql_query};
use crate::evidence::leaf::{PollExtended, Signatures};
use crate::ledger;
use crate::outbox::{self, Letter, Recipient};
use crate::polls::course::{ExtensionRule, NotExtended, Window, may_extend};
use crate::proxies;
use crate::rolls;
use crate::seal::canonical::Value;
use crate::seal::manifest::Manifest;

/// One time that the close of a poll was put off.
#[derive(Clone, Debug, QueryableByName)]
pub struct Extension {
    /// The close until then.
    #[diesel(sql_type = Timestamptz)]
    pub closed_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Every time that the close of a poll was put off, the first first.
///
/// # Errors
/// Those of the database.
pub async fn extensions(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<Extension>> {
    sql_query(
        "SELECT closed_at, closes_at, reason, recorded_at FROM poll_extensions
         WHERE poll_id = $1 ORDER BY closes_at",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// The signed entries that put a poll's close off, as they stand in the log.
///
/// # Errors
/// Those of the database.
pub async fn extended_entries(
    conn: &mut Connection,
    manifest: &Manifest,
) -> QueryResult<Vec<Value>> {
    let logged = ledger::store::of_kind(conn, PollExtended::KIND).await?;
    logged
        .iter()
        .filter(|leaf| leaf.eid() == Some(manifest.eid()))
        .map(|leaf| Value::parse(&leaf.encode()).map_err(super::counting::damage))
        .collect()
}

/// Whether the close of a poll can be put off until then, now.
///
/// # Errors
/// A sentence about the rule that stands in the way.
pub async fn check_extension(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    closes: DateTime<Utc>,
    zone: Tz,
) -> Result<(), DecisionError> {
    if poll.facts.voided {
        return Err(DecisionError::Voided);
    }
    let (Some(opens), Some(close)) = (poll.facts.opens_at, poll.facts.closes_at) else {
        return Err(DecisionError::NotExtended(NotExtended::NotBegun));
    };
    if poll.facts.closed {
        return Err(DecisionError::NotExtended(NotExtended::Over));
    }
    let before = extensions(conn, poll.id).await?;
    let window = Window {
        opens,
        first_close: before
            .as_slice()
            .first()
            .map_or(close, |first| first.closed_at),
        close,
        times: before.len(),
        now: poll.now,
    };
    let rule = ExtensionRule::of(&manifest.terms().rules);
    may_extend(rule.as_ref(), &window, closes, zone)?;
    Ok(())
}

/// Prepares the act that puts a close off; returns its number.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn prepare_extension(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    closes: DateTime<Utc>,
    why: &str,
    officer: Uuid,
    zone: Tz,
) -> Result<i32, DecisionError> {
    let reason = reason(why)?;
    check_extension(conn, poll, manifest, closes, zone).await?;
    let leaf = PollExtended {
        at: seconds(poll)?,
        closes: natural(closes.timestamp())?,
        eid: manifest.eid(),
        reason,
        sigs: Signatures::default(),
    };
    propose(conn, poll, leaf.into(), officer).await
}

/// Puts the close off and tells everyone on the roll: the certifier's part, in the transaction of
/// a signed act.
///
/// # Errors
/// When the close has passed meanwhile, or a rule stands in the way.
pub async fn extend(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    act: Uuid,
    leaf: &PollExtended,
    zone: Tz,
    today: NaiveDate,
) -> Result<DateTime<Utc>, DecisionError> {
    let closes = i64::try_from(leaf.closes)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(DecisionError::NotExtended(NotExtended::Backwards))?;
    check_extension(conn, poll, manifest, closes, zone).await?;
    sql_query("SELECT extend_poll($1, $2, $3, $4)")
        .bind::<SqlUuid, _>(poll.id)
        .bind::<SqlUuid, _>(act)
        .bind::<Timestamptz, _>(closes)
        .bind::<Text, _>(&leaf.reason)
        .execute(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            // What the guard refuses has just closed, or was just put off by another act.
            Some("extension_comes_before_the_close" | "extension_is_an_act") => {
                DecisionError::NotExtended(NotExtended::Over)
            }
            _ => DecisionError::Database(error),
        })?;
    let letter = Letter::PollExtended {
        title: poll.draft.wording(),
        path: format!("/polls/{}", poll.number),
        closes_at: closes,
        reason: leaf.reason.clone(),
    };
    tell(conn, poll, &letter, today).await?;
    Ok(closes)
}

/// One letter to each person who casts for a line of the roll, as its member or by a
/// proxy, or votes for its member today, however many lines.
///
/// # Errors
/// Those of the database.
pub(super) async fn tell(
    conn: &mut Connection,
    poll: &Poll,
    letter: &Letter,
    today: NaiveDate,
) -> QueryResult<()> {
    let Some(roll) = poll.roll else {
        return Ok(());
    };
    let mut voters = rolls::store::voters(conn, roll, today).await?;
    voters.extend(rolls::store::casters(conn, roll, poll.id).await?);
    voters.extend(proxies::store::holders(conn, roll, poll.id).await?);
    let accounts: BTreeSet<Uuid> = voters.into_iter().map(|voter| voter.account).collect();
    let letters = accounts
        .into_iter()
        .map(|account| (Recipient::Account(account), letter.clone()));
    outbox::store::queue_all(conn, letters).await
}

/// The entries as they are downloaded, one on a line.
///
/// # Errors
/// Those of the database.
pub async fn extended_lines(conn: &mut Connection, manifest: &Manifest) -> QueryResult<Vec<u8>> {
    let mut lines = Vec::new();
    for entry in extended_entries(conn, manifest).await? {
        lines.extend_from_slice(entry.encode().as_bytes());
        lines.push(b'\n');
    }
    Ok(lines)
}
