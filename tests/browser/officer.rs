//! What officers do on machines of their own: keys, opening, reveal and count
//! with the real command line, in a folder without database, network settings
//! or anything else of the server's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use commonhold::seal::{
    keyfile::{Passphrase, Secret, lock},
    keys::SignPart,
};
use tempfile::TempDir;

use crate::support::{Clock, election::StandingKey, program};

/// What opens the keys of every machine.
const PASSPHRASE: &str = "a lantern in the long grass";

/// A machine apart: a folder, a passphrase, and the program.
pub struct Machine {
    folder: TempDir,
}

impl Machine {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self { folder }
    }

    /// The machine of an officer who has made this key already: it lies there as
    /// `sign.key`.
    pub fn with_key(standing: &StandingKey) -> Self {
        let StandingKey { name, key, value } = standing;
        let secret = Secret::Sign {
            public: SignPart::sign(name, key, None, value).unwrap(),
            key: key.clone(),
            reveal: value.clone(),
        };
        let passphrase = Passphrase::parse(PASSPHRASE.to_owned().into()).unwrap();
        let locked = lock(&mut rand::rng(), &secret, &passphrase).unwrap();
        let machine = Self::new();
        fs::write(machine.file("sign.key"), locked).unwrap();
        machine
    }

    /// Where a file of this machine is.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Carries a file over.
    pub fn takes(&self, file: &Path) -> PathBuf {
        let here = self.file(file.file_name().unwrap().to_str().unwrap());
        fs::copy(file, &here).unwrap();
        here
    }

    /// `commonhold officer …` with the passphrase of this machine; returns what
    /// it said.
    pub fn officer(&self, clock: &Clock, arguments: &[&str]) -> String {
        let mut all = vec!["officer"];
        all.extend(arguments);
        all.extend(["--passphrase-file", "passphrase"]);
        self.commonhold(clock, &all)
    }

    /// `commonhold …` with an empty environment but for the clock.
    ///
    /// # Panics
    /// When it says that it does not hold or cannot be read.
    pub fn commonhold(&self, clock: &Clock, arguments: &[&str]) -> String {
        let done = Command::new(program())
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(clock.environment())
            .output()
            .unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        let complained = String::from_utf8(done.stderr).unwrap();
        assert!(
            done.status.success(),
            "commonhold {}: {said}{complained}",
            arguments.join(" ")
        );
        said
    }
}
