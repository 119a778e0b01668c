//! "May I use it?"

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::{lines, use_said, uses};
use crate::permits::model::{Answer, HolderKind, Use};
use crate::permits::store::policy::{Mark, Policy};
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame};

/// Mark and use are chosen, and answered.
pub struct Answered {
    pub mark: Mark,
    pub usage: Use,
    /// None where the policy says nothing.
    pub policy: Option<Policy>,
    /// Whether one asks.
    pub asks: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/wizard.html")]
pub struct WizardPage {
    pub frame: Frame,
    pub marks: Vec<Mark>,
    /// What was chosen, as it comes back.
    pub mark: String,
    pub usage: String,
    pub answered: Option<Answered>,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl WizardPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        marks: Vec<Mark>,
        (mark, usage): (String, String),
        answer: Option<(Mark, Use, Option<Policy>)>,
        asks: bool,
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            answered: answer.map(|(mark, usage, policy)| Answered {
                mark,
                usage,
                policy,
                asks,
            }),
            frame,
            marks,
            mark,
            usage,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn mark_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), self.frame.t.say("permit-choose-mark"));
        let marks = self
            .marks
            .iter()
            .map(|mark| (mark.number.to_string(), mark.title.clone()));
        std::iter::once(none).chain(marks).collect()
    }

    fn use_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), self.frame.t.say("permit-choose-use"));
        std::iter::once(none).chain(uses(&self.frame)).collect()
    }

    /// The answer in a word with its sign, and its class.
    fn verdict(&self, policy: Option<&Policy>) -> (String, &'static str) {
        let (key, class) = match policy.map(|policy| policy.answer) {
            Some(Answer::Allowed) => ("permit-answer-allowed", "mark-certified"),
            Some(Answer::Forbidden) => ("permit-answer-forbidden", "mark-wrong"),
            Some(Answer::Permission) => ("permit-answer-permission", "mark-open"),
            None => ("permit-answer-silent", "mark-open"),
        };
        (self.frame.t.say(key), class)
    }

    fn conditions(&self, policy: &Policy) -> Vec<String> {
        lines(&policy.conditions)
    }

    fn use_said(&self, usage: &Use) -> String {
        use_said(&self.frame, *usage)
    }

    /// Word, label, and whether it is chosen.
    fn holders(&self) -> Vec<(&'static str, String, bool)> {
        HolderKind::ALL
            .iter()
            .map(|holder| {
                let word = holder.word();
                let label = self.frame.t.say(&format!("permit-holder-is-{word}"));
                (word, label, self.typed.get("holder") == word)
            })
            .collect()
    }
}
