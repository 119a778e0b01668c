//! Whom a verifier of a poll believes: a C2SP policy and two kinds of lines more.
//!
//! ```text
//! receipt HEX           the key that signs receipts: 32 bytes in lowercase hexadecimal
//! officer NAME HEX      an officer's key; NAME is what stands between `officer ` and the last
//!                       space, character by character as in the manifest
//! ```
//!
//! Such a line may be indented and followed by spaces and tabs. Several `receipt` lines are
//! several keys, any of which may have signed; an officer whose key was replaced has two lines.
//!
//! Worked example, beside the lines of [`super::policy`]:
//!
//! ```text
//! receipt 03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8
//! officer Ada M. Byron 29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7
//! ```

use data_encoding::HEXLOWER;

use super::{
    key::{KeyError, point},
    policy::{Policy, PolicyError},
};

/// The keys that a verifier of a poll believes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustPolicy {
    log_policy: Policy,
    receipt_keys: Vec<[u8; 32]>,
    officers: Vec<Officer>,
}

/// An officer and one of the keys that sign in this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    name: String,
    key: [u8; 32],
}

/// What is wrong with a policy, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustPolicyError {
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// Lines are counted from 1.
    #[error("line {line}: {fault}")]
    Line { line: usize, fault: TrustFault },
}

/// What is wrong with a line that says more than a C2SP policy can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustFault {
    #[error("the line is not receipt HEX")]
    ReceiptShape,
    #[error("the line is not officer NAME HEX")]
    OfficerShape,
    #[error("an officer's name is valid UTF-8 without control characters")]
    OfficerName,
    #[error("a key is 32 bytes in lowercase hexadecimal")]
    Hex,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("this receipt key stands in a line above")]
    SameReceiptKey,
    #[error("this officer's key stands in a line above")]
    SameOfficerKey,
}

impl Officer {
    /// The name, as in the manifest.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Ed25519 public key.
    pub fn key(&self) -> &[u8; 32] {
        &self.key
    }
}

impl TrustPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// [`TrustPolicyError`], with the line.
    pub fn parse(file: &[u8]) -> Result<Self, TrustPolicyError> {
        let mut receipt_keys = Vec::new();
        let mut officers = Vec::new();
        // What is left for the plain reader has the same lines, so that its numbers are right.
        let mut rest = Vec::new();
        for (line, bytes) in (1..).zip(file.split(|byte| *byte == b'\n')) {
            if line > 1 {
                rest.push(b'\n');
            }
            let own = trim(bytes);
            let word = own.split(|byte| is_space(*byte)).next();
            let read = match word {
                Some(b"receipt") => read_receipt(own, &mut receipt_keys),
                Some(b"officer") => read_officer(own, &mut officers),
                _ => {
                    rest.extend_from_slice(bytes);
                    Ok(())
                }
            };
            read.map_err(|fault| TrustPolicyError::Line { line, fault })?;
        }
        Ok(Self {
            log_policy: Policy::parse(&rest)?,
            receipt_keys,
            officers,
        })
    }

    /// The logs, witnesses and quorum.
    pub fn log_policy(&self) -> &Policy {
        &self.log_policy
    }

    /// The keys that may sign receipts, in the order of the file.
    pub fn receipt_keys(&self) -> &[[u8; 32]] {
        &self.receipt_keys
    }

    /// The officers' keys, in the order of the file.
    pub fn officers(&self) -> &[Officer] {
        &self.officers
    }
}

fn read_receipt(line: &[u8], keys: &mut Vec<[u8; 32]>) -> Result<(), TrustFault> {
    let hex = line.strip_prefix(b"receipt").map(trim);
    let hex = hex.filter(|hex| !hex.is_empty() && !hex.iter().any(|byte| is_space(*byte)));
    let key = read_key(hex.ok_or(TrustFault::ReceiptShape)?)?;
    if keys.contains(&key) {
        return Err(TrustFault::SameReceiptKey);
    }
    keys.push(key);
    Ok(())
}

fn read_officer(line: &[u8], officers: &mut Vec<Officer>) -> Result<(), TrustFault> {
    let rest = line
        .strip_prefix(b"officer ")
        .ok_or(TrustFault::OfficerShape)?;
    let space = rest.iter().rposition(|byte| *byte == b' ');
    let (name, hex) = rest.split_at(space.ok_or(TrustFault::OfficerShape)?);
    let name = str::from_utf8(name).map_err(|_| TrustFault::OfficerName)?;
    if name.trim().is_empty() {
        return Err(TrustFault::OfficerShape);
    }
    if name.chars().any(char::is_control) {
        return Err(TrustFault::OfficerName);
    }
    let key = read_key(&hex[1..])?;
    if officers.iter().any(|officer| officer.key == key) {
        return Err(TrustFault::SameOfficerKey);
    }
    officers.push(Officer {
        name: name.to_owned(),
        key,
    });
    Ok(())
}

fn read_key(hex: &[u8]) -> Result<[u8; 32], TrustFault> {
    let bytes = HEXLOWER.decode(hex).map_err(|_| TrustFault::Hex)?;
    let key = bytes.try_into().map_err(|_| TrustFault::Hex)?;
    point(&key)?;
    Ok(key)
}

fn is_space(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The line without the spaces and tabs around it.
fn trim(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| !is_space(*byte));
    let end = line.iter().rposition(|byte| !is_space(*byte));
    match (start, end) {
        (Some(start), Some(end)) => &line[start..=end],
        _ => &[],
    }
}
