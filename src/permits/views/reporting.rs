//! Reports of misuse, as whoever reports reads them.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::permits::store::misuse::{Report, Taken};
use crate::permits::store::policy::Mark;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

#[derive(Template, WebTemplate)]
#[template(path = "permits/report.html")]
pub struct FormPage {
    pub frame: Frame,
    pub marks: Vec<Mark>,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl FormPage {
    #[must_use]
    pub fn new(frame: Frame, marks: Vec<Mark>, (typed, faults): (Fields, Faults)) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            marks,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn mark_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), self.frame.t.say("misuse-no-mark"));
        let marks = self
            .marks
            .iter()
            .map(|mark| (mark.number.to_string(), mark.title.clone()));
        std::iter::once(none).chain(marks).collect()
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/reported.html")]
pub struct StatusPage {
    pub frame: Frame,
    pub report: Report,
    pub steps: Vec<Taken>,
}

impl StatusPage {
    #[must_use]
    pub fn new(frame: Frame, report: Report, steps: Vec<Taken>) -> Self {
        Self {
            frame,
            report,
            steps,
        }
    }

    fn state(&self) -> String {
        let word = self.report.state.word().replace('_', "-");
        self.frame.t.say(&format!("misuse-state-{word}"))
    }

    /// What the reporter is told, with its instant.
    fn told(&self) -> Vec<(String, String)> {
        self.steps
            .iter()
            .filter(|step| !step.told.is_empty())
            .map(|step| (times::on_page(&self.frame, step.at), step.told.clone()))
            .collect()
    }

    fn when(&self) -> String {
        times::on_page(&self.frame, self.report.at)
    }
}
