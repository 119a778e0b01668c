//! A bundle with everything that is given beside it, to be altered and verified.

use std::borrow::Cow;
use std::collections::BTreeMap;

use commonhold::evidence::bundle::{FILES, Files, Parts, archive, list};
use commonhold::evidence::leaf::Leaf;
use commonhold::evidence::verify::{CHECKS, Check, Given, Report, verify_by};
use commonhold::seal::receipt::Receipt;
use commonhold::seal::statement::Statement;

use super::log::{Log, cosigned, log_signer, witness};
use super::poll::{OFFICERS, Poll, PollFiles, Setup, receipt_signer};
use super::record::{Item, close, entries, others, signed};
use super::signer;

#[derive(Clone, Default)]
pub struct Made {
    pub files: BTreeMap<String, Vec<u8>>,
    pub policy: Option<Vec<u8>>,
    pub checkpoints: Vec<(String, Vec<u8>)>,
    pub receipts: Vec<(String, Vec<u8>)>,
}

/// A poll on its way into a bundle: every step can be altered before the next is made from it.
pub struct Making {
    pub poll: Poll,
    pub files: PollFiles,
    /// All entries of the log.
    pub items: Vec<Item>,
}

impl Making {
    /// The poll with its files; nothing is logged yet.
    pub fn of(setup: Setup) -> Self {
        let poll = Poll::hold(setup);
        let files = poll.files();
        let mut making = Self {
            poll,
            files,
            items: Vec::new(),
        };
        making.log();
        making
    }

    /// Logs again what the poll and its files now are.
    pub fn log(&mut self) {
        self.items = others();
        self.items.append(&mut entries(&self.poll, &self.files));
    }

    /// The place of the poll's first entry of this kind.
    pub fn place(&self, kind: &str) -> usize {
        let eid = self.poll.manifest.eid();
        let is = |item: &Item| match item {
            Item::Leaf(leaf) => leaf.kind() == kind && leaf.eid().is_none_or(|of| of == eid),
            Item::Raw(_) => false,
        };
        self.items.iter().position(is).unwrap()
    }

    /// Puts the first entry of this kind through `change`.
    pub fn change(&mut self, kind: &str, change: impl FnOnce(&mut Item)) {
        let place = self.place(kind);
        change(&mut self.items[place]);
    }

    /// Puts the first entry of this kind through `change`; its signatures stay as they are.
    pub fn leaf(&mut self, kind: &str, change: impl FnOnce(&mut Leaf)) {
        self.change(kind, |item| match item {
            Item::Leaf(leaf) => change(leaf),
            Item::Raw(_) => panic!("{kind} is of a known kind"),
        });
    }

    /// The same, signed anew by the first `n` officers.
    pub fn resigned(&mut self, kind: &str, n: usize, change: impl FnOnce(&mut Leaf)) {
        self.leaf(kind, change);
        self.change(kind, |item| {
            if let Item::Leaf(leaf) = item.clone() {
                *item = signed(*leaf, n);
            }
        });
    }

    /// Puts every opening statement through `change`, each signed by its officer.
    pub fn statements(&mut self, change: impl Fn(&mut Statement)) {
        for item in &mut self.items {
            let Item::Leaf(leaf) = item else {
                continue;
            };
            if let Leaf::PollUnsealed(signed) = &mut **leaf {
                let mut statement = signed.statement.clone();
                change(&mut statement);
                let key = signer(&statement.officer);
                *signed = statement.sign(&key).unwrap();
            }
        }
    }

    /// The bundle, signed and cosigned, with a policy that trusts all keys.
    pub fn make(&self) -> Made {
        let log = Log::of(&self.items);
        let key = log_signer("first");
        let mut checkpoint = log.checkpoint(log.size(), &key);
        for name in ["oslo", "rome"] {
            checkpoint = cosigned(checkpoint, name, close(&self.poll) + 1000);
        }
        let parts = self.parts(&log, checkpoint.to_string(), key.verifier().to_string());
        Made::of(parts)
    }

    pub fn parts(&self, log: &Log, checkpoint: String, key: String) -> Parts {
        let mut files = self.files.clone();
        if self.poll.is_hidden() {
            files.ballots = Vec::new();
        }
        Parts {
            manifest: files.manifest,
            roll: files.roll,
            live: files.live,
            participation: files.participation,
            ballots: files.ballots,
            open: files.open,
            result: files.result,
            as_cast: files.as_cast,
            checkpoint: checkpoint.into_bytes(),
            key,
            rotations: Vec::new(),
            tiles: log.tiles(),
        }
    }

    /// The receipt of the first envelope of this kind.
    pub fn receipt(&self, wanted: impl Fn(&super::poll::Cast) -> bool) -> Vec<u8> {
        let cast = self.poll.casts.iter().find(|cast| wanted(cast)).unwrap();
        self.receipt_of(Receipt {
            digest: cast.digest,
            eid: self.poll.manifest.eid(),
            weight: cast.line.weight,
        })
    }

    pub fn receipt_of(&self, receipt: Receipt) -> Vec<u8> {
        receipt.to_file(&receipt.sign(&receipt_signer()))
    }
}

/// A policy that trusts the log, the receipts, all officers, and two of three witnesses.
pub fn policy() -> String {
    policy_of(&log_signer("first").verifier().to_string())
}

pub fn policy_of(log: &str) -> String {
    let mut text = format!("# Whom we trust.\n\nlog {log}\n");
    for name in ["oslo", "rome", "lima"] {
        text += &format!("witness {name} {}\n", witness(name).verifier());
    }
    text += "group partners 2 oslo rome lima\nquorum partners\n";
    text += &format!("receipt {}\n", receipt_signer().public());
    for name in OFFICERS {
        text += &format!("officer {name} {}\n", signer(name).public());
    }
    text
}

impl Made {
    pub fn of(parts: Parts) -> Self {
        Self {
            files: parts.into_bundle().files,
            policy: Some(policy().into_bytes()),
            ..Self::default()
        }
    }

    /// Lists the files again, as whoever alters one would.
    pub fn relist(&mut self) {
        let listed = list(&self.files);
        self.files.insert(FILES.to_owned(), listed);
    }

    /// Puts a file through `change` and lists it again.
    pub fn change(&mut self, path: &str, change: impl FnOnce(String) -> String) {
        let text = String::from_utf8(self.files[path].clone()).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "{path} was not changed");
        self.files.insert(path.to_owned(), changed.into_bytes());
        self.relist();
    }

    pub fn with_receipt(mut self, bytes: Vec<u8>) -> Self {
        let name = format!("receipt-{}.json", self.receipts.len() + 1);
        self.receipts.push((name, bytes));
        self
    }

    pub fn with_checkpoint(mut self, checkpoint: impl ToString) -> Self {
        let name = format!("checkpoint-{}", self.checkpoints.len() + 1);
        self.checkpoints
            .push((name, checkpoint.to_string().into_bytes()));
        self
    }

    pub fn archive(&self) -> Vec<u8> {
        archive::write(&self.files).unwrap()
    }

    pub fn verify(&self) -> Report {
        self.verify_by(&CHECKS)
    }

    pub fn verify_by(&self, checks: &[Check]) -> Report {
        let borrow = |(path, bytes): (&String, &Vec<u8>)| (path.clone(), Cow::Owned(bytes.clone()));
        let files: Files<'_> = self.files.iter().map(borrow).collect();
        verify_by(
            checks,
            &Given {
                files: Ok(files),
                policy: self.policy.as_deref(),
                checkpoints: &self.checkpoints,
                receipts: &self.receipts,
            },
        )
    }
}
