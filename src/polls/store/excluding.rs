//! Options that withdrew after the opening, and whether enough took part: what decides with the
//! ballots what a poll comes to.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::counting::damage;
use super::deciding::{DecisionError, propose, reason, seconds};
use super::extending::tell;
use super::{Closing, Poll, refused_by, result, unsealings};
use crate::db::{Connection, sql_query};
use crate::evidence::leaf::{PollExcluded, Signatures};
use crate::evidence::quorum::{Participation, is_reached};
use crate::outbox::Letter;
use crate::polls::model::Phase;
use crate::rolls;
use crate::seal::code::Code;
use crate::seal::manifest::Manifest;

/// An option that cannot be elected any more.
#[derive(Clone, Debug, QueryableByName)]
pub struct Exclusion {
    /// Its id in the manifest.
    #[diesel(sql_type = Text)]
    pub option: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// The options of a poll that were excluded, in the order of the acts.
///
/// # Errors
/// Those of the database.
pub async fn exclusions(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<Exclusion>> {
    sql_query(
        "SELECT option, reason, recorded_at FROM poll_exclusions
         WHERE poll_id = $1 ORDER BY recorded_at, option",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// Whether this option can be excluded now.
///
/// # Errors
/// A sentence about what stands in the way.
pub async fn check_exclusion(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    option: &str,
) -> Result<(), DecisionError> {
    if poll.facts.voided {
        return Err(DecisionError::Voided);
    }
    let options = &manifest.terms().options;
    if !options.iter().any(|listed| listed.id.as_str() == option) {
        return Err(DecisionError::NoOption);
    }
    if result(conn, poll.id).await?.is_some() || !unsealings(conn, poll.id).await?.is_empty() {
        return Err(DecisionError::Opened);
    }
    let excluded = exclusions(conn, poll.id).await?;
    if excluded.iter().any(|before| before.option == option) {
        return Err(DecisionError::Excluded);
    }
    Ok(())
}

/// Prepares the act that excludes an option; returns its number.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn prepare_exclusion(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    option: &str,
    why: &str,
    officer: Uuid,
) -> Result<i32, DecisionError> {
    let reason = reason(why)?;
    check_exclusion(conn, poll, manifest, option).await?;
    let leaf = PollExcluded {
        at: seconds(poll)?,
        eid: manifest.eid(),
        option: Code::parse(option).map_err(|_| DecisionError::NoOption)?,
        reason,
        sigs: Signatures::default(),
    };
    propose(conn, poll, leaf.into(), officer).await
}

/// Excludes the option and tells everyone on the roll: the certifier's part, in the transaction of
/// a signed act.
///
/// # Errors
/// When an officer has handed in an opening meanwhile; those of the database.
pub async fn exclude(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    act: Uuid,
    leaf: &PollExcluded,
    today: NaiveDate,
) -> Result<String, DecisionError> {
    let option = leaf.option.as_str();
    check_exclusion(conn, poll, manifest, option).await?;
    sql_query(
        "INSERT INTO poll_exclusions (act_id, poll_id, option, reason) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(act)
    .bind::<SqlUuid, _>(poll.id)
    .bind::<Text, _>(option)
    .bind::<Text, _>(&leaf.reason)
    .execute(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("exclusion_comes_before_the_opening") => DecisionError::Opened,
        Some("poll_exclusions_once") => DecisionError::Excluded,
        _ => DecisionError::Database(error),
    })?;
    let mut options = manifest.terms().options.iter();
    let name = options
        .find(|listed| listed.id == leaf.option)
        .map_or_else(|| option.to_owned(), |listed| listed.name.clone());
    let votes_again = matches!(poll.phase(), Phase::Open | Phase::Scheduled);
    let letter = Letter::PollExcluded {
        title: poll.draft.wording(),
        path: format!("/polls/{}", poll.number),
        option: name.clone(),
        reason: leaf.reason.clone(),
        again_until: poll.facts.closes_at.filter(|_| votes_again),
    };
    tell(conn, poll, &letter, today).await?;
    Ok(name)
}

/// Whether enough took part in a closed poll, by the rules that its manifest fixed.
///
/// # Errors
/// Those of the database.
pub async fn quorum_reached(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    closing: &Closing,
) -> QueryResult<bool> {
    let roll = match poll.roll {
        Some(roll) => rolls::store::by_id(conn, roll).await?,
        None => None,
    }
    .ok_or_else(|| damage("a closed poll has no roll"))?;
    let took_part = Participation {
        members: u64::try_from(closing.live).map_err(damage)?,
        of_members: u64::try_from(roll.leaves).map_err(damage)?,
        votes: u64::try_from(closing.votes).map_err(damage)?,
        of_votes: u64::try_from(roll.votes).map_err(damage)?,
    };
    Ok(is_reached(manifest, &took_part))
}
