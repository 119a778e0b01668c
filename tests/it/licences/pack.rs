//! The evidence pack of a licence, as it is taken away.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::auditor::export::member;
use crate::support::Visitor;

/// A pack in a folder of its own.
pub struct Pack {
    folder: TempDir,
    bytes: Vec<u8>,
}

impl Pack {
    /// Takes the pack of the licence at this address.
    pub async fn of(officer: &Visitor, licence: &str) -> Self {
        let address = officer.address(&format!("{licence}/evidence.zip"));
        let answer = officer.client().get(address).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let pack = Self {
            folder: tempfile::tempdir().unwrap(),
            bytes: answer.bytes().await.unwrap().to_vec(),
        };
        std::fs::write(pack.file(), &pack.bytes).unwrap();
        pack
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("evidence.zip")
    }

    /// The file of it whose name ends so, as text.
    pub fn member(&self, end: &str) -> String {
        member(&self.file(), end)
    }

    /// Whether it holds a proof: the names of its files stand in it as they are.
    pub fn has_proofs(&self) -> bool {
        let name = b"proofs/";
        self.bytes.windows(name.len()).any(|part| part == name)
    }
}
