//! What a licence says, which reviews are due, and how it stands on a day. Pure.

use chrono::{Days, Months, NaiveDate};

use crate::seal::canonical::{OutsideForm, Value};
use crate::typed::lines_of;
use crate::typed::words;
use crate::web::times::day_said;

words! {
    /// Who licenses to whom.
    Direction {
        /// The foundation licenses what it owns.
        Out = "out",
        /// The foundation has a licence of what others own.
        In = "in",
    }
}

words! {
    /// What follows from a review.
    Outcome {
        /// The standard is kept.
        Pass = "pass",
        /// Something is to be put right by a day.
        Cure = "cure",
        /// The licence is to end.
        Terminate = "terminate",
    }
}

/// Days after a review's day within which it is late, and not missed yet.
pub const LATE_DAYS: u64 = 30;
/// Days before the end of a licence that the foundation has, from which on it is told.
pub const ENDS_SOON_DAYS: u64 = 90;

/// The terms of a licence, in the canonical form of [`crate::seal::canonical`]:
///
/// ```text
/// {"assets","counterparty","direction","ends","exclusive","field","inspection",
///  "kind":"licence-terms","law","quality","review_months","scope","starts",
///  "sublicensable","termination","territory","title","v":1}
/// ```
///
/// Flags are `yes` or `no`; texts of several lines are lists; `ends` is empty and
/// `review_months` 0 where there is none. A deed names the SHA-256 of these bytes.
#[derive(Clone, Debug)]
pub struct Terms {
    pub direction: Direction,
    pub counterparty: String,
    pub title: String,
    /// Numbers of the registry, ascending.
    pub assets: Vec<i64>,
    pub scope: String,
    pub territory: String,
    pub field: String,
    pub exclusive: bool,
    pub sublicensable: bool,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    /// The standard of quality; empty where there is none.
    pub quality: String,
    /// Whether the licensor may look.
    pub inspection: bool,
    /// How the licensor ends it; empty where they cannot.
    pub termination: String,
    pub law: String,
    pub review_months: Option<u32>,
}

fn list(text: &str) -> Value {
    Value::List(
        lines_of(text)
            .into_iter()
            .map(|line| Value::Text(line.to_owned()))
            .collect(),
    )
}

fn flag(set: bool) -> Value {
    Value::text(&if set { "yes" } else { "no" })
}

impl Terms {
    /// Their bytes.
    ///
    /// # Errors
    /// When a text lies outside the canonical form.
    pub fn encode(&self) -> Result<Vec<u8>, OutsideForm> {
        let assets = self
            .assets
            .iter()
            .map(|number| Value::Text(format!("A-{number}")))
            .collect();
        let value = Value::object([
            ("v", Value::Int(1)),
            ("kind", Value::text(&"licence-terms")),
            ("direction", Value::text(&self.direction.word())),
            ("counterparty", Value::text(&self.counterparty)),
            ("title", Value::text(&self.title)),
            ("assets", Value::List(assets)),
            ("scope", list(&self.scope)),
            ("territory", Value::text(&self.territory)),
            ("field", Value::text(&self.field)),
            ("exclusive", flag(self.exclusive)),
            ("sublicensable", flag(self.sublicensable)),
            ("starts", Value::text(&self.starts_on)),
            (
                "ends",
                Value::Text(self.ends_on.map_or_else(String::new, |day| day.to_string())),
            ),
            ("quality", list(&self.quality)),
            ("inspection", flag(self.inspection)),
            ("termination", list(&self.termination)),
            ("law", Value::text(&self.law)),
            (
                "review_months",
                Value::Int(self.review_months.map_or(0, u64::from)),
            ),
        ]);
        value.check()?;
        Ok(value.encode().into_bytes())
    }
}

/// A review as far as it decides anything.
#[derive(Clone, Copy, Debug)]
pub struct Reviewed {
    pub due_on: NaiveDate,
    pub outcome: Outcome,
    pub cure_by: Option<NaiveDate>,
}

/// What decides how a licence stands.
#[derive(Clone, Debug)]
pub struct Facts {
    pub direction: Direction,
    pub starts_on: NaiveDate,
    /// The last day, whatever ends it.
    pub ends_on: Option<NaiveDate>,
    pub has_quality: bool,
    pub has_inspection: bool,
    pub has_termination: bool,
    pub review_months: Option<u32>,
    /// The latest review.
    pub last: Option<Reviewed>,
}

/// How a licence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Over,
    Green,
    Amber,
    Red,
}

impl Health {
    /// The class of its mark.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Over => "mark-closed",
            Self::Green => "mark-certified",
            Self::Amber => "mark-counted",
            Self::Red => "mark-wrong",
        }
    }
}

/// How a licence stands, in a word with its sign, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub health: Health,
    /// Of what weighs most: `‼ review missed`.
    pub said: &'static str,
    pub reasons: Vec<String>,
}

/// What was found of a licence: how much it weighs, its word, and the sentence.
type Found = (Health, &'static str, String);

/// The day of the `n`th review: counted from the first day, never chained, so that the
/// 31st comes back after a short month.
fn review_day(starts_on: NaiveDate, months: u32, n: u32) -> Option<NaiveDate> {
    starts_on.checked_add_months(Months::new(months.checked_mul(n)?))
}

/// The scheduled day that is reviewed next: the first after the last that was reviewed. While
/// something is to be put right it is that last one again, until the one after it has come. None
/// where none is scheduled, or the licence is over before.
#[must_use]
pub fn next_review(facts: &Facts, today: NaiveDate) -> Option<NaiveDate> {
    let following = scheduled(facts);
    match cured(facts) {
        Some(last) => following.filter(|day| *day <= today).or(Some(last.due_on)),
        None => following,
    }
}

/// The day by which the review of [`next_review`] is done: its own, or, where that was reviewed and
/// something is to be put right, the one by which it is, or the next scheduled one if that is first.
#[must_use]
pub fn review_by(facts: &Facts, today: NaiveDate) -> Option<NaiveDate> {
    let next = next_review(facts, today)?;
    match cured(facts) {
        Some(last) if last.due_on == next => {
            let days = [last.cure_by, scheduled(facts)];
            Some(days.into_iter().flatten().min().unwrap_or(next))
        }
        Some(_) | None => Some(next),
    }
}

/// The last review, where it found something to be put right and reviews are scheduled.
fn cured(facts: &Facts) -> Option<Reviewed> {
    let months = facts.review_months?;
    facts
        .last
        .filter(|last| months > 0 && last.outcome == Outcome::Cure)
}

/// The scheduled day after the last that was reviewed, whatever that review found. None where none
/// is scheduled, or the licence is over before.
fn scheduled(facts: &Facts) -> Option<NaiveDate> {
    let months = facts.review_months.filter(|months| *months > 0)?;
    let covered = facts.last.map_or(facts.starts_on, |last| last.due_on);
    let day = (1..=1200)
        .map_while(|n| review_day(facts.starts_on, months, n))
        .find(|day| *day > covered)?;
    facts.ends_on.is_none_or(|end| day <= end).then_some(day)
}

/// The last day by which something is to be put right that a review of this day found: one interval
/// of reviews later, so that the next finds it done. None where no review is scheduled.
#[must_use]
pub fn cure_until(review_months: Option<u32>, performed_on: NaiveDate) -> Option<NaiveDate> {
    performed_on.checked_add_months(Months::new(review_months?))
}

/// Whether a licence counts. One that the foundation gives of a protected asset takes two who
/// keep the register; the database says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Counts,
    /// Until a second keeper of the register has confirmed it, for 14 days at most.
    Waits,
    /// It waited, and the 14 days are over.
    Lapsed,
    /// It waited, and was taken back instead.
    TakenBack,
}

/// How a licence stands, whether it counts or not yet.
#[must_use]
pub fn standing(stage: Stage, facts: &Facts, today: NaiveDate) -> Standing {
    match stage {
        Stage::Counts => judge(facts, today),
        Stage::Waits => {
            let mut reasons = vec![
                "It is of a protected asset: it counts once another officer who keeps the register has confirmed it."
                    .to_owned(),
            ];
            reasons.extend(judge(facts, today).reasons);
            Standing {
                health: Health::Amber,
                said: "○ a second officer is awaited",
                reasons,
            }
        }
        Stage::Lapsed => Standing {
            health: Health::Over,
            said: "✕ not confirmed in time",
            reasons: vec![
                "No other officer who keeps the register confirmed it within 14 days: it never counted. Enter it anew if it is to count."
                    .to_owned(),
            ],
        },
        Stage::TakenBack => Standing {
            health: Health::Over,
            said: "✕ taken back",
            reasons: Vec::new(),
        },
    }
}

/// How a licence stands on a day, with every reason (registry of marks: a licence without
/// a standard, a right to look, a right to end it and dated reviews is a naked one).
#[must_use]
pub fn judge(facts: &Facts, today: NaiveDate) -> Standing {
    if facts.ends_on.is_some_and(|end| end < today) {
        return Standing {
            health: Health::Over,
            said: "✕ over",
            reasons: Vec::new(),
        };
    }
    let mut found: Vec<Found> = Vec::new();
    if today < facts.starts_on {
        found.push((
            Health::Green,
            "○ not begun",
            format!("It begins on {}.", day_said(&facts.starts_on)),
        ));
    }
    match facts.direction {
        Direction::Out => naked(facts, &mut found),
        Direction::In => {
            let soon = today.checked_add_days(Days::new(ENDS_SOON_DAYS));
            if facts
                .ends_on
                .zip(soon)
                .is_some_and(|(end, soon)| end <= soon)
            {
                found.push((
                    Health::Amber,
                    "! ends soon",
                    "It ends within 90 days: see below what falls with it.".to_owned(),
                ));
            }
        }
    }
    reviewed(facts, today, &mut found);
    let mut health = Health::Green;
    let mut said = if facts.last.is_some() {
        "✓ reviewed"
    } else {
        "✓ in order"
    };
    for (weight, word, _) in &found {
        if *weight > health || said.starts_with('✓') {
            (health, said) = (*weight, *word);
        }
    }
    Standing {
        health,
        said,
        reasons: found.into_iter().map(|(_, _, reason)| reason).collect(),
    }
}

fn counted(days: i64) -> String {
    if days == 1 {
        "one day".to_owned()
    } else {
        format!("{days} days")
    }
}

/// What a licence that is given lacks.
fn naked(facts: &Facts, found: &mut Vec<Found>) {
    for (is_there, sentence) in [
        (
            facts.has_inspection,
            "The foundation has no right to inspect: a mark licensed so can be lost.",
        ),
        (
            facts.has_termination,
            "The foundation has no right to end it: a mark licensed so can be lost.",
        ),
        (
            facts.has_quality,
            "It names no standard of quality: a mark licensed so can be lost.",
        ),
    ] {
        if !is_there {
            found.push((Health::Red, "‼ no control", sentence.to_owned()));
        }
    }
    if facts.review_months.is_none() {
        found.push((
            Health::Amber,
            "! no review scheduled",
            "No review is scheduled.".to_owned(),
        ));
    }
}

/// What reviews say, and what of them is missing.
fn reviewed(facts: &Facts, today: NaiveDate, found: &mut Vec<Found>) {
    let overdue = |day: NaiveDate| today.signed_duration_since(day).num_days();
    match facts.last {
        Some(last) if last.outcome == Outcome::Terminate => {
            found.push((
                Health::Red,
                "‼ to be ended",
                "The last review says that it is to end, and it has not ended.".to_owned(),
            ));
            return;
        }
        Some(last) if last.outcome == Outcome::Cure => {
            if let Some(by) = last.cure_by {
                let (health, word, end) = if overdue(by) > 0 {
                    (Health::Red, "‼ not put right", "that day is past")
                } else {
                    (
                        Health::Amber,
                        "! to be put right",
                        "until then it stands so",
                    )
                };
                found.push((
                    health,
                    word,
                    format!("Something is to be put right by {}: {end}.", day_said(&by)),
                ));
            }
        }
        Some(_) | None => {}
    }
    // A cure that runs puts off no review: the next scheduled day counts all the same.
    let Some(due) = scheduled(facts) else {
        return;
    };
    match overdue(due) {
        days if days > i64::try_from(LATE_DAYS).unwrap_or(i64::MAX) => found.push((
            Health::Red,
            "‼ review missed",
            format!(
                "The review of {} was missed: {days} days are past.",
                day_said(&due)
            ),
        )),
        days if days > 0 => found.push((
            Health::Amber,
            "! review late",
            format!(
                "The review of {} is late by {}; after {LATE_DAYS} days it is missed.",
                day_said(&due),
                counted(days)
            ),
        )),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
