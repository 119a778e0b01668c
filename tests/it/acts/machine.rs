//! An officer's own machine: a folder with their keys, and the real command run in it.

use std::process::{Command, Output, Stdio};

use commonhold::seal::keyfile::{Passphrase, Secret, lock};
use commonhold::seal::keys::{PublicPart, SealPart};
use tempfile::TempDir;

use crate::support::election::{Files, Poll, StandingKey};
use crate::support::{Page, Visitor, program};

const PASSPHRASE: &str = "a long passphrase";

/// A machine without the database and the environment of the server.
pub struct Machine(TempDir);

impl Machine {
    /// The machine of one officer, with their standing key on it.
    pub fn of(key: &StandingKey) -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.write("pass", format!("{PASSPHRASE}\n").as_bytes());
        let PublicPart::Sign(public) = PublicPart::parse(&key.public()).unwrap() else {
            panic!("a signing key");
        };
        let secret = Secret::Sign {
            key: key.key.clone(),
            reveal: key.value.clone(),
            public,
        };
        machine.keep("sign.key", &secret);
        machine
    }

    /// Puts the sealing key of a poll on it.
    pub fn holds_seal_of(&self, poll: &Poll) {
        let secret = Secret::Seal {
            key: poll.seal.clone(),
            public: SealPart {
                poll: poll.id,
                key: poll.seal.public(),
            },
        };
        self.keep("seal.key", &secret);
    }

    fn keep(&self, name: &str, secret: &Secret) {
        let passphrase = Passphrase::parse(PASSPHRASE.to_owned().into()).unwrap();
        let file = lock(&mut rand::rng(), secret, &passphrase).unwrap();
        self.write(name, &file);
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    /// `commonhold officer` in this folder, with the passphrase from its file.
    pub fn officer(&self, arguments: &str) -> Output {
        Command::new(program())
            .arg("officer")
            .args(arguments.split_whitespace())
            .args(["--passphrase-file", "pass"])
            .env_clear()
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The officer downloads an act, signs it here, and brings the signature;
    /// gives what the command said and the page that answered.
    pub async fn signs(&self, officer: &Visitor, act: &str) -> (String, Page) {
        let file = officer.get(&format!("{act}/act.json")).await;
        self.write("act.json", file.html.as_bytes());
        let signed = self.officer("sign act.json --key sign.key --yes --out act.sig");
        let said = String::from_utf8_lossy(&signed.stdout).into_owned();
        assert!(signed.status.success(), "{signed:?}");
        let signature = self.read("act.sig");
        std::fs::remove_file(self.0.path().join("act.sig")).unwrap();
        let page = officer.get(act).await;
        let form = page.form("/signatures");
        let answer = officer.upload(&form, &[("signature", &signature)]).await;
        (said, answer)
    }

    /// The officer downloads the envelopes and opens them here; gives the exit
    /// code, what the command said, and the files it wrote into `folder`.
    pub async fn opens(
        &self,
        officer: &Visitor,
        poll: &Poll,
        folder: &str,
    ) -> (i32, String, Files) {
        let envelopes = officer
            .get(&format!("{}/envelopes.jsonl", poll.room()))
            .await;
        assert_eq!(envelopes.status, 200, "{}", envelopes.text());
        self.write("envelopes.jsonl", envelopes.html.as_bytes());
        let manifest = poll.file(officer, "manifest.json").await;
        self.write("manifest.json", manifest.as_bytes());
        let opened = self.officer(&format!(
            "open --envelopes envelopes.jsonl --manifest manifest.json --key seal.key --sign sign.key --out {folder}"
        ));
        let said = [opened.stdout, opened.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        let code = opened.status.code().unwrap();
        assert!(code < 2, "{said}");
        let file = |name: &str| self.read(&format!("{folder}/{name}"));
        let files = Files {
            statement: file("statement.json"),
            ballots: file("ballots.jsonl"),
            open: file("open.jsonl"),
            reveal: file("reveal.json"),
        };
        (code, said, files)
    }
}
