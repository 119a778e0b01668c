//! `irv-1`: the instant run-off, for one seat. `docs/counting/irv-1.md` has
//! the rules.

use super::ballots::Preferences;
use super::caps::Room;
use super::contest::Contest;
use super::method::Method;
use super::outcome::Outcome;
use super::stages::{self, Quota, Rule};
use super::ties::Lot;

/// Counts ranked ballots.
pub(super) fn count(
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
) -> Outcome {
    let rule = Rule {
        method: Method::Irv1,
        quota: Quota::Majority,
        places: 0,
        unit: 1,
    };
    stages::count(rule, contest, ballots, lot, room)
}
