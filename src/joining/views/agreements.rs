//! What members agree to.

use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::joining::model::self_check::ClassRule;
use crate::joining::store::agreements::Agreement;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame};

#[derive(Template)]
#[template(path = "joining/published.html")]
pub struct PublishedPage {
    pub frame: Frame,
    pub agreements: Vec<Agreement>,
}

#[derive(Template)]
#[template(path = "joining/agreements.html")]
pub struct AgreementsPage {
    pub frame: Frame,
    pub adds: bool,
    pub agreements: Vec<Agreement>,
    pub classes: Vec<ClassRule>,
    pub form: Uuid,
    pub today: NaiveDate,
    pub fields: Fields,
    pub faults: Faults,
}

impl AgreementsPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn is_ticked(&self, class: &str) -> bool {
        self.fields.all("class").any(|ticked| ticked == class)
    }

    fn from(&self) -> String {
        match self.fields.get("in_force_from") {
            "" => self.today.to_string(),
            typed => typed.to_owned(),
        }
    }
}
