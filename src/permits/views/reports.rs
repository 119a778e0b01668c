//! Reports of misuse, as officers see them.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::{Faults, fault, form_of, when};
use crate::permits::model::misuse::{State, Step};
use crate::permits::store::misuse::{Report, Taken};
use crate::web::{Fields, Frame};

fn mark(state: State) -> &'static str {
    match state {
        State::Reported => "mark-open",
        State::Closed => "mark-closed",
        State::Triaged
        | State::Contacted
        | State::TakenDown
        | State::Udrp
        | State::Dmca
        | State::Opposition => "mark-counted",
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/reports.html")]
pub struct ListPage {
    pub frame: Frame,
    pub reports: Vec<Report>,
}

impl ListPage {
    fn when(&self, report: &Report) -> String {
        when(&self.frame, report.at)
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
            form: form_of(&typed),
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
        Step::parse(&taken.step).map_or("", Step::said)
    }

    fn when(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        when(&self.frame, *at)
    }
}
