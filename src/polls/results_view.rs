//! The results page: a rendering of a count's steps. Pure.

use askama::Template;
use askama_web::WebTemplate;

use super::model::{Phase, Quorum};
use super::results_chart::Chart;
use super::results_rounds::{PairRow, TableRow, charts, pair_rows, round_heads, table};
use super::results_story::{story, ties};
use crate::seal::ballot::{Choice, Line, Vote};
use crate::tally::{OptionNo, Outcome, Seat, Verdict};
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
    /// The digest of the text that the question names.
    pub text_digest: Option<String>,
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
    /// The published ballots, where they are few enough to be listed.
    pub ballots: &'a [Line],
    /// How many ballots are published.
    pub ballot_count: usize,
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
    pub text_digest: Option<String>,
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
        let listed = given.ballot_count <= LISTED_BALLOTS;
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
            ballot_count: given.ballot_count,
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
            text_digest: given.text_digest,
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
