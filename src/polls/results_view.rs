//! The results page: a rendering of a count's steps. Pure.

use askama::Template;
use askama_web::WebTemplate;

use super::model::{Phase, Quorum};
use super::results_chart::{Chart, chart, places};
use super::results_story::{story, ties};
use crate::seal::ballot::{Choice, Line, Vote};
use crate::tally::{Act, Action, Decimal, Method, OptionNo, Outcome, Reason, Round, Seat, Verdict};
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
    /// The count without regard to options that were excluded; none where none was.
    pub as_cast: Option<&'a Outcome>,
    /// Enough took part for something to be decided.
    pub reached: bool,
    /// No ballot and no figure of the count is published.
    pub winners_only: bool,
    /// What happened to the poll since it was opened, in sentences.
    pub notes: Vec<String>,
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
    /// The catalogue's key of a motion's verdict, or of an election without quorum.
    pub verdict: Option<&'static str>,
    /// What happened to the poll since it was opened, in sentences.
    pub notes: Vec<String>,
    /// What the ballots come to without regard to options that were excluded, in a sentence.
    pub as_cast: Option<String>,
    pub is_motion: bool,
    /// Enough took part for something to be decided.
    pub reached: bool,
    /// No ballot and no figure of the count is published.
    pub winners_only: bool,
    pub story: Vec<String>,
    pub ties: Vec<String>,
    pub rounds: Vec<String>,
    pub table: Vec<TableRow>,
    pub charts: Vec<Chart>,
    /// Empty where the method compares no pairs.
    pub pairs: Vec<PairRow>,
    /// Whether votes pass on from round to round.
    pub passes_on: bool,
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
        let seated = |outcome: &Outcome| {
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
            (elected, undecided)
        };
        let (elected, undecided) = seated(outcome);
        let as_cast = given.as_cast.filter(|_| given.reached).map(|outcome| {
            let (elected, undecided) = seated(outcome);
            let mut said = vec![t.say1("results-as-cast", "names", elected.join(", "))];
            said.extend(
                undecided
                    .iter()
                    .map(|names| t.say1("results-as-cast-tied", "names", names)),
            );
            said.join(" ")
        });
        let no_quorum = (!given.reached && !is_motion).then_some("verdict-no-quorum-election");
        let verdict = outcome.motion.map(|figures| match figures.verdict {
            Verdict::Adopted => "verdict-adopted",
            Verdict::Lost => "verdict-lost",
            Verdict::NoQuorum => "verdict-no-quorum",
        });
        let verdict = no_quorum.or(verdict);
        let reached = given.reached;
        let listed = given.ballots.len() <= LISTED_BALLOTS;
        Self {
            story: story(&t, outcome, &names),
            ties: ties(&t, outcome, &names),
            rounds: round_heads(&t, outcome),
            table: table(&t, outcome, &names),
            charts: charts(&t, outcome, &names),
            pairs: pair_rows(&t, outcome, &names),
            passes_on: outcome.rounds.iter().any(|round| round.quota.is_some()),
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
            notes: given.notes,
            as_cast,
            is_motion,
            reached,
            winners_only: given.winners_only,
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
        let key = match (self.reached, self.is_motion) {
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
    let is_star = matches!(outcome.method, Method::Star1 | Method::BlocStar1);
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
fn pair_rows(t: &Speaker, outcome: &Outcome, names: &dyn Fn(OptionNo) -> String) -> Vec<PairRow> {
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

fn table(t: &Speaker, outcome: &Outcome, names: &dyn Fn(OptionNo) -> String) -> Vec<TableRow> {
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

fn charts(t: &Speaker, outcome: &Outcome, names: &dyn Fn(OptionNo) -> String) -> Vec<Chart> {
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
            .filter_map(|(id, score)| {
                let mut options = contest.options().iter();
                let option = options.find(|option| option.id == id.as_str())?;
                Some(format!("{} {}", option.name, t.count(*score)))
            })
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
