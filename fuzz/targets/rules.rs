//! The rulebook and the pack of deadlines: TOML that people write.

use chrono::NaiveDate;
use commonhold::docket::model::reckoning::Formula;
use commonhold::docket::model::{Event, Pack, Thread, lines};
use commonhold::rulebook::model::{calendar, check, edit, file, value};
use commonhold::rulebook::{Ratio, Threshold, keys};
use uuid::Uuid;

use super::is_a_line;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub fn rulebook(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    values(text);
    match file::parse(text) {
        Ok(book) => {
            let today = day(2026, 11, 30);
            let _ = check::check(&book, today);
            for dates in &book.calendars {
                let _ = calendar::check(&book, dates);
            }
            for key in book.keys() {
                let _ = (book.governing(key, today), book.course(key));
            }
            for rule in &book.rules {
                is_a_line(bytes, rule.line);
                assert!(keys::find(&rule.key).is_some_and(|key| keys::accepts(key, &rule.value)));
            }
            // A rule's own value is no change, where it can be changed at all. Asked of one of
            // them, since each question reads the whole again.
            let chosen = bytes.len() % book.rules.len().max(1);
            if let Some(rule) = book.rules.get(chosen)
                && let Ok(same) = edit::with_value(text, &book, rule.line, &rule.value)
            {
                assert_eq!(file::parse(&same).as_ref(), Ok(&book), "{same}");
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                is_a_line(bytes, fault.line);
                assert!(!fault.sentence.is_empty());
            }
        }
    }
}

/// The values of rules, one on a line: each is written as it was read.
fn values(text: &str) {
    for line in text.lines() {
        if let Some(ratio) = Ratio::parse(line) {
            assert_eq!(ratio.to_string(), line);
            assert!(ratio.at_least_of(0) == 0 && ratio.at_least_of(9) <= 9);
            assert!(ratio.more_than_of(9) > 0);
        }
        if let Some(threshold) = Threshold::parse(line) {
            assert_eq!(threshold.to_string(), line);
            assert!(threshold.needed_of(9) <= 9 && threshold.needed_of(9) > 0);
        }
        for key in keys::ALL {
            if keys::accepts(key, line) {
                let _ = keys::said(key.name, line);
            }
        }
        let _ = value::Span::parse(line);
    }
}

/// A pack, and the deadlines that follow by it from each of its events.
pub fn pack(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    for line in text.lines() {
        if let Some(formula) = Formula::parse(line) {
            assert!(!formula.said().is_empty());
        }
    }
    match Pack::parse(text) {
        Ok(pack) => {
            for rule in &pack.rules {
                let event = |id: u128, on| Event {
                    id: Uuid::from_u128(id),
                    code: rule.trigger.clone(),
                    on,
                };
                let thread = Thread {
                    asset: Uuid::from_u128(9),
                    case: None,
                    right: rule.right.clone(),
                    office: rule.office.clone(),
                    basis: rule.basis.first().cloned().unwrap_or_default(),
                    register: String::new(),
                    events: vec![event(1, day(2024, 2, 29)), event(2, day(1999, 12, 31))],
                };
                for line in lines(&pack, &thread, day(2060, 1, 1)) {
                    let dates = line.reckoned.dates;
                    assert!(dates.due <= dates.due_actionable);
                    assert!(dates.grace <= dates.grace_actionable);
                }
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
        }
    }
}
