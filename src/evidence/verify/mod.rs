//! Whether a bundle holds: sixteen checks, a line for each, and a verdict.
//!
//! `docs/ballot-log.md`, Verification, says what each check asks; the list is [`CHECKS`], and each
//! stands in a file of its own. After the first check that fails, none of the later ones is made.

mod archive;
mod ballots;
mod case;
mod certification;
mod count;
mod entries;
mod fault;
mod files;
mod keys;
mod live;
mod log;
mod officers;
mod opened;
mod participation;
mod policy;
mod receipts;
mod report;
mod roll;
mod rules;
mod sum;
mod time;
mod tree;
mod unsealing;
mod winners;

use super::bundle::{self, Files};
use super::count::Ready;
use case::Case;
pub use fault::{Culprit, Fault};
pub use report::{Line, Report, State, Verdict};

/// What is verified, and by what else it is judged. All bytes are as they were read.
#[derive(Debug)]
pub struct Given<'a> {
    /// The files, or a clause that says why there are none.
    pub files: Result<Files<'a>, String>,
    /// The policy.
    pub policy: Option<&'a [u8]>,
    /// Checkpoints seen elsewhere, each with the name of its file.
    pub checkpoints: &'a [(String, Vec<u8>)],
    /// Receipts, each with the name of its file.
    pub receipts: &'a [(String, Vec<u8>)],
}

/// What a check found: it holds, or it could not be made to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finding {
    sentence: String,
    open: bool,
    keys: Vec<String>,
}

/// What a check finds that would need the ballots of a poll that shows winners only.
const ATTESTED: &str = "attested, not recounted";

impl Finding {
    fn ok(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            ..Self::default()
        }
    }

    fn open(sentence: impl Into<String>) -> Self {
        Self {
            open: true,
            ..Self::ok(sentence)
        }
    }
}

/// A check with its number and name.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// From 1.
    pub number: u8,
    /// As it is printed.
    pub name: &'static str,
    make: fn(&Case<'_>) -> Result<Finding, Fault>,
}

/// All checks, in order.
pub const CHECKS: [Check; 16] = [
    check(1, "archive", archive::check),
    check(2, "files", files::check),
    check(3, "keys", keys::check),
    check(4, "tree", tree::check),
    check(5, "entries", entries::check),
    check(6, "opening", opened::check),
    check(7, "roll", roll::check),
    check(8, "live", live::check),
    check(9, "participation", participation::check),
    check(10, "time", time::check),
    check(11, "unsealing", unsealing::check),
    check(12, "sum", sum::check),
    check(13, "ballots", ballots::check),
    check(14, "count", count::check),
    check(15, "rules", rules::check),
    check(16, "certification", certification::check),
];

const fn check(
    number: u8,
    name: &'static str,
    make: fn(&Case<'_>) -> Result<Finding, Fault>,
) -> Check {
    Check { number, name, make }
}

/// Makes every check.
pub fn verify(given: &Given<'_>) -> Report {
    verify_by(&CHECKS, given)
}

/// What the result of a bundle was counted from; the bundle is not verified by this.
///
/// # Errors
/// What is missing, or cannot be read.
pub fn counted(given: &Given<'_>) -> Result<Ready, Fault> {
    count::counted(&Case::new(given))
}

/// Makes these checks only. For the tests, which ask what each check is there for: a report of
/// fewer than all proves nothing.
pub fn verify_by(checks: &[Check], given: &Given<'_>) -> Report {
    let case = Case::new(given);
    let mut lines: Vec<Line> = Vec::with_capacity(checks.len());
    let mut failed = None;
    for check in checks {
        let (state, finding) = match failed {
            Some(number) => {
                let sentence = format!("not checked, because check {number:02} failed");
                (State::Open, Finding::ok(sentence))
            }
            None => match (check.make)(&case) {
                Ok(finding) if finding.open => (State::Open, finding),
                Ok(finding) => (State::Ok, finding),
                Err(fault) => {
                    failed = Some(check.number);
                    (State::Fails, Finding::ok(fault.to_string()))
                }
            },
        };
        lines.push(Line {
            number: check.number,
            name: check.name,
            state,
            sentence: finding.sentence,
            keys: finding.keys,
        });
    }
    let list = case.file(bundle::FILES).ok();
    Report {
        bundle: list.map(bundle::id),
        lines,
        verdict: match failed {
            Some(1) => Verdict::Unreadable,
            Some(number) => Verdict::Refused(number),
            None if given.policy.is_some() => Verdict::Verified,
            None => Verdict::Consistent,
        },
    }
}
