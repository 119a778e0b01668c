//! Opening envelopes, with the officers' secret key. **Not for the server**: only
//! `commonhold officer` and the demonstration, which says on every page that it holds the key,
//! may name this module, and a test keeps it so.
//!
//! Which digest became which ballot exists in memory only, while [`open_export`] runs; what it
//! hands out is sorted by content.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hpke::aead::{AeadTag, ChaCha20Poly1305};
use hpke::inout::InOutBuf;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable as _, Kem, OpModeR};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::ballot::{Line, total_lines, total_votes, write_ballots};
use super::canonical::join_lines;
use super::envelope::{Envelope, SealKey, aad, info};
use super::envelopes::Export;
use super::fields::Refusal;
use super::hash::{Digest, Eid, Weight, sha256};
use super::manifest::Manifest;
pub use super::open_lines::OpenLine;
use super::sign::Signer;
use super::statement::{SignedStatement, Statement};
use super::tracker::Tracker;

/// The secret half of a sealing key: the 32-byte seed of X-Wing. Wiped when dropped.
#[derive(Clone)]
pub struct SealSecret(Zeroizing<[u8; 32]>);

impl SealSecret {
    /// Draws a fresh key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self(seed)
    }

    /// Takes a stored seed.
    pub fn from_bytes(seed: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*seed))
    }

    /// The seed, for storing under a passphrase.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn kem(&self) -> <XWing as Kem>::PrivateKey {
        <XWing as Kem>::PrivateKey::from_bytes(self.0.as_ref())
            .expect("every 32 bytes are an X-Wing seed")
    }

    /// The public half.
    pub fn public(&self) -> SealKey {
        SealKey::from_kem(XWing::sk_to_pk(&self.kem()))
    }
}

impl fmt::Debug for SealSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealSecret(…)")
    }
}

/// Why an envelope yields no ballot. It says nothing of what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// The key does not open it: sealed to another key, poll, id or weight, or altered.
    #[error("the key does not open it")]
    Sealed,
    /// The plaintext has not the poll's length, or its padding is not zeros.
    #[error("its padding is wrong")]
    Padding,
    /// The line inside is not canonical, or its choice is not legal in this poll.
    #[error("it holds no legal ballot of this poll")]
    Ballot,
}

/// Opens one envelope into its ballot line.
///
/// # Errors
/// [`Undecodable`], for whatever is not exactly what sealing makes.
pub fn open(
    secret: &SealSecret,
    manifest: &Manifest,
    envelope: &Envelope,
) -> Result<Line, Undecodable> {
    let pad = manifest.pad();
    let eid = manifest.eid();
    let plaintext = decrypt(
        secret,
        &info(&eid),
        &aad(&eid, &envelope.id, envelope.weight),
        &envelope.enc,
        &envelope.ct,
    )
    .ok_or(Undecodable::Sealed)?;
    let (length, rest) = plaintext
        .split_first_chunk::<4>()
        .ok_or(Undecodable::Padding)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Undecodable::Padding)?;
    let (line, padding) = rest.split_at_checked(length).ok_or(Undecodable::Padding)?;
    if plaintext.len() != pad || padding.iter().any(|b| *b != 0) {
        return Err(Undecodable::Padding);
    }
    let line = Line::parse(line, manifest.ballot_rules()).map_err(|_| Undecodable::Ballot)?;
    // The votes are the envelope's; a line that brings its own is not what sealing makes.
    if line.weight != Weight::ONE {
        return Err(Undecodable::Ballot);
    }
    Ok(Line {
        weight: envelope.weight,
        ..line
    })
}

/// What was encrypted to this key; none if it was not, or was altered.
pub(super) fn decrypt(
    secret: &SealSecret,
    info: &[u8],
    aad: &[u8],
    enc: &[u8],
    ct: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    if enc.len() != Envelope::ENC_BYTES {
        return None;
    }
    let body = ct.len().checked_sub(Envelope::TAG_BYTES)?;
    let (ciphertext, tag) = ct.split_at(body);
    let enc = <XWing as Kem>::EncappedKey::from_bytes(enc).ok()?;
    let tag = AeadTag::<ChaCha20Poly1305>::from_bytes(tag).ok()?;
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    hpke::single_shot_open_inout_detached::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        &secret.kem(),
        &enc,
        info,
        InOutBuf::from(plaintext.as_mut_slice()),
        aad,
        &tag,
    )
    .ok()?;
    Some(plaintext)
}

/// What a whole export opened to.
#[derive(Debug, Clone)]
pub struct Opening {
    eid: Eid,
    live_root: Digest,
    lines: Vec<Line>,
    open: Vec<OpenLine>,
    undecodable: BTreeMap<Digest, Undecodable>,
    clashing: BTreeSet<Digest>,
}

/// Opens the live envelopes of a poll, after checking that the export is the manifest's and that
/// it names members of open cells only.
///
/// Clashing are all opened ballots that share a tracker or an `enc`; they and the undecodable are
/// listed by digest and stand in no file of ballots. Envelopes that are set aside by decision are
/// not opened.
///
/// # Errors
/// A sentence when the key is not the manifest's, or the export does not fit it.
pub fn open_export(
    secret: &SealSecret,
    manifest: &Manifest,
    export: &Export,
) -> Result<Opening, Refusal> {
    if secret.public() != manifest.terms().seal_key {
        let why = "it is not the key that this poll's ballots were sealed to";
        return Err(Refusal::new("the sealing key", why));
    }
    export.check(manifest)?;
    let mut opened = Vec::with_capacity(export.envelopes().len());
    let mut undecodable = BTreeMap::new();
    let to_open = export
        .envelopes()
        .iter()
        .filter(|exported| !export.is_set_aside(&exported.envelope.digest));
    for exported in to_open {
        match open(secret, manifest, &exported.envelope) {
            Ok(line) => opened.push((exported, line)),
            Err(why) => {
                undecodable.insert(exported.envelope.digest, why);
            }
        }
    }
    let mut trackers: BTreeMap<&Tracker, u32> = BTreeMap::new();
    let mut encs: BTreeMap<&[u8], u32> = BTreeMap::new();
    for (exported, line) in &opened {
        *trackers.entry(&line.tracker).or_default() += 1;
        *encs.entry(&exported.envelope.enc).or_default() += 1;
    }
    let clashing: BTreeSet<Digest> = opened
        .iter()
        .filter(|(exported, line)| {
            trackers[&line.tracker] > 1 || encs[exported.envelope.enc.as_slice()] > 1
        })
        .map(|(exported, _)| exported.envelope.digest)
        .collect();
    let mut lines = Vec::with_capacity(opened.len());
    let mut open = Vec::new();
    for (exported, line) in opened {
        if clashing.contains(&exported.envelope.digest) {
            continue;
        }
        if let Some(cell) = &exported.open {
            open.push(OpenLine {
                cell: cell.clone(),
                tracker: line.tracker.clone(),
            });
        }
        lines.push(line);
    }
    lines.sort_by_cached_key(Line::encode);
    open.sort_by_key(|line| line.cell.c);
    Ok(Opening {
        eid: export.eid(),
        live_root: export.live_root(),
        lines,
        open,
        undecodable,
        clashing,
    })
}

impl Opening {
    /// The ballots, in the order of `ballots.jsonl`.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The envelopes that yield no ballot, with the reason.
    pub fn undecodable(&self) -> &BTreeMap<Digest, Undecodable> {
        &self.undecodable
    }

    /// The opened ballots that share a tracker or an `enc`.
    pub fn clashing(&self) -> &BTreeSet<Digest> {
        &self.clashing
    }

    /// Whether every envelope became a ballot of its own.
    pub fn is_clean(&self) -> bool {
        self.undecodable.is_empty() && self.clashing.is_empty()
    }

    /// The bytes of `ballots.jsonl`.
    pub fn ballots_file(&self) -> Vec<u8> {
        write_ballots(&self.lines)
    }

    /// The bytes of `open.jsonl`.
    pub fn open_file(&self) -> Vec<u8> {
        join_lines(self.open.iter().map(OpenLine::encode))
    }

    /// The statement of the officer `name`, signed with `key`; `at` is the time in unix seconds.
    ///
    /// # Errors
    /// When more envelopes hindered the opening than a statement can list.
    pub fn statement(&self, name: &str, key: &Signer, at: u64) -> Result<SignedStatement, Refusal> {
        Statement {
            at,
            ballots: sha256(&self.ballots_file()),
            clashing: self.clashing.iter().copied().collect(),
            eid: self.eid,
            lines: total_lines(&self.lines),
            live_root: self.live_root,
            officer: name.to_owned(),
            open: sha256(&self.open_file()),
            undecodable: self.undecodable.keys().copied().collect(),
            votes: total_votes(&self.lines),
        }
        .sign(key)
    }
}
