//! When an office is closed: weekends, holidays and the days they are observed on, and
//! closures for once, all of it data of the pack.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A holiday on the same day each year.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    pub name: String,
    pub month: u32,
    pub day: u32,
    /// The first year of it.
    #[serde(default)]
    pub from: Option<i32>,
    /// Every so many years from `from` on; each year where it is not said.
    #[serde(default)]
    pub every: Option<i32>,
    /// Where it is not observed as the others are.
    #[serde(default)]
    pub observed: Option<Observed>,
}

/// A holiday on a weekday of a month: the first, the fourth, the last (-1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floating {
    pub name: String,
    pub month: u32,
    pub weekday: Weekday,
    pub nth: i8,
    #[serde(default)]
    pub from: Option<i32>,
}

/// A holiday so many days from Easter Sunday.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Easter {
    pub name: String,
    pub offset: i32,
}

/// A day on which the office was or will be closed, for once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    pub name: String,
    pub on: NaiveDate,
}

/// What becomes of a fixed holiday on a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// Nothing.
    No,
    /// On a Saturday the Friday before, on a Sunday the Monday after.
    Nearest,
    /// On the next weekday that is none already.
    Next,
}

/// The days on which an office is closed, as a pack has them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub office: String,
    pub title: String,
    /// Where its midnight ends a day.
    #[serde(deserialize_with = "zone")]
    pub zone: chrono_tz::Tz,
    pub citation: String,
    /// Whether somebody read it in the source; what is from memory is not.
    pub verified: bool,
    /// Whether a last day moves at all.
    pub rolls: bool,
    pub observed: Observed,
    #[serde(default)]
    pub fixed: Vec<Fixed>,
    #[serde(default)]
    pub floating: Vec<Floating>,
    #[serde(default)]
    pub easter: Vec<Easter>,
    #[serde(default)]
    pub closure: Vec<Closure>,
    /// The holidays of [`WORKED_OUT`], once somebody asked: many days are looked up.
    #[serde(skip)]
    pub(super) holidays: OnceLock<BTreeMap<NaiveDate, String>>,
}

/// Years whose holidays are worked out together; others are each time.
const WORKED_OUT: RangeInclusive<i32> = 1990..=2070;

fn zone<'de, D: Deserializer<'de>>(from: D) -> Result<chrono_tz::Tz, D::Error> {
    let name = String::deserialize(from)?;
    name.parse()
        .map_err(|_| D::Error::custom(format!("“{name}” is no time zone")))
}

/// No longer than this a calendar is closed at a stretch.
const LONGEST: usize = 30;

impl Calendar {
    /// The first day from this one on that the office is open, and the closed days
    /// before it with their reasons.
    #[must_use]
    pub fn next_open(&self, day: NaiveDate) -> (NaiveDate, Vec<(NaiveDate, String)>) {
        let mut closed = Vec::new();
        let mut at = day;
        while self.rolls && closed.len() < LONGEST {
            let Some(reason) = self.closed_on(at) else {
                break;
            };
            let Some(next) = at.succ_opt() else { break };
            closed.push((at, reason));
            at = next;
        }
        (at, closed)
    }

    /// Why the office is closed on a day; none where it is open.
    #[must_use]
    pub fn closed_on(&self, day: NaiveDate) -> Option<String> {
        let named = self.named(day);
        match (day.weekday(), named) {
            (_, Some(name)) => Some(name),
            (Weekday::Sat, None) => Some("Saturday".to_owned()),
            (Weekday::Sun, None) => Some("Sunday".to_owned()),
            _ => None,
        }
    }

    fn named(&self, day: NaiveDate) -> Option<String> {
        if let Some(closure) = self.closure.iter().find(|closure| closure.on == day) {
            return Some(closure.name.clone());
        }
        if WORKED_OUT.contains(&day.year()) {
            return self.worked_out().get(&day).cloned();
        }
        // A New Year's Day may be observed in the year before, and an end of the year
        // in the one after.
        let neighbour = match day.month() {
            1 => Some(day.year() - 1),
            12 => Some(day.year() + 1),
            _ => None,
        };
        std::iter::once(day.year())
            .chain(neighbour)
            .find_map(|year| self.holidays(year).remove(&day))
    }

    fn worked_out(&self) -> &BTreeMap<NaiveDate, String> {
        self.holidays.get_or_init(|| {
            let mut days = BTreeMap::new();
            // One year more at each end, as holidays are observed across New Year.
            for year in WORKED_OUT.start() - 1..=WORKED_OUT.end() + 1 {
                for (day, name) in self.holidays(year) {
                    days.entry(day).or_insert(name);
                }
            }
            days
        })
    }

    /// The holidays of a year, each on the days it closes the office.
    #[must_use]
    pub fn holidays(&self, year: i32) -> BTreeMap<NaiveDate, String> {
        let mut days = BTreeMap::new();
        for floating in &self.floating {
            if floating.from.is_none_or(|from| year >= from)
                && let Some(day) = floating.in_year(year)
            {
                days.insert(day, floating.name.clone());
            }
        }
        if let Some(sunday) = easter_sunday(year) {
            for holiday in &self.easter {
                let distance = Days::new(holiday.offset.unsigned_abs().into());
                let day = if holiday.offset < 0 {
                    sunday.checked_sub_days(distance)
                } else {
                    sunday.checked_add_days(distance)
                };
                if let Some(day) = day {
                    days.insert(day, holiday.name.clone());
                }
            }
        }
        let fixed: Vec<(NaiveDate, &Fixed)> = self
            .fixed
            .iter()
            .filter(|fixed| fixed.is_in(year))
            .filter_map(|fixed| {
                Some((
                    NaiveDate::from_ymd_opt(year, fixed.month, fixed.day)?,
                    fixed,
                ))
            })
            .collect();
        for (day, fixed) in &fixed {
            days.insert(*day, fixed.name.clone());
        }
        for (day, fixed) in fixed {
            if let Some(observed) =
                Self::observed_on(fixed.observed.unwrap_or(self.observed), day, &days)
            {
                days.entry(observed)
                    .or_insert_with(|| format!("{}, observed", fixed.name));
            }
        }
        days
    }

    fn observed_on(
        observed: Observed,
        day: NaiveDate,
        taken: &BTreeMap<NaiveDate, String>,
    ) -> Option<NaiveDate> {
        let is_weekend = |day: NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if !is_weekend(day) {
            return None;
        }
        match observed {
            Observed::No => None,
            Observed::Nearest if day.weekday() == Weekday::Sat => day.pred_opt(),
            Observed::Nearest => day.succ_opt(),
            Observed::Next => {
                let mut next = day.succ_opt()?;
                while is_weekend(next) || taken.contains_key(&next) {
                    next = next.succ_opt()?;
                }
                Some(next)
            }
        }
    }
}

impl Fixed {
    fn is_in(&self, year: i32) -> bool {
        let since = |from: i32| i64::from(year) - i64::from(from);
        self.from.is_none_or(|from| since(from) >= 0)
            && self.every.is_none_or(|every| {
                every > 0 && since(self.from.unwrap_or_default()) % i64::from(every) == 0
            })
    }
}

impl Floating {
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        if self.nth > 0 {
            let nth = u8::try_from(self.nth).ok()?;
            return NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, nth);
        }
        [5, 4].into_iter().find_map(|nth| {
            NaiveDate::from_weekday_of_month_opt(year, self.month, self.weekday, nth)
        })
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(sum / 31).ok()?,
        u32::try_from(sum % 31 + 1).ok()?,
    )
}
