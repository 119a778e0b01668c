//! What is wrong with a rule of a pack, in sentences for its author. Whether the law says so
//! nobody can tell here; a rule without a citation is not taken.

use chrono::NaiveDate;

use super::{Kind, Rule};
use crate::docket::model::calendar::Calendar;
use crate::docket::model::reckoning::{Base, reckon};
use crate::docket::model::table::Calendars;

/// Whether a text is the code of an event.
pub(super) fn is_code(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a text is one line that every page and file can show.
pub(super) fn is_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// The same of a text that may have several lines.
fn is_text(text: &str) -> bool {
    text.split('\n').all(is_line)
}

/// Whether there are years with each of its holidays.
pub(super) fn can_come(calendar: &Calendar) -> bool {
    let in_leap_year = |month, day| NaiveDate::from_ymd_opt(2028, month, day).is_some();
    let fixed = calendar
        .fixed
        .iter()
        .all(|day| in_leap_year(day.month, day.day) && day.every.is_none_or(|every| every > 0));
    let floating = calendar
        .floating
        .iter()
        .all(|day| (1..=12).contains(&day.month) && matches!(day.nth, -1 | 1..=5));
    fixed && floating
}

/// Whether every text of a calendar is one.
pub(super) fn is_written(calendar: &Calendar) -> bool {
    let fixed = calendar.fixed.iter().map(|day| &day.name);
    let floating = calendar.floating.iter().map(|day| &day.name);
    let easter = calendar.easter.iter().map(|day| &day.name);
    let closures = calendar.closure.iter().map(|day| &day.name);
    let mut names = fixed.chain(floating).chain(easter).chain(closures);
    is_line(&calendar.office)
        && is_line(&calendar.title)
        && is_text(&calendar.citation)
        && names.all(|name| is_line(name))
}

/// Whether every text of a rule is one.
fn are_texts(rule: &Rule) -> bool {
    let lines = [&rule.id, &rule.title, &rule.office, &rule.right];
    let lists = [&rule.basis, &rule.except_basis, &rule.except_register];
    let texts = [
        &rule.surcharge,
        &rule.consequence,
        &rule.citation,
        &rule.note,
    ];
    lines.into_iter().all(|line| is_line(line))
        && lists.into_iter().flatten().all(|line| is_line(line))
        && texts.into_iter().all(|text| is_text(text))
        && rule.roll_calendar.as_deref().is_none_or(is_line)
}

/// Whether a text is the name of a rule or of a series of rules.
fn is_name(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What is wrong with a rule, in the order in which its author would put it right.
pub(super) fn judge(rule: &Rule, calendars: &Calendars) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |said: &str| faults.push(said.to_owned());
    if !is_name(&rule.id) {
        fault("its name must be of small letters, digits and hyphens, like us-s8-first.");
    }
    if !rule.series.as_deref().is_none_or(is_name) {
        fault("the name of its series must be of small letters, digits and hyphens, like us-sou.");
    }
    if !are_texts(rule) {
        fault("leave control characters out of its texts; long ones may have several lines.");
    }
    if rule.citation.trim().is_empty() {
        fault("it has no citation. A deadline without a source is not taken.");
    }
    if rule.title.trim().is_empty() || rule.title.chars().count() > 160 {
        fault("give it a title of at most 160 characters.");
    }
    if rule.consequence.trim().is_empty() {
        fault("say what happens when it is missed.");
    }
    let codes = [
        &rule.needs,
        &rule.met_by,
        &rule.closed_by,
        &rule.ended_by,
        &rule.moved_by,
    ];
    if !is_code(&rule.trigger) || codes.into_iter().flatten().any(|code| !is_code(code)) {
        fault("codes of events are capitals, digits and underscores, like OFFICE_ACTION.");
    }
    if rule.due.is_none() && (rule.kind != Kind::Option || rule.opens.is_none()) {
        fault("it has no last day. Only an option that opens may have none.");
    }
    if rule.grace.is_some() && (rule.due.is_none() || rule.kind != Kind::Mandatory) {
        fault("grace follows the last day of what is mandatory.");
    }
    if rule.due.as_ref().is_some_and(|due| due.base == Base::Due) {
        fault("its last day cannot be counted from itself.");
    }
    if rule.due.is_none()
        && [&rule.opens, &rule.counts_from]
            .into_iter()
            .flatten()
            .any(|formula| formula.base == Base::Due)
    {
        fault("it counts from a last day that it does not have.");
    }
    if rule
        .repeat_years
        .is_some_and(|years| !(1..=100).contains(&years))
    {
        fault("it comes again after 1 to 100 years.");
    }
    if let Some(office) = &rule.roll_calendar
        && !calendars.known(office)
    {
        faults.push(format!("the pack has no calendar of {office}."));
    }
    if let (Some(from), Some(to)) = (rule.valid_from, rule.valid_to)
        && from > to
    {
        faults.push("it ends before it begins.".to_owned());
    }
    if faults.is_empty() && !is_in_order(rule, calendars) {
        faults.push(
            "its days are not in order: it opens, then it is due, then the grace ends.".to_owned(),
        );
    }
    faults
}

/// Tried on days that months treat differently.
fn is_in_order(rule: &Rule, calendars: &Calendars) -> bool {
    let calendar = calendars.of(rule.calendar_office());
    let tried = [(2021, 8, 31), (2028, 2, 29), (2020, 7, 4), (2026, 2, 28)];
    tried.into_iter().all(|(year, month, day)| {
        NaiveDate::from_ymd_opt(year, month, day)
            .and_then(|anchor| reckon(rule, calendar, anchor, 1))
            .is_some_and(|reckoned| {
                let dates = reckoned.dates;
                dates.opens <= dates.due.or(dates.opens)
                    && dates.due.or(dates.opens) <= dates.grace.or(dates.due).or(dates.opens)
            })
    })
}
