//! The page on which somebody who was nominated answers.

use askama::Template;
use askama_web::WebTemplate;

use crate::elections::model::NomineeState;
use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::elections::store::nominees::Standing;
use crate::web::form::{Faults, fault, listed};
use crate::web::times;
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "elections/nomination.html")]
pub struct NomineePage {
    pub frame: Frame,
    pub election: Election,
    pub list_on: String,
    pub nominated_by: String,
    pub state: String,
    pub reason: String,
    /// Whether an answer still counts.
    pub can_answer: bool,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
}

impl NomineePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, _): (Election, Now),
        standing: Standing,
        ties: String,
        typed: Option<(Fields, Faults)>,
    ) -> Self {
        let can_answer = match standing.state {
            NomineeState::Asked
            | NomineeState::Declined
            | NomineeState::Accepted
            | NomineeState::Eligible => standing.place.is_none(),
            NomineeState::Ineligible | NomineeState::Candidate | NomineeState::Withdrawn => false,
        };
        let (fields, faults) = typed.unwrap_or_else(|| {
            let disclosures = if standing.disclosures.is_empty() {
                ties
            } else {
                standing.disclosures.clone()
            };
            let fields = [
                ("statement".to_owned(), standing.statement.clone()),
                ("disclosures".to_owned(), disclosures),
            ];
            (fields.into_iter().collect(), Vec::new())
        });
        Self {
            list_on: times::day(&frame.t, election.calendar.dates().list_on),
            nominated_by: standing.nominated_by.join(", "),
            state: frame.t.say(standing.state.key()),
            reason: standing.reason,
            can_answer,
            form: fields.form_id().to_string(),
            frame,
            election,
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }
}
