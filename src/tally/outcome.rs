//! What a count returns: its steps, and what they led to. Pages, JSON and
//! text are renderings of this.

use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::method::Method;
use super::motion::MotionFigures;
use super::pairs::Pairwise;

/// A finished count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that was followed.
    pub method: Method,
    /// What was voted on.
    pub contest: Contest,
    /// How the votes cast divide into those that took part in the count and others.
    pub turnout: Turnout,
    /// The steps in order.
    pub rounds: Vec<Round>,
    /// Who is elected, in order. Empty for a motion.
    pub elected: Vec<Seat>,
    /// Every tie met, in order.
    pub ties: Vec<Tie>,
    /// For methods that compare options two by two, what they found.
    pub pairwise: Option<Pairwise>,
    /// For a motion, what became of it.
    pub motion: Option<MotionFigures>,
}

/// Votes cast, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnout {
    /// All votes cast.
    pub cast: u64,
    /// Those on ballots that name nobody who stands.
    pub blank: u64,
    /// Those on ballots that break the method's rules and so count for nobody.
    pub void: u64,
}

impl Turnout {
    /// The votes that took part in the count.
    pub const fn valid(&self) -> u64 {
        self.cast - self.blank - self.void
    }
}

/// An entry of the list of the elected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Somebody who is elected.
    Elected(OptionNo),
    /// Options between which the rule does not decide, and no lot was given.
    /// They share the seats that the rest of the list leaves open.
    Tied(Vec<OptionNo>),
}

/// One step of a count: the votes as they stood, and what followed from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// From 1.
    pub number: u32,
    /// The votes that elect, where the method has a quota.
    pub quota: Option<Decimal>,
    /// The votes of each option, in the contest's order; zero for those withdrawn.
    pub votes: Vec<Decimal>,
    /// For Meek, the share of each vote that reaches an option which it keeps,
    /// in the contest's order. Empty for other methods.
    pub keep: Vec<Decimal>,
    /// Votes that no option holds any more, where the method transfers votes;
    /// in a run-off those that prefer neither finalist.
    pub exhausted: Option<Decimal>,
    /// What followed, in order.
    pub actions: Vec<Action>,
}

impl Round {
    /// The votes of an option in this round.
    pub fn votes_of(&self, option: OptionNo) -> Decimal {
        self.votes
            .get(option.index())
            .copied()
            .unwrap_or(Decimal::new(0, 0))
    }

    /// For each option, how its votes differ from an earlier round: whether
    /// they grew, and by how much. Options whose votes stayed are left out.
    pub fn changes_since(&self, earlier: &Self) -> Vec<(OptionNo, Change)> {
        let pairs = earlier.votes.iter().zip(&self.votes).enumerate();
        pairs
            .filter(|(_, (before, after))| before != after)
            .map(|(index, (before, after))| (OptionNo::at(index), Change::between(*before, *after)))
            .collect()
    }
}

/// A difference between two numbers of votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// So many more.
    Gained(Decimal),
    /// So many fewer.
    Lost(Decimal),
}

impl Change {
    fn between(before: Decimal, after: Decimal) -> Self {
        if after > before {
            Self::Gained(Decimal::new(after.units() - before.units(), after.places()))
        } else {
            Self::Lost(Decimal::new(before.units() - after.units(), after.places()))
        }
    }
}

/// Something that happened to one option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// What happened.
    pub act: Act,
    /// To whom.
    pub who: OptionNo,
    /// Why.
    pub by: Reason,
}

/// What can happen to an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Elected.
    Elected,
    /// Out of the count; its votes pass on, where the method transfers votes.
    Excluded,
    /// What it held beyond the quota passed on.
    Transferred,
    /// In the run-off.
    Finalist,
    /// Still standing when all seats were filled.
    NotElected,
    /// In a tie that the rule does not break, and no lot was given.
    Undecided,
}

impl Act {
    /// The word in `actions` of a result.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Elected => "elected",
            Self::Excluded => "excluded",
            Self::Transferred => "transferred",
            Self::Finalist => "finalist",
            Self::NotElected => "not_elected",
            Self::Undecided => "undecided",
        }
    }
}

/// Why something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Reached the quota.
    Quota,
    /// Held the fewest votes.
    FewestVotes,
    /// Held the most votes.
    MostVotes,
    /// Had a higher total of scores.
    HighestTotal,
    /// Tied, and preferred to more, or to fewer, of the others who were tied.
    HeadToHead,
    /// Tied, and given the highest score more, or less, often.
    MostTopScores,
    /// Scored higher than the other finalist by more votes.
    Preferred,
    /// Beaten by none of those left.
    Unbeaten,
    /// Failed its majority against the default option.
    Majority,
    /// Failed the quorum against the default option.
    Quorum,
    /// Tied, and drawn by the lot; or tied, and left when others were drawn.
    Lot,
    /// Tied, but the same are elected whichever of the tied is excluded.
    SameResult,
    /// As many or fewer were left than seats were open.
    Remaining,
    /// All seats were filled.
    SeatsFilled,
    /// A tie without a lot.
    NoLot,
    /// Held the most beyond the quota.
    Surplus,
    /// Tied, and an earlier round in which they differed decided.
    EarlierRound,
    /// Its group holds all the seats it may.
    Cap,
    /// The seats left are those of options that are kept; or it is kept itself.
    Kept,
    /// Next in line after somebody was removed for a cap.
    MovedUp,
}

impl Reason {
    /// The word in `by` of a result.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quota => "quota",
            Self::FewestVotes => "fewest_votes",
            Self::MostVotes => "most_votes",
            Self::HighestTotal => "highest_total",
            Self::HeadToHead => "head_to_head",
            Self::MostTopScores => "most_top_scores",
            Self::Preferred => "preferred",
            Self::Unbeaten => "unbeaten",
            Self::Majority => "majority",
            Self::Quorum => "quorum",
            Self::Lot => "lot",
            Self::SameResult => "same_result",
            Self::Remaining => "remaining",
            Self::SeatsFilled => "seats_filled",
            Self::NoLot => "no_lot",
            Self::Surplus => "surplus",
            Self::EarlierRound => "earlier_round",
            Self::Cap => "cap",
            Self::Kept => "kept",
            Self::MovedUp => "moved_up",
        }
    }
}

/// Options between which the votes did not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The round in which it was met.
    pub round: u32,
    /// Who was tied, in the contest's order.
    pub tied: Vec<OptionNo>,
    /// Who was excluded (or passed on a surplus: [`Outcome::act_of`]), and why
    /// just this one; `None` where the tie stands.
    pub excluded: Option<(OptionNo, Reason)>,
}

impl Outcome {
    /// Everybody who is elected for certain, in order.
    pub fn certain(&self) -> impl Iterator<Item = OptionNo> + '_ {
        self.elected.iter().filter_map(|seat| match seat {
            Seat::Elected(option) => Some(*option),
            Seat::Tied(_) => None,
        })
    }

    /// Whether a tie leaves open who is elected.
    pub fn is_tied(&self) -> bool {
        self.elected
            .iter()
            .any(|seat| matches!(seat, Seat::Tied(_)))
    }

    /// What a tie that was settled was about: to be excluded, or to have a
    /// surplus transferred, first.
    pub fn act_of(&self, tie: &Tie) -> Act {
        let mut rounds = self.rounds.iter();
        let round = rounds.find(|round| round.number == tie.round);
        let chosen = tie.excluded.map(|(who, _)| who);
        let transferred = round.is_some_and(|round| {
            let mut actions = round.actions.iter();
            actions.any(|action| action.act == Act::Transferred && Some(action.who) == chosen)
        });
        match transferred {
            true => Act::Transferred,
            false => Act::Excluded,
        }
    }
}
