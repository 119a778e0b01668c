//! The ledger as an accountant takes it: each fact a debit and a credit.

use chrono::NaiveDate;

use super::account::{LineKind, Method};
use super::currency::Currency;

/// What a fact is, which says between which accounts it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line(LineKind),
    Payment(Method),
    Allocation,
    Credit,
}

impl Kind {
    /// The accounts debited and credited.
    #[must_use]
    pub fn accounts(self) -> (&'static str, &'static str) {
        const RECEIVABLE: &str = "Dues receivable";
        const PAYERS: &str = "Credit of payers";
        const GRANTED: &str = "Credits granted";
        match self {
            Self::Line(LineKind::Dues) => (RECEIVABLE, "Dues"),
            Self::Line(LineKind::Assessment) => (RECEIVABLE, "Assessments"),
            Self::Line(LineKind::LateFee) => (RECEIVABLE, "Late fees"),
            Self::Line(LineKind::InKindOffset) => ("Contributions in kind", RECEIVABLE),
            Self::Line(LineKind::Credit) | Self::Credit => (GRANTED, RECEIVABLE),
            Self::Payment(Method::Wire) => ("Bank, by wire", PAYERS),
            Self::Payment(Method::Check) => ("Bank, by check", PAYERS),
            Self::Payment(Method::Processor) => ("Payment processor", PAYERS),
            Self::Allocation => (PAYERS, RECEIVABLE),
        }
    }

    /// From the words in which the store gives it.
    #[must_use]
    pub fn parse(word: &str, detail: &str) -> Option<Self> {
        match word {
            "line" => LineKind::parse(detail).map(Self::Line),
            "payment" => Method::parse(detail).map(Self::Payment),
            "allocation" => Some(Self::Allocation),
            "credit" => Some(Self::Credit),
            _ => None,
        }
    }
}

/// One thing that was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub day: NaiveDate,
    /// The invoice's number, or the payment's reference.
    pub number: String,
    pub member: String,
    pub kind: Kind,
    /// Above zero; what reverses another moves the same amount back.
    pub amount: i64,
    pub reverses: bool,
    pub currency: Currency,
    pub text: String,
}

/// One side of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub account: &'static str,
    pub debit: i64,
    pub credit: i64,
}

impl Fact {
    /// Its two sides: they are always equal.
    #[must_use]
    pub fn postings(&self) -> [Posting; 2] {
        let (debited, credited) = match (self.kind.accounts(), self.reverses) {
            (accounts, false) => accounts,
            ((debited, credited), true) => (credited, debited),
        };
        [
            Posting {
                account: debited,
                debit: self.amount,
                credit: 0,
            },
            Posting {
                account: credited,
                debit: 0,
                credit: self.amount,
            },
        ]
    }
}
