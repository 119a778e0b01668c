//! `after`: caps obeyed when the count is over.

use super::super::contest::OptionNo;
use super::super::method::Method;
use super::super::outcome::{Act, Action, Outcome, Reason, Round, Seat};
use super::Room;

/// Removes from the elected whoever is over a cap, and moves others up: those
/// who were left, by their votes, then the excluded, the last one first.
#[must_use]
pub fn obey(mut outcome: Outcome, mut room: Room, seats: usize) -> Outcome {
    let (mut stay, mut removed) = (Vec::new(), Vec::new());
    // Between whom a tie stands. Where only the order of several is open, all
    // of them are elected.
    let mut between: Vec<OptionNo> = Vec::new();
    for seat in &outcome.elected {
        let elected: &[OptionNo] = match seat {
            Seat::Elected(option) => std::slice::from_ref(option),
            Seat::Tied(tied) if tied.iter().all(|option| is_elected(&outcome, *option)) => tied,
            Seat::Tied(tied) => {
                between.extend(tied);
                continue;
            }
        };
        for option in elected {
            if room.may_elect(*option) {
                room.elect(*option);
                stay.push(*option);
            } else {
                removed.push(*option);
            }
        }
    }
    let mut up = Vec::new();
    if between.is_empty() && !removed.is_empty() {
        for option in line(&outcome, &stay, &removed) {
            if stay.len() + up.len() < seats && room.may_elect(option) {
                room.elect(option);
                up.push(option);
            }
        }
    }
    between.retain(|option| room.may_elect(*option));
    let left = |seat: Seat| match seat {
        Seat::Elected(option) => stay.contains(&option).then_some(Seat::Elected(option)),
        Seat::Tied(mut tied) => {
            tied.retain(|option| stay.contains(option));
            (!tied.is_empty()).then_some(Seat::Tied(tied))
        }
    };
    let counted = std::mem::take(&mut outcome.elected);
    outcome.elected = counted.into_iter().filter_map(left).collect();
    outcome
        .elected
        .extend(up.iter().copied().map(Seat::Elected));
    if !between.is_empty() {
        outcome.elected.push(Seat::Tied(between));
    }
    if let Some(last) = outcome.rounds.last().filter(|_| !removed.is_empty()) {
        let action = |act, by| move |who| Action { act, who, by };
        let removed = removed.into_iter().map(action(Act::Excluded, Reason::Cap));
        let up = up.into_iter().map(action(Act::Elected, Reason::MovedUp));
        let round = Round {
            number: last.number.saturating_add(1),
            actions: removed.chain(up).collect(),
            // It is no run-off, in which votes prefer neither.
            exhausted: last.exhausted.filter(|_| last.quota.is_some()),
            ..last.clone()
        };
        outcome.rounds.push(round);
    }
    outcome
}

fn is_elected(outcome: &Outcome, option: OptionNo) -> bool {
    let mut actions = outcome.rounds.iter().flat_map(|round| &round.actions);
    actions.any(|action| action.who == option && action.act == Act::Elected)
}

/// Who may move up, in order.
fn line(outcome: &Outcome, stay: &[OptionNo], removed: &[OptionNo]) -> Vec<OptionNo> {
    let new = |option: &OptionNo| !stay.contains(option) && !removed.contains(option);
    let mut line: Vec<OptionNo> = Vec::new();
    if let Some(mut order) = order(outcome) {
        order.retain(new);
        return order;
    }
    if let Some(last) = outcome.rounds.last() {
        let left = last.actions.iter();
        let left = left.filter(|action| action.act == Act::NotElected);
        line.extend(left.map(|action| action.who));
        line.sort_by_key(|option| (std::cmp::Reverse(last.votes_of(*option)), *option));
    }
    let actions = outcome.rounds.iter().flat_map(|round| &round.actions);
    let excluded: Vec<OptionNo> = actions
        .filter(|action| action.act == Act::Excluded)
        .map(|action| action.who)
        .collect();
    line.extend(excluded.into_iter().rev());
    line.retain(new);
    line
}

/// All options in the order that a method finds which transfers no votes;
/// `None` for the others.
fn order(outcome: &Outcome) -> Option<Vec<OptionNo>> {
    if let Some(pairwise) = &outcome.pairwise {
        let mut ranks = pairwise.order();
        if outcome.method == Method::SchulzeDebian2016 {
            ranks.pop(); // the default option, which all that are left beat
        }
        return Some(ranks.into_iter().flatten().collect());
    }
    match outcome.method {
        Method::Approval1
        | Method::Plurality1
        | Method::Score1
        | Method::Star1
        | Method::BlocStar1 => {}
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1
        | Method::SchulzeDebian2016
        | Method::Motion1 => return None,
    }
    let first = outcome.rounds.first()?;
    let mut order: Vec<OptionNo> = outcome.contest.standing().collect();
    order.sort_by_key(|option| std::cmp::Reverse(first.votes_of(*option)));
    Some(order)
}
