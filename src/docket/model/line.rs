//! What follows from events by the rules of a pack: every deadline, whatever the order
//! in which the events were entered.

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
    let mut lines = Vec::new();
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
                lines.push(Line {
                    asset: thread.asset,
                    case: thread.case,
                    rule,
                    trigger: trigger.id,
                    occurrence,
                    outcome: outcome(pack, rule, trigger, &reckoned, &events),
                    reckoned,
                });
                if rule.repeat_years.is_none() || !is_over {
                    break;
                }
            }
        }
    }
    lines
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
    rule: &Rule,
    trigger: &Event,
    reckoned: &Reckoned,
    events: &[&Event],
) -> Option<Outcome> {
    let last = reckoned.dates.last();
    let others = || events.iter().filter(|event| event.id != trigger.id);
    let in_time = |event: &Event| last.is_none_or(|last| event.on <= last);
    let named = |codes: &[String], event: &Event| codes.contains(&event.code);
    let met = others().find(|event| {
        named(&rule.met_by, event) && event.on >= reckoned.counts_from && in_time(event)
    });
    if let Some(event) = met {
        return Some(Outcome::Met {
            event: event.id,
            on: event.on,
        });
    }
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
