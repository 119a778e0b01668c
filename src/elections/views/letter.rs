//! The page on which a candidate writes to the voters.

use askama::Template;
use askama_web::WebTemplate;

use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::web::form::{Faults, fault, listed};
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "elections/letter.html")]
pub struct LetterPage {
    pub frame: Frame,
    pub election: Election,
    pub name: String,
    pub sent: u32,
    pub left: u32,
    pub has_roll: bool,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
}

impl LetterPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now): (Election, Now),
        name: String,
        (most, sent, has_roll): (u32, u32, bool),
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let over = election.calendar.dates().closes_at <= now.at;
        Self {
            sent,
            left: if over { 0 } else { most.saturating_sub(sent) },
            form: fields.form_id().to_string(),
            frame,
            election,
            name,
            has_roll,
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
