//! Reads a log from its address alone, and believes nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use commonhold::evidence::leaf::Leaf;
use commonhold::seal::hash::sha256;
use commonhold::tlog::bundle;
use commonhold::tlog::checkpoint::SignedCheckpoint;
use commonhold::tlog::policy::Policy;
use commonhold::tlog::proof_file::ProofFile;
use commonhold::tlog::tile::bundles;
use commonhold::tlog::tree::{leaf_hash, root};
use reqwest::header::HeaderMap;

use crate::support::{Visitor, eventually, missing};

/// A log at its address.
pub struct PublicLog {
    address: String,
}

/// All of a log at one checkpoint.
pub struct Reading {
    pub checkpoint: SignedCheckpoint,
    /// Every entry, as this version reads it.
    pub leaves: Vec<Leaf>,
}

impl PublicLog {
    pub fn of(base_url: &str) -> Self {
        Self {
            address: format!("{base_url}/log"),
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A file below the log's prefix; none where there is none.
    pub async fn file(&self, path: &str) -> Option<(HeaderMap, Vec<u8>)> {
        let address = format!("{}/{path}", self.address);
        let answer = reqwest::get(&address).await.unwrap();
        if answer.status() == 404 {
            return None;
        }
        assert!(
            answer.status().is_success(),
            "{address}: {}",
            answer.status()
        );
        let headers = answer.headers().clone();
        Some((headers, answer.bytes().await.unwrap().to_vec()))
    }

    /// The checkpoint; none before the first.
    pub async fn checkpoint(&self) -> Option<SignedCheckpoint> {
        let (_, bytes) = self.file("checkpoint").await?;
        Some(SignedCheckpoint::from_bytes(&bytes).unwrap())
    }

    /// Waits until the log has at least so many entries, and reads it.
    pub async fn reaches(&self, size: u64) -> Reading {
        eventually("the growth of the log", async || {
            let checkpoint = self.checkpoint().await?;
            (checkpoint.checkpoint().size() >= size).then_some(())
        })
        .await;
        self.read().await
    }

    /// Reads everything, compares it with the checkpoint's root, and the
    /// checkpoint's signature with the key that the log begins with.
    pub async fn read(&self) -> Reading {
        let checkpoint = self.checkpoint().await.unwrap();
        let size = checkpoint.checkpoint().size();
        let mut entries = Vec::new();
        for path in bundles(size) {
            // One that has become full since the checkpoint is there in full.
            let (read, width) = match self.file(&path.to_string()).await {
                Some((_, bytes)) => (bytes, path.width()),
                None => {
                    let full = path.full();
                    let (_, bytes) = self.file(&full.to_string()).await.unwrap();
                    (bytes, full.width())
                }
            };
            let read = bundle::parse(&read, width).unwrap();
            let kept = read.into_iter().take(usize::from(path.width()));
            entries.extend(kept.map(<[u8]>::to_vec));
        }
        assert_eq!(root(&entries), checkpoint.checkpoint().root());
        let leaves: Vec<Leaf> = entries
            .iter()
            .map(|entry| Leaf::parse(entry).unwrap())
            .collect();
        let reading = Reading { checkpoint, leaves };
        reading
            .checkpoint
            .verify(&reading.vkey().parse().unwrap())
            .unwrap();
        reading
    }
}

impl Reading {
    pub fn size(&self) -> u64 {
        self.checkpoint.checkpoint().size()
    }

    /// The key of the log, from its first entry.
    pub fn vkey(&self) -> String {
        match &self.leaves[0] {
            Leaf::LogStart(start) => start.key.clone(),
            other => panic!("the log begins with a {}", other.kind()),
        }
    }

    /// What kinds stand in the log, in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.leaves.iter().map(Leaf::kind).collect()
    }
}

/// What was recorded in the register stands in the log: the entry that comes with the proof is
/// there, and names this file. Believed is nothing but the log's key, as everybody reads it.
pub async fn is_proved(reader: &Visitor, file: &[u8], proof: &[u8]) {
    let page = reader.get("/log").await.text();
    let key = page
        .split_whitespace()
        .find(|word| word.matches('+').count() >= 2)
        .expect("the log's page shows its key");
    let policy = Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).unwrap();
    let proof = ProofFile::from_bytes(proof).unwrap();
    let entry = proof.extra().expect("the entry comes with its proof");
    proof.verify(&leaf_hash(entry), &policy).unwrap();
    proof
        .verify(&leaf_hash(b"something else"), &policy)
        .unwrap_err();
    let said: serde_json::Value = serde_json::from_slice(entry).unwrap();
    assert_eq!(said["kind"], "registry.recorded");
    assert_eq!(said["file"], sha256(file).to_string());
}

/// Every file below a folder with its bytes, by its path.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        // A folder that is being removed just now has no files.
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let name = path.strip_prefix(folder).unwrap();
                files.insert(name.to_str().unwrap().to_owned(), bytes);
            }
        }
    }
    files
}

/// Has the log checked by a program in Go that shares no code with ours.
/// Returns its size and root as that program found them; none without Go.
pub fn checked_in_go(log: &PublicLog, vkey: &str, digests: &[String]) -> Option<String> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/log/check.go");
    let cache = tempfile::tempdir().unwrap();
    let output = Command::new("go")
        .args(["run", program, log.address(), vkey])
        .args(digests)
        .env("GOCACHE", cache.path())
        .env("GO111MODULE", "off")
        .output();
    let Ok(output) = output else {
        missing("go");
        return None;
    };
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{said}");
    Some(said.trim().to_owned())
}
