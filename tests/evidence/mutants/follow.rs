//! A bundle on its way, altered anywhere, and whatever follows from the alteration made again:
//! hashes named, entries signed, counted, the tree built, the checkpoint cosigned. So a mutant gets
//! past the checks that any alteration would stop at.

use std::collections::BTreeMap;

use commonhold::evidence::bundle::{Parts, list};
use commonhold::evidence::count::count_ballots;
use commonhold::evidence::leaf::RollCertified;
use commonhold::seal::canonical::split_lines;
use commonhold::seal::hash::{Digest, h, sha256};
use commonhold::seal::live::LiveSet;
use commonhold::seal::manifest::Manifest;
use commonhold::tlog::tree::root;
use serde_json::{Value, json};

use crate::support::log::{Log, cosigned, log_signer};
use crate::support::made::{Made, Making};
use crate::support::poll::{CLOSES, OFFICERS};
use crate::support::record::Item;
use crate::support::signer;

/// The files outside of the log that entries name by their hashes.
pub const NAMED: [&str; 7] = [
    "ballots.jsonl",
    "live.jsonl",
    "manifest.json",
    "open.jsonl",
    "participation.json",
    "result.json",
    "roll.jsonl",
];

/// A bundle as its parts, each as bytes.
#[derive(Clone)]
pub struct Draft {
    pub files: BTreeMap<String, Vec<u8>>,
    pub entries: Vec<Vec<u8>>,
    pub beacon: Vec<u8>,
    /// What was given beside it.
    pub beside: Made,
}

impl Draft {
    pub fn of(making: &Making) -> Self {
        let made = making.make();
        let of_log = |path: &str| path.starts_with("log/") || path == "files.json";
        let files = made.files.iter().filter(|(path, _)| !of_log(path));
        Self {
            files: files
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect(),
            entries: making.items.iter().map(Item::encode).collect(),
            beacon: making.files.beacon.clone(),
            beside: Made {
                files: BTreeMap::new(),
                ..made
            },
        }
    }

    /// Names anew what has changed since `before`: hashes, roots, the poll's identity.
    pub fn rename(&mut self, before: &Self) {
        let roots = [roll_root, live_root];
        for (path, root) in ["roll.jsonl", "live.jsonl"].into_iter().zip(roots) {
            let (old, new) = (root(&before.files[path]), root(&self.files[path]));
            if let (Some(old), Some(new)) = (old, new) {
                self.replace(&old.to_string(), &new.to_string());
            }
        }
        let manifest = "manifest.json";
        let eid = |draft: &Self| poll_id(&draft.files[manifest]).to_string();
        let (old, new) = (eid(before), eid(self));
        self.replace(&old, &new);
        for path in NAMED {
            let hash = |draft: &Self| sha256(&draft.files[path]).to_string();
            let (old, new) = (hash(before), hash(self));
            self.replace(&old, &new);
        }
    }

    /// Puts one text in the place of another of the same length, in files and entries.
    fn replace(&mut self, old: &str, new: &str) {
        if old == new {
            return;
        }
        let named = self
            .files
            .iter_mut()
            .filter(|(path, _)| path.ends_with(".json"));
        for bytes in named.map(|(_, bytes)| bytes).chain(&mut self.entries) {
            while let Some(at) = bytes
                .windows(old.len())
                .position(|part| part == old.as_bytes())
            {
                bytes[at..at + old.len()].copy_from_slice(new.as_bytes());
            }
        }
    }

    /// Has the officers sign anew whatever they are said to have signed.
    pub fn sign(&mut self) {
        for entry in &mut self.entries {
            if let Some(signed) = signed(entry) {
                *entry = signed;
            }
        }
    }

    /// Counts anew, if the ballots can be counted.
    pub fn count(&mut self) {
        let Ok(manifest) = Manifest::parse(&self.files["manifest.json"]) else {
            return;
        };
        let Some(live_root) = live_root(&self.files["live.jsonl"]) else {
            return;
        };
        let ballots = &self.files["ballots.jsonl"];
        if let Ok(counted) = count_ballots(&manifest, &live_root, &self.beacon, ballots, &[], true)
        {
            self.files
                .insert("result.json".to_owned(), counted.result.into_bytes());
        }
    }

    /// The bundle, with the log's signature and those of two witnesses.
    pub fn make(&self) -> Made {
        let items: Vec<Item> = self.entries.iter().cloned().map(Item::Raw).collect();
        let log = Log::of(&items);
        let key = log_signer("first");
        let mut checkpoint = log.checkpoint(log.size(), &key);
        for name in ["oslo", "rome"] {
            checkpoint = cosigned(checkpoint, name, CLOSES + 200_000);
        }
        let of = |path: &str| self.files.get(path).cloned().unwrap_or_default();
        let parts = Parts {
            manifest: of("manifest.json"),
            roll: of("roll.jsonl"),
            live: of("live.jsonl"),
            participation: of("participation.json"),
            ballots: of("ballots.jsonl"),
            open: of("open.jsonl"),
            result: of("result.json"),
            as_cast: self.files.get("as-cast.json").cloned(),
            checkpoint: checkpoint.to_string().into_bytes(),
            key: key.verifier().to_string(),
            rotations: Vec::new(),
            tiles: if log.holds(RollCertified::KIND) {
                log.tiles()
            } else {
                log.all_tiles()
            },
        };
        let mut made = self.beside.clone();
        made.files = parts.into_bundle().files;
        made.files
            .insert("files.json".to_owned(), list(&made.files));
        made
    }
}

fn poll_id(manifest: &[u8]) -> Digest {
    h("poll", &[manifest])
}

fn roll_root(roll: &[u8]) -> Option<Digest> {
    let lines: Vec<&[u8]> = split_lines(roll).ok()?;
    Some(Digest::from_bytes(root(&lines)))
}

fn live_root(live: &[u8]) -> Option<Digest> {
    Some(LiveSet::parse_jsonl(live).ok()?.root())
}

/// An entry with the signatures of those it names, where it bears signatures.
fn signed(entry: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(entry).ok()?;
    let body = value.as_object_mut()?;
    let kind = body.get("kind")?.as_str()?.to_owned();
    let by = |name: &Value, text: String| {
        let name = OFFICERS.into_iter().find(|officer| name == officer)?;
        Some(json!(signer(name).sign(&kind, text.as_bytes()).to_string()))
    };
    if let Some(Value::Array(mut signatures)) = body.remove("sigs") {
        let text = value.to_string();
        for signature in &mut signatures {
            let made = by(signature.get("by")?, text.clone())?;
            signature.as_object_mut()?.insert("sig".to_owned(), made);
        }
        value
            .as_object_mut()?
            .insert("sigs".to_owned(), signatures.into());
        return Some(value.to_string().into_bytes());
    }
    body.remove("sig")?;
    let officer = body.get("officer")?.clone();
    let made = by(&officer, value.to_string())?;
    value.as_object_mut()?.insert("sig".to_owned(), made);
    Some(value.to_string().into_bytes())
}
