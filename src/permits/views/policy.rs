//! The policy, as officers keep it.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::{lines, uses};
use crate::permits::model::Answer;
use crate::permits::store::policy::{Mark, Policy};
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame};

/// What an answer is called on officers' pages.
fn said(answer: Answer) -> &'static str {
    match answer {
        Answer::Allowed => "allowed",
        Answer::Permission => "needs permission",
        Answer::Forbidden => "forbidden",
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/policy.html")]
pub struct PolicyPage {
    pub frame: Frame,
    reader: Uuid,
    /// Whether the reader enters versions.
    pub enters: bool,
    pub marks: Vec<Mark>,
    pub policies: Vec<Policy>,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
    /// Whether a code is asked before a version can be confirmed.
    pub code_due: bool,
}

impl PolicyPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (reader, enters, code_due): (Uuid, bool, bool),
        marks: Vec<Mark>,
        policies: Vec<Policy>,
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            reader,
            enters,
            marks,
            policies,
            typed,
            faults,
            code_due,
        }
    }

    /// Whether the page asks for a code first: one of its versions waits for the reader.
    fn asks_a_code(&self) -> bool {
        self.code_due && self.policies.iter().any(|policy| self.can_confirm(policy))
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn mark_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "Choose the mark".to_owned());
        let marks = self
            .marks
            .iter()
            .map(|mark| (mark.number.to_string(), mark.title.clone()));
        std::iter::once(none).chain(marks).collect()
    }

    fn use_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "Choose the use".to_owned());
        std::iter::once(none).chain(uses(&self.frame)).collect()
    }

    fn answers(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose the answer"))
            .chain(
                Answer::ALL
                    .iter()
                    .map(|answer| (answer.word(), said(*answer))),
            )
            .collect()
    }

    fn said(&self, policy: &Policy) -> &'static str {
        said(policy.answer)
    }

    /// Class and sign beside the word.
    fn mark_of(&self, policy: &Policy) -> (&'static str, &'static str) {
        match policy.answer {
            Answer::Allowed => ("mark-certified", "✓"),
            Answer::Permission => ("mark-open", "○"),
            Answer::Forbidden => ("mark-wrong", "✕"),
        }
    }

    fn use_said(&self, policy: &Policy) -> String {
        super::use_said(&self.frame, policy.usage)
    }

    fn conditions(&self, policy: &Policy) -> Vec<String> {
        lines(&policy.conditions)
    }

    /// Whether no later version of the same was entered.
    fn is_latest(&self, policy: &Policy) -> bool {
        !self.policies.iter().any(|other| {
            other.asset == policy.asset
                && other.usage == policy.usage
                && other.version > policy.version
        })
    }

    /// Whether it answers now: the latest of those that were confirmed.
    fn is_in_force(&self, policy: &Policy) -> bool {
        policy.confirmer.is_some()
            && !self.policies.iter().any(|other| {
                other.asset == policy.asset
                    && other.usage == policy.usage
                    && other.version > policy.version
                    && other.confirmer.is_some()
            })
    }

    fn can_confirm(&self, policy: &Policy) -> bool {
        policy.confirmer.is_none() && self.is_latest(policy) && policy.entered_by != self.reader
    }
}
