//! What has to be written so that the docket says what follows from the events now: what
//! is new, what replaces what, and what ended. Nothing is taken away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::line::{Line, Outcome};
use super::pack::{Kind, Pack, Rule};
use super::reckoning::Dates;
use super::status::{State, Status};

/// A deadline on record that was not superseded.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    /// The version of the pack it was worked out by.
    pub pack: String,
    pub rule: String,
    pub trigger: Uuid,
    pub occurrence: u32,
    pub kind: Kind,
    pub dates: Dates,
    /// What the records say of it, officers' acts and all.
    pub state: State,
    /// What the events were last found to say.
    pub outcome: Option<Outcome>,
}

/// Why a deadline is superseded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The event it is counted from was corrected.
    Corrected,
    /// That event was withdrawn, or is not of this case any more.
    Withdrawn,
    /// The rule is another in the pack now taken up.
    RuleChanged,
    /// The rule does not apply any more.
    NotApplicable,
}

impl Why {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::RuleChanged => "rule_changed",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A deadline to be written, with what the events say of it already.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub line: Line<'a>,
    pub id: Uuid,
}

/// All that has to be written.
#[derive(Clone, Debug, Default)]
pub struct Changes<'a> {
    pub new: Vec<New<'a>>,
    /// The deadline, what stands in its place, and why.
    pub superseded: Vec<(Uuid, Option<Uuid>, Why)>,
    /// A deadline on record, and what the events say of it now.
    pub outcomes: Vec<(Uuid, Option<Outcome>)>,
}

impl Changes<'_> {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.superseded.is_empty() && self.outcomes.is_empty()
    }

    /// How many outcomes are written: of what is new, and of what is on record.
    #[must_use]
    pub fn ended(&self) -> usize {
        let new = self.new.iter().filter(|new| new.line.outcome.is_some());
        new.count() + self.outcomes.len()
    }
}

/// What the records know beside the lines.
pub struct Known<'a> {
    /// The pack in force.
    pub pack: &'a Pack,
    pub kept: &'a [Kept],
    /// The packs by which what is kept was worked out, by version.
    pub packs: &'a BTreeMap<String, Pack>,
    /// Which event stands now in the place of one that was corrected.
    pub corrected: &'a BTreeMap<Uuid, Uuid>,
    /// The events that stand.
    pub events: &'a BTreeSet<Uuid>,
}

/// Compares what follows now with what is on record. `fresh` makes the ids of new
/// deadlines.
pub fn changes<'a>(
    lines: Vec<Line<'a>>,
    known: &Known<'_>,
    today: NaiveDate,
    mut fresh: impl FnMut() -> Uuid,
) -> Changes<'a> {
    let mut changes = Changes::default();
    let mut by_key: BTreeMap<(Uuid, &str, u32), &Kept> = known
        .kept
        .iter()
        .map(|kept| ((kept.trigger, kept.rule.as_str(), kept.occurrence), kept))
        .collect();
    let mut new_by_key: BTreeMap<(Uuid, &'a str, u32), Uuid> = BTreeMap::new();
    for line in lines {
        let rule: &'a Rule = line.rule;
        let key = (line.trigger, rule.id.as_str(), line.occurrence);
        if let Some(kept) = by_key.remove(&key) {
            let worked_out_by = known
                .packs
                .get(&kept.pack)
                .and_then(|pack| pack.rule(&kept.rule));
            let is_same = worked_out_by == Some(rule) && kept.dates == line.reckoned.dates;
            // Another rule touches what is still open, and nothing that is over.
            if is_same || !is_open(kept, today) {
                if kept.outcome != line.outcome {
                    changes.outcomes.push((kept.id, line.outcome));
                }
                continue;
            }
            let id = fresh();
            changes
                .superseded
                .push((kept.id, Some(id), Why::RuleChanged));
            changes.new.push(New { line, id });
            continue;
        }
        let id = fresh();
        new_by_key.insert(key, id);
        changes.new.push(New { line, id });
    }
    for ((trigger, rule, occurrence), kept) in by_key {
        if let Some(now) = known.corrected.get(&trigger) {
            let place = new_by_key.get(&(*now, rule, occurrence)).copied();
            changes.superseded.push((kept.id, place, Why::Corrected));
        } else if !known.events.contains(&trigger) {
            changes.superseded.push((kept.id, None, Why::Withdrawn));
        } else if is_open(kept, today) || !is_another_rule(known, kept) {
            changes.superseded.push((kept.id, None, Why::NotApplicable));
        }
    }
    changes
}

/// Whether the pack in force says something else than the one it was worked out by.
fn is_another_rule(known: &Known<'_>, kept: &Kept) -> bool {
    let then = known
        .packs
        .get(&kept.pack)
        .and_then(|pack| pack.rule(&kept.rule));
    then != known.pack.rule(&kept.rule)
}

fn is_open(kept: &Kept, today: NaiveDate) -> bool {
    matches!(
        Status::of(kept.kind, &kept.dates, kept.state, today),
        Status::Future | Status::Open | Status::Due | Status::InGrace
    )
}
