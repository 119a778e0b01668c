//! The officers' keys of the demonstration, kept by the program, which no real server may do.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::evidence::act::{Act, ActSignature};
use crate::polls::store::KeyRow;
use crate::seal::fields::Refusal;
use crate::seal::hash::{PollId, Reveal};
use crate::seal::keys::{PublicPart, SignPart};
use crate::seal::lot::share_of;
use crate::seal::opening::SealSecret;
use crate::seal::sign::Signer;

/// An officer's standing key.
pub struct OfficerKey {
    pub person: Uuid,
    pub name: String,
    pub signer: Signer,
    /// From which the officer's share of each poll's lot is derived.
    value: Reveal,
}

impl OfficerKey {
    /// Makes the standing key of an officer.
    #[must_use]
    pub fn make(person: Uuid, name: &str) -> Self {
        let mut rng = rand::rng();
        Self {
            person,
            name: name.to_owned(),
            signer: Signer::generate(&mut rng),
            value: Reveal::random(&mut rng),
        }
    }

    /// The public part as it is uploaded under Your key.
    ///
    /// # Errors
    /// When the name cannot stand in a public part.
    pub fn public(&self) -> Result<SignPart, Refusal> {
        SignPart::sign(&self.name, &self.signer, None, &self.value)
    }

    /// The officer's share of a poll's lot.
    #[must_use]
    pub fn share(&self, poll: Uuid) -> Reveal {
        share_of(&self.value, None, &PollId::from_bytes(poll.into_bytes()))
    }

    /// The commitment to that share as it is uploaded while the poll is drafted.
    ///
    /// # Errors
    /// When the name cannot stand in a public part.
    pub fn committed(&self, poll: Uuid) -> Result<KeyRow, Refusal> {
        let id = PollId::from_bytes(poll.into_bytes());
        let part = SignPart::sign(&self.name, &self.signer, Some(id), &self.share(poll))?;
        Ok(KeyRow {
            person_id: self.person,
            kind: "sign".into(),
            name: self.name.clone(),
            key: part.key().as_bytes().to_vec(),
            reveal: Some(part.reveal().as_bytes().to_vec()),
            fingerprint: PublicPart::Sign(part).fingerprint(),
        })
    }

    /// The file that `officer sign` would write.
    #[must_use]
    pub fn sign(&self, act: &Act) -> Vec<u8> {
        ActSignature {
            act: act.leaf().act_digest(),
            by: self.name.clone(),
            signature: act.leaf().sign(&self.signer),
        }
        .encode()
    }
}

/// Keeps the officers' keys in the data folder.
///
/// # Errors
/// Those of the file system.
pub fn keep_officers(data: &Path, officers: &[OfficerKey]) -> io::Result<()> {
    let mut bytes = Vec::new();
    for officer in officers {
        bytes.extend_from_slice(officer.person.as_bytes());
        bytes.extend_from_slice(officer.signer.to_bytes().as_slice());
        bytes.extend_from_slice(officer.value.as_bytes());
    }
    keep(&data.join(OFFICERS), &bytes)
}

/// The officers' keys that the demonstration keeps, under the names that `name_of` gives to
/// persons; none before it is loaded.
///
/// # Errors
/// Those of the file system.
pub fn officers(
    data: &Path,
    name_of: impl Fn(Uuid) -> Option<String>,
) -> io::Result<Vec<OfficerKey>> {
    let Some(bytes) = kept(&data.join(OFFICERS))? else {
        return Ok(Vec::new());
    };
    let officers = bytes.chunks_exact(80).filter_map(|chunk| {
        let (person, chunk) = chunk.split_first_chunk::<16>()?;
        let (signer, chunk) = chunk.split_first_chunk::<32>()?;
        let person = Uuid::from_bytes(*person);
        Some(OfficerKey {
            person,
            name: name_of(person)?,
            signer: Signer::from_bytes(signer),
            value: Reveal::from_bytes(<[u8; 32]>::try_from(chunk).ok()?),
        })
    });
    Ok(officers.collect())
}

const OFFICERS: &str = "demo/officers";

fn seal_path(data: &Path, poll: Uuid) -> PathBuf {
    data.join("demo").join(poll.simple().to_string())
}

/// Keeps the key to which a poll's ballots are sealed.
///
/// # Errors
/// Those of the file system.
pub fn keep_seal(data: &Path, poll: Uuid, seal: &SealSecret) -> io::Result<()> {
    keep(&seal_path(data, poll), seal.as_bytes())
}

/// The key to which a poll's ballots are sealed, if the demonstration keeps it.
///
/// # Errors
/// Those of the file system.
pub fn seal(data: &Path, poll: Uuid) -> io::Result<Option<SealSecret>> {
    let bytes = kept(&seal_path(data, poll))?;
    let secret = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    Ok(secret.map(|secret| SealSecret::from_bytes(&secret)))
}

fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn kept(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
