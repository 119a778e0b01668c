//! The course of a poll between its opening and its certification: by how much its close may be
//! put off, and until when one may complain. Pure; all by the rules that its manifest fixed.

use chrono::{DateTime, Days, TimeZone, Utc};
use chrono_tz::Tz;

use crate::rulebook::keys;
use crate::seal::manifest::Rule;

/// How far the rules let officers put a close off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionRule {
    /// Days from the close that the manifest fixed, in all.
    pub max_days: u32,
    /// How often; none where no rule limits it.
    pub max_times: Option<u32>,
    /// Where it stands.
    pub citation: String,
}

/// A number that the rules of a manifest state, with the place where it stands.
fn number(rules: &[Rule], key: &str) -> Option<(u32, String)> {
    let rule = rules.iter().find(|rule| rule.key == key)?;
    Some((rule.value.parse().ok()?, rule.citation.clone()))
}

impl ExtensionRule {
    /// The rule of a manifest; none where it is silent, so that nothing is put off.
    #[must_use]
    pub fn of(rules: &[Rule]) -> Option<Self> {
        let (max_days, citation) = number(rules, keys::EXTENSION_MAX_DAYS)?;
        let max_times = number(rules, keys::EXTENSION_MAX_TIMES).map(|(times, _)| times);
        Some(Self {
            max_days,
            max_times,
            citation,
        })
    }

    /// The latest close that it allows: the same time of day so many days later.
    #[must_use]
    pub fn latest(&self, first: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        days_later(first, self.max_days, zone)
    }
}

/// The same time of day some days later, where people live.
fn days_later(from: DateTime<Utc>, days: u32, zone: Tz) -> DateTime<Utc> {
    let local = from.with_timezone(&zone).naive_local();
    local
        .checked_add_days(Days::new(u64::from(days)))
        .and_then(|later| zone.from_local_datetime(&later).latest())
        .map_or_else(
            || from + chrono::TimeDelta::days(i64::from(days)),
            |later| later.with_timezone(&Utc),
        )
}

/// Why a close is not put off, in a sentence for officers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotExtended {
    #[error(
        "The rules of this poll say nothing of putting its close off (voting.extension.max_days), so it is not put off. Leave the close."
    )]
    Silent,
    #[error(
        "The close of this poll has passed: nothing is put off any more. Nothing is left to do."
    )]
    Over,
    #[error("Voting has not begun yet. Wait until it has.")]
    NotBegun,
    #[error("The new close lies after the present one: a close is only put off. Give a later one.")]
    Backwards,
    #[error(
        "The rules of this poll let its close be put off {max} times at most ({citation}), and it was. Leave the close."
    )]
    TooOften { max: u32, citation: String },
    #[error(
        "The rules of this poll let its close be put off by {days} days in all ({citation}): to {latest} at the latest. Give such a day."
    )]
    TooFar {
        days: u32,
        citation: String,
        latest: String,
    },
}

/// Where a poll stands when its close is to be put off.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub opens: DateTime<Utc>,
    /// The close that the manifest fixed.
    pub first_close: DateTime<Utc>,
    /// The close as it stands.
    pub close: DateTime<Utc>,
    /// How often it was put off.
    pub times: usize,
    pub now: DateTime<Utc>,
}

/// Whether officers may put this close off until then.
///
/// # Errors
/// The first rule that stands in the way.
pub fn may_extend(
    rule: Option<&ExtensionRule>,
    window: &Window,
    new_close: DateTime<Utc>,
    zone: Tz,
) -> Result<(), NotExtended> {
    let rule = rule.ok_or(NotExtended::Silent)?;
    if window.now >= window.close {
        return Err(NotExtended::Over);
    }
    if window.now < window.opens {
        return Err(NotExtended::NotBegun);
    }
    if new_close <= window.close {
        return Err(NotExtended::Backwards);
    }
    if let Some(max) = rule.max_times
        && u32::try_from(window.times).unwrap_or(u32::MAX) >= max
    {
        return Err(NotExtended::TooOften {
            max,
            citation: rule.citation.clone(),
        });
    }
    let latest = rule.latest(window.first_close, zone);
    if new_close > latest {
        return Err(NotExtended::TooFar {
            days: rule.max_days,
            citation: rule.citation.clone(),
            latest: latest
                .with_timezone(&zone)
                .format("%Y-%m-%d %H:%M")
                .to_string(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn rule(max_days: u32, max_times: Option<u32>) -> ExtensionRule {
        ExtensionRule {
            max_days,
            max_times,
            citation: "Bylaws § 3.6".into(),
        }
    }

    fn window() -> Window {
        Window {
            opens: at("2026-10-01T07:00:00Z"),
            first_close: at("2026-10-20T15:00:00Z"),
            close: at("2026-10-20T15:00:00Z"),
            times: 0,
            now: at("2026-10-19T10:00:00Z"),
        }
    }

    #[test]
    fn each_rule_has_its_sentence() {
        let zone = chrono_tz::Europe::Berlin;
        let later = at("2026-10-22T15:00:00Z");
        let allowed = rule(7, Some(1));
        let may = |rule: Option<&ExtensionRule>, window: &Window, close| {
            may_extend(rule, window, close, zone)
        };
        assert_eq!(may(Some(&allowed), &window(), later), Ok(()));
        assert_eq!(may(None, &window(), later), Err(NotExtended::Silent));
        let over = Window {
            now: window().close,
            ..window()
        };
        assert_eq!(may(Some(&allowed), &over, later), Err(NotExtended::Over));
        let early = Window {
            now: at("2026-09-30T07:00:00Z"),
            ..window()
        };
        assert_eq!(
            may(Some(&allowed), &early, later),
            Err(NotExtended::NotBegun)
        );
        assert_eq!(
            may(Some(&allowed), &window(), window().close),
            Err(NotExtended::Backwards)
        );
        let again = Window {
            times: 1,
            ..window()
        };
        assert!(matches!(
            may(Some(&allowed), &again, later),
            Err(NotExtended::TooOften { max: 1, .. })
        ));
        assert_eq!(may(Some(&rule(7, None)), &again, later), Ok(()));
        let far = may(Some(&allowed), &window(), at("2026-10-28T15:00:00Z"));
        assert!(far.is_err_and(|why| why.to_string().contains("2026-10-27 17:00")));
    }

    #[test]
    fn days_are_days_of_the_place_also_when_clocks_change() {
        let zone = chrono_tz::Europe::Berlin;
        let latest = rule(7, None).latest(at("2026-10-20T15:00:00Z"), zone);
        assert_eq!(
            latest,
            at("2026-10-27T16:00:00Z"),
            "17:00 there, before and after"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_is_later_and_within_the_days(
            days in 0_u32..60, ahead in -100_000_i64..8_000_000, times in 0_usize..4,
        ) {
            let rule = rule(days, Some(3));
            let window = Window { times, ..window() };
            let new_close = window.close + TimeDelta::seconds(ahead);
            if may_extend(Some(&rule), &window, new_close, Tz::UTC).is_ok() {
                prop_assert!(new_close > window.close && times < 3);
                prop_assert!(new_close - window.first_close <= TimeDelta::days(i64::from(days)));
            }
        }
    }
}
