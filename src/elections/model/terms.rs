//! Terms that somebody has completed in a row, and from when they can stand again. Pure.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use super::Cited;

/// Whether part of a term counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partial {
    Counts,
    No,
    FromHalf,
}

impl Partial {
    /// Reads the value of the rule.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        match value {
            "counts" => Some(Self::Counts),
            "does not count" => Some(Self::No),
            "counts from half" => Some(Self::FromHalf),
            _ => None,
        }
    }
}

/// The rules on terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRules {
    /// Terms after which a pause is due.
    pub limit: Cited<u32>,
    /// Years of one term.
    pub years: u32,
    pub partial: Partial,
    /// Years of the pause.
    pub gap_years: u32,
}

/// One person's time on a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    pub from: NaiveDate,
    /// The first day without it.
    pub until: NaiveDate,
}

impl Served {
    /// From instants; what has no end by then lasts until `at_latest`.
    #[must_use]
    pub fn new(
        starts_at: DateTime<Utc>,
        ends_at: Option<DateTime<Utc>>,
        at_latest: DateTime<Utc>,
        zone: Tz,
    ) -> Option<Self> {
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let until = ends_at.map_or(at_latest, |ends| ends.min(at_latest));
        (starts_at < until).then(|| Self {
            from: day(starts_at),
            until: day(until),
        })
    }
}

/// So many years later; the last day of February where there is none else.
#[must_use]
pub fn years_after(day: NaiveDate, years: u32) -> NaiveDate {
    let Ok(years) = i32::try_from(years) else {
        return NaiveDate::MAX;
    };
    let year = day.year().saturating_add(years);
    day.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
        .unwrap_or(NaiveDate::MAX)
}

fn counts(served: Served, rules: &TermRules) -> bool {
    // A term is over at a midnight near its day: some days less make none of it a part.
    let slack = 31;
    let whole = (years_after(served.from, rules.years) - served.from).num_days();
    let days = (served.until - served.from).num_days();
    match rules.partial {
        Partial::Counts => days > 0,
        Partial::No => days.saturating_add(slack) >= whole,
        Partial::FromHalf => days.saturating_mul(2) >= whole,
    }
}

/// Why a person cannot stand for a term that begins on this day: how many terms
/// they completed in a row, and from which day on they can.
#[must_use]
pub fn termed_out(
    served: &[Served],
    rules: &TermRules,
    begins_on: NaiveDate,
) -> Option<(u32, NaiveDate)> {
    let mut served: Vec<Served> = served
        .iter()
        .copied()
        .filter(|one| one.from < begins_on)
        .collect();
    served.sort_by_key(|one| one.from);
    let mut in_a_row = 0u32;
    let mut last: Option<NaiveDate> = None;
    for one in served {
        if last.is_some_and(|last| years_after(last, rules.gap_years) <= one.from) {
            in_a_row = 0;
        }
        if counts(one, rules) {
            in_a_row = in_a_row.saturating_add(1);
        }
        last = Some(last.map_or(one.until, |last| last.max(one.until)));
    }
    let from = years_after(last?, rules.gap_years);
    (rules.limit.value <= in_a_row && begins_on < from).then_some((in_a_row, from))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{Partial, Served, TermRules, termed_out, years_after};
    use crate::elections::model::Cited;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn rules(partial: Partial) -> TermRules {
        TermRules {
            limit: Cited {
                value: 2,
                citation: "Bylaws § 4.4(d)".into(),
            },
            years: 4,
            partial,
            gap_years: 1,
        }
    }

    fn served(from: &str, until: &str) -> Served {
        Served {
            from: day(from),
            until: day(until),
        }
    }

    #[test]
    fn voting_r04_two_terms_in_a_row_ask_for_a_year_out() {
        let first = served("2018-10-01", "2022-10-01");
        let second = served("2022-10-01", "2026-10-01");
        let part = served("2024-10-01", "2026-10-01");
        let short = served("2025-10-01", "2026-10-01");
        let early = served("2012-10-01", "2016-10-01");
        for (times, partial, begins, expected) in [
            (vec![first, second], Partial::No, "2026-10-02", Some(2)),
            (vec![first, second], Partial::No, "2027-10-01", None),
            (vec![first], Partial::Counts, "2022-10-02", None),
            // A pause of two years between the first and the rest of them.
            (
                vec![early, first, second],
                Partial::No,
                "2026-10-02",
                Some(2),
            ),
            (vec![early, first], Partial::No, "2022-10-02", None),
            (vec![first, part], Partial::FromHalf, "2026-10-02", None),
            (
                vec![served("2020-10-01", "2024-10-01"), part],
                Partial::FromHalf,
                "2026-10-02",
                Some(2),
            ),
            (
                vec![served("2021-10-01", "2025-10-01"), short],
                Partial::FromHalf,
                "2026-10-02",
                None,
            ),
            (
                vec![served("2021-10-01", "2025-10-01"), short],
                Partial::Counts,
                "2026-10-02",
                Some(2),
            ),
            (
                vec![served("2021-10-01", "2025-10-01"), short],
                Partial::No,
                "2026-10-02",
                None,
            ),
            (vec![], Partial::Counts, "2026-10-02", None),
        ] {
            let found = termed_out(&times, &rules(partial), day(begins)).map(|(terms, _)| terms);
            assert_eq!(found, expected, "{times:?} {partial:?} {begins}");
        }
        let (_, from) = termed_out(&[first, second], &rules(Partial::No), day("2026-10-02"))
            .expect("termed out");
        assert_eq!(from, day("2027-10-01"));
    }

    #[test]
    fn years_end_in_february_too() {
        assert_eq!(years_after(day("2024-02-29"), 1), day("2025-02-28"));
        assert_eq!(years_after(day("2024-02-29"), 4), day("2028-02-29"));
    }

    proptest! {
        #[test]
        fn after_the_pause_everybody_can_stand(starts in prop::collection::vec(0i64..8000, 0..6)) {
            let times: Vec<Served> = starts
                .into_iter()
                .map(|start| {
                    let from = day("2000-01-01") + chrono::Duration::days(start);
                    Served { from, until: years_after(from, 4) }
                })
                .collect();
            let last = times.iter().map(|one| one.until).max().unwrap_or(day("2000-01-01"));
            prop_assert_eq!(termed_out(&times, &rules(Partial::Counts), years_after(last, 1)), None);
        }
    }
}
