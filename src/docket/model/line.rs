//! What follows from events by the rules of a pack: every deadline, whatever the order
//! in which the events were entered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::pack::{Pack, Rule};
use super::reckoning::{Reckoned, reckon};

/// The most times a rule comes again from one event.
const MOST_OCCURRENCES: u32 = 60;

/// An event as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: Uuid,
    pub code: String,
    pub on: NaiveDate,
}

/// What events concern together: a case before an office, or an asset itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    pub asset: Uuid,
    /// The case before an office, of a mark.
    pub case: Option<Uuid>,
    /// The kind of the asset.
    pub right: String,
    /// Empty of what no office keeps.
    pub office: String,
    pub basis: String,
    pub register: String,
    pub events: Vec<Event>,
}

/// What ended a deadline, as the events say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Met { event: Uuid, on: NaiveDate },
    Closed { event: Uuid, on: NaiveDate },
}

/// One deadline: which it is, its days, and what ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub asset: Uuid,
    pub case: Option<Uuid>,
    pub rule: &'a Rule,
    /// The event it is counted from.
    pub trigger: Uuid,
    /// From 1, where the rule comes again.
    pub occurrence: u32,
    pub reckoned: Reckoned,
    pub outcome: Option<Outcome>,
}

/// Every deadline of a thread: of what comes again, each whose last day is not after
/// `until`, and the next.
#[must_use]
pub fn lines<'a>(pack: &'a Pack, thread: &Thread, until: NaiveDate) -> Vec<Line<'a>> {
    let mut events: Vec<&Event> = thread.events.iter().collect();
    events.sort_by_key(|event| (event.on, event.id));
    let mut counted: Vec<(&Event, Line<'a>)> = Vec::new();
    for rule in pack.rules.iter().filter(|rule| applies(rule, thread)) {
        let calendar = pack.calendar_of(rule);
        for trigger in events.iter().filter(|event| event.code == rule.trigger) {
            let in_force = rule.valid_from.is_none_or(|from| from <= trigger.on)
                && rule.valid_to.is_none_or(|to| trigger.on <= to);
            let is_asked = rule.needs.iter().all(|code| {
                events
                    .iter()
                    .any(|event| event.code == *code && event.on >= trigger.on)
            });
            if !in_force || !is_asked {
                continue;
            }
            for occurrence in 1..=MOST_OCCURRENCES {
                let Some(reckoned) = reckon(rule, calendar, trigger.on, occurrence) else {
                    break;
                };
                let is_over = reckoned.dates.due.is_some_and(|due| due <= until);
                let line = Line {
                    asset: thread.asset,
                    case: thread.case,
                    rule,
                    trigger: trigger.id,
                    occurrence,
                    reckoned,
                    outcome: None,
                };
                counted.push((*trigger, line));
                if rule.repeat_years.is_none() || !is_over {
                    break;
                }
            }
        }
    }
    let met = in_series(&counted, &events);
    for (at, (trigger, line)) in counted.iter_mut().enumerate() {
        let met = if line.rule.series.is_some() {
            met.get(&at).copied()
        } else {
            events.iter().copied().find(|event| meets(event, line))
        };
        line.outcome = outcome(pack, trigger, line, met, &events);
    }
    counted.into_iter().map(|(_, line)| line).collect()
}

/// Whether an event is one that meets a deadline, and in its window.
fn meets(event: &Event, line: &Line<'_>) -> bool {
    event.id != line.trigger
        && line.rule.met_by.contains(&event.code)
        && event.on >= line.reckoned.counts_from
        && line
            .reckoned
            .dates
            .last()
            .is_none_or(|last| event.on <= last)
}

/// Which event meets which deadline of a series, by its place: each event, the earliest
/// first, meets the earliest deadline that it can and that none before it met. Of deadlines
/// whose windows touch, or overlap where a last day was rolled, it meets no second.
fn in_series<'e>(
    counted: &[(&Event, Line<'_>)],
    events: &[&'e Event],
) -> BTreeMap<usize, &'e Event> {
    let mut series: BTreeMap<(&str, Uuid), Vec<(usize, &Line<'_>)>> = BTreeMap::new();
    for (at, (_, line)) in counted.iter().enumerate() {
        if let Some(name) = &line.rule.series {
            let members = series.entry((name.as_str(), line.trigger)).or_default();
            members.push((at, line));
        }
    }
    let mut met = BTreeMap::new();
    for members in series.values_mut() {
        members.sort_by_key(|(_, line)| line.reckoned.dates.last().unwrap_or(NaiveDate::MAX));
        for event in events {
            let first = members
                .iter()
                .find(|(at, line)| !met.contains_key(at) && meets(event, line));
            if let Some((at, _)) = first {
                met.insert(*at, *event);
            }
        }
    }
    met
}

fn applies(rule: &Rule, thread: &Thread) -> bool {
    let names = |list: &[String], word: &str| list.iter().any(|known| known == word);
    (rule.office == "*" || rule.office == thread.office)
        && (rule.right == "*" || rule.right == thread.right)
        && (rule.basis.is_empty() || names(&rule.basis, &thread.basis))
        && !names(&rule.except_basis, &thread.basis)
        && !names(&rule.except_register, &thread.register)
}

fn outcome(
    pack: &Pack,
    trigger: &Event,
    line: &Line<'_>,
    met: Option<&Event>,
    events: &[&Event],
) -> Option<Outcome> {
    let (rule, reckoned) = (line.rule, &line.reckoned);
    if let Some(event) = met {
        return Some(Outcome::Met {
            event: event.id,
            on: event.on,
        });
    }
    let last = reckoned.dates.last();
    let others = || events.iter().filter(|event| event.id != trigger.id);
    let in_time = |event: &Event| last.is_none_or(|last| event.on <= last);
    let named = |codes: &[String], event: &Event| codes.contains(&event.code);
    let moved = others().find(|event| named(&rule.moved_by, event) && event.on > trigger.on);
    if let Some(event) = moved {
        return Some(Outcome::Met {
            event: event.id,
            on: trigger.on,
        });
    }
    others()
        .find(|event| {
            in_time(event)
                && (named(&rule.closed_by, event) && event.on >= reckoned.counts_from
                    || (named(&rule.ended_by, event) || named(&pack.ends, event))
                        && event.on >= trigger.on)
        })
        .map(|event| Outcome::Closed {
            event: event.id,
            on: event.on,
        })
}
