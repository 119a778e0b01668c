//! `plurality-1`: mark up to a number of options; the most marked are elected.

use super::ballots::Preferences;
use super::caps::Room;
use super::contest::Contest;
use super::marks;
use super::method::Method;
use super::outcome::Outcome;
use super::ties::Lot;

/// Counts marked ballots. A ballot with more than `max_marks` marks (those of
/// withdrawn options included) is void; without `max_marks`, as many marks
/// are allowed as there are seats.
pub(super) fn count(
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
    max_marks: Option<u32>,
) -> Outcome {
    let allowed = max_marks.unwrap_or_else(|| contest.seats());
    let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
    marks::count(Method::Plurality1, contest, ballots, lot, room, |ballot| {
        ballot.options().count() > allowed
    })
}
