//! A member's own invoices.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::sheet::State;
use super::spoken;
use crate::dues::model::account::Account;
use crate::dues::model::money::Money;
use crate::web::{Frame, times};

/// An invoice in the list.
pub struct OwnInvoice {
    pub number: String,
    pub due: String,
    pub asked: String,
    pub owed: String,
    pub state: State,
}

/// What one payer has and owes.
pub struct OwnAccount {
    pub name: String,
    /// What is owed in all, by currency; empty where nothing is.
    pub owed: Vec<String>,
    /// What stands as credit, by currency.
    pub credits: Vec<String>,
    /// The latest first.
    pub invoices: Vec<OwnInvoice>,
}

impl OwnAccount {
    #[must_use]
    pub fn new(frame: &Frame, name: String, account: &Account, today: NaiveDate) -> Self {
        let t = &frame.t;
        let sums = account.sums();
        let above_zero = |money: &Money| money.minor > 0;
        Self {
            name,
            owed: sums
                .iter()
                .map(|(owed, _)| *owed)
                .filter(above_zero)
                .map(|owed| spoken(t, owed))
                .collect(),
            credits: sums
                .iter()
                .map(|(_, left)| *left)
                .filter(above_zero)
                .map(|left| spoken(t, left))
                .collect(),
            invoices: account
                .invoices
                .iter()
                .rev()
                .map(|invoice| {
                    let money = |minor| spoken(t, Money::new(minor, invoice.currency));
                    OwnInvoice {
                        number: invoice.number.clone(),
                        due: times::day(t, invoice.due_on),
                        asked: money(invoice.total()),
                        owed: money(account.owed(invoice)),
                        state: State::of(account, invoice, today),
                    }
                })
                .collect(),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "dues/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub accounts: Vec<OwnAccount>,
}
