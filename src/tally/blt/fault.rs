//! What can be wrong in a BLT file, and where.

use std::fmt;

use super::super::contest::{MAX_OPTIONS, MAX_VOTES};

/// Where a BLT file is not what it should be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BltError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: BltFault,
}

impl std::error::Error for BltError {}

impl fmt::Display for BltError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.fault
        )
    }
}

/// What can be wrong in a BLT file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BltFault {
    /// Bytes that are not UTF-8.
    #[error("The file is not valid UTF-8 here.")]
    NotUtf8,
    /// Nothing but blank lines and comments.
    #[error("The file is empty; its first line must be the number of candidates and of seats.")]
    Empty,
    /// The first line is not two numbers.
    #[error("The first line must be two numbers: how many candidates, and how many seats.")]
    Header,
    /// No candidates.
    #[error("There must be at least one candidate.")]
    NoCandidates,
    /// More candidates than can be counted.
    #[error("There can be at most {MAX_OPTIONS} candidates.")]
    TooManyCandidates,
    /// Zero seats, or an absurd number.
    #[error("The number of seats must be a whole number from 1 to {}.", u32::MAX)]
    Seats,
    /// The file ends among the ballots.
    #[error("The file ends before the line “0” that ends the ballots.")]
    NoEndOfBallots,
    /// A name where a ballot was due.
    #[error("A line “0” must end the ballots before the names begin.")]
    NamesTooEarly,
    /// A withdrawal after the first ballot, or a ballot of negative weight.
    #[error(
        "A weight cannot be negative; withdrawn candidates (such as -2) stand before the first ballot."
    )]
    NegativeWeight,
    /// Something else than negative numbers beside withdrawn candidates.
    #[error(
        "A line of withdrawn candidates holds only negative numbers, such as -2; a weight cannot be negative."
    )]
    Withdrawn,
    /// A ballot that counts zero times.
    #[error(
        "A weight of 0 ends the ballots and stands alone on its line; a ballot weighs at least 1."
    )]
    ZeroWeight,
    /// More votes than a count can carry.
    #[error(
        "The weights add up to more than {MAX_VOTES} votes, which is more than a count can carry."
    )]
    TooManyVotes,
    /// More different ballots than a count can hold.
    #[error("These are more different ballots than one count can hold.")]
    TooManyBallots,
    /// A ballot without its 0.
    #[error("The ballot does not end with 0.")]
    NoTerminator,
    /// Something after a ballot's 0.
    #[error("Nothing may follow the 0 that ends a ballot.")]
    AfterTerminator,
    /// Something that is no preference.
    #[error("Expected a candidate's number, a “-” for a skipped rank, or 0; found {0:?}.")]
    NotAPreference(char),
    /// Something that is no weight.
    #[error("Expected a ballot, which begins with its weight; found {0:?}.")]
    NotAWeight(char),
    /// A candidate that is not on the list.
    #[error("There is no candidate {given}; there are {candidates}.")]
    NoSuchCandidate {
        /// The number in the file.
        given: u64,
        /// How many candidates there are.
        candidates: usize,
    },
    /// A candidate in two places of one ballot.
    #[error("Candidate {0} stands on the ballot twice.")]
    Twice(usize),
    /// An `=` without a candidate after it.
    #[error("“=” joins two candidates' numbers, without spaces.")]
    LooseEquals,
    /// A negative candidate.
    #[error("A candidate's number cannot be negative; “-” alone skips a rank.")]
    NegativeCandidate,
    /// A name without quotes.
    #[error("Expected a candidate's name or the title in double quotes.")]
    NotQuoted,
    /// An opening quote without a closing one.
    #[error("The closing double quote is missing.")]
    OpenQuote,
    /// `""` for a candidate.
    #[error("A candidate's name is empty.")]
    EmptyName,
    /// Control characters in a name.
    #[error("A name holds a control character.")]
    ControlCharacter,
    /// Two candidates of one name.
    #[error("Two candidates have this name; a result could not tell them apart.")]
    SameName,
    /// The file ends among the names.
    #[error(
        "The file ends after {found} of {expected} quoted lines: a name for each candidate, then the title."
    )]
    TooFewNames {
        /// Quoted lines found.
        found: usize,
        /// Quoted lines due.
        expected: usize,
    },
    /// Something after the title.
    #[error("Nothing may follow the title; perhaps there are more names than candidates.")]
    AfterTitle,
}
