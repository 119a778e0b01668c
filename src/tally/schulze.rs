//! The Schulze methods: options compared two by two, cycles resolved by the
//! strongest paths. `docs/counting/schulze.md` says all of it in words.

use super::ballots::Preferences;
use super::caps::Room;
use super::contest::{Contest, OptionNo};
use super::marks::whole;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Reason, Round, Turnout};
use super::pairs::{Measure, Pairwise, Unranked};
use super::seating::{Level, Manner, seat};
use super::ties::Lot;

/// How many times as many votes above the default option as below it an
/// option needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The part above.
    pub above: u64,
    /// The part below.
    pub below: u64,
}

/// What `schulze-debian-2016` drops options by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultRule {
    /// The default option.
    pub option: OptionNo,
    /// The votes that must prefer an option to it.
    pub quorum: u64,
    /// The majorities that options need, where it is not 1/1.
    pub majorities: Vec<(OptionNo, Ratio)>,
}

/// Counts ranked ballots by one of the Schulze methods; `default` is for
/// `schulze-debian-2016` only.
pub(super) fn count(
    method: Method,
    contest: &Contest,
    ballots: &Preferences,
    lot: Option<&Lot>,
    room: Room,
    default: Option<&DefaultRule>,
) -> Outcome {
    let unranked = match method {
        Method::SchulzeNoOpinion1 | Method::SchulzeMarginsNoOpinion1 => Unranked::NoOpinion,
        Method::Schulze1 | Method::SchulzeMargins1 | Method::SchulzeDebian2016 => Unranked::Below,
        // `count` calls this for none of them.
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Approval1
        | Method::Plurality1
        | Method::Score1
        | Method::Star1
        | Method::BlocStar1
        | Method::Motion1 => Unranked::Below,
    };
    let measure = match method {
        Method::SchulzeMargins1 | Method::SchulzeMarginsNoOpinion1 => Measure::Margins,
        Method::Schulze1 | Method::SchulzeNoOpinion1 | Method::SchulzeDebian2016 => {
            Measure::WinningVotes
        }
        // Nor this.
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Approval1
        | Method::Plurality1
        | Method::Score1
        | Method::Star1
        | Method::BlocStar1
        | Method::Motion1 => Measure::WinningVotes,
    };
    let mut pairwise = Pairwise::compare(contest, ballots, unranked, measure);
    let mut rounds = Vec::new();
    let mut dropped = Vec::new();
    if let Some(rule) = default {
        let drops = drop_options(contest, &pairwise, rule);
        dropped.extend(drops.iter().map(|action| action.who));
        let votes = contest
            .numbers()
            .map(|option| pairwise.preferred(option, rule.option));
        let votes: Vec<u64> = votes.collect();
        rounds.push(round(1, &votes, drops));
    }
    pairwise.find_paths(
        contest
            .standing()
            .filter(|option| !dropped.contains(option)),
    );
    let mut levels = pairwise.order();
    let mut last_resort = None;
    if let Some(rule) = default {
        for level in &mut levels {
            level.retain(|option| *option != rule.option);
        }
        last_resort = Some(rule.option);
    }
    let number = if default.is_some() { 2 } else { 1 };
    let manner = Manner {
        level: Level::Tied,
        by: Reason::Unbeaten,
        round: number,
        lot,
    };
    let mut seating = seat(&levels, manner, room.clone());
    if seating.elected.is_empty()
        && let Some(option) = last_resort
    {
        let passed = std::mem::take(&mut seating.actions);
        let last = Manner {
            lot: None,
            ..manner
        };
        seating = seat(&[vec![option]], last, room);
        seating.actions.extend(passed);
        let order = |action: &Action| (action.act != Act::Elected, action.who);
        seating.actions.sort_by_key(order);
    }
    let beaten = contest.numbers().map(|option| {
        let others = pairwise
            .left()
            .filter(|other| pairwise.beats(option, *other));
        u64::try_from(others.count()).unwrap_or(u64::MAX)
    });
    let beaten: Vec<u64> = beaten.collect();
    rounds.push(round(number, &beaten, seating.actions));
    Outcome {
        method,
        contest: contest.clone(),
        turnout: turnout(contest, ballots),
        rounds,
        elected: seating.elected,
        ties: seating.ties,
        pairwise: Some(pairwise),
        motion: None,
    }
}

/// The options that fail the quorum, or their majority, against the default.
fn drop_options(contest: &Contest, pairwise: &Pairwise, rule: &DefaultRule) -> Vec<Action> {
    let others = contest.standing().filter(|option| *option != rule.option);
    let drop = |who: OptionNo| {
        let above = pairwise.preferred(who, rule.option);
        let below = pairwise.preferred(rule.option, who);
        let ratio = rule.majorities.iter().find(|(option, _)| *option == who);
        let ratio = ratio.map_or(Ratio { above: 1, below: 1 }, |(_, ratio)| *ratio);
        let enough = u128::from(above) * u128::from(ratio.below)
            >= u128::from(ratio.above) * u128::from(below);
        let by = if above < rule.quorum {
            Reason::Quorum
        } else if !(enough && above > below) {
            Reason::Majority
        } else {
            return None;
        };
        Some(Action {
            act: Act::Excluded,
            who,
            by,
        })
    };
    others.filter_map(drop).collect()
}

fn round(number: u32, votes: &[u64], actions: Vec<Action>) -> Round {
    Round {
        number,
        quota: None,
        votes: whole(votes),
        keep: Vec::new(),
        exhausted: None,
        actions,
    }
}

fn turnout(contest: &Contest, ballots: &Preferences) -> Turnout {
    let nobody = ballots
        .iter()
        .filter(|ballot| ballot.options().all(|option| contest.is_withdrawn(option)));
    Turnout {
        cast: ballots.cast(),
        blank: nobody.map(|ballot| ballot.weight()).sum(),
        void: 0,
    }
}
