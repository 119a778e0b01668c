//! "How it went": the steps of a count in plain sentences of the catalogue.

use super::results_chart::places;
use crate::tally::{Act, Change, Decimal, MotionFigures, OptionNo, Outcome, Reason, Round};
use crate::web::words::Speaker;

/// Names an option in the reader's language.
pub type Names<'a> = &'a dyn Fn(OptionNo) -> String;

/// One paragraph per round.
#[must_use]
pub fn story(t: &Speaker, outcome: &Outcome, names: Names<'_>) -> Vec<String> {
    if let Some(figures) = &outcome.motion {
        return vec![motion(t, figures)];
    }
    let mut paragraphs = Vec::new();
    let mut earlier: Option<&Round> = None;
    let passes_on = outcome.rounds.iter().any(|round| round.quota.is_some());
    for round in &outcome.rounds {
        let mut sentences = Vec::new();
        if let Some(earlier) = earlier.filter(|_| passes_on) {
            sentences.extend(transfers(t, earlier, round, names));
        }
        sentences.extend(acts(t, round, names));
        if let Some(neither) = round.exhausted.filter(|_| !passes_on) {
            let neither = number(t, neither);
            sentences.push(t.say1("story-no-preference", "votes", neither));
        }
        if !sentences.is_empty() {
            paragraphs.push(sentences.join(" "));
        }
        earlier = Some(round);
    }
    paragraphs
}

fn number(t: &Speaker, votes: Decimal) -> String {
    t.decimal(&votes.truncated(places(votes)))
}

/// What moved since the round before.
fn transfers(t: &Speaker, earlier: &Round, round: &Round, names: Names<'_>) -> Vec<String> {
    let gains: Vec<String> = round
        .changes_since(earlier)
        .into_iter()
        .filter_map(|(option, change)| match change {
            Change::Gained(votes) => Some(t.say2(
                "story-gain",
                "name",
                names(option),
                "votes",
                number(t, votes),
            )),
            Change::Lost(_) => None,
        })
        .collect();
    let mut sentences = Vec::new();
    if !gains.is_empty() {
        sentences.push(t.say1("story-gains", "list", gains.join(", ")));
    }
    if let (Some(before), Some(after)) = (earlier.exhausted, round.exhausted)
        && after > before
    {
        let votes = Decimal::new(after.units() - before.units(), after.places());
        sentences.push(t.say1("story-exhausted", "votes", number(t, votes)));
    }
    sentences
}

/// What happened to whom, and why.
fn acts(t: &Speaker, round: &Round, names: Names<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut unelected = Vec::new();
    for action in &round.actions {
        let votes = round.votes_of(action.who);
        let key = match (action.act, action.by) {
            (Act::Elected, Reason::Quota) => "story-elected-quota",
            (Act::Elected, Reason::Remaining) => "story-elected-remaining",
            (Act::Elected, Reason::Lot) => "story-elected-lot",
            (Act::Elected, Reason::Unbeaten) => "story-elected-unbeaten",
            (Act::Elected, Reason::HighestTotal) if round.exhausted.is_some() => {
                "story-elected-run-off-points"
            }
            (Act::Elected, Reason::HighestTotal) => "story-elected-points",
            (Act::Elected, Reason::Preferred) => "story-elected-preferred",
            (Act::Elected, Reason::MostTopScores) => "story-elected-run-off-top",
            (Act::Elected, Reason::Kept) => "story-elected-kept",
            (Act::Elected, _) => "story-elected-most",
            (Act::Excluded, Reason::Cap) => "story-excluded-cap",
            (Act::Excluded, Reason::Quorum) => "story-excluded-quorum",
            (Act::Excluded, Reason::Majority) => "story-excluded-majority",
            (Act::Excluded, Reason::HeadToHead) => "story-out-head-to-head",
            (Act::Excluded, Reason::MostTopScores) => "story-out-top",
            (Act::Excluded, Reason::Lot) if round.quota.is_none() => "story-out-lot",
            (Act::Excluded, Reason::Lot) => "story-excluded-lot",
            (Act::Excluded, Reason::SameResult) => "story-excluded-same",
            (Act::Excluded, _) => "story-excluded-fewest",
            (Act::Finalist, _) => "story-finalist",
            (Act::Undecided, _) => "story-undecided",
            (Act::Transferred, _) => continue, // the gains of the next round tell it
            (Act::NotElected, Reason::Lot) => "story-not-elected-lot",
            (Act::NotElected, _) => {
                unelected.push(names(action.who));
                continue;
            }
        };
        let surplus = round
            .quota
            .filter(|quota| votes > *quota)
            .map(|quota| Decimal::new(votes.units() - quota.units(), votes.places()));
        let key = match (key, surplus) {
            ("story-elected-quota", Some(_)) => "story-elected-over",
            (key, _) => key,
        };
        sentences.push(t.say_all(
            key,
            &[
                ("name", &names(action.who)),
                ("votes", &number(t, votes)),
                (
                    "quota",
                    &round.quota.map_or_else(String::new, |q| number(t, q)),
                ),
                (
                    "surplus",
                    &surplus.map_or_else(String::new, |s| number(t, s)),
                ),
            ],
        ));
    }
    if !unelected.is_empty() {
        sentences.push(t.say2(
            "story-not-elected",
            "names",
            unelected.join(", "),
            "n",
            unelected.len(),
        ));
    }
    sentences
}

/// The arithmetic of a motion.
fn motion(t: &Speaker, figures: &MotionFigures) -> String {
    let votes = figures.votes;
    let answers = t.say_all(
        "story-motion-answers",
        &[
            ("yes", &votes.yes()),
            ("no", &votes.no()),
            ("abstain", &votes.abstain()),
            ("blank", &votes.blank()),
        ],
    );
    let base = t.say(match figures.rule.base.word() {
        "yes+no" => "story-base-yes-no",
        "cast" => "story-base-cast",
        "present" => "story-base-present",
        "in_office" => "story-base-in-office",
        _ => "story-base-eligible",
    });
    let needed = t.say_all(
        if figures.rule.strict {
            "story-motion-needed-more"
        } else {
            "story-motion-needed"
        },
        &[
            ("fraction", &figures.rule.majority.to_string()),
            ("base", &base),
            ("whole", &figures.base),
            ("needed", &figures.needed),
        ],
    );
    let quorum = figures.quorum.map(|(counted, required)| {
        t.say2(
            "story-motion-quorum",
            "counted",
            counted,
            "required",
            required,
        )
    });
    [Some(answers), Some(needed), quorum]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is told of each tie.
#[must_use]
pub fn ties(t: &Speaker, outcome: &Outcome, names: Names<'_>) -> Vec<String> {
    outcome
        .ties
        .iter()
        .map(|tie| {
            let tied: Vec<String> = tie.tied.iter().map(|option| names(*option)).collect();
            let (key, who) = match tie.excluded {
                Some((who, Reason::Lot)) => ("tie-lot", names(who)),
                Some((who, Reason::HeadToHead | Reason::MostTopScores | Reason::HighestTotal)) => {
                    ("tie-step", names(who))
                }
                Some((who, _)) => ("tie-same", names(who)),
                None => ("tie-open", String::new()),
            };
            t.say_all(
                key,
                &[
                    ("round", &tie.round),
                    ("names", &tied.join(", ")),
                    ("name", &who),
                ],
            )
        })
        .collect()
}
