//! Decisions as lists and pages show them.

use askama::Template;
use askama_web::WebTemplate;

use super::day_said;
use crate::bodies::model::votes::{Verdict, Vote};
use crate::bodies::store::decisions::{Decision, Needed, Stage};
use crate::web::{Frame, times};

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
    /// In order.
    pub confirmed_by: Vec<String>,
    pub withdrawn_by: Option<String>,
    /// How many officers a decision takes now.
    pub needed: Needed,
}

impl DecisionView {
    /// The digest that its effect names, with what it is of.
    fn effect_digest(&self) -> Option<(&'static str, &str)> {
        self.decision.effect.as_ref()?.digest()
    }

    /// The word of the state, and its sign.
    fn stage(&self) -> &'static str {
        match self.decision.stage() {
            Stage::Entered => "○ entered, not confirmed yet",
            Stage::Withdrawn => "✕ withdrawn",
            Stage::Adopted => "✓ decided",
            Stage::Lost => "✕ lost",
        }
    }

    fn mark(&self) -> &'static str {
        match self.decision.stage() {
            Stage::Entered => "mark-open",
            Stage::Adopted => "mark-certified",
            Stage::Withdrawn | Stage::Lost => "mark-closed",
        }
    }

    fn waits(&self) -> bool {
        self.decision.stage() == Stage::Entered
    }

    fn day(&self) -> String {
        times::day_said(&self.decision.decided_on)
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
        let confirmed = if self.confirmed_by.is_empty() {
            String::new()
        } else {
            format!("; confirmed by {}", self.confirmed_by.join(" and "))
        };
        if let (Some(name), Some(withdrawal)) = (&self.withdrawn_by, &self.decision.withdrawn) {
            return format!(
                "{entered}{confirmed}; withdrawn by {name} on {}: {}",
                day_said(frame, &withdrawal.at),
                withdrawal.reason
            );
        }
        match &self.decision.confirmed_at {
            Some(at) => format!("{entered}{confirmed} on {}.", day_said(frame, at)),
            None => format!("{entered}{confirmed}; {}.", self.missing()),
        }
    }

    /// How many confirm it after those who did. One does, also where a rule has asked for more
    /// and does not any longer.
    fn to_come(&self) -> u64 {
        let have = u64::try_from(self.confirmed_by.len()).unwrap_or(u64::MAX);
        (u64::from(self.needed.officers) - 1)
            .saturating_sub(have)
            .max(1)
    }

    /// `one more is needed (Bylaws § 6.1)`
    fn missing(&self) -> String {
        let said = match (self.to_come(), self.confirmed_by.is_empty()) {
            (1, true) => "waits for another officer to confirm it".to_owned(),
            (1, false) => "one more is needed".to_owned(),
            (many, true) => format!("waits for {many} other officers to confirm it"),
            (many, false) => format!("{many} more are needed"),
        };
        if self.needed.citation.is_empty() {
            said
        } else {
            format!("{said} ({})", self.needed.citation)
        }
    }

    /// Whether it counts as soon as one more confirms it.
    fn counts_next(&self) -> bool {
        self.to_come() == 1
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
    /// Whether a code is asked of this officer first.
    pub code_due: bool,
    /// Whether this officer can take the entry back.
    pub withdraws: bool,
}

impl DecisionPage {
    /// Where the page stands, to come back to after a code.
    fn place(&self) -> String {
        format!("/room/decisions/{}", self.view.decision.number)
    }
}
