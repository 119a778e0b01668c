//! An outcome in plain words, for a terminal.

use std::fmt::Write;

use super::contest::OptionNo;
use super::method::{BallotKind, Method};
use super::motion::{Base, MotionFigures, QuorumCounts, Verdict};
use super::outcome::{Act, Action, Change, Outcome, Reason, Round, Seat, Tie};

/// The whole count in plain words: what was counted, every round with its
/// votes and what followed, every tie, and the result. Ends with a line feed.
pub fn render(outcome: &Outcome) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(outcome, &mut text);
    text
}

fn write_all(outcome: &Outcome, out: &mut String) -> std::fmt::Result {
    let turnout = outcome.turnout;
    writeln!(
        out,
        "Counted by {}: {} cast",
        outcome.method,
        votes(turnout.cast)
    )?;
    if let Some(motion) = &outcome.motion {
        return write_motion(motion, out);
    }
    if turnout.blank > 0 {
        writeln!(
            out,
            "  blank: {} (cast, but for nobody who stands)",
            turnout.blank
        )?;
    }
    if turnout.void > 0 {
        let why = match outcome.method.ballot_kind() {
            BallotKind::Ranked => "several options on the first rank",
            BallotKind::Scored => "a score above the highest",
            BallotKind::Marked | BallotKind::Motion => "more marks than allowed",
        };
        writeln!(out, "  void: {} ({why})", turnout.void)?;
    }
    let standing = outcome.contest.standing().count();
    let seats = outcome.contest.seats();
    writeln!(
        out,
        "{} for {}",
        plural(standing, "option"),
        plural(seats, "seat")
    )?;
    let withdrawn: Vec<OptionNo> = outcome
        .contest
        .numbers()
        .filter(|o| outcome.contest.is_withdrawn(*o))
        .collect();
    if !withdrawn.is_empty() {
        writeln!(out, "  withdrawn: {}", names(outcome, &withdrawn))?;
    }
    let mut earlier: Option<&Round> = None;
    for round in &outcome.rounds {
        write_round(outcome, round, earlier, out)?;
        earlier = Some(round);
    }
    writeln!(out, "\nElected")?;
    for seat in &outcome.elected {
        match seat {
            Seat::Elected(option) => writeln!(out, "  {}", outcome.contest.name(*option))?,
            Seat::Tied(tied) => {
                let open = usize::try_from(seats).unwrap_or(usize::MAX);
                let open = open.saturating_sub(outcome.certain().count());
                writeln!(
                    out,
                    "  {} between: {} (a tie; a lot must decide)",
                    plural(open, "seat"),
                    names(outcome, tied)
                )?;
            }
        }
    }
    Ok(())
}

/// The label of votes that passed every option on their ballots.
const HELD_BY_NOBODY: &str = "held by nobody";

/// The label of votes that prefer neither finalist of a run-off.
const NO_PREFERENCE: &str = "no preference";

/// What the figures of a round are, where they are not votes.
fn figures_of(outcome: &Outcome, round: &Round) -> Option<&'static str> {
    match outcome.method {
        Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1 => Some("how many others each beats"),
        Method::SchulzeDebian2016 if round.number == 1 => Some("votes above the default option"),
        Method::SchulzeDebian2016 => Some("how many others each beats"),
        Method::Score1 => Some("totals"),
        Method::Star1 | Method::BlocStar1 if round.exhausted.is_some() => Some("run-off"),
        Method::Star1 | Method::BlocStar1 => Some("totals"),
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Approval1
        | Method::Plurality1
        | Method::Motion1 => None,
    }
}

fn write_round(
    outcome: &Outcome,
    round: &Round,
    earlier: Option<&Round>,
    out: &mut String,
) -> std::fmt::Result {
    write!(out, "\nRound {}", round.number)?;
    if let Some(quota) = round.quota {
        write!(out, " (quota {quota})")?;
    } else if let Some(figures) = figures_of(outcome, round) {
        write!(out, " ({figures})")?;
    }
    writeln!(out)?;
    // Elsewhere no votes move, and rounds show different figures.
    let changes = earlier
        .filter(|_| round.quota.is_some())
        .map(|earlier| round.changes_since(earlier))
        .unwrap_or_default();
    let contest = &outcome.contest;
    let exhausted = round.exhausted.filter(|exhausted| exhausted.units() > 0);
    let labels = contest.standing().map(|option| contest.name(option));
    let nobody = match round.quota {
        Some(_) => HELD_BY_NOBODY,
        None => NO_PREFERENCE,
    };
    let labels = labels.chain(exhausted.map(|_| nobody));
    let width = labels.map(|label| label.chars().count()).max().unwrap_or(0);
    let votes = contest.standing().map(|option| round.votes_of(option));
    let numbers = votes.chain(exhausted).map(|votes| votes.to_string().len());
    let figures = numbers.max().unwrap_or(0);
    for option in contest.standing() {
        let name = contest.name(option);
        let votes = round.votes_of(option).to_string();
        write!(out, "  {name:width$}  {votes:>figures$}")?;
        match changes.iter().find(|(changed, _)| *changed == option) {
            Some((_, Change::Gained(more))) => write!(out, "  +{more}")?,
            Some((_, Change::Lost(fewer))) => write!(out, "  -{fewer}")?,
            None => {}
        }
        writeln!(out)?;
    }
    if let Some(exhausted) = exhausted {
        let exhausted = exhausted.to_string();
        writeln!(out, "  {nobody:width$}  {exhausted:>figures$}")?;
    }
    for tie in outcome.ties.iter().filter(|tie| tie.round == round.number) {
        writeln!(out, "  {}", tie_sentence(outcome, tie))?;
    }
    for action in &round.actions {
        writeln!(out, "  {}", action_sentence(outcome, action))?;
    }
    Ok(())
}

fn tie_sentence(outcome: &Outcome, tie: &Tie) -> String {
    let tied = names(outcome, &tie.tied);
    match tie.excluded {
        None => format!("Tied: {tied}. No lot was given that names them all."),
        Some((who, Reason::Lot)) => {
            format!("Tied: {tied}. The lot drew {}.", outcome.contest.name(who))
        }
        Some((who, Reason::EarlierRound)) => format!(
            "Tied: {tied}. In the last round before this in which they differ, {} is {}.",
            outcome.contest.name(who),
            match outcome.act_of(tie) {
                Act::Transferred => "ahead",
                Act::Elected | Act::Excluded | Act::Finalist | Act::NotElected | Act::Undecided =>
                    "behind",
            }
        ),
        Some((who, by @ (Reason::HeadToHead | Reason::MostTopScores | Reason::HighestTotal))) => {
            let how = match by {
                Reason::HeadToHead => "compared two by two",
                Reason::MostTopScores => "by the number of highest scores",
                _ => "by the totals",
            };
            let who = outcome.contest.name(who);
            format!("Tied: {tied}. {who} is behind, {how}.")
        }
        Some(_) if outcome.act_of(tie) == Act::Transferred => {
            format!("Tied: {tied}. The same are elected whoever passes on a surplus first.")
        }
        Some(_) => {
            format!("Tied: {tied}. The same are elected whichever of them is excluded.")
        }
    }
}

/// What happened to an option, as a sentence.
pub fn action_sentence(outcome: &Outcome, action: &Action) -> String {
    let who = outcome.contest.name(action.who);
    let why = match action.by {
        Reason::Quota => "reached the quota",
        Reason::FewestVotes => "had the fewest votes",
        Reason::MostVotes => "had the most votes",
        Reason::HighestTotal => "had the higher total of scores",
        Reason::HeadToHead => "tied, and the tied compared two by two",
        Reason::MostTopScores => "tied, and the highest scores counted",
        Reason::Preferred => "scored higher than the other by more votes",
        Reason::Unbeaten => "beaten by nobody who was left",
        Reason::Majority => "had not its majority against the default option",
        Reason::Quorum => "had not the quorum against the default option",
        Reason::Kept if action.act == Act::Elected => "keeps its seat",
        Reason::Lot => "by lot",
        Reason::SameResult if action.act == Act::Elected => "whichever way the tie goes",
        Reason::SameResult => "tied, and it makes no difference",
        Reason::Remaining => "a seat was open for everyone left",
        Reason::SeatsFilled => "all seats were filled",
        Reason::NoLot => "tied, and no lot was given",
        Reason::Surplus => "the largest surplus",
        Reason::EarlierRound => "tied, and an earlier round decides",
        Reason::Cap => "the group has all the seats it may hold",
        Reason::Kept => "the seats left are those of others who stay",
        Reason::MovedUp => "next in line",
    };
    let what = match action.act {
        Act::Elected => "is elected",
        Act::Excluded => "is excluded",
        Act::Transferred => "passes on what exceeds the quota",
        Act::Finalist => "is in the run-off",
        Act::NotElected => "is not elected",
        Act::Undecided => "stays undecided",
    };
    format!("{who} {what}: {why}.")
}

fn write_motion(motion: &MotionFigures, out: &mut String) -> std::fmt::Result {
    let answers = motion.votes;
    writeln!(
        out,
        "  yes {}, no {}, abstain {}, blank {}",
        answers.yes(),
        answers.no(),
        answers.abstain(),
        answers.blank()
    )?;
    let rule = motion.rule;
    let base = match rule.base {
        Base::YesNo => "of the votes for and against",
        Base::Cast => "of the votes cast",
        Base::Present => "of the votes present",
        Base::Eligible => "of the votes eligible",
        Base::InOffice => "of those in office",
    };
    let at_least = if rule.strict { "more than" } else { "at least" };
    writeln!(
        out,
        "Needed: {at_least} {} {base} ({}), that is {} in favour",
        rule.majority,
        motion.base,
        votes(motion.needed)
    )?;
    if let (Some(quorum), Some((counted, required))) = (rule.quorum, motion.quorum) {
        let what = match quorum.counts {
            QuorumCounts::Cast => "cast",
            QuorumCounts::YesNo => "for and against",
        };
        writeln!(
            out,
            "Quorum: at least {} of the votes eligible, that is {required}; {counted} {what}",
            quorum.fraction
        )?;
    }
    writeln!(
        out,
        "\n{}",
        match motion.verdict {
            Verdict::Adopted => "The motion is adopted.",
            Verdict::Lost => "The motion is lost.",
            Verdict::NoQuorum => "There was no quorum: nothing is decided.",
        }
    )
}

fn names(outcome: &Outcome, options: &[OptionNo]) -> String {
    let names: Vec<&str> = options
        .iter()
        .map(|option| outcome.contest.name(*option))
        .collect();
    names.join(", ")
}

fn votes(number: u64) -> String {
    plural(number, "vote")
}

fn plural<N: std::fmt::Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let ending = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
