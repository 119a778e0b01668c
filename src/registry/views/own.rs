//! What a person keeps, and where they say that it works.

use askama::Template;
use askama_web::WebTemplate;

use super::{day, instant, word};
use crate::registry::model::Faults;
use crate::registry::model::label;
use crate::registry::store::keeping::Custodian;
use crate::web::Frame;

/// One custody of the reader's.
pub struct OwnLine {
    pub kept: Custodian,
    /// The last day on which their word is good.
    pub due_on: chrono::NaiveDate,
    pub overdue: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "registry/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub lines: Vec<OwnLine>,
    pub days: u64,
    /// The rule that says so; empty where none does.
    pub citation: String,
    pub note: String,
    pub faults: Faults,
}

impl OwnPage {
    fn label(&self, line: &OwnLine) -> String {
        label(line.kept.number)
    }

    fn said(&self, prefix: &str, of: &str) -> String {
        word(&self.frame, prefix, of)
    }

    fn day(&self, on: &chrono::NaiveDate) -> String {
        day(&self.frame, *on)
    }

    fn attested(&self, line: &OwnLine) -> String {
        line.kept.attested_at.map_or_else(
            || self.frame.t.say("registry-own-never"),
            |at| instant(&self.frame, at),
        )
    }

    fn fault(&self) -> &str {
        self.faults
            .first()
            .map_or("", |(_, sentence)| sentence.as_str())
    }
}
