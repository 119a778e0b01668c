//! Reports of misuse, as officers see them.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::permits::model::misuse::{State, Step};
use crate::permits::store::misuse::{Report, Taken};
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

/// The state whose mark and sign a report has.
fn mark(state: State) -> &'static str {
    match state {
        State::Reported => "open",
        State::TakenDown => "certified",
        State::Closed => "closed",
        State::Triaged | State::Contacted | State::Udrp | State::Dmca | State::Opposition => {
            "coming"
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/reports.html")]
pub struct ListPage {
    pub frame: Frame,
    pub reports: Vec<Report>,
    /// Whether newer ones stand on a page before.
    pub is_later: bool,
    /// From which number down the next page goes.
    pub next: Option<i64>,
}

impl ListPage {
    fn when(&self, report: &Report) -> String {
        times::on_page(&self.frame, report.at)
    }

    fn mark(&self, report: &Report) -> &'static str {
        mark(report.state)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/report.html")]
pub struct ReportPage {
    pub frame: Frame,
    pub report: Report,
    pub steps: Vec<Taken>,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl ReportPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        report: Report,
        steps: Vec<Taken>,
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            report,
            steps,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn mark(&self) -> &'static str {
        mark(self.report.state)
    }

    fn choices(&self) -> Vec<(String, String)> {
        Step::open_to(self.report.state)
            .into_iter()
            .map(|step| (step.word().to_owned(), step.said().to_owned()))
            .collect()
    }

    fn step_said(&self, taken: &Taken) -> &'static str {
        taken.step.said()
    }

    fn when(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        times::on_page(&self.frame, *at)
    }
}
