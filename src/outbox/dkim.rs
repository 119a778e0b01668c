//! The signature that letters bear (DKIM, RFC 6376), so that a receiver knows
//! that they come from the foundation's domain and were not changed on the way.
//!
//! The key is made on first start and stays in the data folder. Whoever runs the
//! foundation's DNS publishes the public half; until then receivers find no key
//! and take a letter as unsigned.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use data_encoding::BASE64;
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
    DkimSigningKey,
};
use lettre::message::header::HeaderName;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::EncodePublicKey;
use rsa::{RsaPrivateKey, RsaPublicKey};
use thiserror::Error;

/// As strong as the other keys (128 bits), and verified by every receiver (RFC 8301). A key
/// that was made before, with fewer, goes on until the operator changes it.
const BITS: usize = 3072;
const FILE: &str = "keys/dkim.pem";
/// What nobody may change on the way. Where a letter lacks one, nobody may add it.
const SIGNED: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Why the key cannot be had.
#[derive(Debug, Error)]
pub enum DkimError {
    #[error("the key that signs letters cannot be read or kept: {0}")]
    Io(#[from] io::Error),
    #[error("the key that signs letters cannot be made or read; {FILE} is no RSA key in PEM")]
    Key,
}

/// Signs letters of a domain.
pub struct Dkim {
    config: DkimConfig,
    record: Record,
}

/// What the domain's DNS has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where a TXT record stands: `commonhold._domainkey.example.org`
    pub name: String,
    /// What it says.
    pub value: String,
}

impl Dkim {
    /// Takes the key from the data folder, or makes one there.
    ///
    /// # Errors
    /// When it cannot be read, made or kept.
    pub fn load(data: &Path, selector: &str, domain: &str) -> Result<Self, DkimError> {
        let key = load_key(&data.join(FILE))?;
        let public = RsaPublicKey::from(&key)
            .to_public_key_der()
            .map_err(|_| DkimError::Key)?;
        let record = Record {
            name: format!("{selector}._domainkey.{domain}"),
            value: format!("v=DKIM1; k=rsa; p={}", BASE64.encode(public.as_bytes())),
        };
        let pem = key
            .to_pkcs1_pem(LineEnding::LF)
            .map_err(|_| DkimError::Key)?;
        let key =
            DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).map_err(|_| DkimError::Key)?;
        let config = DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key,
            SIGNED.map(HeaderName::new_from_ascii_str).into(),
            DkimCanonicalization {
                header: DkimCanonicalizationType::Relaxed,
                body: DkimCanonicalizationType::Relaxed,
            },
        );
        Ok(Self { config, record })
    }

    /// What the domain's DNS has to say, for whoever runs it.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Signs a letter; nothing of it may change afterwards.
    pub fn sign(&self, message: &mut Message) {
        message.sign(&self.config);
    }
}

fn load_key(path: &Path) -> Result<RsaPrivateKey, DkimError> {
    match fs::read_to_string(path) {
        Ok(pem) => return RsaPrivateKey::from_pkcs1_pem(&pem).map_err(|_| DkimError::Key),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).map_err(|_| DkimError::Key)?;
    let pem = key
        .to_pkcs1_pem(LineEnding::LF)
        .map_err(|_| DkimError::Key)?;
    match keep(path, pem.as_bytes()) {
        Ok(()) => Ok(key),
        // Another server over the same folder was faster: its key it is.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => load_key(path),
        Err(error) => Err(error.into()),
    }
}

/// Keeps the key whole or not at all, and never over another.
fn keep(path: &Path, pem: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let unfinished = folder.join(format!(".dkim.{}.part", uuid::Uuid::new_v4()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(pem)?;
    file.sync_all()?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    linked
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::Dkim;

    #[test]
    fn the_key_is_made_once_and_kept_to_ourselves() {
        let folder = tempfile::tempdir().expect("a folder");
        let load = || {
            Dkim::load(folder.path(), "commonhold", "vote.example.org")
                .expect("a key")
                .record()
                .clone()
        };
        let first = load();
        assert_eq!(first, load());
        assert_eq!(first.name, "commonhold._domainkey.vote.example.org");
        assert!(first.value.starts_with("v=DKIM1; k=rsa; p=MIIBojANBg"));
        let file = folder.path().join("keys/dkim.pem");
        let mode = std::fs::metadata(&file).expect("the key").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        std::fs::write(&file, "no key").expect("another file");
        assert!(Dkim::load(folder.path(), "commonhold", "vote.example.org").is_err());
    }
}
