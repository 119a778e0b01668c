//! The entries of the log that a bundle brings, read once each.

use crate::evidence::bundle::{Files, Name};
use crate::evidence::leaf::{
    Leaf, LogKey, PollCast, PollCertified, PollClosed, PollDestroyed, PollExcluded, PollExtended,
    PollLost, PollOpened, PollResult, PollSetAside, PollSuperseded, RollCertified,
};
use crate::seal::canonical::Value;
use crate::seal::fields::Refusal;
use crate::seal::hash::{Eid, count};
use crate::seal::manifest::Manifest;
use crate::seal::scan::members;
use crate::seal::statement::SignedStatement;
use crate::tlog::bundle as entry_bundle;
use crate::tlog::tile::{Content, FULL_WIDTH, TilePath};

use super::case::Case;
use super::fault::Fault;

/// An entry and its place in the log.
#[derive(Debug)]
pub(super) struct Placed<T> {
    pub(super) index: u64,
    pub(super) leaf: T,
}

/// The entries of the poll, each kind in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Poll {
    /// Those with the root of the manifest.
    pub(super) rolls: Vec<Placed<RollCertified>>,
    pub(super) opened: Vec<Placed<PollOpened>>,
    pub(super) extended: Vec<Placed<PollExtended>>,
    pub(super) cast: Vec<Placed<PollCast>>,
    pub(super) superseded: Vec<Placed<PollSuperseded>>,
    pub(super) lost: Vec<Placed<PollLost>>,
    pub(super) closed: Vec<Placed<PollClosed>>,
    pub(super) set_aside: Vec<Placed<PollSetAside>>,
    pub(super) excluded: Vec<Placed<PollExcluded>>,
    pub(super) unsealed: Vec<Placed<SignedStatement>>,
    pub(super) results: Vec<Placed<PollResult>>,
    pub(super) certified: Vec<Placed<PollCertified>>,
    pub(super) destroyed: Vec<Placed<PollDestroyed>>,
}

/// All entries of a bundle.
#[derive(Debug)]
pub(super) struct Log<'a> {
    /// The number of the first entry bundle.
    pub(super) first: u64,
    /// The bytes of each entry, from the first of that bundle on.
    pub(super) entries: Vec<&'a [u8]>,
    /// The first entry that is not what every entry must be, or is of this poll and not of its
    /// kind's form, with the reason.
    pub(super) malformed: Option<Placed<Fault>>,
    /// The changes of the log's key.
    pub(super) keys: Vec<Placed<Result<LogKey, Refusal>>>,
    /// The kinds of the poll's entries, in the order of the log.
    pub(super) kinds: Vec<Placed<&'static str>>,
    pub(super) poll: Poll,
}

/// What an entry is to this poll.
enum Entry {
    Ours(Box<Leaf>),
    Key(Result<LogKey, Refusal>),
    Other,
}

impl<'a> Log<'a> {
    pub(super) fn read(files: &'a Files<'_>, manifest: &Manifest) -> Result<Self, Fault> {
        let mut bundles: Vec<(TilePath, &'a [u8])> = files
            .iter()
            .filter_map(|(path, bytes)| match Name::parse(path)? {
                Name::Tile(tile) => Some((tile, bytes.as_ref())),
                Name::Fixed | Name::Rotation(_) => None,
            })
            .filter(|(tile, _)| tile.content() == Content::Entries)
            .collect();
        bundles.sort_by_key(|(tile, _)| (tile.index(), tile.width()));
        let Some((first, _)) = bundles.first() else {
            return Err(Fault::bearer("there are no entries of the log"));
        };
        let first = first.index();
        let mut entries = Vec::new();
        for (place, (tile, bytes)) in (first..).zip(bundles) {
            if tile.index() != place || (entries.len() % usize::from(FULL_WIDTH)) != 0 {
                return Err(Fault::bearer(format!(
                    "log/{tile} does not follow the bundle of entries before it"
                )));
            }
            let mut read = entry_bundle::parse(bytes, tile.width())
                .map_err(|why| Fault::bearer(format!("log/{tile}: {why}")))?;
            entries.append(&mut read);
        }
        let mut log = Self {
            first,
            entries: Vec::new(),
            malformed: None,
            keys: Vec::new(),
            kinds: Vec::new(),
            poll: Poll::default(),
        };
        let marks = Marks::of(manifest);
        for (index, bytes) in (log.first_index()..).zip(&entries) {
            match classify(bytes, &marks) {
                Ok(Entry::Ours(leaf)) => log.place(index, *leaf),
                Ok(Entry::Key(leaf)) => log.keys.push(Placed { index, leaf }),
                Ok(Entry::Other) => {}
                Err(leaf) if log.malformed.is_none() => {
                    log.malformed = Some(Placed { index, leaf });
                }
                Err(_) => {}
            }
        }
        log.entries = entries;
        Ok(log)
    }

    /// The place of the first entry that is here.
    pub(super) fn first_index(&self) -> u64 {
        self.first.saturating_mul(u64::from(FULL_WIDTH))
    }

    /// The place after the last entry that is here.
    pub(super) fn end(&self) -> u64 {
        self.first_index().saturating_add(count(self.entries.len()))
    }

    fn place(&mut self, index: u64, leaf: Leaf) {
        self.kinds.push(Placed {
            index,
            leaf: leaf.kind(),
        });
        let poll = &mut self.poll;
        match leaf {
            Leaf::RollCertified(leaf) => poll.rolls.push(Placed { index, leaf }),
            Leaf::PollOpened(leaf) => poll.opened.push(Placed { index, leaf }),
            Leaf::PollExtended(leaf) => poll.extended.push(Placed { index, leaf }),
            Leaf::PollCast(leaf) => poll.cast.push(Placed { index, leaf }),
            Leaf::PollSuperseded(leaf) => poll.superseded.push(Placed { index, leaf }),
            Leaf::PollLost(leaf) => poll.lost.push(Placed { index, leaf }),
            Leaf::PollClosed(leaf) => poll.closed.push(Placed { index, leaf }),
            Leaf::PollSetAside(leaf) => poll.set_aside.push(Placed { index, leaf }),
            Leaf::PollExcluded(leaf) => poll.excluded.push(Placed { index, leaf }),
            Leaf::PollUnsealed(leaf) => poll.unsealed.push(Placed { index, leaf }),
            Leaf::PollResult(leaf) => poll.results.push(Placed { index, leaf }),
            Leaf::PollCertified(leaf) => poll.certified.push(Placed { index, leaf }),
            Leaf::PollDestroyed(leaf) => poll.destroyed.push(Placed { index, leaf }),
            // Their kind is noted, and a poll that was voided has no valid bundle.
            Leaf::PollVoided(_)
            | Leaf::LogStart(_)
            | Leaf::LogKey(_)
            | Leaf::OfficerKey(_)
            | Leaf::RulebookAdopted(_)
            | Leaf::NoticeGiven(_)
            | Leaf::NoticeCertified(_)
            | Leaf::RegistryRecorded(_)
            | Leaf::AssetExecuted(_) => {}
        }
    }
}

/// What entries of this poll are known by, as canonical JSON.
struct Marks {
    eid: Eid,
    quoted_eid: Vec<u8>,
    quoted_root: Vec<u8>,
}

impl Marks {
    fn of(manifest: &Manifest) -> Self {
        let quoted = |text: String| format!("\"{text}\"").into_bytes();
        Self {
            eid: manifest.eid(),
            quoted_eid: quoted(manifest.eid().to_string()),
            quoted_root: quoted(manifest.terms().roll_root.to_string()),
        }
    }
}

/// Reads an entry as far as this poll is concerned: others of the log only so far as to say that
/// they are canonical objects.
fn classify(bytes: &[u8], marks: &Marks) -> Result<Entry, Fault> {
    if let Some(leaf) = Leaf::parse_batch(bytes) {
        let ours = leaf.eid() == Some(marks.eid);
        return Ok(if ours {
            Entry::Ours(Box::new(leaf))
        } else {
            Entry::Other
        });
    }
    let Some(members) = members(bytes) else {
        let why = match Value::parse(bytes) {
            Ok(_) => "it is not an object".to_owned(),
            Err(why) => format!("it is not canonical JSON, {why}"),
        };
        return Err(Fault::operator(why));
    };
    let value_of = |key: &str| {
        let found = members.iter().find(|(name, _)| *name == key.as_bytes());
        found.map(|(_, value)| *value).unwrap_or_default()
    };
    let kind = value_of("kind");
    let has_kind = kind.starts_with(b"\"") && kind != b"\"\"";
    if !has_kind || !value_of("v").first().is_some_and(u8::is_ascii_digit) {
        return Err(Fault::operator("it has not the keys `kind` and `v`"));
    }
    let is = |name: &str| kind[1..kind.len() - 1] == *name.as_bytes();
    let of_this_poll = value_of("eid") == marks.quoted_eid;
    let its_roll = is(RollCertified::KIND) && value_of("root") == marks.quoted_root;
    let its_key = is(LogKey::KIND);
    if !(of_this_poll || its_roll || its_key) {
        return Ok(Entry::Other);
    }
    match Leaf::parse(bytes) {
        Ok(Leaf::LogKey(leaf)) if its_key => Ok(Entry::Key(Ok(leaf))),
        Err(refusal) if its_key => Ok(Entry::Key(Err(refusal))),
        Ok(leaf) => Ok(Entry::Ours(Box::new(leaf))),
        Err(refusal) => Err(Fault::server(refusal)),
    }
}

/// The first of entries that occur once; whether there are more is check 05's to say.
fn first<'l, T>(entries: &'l [Placed<T>], kind: &str) -> Result<&'l Placed<T>, Fault> {
    entries
        .first()
        .ok_or_else(|| Fault::server(format!("the log holds no {kind} of this poll")))
}

impl Case<'_> {
    pub(super) fn roll_certified(&self) -> Result<&Placed<RollCertified>, Fault> {
        first(&self.log()?.poll.rolls, RollCertified::KIND)
    }

    pub(super) fn opened(&self) -> Result<&Placed<PollOpened>, Fault> {
        first(&self.log()?.poll.opened, PollOpened::KIND)
    }

    pub(super) fn closed(&self) -> Result<&Placed<PollClosed>, Fault> {
        first(&self.log()?.poll.closed, PollClosed::KIND)
    }

    pub(super) fn unsealed(&self) -> Result<&Placed<SignedStatement>, Fault> {
        first(&self.log()?.poll.unsealed, SignedStatement::KIND)
    }

    pub(super) fn result(&self) -> Result<&Placed<PollResult>, Fault> {
        first(&self.log()?.poll.results, PollResult::KIND)
    }

    pub(super) fn certified(&self) -> Result<&Placed<PollCertified>, Fault> {
        first(&self.log()?.poll.certified, PollCertified::KIND)
    }

    /// When the poll closed, extensions taken into account.
    pub(super) fn effective_close(&self) -> Result<u64, Fault> {
        let last = self.log()?.poll.extended.last();
        match last {
            Some(extended) => Ok(extended.leaf.closes),
            None => Ok(self.opened()?.leaf.closes),
        }
    }
}
