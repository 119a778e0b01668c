//! The lot: an order of the options that nobody could choose, for ties that the method leaves.
//!
//! ```text
//! commitment  H(reveal, r), r an officer's 32 random bytes; in the manifest before the opening
//! share       of a key made for one poll, its value; of a standing key, H(lot-share, value, poll)
//! beacon      the reveals one after the other in the manifest's order, or the public value's bytes
//! seed        H(lot, eid, live_root, beacon)
//! order       options ascending by H(lot-order, seed, u64 option number), numbers from 1
//! reveal.json {"by":name,"eid":hex32,"kind":"reveal","reveal":hex32,"v":1}, no LF
//! ```
//!
//! No officer knows another's value before the live set is fixed, so one honest officer suffices.
//! A value serves one poll: once shown, it hides nothing.

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::{Digest, Eid, PollId, Reveal, h};
use super::manifest::{Beacon, Manifest};

/// The commitment to an officer's value.
pub fn reveal_commitment(reveal: &Reveal) -> Digest {
    h("reveal", &[reveal.as_bytes()])
}

/// An officer's share of the lot of `poll`, from the value that their key file keeps.
///
/// A key made for one poll keeps the share itself. A standing key serves every poll: its share of
/// each is derived, so that showing one tells nothing of the next.
pub fn share_of(value: &Reveal, made_for: Option<PollId>, poll: &PollId) -> Reveal {
    match made_for {
        Some(_) => value.clone(),
        None => {
            Reveal::from_bytes(*h("lot-share", &[value.as_bytes(), poll.as_bytes()]).as_bytes())
        }
    }
}

/// An officer's value, shown after the close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealFile {
    /// The officer's name in the manifest.
    pub by: String,
    /// The poll.
    pub eid: Eid,
    /// The value.
    pub reveal: Reveal,
}

impl RevealFile {
    /// The bytes of `reveal.json`.
    pub fn encode(&self) -> Vec<u8> {
        Value::object([
            ("by", self.by.as_str().into()),
            ("eid", Value::text(&self.eid)),
            ("kind", "reveal".into()),
            ("reveal", self.reveal.to_hex().into()),
            ("v", 1.into()),
        ])
        .encode()
        .into_bytes()
    }

    /// Reads `reveal.json`.
    ///
    /// # Errors
    /// When it is not canonical, or a key is missing or unknown.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("the reveal", bytes)?;
        fields.version_1()?;
        fields.literal("kind", "reveal")?;
        let file = Self {
            by: fields.text("by")?,
            eid: fields.parsed("eid")?,
            reveal: fields.parsed("reveal")?,
        };
        fields.end()?;
        Ok(file)
    }

    /// Whether this is what its officer committed to in the manifest.
    ///
    /// # Errors
    /// A sentence when it belongs to another poll, or fits no commitment.
    pub fn check(&self, manifest: &Manifest) -> Result<(), Refusal> {
        let refuse = |why: String| Err(Refusal::new("the reveal", why));
        if self.eid != manifest.eid() {
            return refuse(format!("it is {}'s for another poll", self.by));
        }
        let Beacon::Reveals(commitments) = &manifest.terms().beacon else {
            return refuse("this poll's lot rests on a public value, not on reveals".to_owned());
        };
        match commitments
            .iter()
            .find(|commitment| commitment.by == self.by)
        {
            None => refuse(format!("{} committed to nothing in this poll", self.by)),
            Some(c) if c.commitment != reveal_commitment(&self.reveal) => {
                refuse(format!("it is not what {} committed to", self.by))
            }
            Some(_) => Ok(()),
        }
    }
}

/// The beacon of a poll whose lot rests on reveals: all of them, each as committed.
///
/// # Errors
/// A sentence when one is missing or does not fit.
pub fn beacon_from_reveals(
    manifest: &Manifest,
    reveals: &[RevealFile],
) -> Result<Vec<u8>, Refusal> {
    let Beacon::Reveals(commitments) = &manifest.terms().beacon else {
        return Err(Refusal::new(
            "the lot",
            "this poll's lot rests on a public value",
        ));
    };
    let mut beacon = Vec::new();
    for commitment in commitments {
        let file = reveals
            .iter()
            .find(|file| file.by == commitment.by)
            .ok_or_else(|| {
                Refusal::new(
                    "the lot",
                    format!("the reveal of {} is missing", commitment.by),
                )
            })?;
        file.check(manifest)?;
        beacon.extend_from_slice(file.reveal.as_bytes());
    }
    Ok(beacon)
}

/// The seed of a poll's lot.
pub fn seed(eid: &Eid, live_root: &Digest, beacon: &[u8]) -> Digest {
    h("lot", &[eid.as_bytes(), live_root.as_bytes(), beacon])
}

/// The numbers of `options` options in the order of the lot: where a tie goes to the lot, the
/// one listed first is drawn.
pub fn order(seed: &Digest, options: u32) -> Vec<u32> {
    let mut keyed: Vec<(Digest, u32)> = (1..=options)
        .map(|number| {
            let place = u64::from(number).to_be_bytes();
            (h("lot-order", &[seed.as_bytes(), &place]), number)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, number)| number).collect()
}
