//! What can be found in the log, and what an entry is called.

use chrono::{DateTime, Utc};

use crate::evidence::leaf::Leaf;
use crate::seal::canonical::Value;
use crate::seal::hash::unhex;
use crate::seal::receipt::Receipt;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this place, counted from 0.
    At(u64),
    /// It is entered and gets its place in a moment.
    Next,
}

/// What is known of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The digest of an envelope, in an entry.
    Cast(Place),
    /// The digest of an envelope that waits for its batch.
    Received,
    /// The hash of an entry.
    Entry(Place),
    /// The digest of a poll's rules; these entries tell of it, beside its casts.
    Poll(Vec<u64>),
    /// Nothing here has this digest.
    Unknown,
}

/// Reads a digest as people type and paste it: in either case, in groups, or
/// within the file of a receipt.
///
/// None unless it has 64 hexadecimal digits.
#[must_use]
pub fn typed_digest(text: &str) -> Option<[u8; 32]> {
    if let Ok((receipt, _)) = Receipt::parse_file(text.trim().as_bytes()) {
        return Some(*receipt.digest.as_bytes());
    }
    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    unhex(&digits).ok()
}

/// The key of the sentence that says what an entry is, with its number of
/// digests: `log-kind-poll-cast`, 37. An entry that this version cannot read
/// is `log-kind-other`.
#[must_use]
pub fn title(leaf: &[u8]) -> (String, usize) {
    let Ok(leaf) = Leaf::parse(leaf) else {
        return ("log-kind-other".to_owned(), 0);
    };
    let digests = match &leaf {
        Leaf::PollCast(leaf) => leaf.digests.len(),
        Leaf::PollSuperseded(leaf) => leaf.digests.len(),
        Leaf::PollLost(leaf) => leaf.digests.len(),
        Leaf::PollSetAside(leaf) => leaf.digests.len(),
        Leaf::LogStart(_)
        | Leaf::LogKey(_)
        | Leaf::OfficerKey(_)
        | Leaf::RollCertified(_)
        | Leaf::RulebookAdopted(_)
        | Leaf::NoticeGiven(_)
        | Leaf::NoticeCertified(_)
        | Leaf::RegistryRecorded(_)
        | Leaf::AssetExecuted(_)
        | Leaf::PollOpened(_)
        | Leaf::PollExtended(_)
        | Leaf::PollClosed(_)
        | Leaf::PollExcluded(_)
        | Leaf::PollUnsealed(_)
        | Leaf::PollResult(_)
        | Leaf::PollCertified(_)
        | Leaf::PollVoided(_)
        | Leaf::PollDestroyed(_) => 0,
    };
    let kind = leaf.kind().replace(['.', '_'], "-");
    (format!("log-kind-{kind}"), digests)
}

/// When an entry says that it was done. None of envelopes, which bear no time so that nothing
/// says when each voter came, and of what cannot be read.
#[must_use]
pub fn at(leaf: &[u8]) -> Option<DateTime<Utc>> {
    let Ok(Value::Object(map)) = Value::parse(leaf) else {
        return None;
    };
    match map.get("at") {
        Some(Value::Int(at)) => DateTime::from_timestamp(i64::try_from(*at).ok()?, 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{at, title, typed_digest};

    #[test]
    fn a_digest_is_read_in_groups_and_in_either_case() {
        let digest = "0123 4567 89ab cdef 0123 4567 89AB CDEF\n0123456789abcdef0123456789abcdef";
        let bytes = typed_digest(digest).unwrap();
        assert_eq!(bytes[..2], [0x01, 0x23]);
        for wrong in ["", "0123", &digest[1..], &digest.replace('0', "o")] {
            assert_eq!(typed_digest(wrong), None, "{wrong}");
        }
        let (d, sig) = ("9".repeat(64), "0".repeat(128));
        let receipt = format!(r#"{{"d":"{d}","eid":"{d}","sig":"{sig}","v":1,"w":1}}"#);
        assert_eq!(typed_digest(&receipt), Some([0x99; 32]));
    }

    #[test]
    fn an_entry_that_cannot_be_read_has_a_title_all_the_same() {
        assert_eq!(title(b"{}"), ("log-kind-other".to_owned(), 0));
        let eid = "0d8de1c68d08d7c1c883e8ffe1281b7bc59702a623a771fca43e041a27955358";
        let cast =
            format!(r#"{{"digests":["{eid}"],"eid":"{eid}","kind":"poll.cast","n":1,"v":1}}"#);
        assert_eq!(title(cast.as_bytes()), ("log-kind-poll-cast".to_owned(), 1));
        assert_eq!(at(cast.as_bytes()), None);
    }

    #[test]
    fn an_entry_says_when_it_was_done() {
        let done = br#"{"at":1704600000,"kind":"log.start","v":1}"#;
        assert_eq!(at(done).map(|at| at.timestamp()), Some(1_704_600_000));
        for none in [&b"{}"[..], b"", br#"{"at":"1704600000"}"#, b"[]"] {
            assert_eq!(at(none), None);
        }
    }
}
