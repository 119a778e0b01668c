//! An invoice as its payer reads and prints it.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::spoken;
use crate::dues::model::account::{Account, Invoice};
use crate::dues::model::money::Money;
use crate::web::{Frame, times};

/// Whether an invoice is settled, as marks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Paid,
    Open,
    Overdue,
    Reversed,
}

impl State {
    pub(super) fn of(account: &Account, invoice: &Invoice, today: NaiveDate) -> Self {
        match (&invoice.reversal, account.owed(invoice)) {
            (Some(_), _) => Self::Reversed,
            (None, ..=0) => Self::Paid,
            (None, _) if invoice.due_on < today => Self::Overdue,
            (None, _) => Self::Open,
        }
    }

    /// The key of its word in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Paid => "dues-state-paid",
            Self::Open => "dues-state-open",
            Self::Overdue => "dues-state-overdue",
            Self::Reversed => "dues-state-reversed",
        }
    }

    /// Its colour, and the sign before its word.
    #[must_use]
    pub fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Paid => ("mark-certified", "✓ "),
            Self::Open => ("mark-open", "→ "),
            Self::Overdue => ("mark-closed", "! "),
            Self::Reversed => ("", "○ "),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "dues/sheet.html")]
pub struct SheetPage {
    pub frame: Frame,
    pub payer: String,
    pub invoice: Invoice,
    pub account: Account,
    pub state: State,
    /// Whether the treasurer reads it.
    pub in_room: bool,
}

impl SheetPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        payer: String,
        account: Account,
        invoice: Invoice,
        today: NaiveDate,
        in_room: bool,
    ) -> Self {
        Self {
            state: State::of(&account, &invoice, today),
            frame,
            payer,
            invoice,
            account,
            in_room,
        }
    }

    fn money(&self, minor: i64) -> String {
        spoken(&self.frame.t, Money::new(minor, self.invoice.currency))
    }

    fn owed(&self) -> String {
        self.money(self.account.owed(&self.invoice))
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    fn period(&self) -> String {
        let (from, to) = (self.invoice.covers_from, self.invoice.covers_to);
        let t = &self.frame.t;
        t.say2(
            "dues-invoice-period-days",
            "from",
            times::day(t, from),
            "to",
            times::day(t, to),
        )
    }

    fn membership(&self) -> String {
        let number = self.invoice.membership.to_string();
        self.frame
            .t
            .say1("dues-invoice-membership-number", "number", number)
    }

    fn lines(&self) -> Vec<(String, &str, String)> {
        self.invoice
            .lines
            .iter()
            .map(|line| {
                let signed = match line.kind.is_taken_off() {
                    true => -line.amount,
                    false => line.amount,
                };
                let key = format!("dues-line-{}", line.kind.word().replace('_', "-"));
                let kind = self.frame.t.say(&key);
                (kind, line.text.as_str(), self.money(signed))
            })
            .collect()
    }

    fn reversed(&self) -> Option<String> {
        let reversal = self.invoice.reversal.as_ref()?;
        let day = self.day(&reversal.booked_on);
        let reason = reversal.reason.as_str();
        let t = &self.frame.t;
        Some(t.say2("dues-invoice-reversed", "day", day, "reason", reason))
    }

    /// What paid it: a sentence and an amount each.
    fn entries(&self) -> Vec<(String, String)> {
        let t = &self.frame.t;
        let id = self.invoice.id;
        let mut entries = Vec::new();
        for entry in self.account.allocated_to(id) {
            if let Some(payment) = self.account.payment(entry.payment) {
                let day = self.day(&payment.received_on);
                let reference = payment.reference.as_str();
                let words = t.say2("dues-entry-payment", "day", day, "reference", reference);
                entries.push((words, self.money(entry.amount)));
            }
        }
        let credits = self.account.credits.iter();
        for entry in credits.filter(|entry| entry.invoice == id) {
            let day = self.day(&entry.booked_on);
            let words = t.say2(
                "dues-entry-credit",
                "day",
                day,
                "reason",
                entry.reason.as_str(),
            );
            match &entry.reversal {
                None => entries.push((words, self.money(entry.amount))),
                Some(reversal) => {
                    let day = self.day(&reversal.booked_on);
                    let reason = reversal.reason.as_str();
                    let undone = t.say2("dues-entry-reversed", "day", day, "reason", reason);
                    entries.push((format!("{words} ({undone})"), self.money(0)));
                }
            }
        }
        entries
    }
}
