//! What the pages of dues show.

pub mod in_kind;
pub mod invoice;
pub mod issuing;
pub mod own;
pub mod payment;
pub mod prices;
pub mod room;
pub mod sheet;
pub mod years;

use chrono::NaiveDate;

use super::model::currency::Currency;
use super::model::money::Money;
use crate::web::words::Speaker;

/// `2,500.00 USD`, on officers' pages.
fn said(money: Money) -> String {
    format!("{} {}", money.grouped(), money.currency)
}

/// The same of an amount with its currency's code; what no currency has is shown in minor units.
fn said_in(minor: i64, code: &str) -> String {
    match Currency::parse(code) {
        Ok(currency) => said(Money::new(minor, currency)),
        Err(_) => format!("{minor} {code}"),
    }
}

/// An amount in the reader's figures.
fn spoken(t: &Speaker, money: Money) -> String {
    let plain = money.plain();
    let (sign, figures) = match plain.strip_prefix('-') {
        Some(figures) => ("−", figures),
        None => ("", plain.as_str()),
    };
    format!("{sign}{}\u{a0}{}", t.decimal(figures), money.currency)
}

/// `31 Jul 2026`, on officers' pages.
fn short(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}
