//! How a day is counted from another: months from the anchor, clamped to the last day
//! of a month and never chained unless the rule names a day in between; calendar days
//! without the first; an opening never early; a last day rolled to a day on which the
//! office is open, the grace counted from the day before it was rolled.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;

use super::calendar::Calendar;
use super::pack::Rule;

/// A length of time as a rule says it: whole months (years are twelve) or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Negative where it is counted back.
    pub months: i32,
    /// Negative where it is counted back.
    pub days: i32,
}

impl Span {
    /// The day this far from another; none beyond the calendar.
    #[must_use]
    pub fn from(self, day: NaiveDate) -> Option<NaiveDate> {
        let moved = add_months(day, self.months)?;
        let days = Days::new(self.days.unsigned_abs().into());
        if self.days < 0 {
            moved.checked_sub_days(days)
        } else {
            moved.checked_add_days(days)
        }
    }

    fn parse(text: &str, back: bool) -> Option<Self> {
        let mut span = Self { months: 0, days: 0 };
        let mut number = String::new();
        let mut units = String::new();
        for letter in text.chars() {
            if letter.is_ascii_digit() {
                number.push(letter);
                continue;
            }
            let value: i32 = number.parse().ok().filter(|value| *value <= 1200)?;
            number.clear();
            // Each unit once, from the longest on.
            if units.contains(letter) {
                return None;
            }
            match letter {
                'y' if units.is_empty() => span.months += value * 12,
                'm' if !units.contains('d') => span.months += value,
                'd' if units.is_empty() => span.days += value,
                _ => return None,
            }
            units.push(letter);
        }
        if !number.is_empty() || units.is_empty() {
            return None;
        }
        let sign = if back { -1 } else { 1 };
        Some(Self {
            months: span.months * sign,
            days: span.days * sign,
        })
    }
}

impl fmt::Display for Span {
    /// As people say it: `5 years`, `6 months`, `30 days`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |n: u32, one: &str| {
            let many = if n == 1 { "" } else { "s" };
            format!("{n} {one}{many}")
        };
        let months = self.months.unsigned_abs();
        let mut parts = Vec::new();
        if months >= 12 {
            parts.push(counted(months / 12, "year"));
        }
        if !months.is_multiple_of(12) {
            parts.push(counted(months % 12, "month"));
        }
        if self.days != 0 || parts.is_empty() {
            parts.push(counted(self.days.unsigned_abs(), "day"));
        }
        out.write_str(&parts.join(" and "))
    }
}

/// The same day number so many months on (R1), or the month's last day where it has no
/// such day; none beyond the calendar.
#[must_use]
pub fn add_months(day: NaiveDate, months: i32) -> Option<NaiveDate> {
    let distance = Months::new(months.unsigned_abs());
    if months < 0 {
        day.checked_sub_months(distance)
    } else {
        day.checked_add_months(distance)
    }
}

/// From what a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The day of the event.
    Event,
    /// The nominal last day of the same rule.
    Due,
}

/// What a rule says of one day, like `event + 6y6m` or `due - 6m`. Each `+` begins from
/// the day before it: `event + 10y + 6m` names the day after ten years as one of its
/// own, which `event + 10y6m` does not.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Formula {
    pub base: Base,
    pub spans: Vec<Span>,
}

impl TryFrom<String> for Formula {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| {
            format!("“{text}” is no day of a rule: write it like “event + 6y6m” or “due - 6m”")
        })
    }
}

impl Formula {
    /// `event` or `due`, then any number of ` + SPAN` and ` - SPAN`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let base = match words.next()? {
            "event" => Base::Event,
            "due" => Base::Due,
            _ => return None,
        };
        let mut spans = Vec::new();
        while let Some(sign) = words.next() {
            let back = match sign {
                "+" => false,
                "-" => true,
                _ => return None,
            };
            spans.push(Span::parse(words.next()?, back)?);
        }
        (spans.len() <= 4).then_some(Self { base, spans })
    }

    /// As people read it: `the event + 6 years and 6 months`.
    #[must_use]
    pub fn said(&self) -> String {
        let mut said = match self.base {
            Base::Event => "the event".to_owned(),
            Base::Due => "the last day".to_owned(),
        };
        for span in &self.spans {
            let sign = if span.months < 0 || span.days < 0 {
                "−"
            } else {
                "+"
            };
            said = format!("{said} {sign} {span}");
        }
        said
    }
}

/// What a day of a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Opens,
    Due,
    Grace,
}

/// One step of the arithmetic, for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Counted from one day to another; `clamped` where the month has no such day.
    Counted {
        part: Part,
        from: NaiveDate,
        span: Span,
        to: NaiveDate,
        clamped: bool,
    },
    /// The day is that of the event itself.
    Same { part: Part, day: NaiveDate },
    /// An opening that would be a day early is the day after (R7).
    NotEarly { from: NaiveDate, to: NaiveDate },
    /// The office is closed on the days named, so the next one counts (R5).
    Rolled {
        part: Part,
        from: NaiveDate,
        to: NaiveDate,
        closed: Vec<(NaiveDate, String)>,
    },
}

/// The days of one deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The day of the event it is counted from.
    pub anchor: NaiveDate,
    /// The opening as counted; [`Self::opens`] is the one to go by.
    pub opens_nominal: Option<NaiveDate>,
    pub opens: Option<NaiveDate>,
    /// The last day as counted, by which reminders go; none of an option without end.
    pub due: Option<NaiveDate>,
    /// The last day on which the office takes it.
    pub due_actionable: Option<NaiveDate>,
    pub grace: Option<NaiveDate>,
    pub grace_actionable: Option<NaiveDate>,
}

impl Dates {
    /// The last day on which anything can still be done.
    #[must_use]
    pub fn last(&self) -> Option<NaiveDate> {
        self.grace_actionable.or(self.due_actionable)
    }
}

/// The days of a deadline and how they came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    pub dates: Dates,
    /// The first day on which an event counts that meets it.
    pub counts_from: NaiveDate,
    pub steps: Vec<Step>,
}

/// The days that follow from an event by a rule, the `occurrence`th time (from 1);
/// none beyond the calendar.
#[must_use]
pub fn reckon(
    rule: &Rule,
    calendar: &Calendar,
    anchor: NaiveDate,
    occurrence: u32,
) -> Option<Reckoned> {
    let later = i32::try_from(occurrence.checked_sub(1)?)
        .ok()?
        .checked_mul(rule.repeat_months())?;
    let mut steps = Vec::new();
    let due = match &rule.due {
        Some(formula) => Some(count(formula, Part::Due, anchor, None, later, &mut steps)?),
        None => None,
    };
    let due_actionable = due.map(|day| roll(calendar, Part::Due, day, &mut steps));
    let mut opening = Vec::new();
    let opens_nominal = match &rule.opens {
        Some(formula) => Some(count(
            formula,
            Part::Opens,
            anchor,
            due,
            later,
            &mut opening,
        )?),
        None => None,
    };
    let opens = opens_nominal.map(|day| not_early(day, &mut opening));
    // What opens is read first, unless it is counted back from the last day.
    let is_first = rule
        .opens
        .as_ref()
        .is_some_and(|formula| matches!(formula.base, Base::Event));
    if is_first {
        opening.append(&mut steps);
        steps = opening;
    } else {
        steps.append(&mut opening);
    }
    let grace = match &rule.grace {
        Some(formula) => Some(count(formula, Part::Grace, anchor, due, later, &mut steps)?),
        None => None,
    };
    let grace_actionable = grace.map(|day| roll(calendar, Part::Grace, day, &mut steps));
    let counts_from = match &rule.counts_from {
        Some(formula) => count(formula, Part::Opens, anchor, due, later, &mut Vec::new())?,
        // Nothing that came before the day that is shown was in time.
        None => opens.unwrap_or(anchor),
    };
    Some(Reckoned {
        dates: Dates {
            anchor,
            opens_nominal,
            opens,
            due,
            due_actionable,
            grace,
            grace_actionable,
        },
        counts_from,
        steps,
    })
}

fn count(
    formula: &Formula,
    part: Part,
    anchor: NaiveDate,
    due: Option<NaiveDate>,
    later: i32,
    steps: &mut Vec<Step>,
) -> Option<NaiveDate> {
    let (mut day, mut later) = match formula.base {
        Base::Event => (anchor, later),
        Base::Due => (due?, 0),
    };
    if formula.spans.is_empty() {
        let to = add_months(day, later)?;
        steps.push(Step::Same { part, day: to });
        return Some(to);
    }
    for span in &formula.spans {
        // What recurs is counted from the event each time, never from the time before.
        let span = Span {
            months: span.months.checked_add(later)?,
            days: span.days,
        };
        later = 0;
        let to = span.from(day)?;
        steps.push(Step::Counted {
            part,
            from: day,
            span,
            to,
            clamped: span.days == 0 && to.day() != day.day(),
        });
        day = to;
    }
    Some(day)
}

/// A window counted from 29 February to the 28th opens on 1 March.
fn not_early(day: NaiveDate, steps: &mut Vec<Step>) -> NaiveDate {
    let from_leap_day = matches!(
        steps.last(),
        Some(Step::Counted { from, clamped: true, .. }) if from.month() == 2 && from.day() == 29
    );
    match day.succ_opt().filter(|_| from_leap_day) {
        Some(next) => {
            steps.push(Step::NotEarly {
                from: day,
                to: next,
            });
            next
        }
        None => day,
    }
}

fn roll(calendar: &Calendar, part: Part, day: NaiveDate, steps: &mut Vec<Step>) -> NaiveDate {
    let (to, closed) = calendar.next_open(day);
    if !closed.is_empty() {
        steps.push(Step::Rolled {
            part,
            from: day,
            to,
            closed,
        });
    }
    to
}
