//! What members give instead of money.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::{said, short};
use crate::dues::model::draft::Faults;
use crate::dues::model::money::Money;
use crate::dues::store::in_kind::{BoardDecision, Commitment, Delivery};
use crate::web::form::{fault, listed};
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/in_kind.html")]
pub struct InKindPage {
    pub frame: Frame,
    /// Each with the identity under which a delivery would be recorded.
    pub commitments: Vec<(Commitment, Uuid)>,
    pub decisions: Vec<BoardDecision>,
    pub fields: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl InKindPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        commitments: Vec<Commitment>,
        decisions: Vec<BoardDecision>,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            frame,
            commitments: commitments
                .into_iter()
                .map(|each| (each, Uuid::new_v4()))
                .collect(),
            decisions,
            fields,
            faults,
            form: Uuid::new_v4(),
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn said(&self, money: &Money) -> String {
        said(*money)
    }

    fn delivered(&self, delivery: &Delivery) -> String {
        format!("{}: {}", short(delivery.delivered_on), delivery.evidence)
    }

    fn choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "choose".to_owned());
        let decisions = self.decisions.iter().map(|decision| {
            let words = format!("{}. {}", decision.number, decision.title);
            (decision.number.to_string(), words)
        });
        std::iter::once(none).chain(decisions).collect()
    }
}
