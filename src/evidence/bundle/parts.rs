//! From what a poll left behind to the files of its bundle.

use std::collections::BTreeMap;

use super::names::{AS_CAST, rotation, tile};
use super::{FILES, archive, id, list};
use crate::seal::hash::{Digest, Eid, h};
use crate::tlog::tile::TilePath;

/// The verifier that every bundle brings: one file that needs nothing but Python.
pub const VERIFIER: &str = include_str!("../verify.py");

/// What a bundle is made of: bytes as they were certified and logged. Nothing is judged here.
#[derive(Debug, Clone)]
pub struct Parts {
    /// `manifest.json`.
    pub manifest: Vec<u8>,
    /// `roll.jsonl`.
    pub roll: Vec<u8>,
    /// `live.jsonl`.
    pub live: Vec<u8>,
    /// `participation.json`.
    pub participation: Vec<u8>,
    /// `ballots.jsonl`.
    pub ballots: Vec<u8>,
    /// `open.jsonl`.
    pub open: Vec<u8>,
    /// `result.json`.
    pub result: Vec<u8>,
    /// `as-cast.json`, where an option was excluded.
    pub as_cast: Option<Vec<u8>>,
    /// The signed checkpoint.
    pub checkpoint: Vec<u8>,
    /// The vkey of the key that signed it, without LF.
    pub key: String,
    /// For each `log.key` entry its index and the first checkpoint that covers it.
    pub rotations: Vec<(u64, Vec<u8>)>,
    /// The tiles and entry bundles.
    pub tiles: Vec<(TilePath, Vec<u8>)>,
}

/// A bundle ready to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// All files, `files.json` among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// `H(bundle, bytes of files.json)`.
    pub id: Digest,
}

impl Parts {
    /// The files with their list. The same parts give the same bytes.
    pub fn into_bundle(self) -> Bundle {
        let eid = Eid::from_bytes(*h("poll", &[&self.manifest]).as_bytes());
        let named = [
            ("README.txt", readme(&eid).into_bytes()),
            ("ballots.jsonl", self.ballots),
            ("live.jsonl", self.live),
            ("log/checkpoint", self.checkpoint),
            ("log/key", format!("{}\n", self.key).into_bytes()),
            ("manifest.json", self.manifest),
            ("open.jsonl", self.open),
            ("participation.json", self.participation),
            ("result.json", self.result),
            ("roll.jsonl", self.roll),
            ("verify.py", VERIFIER.as_bytes().to_vec()),
        ];
        let named = named.map(|(path, bytes)| (path.to_owned(), bytes));
        let as_cast = self.as_cast.map(|bytes| (AS_CAST.to_owned(), bytes));
        let rotations = self.rotations.into_iter();
        let rotations = rotations.map(|(index, bytes)| (rotation(index), bytes));
        let tiles = self.tiles.into_iter();
        let tiles = tiles.map(|(path, bytes)| (tile(&path), bytes));
        let mut files: BTreeMap<String, Vec<u8>> = named
            .into_iter()
            .chain(as_cast)
            .chain(rotations)
            .chain(tiles)
            .collect();
        let list = list(&files);
        let id = id(&list);
        files.insert(FILES.to_owned(), list);
        Bundle { files, id }
    }
}

impl Bundle {
    /// The bundle as a zip archive.
    ///
    /// # Errors
    /// [`archive::TooLarge`] for more than an archive without extensions can hold.
    pub fn to_archive(&self) -> Result<Vec<u8>, archive::TooLarge> {
        archive::write(self.files.iter())
    }
}

fn readme(eid: &Eid) -> String {
    format!(
        "This bundle is the evidence of one poll:\n\
         {eid}\n\
         \n\
         It holds what was asked and under which rules (manifest.json), who could vote, as\n\
         commitments (roll.jsonl), which envelopes counted (live.jsonl), who took part, as positions\n\
         on the roll (participation.json), every ballot (ballots.jsonl), the ballots that were\n\
         declared open beforehand (open.jsonl), the count with all its steps (result.json), and the\n\
         part of the public log in which each step was recorded (log/).\n\
         \n\
         To check it, with Python 3 and nothing else, unpack it and run within the folder\n\
         \n\
         \x20   python3 -I verify.py\n\
         \n\
         or, without unpacking it, with a copy of verify.py that you trust,\n\
         \n\
         \x20   python3 -I verify.py BUNDLE.zip --policy POLICY\n\
         \n\
         A verifier that comes with what it verifies proves little. Take one from elsewhere, read\n\
         it, or write your own from the specification, docs/ballot-log.md. The policy names the keys\n\
         that you trust; without one a bundle can only be found consistent with itself.\n\
         \n\
         It shows the log up to the checkpoint in log/, from soon after the certification. Whether the\n\
         poll was voided later, or its envelopes destroyed, the log tells, under /log/find, by the\n\
         digest above.\n\
         \n\
         If you voted, your tracker stands in ballots.jsonl, and your receipt is checked with\n\
         --receipt FILE. Where manifest.json says winners-only and a number of votes is shared by\n\
         fewer than its k, ballots.jsonl and open.jsonl are empty and result.json has no figures:\n\
         what the officers counted is attested there, and nobody outside can count it again.\n"
    )
}
