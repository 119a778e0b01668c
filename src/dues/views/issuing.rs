//! A new invoice.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::{said, short};
use crate::dues::model::account::LineKind;
use crate::dues::model::draft::{Faults, InvoiceForm, LineForm};
use crate::dues::model::lobbying::Share;
use crate::dues::model::price::Price;
use crate::dues::store::in_kind::Commitment;
use crate::members::store::Line;
use crate::web::Frame;
use crate::web::form::{fault, listed};

/// For whom an invoice is to be.
#[derive(Template, WebTemplate)]
#[template(path = "dues/room/whose.html")]
pub struct WhosePage {
    pub frame: Frame,
    pub number: String,
    pub fault: &'static str,
}

impl WhosePage {
    fn faults(&self) -> Vec<(&str, &str)> {
        let wrong = (!self.fault.is_empty()).then_some(("member", self.fault));
        wrong.into_iter().collect()
    }
}

/// What stands beside the form.
pub struct Prepared {
    pub price: Option<Price>,
    pub commitments: Vec<Commitment>,
    pub year: i32,
    /// Of the estimate of this year, where there is one.
    pub share: Option<Share>,
}

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/new.html")]
pub struct NewInvoicePage {
    pub frame: Frame,
    pub member: Line,
    pub form: InvoiceForm,
    pub prepared: Prepared,
    pub faults: Faults,
    /// Names the invoice before it has a number.
    pub id: Uuid,
}

impl NewInvoicePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        member: Line,
        form: InvoiceForm,
        prepared: Prepared,
        faults: Faults,
        id: Option<Uuid>,
    ) -> Self {
        Self {
            frame,
            member,
            form,
            prepared,
            faults,
            id: id.unwrap_or_else(Uuid::new_v4),
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn price(&self) -> String {
        match &self.prepared.price {
            Some(price) => format!(
                "The class {} pays {} a year from {} on ({}).",
                self.member.class_name,
                said(price.amount),
                short(price.starts_on),
                price.citation
            ),
            None => format!(
                "The price list has no price for the class {} today.",
                self.member.class_name
            ),
        }
    }

    fn notice(&self) -> String {
        let year = self.prepared.year;
        match self.prepared.share {
            Some(share) => format!(
                "An invoice issued in {year} bears the notice that {} % of dues is not deductible (26 USC 6033(e)).",
                share.percent()
            ),
            None => format!(
                "There is no estimate of lobbying for {year}: an invoice bears no notice of it. If money may go into lobbying, record the estimate first."
            ),
        }
    }

    /// Each line with the ids of its fields.
    fn lines(&self) -> Vec<(usize, &LineForm)> {
        (1..).zip(&self.form.lines).collect()
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        LineKind::ALL.map(|kind| (kind.word(), kind.title())).into()
    }

    fn commitments(&self) -> Vec<(String, String)> {
        let none = (String::new(), "none".to_owned());
        let of_it = self.prepared.commitments.iter().map(|each| {
            (
                each.number.to_string(),
                format!(
                    "{}. {} ({} left)",
                    each.number,
                    each.description,
                    said(each.left)
                ),
            )
        });
        std::iter::once(none).chain(of_it).collect()
    }
}
