//! A seat that falls vacant, filled by counting the same ballots again.
//! `docs/counting/vacancy.md` says how.

use super::contest::OptionNo;
use super::outcome::Outcome;
use super::parameters::Parameters;

/// The parameters of the second count: those of the first, with the leaver
/// withdrawn, and the others of those who sit kept.
#[must_use]
pub fn parameters(first: &Parameters, sitting: &[OptionNo], leaver: OptionNo) -> Parameters {
    let mut again = first.clone();
    if !again.withdrawn.contains(&leaver) {
        again.withdrawn.push(leaver);
    }
    let others = sitting.iter().copied().filter(|option| *option != leaver);
    for option in others {
        if !again.kept.contains(&option) {
            again.kept.push(option);
        }
    }
    again
}

/// Who is elected in the second count and did not sit, in order: the first of
/// them takes the seat. Empty if nobody is left, or a tie stands.
#[must_use]
pub fn newly_elected(again: &Outcome, kept: &[OptionNo]) -> Vec<OptionNo> {
    let elected = again.certain();
    elected.filter(|option| !kept.contains(option)).collect()
}
