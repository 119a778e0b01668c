//! Reading a ballot from its form. Pure.
//!
//! Every valid form of a poll has one length: each field is always sent, each
//! value of one field has one width, blank is a value like the others.
//!
//! | field | ballot | values |
//! |---|---|---|
//! | `r1` … `rN` | ranked | `00` not ranked, `01` … the rank, one per option in the order of the manifest |
//! | `s1` … `sN` | score | the score, all of the width of the highest: `0` … `5`, or `00` … `10` |
//! | `a1` … `aN` | approval, plurality | `0` or `1` |
//! | `motion` | motion | `1` yes, `2` no, `3` abstain, `4` blank |
//! | `blank` | all but motion | `0`, or `1`: the ballot is left blank |
//! | `own` | all | the voter's part of the tracker: six of `a-z2-7` |
//! | `key` | all | the form's key: 64 hexadecimal digits |

use std::collections::{BTreeMap, BTreeSet};

use crate::polls::methods::Offered;
use crate::seal::ballot::{Choice, Form, Vote};
use crate::seal::hash::FormKey;
use crate::seal::manifest::{Manifest, PollOption};
use crate::seal::tracker::OwnPart;
use crate::tally::Method;
use crate::web::Fields;

/// What has to be changed: the field, and the sentence's key with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotFault {
    /// Id of the field on the page.
    pub field: String,
    pub kind: FaultKind,
}

/// What is wrong with a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Two options share a rank, given by name.
    SharedRank {
        rank: u32,
        first: String,
        second: String,
    },
    /// Ranks go on after one that nobody has.
    Gap { missing: u32 },
    /// A value no option of this page has.
    Unknown,
    /// Nothing is chosen, and the ballot is not left blank either.
    Nothing,
    /// Something is chosen on a ballot that is left blank.
    BlankAndChosen,
    /// More marks than the poll allows.
    TooMany { most: usize, marked: usize },
    /// The voter's own part is not six of `a-z2-7`.
    Own,
}

/// What a poll asks of its voters.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub form: Form,
    /// The most options that may be marked (approval and plurality).
    pub max_marks: usize,
    /// Whether several options may have one rank; gaps have no effect then.
    pub shares_ranks: bool,
    /// The highest score.
    pub max_score: u64,
    /// In the manifest's order; none for a motion.
    pub options: &'a [PollOption],
}

impl<'a> From<&'a Manifest> for Asked<'a> {
    fn from(manifest: &'a Manifest) -> Self {
        Self {
            form: manifest.ballot_rules().form(),
            max_marks: manifest.ballot_rules().max_marks(),
            shares_ranks: manifest
                .terms()
                .method
                .parse::<Method>()
                .ok()
                .is_some_and(Method::shares_ranks),
            max_score: manifest.ballot_rules().max_score(),
            options: &manifest.terms().options,
        }
    }
}

/// A ballot as read.
#[derive(Debug)]
pub struct Read {
    pub choice: Choice,
    pub own: OwnPart,
    pub key: FormKey,
}

/// Why a form is not a ballot.
#[derive(Debug)]
pub enum NotABallot {
    /// The voter can mend it.
    Faults(Vec<BallotFault>),
    /// The form's key is not one this site hands out: the form was made elsewhere.
    Forged,
}

/// Reads a posted form as a ballot of this poll.
///
/// # Errors
/// Every fault at once, so that the form comes back with all of them.
pub fn read(asked: Asked<'_>, fields: &Fields) -> Result<Read, NotABallot> {
    let key = FormKey::parse(fields.get("key")).map_err(|_| NotABallot::Forged)?;
    let mut faults = Vec::new();
    let choice = match asked.form {
        Form::Ranked => ranked(asked, fields, &mut faults),
        Form::Approval => marked(asked, fields, &mut faults).map(Choice::Approval),
        Form::Plurality => marked(asked, fields, &mut faults).map(Choice::Plurality),
        Form::Motion => motion(fields, &mut faults),
        Form::Score => scored(asked, fields, &mut faults),
    };
    let own = OwnPart::parse(fields.get("own"))
        .map_err(|_| fault(&mut faults, "own", FaultKind::Own))
        .ok();
    match (choice, own) {
        (Some(choice), Some(own)) if faults.is_empty() => Ok(Read { choice, own, key }),
        _ => Err(NotABallot::Faults(faults)),
    }
}

fn fault(faults: &mut Vec<BallotFault>, field: impl Into<String>, kind: FaultKind) {
    faults.push(BallotFault {
        field: field.into(),
        kind,
    });
}

/// Whether the ballot is left blank; none when the form does not say.
fn is_blank(fields: &Fields, faults: &mut Vec<BallotFault>) -> Option<bool> {
    match fields.get("blank") {
        "0" => Some(false),
        "1" => Some(true),
        _ => {
            fault(faults, "blank-0", FaultKind::Unknown);
            None
        }
    }
}

fn ranked(asked: Asked<'_>, fields: &Fields, faults: &mut Vec<BallotFault>) -> Option<Choice> {
    let options = asked.options;
    let count = u32::try_from(options.len()).ok()?;
    let mut ranks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut sent = 0_usize;
    for (number, option) in (1_u32..).zip(options) {
        let field = format!("r{number}");
        let raw = fields.get(&field);
        sent += 1;
        let rank = match raw {
            "00" => continue,
            _ if raw.len() == 2 && raw.bytes().all(|byte| byte.is_ascii_digit()) => raw
                .parse::<u32>()
                .ok()
                .filter(|rank| (1..=count).contains(rank)),
            _ => None,
        };
        let Some(rank) = rank else {
            fault(faults, field, FaultKind::Unknown);
            continue;
        };
        let sharing = ranks.entry(rank).or_default();
        sharing.push(number);
        if let ([earlier, _, ..], false) = (sharing.as_slice(), asked.shares_ranks) {
            let first = usize::try_from(earlier - 1)
                .ok()
                .and_then(|place| options.get(place));
            fault(
                faults,
                field,
                FaultKind::SharedRank {
                    rank,
                    first: first.map(|option| option.name.clone()).unwrap_or_default(),
                    second: option.name.clone(),
                },
            );
        }
    }
    let foreign = fields
        .iter()
        .filter(|(name, _)| {
            name.strip_prefix('r')
                .is_some_and(|rest| rest.parse::<u32>().is_ok())
        })
        .count();
    if foreign != sent {
        fault(faults, "r1", FaultKind::Unknown);
    }
    let blank = is_blank(fields, faults)?;
    if blank {
        if !ranks.is_empty() {
            fault(faults, "blank-1", FaultKind::BlankAndChosen);
        }
        return Some(Choice::Ranked(Vec::new()));
    }
    if faults.is_empty() {
        if ranks.is_empty() {
            // No option is singled out.
            fault(faults, "blank-0", FaultKind::Nothing);
        } else if let Some(missing) = (1..=count).find(|rank| !ranks.contains_key(rank))
            && let Some(number) = ranks.range(missing..).find_map(|(_, rank)| rank.first())
            && !asked.shares_ranks
        {
            fault(faults, format!("r{number}"), FaultKind::Gap { missing });
        }
    }
    // Options of one rank ascend, as they were read in the manifest's order.
    Some(Choice::Ranked(ranks.into_values().collect()))
}

fn marked(
    asked: Asked<'_>,
    fields: &Fields,
    faults: &mut Vec<BallotFault>,
) -> Option<BTreeSet<crate::seal::code::Code>> {
    let mut marks = BTreeSet::new();
    for (number, option) in (1_u32..).zip(asked.options) {
        let field = format!("a{number}");
        match fields.get(&field) {
            "0" => {}
            "1" => {
                marks.insert(option.id.clone());
            }
            _ => fault(faults, format!("{field}-0"), FaultKind::Unknown),
        }
    }
    let blank = is_blank(fields, faults)?;
    let most = asked.max_marks;
    if blank {
        if !marks.is_empty() {
            fault(faults, "blank-1", FaultKind::BlankAndChosen);
        }
        return Some(BTreeSet::new());
    }
    if marks.is_empty() && faults.is_empty() {
        fault(faults, "blank-0", FaultKind::Nothing);
    }
    if marks.len() > most {
        let marked = marks.len();
        fault(faults, "a1-1", FaultKind::TooMany { most, marked });
    }
    Some(marks)
}

/// A score as its field holds it: all of one width.
#[must_use]
pub fn score_value(score: u64, max_score: u64) -> String {
    format!("{score:0width$}", width = max_score.to_string().len())
}

fn scored(asked: Asked<'_>, fields: &Fields, faults: &mut Vec<BallotFault>) -> Option<Choice> {
    let most = asked.max_score;
    let mut scores = BTreeMap::new();
    for (number, option) in (1_u32..).zip(asked.options) {
        let field = format!("s{number}");
        let raw = fields.get(&field);
        let score = raw.parse::<u64>().ok().filter(|score| *score <= most);
        match score.filter(|score| score_value(*score, most) == raw) {
            Some(0) => {}
            Some(score) => {
                scores.insert(option.id.clone(), score);
            }
            None => {
                let zero = score_value(0, most);
                fault(faults, format!("{field}-{zero}"), FaultKind::Unknown);
            }
        }
    }
    let blank = is_blank(fields, faults)?;
    if blank {
        if !scores.is_empty() {
            fault(faults, "blank-1", FaultKind::BlankAndChosen);
        }
        return Some(Choice::Score(BTreeMap::new()));
    }
    if scores.is_empty() && faults.is_empty() {
        fault(faults, "blank-0", FaultKind::Nothing);
    }
    Some(Choice::Score(scores))
}

fn motion(fields: &Fields, faults: &mut Vec<BallotFault>) -> Option<Choice> {
    let vote = match fields.get("motion") {
        "1" => Vote::Yes,
        "2" => Vote::No,
        "3" => Vote::Abstain,
        "4" => Vote::Blank,
        "" => {
            fault(faults, "motion-1", FaultKind::Nothing);
            return None;
        }
        _ => {
            fault(faults, "motion-1", FaultKind::Unknown);
            return None;
        }
    };
    Some(Choice::Motion(vote))
}

#[cfg(test)]
#[path = "ballot_form_tests.rs"]
mod tests;
