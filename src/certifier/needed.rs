//! How many officers sign an act, and by which rule.

use chrono::{DateTime, Utc};

use super::Fault;
use crate::acts::store::ActRow;
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::Leaf;
use crate::polls::store as polls;
use crate::rulebook::keys as rules;

/// The fewest officers who sign anything, whatever a rule says.
const FEWEST: usize = 2;

/// The key of the rule that says how many officers sign an entry; none where two do, whatever
/// the rulebook says, or where nobody signs it as an act.
///
/// A roll takes two: whoever verifies a poll asks for no more (`docs/ballot-log.md`, The log).
/// An entry of lost envelopes is signed too, and is no act: nothing here prepares one.
#[must_use]
pub fn rule_of(leaf: &Leaf) -> Option<&'static str> {
    match leaf {
        Leaf::OfficerKey(_) | Leaf::RollCertified(_) => None,
        Leaf::RulebookAdopted(_) | Leaf::AssetExecuted(_) => Some(rules::DECISION_OFFICERS),
        Leaf::PollOpened(_) | Leaf::PollExtended(_) => Some(rules::OPENING_OFFICERS),
        Leaf::PollSetAside(_)
        | Leaf::PollExcluded(_)
        | Leaf::PollCertified(_)
        | Leaf::PollVoided(_)
        | Leaf::PollDestroyed(_) => Some(rules::CERTIFYING_OFFICERS),
        Leaf::LogStart(_)
        | Leaf::LogKey(_)
        | Leaf::NoticeGiven(_)
        | Leaf::NoticeCertified(_)
        | Leaf::RegistryRecorded(_)
        | Leaf::PollCast(_)
        | Leaf::PollSuperseded(_)
        | Leaf::PollLost(_)
        | Leaf::PollClosed(_)
        | Leaf::PollUnsealed(_)
        | Leaf::PollResult(_) => None,
    }
}

/// How many officers must sign: in a poll what its manifest says, since whoever verifies it asks
/// the same; never fewer than two, whatever a rule says.
///
/// # Errors
/// Those of the database; a rule that is no number.
pub async fn needed(conn: &mut Connection, row: &ActRow, act: &Act) -> Result<usize, Fault> {
    let Some(rule) = rule_of(act.leaf()) else {
        return Ok(FEWEST);
    };
    if act.leaf().eid().is_none() {
        return in_force(conn, rule, row.now).await;
    }
    let fixed = match act.manifest() {
        Some(manifest) => Some(manifest.clone()),
        None => polls::manifest(conn, row.subject_id).await?,
    };
    let Some(fixed) = fixed else {
        return Ok(FEWEST);
    };
    let said = fixed.terms().rules.iter().find(|found| found.key == rule);
    let said = said.map_or(Ok(FEWEST), |found| found.value.parse());
    Ok(said?.max(FEWEST))
}

/// What the rule says at this instant, of what belongs to no poll.
async fn in_force(
    conn: &mut Connection,
    rule: &'static str,
    now: DateTime<Utc>,
) -> Result<usize, Fault> {
    let rule = crate::rulebook::store::as_of(conn, rule, now).await?;
    Ok(usize::try_from(rule.count()?)?.max(FEWEST))
}
