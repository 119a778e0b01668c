//! Whether enough took part, by the rules of a manifest. Pure.

use crate::seal::manifest::Manifest;
use crate::tally::Fraction;

/// Of how many, so many took part: members, and votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Live envelopes.
    pub members: u64,
    /// Leaves of the roll.
    pub of_members: u64,
    /// The votes of the live envelopes.
    pub votes: u64,
    /// The votes of the roll.
    pub of_votes: u64,
}

/// The part that a rule of the manifest asks for; none where it has no such rule.
///
/// # Errors
/// The rule's value, where it is no part such as `1/10`.
pub fn part(manifest: &Manifest, key: &str) -> Result<Option<Fraction>, String> {
    let mut rules = manifest.terms().rules.iter();
    let Some(rule) = rules.find(|rule| rule.key == key) else {
        return Ok(None);
    };
    let number = |text: &str| {
        (1..=16).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && !text.starts_with('0')
    };
    let plain = rule
        .value
        .split_once('/')
        .is_some_and(|(above, below)| number(above) && number(below));
    plain
        .then(|| rule.value.parse().ok())
        .flatten()
        .map(Some)
        .ok_or_else(|| rule.value.clone())
}

/// Whether the quorum was reached: of members and of votes, as far as the manifest asks for
/// either. A rule that is no part asks for nothing here: what becomes of it is said by whoever
/// judges the rules.
#[must_use]
pub fn is_reached(manifest: &Manifest, took_part: &Participation) -> bool {
    let reached = |key: &str, part_taken: u64, all: u64| {
        part(manifest, key)
            .ok()
            .flatten()
            .is_none_or(|asked| part_taken >= asked.of_at_least(all))
    };
    reached("quorum.members", took_part.members, took_part.of_members)
        && reached("quorum.votes", took_part.votes, took_part.of_votes)
}
