//! The papers of a file, as voters would fill them in on the ballot form.

use std::path::Path;

use chrono::DateTime;
use chrono_tz::Tz;
use commonhold::polls::draft::DraftForm;
use commonhold::tally::{BallotKind, Contest, Method, OptionNo, Preferences, RankedBallot, blt};

/// More papers than this are not played: a vote of so many takes hours here.
pub const MAX_PAPERS: u64 = 20_000;

/// An election that a poll can hold.
#[derive(Debug)]
pub struct Election {
    /// Bytes of the file, as they were read.
    pub bytes: Vec<u8>,
    pub question: String,
    pub method: Method,
    pub seats: u32,
    /// Names of those who have not withdrawn, in the file's order.
    pub options: Vec<String>,
    /// One for each voter.
    pub papers: Vec<Paper>,
}

/// One voter's paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    /// Options from 1, the most preferred first.
    Ranked(Vec<usize>),
    /// Options from 1 that are marked.
    Marked(Vec<usize>),
}

impl Paper {
    /// The controls of the ballot form that say this.
    pub fn controls(&self) -> Vec<(String, String)> {
        let control = |name: String, value: String| (name, value);
        match self {
            Self::Ranked(options) | Self::Marked(options) if options.is_empty() => {
                vec![control("blank".to_owned(), "1".to_owned())]
            }
            Self::Ranked(options) => (1..)
                .zip(options)
                .map(|(rank, option)| control(format!("r{option}"), format!("{rank:02}")))
                .collect(),
            Self::Marked(options) => options
                .iter()
                .map(|option| control(format!("a{option}"), "1".to_owned()))
                .collect(),
        }
    }
}

impl Election {
    /// Reads a BLT file for this method.
    ///
    /// # Errors
    /// A sentence when the file cannot be read, or when its election or one of
    /// its papers is none that the ballot form can express.
    pub fn read(file: &Path, method: &str) -> Result<Self, String> {
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Self::of_bytes(bytes, method).map_err(|why| format!("{}: {why}", file.display()))
    }

    /// The same for the bytes of a file.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn of_bytes(bytes: Vec<u8>, method: &str) -> Result<Self, String> {
        let method: Method = method.parse().map_err(|error| format!("{error}"))?;
        let kind = method.ballot_kind();
        if !matches!(kind, BallotKind::Ranked | BallotKind::Marked) {
            return Err(format!("A BLT file holds no ballots for {method}."));
        }
        let blt = blt::read(&bytes).map_err(|error| error.to_string())?;
        let options: Vec<String> = blt
            .contest
            .standing()
            .map(|option| plain(blt.contest.name(option)))
            .collect();
        if kind == BallotKind::Ranked && std::str::from_utf8(&bytes).is_ok_and(skips_a_rank) {
            return Err(
                "A ballot skips a rank, which the ballot form has no way to express.".to_owned(),
            );
        }
        let election = Self {
            question: question(&blt.title),
            method,
            seats: blt.contest.seats(),
            papers: papers(&blt.contest, &blt.ballots, method)?,
            options,
            bytes,
        };
        election.can_be_drafted()?;
        Ok(election)
    }

    /// The options as the draft's form takes them.
    pub fn option_lines(&self) -> String {
        self.options.join("\n")
    }

    /// What the draft's form would object to is said before anything is started.
    fn can_be_drafted(&self) -> Result<(), String> {
        let form = DraftForm {
            question: self.question.clone(),
            method: self.method.name().to_owned(),
            options: self.option_lines(),
            seats: self.seats.to_string(),
            opens: "2026-01-01T09:00".to_owned(),
            closes: "2026-01-02T09:00".to_owned(),
            ..DraftForm::default()
        };
        form.parse(Tz::UTC, DateTime::UNIX_EPOCH)
            .map(|_| ())
            .map_err(|errors| {
                let sentences = errors.list();
                let sentences = sentences.iter().map(|(_, sentence)| (*sentence).to_owned());
                sentences.collect::<Vec<_>>().join(" ")
            })
    }
}

/// A name as forms keep it: with single blanks.
pub fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn question(title: &str) -> String {
    match plain(title) {
        title if title.is_empty() => "Who is elected?".to_owned(),
        title => title,
    }
}

/// A paper for each vote.
fn papers(contest: &Contest, ballots: &Preferences, method: Method) -> Result<Vec<Paper>, String> {
    match ballots.cast() {
        0 => return Err("It holds no ballots, so nobody would vote.".to_owned()),
        cast if cast > MAX_PAPERS => {
            return Err(format!(
                "It holds {cast} ballots; at most {MAX_PAPERS} are played, one voter each."
            ));
        }
        _ => {}
    }
    let mut papers = Vec::new();
    for ballot in ballots.iter() {
        let paper = match method.ballot_kind() {
            BallotKind::Ranked => Paper::Ranked(ranked(contest, &ballot)?),
            _ => Paper::Marked(marked(contest, &ballot, method)?),
        };
        papers.extend((0..ballot.weight()).map(|_| paper.clone()));
    }
    Ok(papers)
}

/// Where an option stands among those that have not withdrawn, from 1.
fn place(contest: &Contest, option: OptionNo) -> Option<usize> {
    let place = contest.standing().position(|standing| standing == option);
    place.map(|place| place + 1)
}

fn ranked(contest: &Contest, ballot: &RankedBallot<'_>) -> Result<Vec<usize>, String> {
    let mut options = Vec::new();
    for rank in ballot.ranks() {
        let standing: Vec<usize> = rank
            .iter()
            .filter_map(|option| place(contest, *option))
            .collect();
        if standing.len() > 1 {
            let names = rank.iter().map(|option| contest.name(*option));
            return Err(format!(
                "A ballot ranks {} equally, which the ballot form has no way to express.",
                names.collect::<Vec<_>>().join(" and ")
            ));
        }
        options.extend(standing);
    }
    Ok(options)
}

fn marked(
    contest: &Contest,
    ballot: &RankedBallot<'_>,
    method: Method,
) -> Result<Vec<usize>, String> {
    let options: Vec<usize> = ballot
        .options()
        .filter_map(|option| place(contest, option))
        .collect();
    let seats = usize::try_from(contest.seats()).unwrap_or(usize::MAX);
    if method == Method::Plurality1 && options.len() > seats {
        return Err(format!(
            "A ballot marks {} options, and the ballot form allows as many as there are seats: {seats}.",
            options.len()
        ));
    }
    Ok(options)
}

/// Whether a preference follows a “-” on a ballot. The reader passes over such
/// skipped ranks, since no count depends on them; a paper shows them all the same.
fn skips_a_rank(text: &str) -> bool {
    let lines = text.lines().skip(1);
    let ballots = lines
        .map(|line| line.split('#').next().unwrap_or_default())
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .take_while(|words| words.as_slice() != ["0"]);
    ballots
        .into_iter()
        .any(|words| skips(words.get(1..).unwrap_or_default()))
}

/// The same of one ballot, without its weight.
fn skips(ranks: &[&str]) -> bool {
    let after = ranks.iter().skip_while(|rank| **rank != "-");
    after.into_iter().any(|rank| !matches!(*rank, "-" | "0"))
}
