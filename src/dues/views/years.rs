//! Tax years.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::said;
use crate::bodies::Foundation;
use crate::dues::model::draft::Faults;
use crate::dues::model::money::Money;
use crate::dues::store::years::Year;
use crate::web::form::{fault, listed};
use crate::web::times::weekday_said;
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/years.html")]
pub struct YearsPage {
    pub frame: Frame,
    pub years: Vec<Year>,
    pub zone: Tz,
    pub today: NaiveDate,
    pub fields: Fields,
    pub faults: Faults,
    /// The identities under which estimate and spending would be recorded.
    pub forms: [Uuid; 2],
}

impl YearsPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        years: Vec<Year>,
        foundation: &Foundation,
        today: NaiveDate,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            frame,
            years,
            zone: foundation.zone,
            today,
            fields,
            faults,
            forms: [Uuid::new_v4(), Uuid::new_v4()],
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

    fn day(&self, at: &DateTime<Utc>) -> String {
        weekday_said(&at.with_timezone(&self.zone).date_naive())
    }

    fn is_over(&self, year: &Year) -> bool {
        year.year < self.today.year()
    }

    fn without_notice(&self, year: &Year) -> String {
        year.without_notice.join(", ")
    }

    fn this_year(&self) -> String {
        self.today.year().to_string()
    }

    /// What was typed, or what is proposed.
    fn typed(&self, field: &str, proposed: &str) -> String {
        match self.fields.get(field) {
            "" => proposed.to_owned(),
            typed => typed.to_owned(),
        }
    }
}
