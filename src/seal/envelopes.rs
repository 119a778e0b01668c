//! `envelopes.jsonl`: what the officers take to their own machine to open a poll.
//!
//! ```text
//! line 1     {"eid":hex32,"envelopes":N,"kind":"envelopes","leaves":M,"live_root":hex32,
//!             "roll":hex16,"v":1}; if envelopes are set aside by decision also "set_aside":[digests],
//!             if the close was put off also "extended":[entries of the log]
//! M lines    the roll's leaves, {"c","class","votes"}, ascending
//! N lines    {"ct":base64url,"d":hex32,"enc":base64url,"envelope":hex16,"w":votes}, ascending by d;
//!            of an open cell also "c":hex32 and "entitlement":hex16, and, if the member is
//!            disclosed, "salt":hex32 and "subject":text
//! ```
//!
//! Each line is canonical and ended by LF; base64url is unpadded. No member is in it, and the
//! order of digests is nobody's. The leaves are there so that the officer's machine enforces the
//! cells: commitments stand beside exactly the envelopes of cells that are small on the certified
//! roll, whose root the manifest fixes, so that an operator cannot learn the votes of chosen
//! members by exporting their commitments.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;

use super::canonical::{Value, join_lines, split_lines};
use super::envelope::Envelope;
use super::fields::{Fields, Refusal};
use super::hash::{Commitment, Digest, Eid, RollId, Weight, count};
use super::live::LiveSet;
use super::manifest::Manifest;
use super::open_cell::OpenCell;
use super::roll::{self, Leaf, Leaves};

const WHAT: &str = "the envelopes file";

/// One envelope of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The envelope.
    pub envelope: Envelope,
    /// The commitment, of an open cell.
    pub open: Option<OpenCell>,
}

/// The whole export: the live envelopes of one closed poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    eid: Eid,
    roll: RollId,
    live_root: Digest,
    leaves: Leaves,
    envelopes: Vec<Exported>,
    set_aside: BTreeSet<Digest>,
    extended: Vec<Value>,
}

impl Export {
    /// Puts an export together, sorting the envelopes and computing `live_root`.
    ///
    /// # Errors
    /// When an envelope is there twice.
    pub fn new(
        eid: Eid,
        roll: RollId,
        leaves: Leaves,
        mut envelopes: Vec<Exported>,
    ) -> Result<Self, Refusal> {
        envelopes.sort_by_key(|exported| exported.envelope.digest);
        let live_root = live_set(&envelopes)?.root();
        Ok(Self {
            eid,
            roll,
            live_root,
            leaves,
            envelopes,
            set_aside: BTreeSet::new(),
            extended: Vec::new(),
        })
    }

    /// Names the envelopes that officers decided to set aside: they stay in the live set and are
    /// not opened.
    ///
    /// # Errors
    /// When one is not live.
    pub fn set_aside(mut self, digests: BTreeSet<Digest>) -> Result<Self, Refusal> {
        let live: BTreeSet<Digest> = self.envelopes.iter().map(|e| e.envelope.digest).collect();
        match digests.difference(&live).next() {
            Some(digest) => Err(Refusal::new(
                WHAT,
                format!("{digest}, which is set aside, is not among its envelopes"),
            )),
            None => {
                self.set_aside = digests;
                Ok(self)
            }
        }
    }

    /// Brings the signed entries of the log that put the close off, in its order.
    #[must_use]
    pub fn extended(mut self, entries: Vec<Value>) -> Self {
        self.extended = entries;
        self
    }

    /// The entries of the log that put the close off, as they are: not judged here.
    pub fn extensions(&self) -> &[Value] {
        &self.extended
    }

    /// The envelopes that are not opened.
    pub fn is_set_aside(&self, digest: &Digest) -> bool {
        self.set_aside.contains(digest)
    }

    /// How many envelopes are not opened.
    pub fn number_set_aside(&self) -> usize {
        self.set_aside.len()
    }

    /// The poll.
    pub fn eid(&self) -> Eid {
        self.eid
    }

    /// The roll the poll was held on.
    pub fn roll(&self) -> RollId {
        self.roll
    }

    /// The root of the live set.
    pub fn live_root(&self) -> Digest {
        self.live_root
    }

    /// The roll's leaves.
    pub fn leaves(&self) -> &Leaves {
        &self.leaves
    }

    /// The envelopes, ascending by digest.
    pub fn envelopes(&self) -> &[Exported] {
        &self.envelopes
    }

    /// The lines of the file without their LF, one at a time, so that a server need not hold the
    /// file.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let mut header = vec![
            ("eid", Value::text(&self.eid)),
            ("envelopes", count(self.envelopes.len()).into()),
            ("kind", "envelopes".into()),
            ("leaves", count(self.leaves.as_slice().len()).into()),
            ("live_root", Value::text(&self.live_root)),
            ("roll", Value::text(&self.roll)),
            ("v", 1.into()),
        ];
        if !self.set_aside.is_empty() {
            let digests = self.set_aside.iter().map(Value::text).collect();
            header.push(("set_aside", Value::List(digests)));
        }
        if !self.extended.is_empty() {
            header.push(("extended", Value::List(self.extended.clone())));
        }
        let header = header
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        let header = Value::Object(header.collect()).encode();
        std::iter::once(header)
            .chain(self.leaves.as_slice().iter().map(Leaf::encode))
            .chain(self.envelopes.iter().map(Exported::encode))
    }

    /// The bytes of `envelopes.jsonl`.
    pub fn encode(&self) -> Vec<u8> {
        join_lines(self.lines())
    }

    /// Reads `envelopes.jsonl`: every digest and the root are recomputed.
    ///
    /// # Errors
    /// The first line that is not canonical, out of order, or contradicts its digest; and a file
    /// that was cut, or whose envelopes are not those of its `live_root`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let lines = split_lines(bytes).map_err(|e| Refusal::malformed(WHAT, e))?;
        let Some((header, lines)) = lines.split_first() else {
            return Err(Refusal::new(WHAT, "it is empty"));
        };
        let mut fields = Fields::parse(format!("{WHAT}, line 1"), header)?;
        fields.version_1()?;
        fields.literal("kind", "envelopes")?;
        let eid: Eid = fields.parsed("eid")?;
        let roll: RollId = fields.parsed("roll")?;
        let live_root: Digest = fields.parsed("live_root")?;
        let leaf_lines = fields.int("leaves")?;
        let envelope_lines = fields.int("envelopes")?;
        let named_set_aside = fields.has("set_aside");
        let set_aside: Vec<Digest> = if named_set_aside {
            fields.parsed_list("set_aside")?
        } else {
            Vec::new()
        };
        let named_extended = fields.has("extended");
        let extended = if named_extended {
            fields.list("extended")?
        } else {
            Vec::new()
        };
        if !set_aside.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(fields.refuse("`set_aside` does not ascend"));
        }
        // Who has none leaves the key out: a file has one spelling.
        if (named_set_aside && set_aside.is_empty()) || (named_extended && extended.is_empty()) {
            return Err(fields.refuse("`set_aside` or `extended` is there and empty"));
        }
        fields.end()?;
        if leaf_lines.checked_add(envelope_lines) != Some(count(lines.len())) {
            let why = format!(
                "it announces {leaf_lines} leaves and {envelope_lines} envelopes, but has {} lines \
                 after the first: it was cut or joined",
                lines.len()
            );
            return Err(Refusal::new(WHAT, why));
        }
        let cut = usize::try_from(leaf_lines).unwrap_or(lines.len());
        let (leaf_lines, envelope_lines) = lines.split_at(cut.min(lines.len()));
        let mut leaves: Vec<Leaf> = Vec::with_capacity(leaf_lines.len());
        for (i, line) in leaf_lines.iter().enumerate() {
            let what = format!("{WHAT}, line {}", i + 2);
            let leaf = Leaf::read(Fields::parse(what.clone(), line)?)?;
            if leaves.last().is_some_and(|last| last.c >= leaf.c) {
                return Err(Refusal::new(what, "the commitments do not ascend"));
            }
            leaves.push(leaf);
        }
        let mut envelopes: Vec<Exported> = Vec::with_capacity(envelope_lines.len());
        for (i, line) in envelope_lines.iter().enumerate() {
            let what = format!("{WHAT}, line {}", leaves.len() + i + 2);
            let exported = Exported::read(&eid, Fields::parse(what.clone(), line)?)?;
            if envelopes
                .last()
                .is_some_and(|last| last.envelope.digest >= exported.envelope.digest)
            {
                return Err(Refusal::new(what, "the digests do not ascend"));
            }
            envelopes.push(exported);
        }
        if live_set(&envelopes)?.root() != live_root {
            return Err(Refusal::new(
                WHAT,
                "its envelopes are not those of its `live_root`",
            ));
        }
        Self {
            eid,
            roll,
            live_root,
            leaves: Leaves::new(leaves)?,
            envelopes,
            set_aside: BTreeSet::new(),
            extended,
        }
        .set_aside(set_aside.into_iter().collect())
    }

    /// Whether this is an export of the manifest's poll, on its roll, with commitments beside the
    /// envelopes of small cells and no others.
    ///
    /// # Errors
    /// A sentence about the first thing that does not fit.
    pub fn check(&self, manifest: &Manifest) -> Result<(), Refusal> {
        let refuse = |why: String| Err(Refusal::new(WHAT, why));
        let terms = manifest.terms();
        if self.eid != manifest.eid() {
            return refuse("it is of another poll than the manifest".to_owned());
        }
        if self.leaves.root() != terms.roll_root {
            return refuse("its roll is not the one that the manifest fixes".to_owned());
        }
        let cells = self.leaves.cells();
        // Where winners only are shown no ballot is published, and so nobody is named.
        let hidden = manifest.shows_winners_only(&cells);
        let small =
            |weight: &Weight| !hidden && cells.get(weight).is_some_and(|size| *size < terms.k);
        let mut used: BTreeMap<Weight, u64> = BTreeMap::new();
        let mut named: BTreeSet<&Commitment> = BTreeSet::new();
        for Exported { envelope, open } in &self.envelopes {
            let used = used.entry(envelope.weight).or_default();
            *used += 1;
            if *used > cells.get(&envelope.weight).copied().unwrap_or_default() {
                let weight = envelope.weight;
                return refuse(format!(
                    "it has more envelopes of weight {weight} than the roll"
                ));
            }
            let digest = envelope.digest;
            match open {
                None if small(&envelope.weight) => {
                    return refuse(format!("{digest} is of an open cell and has no commitment"));
                }
                Some(_) if !small(&envelope.weight) => {
                    return refuse(format!(
                        "{digest} has a commitment beside it, but its cell is not open: opening \
                         it would show how a member voted"
                    ));
                }
                None => {}
                Some(cell) => {
                    let leaf = self
                        .leaves
                        .position(&cell.c)
                        .map(|i| &self.leaves.as_slice()[i]);
                    if leaf.is_none_or(|leaf| leaf.votes != envelope.weight) {
                        return refuse(format!("the commitment beside {digest} is not its cell's"));
                    }
                    if !named.insert(&cell.c) {
                        return refuse(format!("the commitment beside {digest} is there twice"));
                    }
                    if !cell.fits(&self.roll) {
                        return refuse(format!(
                            "subject and salt beside {digest} do not make its commitment"
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

fn live_set(envelopes: &[Exported]) -> Result<LiveSet, Refusal> {
    LiveSet::new(
        envelopes
            .iter()
            .map(|e| (e.envelope.digest, e.envelope.weight))
            .collect(),
    )
}

impl Exported {
    /// The line without LF.
    pub fn encode(&self) -> String {
        let Envelope {
            id,
            weight,
            enc,
            ct,
            digest,
        } = &self.envelope;
        let mut map = BTreeMap::from([
            ("ct".to_owned(), BASE64URL_NOPAD.encode(ct).into()),
            ("d".to_owned(), Value::text(digest)),
            ("enc".to_owned(), BASE64URL_NOPAD.encode(enc).into()),
            ("envelope".to_owned(), Value::text(id)),
            ("w".to_owned(), weight.votes().into()),
        ]);
        if let Some(open) = &self.open {
            open.write(&mut map);
        }
        Value::Object(map).encode()
    }

    fn read(eid: &Eid, mut fields: Fields) -> Result<Self, Refusal> {
        let claimed: Digest = fields.parsed("d")?;
        let id = fields.parsed("envelope")?;
        let weight = roll::votes(&mut fields, "w")?;
        let enc = fields.base64url("enc")?;
        let ct = fields.base64url("ct")?;
        let open = if fields.has("c") || fields.has("entitlement") {
            Some(OpenCell::read(&mut fields)?)
        } else {
            None
        };
        let envelope = Envelope::from_parts(eid, id, weight, enc, ct);
        if envelope.digest != claimed {
            return Err(fields.refuse("the envelope does not have the digest `d`"));
        }
        fields.end()?;
        Ok(Self { envelope, open })
    }
}
