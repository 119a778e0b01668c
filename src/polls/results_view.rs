//! The results page: a rendering of a count's steps. Pure.

use askama::Template;
use askama_web::WebTemplate;

use super::model::{Phase, Quorum};
use super::results_chart::{Chart, chart, places};
use super::results_story::{story, ties};
use crate::seal::ballot::{Choice, Line, Vote};
use crate::tally::{Act, Decimal, OptionNo, Outcome, Round, Seat, Verdict};
use crate::web::Frame;
use crate::web::times::Moment;
use crate::web::words::Speaker;

/// The page lists at most this many ballots; the file has them all.
pub const LISTED_BALLOTS: usize = 2_000;

/// Everything the page is made from.
pub struct Given<'a> {
    pub frame: Frame,
    pub number: i32,
    /// In the reader's language.
    pub question: String,
    /// Language and text that decide, when the reader sees a translation.
    pub authoritative: Option<(String, String)>,
    pub phase: Phase,
    pub outcome: &'a Outcome,
    pub quorum: Quorum,
    /// The shares a quorum needs, of members and of votes, such as `1/10`.
    pub quorum_shares: (String, String),
    /// Where the quorum stands in the rules.
    pub quorum_citation: String,
    /// How many envelopes officers decided not to count.
    pub set_aside: usize,
    /// How many officers opened the envelopes independently.
    pub openings: usize,
    pub certifications: Vec<(String, Moment)>,
    pub ballots: &'a [Line],
    pub eid: String,
    pub bundle: Bundle,
    /// What the certification brought about, a sentence for each seat.
    pub seats: Vec<String>,
}

/// What the page says of the poll's evidence bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// It can be downloaded.
    Ready { id: String, bytes: u64 },
    /// There is none; the key of the sentence that says what it waits for.
    Waits(&'static str),
}

/// A row of the table of rounds.
pub struct TableRow {
    pub name: String,
    /// Votes by round, and what happened in it: `elected`, `excluded` or nothing.
    pub cells: Vec<(String, &'static str)>,
}

/// A published ballot in words.
pub struct BallotRow {
    pub tracker: String,
    pub words: String,
    pub votes: u64,
}

/// `/polls/{number}/results`
#[derive(Template, WebTemplate)]
#[template(path = "polls/results.html")]
pub struct ResultsPage {
    pub frame: Frame,
    pub number: i32,
    pub question: String,
    pub authoritative: Option<(String, String)>,
    pub phase: Phase,
    pub quorum: Quorum,
    pub quorum_shares: (String, String),
    pub quorum_citation: String,
    pub set_aside: usize,
    pub openings: usize,
    pub certifications: Vec<(String, Moment)>,
    pub eid: String,
    pub method: &'static str,
    /// Elected for certain, in order.
    pub elected: Vec<String>,
    /// Groups between which the votes did not decide.
    pub undecided: Vec<String>,
    /// The catalogue's key of a motion's verdict.
    pub verdict: Option<&'static str>,
    pub story: Vec<String>,
    pub ties: Vec<String>,
    pub rounds: Vec<String>,
    pub table: Vec<TableRow>,
    pub charts: Vec<Chart>,
    pub ballots: Vec<BallotRow>,
    pub ballot_count: usize,
    pub bundle: Bundle,
    pub seats: Vec<String>,
}

impl ResultsPage {
    /// Draws the page from a count.
    #[must_use]
    pub fn new(given: Given<'_>) -> Self {
        let t = given.frame.t.clone();
        let outcome = given.outcome;
        let contest = &outcome.contest;
        let is_motion = outcome.motion.is_some();
        let names = |option: OptionNo| {
            if is_motion {
                t.say(&format!("vote-{}", contest.name(option)))
            } else {
                contest.name(option).to_owned()
            }
        };
        let mut elected = Vec::new();
        let mut undecided = Vec::new();
        for seat in &outcome.elected {
            match seat {
                Seat::Elected(option) => elected.push(names(*option)),
                Seat::Tied(options) => undecided.push(
                    options
                        .iter()
                        .map(|option| names(*option))
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
            }
        }
        let verdict = outcome.motion.map(|figures| match figures.verdict {
            Verdict::Adopted => "verdict-adopted",
            Verdict::Lost => "verdict-lost",
            Verdict::NoQuorum => "verdict-no-quorum",
        });
        let listed = given.ballots.len() <= LISTED_BALLOTS;
        Self {
            story: story(&t, outcome, &names),
            ties: ties(&t, outcome, &names),
            rounds: round_heads(&t, outcome),
            table: table(&t, outcome, &names),
            charts: charts(&t, outcome, &names),
            ballots: given
                .ballots
                .iter()
                .filter(|_| listed)
                .map(|line| BallotRow {
                    tracker: line.tracker.as_str().to_owned(),
                    words: in_words(&t, outcome, &line.choice),
                    votes: line.weight.votes(),
                })
                .collect(),
            ballot_count: given.ballots.len(),
            method: outcome.method.name(),
            elected,
            undecided,
            verdict,
            frame: given.frame,
            number: given.number,
            question: given.question,
            authoritative: given.authoritative,
            phase: given.phase,
            quorum: given.quorum,
            quorum_shares: given.quorum_shares,
            quorum_citation: given.quorum_citation,
            set_aside: given.set_aside,
            openings: given.openings,
            certifications: given.certifications,
            eid: given.eid,
            bundle: given.bundle,
            seats: given.seats,
        }
    }

    fn turnout(&self) -> String {
        let t = &self.frame.t;
        let (members, votes) = (self.quorum.members, self.quorum.votes);
        t.say_all(
            "results-turnout",
            &[
                ("members", &members.took_part),
                ("of-members", &members.whole),
                (
                    "members-share",
                    &t.percent(members.took_part, members.whole),
                ),
                ("votes", &votes.took_part),
                ("of-votes", &votes.whole),
                ("votes-share", &t.percent(votes.took_part, votes.whole)),
            ],
        )
    }

    fn needed(&self) -> String {
        let t = &self.frame.t;
        let (members, votes) = (self.quorum.members, self.quorum.votes);
        t.say_all(
            "results-quorum",
            &[
                ("members", &members.needed),
                ("of-members", &members.whole),
                ("members-part", &self.quorum_shares.0),
                ("votes", &votes.needed),
                ("of-votes", &votes.whole),
                ("votes-part", &self.quorum_shares.1),
            ],
        )
    }

    fn verdict_on_quorum(&self) -> String {
        let key = match (self.quorum.is_met(), self.verdict.is_some()) {
            (true, _) => "results-quorum-met",
            (false, true) => "results-quorum-missed-motion",
            (false, false) => "results-quorum-missed",
        };
        self.frame.t.say(key)
    }

    fn method_words(&self) -> String {
        self.frame.t.say(&format!("method-{}", self.method))
    }

    fn is_weighted(&self) -> bool {
        self.ballots.iter().any(|ballot| ballot.votes > 1)
    }

    fn certified_by(&self) -> String {
        let t = &self.frame.t;
        let names: Vec<String> = self
            .certifications
            .iter()
            .map(|(name, when)| t.say2("results-certified-one", "name", name, "time", &when.full))
            .collect();
        names.join("; ")
    }
}

fn shown(t: &Speaker, votes: Decimal) -> String {
    t.decimal(&votes.truncated(places(votes)))
}

fn round_heads(t: &Speaker, outcome: &Outcome) -> Vec<String> {
    if outcome.rounds.len() == 1 {
        return vec![t.say("results-votes")];
    }
    outcome
        .rounds
        .iter()
        .map(|round| t.say1("results-round", "n", round.number))
        .collect()
}

fn table(t: &Speaker, outcome: &Outcome, names: &dyn Fn(OptionNo) -> String) -> Vec<TableRow> {
    let mut rows = Vec::new();
    for option in outcome.contest.standing() {
        let mut out = false;
        let cells = outcome
            .rounds
            .iter()
            .map(|round| {
                let act = round
                    .actions
                    .iter()
                    .find(|action| action.who == option)
                    .map(|action| action.act);
                let word = match act {
                    Some(Act::Elected) => "elected",
                    Some(Act::Excluded) => "excluded",
                    Some(Act::NotElected | Act::Undecided) | None => "",
                };
                let votes = if out {
                    String::new()
                } else {
                    shown(t, round.votes_of(option))
                };
                out |= act == Some(Act::Excluded);
                (votes, word)
            })
            .collect();
        rows.push(TableRow {
            name: names(option),
            cells,
        });
    }
    type Figure = fn(&Round) -> Option<Decimal>;
    let figures: [(&str, Figure); 2] = [
        ("results-exhausted", |round| round.exhausted),
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

fn charts(t: &Speaker, outcome: &Outcome, names: &dyn Fn(OptionNo) -> String) -> Vec<Chart> {
    let mut gone: Vec<OptionNo> = Vec::new();
    outcome
        .rounds
        .iter()
        .map(|round| {
            let present: Vec<OptionNo> = outcome
                .contest
                .standing()
                .filter(|option| !gone.contains(option))
                .collect();
            gone.extend(
                round
                    .actions
                    .iter()
                    .filter(|action| action.act == Act::Excluded)
                    .map(|action| action.who),
            );
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
            let title = if outcome.rounds.len() == 1 {
                t.say("results-votes")
            } else {
                t.say1("results-round", "n", round.number)
            };
            chart(t, &present, round, needed, title, names)
        })
        .collect()
}

/// A published choice in the reader's words.
fn in_words(t: &Speaker, outcome: &Outcome, choice: &Choice) -> String {
    let contest = &outcome.contest;
    let number = |number: &u32| {
        usize::try_from(*number)
            .ok()
            .and_then(OptionNo::new)
            .map_or("", |option| contest.name(option))
    };
    let parts: Vec<String> = match choice {
        Choice::Ranked(ranks) => (1_usize..)
            .zip(ranks)
            .map(|(place, rank)| {
                let names: Vec<&str> = rank.iter().map(number).collect();
                format!("{} {}", t.ordinal(place), names.join(" = "))
            })
            .collect(),
        Choice::Approval(marks) | Choice::Plurality(marks) => marks
            .iter()
            .filter_map(|id| {
                contest
                    .options()
                    .iter()
                    .find(|option| option.id == id.as_str())
            })
            .map(|option| option.name.clone())
            .collect(),
        Choice::Score(scores) => scores
            .iter()
            .map(|(id, score)| format!("{id} {score}"))
            .collect(),
        Choice::Motion(Vote::Blank) => Vec::new(),
        Choice::Motion(vote) => vec![t.say(&format!("vote-{}", vote.as_str()))],
    };
    if parts.is_empty() {
        t.say("results-blank-ballot")
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
#[path = "results_tests.rs"]
mod tests;
