//! Until when an item is put off: by legal days, and never to when it is due.

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::rulebook::model::clock;

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOff {
    Tomorrow,
    Week,
    /// Until the day before it is due.
    DayBefore,
}

impl PutOff {
    pub const ALL: [Self; 3] = [Self::Tomorrow, Self::Week, Self::DayBefore];

    /// The word in a form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tomorrow => "tomorrow",
            Self::Week => "week",
            Self::DayBefore => "day-before",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }

    /// The instant at which what is put off at `now` is back: the beginning of a
    /// legal day. None where that is no later, or not before it is due.
    #[must_use]
    pub fn until(
        self,
        now: DateTime<Utc>,
        due: Option<DateTime<Utc>>,
        zone: Tz,
    ) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&zone).date_naive();
        let day = match self {
            Self::Tomorrow => today.checked_add_days(Days::new(1)),
            Self::Week => today.checked_add_days(Days::new(7)),
            Self::DayBefore => due?.with_timezone(&zone).date_naive().pred_opt(),
        }?;
        let back = clock::instant(zone, day.and_time(NaiveTime::MIN));
        (now < back && due.is_none_or(|due| back < due)).then_some(back)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;

    use super::PutOff::{self, DayBefore, Tomorrow, Week};

    #[test]
    fn nothing_is_put_off_to_when_it_is_due() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().expect(text) };
        let berlin = Tz::Europe__Berlin;
        for (choice, zone, now, due, back) in [
            (
                Tomorrow,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                None,
                Some("2026-09-02T00:00:00Z"),
            ),
            (
                Week,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                None,
                Some("2026-09-08T00:00:00Z"),
            ),
            (DayBefore, Tz::UTC, "2026-09-01T09:00:00Z", None, None),
            (
                DayBefore,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-20T17:00:00Z"),
                Some("2026-09-19T00:00:00Z"),
            ),
            // Due today, tomorrow, and at the very beginning of a day.
            (
                Tomorrow,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-01T17:00:00Z"),
                None,
            ),
            (
                Tomorrow,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-02T17:00:00Z"),
                Some("2026-09-02T00:00:00Z"),
            ),
            (
                Tomorrow,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-02T00:00:00Z"),
                None,
            ),
            (
                DayBefore,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-02T17:00:00Z"),
                None,
            ),
            (
                Week,
                Tz::UTC,
                "2026-09-01T09:00:00Z",
                Some("2026-09-05T17:00:00Z"),
                None,
            ),
            // Days are the zone's: over the end of summer time, and a leap day.
            (
                Tomorrow,
                berlin,
                "2026-10-24T23:30:00Z",
                None,
                Some("2026-10-25T23:00:00Z"),
            ),
            (
                Week,
                berlin,
                "2026-10-20T09:00:00Z",
                None,
                Some("2026-10-26T23:00:00Z"),
            ),
            (
                Tomorrow,
                Tz::UTC,
                "2028-02-28T09:00:00Z",
                None,
                Some("2028-02-29T00:00:00Z"),
            ),
        ] {
            let until = choice.until(at(now), due.map(at), zone);
            assert_eq!(until, back.map(at), "{choice:?} {now} {due:?}");
        }
        for choice in PutOff::ALL {
            assert_eq!(PutOff::parse(choice.word()), Some(choice));
        }
    }
}
