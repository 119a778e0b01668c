//! What the checks have in hand: the files, and what has been read from them so far.
//!
//! Each file is read once, by the first check that needs it. If it cannot be read, that check
//! fails, so that no check rests on another having been made.

use std::cell::OnceCell;

use super::Given;
use super::fault::Fault;
use super::log::Log;
use super::policy::Trust;
use crate::evidence::bundle::Files;
use crate::seal::ballot::{Line, parse_ballots};
use crate::seal::fields::Refusal;
use crate::seal::live::{LiveSet, Participation};
use crate::seal::manifest::Manifest;
use crate::seal::open_lines::OpenLine;
use crate::seal::roll::Leaves;

type Read<T> = OnceCell<Result<T, Fault>>;

pub(super) struct Case<'a> {
    pub(super) given: &'a Given<'a>,
    manifest: Read<Manifest>,
    roll: Read<Leaves>,
    live: Read<LiveSet>,
    participation: Read<Participation>,
    open: Read<Vec<OpenLine>>,
    ballots: Read<Vec<Line>>,
    log: Read<Log<'a>>,
    trust: Read<Option<Trust>>,
}

fn once<T>(cell: &Read<T>, read: impl FnOnce() -> Result<T, Fault>) -> Result<&T, Fault> {
    cell.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// A file that is not what it should be was made so by whoever made the bundle.
fn unreadable(refusal: Refusal) -> Fault {
    Fault::bearer(refusal)
}

impl<'a> Case<'a> {
    pub(super) fn new(given: &'a Given<'a>) -> Self {
        Self {
            given,
            manifest: OnceCell::new(),
            roll: OnceCell::new(),
            live: OnceCell::new(),
            participation: OnceCell::new(),
            open: OnceCell::new(),
            ballots: OnceCell::new(),
            log: OnceCell::new(),
            trust: OnceCell::new(),
        }
    }

    pub(super) fn files(&self) -> Result<&'a Files<'a>, Fault> {
        let files = self.given.files.as_ref();
        files.map_err(|why| Fault::bearer(format!("the bundle cannot be read: {why}")))
    }

    pub(super) fn file(&self, path: &str) -> Result<&'a [u8], Fault> {
        let file = self.files()?.get(path);
        file.map(AsRef::as_ref)
            .ok_or_else(|| Fault::bearer(format!("{path} is missing")))
    }

    pub(super) fn manifest(&self) -> Result<&Manifest, Fault> {
        once(&self.manifest, || {
            Manifest::parse(self.file("manifest.json")?).map_err(unreadable)
        })
    }

    pub(super) fn roll(&self) -> Result<&Leaves, Fault> {
        once(&self.roll, || {
            Leaves::parse_jsonl(self.file("roll.jsonl")?).map_err(unreadable)
        })
    }

    pub(super) fn live(&self) -> Result<&LiveSet, Fault> {
        once(&self.live, || {
            LiveSet::parse_jsonl(self.file("live.jsonl")?).map_err(unreadable)
        })
    }

    pub(super) fn participation(&self) -> Result<&Participation, Fault> {
        once(&self.participation, || {
            Participation::parse(self.file("participation.json")?).map_err(unreadable)
        })
    }

    pub(super) fn open(&self) -> Result<&Vec<OpenLine>, Fault> {
        once(&self.open, || {
            OpenLine::parse_file(self.file("open.jsonl")?).map_err(unreadable)
        })
    }

    pub(super) fn ballots(&self) -> Result<&Vec<Line>, Fault> {
        once(&self.ballots, || {
            let rules = self.manifest()?.ballot_rules();
            parse_ballots(self.file("ballots.jsonl")?, rules).map_err(Fault::nobody)
        })
    }

    /// Whether neither ballots nor figures of this poll are published.
    pub(super) fn winners_only(&self) -> Result<bool, Fault> {
        Ok(self.manifest()?.shows_winners_only(&self.roll()?.cells()))
    }

    /// The entries of the log that are in the bundle.
    pub(super) fn log(&self) -> Result<&Log<'a>, Fault> {
        once(&self.log, || Log::read(self.files()?, self.manifest()?))
    }

    /// The policy, if one was given.
    pub(super) fn trust(&self) -> Result<Option<&Trust>, Fault> {
        once(&self.trust, || {
            self.given.policy.map(Trust::parse).transpose()
        })
        .map(Option::as_ref)
    }
}
