//! Decisions as lists and pages show them.

use askama::Template;
use askama_web::WebTemplate;

use super::day_said;
use crate::bodies::model::effect::day_said as legal_day_said;
use crate::bodies::model::votes::{Verdict, Vote};
use crate::bodies::store::decisions::{Decision, Stage};
use crate::web::Frame;

/// Those of a roster who did the same.
pub struct VoteLine {
    pub vote: Vote,
    pub count: usize,
    /// Empty for vacant seats.
    pub names: String,
}

/// A decision with what came of it, by name.
pub struct DecisionView {
    pub decision: Decision,
    pub votes: Vec<VoteLine>,
    pub verdict: Option<Verdict>,
    pub effect: Option<String>,
    pub entered_by: Option<String>,
    pub confirmed_by: Option<String>,
}

impl DecisionView {
    /// The word of the state, and its sign.
    fn stage(&self) -> &'static str {
        match self.decision.stage() {
            Stage::Entered => "○ entered, not decided yet",
            Stage::Adopted => "✓ decided",
            Stage::Lost => "✕ lost",
        }
    }

    fn mark(&self) -> &'static str {
        match self.decision.stage() {
            Stage::Entered => "mark-open",
            Stage::Adopted => "mark-certified",
            Stage::Lost => "mark-closed",
        }
    }

    fn waits(&self) -> bool {
        self.decision.stage() == Stage::Entered
    }

    fn day(&self) -> String {
        legal_day_said(&self.decision.decided_on)
    }

    /// Who entered it and who confirmed it, and when.
    fn by(&self, frame: &Frame) -> String {
        let entered = match &self.entered_by {
            None => return "Recorded when the foundation was set up.".to_owned(),
            Some(name) => format!(
                "Entered by {name} on {}",
                day_said(frame, &self.decision.entered_at)
            ),
        };
        match (&self.confirmed_by, &self.decision.confirmed_at) {
            (Some(name), Some(at)) => {
                format!("{entered}; confirmed by {name} on {}.", day_said(frame, at))
            }
            _ => format!("{entered}; waits for another officer to confirm it."),
        }
    }

    /// The document's digest in groups of four.
    fn digest(&self) -> String {
        let hex: Vec<String> = self
            .decision
            .document
            .iter()
            .flat_map(|(_, digest)| digest.chunks(2))
            .map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect())
            .collect();
        hex.join(" ")
    }
}

/// Every decision.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/decisions.html")]
pub struct DecisionsPage {
    pub frame: Frame,
    /// Whether this officer enters decisions.
    pub enters: bool,
    pub decisions: Vec<DecisionView>,
}

impl DecisionsPage {
    fn waiting(&self) -> usize {
        self.decisions.iter().filter(|view| view.waits()).count()
    }
}

/// One decision.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/decision.html")]
pub struct DecisionPage {
    pub frame: Frame,
    pub view: DecisionView,
    /// Why this officer does not confirm it; empty for one who can.
    pub barred: &'static str,
}
