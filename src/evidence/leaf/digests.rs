//! The two kinds that make up nearly all bytes of a log, `poll.cast` and `poll.superseded`, read
//! without a tree of values between.
//!
//! ```text
//! {"digests":["…","…"],"eid":"…","kind":"poll.cast","n":2,"v":1}
//! ```
//!
//! A canonical object has one spelling, so whatever matches this letter by letter is canonical.
//! What does not match is left to the general reader, which knows why.

use super::{Leaf, PollCast, PollSuperseded};
use crate::seal::hash::{Digest, Eid};

/// The entry, if it is of one of the two kinds and faultless.
pub(super) fn parse(bytes: &[u8]) -> Option<Leaf> {
    let mut rest = bytes.strip_prefix(b"{\"digests\":[")?;
    let mut digests: Vec<Digest> = Vec::with_capacity(rest.len() / 67);
    loop {
        let (digest, after) = quoted(rest)?;
        let digest = Digest::from_bytes(digest);
        if digests.last().is_some_and(|last| *last >= digest) {
            return None;
        }
        digests.push(digest);
        match after.split_first()? {
            (b',', after) => rest = after,
            (b']', after) => {
                rest = after;
                break;
            }
            _ => return None,
        }
    }
    let (eid, rest) = quoted(rest.strip_prefix(b",\"eid\":")?)?;
    let eid = Eid::from_bytes(eid);
    let n = u64::try_from(digests.len()).ok()?;
    let end = format!(",\"n\":{n},\"v\":1}}");
    let kind = rest
        .strip_prefix(b",\"kind\":\"")?
        .strip_suffix(end.as_bytes())?
        .strip_suffix(b"\"")?;
    match kind {
        b"poll.cast" => Some(PollCast { digests, eid, n }.into()),
        b"poll.superseded" => Some(PollSuperseded { digests, eid, n }.into()),
        _ => None,
    }
}

/// Takes 32 bytes in quoted lowercase hex.
fn quoted(bytes: &[u8]) -> Option<([u8; 32], &[u8])> {
    let (text, rest) = bytes.split_first_chunk::<66>()?;
    let [b'"', hex @ .., b'"'] = text else {
        return None;
    };
    let mut decoded = [0; 32];
    let mut faults = 0;
    for (byte, pair) in decoded.iter_mut().zip(hex.as_chunks::<2>().0) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        faults |= high | low;
        *byte = high << 4 | low;
    }
    (faults & NO_DIGIT == 0).then_some((decoded, rest))
}

/// Marks a character that is no lowercase hex digit.
const NO_DIGIT: u8 = 0x80;

/// The value of each character as a digit.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut index = 0;
    let mut character: u8 = 0;
    while index < values.len() {
        values[index] = match character {
            b'0'..=b'9' => character - b'0',
            b'a'..=b'f' => character - b'a' + 10,
            _ => NO_DIGIT,
        };
        index += 1;
        character = character.wrapping_add(1);
    }
    values
};
