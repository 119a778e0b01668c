//! Envelopes: a ballot sealed to the officers' key the moment it arrives.
//!
//! HPKE (RFC 9180), base mode, KEM X-Wing (ML-KEM-768 with X25519, id 0x647a), HKDF-SHA256,
//! ChaCha20-Poly1305:
//!
//! ```text
//! info       lp("commonhold/seal/v1") ‖ lp(eid)
//! aad        lp("commonhold/aad/v1") ‖ lp(eid) ‖ lp(envelope_id) ‖ lp(u64 votes)
//! plaintext  u32 n ‖ B ‖ zeros up to `pad` bytes in all; B the ballot line without w, n its length
//! enc        1,120 bytes       ct  pad + 16 bytes
//! digest     H(envelope, eid, envelope_id, u64 votes, enc, ct)
//! ```
//!
//! Every envelope of a poll has the same length, whatever it holds. Opening is another module's
//! business: see [`crate::seal::opening`].

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use hpke::aead::ChaCha20Poly1305;
use hpke::inout::InOutBuf;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable as _, Kem, OpModeS, Serializable as _};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::ballot::{Choice, Illegal, sealed_line};
use super::hash::{Digest, Eid, EnvelopeId, Weight, h, lp};
use super::manifest::Manifest;
use super::tracker::Tracker;

/// The public half of a sealing key: X-Wing, 1,216 bytes, as text lowercase hex.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(Box<<XWing as Kem>::PublicKey>);

/// The sentence for bytes that are no sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a sealing key (an X-Wing public key, 2432 lowercase hex digits)")]
pub struct NotASealKey;

impl SealKey {
    /// How many bytes it has.
    pub const BYTES: usize = 1216;

    /// # Errors
    /// [`NotASealKey`] for another length, or coefficients that ML-KEM refuses.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASealKey> {
        let key = <XWing as Kem>::PublicKey::from_bytes(bytes).map_err(|_| NotASealKey)?;
        Ok(Self(Box::new(key)))
    }

    pub(super) fn from_kem(key: <XWing as Kem>::PublicKey) -> Self {
        Self(Box::new(key))
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// Reads lowercase hex.
    ///
    /// # Errors
    /// [`NotASealKey`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotASealKey> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotASealKey)?;
        Self::from_bytes(&bytes)
    }
}

impl FromStr for SealKey {
    type Err = NotASealKey;

    fn from_str(text: &str) -> Result<Self, NotASealKey> {
        Self::parse(text)
    }
}

impl fmt::Display for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.to_bytes()))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({:.16}…)", self.to_string())
    }
}

/// A sealed ballot, without whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its random id.
    pub id: EnvelopeId,
    /// The votes it is bound to.
    pub weight: Weight,
    /// The encapsulated key.
    pub enc: Vec<u8>,
    /// The ciphertext.
    pub ct: Vec<u8>,
    /// What the log, the receipt and the live set know it by.
    pub digest: Digest,
}

/// Why a choice was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The choice is not legal in this poll.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// The encryption refused; no reason is known that outside input could bring about.
    #[error("the ballot could not be sealed")]
    Encryption,
}

impl Envelope {
    /// The length of `enc` in every envelope.
    pub const ENC_BYTES: usize = 1120;
    /// How much longer `ct` is than the plaintext.
    pub const TAG_BYTES: usize = 16;

    /// Puts an envelope together from stored parts, computing its digest. Whether it can be
    /// opened is not asked here.
    pub fn from_parts(
        eid: &Eid,
        id: EnvelopeId,
        weight: Weight,
        enc: Vec<u8>,
        ct: Vec<u8>,
    ) -> Self {
        let digest = digest(eid, &id, weight, &enc, &ct);
        Self {
            id,
            weight,
            enc,
            ct,
            digest,
        }
    }
}

/// `H(envelope, eid, envelope_id, u64 votes, enc, ct)`.
pub fn digest(eid: &Eid, id: &EnvelopeId, weight: Weight, enc: &[u8], ct: &[u8]) -> Digest {
    h(
        "envelope",
        &[
            eid.as_bytes(),
            id.as_bytes(),
            &weight.to_be_bytes(),
            enc,
            ct,
        ],
    )
}

/// Seals `choice` with its tracker to the manifest's key. The plaintext exists in one buffer,
/// which the encryption overwrites.
///
/// # Errors
/// [`SealFault::Illegal`] when the manifest's ballot does not allow the choice.
pub fn seal(
    rng: &mut impl CryptoRng,
    manifest: &Manifest,
    id: EnvelopeId,
    weight: Weight,
    choice: &Choice,
    tracker: &Tracker,
) -> Result<Envelope, SealFault> {
    manifest.ballot_rules().check(choice)?;
    let pad = manifest.pad();
    let line = sealed_line(tracker, choice, pad);
    let length = u32::try_from(line.len()).map_err(|_| SealFault::Encryption)?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(pad));
    plaintext.extend_from_slice(&length.to_be_bytes());
    plaintext.extend_from_slice(line.as_bytes());
    if plaintext.len() > pad {
        return Err(SealFault::Encryption);
    }
    plaintext.resize(pad, 0);
    seal_plaintext(
        rng,
        &manifest.eid(),
        &manifest.terms().seal_key,
        id,
        weight,
        plaintext,
    )
}

/// Seals bytes as they are. Only [`seal`] guarantees what they say; tests use it to make
/// envelopes that no honest server makes.
///
/// # Errors
/// [`SealFault::Encryption`] when HPKE refuses.
pub fn seal_plaintext(
    rng: &mut impl CryptoRng,
    eid: &Eid,
    key: &SealKey,
    id: EnvelopeId,
    weight: Weight,
    plaintext: Zeroizing<Vec<u8>>,
) -> Result<Envelope, SealFault> {
    let (enc, ct) = encrypt(rng, key, &info(eid), &aad(eid, &id, weight), plaintext)?;
    Ok(Envelope::from_parts(eid, id, weight, enc, ct))
}

/// One message to a key: the encapsulated key and the ciphertext with its tag.
pub(super) fn encrypt(
    rng: &mut impl CryptoRng,
    key: &SealKey,
    info: &[u8],
    aad: &[u8],
    mut plaintext: Zeroizing<Vec<u8>>,
) -> Result<(Vec<u8>, Vec<u8>), SealFault> {
    let (enc, tag) =
        hpke::single_shot_seal_inout_detached_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &key.0,
            info,
            InOutBuf::from(plaintext.as_mut_slice()),
            aad,
            rng,
        )
        .map_err(|_| SealFault::Encryption)?;
    let mut ct = std::mem::take(&mut *plaintext);
    ct.extend_from_slice(&tag.to_bytes());
    Ok((enc.to_bytes().to_vec(), ct))
}

/// What binds an encryption to its poll.
pub(super) fn info(eid: &Eid) -> Vec<u8> {
    let mut info = Vec::new();
    lp(&mut info, b"commonhold/seal/v1");
    lp(&mut info, eid.as_bytes());
    info
}

/// What binds a ciphertext to its envelope and votes.
pub(super) fn aad(eid: &Eid, id: &EnvelopeId, weight: Weight) -> Vec<u8> {
    let mut aad = Vec::new();
    lp(&mut aad, b"commonhold/aad/v1");
    lp(&mut aad, eid.as_bytes());
    lp(&mut aad, id.as_bytes());
    lp(&mut aad, &weight.to_be_bytes());
    aad
}
