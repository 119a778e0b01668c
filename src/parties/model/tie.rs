//! Who is what of which organisation, and who says so. Pure.

use chrono::NaiveDate;

use super::{Name, PartyId};

/// What a person is of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieKind {
    Employee,
    Officer,
    Director,
    Consultant,
    Owner,
}

impl TieKind {
    pub const ALL: [Self; 5] = [
        Self::Employee,
        Self::Officer,
        Self::Director,
        Self::Consultant,
        Self::Owner,
    ];

    /// The word in the database, in forms and on officers' pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Officer => "officer",
            Self::Director => "director",
            Self::Consultant => "consultant",
            Self::Owner => "owner",
        }
    }

    /// The kind this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Who says that a tie is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The person themselves.
    Oneself,
    Employer,
    Evidence,
    Secretary,
}

impl Source {
    /// What an officer may give as the source: only the person speaks for themselves.
    pub const OF_OFFICERS: [Self; 3] = [Self::Employer, Self::Evidence, Self::Secretary];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Oneself => "self",
            Self::Employer => "employer",
            Self::Evidence => "evidence",
            Self::Secretary => "secretary",
        }
    }

    /// As an officers' page says it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Oneself => "told by the person",
            Self::Employer => "told by the organisation",
            Self::Evidence => "by evidence",
            Self::Secretary => "known to the secretary",
        }
    }

    /// The source this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Oneself,
            Self::Employer,
            Self::Evidence,
            Self::Secretary,
        ]
        .into_iter()
        .find(|source| source.word() == word)
    }
}

/// The other end of a tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    Organisation(PartyId),
    /// One that is no party here, by its name.
    Outside(Name),
}

/// From when until when something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    starts_on: NaiveDate,
    /// The first day on which it holds no more.
    ends_on: Option<NaiveDate>,
}

impl Span {
    /// A span; none when it ends before it starts, or as it starts.
    #[must_use]
    pub fn new(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Option<Self> {
        ends_on
            .is_none_or(|end| starts_on < end)
            .then_some(Self { starts_on, ends_on })
    }

    #[must_use]
    pub fn starts_on(self) -> NaiveDate {
        self.starts_on
    }

    #[must_use]
    pub fn ends_on(self) -> Option<NaiveDate> {
        self.ends_on
    }
}

/// Whether what starts and ends on these days holds on a day.
#[must_use]
pub fn holds_on(starts_on: NaiveDate, ends_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    starts_on <= day && ends_on.is_none_or(|end| day < end)
}

/// Hundredths of a percent from what people write: `12.5`, `12,5 %`, `0.01`.
#[must_use]
pub fn share_bp(written: &str) -> Option<u32> {
    let number = written.trim().trim_end_matches('%').trim_end();
    let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    let share = whole.checked_mul(100)?.checked_add(part)?;
    (1..=10_000).contains(&share).then_some(share)
}

/// Hundredths of a percent as a page says them: `12.5 %`.
#[must_use]
pub fn share_said(bp: u32) -> String {
    let (whole, part) = (bp / 100, bp % 100);
    if part == 0 {
        format!("{whole} %")
    } else if part % 10 == 0 {
        format!("{whole}.{} %", part / 10)
    } else {
        format!("{whole}.{part:02} %")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Source, Span, TieKind, holds_on, share_bp, share_said};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, day).unwrap()
    }

    #[test]
    fn words_name_their_variants() {
        for kind in TieKind::ALL {
            assert_eq!(TieKind::parse(kind.word()), Some(kind));
        }
        for source in Source::OF_OFFICERS {
            assert_eq!(Source::parse(source.word()), Some(source));
        }
        assert_eq!(Source::parse("self"), Some(Source::Oneself));
        assert_eq!(TieKind::parse("friend"), None);
    }

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (written, share) in [
            ("12.5", Some(1250)),
            ("12,5 %", Some(1250)),
            (" 100% ", Some(10_000)),
            ("0.01", Some(1)),
            ("51", Some(5100)),
            ("0", None),
            ("100.01", None),
            ("12.345", None),
            ("-3", None),
            ("1e3", None),
            ("", None),
            ("%", None),
            (".5", None),
            ("٣", None),
        ] {
            assert_eq!(share_bp(written), share, "{written:?}");
        }
        for bp in [1, 10, 99, 100, 1250, 5001, 10_000] {
            assert_eq!(share_bp(&share_said(bp)), Some(bp));
        }
    }

    #[test]
    fn the_last_day_is_the_one_before_the_end() {
        assert!(holds_on(day(1), Some(day(3)), day(2)));
        assert!(!holds_on(day(1), Some(day(3)), day(3)));
        assert!(!holds_on(day(2), None, day(1)));
        assert_eq!(Span::new(day(3), Some(day(3))), None);
        assert!(Span::new(day(3), None).is_some());
    }
}
