//! The dates of an election: proposed from the rules, and held against them. Pure.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::Cited;
use crate::rulebook::keys;
use crate::rulebook::model::clock;

/// The dates of an election, each a legal day; the vote opens and closes at its hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// As of which day who may vote is fixed.
    pub record_date: NaiveDate,
    /// On which day notice of the vote is given to the members.
    pub notice_on: NaiveDate,
    /// The first and the last day for nominations.
    pub nominations_open: NaiveDate,
    pub nominations_close: NaiveDate,
    /// The day on which the list of candidates is published.
    pub list_on: NaiveDate,
    /// The last day on which somebody can ask to be put on the roll.
    pub exceptions_end: NaiveDate,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
}

/// The rules that speak to dates, each where the rulebook has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateRules {
    pub record_min: Option<Cited<i64>>,
    pub record_max: Option<Cited<i64>>,
    pub notice_min: Option<Cited<i64>>,
    pub notice_max: Option<Cited<i64>>,
    pub open_days: Option<Cited<i64>>,
    pub close_days: Option<Cited<i64>>,
    pub voting_days: Option<Cited<i64>>,
}

/// The keys of which an election may be let off by a decision. What the law says
/// of record dates and of notice is not among them.
pub const WAIVABLE: [&str; 3] = [
    keys::NOMINATIONS_OPEN_DAYS,
    keys::NOMINATIONS_CLOSE_DAYS,
    keys::VOTING_MIN_DAYS,
];

/// How few days a decision lets an election keep of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    pub key: String,
    pub days: i64,
    /// The number of the decision.
    pub decision: i64,
    pub reason: String,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Kept,
    /// Broken, and let off by the decision of this number.
    Waived(i64),
    /// Broken: to be mended, or waived where that can be.
    Open {
        can_be_waived: bool,
    },
    /// Not an error under the rule as it is read here; to be looked at.
    Warning,
}

/// One check of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The key of the rule; empty where it is the order of the dates alone.
    pub key: &'static str,
    pub citation: String,
    pub sentence: String,
    /// What was found, in days, where the rule counts them.
    pub found: i64,
    pub verdict: Verdict,
}

impl Check {
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.verdict {
            Verdict::Open { .. } => true,
            Verdict::Kept | Verdict::Waived(_) | Verdict::Warning => false,
        }
    }

    #[must_use]
    pub fn can_be_waived(&self) -> bool {
        matches!(
            self.verdict,
            Verdict::Open {
                can_be_waived: true
            }
        )
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

fn counted(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

struct Judge<'a> {
    waivers: &'a [Waiver],
    checks: Vec<Check>,
}

impl Judge<'_> {
    fn broken(&self, key: &'static str, found: i64) -> Verdict {
        let can_be_waived = WAIVABLE.contains(&key);
        let waiver = self
            .waivers
            .iter()
            .find(|waiver| can_be_waived && waiver.key == key && waiver.days <= found);
        match waiver {
            Some(waiver) => Verdict::Waived(waiver.decision),
            None => Verdict::Open { can_be_waived },
        }
    }

    fn at_least(
        &mut self,
        key: &'static str,
        rule: Option<&Cited<i64>>,
        found: i64,
        (what, how): (&str, &str),
    ) {
        let Some(rule) = rule else { return };
        let kept = rule.value <= found;
        let sentence = if kept {
            format!(
                "{what} {} {how}; at least {} are asked for.",
                counted(found),
                rule.value
            )
        } else {
            format!(
                "{what} {} {how}, {} short of the {} that {} asks for ({found} < {}).",
                counted(found),
                rule.value.saturating_sub(found),
                rule.value,
                rule.citation,
                rule.value
            )
        };
        self.checks.push(Check {
            key,
            citation: rule.citation.clone(),
            sentence,
            found,
            verdict: if kept {
                Verdict::Kept
            } else {
                self.broken(key, found)
            },
        });
    }

    fn at_most(
        &mut self,
        key: &'static str,
        rule: Option<&Cited<i64>>,
        found: i64,
        (what, how): (&str, &str),
    ) {
        let Some(rule) = rule else { return };
        let kept = found <= rule.value;
        let sentence = if kept {
            format!(
                "{what} {} {how}; at most {} are allowed.",
                counted(found),
                rule.value
            )
        } else {
            format!(
                "{what} {} {how}, {} more than the {} that {} allows ({found} > {}).",
                counted(found),
                found.saturating_sub(rule.value),
                rule.value,
                rule.citation,
                rule.value
            )
        };
        self.checks.push(Check {
            key,
            citation: rule.citation.clone(),
            sentence,
            found,
            verdict: if kept {
                Verdict::Kept
            } else {
                Verdict::Open {
                    can_be_waived: false,
                }
            },
        });
    }

    fn order(&mut self, kept: bool, sentence: &str) {
        self.checks.push(Check {
            key: "",
            citation: String::new(),
            sentence: sentence.to_owned(),
            found: 0,
            verdict: if kept {
                Verdict::Kept
            } else {
                Verdict::Open {
                    can_be_waived: false,
                }
            },
        });
    }
}

/// Every check of these dates, in the order of the election.
#[must_use]
pub fn check(dates: &Dates, rules: &DateRules, waivers: &[Waiver], zone: Tz) -> Vec<Check> {
    let opens = dates.opens_at.with_timezone(&zone).date_naive();
    let closes = dates.closes_at.with_timezone(&zone).date_naive();
    let mut judge = Judge {
        waivers,
        checks: Vec::new(),
    };
    let before = "before the vote opens";
    let record = days(dates.record_date, opens);
    let what = ("The record date lies", before);
    judge.at_least(
        keys::RECORD_DATE_MIN_DAYS,
        rules.record_min.as_ref(),
        record,
        what,
    );
    judge.at_most(
        keys::RECORD_DATE_MAX_DAYS,
        rules.record_max.as_ref(),
        record,
        what,
    );
    if let Some(rule) = &rules.record_max {
        let until_close = days(dates.record_date, closes);
        if record <= rule.value && rule.value < until_close {
            judge.checks.push(Check {
                key: keys::RECORD_DATE_MAX_DAYS,
                citation: rule.citation.clone(),
                sentence: format!(
                    "The record date lies {} before the vote closes. If the close counts as the meeting, that is {} more than the {} that {} allows.",
                    counted(until_close),
                    until_close.saturating_sub(rule.value),
                    rule.value,
                    rule.citation
                ),
                found: until_close,
                verdict: Verdict::Warning,
            });
        }
    }
    let notice = days(dates.notice_on, opens);
    let what = ("Notice is given", before);
    judge.at_least(
        keys::NOTICE_MIN_DAYS,
        rules.notice_min.as_ref(),
        notice,
        what,
    );
    judge.at_most(
        keys::NOTICE_MAX_DAYS,
        rules.notice_max.as_ref(),
        notice,
        what,
    );
    judge.at_least(
        keys::NOMINATIONS_OPEN_DAYS,
        rules.open_days.as_ref(),
        days(dates.nominations_open, opens),
        ("Nominations open", before),
    );
    judge.at_least(
        keys::NOMINATIONS_CLOSE_DAYS,
        rules.close_days.as_ref(),
        days(dates.nominations_close, opens),
        ("Nominations close", before),
    );
    judge.at_least(
        keys::VOTING_MIN_DAYS,
        rules.voting_days.as_ref(),
        days(opens, closes),
        ("The vote closes", "after it opens"),
    );
    judge.order(
        dates.nominations_open <= dates.nominations_close,
        "Nominations close on the day they open, or later.",
    );
    judge.order(
        dates.nominations_close <= dates.list_on && dates.list_on <= opens,
        "The list of candidates is published after nominations close, and before the vote opens.",
    );
    judge.order(
        dates.record_date <= dates.exceptions_end && dates.exceptions_end < opens,
        "Who is missing on the roll can ask to be put on it after the record date, and no more once the vote opens.",
    );
    judge.order(
        dates.opens_at < dates.closes_at,
        "The vote closes after it opens.",
    );
    judge.checks
}

fn back(day: NaiveDate, days: i64) -> NaiveDate {
    let count = u64::try_from(days).unwrap_or(0);
    day.checked_sub_days(Days::new(count)).unwrap_or(day)
}

fn within(wished: i64, min: Option<&Cited<i64>>, max: Option<&Cited<i64>>) -> i64 {
    let least = min.map_or(wished, |min| wished.max(min.value));
    max.map_or(least, |max| least.min(max.value))
}

/// Dates that keep the rules for a vote that opens on this day at this hour.
#[must_use]
pub fn propose(opens_on: NaiveDate, hour: NaiveTime, rules: &DateRules, zone: Tz) -> Dates {
    let voting = rules.voting_days.as_ref().map_or(14, |rule| rule.value);
    let closes_on = opens_on
        .checked_add_days(Days::new(u64::try_from(voting).unwrap_or(0).max(1)))
        .unwrap_or(opens_on);
    let open_days = rules.open_days.as_ref().map_or(45, |rule| rule.value);
    let close_days = rules.close_days.as_ref().map_or(10, |rule| rule.value);
    // Where the rule lets it, not further back than the close allows either.
    let record = rules
        .record_max
        .as_ref()
        .map_or(30, |max| max.value.saturating_sub(voting));
    let record = within(
        record.min(30),
        rules.record_min.as_ref(),
        rules.record_max.as_ref(),
    );
    let notice = within(
        21.min(record),
        rules.notice_min.as_ref(),
        rules.notice_max.as_ref(),
    );
    Dates {
        record_date: back(opens_on, record),
        notice_on: back(opens_on, notice),
        nominations_open: back(opens_on, open_days.max(close_days)),
        nominations_close: back(opens_on, close_days),
        list_on: back(
            opens_on,
            close_days.saturating_sub(1).clamp(0, close_days.max(0)),
        ),
        exceptions_end: back(opens_on, 3.min(record.max(1))),
        opens_at: clock::instant(zone, opens_on.and_time(hour)),
        closes_at: clock::instant(zone, closes_on.and_time(hour)),
    }
}

/// The dates of an earlier election, moved so that the vote opens on another day:
/// each keeps its distance from the opening, and the hours on the clock.
#[must_use]
pub fn repeat(earlier: &Dates, opens_on: NaiveDate, zone: Tz) -> Dates {
    let first = earlier.opens_at.with_timezone(&zone).naive_local();
    let last = earlier.closes_at.with_timezone(&zone).naive_local();
    let shift = opens_on.signed_duration_since(first.date());
    let moved = |day: NaiveDate| day.checked_add_signed(shift).unwrap_or(day);
    Dates {
        record_date: moved(earlier.record_date),
        notice_on: moved(earlier.notice_on),
        nominations_open: moved(earlier.nominations_open),
        nominations_close: moved(earlier.nominations_close),
        list_on: moved(earlier.list_on),
        exceptions_end: moved(earlier.exceptions_end),
        opens_at: clock::instant(zone, opens_on.and_time(first.time())),
        closes_at: clock::instant(zone, moved(last.date()).and_time(last.time())),
    }
}

#[cfg(test)]
mod tests;
