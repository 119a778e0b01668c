//! When e-mail counts as notice to somebody, and when no longer. Pure.
//!
//! Bylaws and statutes take e-mail as notice until so many notices in a row
//! could not be delivered and the secretary knows it (8 Del. C. § 232(e): two);
//! then another channel is asked for, until there is another address.

use chrono::{DateTime, Utc};

/// What became of one statutory notice by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing bad is known of it.
    Accepted,
    /// It came back, or was refused for good; since when that is known.
    Failed(DateTime<Utc>),
    /// It is still on its way.
    UnderWay,
}

/// Why e-mail is no notice to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// They object to it.
    Objection,
    /// So many notices in a row did not arrive.
    Failures(u32),
}

/// Whether e-mail is barred. `fates` are the statutory notices sent to the
/// present address, in the order in which they were given; `most` is the rule's
/// number, none where no document says.
#[must_use]
pub fn bar(objects: bool, fates: &[Fate], most: Option<u32>) -> Option<Bar> {
    if objects {
        return Some(Bar::Objection);
    }
    let most = most.filter(|most| *most > 0)?;
    let mut failed = 0u32;
    for fate in fates {
        match fate {
            Fate::Failed(_) => failed = failed.saturating_add(1),
            Fate::Accepted if failed < most => failed = 0,
            // Once barred nothing is sent to that address any more; what was
            // already on its way does not lift it.
            Fate::Accepted | Fate::UnderWay => {}
        }
    }
    (failed >= most).then_some(Bar::Failures(failed))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Bar, Fate, bar};

    #[test]
    fn two_failures_in_a_row_bar_and_one_that_arrives_between_does_not() {
        let failed = Fate::Failed(DateTime::UNIX_EPOCH);
        let (good, open) = (Fate::Accepted, Fate::UnderWay);
        for (fates, most, expected) in [
            (&[][..], Some(2), None),
            (&[failed], Some(2), None),
            (&[failed, failed], Some(2), Some(Bar::Failures(2))),
            (&[failed, good, failed], Some(2), None),
            (&[good, failed, failed], Some(2), Some(Bar::Failures(2))),
            // What is on its way says nothing yet.
            (&[failed, open, failed], Some(2), Some(Bar::Failures(2))),
            (&[failed, failed, good], Some(2), Some(Bar::Failures(2))),
            (&[failed], Some(1), Some(Bar::Failures(1))),
            (&[failed, failed, failed], Some(3), Some(Bar::Failures(3))),
            // Where no document says, mail stays notice.
            (&[failed, failed, failed], None, None),
            (&[failed], Some(0), None),
        ] {
            assert_eq!(bar(false, fates, most), expected, "{fates:?} {most:?}");
        }
        assert_eq!(bar(true, &[], None), Some(Bar::Objection));
    }
}
