//! All SQL of proxies, but for the cast under one; here what the rulebook says of them, and why
//! one is refused, which the guards of the database decide and not this program.
//!
//! `choices`: for what one can be granted; `granting`: one is granted, confirmed or revoked;
//! `reading`: those on record; `casting`: those in effect in a poll.

mod casting;
mod choices;
mod granting;
mod reading;

pub use casting::{at_close, casters, holders};
pub use choices::{OpenVote, Own, of_number, open_votes, own};
pub use granting::{NewProxy, Paper, confirm, grant, revoke};
pub use reading::{Proxy, all, by_number, given, held, paper, waiting_for};

use chrono::{DateTime, Utc};
use diesel::result::Error;
use thiserror::Error;

use super::model::Rules;
use crate::db::Connection;
use crate::rulebook::store::{self as rulebook, RulebookError};
use crate::rulebook::{Rule, keys};

/// Why a proxy was not granted, not confirmed, or not revoked.
#[derive(Debug, Error)]
pub enum ProxyError {
    #[error(
        "No rule allows members to vote by proxy (rule proxies.members). Ask the member to vote themselves."
    )]
    NotAllowed,
    #[error("You do not vote for this membership. Choose one that you vote for.")]
    NotYours,
    #[error(
        "A proxy is held by another person, who has an account here and does not vote for this membership anyhow. Name such a person."
    )]
    NoHolder,
    #[error(
        "A proxy ends with a day to come, within the time that the rule proxies.max_months gives. Give such a day."
    )]
    TooLong,
    #[error(
        "This person holds as many proxies as the rule proxies.max_per_holder allows. Name somebody else."
    )]
    TooMany,
    #[error("This vote is over, or not open yet. Choose another.")]
    PollOver,
    #[error(
        "From paper the secretary records a proxy, or a deputy, and nobody for themselves. Ask one of them."
    )]
    NotSecretary,
    #[error("This proxy is over already. Nothing is left to do.")]
    Over,
    #[error(
        "Whoever votes for the membership revokes it, or the secretary with a reason. Ask one of them."
    )]
    NotRevoking,
    #[error(
        "This proxy does not wait any more: it was revoked, a later one took its place, or it is over. Nothing was changed. Record it anew, if the paper still holds."
    )]
    NotWaiting,
    #[error(
        "Whoever recorded a proxy from paper, or is to hold it, does not confirm it. Ask another officer."
    )]
    OwnRecord,
    #[error(
        "A proxy from paper is confirmed by the secretary, the membership committee and election officers. Ask one of them."
    )]
    NotConfirming,
    #[error(
        "Whoever gave this proxy does not vote for the membership any more. Revoke it, and ask who votes now."
    )]
    NoGrantor,
    #[error(
        "The holder has as many proxies meanwhile as the rule proxies.max_per_holder allows. Revoke this one, and ask the member to name somebody else."
    )]
    TooManyMeanwhile,
    #[error(transparent)]
    Database(Error),
}

impl From<Error> for ProxyError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("proxies_are_allowed") => Self::NotAllowed,
            Some("proxy_is_of_its_member") => Self::NotYours,
            Some("proxy_holder_is_another" | "proxies_holder_is_another") => Self::NoHolder,
            Some("proxy_ends_in_time") => Self::TooLong,
            Some("proxies_of_holder_are_few") => Self::TooMany,
            Some("proxy_poll_is_not_over") => Self::PollOver,
            Some("proxy_is_recorded_by_the_secretary") => Self::NotSecretary,
            Some("proxy_is_not_over") => Self::Over,
            Some("proxy_is_revoked_by_its_member") => Self::NotRevoking,
            Some("proxy_waits") => Self::NotWaiting,
            Some("proxy_is_confirmed_by_another") => Self::OwnRecord,
            Some("proxy_is_confirmed_by_an_officer") => Self::NotConfirming,
            Some("proxy_is_of_its_member_still") => Self::NoGrantor,
            Some("proxies_of_holder_are_few_still") => Self::TooManyMeanwhile,
            _ => Self::Database(error),
        }
    }
}

/// What the rulebook says of proxies at an instant.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn rules(conn: &mut Connection, at: DateTime<Utc>) -> Result<Rules, RulebookError> {
    let word = |rule: Rule| (rule.value == "allowed", rule.citation);
    let number = |rule: Option<Rule>| -> Result<_, RulebookError> {
        match rule {
            Some(rule) => Ok(Some((rule.count()?, rule.citation))),
            None => Ok(None),
        }
    };
    Ok(Rules {
        members: rulebook::find(conn, keys::PROXIES_MEMBERS, at)
            .await?
            .map(word),
        board: rulebook::find(conn, keys::PROXIES_BOARD, at)
            .await?
            .map(word),
        max_months: number(rulebook::find(conn, keys::PROXIES_MAX_MONTHS, at).await?)?,
        max_per_holder: number(rulebook::find(conn, keys::PROXIES_MAX_PER_HOLDER, at).await?)?,
    })
}
