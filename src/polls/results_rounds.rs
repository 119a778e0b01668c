//! The rounds of a count as figures: a title for each, the table by option, a chart, and who
//! is preferred to whom. Pure; counts nothing.

use super::results_chart::{Chart, chart, places};
use crate::tally::{Act, Action, Decimal, Method, OptionNo, Outcome, Reason, Round};
use crate::web::words::Speaker;

/// A row of the table of rounds.
pub struct TableRow {
    pub name: String,
    /// Votes by round, and what happened in it: `elected`, `excluded` or nothing.
    pub cells: Vec<(String, &'static str)>,
}

/// A row of the table of pairs.
pub struct PairRow {
    pub name: String,
    /// In the order of the rows.
    pub cells: Vec<PairCell>,
}

/// One option against another.
pub struct PairCell {
    /// The other.
    pub against: String,
    /// The votes that prefer the row's option; empty against itself.
    pub votes: String,
    /// Whether they are more than those that prefer the other.
    pub more: bool,
}

fn shown(t: &Speaker, votes: Decimal) -> String {
    t.decimal(&votes.truncated(places(votes)))
}

pub(super) fn round_heads(t: &Speaker, outcome: &Outcome) -> Vec<String> {
    let rounds = outcome.rounds.iter();
    rounds.map(|round| round_title(t, outcome, round)).collect()
}

/// What the figures of a round are.
fn round_title(t: &Speaker, outcome: &Outcome, round: &Round) -> String {
    let key = match outcome.method {
        Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1 => "results-beats",
        Method::SchulzeDebian2016 if round.number == 1 => "results-against-default",
        Method::SchulzeDebian2016 => "results-beats",
        Method::Score1 => "results-points",
        Method::Star1 | Method::BlocStar1 if round.actions.iter().all(is_about_caps) => {
            "results-round"
        }
        Method::Star1 | Method::BlocStar1 if round.exhausted.is_some() => "results-run-off",
        Method::Star1 | Method::BlocStar1 => "results-scoring",
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Approval1
        | Method::Plurality1
        | Method::Motion1
            if outcome.rounds.len() == 1 =>
        {
            "results-votes"
        }
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Approval1
        | Method::Plurality1
        | Method::Motion1 => "results-round",
    };
    t.say1(key, "n", round.number)
}

/// Whether it happened for a cap alone, as in the round after a count.
fn is_about_caps(action: &Action) -> bool {
    action.by == Reason::Cap || action.by == Reason::MovedUp
}

/// Who takes part in a round, by its place in the count.
fn present(outcome: &Outcome, place: usize) -> Vec<OptionNo> {
    let before = outcome.rounds.get(..place).unwrap_or_default();
    let is_star = match outcome.method {
        Method::Star1 | Method::BlocStar1 => true,
        Method::MeekPrf1
        | Method::ScottishStv1
        | Method::Irv1
        | Method::Schulze1
        | Method::SchulzeNoOpinion1
        | Method::SchulzeMargins1
        | Method::SchulzeMarginsNoOpinion1
        | Method::SchulzeDebian2016
        | Method::Approval1
        | Method::Plurality1
        | Method::Score1
        | Method::Motion1 => false,
    };
    let round = outcome.rounds.get(place);
    if is_star && round.is_some_and(|round| round.exhausted.is_some()) {
        let finalists = before.iter().next_back();
        let finalists = finalists.into_iter().flat_map(|round| &round.actions);
        return finalists
            .filter(|action| action.act == Act::Finalist)
            .map(|action| action.who)
            .collect();
    }
    // Whoever falls behind in a tie of STAR is back for the next seat.
    let gone = |action: &&Action| match (action.act, is_star) {
        (Act::Excluded, false) | (Act::Elected, true) => true,
        (Act::Excluded, true) => action.by == Reason::Cap,
        _ => false,
    };
    let gone: Vec<OptionNo> = before
        .iter()
        .flat_map(|round| &round.actions)
        .filter(gone)
        .map(|action| action.who)
        .collect();
    let standing = outcome.contest.standing();
    standing.filter(|option| !gone.contains(option)).collect()
}

/// Who is preferred to whom, for methods that compare two by two.
pub(super) fn pair_rows(
    t: &Speaker,
    outcome: &Outcome,
    names: &dyn Fn(OptionNo) -> String,
) -> Vec<PairRow> {
    let Some(pairwise) = &outcome.pairwise else {
        return Vec::new();
    };
    let standing: Vec<OptionNo> = outcome.contest.standing().collect();
    let cell = |row: OptionNo, column: OptionNo| {
        let votes = pairwise.preferred(row, column);
        PairCell {
            against: names(column),
            votes: if row == column {
                String::new()
            } else {
                t.count(votes)
            },
            more: votes > pairwise.preferred(column, row),
        }
    };
    let row = |row: &OptionNo| PairRow {
        name: names(*row),
        cells: standing.iter().map(|column| cell(*row, *column)).collect(),
    };
    standing.iter().map(row).collect()
}

pub(super) fn table(
    t: &Speaker,
    outcome: &Outcome,
    names: &dyn Fn(OptionNo) -> String,
) -> Vec<TableRow> {
    let mut rows = Vec::new();
    let places = 0..outcome.rounds.len();
    let present: Vec<Vec<OptionNo>> = places.map(|place| present(outcome, place)).collect();
    for option in outcome.contest.standing() {
        let cells = outcome
            .rounds
            .iter()
            .zip(&present)
            .map(|(round, present)| {
                let act = round
                    .actions
                    .iter()
                    .find(|action| action.who == option)
                    .map(|action| action.act);
                let word = match act {
                    Some(Act::Elected) => "elected",
                    Some(Act::Excluded) => "excluded",
                    Some(Act::Finalist) => "finalist",
                    Some(Act::Transferred | Act::NotElected | Act::Undecided) | None => "",
                };
                let votes = if present.contains(&option) {
                    shown(t, round.votes_of(option))
                } else {
                    String::new()
                };
                (votes, word)
            })
            .collect();
        rows.push(TableRow {
            name: names(option),
            cells,
        });
    }
    type Figure = fn(&Round) -> Option<Decimal>;
    let nobody = match outcome.method {
        Method::Star1 | Method::BlocStar1 => "results-no-preference",
        _ => "results-exhausted",
    };
    let figures: [(&str, Figure); 2] = [
        (nobody, |round| round.exhausted),
        ("results-quota", |round| round.quota),
    ];
    for (key, figure) in figures {
        if outcome.rounds.iter().any(|round| figure(round).is_some()) {
            rows.push(TableRow {
                name: t.say(key),
                cells: outcome
                    .rounds
                    .iter()
                    .map(|round| (figure(round).map_or_else(String::new, |v| shown(t, v)), ""))
                    .collect(),
            });
        }
    }
    rows
}

pub(super) fn charts(
    t: &Speaker,
    outcome: &Outcome,
    names: &dyn Fn(OptionNo) -> String,
) -> Vec<Chart> {
    outcome
        .rounds
        .iter()
        .enumerate()
        .map(|(place, round)| {
            let present = present(outcome, place);
            let needed = match (&outcome.motion, round.quota) {
                (Some(figures), _) => {
                    let needed = Decimal::new(u128::from(figures.needed), 0);
                    Some((
                        needed,
                        t.say1("results-chart-needed", "votes", figures.needed),
                    ))
                }
                (None, Some(quota)) => Some((
                    quota,
                    t.say1("results-chart-quota", "votes", shown(t, quota)),
                )),
                (None, None) => None,
            };
            let title = round_title(t, outcome, round);
            chart(t, &present, round, needed, title, names)
        })
        .collect()
}
