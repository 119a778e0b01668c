//! `scottish-stv-1`: the single transferable vote of Scottish councils (SSI
//! 2007/42 and 2011/399). `docs/counting/scottish-stv-1.md` has the rules.

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
        method: Method::ScottishStv1,
        quota: Quota::Fixed,
        places: 5,
        unit: 100_000,
    };
    stages::count(rule, contest, ballots, lot, room)
}
