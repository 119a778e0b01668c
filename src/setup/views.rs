//! The pages of the set-up.

use askama::Template;
use askama_web::WebTemplate;

use super::model::{ClassRow, Fault, Form, OfficerRow};
use crate::bodies::Office;
use crate::rulebook::model::presets::{self, Preset};
use crate::web::Frame;
use crate::web::form::fault;

/// What came of a letter of trial.
pub enum TestLetter {
    NotAsked,
    /// It left for this address.
    Sent(String),
    /// Why it did not leave.
    Failed(String),
}

/// The one form of the set-up.
#[derive(Template, WebTemplate)]
#[template(path = "setup/form.html")]
pub struct SetupPage {
    pub frame: Frame,
    pub form: Form,
    /// Every fault: the field's id and a sentence.
    pub faults: Vec<Fault>,
    pub test: TestLetter,
}

impl SetupPage {
    /// What is wrong with this field; empty when nothing is.
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn fault_at(&self, field: &str, at: &usize) -> &str {
        self.fault(&format!("{field}_{at}"))
    }

    fn zones(&self) -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    fn classes(&self) -> impl Iterator<Item = (usize, &ClassRow)> {
        (1..).zip(&self.form.classes)
    }

    fn officers(&self) -> impl Iterator<Item = (usize, &OfficerRow)> {
        (1..).zip(&self.form.officers)
    }

    fn presets(&self) -> [Preset; 3] {
        presets::ALL
    }

    /// Those a first officer can hold: an auditor is appointed for a time, later.
    fn offices(&self) -> impl Iterator<Item = Office> {
        Office::ALL
            .into_iter()
            .filter(|office| *office != Office::Auditor)
    }
}

/// A set-up address that does not open, and why.
#[derive(Template, WebTemplate)]
#[template(path = "setup/closed.html")]
pub struct ClosedPage {
    pub frame: Frame,
    pub sentence: &'static str,
    /// The foundation exists: the way on is to sign in.
    pub founded: bool,
}

/// What happens after the founding.
#[derive(Template, WebTemplate)]
#[template(path = "setup/done.html")]
pub struct DonePage {
    pub frame: Frame,
    /// The name just recorded.
    pub foundation: String,
}
