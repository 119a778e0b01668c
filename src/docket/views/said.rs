//! Days, events, statuses and steps of the arithmetic in words, as every page of the docket
//! says them. Nothing is computed here.

use chrono::{Months, NaiveDate};

use crate::docket::model::reckoning::Part;
use crate::docket::model::{Dates, Kind, Status, Step};
use crate::web::times::{day_said, weekday_said};

/// What happened, in words: the code of an event as a person reads it.
#[must_use]
pub fn event_said(code: &str) -> String {
    let known = match code {
        "OA_EXTENSION" => "Extension for an office action",
        "SOU_EXTENSION" => "Extension for a statement of use",
        "SECTION_8_15_FILED" => "Sections 8 and 15 filed",
        "SECTION_8_9_FILED" => "Sections 8 and 9 filed",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let said = code.to_ascii_lowercase().replace('_', " ");
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

/// From so many years on a day is told by years: in days nobody sees how far it is.
const IN_YEARS: u32 = 2;

/// How far a day is: `in 12 days`, `today`, `3 days ago`, `in over 4 years`.
#[must_use]
pub fn distance(day: NaiveDate, today: NaiveDate) -> String {
    let days = (day - today).num_days();
    let (first, last) = (day.min(today), day.max(today));
    let years = last.years_since(first).unwrap_or(0);
    if years >= IN_YEARS {
        let whole = first.checked_add_months(Months::new(years.saturating_mul(12)));
        let over = if whole == Some(last) { "" } else { "over " };
        return if days > 0 {
            format!("in {over}{years} years")
        } else {
            format!("{over}{years} years ago")
        };
    }
    let counted = |n: i64| {
        let many = if n == 1 { "" } else { "s" };
        format!("{n} day{many}")
    };
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {}", counted(days)),
        _ => format!("{} ago", counted(-days)),
    }
}

/// Class and sign of a status, beside its word.
#[must_use]
pub const fn mark(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Future => ("mark-closed", "○ "),
        Status::Open => ("mark-open", "→ "),
        Status::Due => ("mark-open", "◐ "),
        Status::InGrace => ("mark-wrong", "! "),
        Status::Missed => ("mark-wrong", "✕ "),
        Status::Met => ("mark-certified", "✓ "),
        Status::Waived => ("mark-closed", "– "),
        Status::Superseded => ("mark-closed", "↷ "),
    }
}

/// A title with its place among those that come again.
pub(super) fn titled(title: &str, occurrence: u32) -> String {
    if occurrence > 1 {
        format!("{title}, no. {occurrence}")
    } else {
        title.to_owned()
    }
}

/// What comes next of a deadline, in a sentence.
#[must_use]
pub fn next(kind: Kind, dates: &Dates, status: Status, today: NaiveDate) -> String {
    let on = |day: Option<NaiveDate>| {
        day.map_or_else(String::new, |day| {
            format!("{} ({})", day_said(&day), distance(day, today))
        })
    };
    match status {
        Status::Future if kind == Kind::Watch => on(dates.due_actionable),
        Status::Future => format!(
            "Opens {}{}",
            on(dates.opens),
            dates
                .due
                .map_or_else(String::new, |due| format!(", due {}", day_said(&due)))
        ),
        Status::Open if dates.due.is_none() => {
            format!("Open since {}, without a last day", on(dates.opens))
        }
        Status::Open | Status::Due => match (dates.due, dates.due_actionable) {
            (Some(due), Some(taken)) if due != taken => {
                format!("Due {}; taken until {}", on(Some(due)), day_said(&taken))
            }
            (due, _) => format!("Due {}", on(due)),
        },
        Status::InGrace => format!(
            "Was due {}; with surcharge until {}",
            on(dates.due),
            on(dates.grace_actionable)
        ),
        Status::Missed => format!("Was to be done by {}", on(dates.last())),
        Status::Met | Status::Waived | Status::Superseded => match (dates.due, dates.opens) {
            (Some(due), _) => format!("Last day {}", day_said(&due)),
            (None, Some(opens)) => format!("Open from {}", day_said(&opens)),
            (None, None) => String::new(),
        },
    }
}

/// One step of the arithmetic as a sentence.
#[must_use]
pub fn step_said(step: &Step) -> String {
    let part = |part: Part| match part {
        Part::Opens => "Opens",
        Part::Due => "Due",
        Part::Grace => "Grace ends",
    };
    match step {
        Step::Counted {
            part: of,
            from,
            span,
            to,
            clamped,
        } => {
            let sign = if span.months < 0 || span.days < 0 {
                "−"
            } else {
                "+"
            };
            let clamped = if *clamped {
                ", the last day of a month that has no such day"
            } else {
                ""
            };
            format!(
                "{}: {} {sign} {span} = {}{clamped}.",
                part(*of),
                day_said(from),
                weekday_said(to)
            )
        }
        Step::Same { part: of, day } => {
            format!("{}: the day itself, {}.", part(*of), weekday_said(day))
        }
        Step::NotEarly { to, .. } => format!(
            "A window counted from 29 February never opens early: it opens on {}.",
            weekday_said(to)
        ),
        Step::Rolled {
            part: of,
            from,
            to,
            closed,
        } => {
            let why: Vec<String> = closed
                .iter()
                .map(|(day, name)| format!("{}: {name}", day_said(day)))
                .collect();
            let what = match of {
                Part::Grace => "The grace is counted from the nominal day and ends",
                Part::Opens | Part::Due => "It falls",
            };
            format!(
                "{what} on {}, when the office is closed ({}), so it is taken until {}. Reminders go by the day before it was moved.",
                weekday_said(from),
                why.join("; "),
                weekday_said(to)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::distance;

    #[test]
    fn what_is_far_away_is_told_by_years() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
        for (from, to, said) in [
            ("2027-01-04", "2027-01-04", "today"),
            ("2027-01-04", "2027-01-05", "in 1 day"),
            ("2027-01-04", "2026-12-31", "4 days ago"),
            ("2027-01-04", "2029-01-03", "in 730 days"),
            ("2027-01-04", "2029-01-04", "in 2 years"),
            ("2027-01-04", "2031-01-05", "in over 4 years"),
            ("2028-02-29", "2032-02-29", "in 4 years"),
            ("2031-01-05", "2027-01-04", "over 4 years ago"),
        ] {
            assert_eq!(distance(day(to), day(from)), said);
        }
    }
}
