//! One invoice, as the treasurer works on it.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{said, short};
use crate::dues::model::account::{Account, Invoice, LineKind, Method, Reversal, Target};
use crate::dues::model::draft::Faults;
use crate::dues::model::money::Money;
use crate::web::form::{fault, listed};
use crate::web::{Fields, Frame};

/// Something posted against an invoice.
pub struct EntryRow {
    pub what: String,
    pub day: String,
    pub amount: String,
    /// The payment it comes from.
    pub payment: Option<Uuid>,
    /// How it was undone.
    pub undone: String,
}

/// How an entry was undone, in words; empty where it stands.
pub(super) fn undone(reversal: Option<&Reversal>) -> String {
    reversal.map_or_else(String::new, |reversal| {
        format!(
            "reversed {}: {}",
            short(reversal.booked_on),
            reversal.reason
        )
    })
}

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/invoice.html")]
pub struct InvoicePage {
    pub frame: Frame,
    pub payer: String,
    pub invoice: Invoice,
    pub account: Account,
    pub today: NaiveDate,
    pub fields: Fields,
    pub faults: Faults,
    /// The identities under which payment, credit and reversal would be recorded.
    pub forms: [Uuid; 3],
}

impl InvoicePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        payer: String,
        account: Account,
        invoice: Invoice,
        today: NaiveDate,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            frame,
            payer,
            invoice,
            account,
            today,
            fields,
            faults,
            forms: [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()],
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn money(&self, minor: i64) -> String {
        said(Money::new(minor, self.invoice.currency))
    }

    fn owed(&self) -> i64 {
        self.account.owed(&self.invoice)
    }

    fn is_overdue(&self) -> bool {
        self.owed() > 0 && self.invoice.due_on < self.today
    }

    fn short(&self, day: &NaiveDate) -> String {
        short(*day)
    }

    fn undone(&self) -> String {
        undone(self.invoice.reversal.as_ref())
    }

    /// Kind, text and signed amount of each line.
    fn lines(&self) -> Vec<(&'static str, &str, String)> {
        self.invoice
            .lines
            .iter()
            .map(|line| {
                let signed = match line.kind.is_taken_off() {
                    true => -line.amount,
                    false => line.amount,
                };
                (line.kind.title(), line.text.as_str(), self.money(signed))
            })
            .collect()
    }

    fn is_in_kind(&self) -> bool {
        let mut lines = self.invoice.lines.iter();
        lines.any(|line| line.kind == LineKind::InKindOffset)
    }

    fn entries(&self) -> Vec<EntryRow> {
        let id = self.invoice.id;
        let of_it = self.account.allocations.iter();
        let allocations = of_it.filter(|entry| entry.invoice == id).map(|entry| {
            let payment = self.account.payment(entry.payment);
            let what = payment.map_or_else(String::new, |payment| {
                format!("{} {}", payment.method.title(), payment.reference)
            });
            EntryRow {
                what,
                day: short(entry.booked_on),
                amount: self.money(entry.amount),
                payment: Some(entry.payment.0),
                undone: undone(entry.reversal.as_ref()),
            }
        });
        let of_it = self.account.credits.iter();
        let credits = of_it
            .filter(|entry| entry.invoice == id)
            .map(|entry| EntryRow {
                what: format!("Credit: {}", entry.reason),
                day: short(entry.booked_on),
                amount: self.money(entry.amount),
                payment: None,
                undone: undone(entry.reversal.as_ref()),
            });
        allocations.chain(credits).collect()
    }

    /// What can be reversed from here.
    fn targets(&self) -> Vec<(String, String)> {
        let id = self.invoice.id;
        let mut targets = vec![(String::new(), "choose".to_owned())];
        targets.extend(self.account.allocated_to(id).map(|entry| {
            let words = format!("Allocation of {}", self.money(entry.amount));
            (Target::Allocation(entry.id).word(), words)
        }));
        let credits = self.account.credits.iter();
        let standing = credits.filter(|entry| entry.invoice == id && entry.reversal.is_none());
        targets.extend(standing.map(|entry| {
            let words = format!("Credit of {}", self.money(entry.amount));
            (Target::Credit(entry.id).word(), words)
        }));
        if self.invoice.reversal.is_none() {
            let words = format!("The whole invoice {}", self.invoice.number);
            targets.push((Target::Invoice(id).word(), words));
        }
        targets
    }

    fn methods(&self) -> Vec<(&'static str, &'static str)> {
        Method::ALL
            .map(|method| (method.word(), method.title()))
            .into()
    }

    /// What stands as the payer's credit.
    fn credits(&self) -> Vec<String> {
        let sums = self.account.sums();
        let left = sums.into_iter().filter(|(_, left)| left.minor > 0);
        left.map(|(_, left)| said(left)).collect()
    }

    /// What was typed, or what is proposed.
    fn typed(&self, field: &str, proposed: &str) -> String {
        match self.fields.get(field) {
            "" => proposed.to_owned(),
            typed => typed.to_owned(),
        }
    }

    fn proposed_amount(&self) -> String {
        Money::new(self.owed(), self.invoice.currency).grouped()
    }

    fn today_local(&self) -> String {
        self.today.to_string()
    }
}
