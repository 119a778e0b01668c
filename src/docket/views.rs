//! What the pages of the docket show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::model::ladder::Rung;
use super::model::reckoning::Part;
use super::model::{Calendar, Dates, Kind, Pack, Rule, Status, Step};
use super::store::canary::Canary;
use super::store::list::{Counts, Line, Show};
use super::store::one::{ActLine, Deadline, SeenLine};
use super::store::packs::TakenUp;
use crate::web::Frame;
use crate::web::times::Moment;

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// A legal day with its weekday: `Wednesday 15 March 2028`.
#[must_use]
pub fn weekday(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// A legal day: `15 March 2028`.
#[must_use]
pub fn day_said(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// How far a day is: `in 12 days`, `today`, `3 days ago`.
#[must_use]
pub fn distance(day: NaiveDate, today: NaiveDate) -> String {
    let days = (day - today).num_days();
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

/// A deadline in a list.
pub struct ListLine {
    pub number: i64,
    pub title: String,
    pub asset: i64,
    pub asset_title: String,
    pub office: String,
    pub kind: Kind,
    pub status: Status,
    /// What happens next and when, in a sentence.
    pub next: String,
    pub confirmed: bool,
}

impl ListLine {
    #[must_use]
    pub fn new(line: &Line, today: NaiveDate) -> Self {
        let status = line.status(today);
        Self {
            number: line.number,
            title: titled(&line.title, u32::try_from(line.occurrence).unwrap_or(1)),
            asset: line.asset,
            asset_title: line.asset_title.clone(),
            office: line.office.clone(),
            kind: line.kind,
            status,
            next: next(line.kind, &line.dates, status, today),
            confirmed: line.confirmed,
        }
    }

    fn mark(&self) -> &'static str {
        mark(self.status).0
    }

    fn sign(&self) -> &'static str {
        mark(self.status).1
    }
}

/// A title with its place among those that come again.
fn titled(title: &str, occurrence: u32) -> String {
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
            format!("{} ({})", day_said(day), distance(day, today))
        })
    };
    match status {
        Status::Future if kind == Kind::Watch => on(dates.due_actionable),
        Status::Future => format!(
            "Opens {}{}",
            on(dates.opens),
            dates
                .due
                .map_or_else(String::new, |due| format!(", due {}", day_said(due)))
        ),
        Status::Open if dates.due.is_none() => {
            format!("Open since {}, without a last day", on(dates.opens))
        }
        Status::Open | Status::Due => match (dates.due, dates.due_actionable) {
            (Some(due), Some(taken)) if due != taken => {
                format!("Due {}; taken until {}", on(Some(due)), day_said(taken))
            }
            (due, _) => format!("Due {}", on(due)),
        },
        Status::InGrace => format!(
            "Was due {}; with surcharge until {}",
            on(dates.due),
            on(dates.grace_actionable)
        ),
        Status::Missed => format!("Was to be done by {}", on(dates.last())),
        Status::Met | Status::Waived | Status::Superseded => dates
            .due
            .or(dates.opens)
            .map_or_else(String::new, |day| format!("Of {}", day_said(day))),
    }
}

/// What the page says of the daily trial.
pub struct Trial {
    pub canary: Option<(Canary, Moment)>,
}

impl Trial {
    fn sings(&self) -> bool {
        self.canary
            .as_ref()
            .is_some_and(|(canary, _)| canary.sings())
    }
}

/// `/room/docket`
#[derive(Template, WebTemplate)]
#[template(path = "docket/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub show: Show,
    pub counts: Counts,
    /// Missed ones on top of what comes.
    pub missed: Vec<ListLine>,
    pub lines: Vec<ListLine>,
    /// Where the next page begins; empty on the last.
    pub after: String,
    pub is_later: bool,
    pub trial: Trial,
    pub pack: String,
}

impl ListPage {
    fn missed_said(&self) -> String {
        Counts::said(self.counts.missed)
    }

    fn grace_said(&self) -> String {
        Counts::said(self.counts.in_grace)
    }

    fn due_said(&self) -> String {
        Counts::said(self.counts.due)
    }
}

/// The docket of one asset, to stand on its page: `{{ docket|safe }}` of what it renders.
#[derive(Template)]
#[template(path = "docket/of_asset.html")]
pub struct OfAsset {
    pub lines: Vec<ListLine>,
}

impl OfAsset {
    #[must_use]
    pub fn new(lines: &[Line], today: NaiveDate) -> Self {
        Self {
            lines: lines
                .iter()
                .map(|line| ListLine::new(line, today))
                .collect(),
        }
    }
}

/// `/room/docket/assets/N`
#[derive(Template, WebTemplate)]
#[template(path = "docket/asset.html")]
pub struct AssetPage {
    pub frame: Frame,
    pub number: i64,
    pub title: String,
    pub docket: OfAsset,
}

/// What of a deadline's forms was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub act: String,
    pub happened_on: String,
    pub note: String,
    pub name: String,
}

/// `/room/docket/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "docket/deadline.html")]
pub struct DeadlinePage {
    pub frame: Frame,
    pub deadline: Deadline,
    pub today: NaiveDate,
    pub rule: Option<Rule>,
    pub calendar: Option<Calendar>,
    pub steps: Vec<Step>,
    pub rung: Option<Rung>,
    pub acts: Vec<ActLine>,
    pub seen: Vec<SeenLine>,
    /// Whether this reader is the second person who may confirm, and did not yet.
    pub can_confirm: bool,
    /// Whether this reader keeps the register.
    pub keeps: bool,
    pub typed: Typed,
    pub faults: Vec<(String, String)>,
}

impl DeadlinePage {
    fn status(&self) -> Status {
        self.deadline.status(self.today)
    }

    fn mark(&self) -> &'static str {
        mark(self.status()).0
    }

    fn sign(&self) -> &'static str {
        mark(self.status()).1
    }

    fn title(&self) -> String {
        titled(&self.deadline.title, self.deadline.occurrence)
    }

    fn next(&self) -> String {
        next(
            self.deadline.kind,
            &self.deadline.dates,
            self.status(),
            self.today,
        )
    }

    fn fault(&self, field: &str) -> &str {
        self.faults
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, sentence)| sentence.as_str())
    }

    fn kind_said(&self) -> &'static str {
        match self.deadline.kind {
            Kind::Mandatory => "has to be done",
            Kind::Option => "an option: it may be done, and is never overdue",
            Kind::Watch => "watched: nobody has to do anything",
        }
    }

    fn superseded_said(&self) -> &'static str {
        match self.deadline.superseded.as_str() {
            "corrected" => "The event it was counted from was corrected.",
            "withdrawn" => "The event it was counted from was withdrawn.",
            "rule_changed" => "The rule is another in the pack now in force.",
            _ => "The rule does not apply any more.",
        }
    }

    fn has_acts(&self) -> bool {
        self.acts.first().is_some_and(|last| last.act != "reopened")
    }

    /// Whether something can be said of it: it stands.
    fn stands(&self) -> bool {
        self.status() != Status::Superseded
    }

    fn is_missed(&self) -> bool {
        self.status() == Status::Missed
    }

    fn choices(&self) -> Vec<(&'static str, &'static str)> {
        let mut choices = vec![("", "Choose"), ("met", "It was done")];
        if !self.is_missed() {
            choices.push(("waived", "It is waived: nobody will do it"));
        }
        if self.has_acts() {
            choices.push(("reopened", "What was recorded last was wrong"));
        }
        choices
    }

    fn act_said(act: &ActLine) -> String {
        match (act.act.as_str(), act.happened_on) {
            ("met", Some(on)) => format!("Done on {}", day_said(on)),
            ("waived", _) => "Waived".to_owned(),
            _ => "Taken back".to_owned(),
        }
    }

    fn moment(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        let zone = self
            .frame
            .site
            .as_ref()
            .map_or(chrono_tz::UTC, |site| site.zone);
        crate::web::times::full(&self.frame.t, zone, *at)
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
                day_said(*from),
                weekday(*to)
            )
        }
        Step::Same { part: of, day } => {
            format!("{}: the day itself, {}.", part(*of), weekday(*day))
        }
        Step::NotEarly { to, .. } => format!(
            "A window counted from 29 February never opens early: it opens on {}.",
            weekday(*to)
        ),
        Step::Rolled {
            part: of,
            from,
            to,
            closed,
        } => {
            let why: Vec<String> = closed
                .iter()
                .map(|(day, name)| format!("{}: {name}", day_said(*day)))
                .collect();
            let what = match of {
                Part::Grace => "The grace is counted from the nominal day and ends",
                Part::Opens | Part::Due => "It falls",
            };
            format!(
                "{what} on {}, when the office is closed ({}), so it is taken until {}. Reminders go by the day before it was moved.",
                weekday(*from),
                why.join("; "),
                weekday(*to)
            )
        }
    }
}

/// A fault of a pack, as its form says it.
pub type Fault = (String, String);

/// `/room/docket/rules`
#[derive(Template, WebTemplate)]
#[template(path = "docket/rules.html")]
pub struct RulesPage {
    pub frame: Frame,
    pub taken_up: Vec<TakenUp>,
    /// The pack that is read here: in force, or the one asked for.
    pub pack: Pack,
    pub version: String,
    /// Whether the program came with a pack that was not taken up.
    pub supplied: Option<String>,
    pub keeps: bool,
    pub typed: String,
    pub faults: Vec<Fault>,
}

impl RulesPage {
    fn in_force(&self) -> bool {
        self.taken_up
            .first()
            .is_some_and(|first| first.version == self.version)
    }

    fn fault(&self) -> &'static str {
        if self.faults.is_empty() {
            ""
        } else {
            "Nothing of this pack was taken up. Put right what is said above."
        }
    }

    fn formula(formula: Option<&super::model::reckoning::Formula>) -> String {
        formula.map_or_else(|| "–".to_owned(), super::model::reckoning::Formula::said)
    }

    fn codes(codes: &[String]) -> String {
        codes.join(", ")
    }

    /// What the calendar holds, by name.
    fn holidays(&self, calendar: &Calendar) -> Vec<String> {
        let fixed = calendar.fixed.iter().map(|day| day.name.clone());
        let floating = calendar.floating.iter().map(|day| day.name.clone());
        let easter = calendar.easter.iter().map(|day| day.name.clone());
        let closures = calendar
            .closure
            .iter()
            .map(|closure| format!("{}, {}", day_said(closure.on), closure.name));
        fixed
            .chain(floating)
            .chain(easter)
            .chain(closures)
            .collect()
    }
}
