//! One payment, as the treasurer works on it.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::invoice::undone;
use super::{said, short};
use crate::dues::model::account::{Account, Payment, Target};
use crate::dues::model::draft::Faults;
use crate::dues::model::money::Money;
use crate::web::form::{fault, listed};
use crate::web::{Fields, Frame};

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/payment.html")]
pub struct PaymentPage {
    pub frame: Frame,
    pub payer: String,
    pub account: Account,
    pub payment: Payment,
    pub fields: Fields,
    pub faults: Faults,
    /// The identities under which allocation and reversal would be recorded.
    pub forms: [Uuid; 2],
}

impl PaymentPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        payer: String,
        account: Account,
        payment: Payment,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            frame,
            payer,
            account,
            payment,
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

    fn amount(&self) -> String {
        said(self.payment.amount)
    }

    fn rest(&self) -> i64 {
        self.account.rest(&self.payment)
    }

    fn money(&self, minor: i64) -> String {
        said(Money::new(minor, self.payment.amount.currency))
    }

    fn short(&self, day: &NaiveDate) -> String {
        short(*day)
    }

    fn undone(&self) -> String {
        undone(self.payment.reversal.as_ref())
    }

    /// Number of the invoice, amount, day and how it was undone.
    fn allocations(&self) -> Vec<(String, String, String, String)> {
        self.account
            .allocations
            .iter()
            .filter(|entry| entry.payment == self.payment.id)
            .map(|entry| {
                let invoice = self.account.invoice(entry.invoice);
                (
                    invoice.map_or_else(String::new, |invoice| invoice.number.clone()),
                    self.money(entry.amount),
                    short(entry.booked_on),
                    undone(entry.reversal.as_ref()),
                )
            })
            .collect()
    }

    /// The invoices that it can pay.
    fn payable(&self) -> Vec<(String, String)> {
        self.account
            .invoices
            .iter()
            .filter(|invoice| self.account.fitting(&self.payment, invoice) > 0)
            .map(|invoice| {
                let owed = self.money(self.account.owed(invoice));
                (
                    invoice.number.clone(),
                    format!("{}, owes {owed}", invoice.number),
                )
            })
            .collect()
    }

    /// What fits the first invoice that it can pay.
    fn proposed_amount(&self) -> String {
        let mut fitting = self
            .account
            .invoices
            .iter()
            .map(|invoice| self.account.fitting(&self.payment, invoice));
        let first = fitting.find(|amount| *amount > 0).unwrap_or_default();
        Money::new(first, self.payment.amount.currency).grouped()
    }

    /// What was typed, or what is proposed.
    fn typed(&self, field: &str, proposed: &str) -> String {
        match self.fields.get(field) {
            "" => proposed.to_owned(),
            typed => typed.to_owned(),
        }
    }

    /// What can be reversed from here.
    fn targets(&self) -> Vec<(String, String)> {
        let whole = Target::Payment(self.payment.id);
        let mut targets = vec![(whole.word(), "The whole payment".to_owned())];
        targets.extend(self.account.allocated_from(self.payment.id).map(|entry| {
            let invoice = self.account.invoice(entry.invoice);
            let number = invoice.map_or("", |invoice| invoice.number.as_str());
            let words = format!("Allocation of {} to {number}", self.money(entry.amount));
            (Target::Allocation(entry.id).word(), words)
        }));
        targets
    }
}
