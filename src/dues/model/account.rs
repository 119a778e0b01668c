//! The account of one payer: invoices, payments, what pays what, and reversals,
//! with the rules of what may be posted. The database holds the same rules.

mod posting;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use thiserror::Error;
use uuid::Uuid;

use super::currency::Currency;
use super::money::Money;
use super::{InvoiceId, PaymentId};

pub use posting::Entry;

/// What a line of an invoice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Dues,
    Assessment,
    InKindOffset,
    LateFee,
    Credit,
}

impl LineKind {
    pub const ALL: [Self; 5] = [
        Self::Dues,
        Self::Assessment,
        Self::InKindOffset,
        Self::LateFee,
        Self::Credit,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Dues => "dues",
            Self::Assessment => "assessment",
            Self::InKindOffset => "in_kind_offset",
            Self::LateFee => "late_fee",
            Self::Credit => "credit",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As officers read it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Dues => "Dues",
            Self::Assessment => "Assessment",
            Self::InKindOffset => "Offset in kind",
            Self::LateFee => "Late fee",
            Self::Credit => "Credit",
        }
    }

    /// Whether it is taken off what the invoice asks for.
    #[must_use]
    pub fn is_taken_off(self) -> bool {
        match self {
            Self::InKindOffset | Self::Credit => true,
            Self::Dues | Self::Assessment | Self::LateFee => false,
        }
    }
}

/// How money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Wire,
    Check,
    Processor,
}

impl Method {
    pub const ALL: [Self; 3] = [Self::Wire, Self::Check, Self::Processor];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Check => "check",
            Self::Processor => "processor",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }

    /// As officers read it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Wire => "Wire transfer",
            Self::Check => "Check",
            Self::Processor => "Payment processor",
        }
    }
}

/// What undid an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub id: Uuid,
    pub reason: String,
    pub booked_on: NaiveDate,
}

/// A line of an invoice; its amount is above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub amount: i64,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    pub id: InvoiceId,
    pub number: String,
    /// The number of the membership it is for.
    pub membership: i64,
    /// The first and the last day that it covers.
    pub covers_from: NaiveDate,
    pub covers_to: NaiveDate,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub currency: Currency,
    /// What it says of charitable contributions.
    pub statement: String,
    /// What it says of lobbying, where it does.
    pub notice: Option<String>,
    pub lines: Vec<Line>,
    pub reversal: Option<Reversal>,
}

impl Invoice {
    /// What it asks for.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.lines
            .iter()
            .map(|line| match line.kind.is_taken_off() {
                true => -line.amount,
                false => line.amount,
            })
            .sum()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
    pub booked_on: NaiveDate,
    pub amount: Money,
    pub reversal: Option<Reversal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    pub id: Uuid,
    pub payment: PaymentId,
    pub invoice: InvoiceId,
    pub amount: i64,
    pub booked_on: NaiveDate,
    pub reversal: Option<Reversal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub id: Uuid,
    pub invoice: InvoiceId,
    pub amount: i64,
    pub reason: String,
    pub booked_on: NaiveDate,
    pub reversal: Option<Reversal>,
}

/// What an entry names that undoes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Invoice(InvoiceId),
    Payment(PaymentId),
    Allocation(Uuid),
    Credit(Uuid),
}

impl Target {
    /// Kind and identity, in forms: `payment:00000000-0000-4000-8000-000000000001`.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Invoice(id) => format!("invoice:{}", id.0),
            Self::Payment(id) => format!("payment:{}", id.0),
            Self::Allocation(id) => format!("allocation:{id}"),
            Self::Credit(id) => format!("credit:{id}"),
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (kind, id) = word.split_once(':')?;
        let id = Uuid::parse_str(id).ok()?;
        match kind {
            "invoice" => Some(Self::Invoice(InvoiceId(id))),
            "payment" => Some(Self::Payment(PaymentId(id))),
            "allocation" => Some(Self::Allocation(id)),
            "credit" => Some(Self::Credit(id)),
            _ => None,
        }
    }
}

/// Why something is not posted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("There is no such entry in this account. Choose one that stands there.")]
    NotFound,
    #[error("Give an amount above zero.")]
    NothingToPost,
    #[error(
        "This invoice owes {owed} {currency}, and is paid no more than that. Allocate no more than that."
    )]
    AboveOwed { owed: String, currency: Currency },
    #[error(
        "This invoice owes {owed} {currency}, and no more is taken off. To give more back, reverse what was allocated to it first."
    )]
    CreditAboveOwed { owed: String, currency: Currency },
    #[error(
        "This payment has {rest} {currency} left, and pays no more than that. Allocate no more than that."
    )]
    AboveRest { rest: String, currency: Currency },
    #[error(
        "The payment came in {payment}, and the invoice is in {invoice}: it cannot pay it. Choose an invoice in its currency."
    )]
    OtherCurrency {
        payment: Currency,
        invoice: Currency,
    },
    #[error(
        "A standing payment has the reference {0} already. Open that one; nothing was recorded."
    )]
    SameReference(String),
    #[error("This was reversed already. An entry is reversed once. Nothing is left to do.")]
    ReversedAlready,
    #[error("Reverse first what was allocated or credited: {0} other entries stand on this one.")]
    StoodOn(usize),
}

/// All entries of one payer, each in the order in which they were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub invoices: Vec<Invoice>,
    pub payments: Vec<Payment>,
    pub allocations: Vec<Allocation>,
    pub credits: Vec<Credit>,
}

impl Account {
    #[must_use]
    pub fn invoice(&self, id: InvoiceId) -> Option<&Invoice> {
        self.invoices.iter().find(|invoice| invoice.id == id)
    }

    #[must_use]
    pub fn numbered(&self, number: &str) -> Option<&Invoice> {
        self.invoices
            .iter()
            .find(|invoice| invoice.number == number)
    }

    #[must_use]
    pub fn payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    /// What stands allocated to an invoice.
    pub fn allocated_to(&self, id: InvoiceId) -> impl Iterator<Item = &Allocation> {
        self.allocations
            .iter()
            .filter(move |allocation| allocation.invoice == id && allocation.reversal.is_none())
    }

    /// What stands allocated from a payment.
    pub fn allocated_from(&self, id: PaymentId) -> impl Iterator<Item = &Allocation> {
        self.allocations
            .iter()
            .filter(move |allocation| allocation.payment == id && allocation.reversal.is_none())
    }

    fn credited_to(&self, id: InvoiceId) -> impl Iterator<Item = &Credit> {
        self.credits
            .iter()
            .filter(move |credit| credit.invoice == id && credit.reversal.is_none())
    }

    /// What an invoice still owes; nothing once it was reversed.
    #[must_use]
    pub fn owed(&self, invoice: &Invoice) -> i64 {
        if invoice.reversal.is_some() {
            return 0;
        }
        let allocated: i64 = self
            .allocated_to(invoice.id)
            .map(|entry| entry.amount)
            .sum();
        let credited: i64 = self.credited_to(invoice.id).map(|entry| entry.amount).sum();
        invoice.total() - allocated - credited
    }

    /// What of a payment is not allocated; nothing once it was reversed.
    #[must_use]
    pub fn rest(&self, payment: &Payment) -> i64 {
        if payment.reversal.is_some() {
            return 0;
        }
        let allocated: i64 = self
            .allocated_from(payment.id)
            .map(|entry| entry.amount)
            .sum();
        payment.amount.minor - allocated
    }

    /// What is owed in all, and what stands as the payer's credit, by currency.
    #[must_use]
    pub fn sums(&self) -> Vec<(Money, Money)> {
        let mut currencies: Vec<Currency> = self
            .invoices
            .iter()
            .map(|invoice| invoice.currency)
            .chain(self.payments.iter().map(|payment| payment.amount.currency))
            .collect();
        currencies.sort_unstable();
        currencies.dedup();
        currencies
            .into_iter()
            .map(|currency| {
                let of_it = |invoice: &&Invoice| invoice.currency == currency;
                let owed = self
                    .invoices
                    .iter()
                    .filter(of_it)
                    .map(|invoice| self.owed(invoice));
                let rest = self
                    .payments
                    .iter()
                    .filter(|payment| payment.amount.currency == currency)
                    .map(|payment| self.rest(payment));
                (
                    Money::new(owed.sum(), currency),
                    Money::new(rest.sum(), currency),
                )
            })
            .collect()
    }

    /// How much of a payment goes to an invoice: what it owes, or what is left.
    #[must_use]
    pub fn fitting(&self, payment: &Payment, invoice: &Invoice) -> i64 {
        match payment.amount.currency == invoice.currency {
            true => self.rest(payment).min(self.owed(invoice)),
            false => 0,
        }
    }

    /// What is reversed with an entry, in order: what stands on it, then itself.
    #[must_use]
    pub fn undoing(&self, target: Target) -> Vec<Target> {
        let mut targets: Vec<Target> = match target {
            Target::Invoice(id) => {
                let allocations = self
                    .allocated_to(id)
                    .map(|entry| Target::Allocation(entry.id));
                let credits = self.credited_to(id).map(|entry| Target::Credit(entry.id));
                allocations.chain(credits).collect()
            }
            Target::Payment(id) => self
                .allocated_from(id)
                .map(|entry| Target::Allocation(entry.id))
                .collect(),
            Target::Allocation(_) | Target::Credit(_) => Vec::new(),
        };
        targets.push(target);
        targets
    }
}
