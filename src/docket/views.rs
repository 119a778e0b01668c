//! What the pages of the docket show.

mod said;

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use said::{mark, next, titled};

use super::model::ladder::Rung;
use super::model::{Calendar, Clock, Kind, Pack, Rule, Status, Step};
use super::store::canary::Canary;
use super::store::list::{Counts, Line, Show};
use super::store::one::{ActLine, Deadline, SeenLine};
use super::store::packs::TakenUp;
use crate::web::Frame;
use crate::web::form::{Faults, fault};
use crate::web::times::{Moment, day_said};

// Templates name these here.
pub use crate::web::figures::hex;
pub use said::{event_said, step_said};

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
    pub fn new(line: &Line, clock: &Clock) -> Self {
        let today = clock.day_at(&line.office);
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
    pub fn new(lines: &[Line], clock: &Clock) -> Self {
        Self {
            lines: lines
                .iter()
                .map(|line| ListLine::new(line, clock))
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
    /// Whether the reader is an officer, and not counsel alone.
    pub officer: bool,
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
    /// The day that it is at its office.
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
    /// Whether the reader is an officer, and not counsel alone.
    pub officer: bool,
    pub typed: Typed,
    pub faults: Faults,
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
        fault(&self.faults, field)
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

    /// Whether nothing is left to be done: it was met or waived.
    fn is_settled(&self) -> bool {
        matches!(self.status(), Status::Met | Status::Waived)
    }

    /// When it was met or ended and by what, or who waived it; empty where nothing shows it.
    fn settled_said(&self) -> String {
        if !self.is_settled() {
            return String::new();
        }
        if let Some(on) = self.deadline.outcome_on
            && !self.deadline.outcome_event.is_empty()
        {
            let event = event_said(&self.deadline.outcome_event);
            let did = if self.status() == Status::Met {
                "met"
            } else {
                "ended"
            };
            return format!("{event} on {} {did} it.", day_said(&on));
        }
        match self.acts.first() {
            Some(last) if last.act != "reopened" => {
                format!("{}, as {} recorded.", Self::act_said(last), last.by)
            }
            _ => String::new(),
        }
    }

    fn has_acts(&self) -> bool {
        self.acts.first().is_some_and(|last| last.act != "reopened")
    }

    /// Whether something can be said of it: it stands.
    fn stands(&self) -> bool {
        self.status() != Status::Superseded
    }

    /// Whether a second person confirmed its days.
    fn is_confirmed(&self) -> bool {
        self.seen.iter().any(|line| line.confirms)
    }

    fn is_missed(&self) -> bool {
        self.status() == Status::Missed
    }

    fn choices(&self) -> Vec<(&'static str, &'static str)> {
        let mut choices = vec![("", "Choose"), ("met", "It was done")];
        if !self.is_missed() && !self.deadline.is_locked {
            choices.push(("waived", "It is waived: nobody will do it"));
        }
        if self.has_acts() {
            choices.push(("reopened", "What was recorded last was wrong"));
        }
        choices
    }

    fn act_said(act: &ActLine) -> String {
        match (act.act.as_str(), act.happened_on) {
            ("met", Some(on)) => format!("Done on {}", day_said(&on)),
            ("waived", _) => "Waived".to_owned(),
            _ => "Taken back".to_owned(),
        }
    }

    fn moment(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        let zone = self.frame.zone();
        crate::web::times::full(&self.frame.t, zone, *at)
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
            .map(|closure| format!("{}, {}", day_said(&closure.on), closure.name));
        fixed
            .chain(floating)
            .chain(easter)
            .chain(closures)
            .collect()
    }
}
