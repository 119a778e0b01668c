//! `motion-1`: yes, no or abstain, against a stated majority of a stated base.

use std::fmt;
use std::str::FromStr;

use super::CountError;
use super::answers::MotionVotes;
use super::contest::Contest;
use super::decimal::Decimal;
use super::method::Method;
use super::outcome::{Outcome, Round, Turnout};

/// An exact fraction above 0 and up to 1, written `2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// One half.
    pub const HALF: Self = Self {
        numerator: 1,
        denominator: 2,
    };

    /// Whether this is one half, however written.
    pub fn is_half(self) -> bool {
        u128::from(self.numerator) * 2 == u128::from(self.denominator)
    }

    /// Whether this is the whole.
    pub const fn is_whole(self) -> bool {
        self.numerator == self.denominator
    }

    /// The smallest whole number that is at least this part of `whole`.
    pub fn of_at_least(self, whole: u64) -> u64 {
        let product = u128::from(whole) * u128::from(self.numerator);
        u64::try_from(product.div_ceil(u128::from(self.denominator))).unwrap_or(u64::MAX)
    }

    /// The smallest whole number that is more than this part of `whole`.
    pub fn of_more_than(self, whole: u64) -> u64 {
        let product = u128::from(whole) * u128::from(self.numerator);
        u64::try_from(product / u128::from(self.denominator) + 1).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// A text that is no fraction above 0 and up to 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a fraction above 0 and up to 1, such as 2/3")]
pub struct NotAFraction(pub String);

impl FromStr for Fraction {
    type Err = NotAFraction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u64>().ok()).flatten()
        };
        text.split_once('/')
            .and_then(|(above, below)| Some((number(above)?, number(below)?)))
            .filter(|(numerator, denominator)| (1..=*denominator).contains(numerator))
            .map(|(numerator, denominator)| Self {
                numerator,
                denominator,
            })
            .ok_or_else(|| NotAFraction(text.to_owned()))
    }
}

/// Of what the majority is a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Votes for and against; abstentions and blanks do not matter.
    YesNo,
    /// All votes cast, abstentions and blanks included.
    Cast,
    /// All votes of those present.
    Present,
    /// All votes on the roll.
    Eligible,
    /// All who hold the office.
    InOffice,
}

impl Base {
    /// Every base.
    pub const ALL: [Self; 5] = [
        Self::YesNo,
        Self::Cast,
        Self::Present,
        Self::Eligible,
        Self::InOffice,
    ];

    /// The word in parameters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::YesNo => "yes+no",
            Self::Cast => "cast",
            Self::Present => "present",
            Self::Eligible => "eligible",
            Self::InOffice => "in_office",
        }
    }
}

/// Which votes a quorum counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuorumCounts {
    /// All votes cast, abstentions and blanks included.
    Cast,
    /// Votes for and against.
    YesNo,
}

impl QuorumCounts {
    /// The word in parameters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cast => "cast",
            Self::YesNo => "yes+no",
        }
    }
}

/// A part of the eligible votes that must take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Which votes count.
    pub counts: QuorumCounts,
    /// At least this part of the eligible votes.
    pub fraction: Fraction,
}

/// The rule a motion is decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MotionRule {
    /// The part of the base that must be in favour.
    pub majority: Fraction,
    /// Whether exactly that part is too little.
    pub strict: bool,
    /// Of what it is a part.
    pub base: Base,
    /// All votes on the roll.
    pub eligible: Option<u64>,
    /// All votes of those present; if absent, the votes cast.
    pub present: Option<u64>,
    /// All votes in office; if absent, the votes eligible.
    pub in_office: Option<u64>,
    /// What must take part for the vote to count at all.
    pub quorum: Option<Quorum>,
}

impl Default for MotionRule {
    /// More votes for than against.
    fn default() -> Self {
        Self {
            majority: Fraction::HALF,
            strict: true,
            base: Base::YesNo,
            eligible: None,
            present: None,
            in_office: None,
            quorum: None,
        }
    }
}

/// What became of a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The majority was reached.
    Adopted,
    /// It was not.
    Lost,
    /// Too few took part; the answers decide nothing.
    NoQuorum,
}

impl Verdict {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Lost => "lost",
            Self::NoQuorum => "no_quorum",
        }
    }
}

/// A motion's count, with every number the verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MotionFigures {
    /// The answers.
    pub votes: MotionVotes,
    /// The rule.
    pub rule: MotionRule,
    /// How large the base is.
    pub base: u64,
    /// The fewest votes in favour that carry the motion.
    pub needed: u64,
    /// With a quorum: the votes that count towards it, and how many must.
    pub quorum: Option<(u64, u64)>,
    /// What became of it.
    pub verdict: Verdict,
}

/// Counts a motion.
///
/// # Errors
/// A rule that needs a number which is not given, or a number smaller than
/// the votes it should contain, or a majority nobody can reach.
pub(super) fn count(votes: MotionVotes, rule: &MotionRule) -> Result<Outcome, CountError> {
    let figures = decide(votes, rule)?;
    let rounds = vec![Round {
        number: 1,
        quota: None,
        votes: [votes.yes(), votes.no(), votes.abstain(), votes.blank()]
            .map(|votes| Decimal::new(u128::from(votes), 0))
            .into(),
        keep: Vec::new(),
        exhausted: None,
        actions: Vec::new(),
    }];
    Ok(Outcome {
        method: Method::Motion1,
        contest: Contest::motion(),
        turnout: Turnout {
            cast: votes.cast(),
            blank: votes.blank(),
            void: 0,
        },
        rounds,
        elected: Vec::new(),
        ties: Vec::new(),
        pairwise: None,
        motion: Some(figures),
    })
}

fn decide(votes: MotionVotes, rule: &MotionRule) -> Result<MotionFigures, CountError> {
    let yes_no = votes.yes() + votes.no();
    let cast = votes.cast();
    for (name, number) in [
        ("eligible", rule.eligible),
        ("present", rule.present),
        ("in_office", rule.in_office),
    ] {
        if let Some(number) = number.filter(|number| *number < cast) {
            return Err(CountError::MoreCastThan { name, number, cast });
        }
    }
    let needs = |name: &'static str, number: Option<u64>| {
        number.ok_or(CountError::NumberMissing {
            name,
            base: rule.base.word(),
        })
    };
    let base = match rule.base {
        Base::YesNo => yes_no,
        Base::Cast => cast,
        Base::Present => rule.present.unwrap_or(cast),
        Base::Eligible => needs("eligible", rule.eligible)?,
        Base::InOffice => needs("in_office", rule.in_office.or(rule.eligible))?,
    };
    if rule.strict && rule.majority.is_whole() {
        return Err(CountError::MajorityBeyondAll);
    }
    let quorum = match rule.quorum {
        None => None,
        Some(quorum) => {
            let eligible = rule.eligible.ok_or(CountError::QuorumWithoutEligible)?;
            let counted = match quorum.counts {
                QuorumCounts::Cast => cast,
                QuorumCounts::YesNo => yes_no,
            };
            Some((counted, quorum.fraction.of_at_least(eligible)))
        }
    };
    let needed = match rule.strict {
        true => rule.majority.of_more_than(base),
        // Of an empty base any part is nothing; nobody in favour adopts nothing.
        false => rule.majority.of_at_least(base).max(1),
    };
    let verdict = match quorum {
        Some((counted, required)) if counted < required => Verdict::NoQuorum,
        _ if votes.yes() >= needed => Verdict::Adopted,
        _ => Verdict::Lost,
    };
    Ok(MotionFigures {
        votes,
        rule: *rule,
        base,
        needed,
        quorum,
        verdict,
    })
}
