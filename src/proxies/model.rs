//! What the rules say of proxies, how long one lasts, and where it stands. Pure.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};

/// What the rulebook says of proxies, each with its citation; silent where none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether members vote by proxy.
    pub members: Option<(bool, String)>,
    /// Whether directors vote by proxy.
    pub board: Option<(bool, String)>,
    /// Months after which a proxy is over at the latest.
    pub max_months: Option<(u32, String)>,
    /// Memberships for which one person holds proxies at most.
    pub max_per_holder: Option<(u32, String)>,
}

/// Why no proxy is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// No document says whether members vote by proxy.
    Silent,
    /// A rule refuses it.
    Refused { citation: String },
    /// No document says how long a proxy lasts.
    NoLength,
}

/// What is offered where proxies are: how long, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The rule that allows proxies.
    pub citation: String,
    pub months: u32,
    /// The rule that says how long.
    pub months_citation: String,
}

impl Rules {
    /// What may be granted under these rules. Where one is silent nothing is guessed.
    ///
    /// # Errors
    /// Why nothing may be.
    pub fn offer(&self) -> Result<Offer, Ground> {
        let (allowed, citation) = self.members.as_ref().ok_or(Ground::Silent)?;
        if !allowed {
            return Err(Ground::Refused {
                citation: citation.clone(),
            });
        }
        let (months, months_citation) = self.max_months.as_ref().ok_or(Ground::NoLength)?;
        Ok(Offer {
            citation: citation.clone(),
            months: *months,
            months_citation: months_citation.clone(),
        })
    }
}

/// The last day of a proxy that is granted today and lasts as long as it may: the
/// day before that on which so many months are over, so that it never lasts longer.
#[must_use]
pub fn last_day(today: NaiveDate, months: u32) -> NaiveDate {
    today
        .checked_add_months(Months::new(months))
        .and_then(|day| day.checked_sub_days(Days::new(1)))
        .unwrap_or(today)
}

/// Where a proxy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Stands,
    /// It was recorded from paper, and counts once a second officer confirmed it.
    Waiting,
    Revoked(DateTime<Utc>),
    /// A later proxy of this number took its place.
    Replaced(i32),
    /// Its last day has passed, or the vote it was for.
    Over,
}

impl State {
    /// From what is on record: when it was revoked, which later proxy reaches as far,
    /// and whether the database says that it lasts, and that it counts.
    #[must_use]
    pub fn of(
        revoked: Option<DateTime<Utc>>,
        replaced: Option<i32>,
        lasts: bool,
        counts: bool,
    ) -> Self {
        match (revoked, replaced, lasts, counts) {
            (Some(at), _, _, _) => Self::Revoked(at),
            (None, Some(number), _, _) => Self::Replaced(number),
            (None, None, false, _) => Self::Over,
            (None, None, true, true) => Self::Stands,
            (None, None, true, false) => Self::Waiting,
        }
    }
}

/// How many lines of a roll had a proxy in effect when the vote closed, as far as
/// it may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Said(u64),
    /// It would be about fewer than so many people.
    Withheld(u64),
}

/// No rule makes a figure about fewer than this safe.
const LEAST: u64 = 3;

impl Figure {
    /// Neither those with a proxy nor those without may be fewer than `k`, but none.
    #[must_use]
    pub fn of(proxies: u64, lines: u64, k: u64) -> Self {
        let k = k.max(LEAST);
        let is_small = |figure: u64| (1..k).contains(&figure);
        if is_small(proxies) || is_small(lines.saturating_sub(proxies)) && proxies > 0 {
            Self::Withheld(k)
        } else {
            Self::Said(proxies)
        }
    }
}

/// Most characters of instructions.
pub const INSTRUCTIONS_CHARS: usize = 2000;
/// Most characters of the name of a paper.
pub const PAPER_CHARS: usize = 200;
/// Most characters of the reason of a revocation.
pub const REASON_CHARS: usize = 500;
/// Most bytes of the file of a paper.
pub const PAPER_BYTES: usize = 1 << 20;

/// Text of several lines as typed, without what is not seen.
#[must_use]
pub fn words(raw: &str, most: usize) -> Option<String> {
    let text = raw.replace('\r', "").trim().to_owned();
    let unseen = |c: char| c.is_control() && c != '\n';
    (text.chars().count() <= most && !text.contains(unseen)).then_some(text)
}

/// SHA-256 in 64 hexadecimal digits, as somebody copied it.
#[must_use]
pub fn digest(raw: &str) -> Option<[u8; 32]> {
    let digits: String = raw.split_whitespace().collect();
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(digits.as_bytes())
        .ok()?
        .try_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Figure, Ground, Rules, State, last_day};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn three_years_are_never_exceeded() {
        assert_eq!(last_day(day("2026-08-20"), 36), day("2029-08-19"));
        // The 29th of February has no like in 2027.
        assert_eq!(last_day(day("2024-02-29"), 36), day("2027-02-27"));
        assert_eq!(last_day(day("2026-01-31"), 1), day("2026-02-27"));
    }

    #[test]
    fn where_a_rule_is_silent_nothing_is_offered() {
        let mut rules = Rules::default();
        assert_eq!(rules.offer(), Err(Ground::Silent));
        rules.members = Some((false, "Bylaws § 3.8".into()));
        let citation = "Bylaws § 3.8".to_owned();
        assert_eq!(rules.offer(), Err(Ground::Refused { citation }));
        rules.members = Some((true, "Bylaws § 3.8".into()));
        assert_eq!(rules.offer(), Err(Ground::NoLength));
        rules.max_months = Some((36, "Bylaws § 3.8".into()));
        assert_eq!(rules.offer().map(|offer| offer.months), Ok(36));
    }

    #[test]
    fn small_figures_are_withheld_on_either_side() {
        assert_eq!(Figure::of(0, 4, 10), Figure::Said(0));
        assert_eq!(Figure::of(1, 400, 10), Figure::Withheld(10));
        assert_eq!(Figure::of(10, 400, 10), Figure::Said(10));
        assert_eq!(Figure::of(395, 400, 10), Figure::Withheld(10));
        assert_eq!(Figure::of(400, 400, 10), Figure::Said(400));
        // No rule makes one or two safe.
        assert_eq!(Figure::of(2, 400, 1), Figure::Withheld(3));
    }

    #[test]
    fn what_was_taken_back_or_replaced_does_not_stand() {
        assert_eq!(State::of(None, None, true, true), State::Stands);
        assert_eq!(State::of(None, Some(4), true, true), State::Replaced(4));
        assert_eq!(State::of(None, None, false, true), State::Over);
        // Nor does what nobody confirmed, which does not wait for ever either.
        assert_eq!(State::of(None, None, true, false), State::Waiting);
        assert_eq!(State::of(None, Some(4), true, false), State::Replaced(4));
        assert_eq!(State::of(None, None, false, false), State::Over);
    }
}
