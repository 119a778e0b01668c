//! What may be posted into an account, and the account after it.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Account, Allocation, Credit, Payment, Refusal, Reversal, Target};
use crate::dues::model::journal::{Fact, Kind};
use crate::dues::model::money::Money;
use crate::dues::model::{InvoiceId, PaymentId};

/// Something to be posted. An invoice is judged as a draft, before it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Payment(Payment),
    Allocation(Allocation),
    Credit(Credit),
    Reversal(Target, Reversal),
}

impl Account {
    /// Whether an entry may be posted.
    ///
    /// # Errors
    /// The sentence that says why not.
    pub fn judge(&self, entry: &Entry) -> Result<(), Refusal> {
        match entry {
            Entry::Payment(payment) => {
                let same = |other: &&Payment| {
                    other.reversal.is_none()
                        && other.reference.to_lowercase() == payment.reference.to_lowercase()
                };
                if payment.amount.minor <= 0 {
                    return Err(Refusal::NothingToPost);
                }
                match self.payments.iter().find(same) {
                    Some(other) => Err(Refusal::SameReference(other.reference.clone())),
                    None => Ok(()),
                }
            }
            Entry::Allocation(allocation) => {
                self.judge_allocation(allocation.payment, allocation.invoice, allocation.amount)
            }
            Entry::Credit(credit) => {
                let invoice = self.invoice(credit.invoice).ok_or(Refusal::NotFound)?;
                let owed = self.owed(invoice);
                if credit.amount <= 0 {
                    return Err(Refusal::NothingToPost);
                }
                if credit.amount > owed {
                    return Err(Refusal::CreditAboveOwed {
                        owed: Money::new(owed, invoice.currency).grouped(),
                        currency: invoice.currency,
                    });
                }
                Ok(())
            }
            Entry::Reversal(target, _) => self.judge_reversal(*target),
        }
    }

    fn judge_allocation(
        &self,
        payment: PaymentId,
        invoice: InvoiceId,
        amount: i64,
    ) -> Result<(), Refusal> {
        let payment = self.payment(payment).ok_or(Refusal::NotFound)?;
        let invoice = self.invoice(invoice).ok_or(Refusal::NotFound)?;
        let currency = invoice.currency;
        if payment.amount.currency != currency {
            return Err(Refusal::OtherCurrency {
                payment: payment.amount.currency,
                invoice: currency,
            });
        }
        if amount <= 0 {
            return Err(Refusal::NothingToPost);
        }
        let (rest, owed) = (self.rest(payment), self.owed(invoice));
        if amount > owed {
            return Err(Refusal::AboveOwed {
                owed: Money::new(owed, currency).grouped(),
                currency,
            });
        }
        if amount > rest {
            return Err(Refusal::AboveRest {
                rest: Money::new(rest, currency).grouped(),
                currency,
            });
        }
        Ok(())
    }

    fn judge_reversal(&self, target: Target) -> Result<(), Refusal> {
        let reversed = match target {
            Target::Invoice(id) => self.invoice(id).map(|entry| entry.reversal.is_some()),
            Target::Payment(id) => self.payment(id).map(|entry| entry.reversal.is_some()),
            Target::Allocation(id) => self.allocation(id).map(|entry| entry.reversal.is_some()),
            Target::Credit(id) => self.credit(id).map(|entry| entry.reversal.is_some()),
        };
        if reversed.ok_or(Refusal::NotFound)? {
            return Err(Refusal::ReversedAlready);
        }
        match self.undoing(target).len() {
            ..=1 => Ok(()),
            more => Err(Refusal::StoodOn(more - 1)),
        }
    }

    fn allocation(&self, id: Uuid) -> Option<&Allocation> {
        self.allocations.iter().find(|entry| entry.id == id)
    }

    fn credit(&self, id: Uuid) -> Option<&Credit> {
        self.credits.iter().find(|entry| entry.id == id)
    }

    /// The account with one more entry.
    ///
    /// # Errors
    /// As [`Self::judge`].
    pub fn post(&mut self, entry: Entry) -> Result<(), Refusal> {
        self.judge(&entry)?;
        match entry {
            Entry::Payment(payment) => self.payments.push(payment),
            Entry::Allocation(allocation) => self.allocations.push(allocation),
            Entry::Credit(credit) => self.credits.push(credit),
            Entry::Reversal(target, reversal) => {
                let slot = match target {
                    Target::Invoice(id) => {
                        let mut all = self.invoices.iter_mut();
                        all.find(|entry| entry.id == id)
                            .map(|entry| &mut entry.reversal)
                    }
                    Target::Payment(id) => {
                        let mut all = self.payments.iter_mut();
                        all.find(|entry| entry.id == id)
                            .map(|entry| &mut entry.reversal)
                    }
                    Target::Allocation(id) => {
                        let mut all = self.allocations.iter_mut();
                        all.find(|entry| entry.id == id)
                            .map(|entry| &mut entry.reversal)
                    }
                    Target::Credit(id) => {
                        let mut all = self.credits.iter_mut();
                        all.find(|entry| entry.id == id)
                            .map(|entry| &mut entry.reversal)
                    }
                };
                if let Some(slot) = slot {
                    *slot = Some(reversal);
                }
            }
        }
        Ok(())
    }

    /// Everything posted, as an accountant takes it.
    #[must_use]
    pub fn facts(&self, member: &str) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut note = |fact: Fact, reversal: &Option<Reversal>| {
            let undone = reversal.as_ref().map(|reversal| Fact {
                day: reversal.booked_on,
                reverses: true,
                text: reversal.reason.clone(),
                ..fact.clone()
            });
            facts.push(fact);
            facts.extend(undone);
        };
        let fact = |day: NaiveDate, number: &str, kind, amount: Money, text: &str| Fact {
            day,
            number: number.to_owned(),
            member: member.to_owned(),
            kind,
            amount: amount.minor,
            reverses: false,
            currency: amount.currency,
            text: text.to_owned(),
        };
        for invoice in &self.invoices {
            for line in &invoice.lines {
                let amount = Money::new(line.amount, invoice.currency);
                let kind = Kind::Line(line.kind);
                let posted = fact(invoice.issued_on, &invoice.number, kind, amount, &line.text);
                note(posted, &invoice.reversal);
            }
        }
        for payment in &self.payments {
            let kind = Kind::Payment(payment.method);
            let posted = fact(
                payment.booked_on,
                &payment.reference,
                kind,
                payment.amount,
                "",
            );
            note(posted, &payment.reversal);
        }
        for entry in &self.allocations {
            if let Some(invoice) = self.invoice(entry.invoice) {
                let amount = Money::new(entry.amount, invoice.currency);
                let posted = fact(
                    entry.booked_on,
                    &invoice.number,
                    Kind::Allocation,
                    amount,
                    "",
                );
                note(posted, &entry.reversal);
            }
        }
        for entry in &self.credits {
            if let Some(invoice) = self.invoice(entry.invoice) {
                let amount = Money::new(entry.amount, invoice.currency);
                let posted = fact(
                    entry.booked_on,
                    &invoice.number,
                    Kind::Credit,
                    amount,
                    &entry.reason,
                );
                note(posted, &entry.reversal);
            }
        }
        facts
    }
}
