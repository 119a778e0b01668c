//! What officers decide about a poll after its opening: envelopes set aside, the poll ended.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::counting::{damage, exact};
use super::extending::tell;
use super::{Poll, closing, result};
use crate::acts;
use crate::db::{Connection, natural, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{Leaf, MAX_DIGESTS, PollSetAside, PollVoided, Signatures};
use crate::outbox::Letter;
use crate::polls::course::NotExtended;
use crate::seal::canonical::enter_text;
use crate::seal::hash::Digest;
use crate::seal::live::LiveSet;
use crate::seal::manifest::Manifest;

/// Why a decision was not prepared or not done, in a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    #[error("Say in a sentence why. It stands in the public log for good.")]
    NoReason,
    #[error("Keep the reason within 1,000 characters, on one line.")]
    LongReason,
    #[error("Name the digests of the envelopes, one on a line, each of 64 hex digits.")]
    NoDigests,
    #[error("At most 900 envelopes are set aside by one act. Prepare several.")]
    TooMany,
    #[error("{0} is not the digest of an envelope that counts in this poll. Take it out.")]
    NotLive(String),
    #[error("This poll has been counted: nothing is set aside any more. Nothing is left to do.")]
    Counted,
    #[error("This poll is not closed yet. Wait for its close.")]
    NotClosed,
    #[error("This poll was ended already. Nothing is left to do.")]
    Voided,
    #[error("Choose one of the options of this poll.")]
    NoOption,
    #[error("This option is excluded already. Nothing is left to do.")]
    Excluded,
    #[error(
        "The envelopes of this poll have been opened: nobody is excluded any more. What follows from a withdrawal is a matter of the seat, not of the count. Record it there."
    )]
    Opened,
    #[error(transparent)]
    NotExtended(#[from] NotExtended),
    #[error("An act of this kind waits for signatures already: act {0}. Sign that one.")]
    Waiting(i32),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// The live envelopes that officers decided not to count.
///
/// # Errors
/// Those of the database.
pub async fn set_aside(conn: &mut Connection, poll: Uuid) -> QueryResult<BTreeSet<Digest>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bytea)]
        digest: Vec<u8>,
    }
    let rows: Vec<Row> = sql_query("SELECT digest FROM poll_set_asides WHERE poll_id = $1")
        .bind::<SqlUuid, _>(poll)
        .load(conn)
        .await?;
    rows.iter()
        .map(|row| exact(&row.digest).map(Digest::from_bytes))
        .collect()
}

pub(super) fn reason(raw: &str) -> Result<String, DecisionError> {
    let reason = raw.trim();
    match reason.chars().count() {
        0 => Err(DecisionError::NoReason),
        1..=1000 => enter_text(reason).map_err(|_| DecisionError::LongReason),
        _ => Err(DecisionError::LongReason),
    }
}

/// The second in which an act about a poll is prepared, as its statement says it.
pub(super) fn seconds(poll: &Poll) -> QueryResult<u64> {
    natural(poll.now.timestamp())
}

pub(super) async fn propose(
    conn: &mut Connection,
    poll: &Poll,
    leaf: Leaf,
    officer: Uuid,
) -> Result<i32, DecisionError> {
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, poll.id).await?;
        if let Some(act) = acts::store::waiting_about(conn, poll.id, leaf.kind()).await? {
            return Err(DecisionError::Waiting(act.number));
        }
        let act = Act::new(leaf, None).map_err(damage)?;
        Ok(acts::store::propose(conn, poll.id, &act, officer).await?)
    })
    .await
}

/// Prepares the act that sets envelopes aside; returns its number.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn prepare_set_aside(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    digests: &str,
    why: &str,
    officer: Uuid,
) -> Result<i32, DecisionError> {
    let reason = reason(why)?;
    let digests: BTreeSet<Digest> = digests
        .split_whitespace()
        .map(|word| Digest::parse(word).map_err(|_| DecisionError::NoDigests))
        .collect::<Result<_, _>>()?;
    match digests.len() {
        0 => return Err(DecisionError::NoDigests),
        1..=MAX_DIGESTS => {}
        _ => return Err(DecisionError::TooMany),
    }
    check_set_aside(conn, poll, &digests).await?;
    let leaf = PollSetAside {
        at: seconds(poll)?,
        digests: digests.into_iter().collect(),
        eid: manifest.eid(),
        reason,
        sigs: Signatures::default(),
    };
    propose(conn, poll, leaf.into(), officer).await
}

/// Whether these envelopes can be set aside now.
///
/// # Errors
/// A sentence about the first that cannot.
pub async fn check_set_aside(
    conn: &mut Connection,
    poll: &Poll,
    digests: &BTreeSet<Digest>,
) -> Result<(), DecisionError> {
    if poll.facts.voided {
        return Err(DecisionError::Voided);
    }
    let closing = closing(conn, poll.id)
        .await?
        .ok_or(DecisionError::NotClosed)?;
    if result(conn, poll.id).await?.is_some() {
        return Err(DecisionError::Counted);
    }
    let live = LiveSet::parse_jsonl(closing.live_lines.as_bytes()).map_err(damage)?;
    let aside = set_aside(conn, poll.id).await?;
    let counts = |digest: &Digest| live.contains(digest) && !aside.contains(digest);
    match digests.iter().find(|digest| !counts(digest)) {
        Some(digest) => Err(DecisionError::NotLive(digest.to_string())),
        None => Ok(()),
    }
}

/// Sets envelopes aside: the certifier's part, in the transaction of a signed act.
///
/// # Errors
/// Those of the database.
pub async fn keep_set_aside(
    conn: &mut Connection,
    poll: Uuid,
    act: Uuid,
    digests: &[Digest],
) -> QueryResult<()> {
    let digests: Vec<&[u8]> = digests
        .iter()
        .map(|digest| digest.as_bytes().as_slice())
        .collect();
    sql_query(
        "INSERT INTO poll_set_asides (digest, poll_id, act_id) SELECT d, $2, $3 FROM unnest($1) AS d",
    )
    .bind::<Array<Bytea>, _>(digests)
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(act)
    .execute(conn)
    .await?;
    Ok(())
}

/// Prepares the act that ends a poll without a result; returns its number.
///
/// # Errors
/// When no reason is given, or the poll was ended already.
pub async fn prepare_voiding(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    why: &str,
    officer: Uuid,
) -> Result<i32, DecisionError> {
    if poll.facts.voided {
        return Err(DecisionError::Voided);
    }
    let leaf = PollVoided {
        at: seconds(poll)?,
        eid: manifest.eid(),
        reason: reason(why)?,
        sigs: Signatures::default(),
    };
    propose(conn, poll, leaf.into(), officer).await
}

/// Ends a poll and tells everyone on its roll: the certifier's part, in the
/// transaction of a signed act.
///
/// # Errors
/// When it was ended already; those of the database.
pub async fn void(
    conn: &mut Connection,
    poll: &Poll,
    act: Uuid,
    reason: &str,
    today: chrono::NaiveDate,
) -> Result<(), DecisionError> {
    if poll.facts.voided {
        return Err(DecisionError::Voided);
    }
    sql_query("INSERT INTO poll_voidings (poll_id, act_id, reason) VALUES ($1, $2, $3)")
        .bind::<SqlUuid, _>(poll.id)
        .bind::<SqlUuid, _>(act)
        .bind::<Text, _>(reason)
        .execute(conn)
        .await?;
    let letter = Letter::PollVoided {
        title: poll.draft.wording(),
        path: format!("/polls/{}", poll.number),
        reason: reason.to_owned(),
    };
    tell(conn, poll, &letter, today).await?;
    Ok(())
}

/// Why a poll was ended; none when it was not.
///
/// # Errors
/// Those of the database.
pub async fn voided(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        reason: String,
    }
    let row: Option<Row> = sql_query("SELECT reason FROM poll_voidings WHERE poll_id = $1")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.reason))
}
