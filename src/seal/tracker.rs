//! Trackers: the mark by which a voter finds their own ballot in the published list.
//!
//! ```text
//! tracker  base32(first 10 bytes of H(tracker, eid, envelope_id, key)) ‖ "-" ‖ own part
//!          [a-z2-7]{16}-[a-z2-7]{6}, 23 characters; base32 of RFC 4648 in lowercase
//! ```
//!
//! `key` is the ballot form's 32-byte key, which is stored nowhere: without it nobody computes a
//! tracker. The own part is the voter's; two voters with different own parts cannot be shown the
//! same tracker.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use rand::CryptoRng;
use zeroize::ZeroizeOnDrop;

use super::hash::{Eid, EnvelopeId, FormKey, h};

/// The characters of trackers, in the order of their values.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz234567";

/// The voter's own six characters of their tracker.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct OwnPart(String);

/// The sentence for an own part of the wrong form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Your own mark is six characters, each a letter from a to z or a digit from 2 to 7.")]
pub struct NotAnOwnPart;

impl OwnPart {
    /// How many characters it has.
    pub const CHARS: usize = 6;

    /// # Errors
    /// [`NotAnOwnPart`] unless the text is `[a-z2-7]{6}`.
    pub fn parse(raw: &str) -> Result<Self, NotAnOwnPart> {
        if raw.len() == Self::CHARS && raw.bytes().all(is_base32) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(NotAnOwnPart)
        }
    }

    /// A random suggestion for the form, each of the 2^30 equally likely.
    pub fn suggest(rng: &mut impl CryptoRng) -> Self {
        let mut bits = rng.next_u32();
        let mut text = String::with_capacity(Self::CHARS);
        for _ in 0..Self::CHARS {
            let value = usize::try_from(bits & 31).expect("five bits fit");
            text.push(char::from(ALPHABET.as_bytes()[value]));
            bits >>= 5;
        }
        Self(text)
    }

    /// The six characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OwnPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnPart(…)")
    }
}

/// A whole tracker. Wiped when dropped; its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ZeroizeOnDrop)]
pub struct Tracker(String);

/// The sentence for a text that is no tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a tracker (sixteen characters, a hyphen, six characters, of a-z and 2-7)")]
pub struct NotATracker;

impl Tracker {
    /// The characters before the hyphen.
    const MACHINE_CHARS: usize = 16;
    /// How many characters it has, the hyphen included.
    pub const CHARS: usize = Self::MACHINE_CHARS + 1 + OwnPart::CHARS;

    /// The tracker of this envelope, form and own part.
    pub fn derive(eid: &Eid, envelope: &EnvelopeId, key: &FormKey, own: &OwnPart) -> Self {
        let hash = h(
            "tracker",
            &[eid.as_bytes(), envelope.as_bytes(), key.as_bytes()],
        );
        let mut text = String::with_capacity(Self::CHARS);
        base32().encode_append(&hash.as_bytes()[..10], &mut text);
        text.push('-');
        text.push_str(&own.0);
        Self(text)
    }

    /// Reads the form in which trackers are sealed and published.
    ///
    /// # Errors
    /// [`NotATracker`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, NotATracker> {
        let (machine, own) = raw.split_once('-').ok_or(NotATracker)?;
        let fits = machine.len() == Self::MACHINE_CHARS
            && own.len() == OwnPart::CHARS
            && machine.bytes().chain(own.bytes()).all(is_base32);
        if fits {
            Ok(Self(raw.to_owned()))
        } else {
            Err(NotATracker)
        }
    }

    /// The tracker as it is sealed and published.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tracker {
    type Err = NotATracker;

    fn from_str(raw: &str) -> Result<Self, NotATracker> {
        Self::parse(raw)
    }
}

impl fmt::Display for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tracker(…)")
    }
}

fn is_base32(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'2'..=b'7')
}

fn base32() -> Encoding {
    let mut specification: Specification = BASE32_NOPAD.specification();
    specification.symbols.clear();
    specification.symbols.push_str(ALPHABET);
    specification
        .encoding()
        .expect("the alphabet has 32 characters")
}
