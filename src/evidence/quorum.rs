//! Whether enough took part, by the rules of a manifest. Pure.

use crate::seal::manifest::Manifest;
use crate::tally::Fraction;

/// The rule on how many members take part.
pub const MEMBERS: &str = "quorum.members";
/// The rule on how many votes take part.
pub const VOTES: &str = "quorum.votes";

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

/// How many of so many a rule of the manifest asks for; none where it has no such rule. A rule
/// that is no part asks for nothing here: what becomes of it is said by whoever judges the rules.
#[must_use]
pub fn needed(manifest: &Manifest, key: &str, all: u64) -> u64 {
    let asked = part(manifest, key).ok().flatten();
    asked.map_or(0, |asked| asked.of_at_least(all))
}

/// Whether the quorum was reached: of members and of votes, as far as the manifest asks for
/// either.
#[must_use]
pub fn is_reached(manifest: &Manifest, took_part: &Participation) -> bool {
    took_part.members >= needed(manifest, MEMBERS, took_part.of_members)
        && took_part.votes >= needed(manifest, VOTES, took_part.of_votes)
}
