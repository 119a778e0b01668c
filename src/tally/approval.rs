//! `approval-1`: mark any number of options; the most marked are elected.

use super::ballots::Preferences;
use super::caps::Room;
use super::contest::Contest;
use super::marks;
use super::method::Method;
use super::outcome::Outcome;
use super::ties::Lot;

/// Counts marked ballots. Every ballot is valid, whatever it marks; a blank
/// one counts as cast and for nobody.
pub(super) fn count(
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
) -> Outcome {
    marks::count(Method::Approval1, contest, ballots, lot, room, |_| false)
}
