//! An officer's desk: a folder with their files, and the real binary run in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use commonhold::seal::keys::PublicPart;
use commonhold::seal::manifest::{Beacon, Officer, RevealCommitment, Terms};
use tempfile::TempDir;

use crate::support::{Election, terms};

/// Of every key on a desk, and never printed.
pub const PASSPHRASE: &str = "a long passphrase";

/// A folder with an officer's files, and the binary run in it.
pub struct Desk(pub TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.write("pass", format!("{PASSPHRASE}\n").as_bytes());
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    pub fn officer(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_commonhold"))
            .arg("officer")
            .args(arguments.split_whitespace())
            // An officer's machine owes the command nothing but its files.
            .env_clear()
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs the officer and asserts the exit code; gives what was printed.
    #[track_caller]
    pub fn exits(&self, code: i32, arguments: &str) -> String {
        let output = self.officer(arguments);
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}\n{printed}");
        assert!(!printed.contains(PASSPHRASE), "{printed}");
        printed
    }

    /// Asserts that the act fails with exit code 2, says `part`, and leaves every name as it was.
    #[track_caller]
    pub fn refuses(&self, part: &str, arguments: &str) {
        let before = self.names();
        let printed = self.exits(2, arguments);
        assert!(
            printed.contains(part),
            "\"{printed}\" does not say \"{part}\""
        );
        assert_eq!(self.names(), before, "{arguments}");
    }

    /// Makes the keys of one poll: `seal` and `sign`.
    pub fn keygen(&self) {
        let poll = terms("irv-1").poll;
        self.exits(
            0,
            &format!("keygen --poll {poll} --out seal --passphrase-file pass"),
        );
        self.exits(
            0,
            &format!("keygen --sign --name Lena --poll {poll} --out sign --passphrase-file pass"),
        );
    }

    /// Holds an election under the uploaded keys and puts its files on the desk.
    pub fn holds(&self, change: impl FnOnce(&mut Terms)) -> Election {
        let seal = match self.public("seal.pub") {
            PublicPart::Seal(seal) => seal,
            PublicPart::Shared(part) => part.seal().clone(),
            PublicPart::Sign(_) => panic!("a sealing key"),
        };
        let PublicPart::Sign(sign) = self.public("sign.pub") else {
            panic!("a signing key")
        };
        let election = Election::held(|terms| {
            terms.seal_key = seal.key;
            terms.officers[0] = Officer {
                name: sign.name().to_owned(),
                key: sign.key(),
            };
            let Beacon::Reveals(commitments) = &mut terms.beacon else {
                panic!("reveals")
            };
            commitments[0] = RevealCommitment {
                by: sign.name().to_owned(),
                commitment: sign.reveal(),
            };
            change(terms);
        });
        self.write("manifest.json", election.manifest.bytes());
        self.write("envelopes.jsonl", &election.export().encode());
        election
    }

    pub fn public(&self, name: &str) -> PublicPart {
        PublicPart::parse(&self.read(name)).unwrap()
    }
}
