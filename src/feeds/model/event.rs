//! A date in somebody's calendar, and what becomes of it from one reading to
//! the next.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long a date that is gone is given out as called off.
const CALLED_OFF_DAYS: i64 = 30;

/// How long a date that is over stays in the calendar.
const OVER_DAYS: i64 = 366;

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// At this instant.
    At(DateTime<Utc>),
    /// All day.
    On(NaiveDate),
}

impl When {
    /// Whether it was over, all over the world, this long before `now`.
    fn is_over(self, now: DateTime<Utc>, since: TimeDelta) -> bool {
        let then = now - since;
        match self {
            Self::At(at) => at < then,
            Self::On(day) => day < (then - TimeDelta::days(2)).date_naive(),
        }
    }
}

/// Whether it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Confirmed,
    Cancelled,
}

/// A date as a subject says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The same for life: lowercase letters, figures and hyphens, 100 at most.
    pub id: String,
    pub when: When,
    pub title: String,
    /// In paragraphs, which line breaks part.
    pub description: String,
    /// The page that says more, from `/`.
    pub path: String,
    pub status: Status,
    /// So many days before it a program is to remind; none of what nobody misses. What was given
    /// out before there were any has none.
    #[serde(default)]
    pub alarm_days: Option<u16>,
}

/// A date as it was last given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub event: Event,
    /// From 0, higher with each change.
    pub sequence: i32,
    pub changed_at: DateTime<Utc>,
}

/// What a reading of the calendar gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// To be given out, by id.
    pub given: Vec<Given>,
    /// Those of them to be kept because they are new or changed.
    pub changed: Vec<Given>,
}

/// What to give out at `now`: `kept` is what was given out before, `said` what
/// the subjects say now.
///
/// A date said otherwise than before is given under the next sequence. One that
/// is said no more is called off for thirty days, if it had not yet come;
/// afterwards its row stays, so that it would come back under a higher sequence.
#[must_use]
pub fn read(kept: Vec<Given>, said: Vec<Event>, now: DateTime<Utc>) -> Reading {
    let mut kept: BTreeMap<String, Given> = kept
        .into_iter()
        .map(|given| (given.event.id.clone(), given))
        .collect();
    let mut reading = Reading::default();
    for event in said {
        if event.when.is_over(now, TimeDelta::days(OVER_DAYS)) {
            kept.remove(&event.id);
            continue;
        }
        let before = kept.remove(&event.id);
        reading.take(before, event, now);
    }
    for (_, before) in kept {
        let mut event = before.event.clone();
        if event.status == Status::Confirmed {
            if event.when.is_over(now, TimeDelta::zero()) {
                continue;
            }
            event.status = Status::Cancelled;
        } else if before.changed_at + TimeDelta::days(CALLED_OFF_DAYS) < now {
            continue;
        }
        reading.take(Some(before), event, now);
    }
    reading.given.sort_by(|a, b| a.event.id.cmp(&b.event.id));
    reading
}

impl Reading {
    fn take(&mut self, before: Option<Given>, event: Event, now: DateTime<Utc>) {
        let sequence = match before {
            Some(before) if before.event == event => {
                self.given.push(before);
                return;
            }
            Some(before) => before.sequence.saturating_add(1),
            None => 0,
        };
        let given = Given {
            event,
            sequence,
            changed_at: now,
        };
        self.changed.push(given.clone());
        self.given.push(given);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Event, Given, Status, When, read};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn event(id: &str, when: &str, title: &str) -> Event {
        Event {
            id: id.to_owned(),
            when: When::At(at(when)),
            title: title.to_owned(),
            description: String::new(),
            path: "/polls/1".to_owned(),
            status: Status::Confirmed,
            alarm_days: None,
        }
    }

    /// What was kept, and what a reading changed in it.
    fn keep(mut kept: Vec<Given>, changed: &[Given]) -> Vec<Given> {
        kept.retain(|given| changed.iter().all(|new| new.event.id != given.event.id));
        kept.extend(changed.iter().cloned());
        kept
    }

    #[test]
    fn a_date_moves_under_a_higher_sequence_is_called_off_and_comes_back() {
        let now = at("2026-09-01T00:00:00Z");
        let said = |when| vec![event("poll-1", when, "A vote")];
        let first = read(vec![], said("2026-10-01T09:00:00Z"), now);
        assert_eq!(first.given[0].sequence, 0);
        let kept = keep(vec![], &first.changed);

        let day = now + TimeDelta::days(1);
        let same = read(kept.clone(), said("2026-10-01T09:00:00Z"), day);
        assert_eq!((same.given, same.changed), (first.given, vec![]));

        let moved = read(kept.clone(), said("2026-10-02T09:00:00Z"), day);
        assert_eq!(
            (moved.given[0].sequence, moved.given[0].changed_at),
            (1, day)
        );
        let kept = keep(kept, &moved.changed);

        let gone = read(kept.clone(), vec![], day);
        assert_eq!(gone.given[0].event.status, Status::Cancelled);
        assert_eq!(gone.given[0].sequence, 2);
        let kept = keep(kept, &gone.changed);
        let still = read(kept.clone(), vec![], day + TimeDelta::days(30));
        assert_eq!((still.given, still.changed), (gone.given, vec![]));
        let no_more = read(kept.clone(), vec![], day + TimeDelta::days(31));
        assert_eq!(no_more.given, []);

        let back = read(
            kept,
            said("2026-10-02T09:00:00Z"),
            day + TimeDelta::days(31),
        );
        assert_eq!(back.given[0].sequence, 3);
        assert_eq!(back.given[0].event.status, Status::Confirmed);
    }

    #[test]
    fn what_is_over_is_not_called_off_and_leaves_after_a_year() {
        let now = at("2026-09-01T00:00:00Z");
        let said = vec![event("poll-1", "2026-08-31T09:00:00Z", "A vote")];
        let first = read(vec![], said.clone(), now);
        assert_eq!(first.given.len(), 1);
        assert_eq!(read(first.changed.clone(), vec![], now).given, []);
        let year_on = now + TimeDelta::days(367);
        assert_eq!(read(first.changed, said.clone(), year_on).given, []);
        assert_eq!(read(vec![], said, year_on).changed, []);
    }
}
