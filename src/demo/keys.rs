//! The officers' keys of the demonstration, kept by the program, which no real server may do.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::polls::store::KeyRow;
use crate::seal::fields::Refusal;
use crate::seal::hash::{PollId, Reveal};
use crate::seal::keys::SignPart;
use crate::seal::manifest::Manifest;
use crate::seal::opening::SealSecret;
use crate::seal::sign::Signer;
use uuid::Uuid;

/// The keys of one poll: one for sealing, one of each officer for signing.
pub struct PollKeys {
    pub seal: SealSecret,
    pub officers: Vec<OfficerKey>,
}

/// An officer's signing key and share of the lot.
pub struct OfficerKey {
    pub person: Uuid,
    pub name: String,
    pub signer: Signer,
    pub reveal: Reveal,
}

impl PollKeys {
    /// Makes the keys of a poll for these officers.
    #[must_use]
    pub fn make(officers: &[(Uuid, String)]) -> Self {
        let mut rng = rand::rng();
        Self {
            seal: SealSecret::generate(&mut rng),
            officers: officers
                .iter()
                .map(|(person, name)| OfficerKey {
                    person: *person,
                    name: name.clone(),
                    signer: Signer::generate(&mut rng),
                    reveal: Reveal::random(&mut rng),
                })
                .collect(),
        }
    }

    /// The public halves as they are uploaded.
    ///
    /// # Errors
    /// When a name cannot stand in a public half.
    pub fn public(&self, poll: Uuid) -> Result<Vec<KeyRow>, Refusal> {
        let poll_id = PollId::from_bytes(*poll.as_bytes());
        let seal = self.officers.first().map(|officer| KeyRow {
            person_id: officer.person,
            kind: "seal".into(),
            name: officer.name.clone(),
            key: self.seal.public().to_bytes(),
            reveal: None,
        });
        let signs = self.officers.iter().map(|officer| {
            let part = SignPart::sign(
                &officer.name,
                &officer.signer,
                Some(poll_id),
                &officer.reveal,
            )?;
            Ok(KeyRow {
                person_id: officer.person,
                kind: "sign".into(),
                name: officer.name.clone(),
                key: part.key().as_bytes().to_vec(),
                reveal: Some(part.reveal().as_bytes().to_vec()),
            })
        });
        seal.into_iter().map(Ok).chain(signs).collect()
    }

    fn path(data: &Path, poll: Uuid) -> PathBuf {
        data.join("demo").join(poll.simple().to_string())
    }

    /// Keeps the keys in the data folder.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn keep(&self, data: &Path, poll: Uuid) -> io::Result<()> {
        let path = Self::path(data, poll);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(self.seal.as_bytes())?;
        for officer in &self.officers {
            file.write_all(officer.person.as_bytes())?;
            file.write_all(officer.signer.to_bytes().as_slice())?;
            file.write_all(officer.reveal.as_bytes())?;
        }
        file.sync_all()
    }

    /// The keys of a poll, with the names its manifest gives them. None if the
    /// demonstration holds none.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn find(data: &Path, poll: Uuid, manifest: &Manifest) -> io::Result<Option<Self>> {
        let bytes = match fs::read(Self::path(data, poll)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some((seal, rest)) = bytes.split_first_chunk::<32>() else {
            return Ok(None);
        };
        let officers = rest
            .chunks_exact(80)
            .filter_map(|chunk| {
                let (person, chunk) = chunk.split_first_chunk::<16>()?;
                let (signer, chunk) = chunk.split_first_chunk::<32>()?;
                let reveal = <[u8; 32]>::try_from(chunk).ok()?;
                let signer = Signer::from_bytes(signer);
                Some(OfficerKey {
                    person: Uuid::from_bytes(*person),
                    name: manifest.officer_by_key(&signer.public())?.name.clone(),
                    signer,
                    reveal: Reveal::from_bytes(reveal),
                })
            })
            .collect();
        Ok(Some(Self {
            seal: SealSecret::from_bytes(seal),
            officers,
        }))
    }
}
