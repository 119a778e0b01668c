//! What becomes of evidence in the hands of those who change it, and the reason
//! for which each is to be refused.

use std::{collections::BTreeMap, fs, path::PathBuf};

use commonhold::{
    evidence::bundle::{FILES, archive, list},
    seal::{hash::sha256, receipt::Receipt, sign::Signer},
};

use crate::held::Held;

/// A file, and how the sentence begins that says what is wrong with it.
pub type Forgery = (PathBuf, &'static str);

impl Held {
    /// Receipts that do not hold beside the bundle.
    pub fn changed_receipts(&self) -> Vec<Forgery> {
        let digest = self.slips[0].digest();
        let other = if digest.starts_with('0') { "1" } else { "0" };
        let forged = format!("{other}{}", &digest[1..]);
        let eid = self.slips[0].receipt.eid.to_string();
        let unsigned = "The key of this vote’s receipts has not signed it: it was changed, or made by \
                        somebody else.";
        vec![
            (
                self.changed_receipt("forged.json", &digest, &forged),
                unsigned,
            ),
            (
                self.changed_receipt("heavier.json", "\"w\":1", "\"w\":50"),
                unsigned,
            ),
            (
                self.changed_receipt("elsewhere.json", &eid, &"ab".repeat(32)),
                "The receipt is of another vote than the files that were chosen.",
            ),
            (
                self.changed_receipt("cut.json", "\"v\":1,", ""),
                "This is no receipt: it was changed, cut, or is something else.",
            ),
            (
                self.changed_receipt("respelt.json", "\"v\":1", "\"v\": 1"),
                "receipt.json is not written in the one way in which it must be written: it was \
                 changed, or cut.",
            ),
            (
                self.broken_promise(),
                "The envelope is not in the log. The server promised that it would be: keep the \
                 receipt and write to the election officers.",
            ),
        ]
    }

    /// Archives that cannot be read.
    pub fn unreadable_bundles(&self) -> Vec<Forgery> {
        let cut = &self.bundle[..self.bundle.len() - 9];
        vec![
            (
                self.file("cut.zip", cut),
                "cut.zip is no archive, or was cut off.",
            ),
            (
                self.damaged_bundle("damaged.zip", "ballots.jsonl"),
                "The archive is damaged: ballots.jsonl cannot be unpacked as the archive says.",
            ),
        ]
    }

    /// Bundles that can be read and do not hold.
    pub fn changed_bundles(&self) -> Vec<Forgery> {
        let altered = |name, listed, path: &'static str, change: fn(&[u8]) -> Vec<u8>| {
            self.changed_bundle(name, listed, |files| {
                let after = change(&files[path]);
                files.insert(path.to_owned(), after);
            })
        };
        let without = |name, listed, path: &'static str| {
            self.changed_bundle(name, listed, |files| drop(files.remove(path)))
        };
        let stray = self.changed_bundle("stray.zip", false, |files| {
            files.insert("zebra.txt".to_owned(), b"Believe me.".to_vec());
        });
        let entries = self.changed_bundle("entries.zip", true, |files| {
            let tile = |path: &&String| path.starts_with("log/tile/entries/");
            let tile = files.keys().rfind(tile).unwrap().clone();
            let after = other_last(&files[&tile]);
            files.insert(tile, after);
        });
        vec![
            (
                altered("ballots.zip", false, "ballots.jsonl", other_last),
                "ballots.jsonl is not the file that the bundle lists: it was changed.",
            ),
            (
                without("without-list.zip", false, "participation.json"),
                "The bundle lacks participation.json.",
            ),
            (
                without("without.zip", true, "roll.jsonl"),
                "The bundle lacks roll.jsonl.",
            ),
            (stray, "zebra.txt is in the bundle, but not in its list."),
            (
                altered("listed.zip", true, "ballots.jsonl", without_first_line),
                "ballots.jsonl is not the file that the log holds.",
            ),
            (
                altered("roll.zip", true, "roll.jsonl", without_first_line),
                "The roll is not the one that the rules of the vote name.",
            ),
            (
                altered("live.zip", true, "live.jsonl", without_first_line),
                "More envelopes were cast than are accounted for.",
            ),
            (entries, "The entries of the log do not hash to its tree"),
            (
                altered("unsigned.zip", true, "log/checkpoint", other_signature),
                "The key of the log has not signed this state of the log.",
            ),
        ]
    }

    /// The first receipt after a change.
    fn changed_receipt(&self, name: &str, from: &str, to: &str) -> PathBuf {
        let before = fs::read_to_string(&self.receipts[0]).unwrap();
        let after = before.replacen(from, to, 1);
        assert_ne!(before, after, "the receipt does not hold {from}");
        self.file(name, after.as_bytes())
    }

    /// A promise that the server signed and broke: its envelope is in no log.
    pub fn broken_promise(&self) -> PathBuf {
        let seed = fs::read(self.world.data().join("keys/receipt.key")).unwrap();
        let key = Signer::from_bytes(seed.as_slice().try_into().unwrap());
        let receipt = Receipt {
            digest: sha256(b"an envelope that was put aside"),
            ..self.slips[0].receipt
        };
        self.file("broken.json", &receipt.to_file(&receipt.sign(&key)))
    }

    /// The bundle with one bit turned over in its archive, where a file begins.
    fn damaged_bundle(&self, name: &str, path: &str) -> PathBuf {
        let files = archive::read(&self.bundle).unwrap();
        let stored = files[path].as_ref();
        let mut places = self.bundle.windows(stored.len());
        let at = places.position(|piece| piece == stored).unwrap();
        let mut damaged = self.bundle.clone();
        damaged[at] ^= 1;
        self.file(name, &damaged)
    }

    /// The bundle after a change to its files. Where it is `listed`, their list
    /// is made to fit again.
    fn changed_bundle(
        &self,
        name: &str,
        listed: bool,
        change: impl Fn(&mut BTreeMap<String, Vec<u8>>),
    ) -> PathBuf {
        let files = archive::read(&self.bundle).unwrap();
        let mut files: BTreeMap<String, Vec<u8>> = files
            .into_iter()
            .map(|(path, bytes)| (path, bytes.into_owned()))
            .collect();
        let before = files.clone();
        change(&mut files);
        assert!(before != files, "{name} is as it was");
        if listed {
            files.remove(FILES);
            let list = list(&files);
            files.insert(FILES.to_owned(), list);
        }
        self.file(name, &archive::write(files.iter()).unwrap())
    }
}

/// A file whose last byte, or the last before its end of line, is another.
fn other_last(bytes: &[u8]) -> Vec<u8> {
    let mut after = bytes.to_vec();
    let at = after.len() - if after.ends_with(b"\n") { 2 } else { 1 };
    after[at] ^= 1;
    after
}

fn without_first_line(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|&byte| byte == b'\n').unwrap();
    bytes[first + 1..].to_vec()
}

/// A checkpoint with one other letter in its last signature.
fn other_signature(bytes: &[u8]) -> Vec<u8> {
    let mut after = bytes.to_vec();
    let at = after.len() - 20;
    after[at] = if after[at] == b'A' { b'B' } else { b'A' };
    after
}
