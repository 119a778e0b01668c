//! The price list.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{said, short};
use crate::dues::model::draft::Faults;
use crate::dues::model::price::{Price, price_on};
use crate::web::form::{fault, listed};
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/prices.html")]
pub struct PricesPage {
    pub frame: Frame,
    /// Identity and name.
    pub classes: Vec<(String, String)>,
    pub list: Vec<Price>,
    pub today: NaiveDate,
    pub fields: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl PricesPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        classes: Vec<(String, String)>,
        list: Vec<Price>,
        today: NaiveDate,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            frame,
            classes,
            list,
            today,
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

    /// Class, price, since when, and where it stands, as of today.
    fn governing(&self) -> Vec<(&str, String, String, String)> {
        self.classes
            .iter()
            .map(|(id, name)| match price_on(&self.list, id, self.today) {
                Some(price) => (
                    name.as_str(),
                    said(price.amount),
                    short(price.starts_on),
                    price.citation.clone(),
                ),
                None => (
                    name.as_str(),
                    "no price".to_owned(),
                    String::new(),
                    String::new(),
                ),
            })
            .collect()
    }

    /// Every price ever set, the latest recorded first.
    fn history(&self) -> Vec<String> {
        self.list
            .iter()
            .rev()
            .map(|price| {
                let name = self
                    .classes
                    .iter()
                    .find(|(id, _)| *id == price.class)
                    .map_or(price.class.as_str(), |(_, name)| name);
                format!(
                    "{name}: {} from {} on ({})",
                    said(price.amount),
                    short(price.starts_on),
                    price.citation
                )
            })
            .collect()
    }
}
