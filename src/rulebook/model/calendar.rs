//! The dates of an election held against the rules, day by day.

use chrono::NaiveDate;

use super::book::{Book, Calendar, Entry};
use super::check::{Fault, Finding};
use super::keys;
use super::value::plain_number;

/// What the dates of an election break, by how many days, and which rule.
#[must_use]
pub fn check(book: &Book, dates: &Calendar) -> Vec<Finding> {
    let Some(opens) = dates.voting_opens.or(dates.voting_closes) else {
        return Vec::new();
    };
    let mut judge = Judge {
        book,
        dates,
        on: opens,
        findings: Vec::new(),
    };
    if let Some(begin) = dates.nominations_open {
        judge.at_least(
            keys::NOMINATIONS_OPEN_DAYS,
            days(begin, opens),
            "nominations open",
            "before the vote",
        );
    }
    if let Some(end) = dates.nominations_close {
        judge.at_least(
            keys::NOMINATIONS_CLOSE_DAYS,
            days(end, opens),
            "nominations close",
            "before the vote",
        );
    }
    if let (Some(opens), Some(closes)) = (dates.voting_opens, dates.voting_closes) {
        judge.at_least(
            keys::VOTING_MIN_DAYS,
            days(opens, closes),
            "voting ends",
            "after it begins",
        );
    }
    if let Some(given) = dates.notice_given {
        let before = days(given, opens);
        judge.at_least(
            keys::NOTICE_MIN_DAYS,
            before,
            "notice is given",
            "before the vote",
        );
        judge.at_most(
            keys::NOTICE_MAX_DAYS,
            before,
            "notice is given",
            "before the vote",
        );
    }
    if let Some(record) = dates.record_date {
        let before = days(record, opens);
        judge.at_least(
            keys::RECORD_DATE_MIN_DAYS,
            before,
            "the record date lies",
            "before the vote",
        );
        judge.at_most(
            keys::RECORD_DATE_MAX_DAYS,
            before,
            "the record date lies",
            "before the vote",
        );
        if let Some(closes) = dates.voting_closes {
            judge.warn_of_close(days(record, opens), days(record, closes));
        }
    }
    judge.findings
}

fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

struct Judge<'b> {
    book: &'b Book,
    dates: &'b Calendar,
    /// The day whose rules apply.
    on: NaiveDate,
    findings: Vec<Finding>,
}

impl<'b> Judge<'b> {
    fn rule(&self, key: &str) -> Option<(&'b Entry, i64)> {
        let rule = self.book.governing(key, self.on).ok()?;
        Some((rule, i64::from(plain_number(&rule.value)?)))
    }

    fn find(&mut self, rule: &Entry, sentence: String) {
        self.findings.push(Finding {
            fault: Fault::Calendar,
            subject: self.dates.name.clone(),
            sentence,
            lines: vec![self.dates.line, rule.line],
        });
    }

    fn at_least(&mut self, key: &str, found: i64, what: &str, how: &str) {
        let Some((rule, least)) = self.rule(key) else {
            return;
        };
        if found < least {
            self.find(rule, format!(
                "Error: {what} {found} days {how}, {} short of the {least} that {} asks for ({found} < {least}). Set other dates.",
                least - found,
                self.book.citation(rule)
            ));
        }
    }

    fn at_most(&mut self, key: &str, found: i64, what: &str, how: &str) {
        let Some((rule, most)) = self.rule(key) else {
            return;
        };
        if most < found {
            self.find(rule, format!(
                "Error: {what} {found} days {how}, {} more than the {most} that {} allows ({found} > {most}). Set other dates.",
                found - most,
                self.book.citation(rule)
            ));
        }
    }

    /// Where the close counts as the meeting, the record date may lie too far back.
    fn warn_of_close(&mut self, before_opening: i64, before_close: i64) {
        let Some((rule, most)) = self.rule(keys::RECORD_DATE_MAX_DAYS) else {
            return;
        };
        if before_opening <= most && most < before_close {
            self.find(rule, format!(
                "Warning: the record date lies {before_opening} days before the vote opens, but {before_close} before it closes. If the close counts as the meeting, that is {} more than the {most} that {} allows.",
                before_close - most,
                self.book.citation(rule)
            ));
        }
    }
}
