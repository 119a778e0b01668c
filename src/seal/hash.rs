//! `lp`, `H`, and the values of fixed width that are hashed.
//!
//! ```text
//! lp(x)        u32 big-endian length of x ‖ x
//! H(name, f…)  SHA-256(lp("commonhold/" ‖ name ‖ "/v1") ‖ lp(f1) ‖ lp(f2) ‖ …)
//! ```
//!
//! Worked example: `H(reveal, "abc")` is the SHA-256 of these 31 bytes,
//!
//! ```text
//! 00000014 636f6d6d6f6e686f6c642f72657665616c2f7631   20 bytes "commonhold/reveal/v1"
//! 00000003 616263                                      3 bytes "abc"
//! ```
//!
//! that is `239ac74024ae9ceb4fff2f50909cc6b591c3eaeaa11deffc0368b60e55b3d1bf`.
//!
//! Ids are 16 bytes, digests, keys and salts 32; as text all are lowercase hex.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use rand::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// Appends `lp(field)`.
///
/// # Panics
/// When the field has 4 GiB or more, which no reader of ours lets in.
pub fn lp(out: &mut Vec<u8>, field: &[u8]) {
    out.extend_from_slice(&lp_length(field));
    out.extend_from_slice(field);
}

fn lp_length(field: &[u8]) -> [u8; 4] {
    u32::try_from(field.len())
        .expect("a hashed field is under 4 GiB")
        .to_be_bytes()
}

/// `H(name, fields…)`, the one way in which anything here is hashed.
pub fn h(name: &str, fields: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    let tag = format!("commonhold/{name}/v1");
    for field in std::iter::once(tag.as_bytes()).chain(fields.iter().copied()) {
        hash.update(lp_length(field));
        hash.update(field);
    }
    Digest(hash.finalize().into())
}

/// The plain SHA-256 of a file's bytes, by which leaves of the log name files.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// The sentence for a text that is not the hex of so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not {} lowercase hex digits", .bytes * 2)]
pub struct NotHex {
    /// How many bytes were expected.
    pub bytes: usize,
}

/// Decodes lowercase hex of exactly `N` bytes.
///
/// # Errors
/// [`NotHex`] for another length, uppercase digits or anything else.
pub fn unhex<const N: usize>(text: &str) -> Result<[u8; N], NotHex> {
    let bytes = HEXLOWER
        .decode(text.as_bytes())
        .map_err(|_| NotHex { bytes: N })?;
    bytes.try_into().map_err(|_| NotHex { bytes: N })
}

macro_rules! fixed_bytes {
    ($($(#[$doc:meta])* $name:ident, $n:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $n]);

        impl $name {
            /// How many bytes it has.
            pub const BYTES: usize = $n;

            /// Takes the bytes as they are.
            pub const fn from_bytes(bytes: [u8; $n]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $n] {
                &self.0
            }

            /// Draws a fresh one.
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; $n];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// Reads lowercase hex.
            ///
            /// # Errors
            /// [`NotHex`] for anything else.
            pub fn parse(text: &str) -> Result<Self, NotHex> {
                unhex(text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = NotHex;

            fn from_str(text: &str) -> Result<Self, NotHex> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    )*};
}

fixed_bytes! {
    /// The random id of a poll, drawn when it is drafted.
    PollId, 16;
    /// The random id of a certified roll.
    RollId, 16;
    /// The id of a membership, from which its entitlements on rolls are derived.
    MembershipId, 16;
    /// One right to vote on one roll: see [`crate::seal::roll`].
    EntitlementId, 16;
    /// The random id of one envelope, fresh for each cast.
    EnvelopeId, 16;
    /// The id of a poll as it was opened, `H(poll, manifest.json)`: it binds every rule.
    Eid, 32;
    /// Any other SHA-256: of an envelope, of a file, of a tree.
    Digest, 32;
    /// A member's commitment on a certified roll, and the name of its leaf.
    Commitment, 32;
    /// The random bytes that keep a commitment from being guessed; erasable.
    Salt, 32;
    /// An Ed25519 public key: an officer's, or the receipts'.
    PublicKey, 32;
    /// An Ed25519 signature.
    Signature, 64;
}

macro_rules! secret_bytes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Wiped when dropped; its `Debug` shows nothing.
        #[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the bytes as they are.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// Draws a fresh one.
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; 32];
                rng.fill_bytes(&mut bytes);
                let secret = Self(bytes);
                bytes.zeroize();
                secret
            }

            /// Reads lowercase hex.
            ///
            /// # Errors
            /// [`NotHex`] for anything else.
            pub fn parse(text: &str) -> Result<Self, NotHex> {
                unhex(text).map(Self)
            }

            /// The bytes in lowercase hex. A method and not `Display`, so that it is never
            /// written by accident.
            pub fn to_hex(&self) -> String {
                HEXLOWER.encode(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotHex;

            fn from_str(text: &str) -> Result<Self, NotHex> {
                Self::parse(text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secret_bytes! {
    /// The random key of one ballot form, which decides its tracker and is stored nowhere.
    FormKey;
    /// An officer's part of the lot: committed to beforehand, shown after the close.
    Reveal;
}

/// How many votes an entitlement carries: 1 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u32);

/// The sentence for a number of votes out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a weight is from 1 to 1,000,000 votes")]
pub struct NotAWeight;

impl Weight {
    /// One vote.
    pub const ONE: Self = Self(1);
    /// The most that one entitlement may carry.
    pub const MAX: Self = Self(1_000_000);

    /// # Errors
    /// [`NotAWeight`] outside 1 to 1,000,000.
    pub fn new(votes: u64) -> Result<Self, NotAWeight> {
        match u32::try_from(votes) {
            Ok(votes) if (1..=Self::MAX.0).contains(&votes) => Ok(Self(votes)),
            Ok(_) | Err(_) => Err(NotAWeight),
        }
    }

    /// The number of votes.
    pub fn votes(self) -> u64 {
        u64::from(self.0)
    }

    /// The number as eight big-endian bytes, as it is hashed.
    pub fn to_be_bytes(self) -> [u8; 8] {
        self.votes().to_be_bytes()
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A length as the integer that is written and hashed.
pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).expect("a length fits 64 bits")
}
