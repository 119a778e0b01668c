//! The pages of the log.

use askama::Template;
use data_encoding::HEXLOWER;

use super::model::{Finding, Place, at, title};
use super::store::Entry;
use crate::evidence::leaf::Leaf;
use crate::web::Frame;
use crate::web::times::Moment;

/// The log as it is signed and served by this node.
pub struct Shown {
    pub size: u64,
    /// In hex.
    pub root: String,
    pub signed: Option<Moment>,
}

/// An entry in a list.
pub struct Line {
    pub index: u64,
    pub title: String,
    /// When it was done, by the foundation's clock; none of envelopes.
    pub when: Option<Moment>,
}

impl Line {
    pub fn of(frame: &Frame, entry: &Entry) -> Self {
        let (key, digests) = title(&entry.leaf);
        Self {
            index: entry.index,
            title: frame.t.say1(&key, "n", digests),
            when: at(&entry.leaf).map(|at| Moment::on_page(frame, at, at)),
        }
    }
}

/// `/log`
#[derive(Template)]
#[template(path = "ledger/log.html")]
pub struct LogPage {
    pub frame: Frame,
    pub origin: String,
    /// None before the log begins.
    pub vkey: Option<String>,
    pub shown: Option<Shown>,
    /// Whether the log is not signed or published just now.
    pub stands: bool,
    pub entries: Vec<Line>,
    /// The page starts below this place; none for the newest.
    pub before: Option<u64>,
    pub older: Option<u64>,
}

/// `/log/entries/{index}`
#[derive(Template)]
#[template(path = "ledger/entry.html")]
pub struct EntryPage {
    frame: Frame,
    index: u64,
    title: String,
    /// What it says, in English; none for a kind that this version does not know.
    words: Option<String>,
    canonical: String,
    hash: String,
    /// Whether a checkpoint that is served covers it.
    signed: bool,
}

impl EntryPage {
    pub fn of(frame: Frame, entry: &Entry, served: u64) -> Self {
        let line = Line::of(&frame, entry);
        Self {
            frame,
            index: entry.index,
            title: line.title,
            words: Leaf::parse(&entry.leaf).ok().map(|leaf| leaf.words()),
            canonical: String::from_utf8_lossy(&entry.leaf).into_owned(),
            hash: HEXLOWER.encode(&entry.hash),
            signed: entry.index < served,
        }
    }
}

/// `/log/find`
#[derive(Template)]
#[template(path = "ledger/find.html")]
pub struct FindPage {
    pub frame: Frame,
    /// What was typed.
    pub typed: String,
    pub error: String,
    /// None before anything was asked.
    pub finding: Option<Finding>,
}

impl FindPage {
    fn faults(&self) -> Vec<(&'static str, &str)> {
        [("digest", self.error.as_str())]
            .into_iter()
            .filter(|(_, sentence)| !sentence.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::leaf::{
        AssetExecuted, LogKey, LogStart, NoticeCertified, NoticeGiven, OfficerKey, PollCast,
        PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended, PollLost, PollOpened,
        PollResult, PollSetAside, PollSuperseded, PollVoided, RegistryRecorded, RollCertified,
        RulebookAdopted,
    };
    use crate::seal::statement::SignedStatement;
    use crate::web::words::{Locale, Words};

    #[test]
    fn every_kind_of_entry_has_a_title_in_every_language() {
        let words = Words::load();
        let kinds = [
            LogStart::KIND,
            LogKey::KIND,
            OfficerKey::KIND,
            RollCertified::KIND,
            RulebookAdopted::KIND,
            NoticeGiven::KIND,
            NoticeCertified::KIND,
            RegistryRecorded::KIND,
            AssetExecuted::KIND,
            PollOpened::KIND,
            PollExtended::KIND,
            PollCast::KIND,
            PollSuperseded::KIND,
            PollLost::KIND,
            PollClosed::KIND,
            PollSetAside::KIND,
            PollExcluded::KIND,
            SignedStatement::KIND,
            PollResult::KIND,
            PollCertified::KIND,
            PollVoided::KIND,
            PollDestroyed::KIND,
        ];
        for locale in Locale::ALL {
            for kind in kinds {
                let key = format!("log-kind-{}", kind.replace(['.', '_'], "-"));
                let said = words.speaker(locale).say1(&key, "n", 2_u64);
                assert!(!said.contains("log-kind"), "{kind} in {}", locale.tag());
            }
        }
    }
}
