//! The ledger balances whatever is posted, in whatever order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Account, Allocation, Credit, Entry, Invoice, Line, LineKind, Method, Payment, Refusal,
    Reversal, Target,
};
use crate::dues::model::currency::Currency;
use crate::dues::model::money::Money;
use crate::dues::model::{InvoiceId, PaymentId};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day")
}

fn dollars() -> Currency {
    Currency::parse("USD").expect("a currency")
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).expect("a number"))
}

fn invoice(number: usize, lines: &[(LineKind, i64)]) -> Invoice {
    Invoice {
        id: InvoiceId(id(number)),
        number: format!("2026-{number:04}"),
        membership: 1,
        covers_from: day(),
        covers_to: day(),
        issued_on: day(),
        due_on: day(),
        currency: dollars(),
        statement: "Not charity.".to_owned(),
        notice: None,
        lines: lines
            .iter()
            .map(|(kind, amount)| Line {
                kind: *kind,
                amount: *amount,
                text: kind.title().to_owned(),
            })
            .collect(),
        reversal: None,
    }
}

fn payment(number: usize, amount: i64) -> Entry {
    Entry::Payment(Payment {
        id: PaymentId(id(number)),
        method: Method::Wire,
        reference: format!("W-{number}"),
        received_on: day(),
        booked_on: day(),
        amount: Money::new(amount, dollars()),
        reversal: None,
    })
}

fn allocation(number: usize, payment: usize, invoice: usize, amount: i64) -> Entry {
    Entry::Allocation(Allocation {
        id: id(number),
        payment: PaymentId(id(payment)),
        invoice: InvoiceId(id(invoice)),
        amount,
        booked_on: day(),
        reversal: None,
    })
}

fn credit(number: usize, invoice: usize, amount: i64) -> Entry {
    Entry::Credit(Credit {
        id: id(number),
        invoice: InvoiceId(id(invoice)),
        amount,
        reason: "Agreed.".to_owned(),
        booked_on: day(),
        reversal: None,
    })
}

fn reversal(number: usize, target: Target) -> Entry {
    let reversal = Reversal {
        id: id(number),
        reason: "Entered twice.".to_owned(),
        booked_on: day(),
    };
    Entry::Reversal(target, reversal)
}

/// Debits less credits of each account.
fn balances(account: &Account) -> BTreeMap<&'static str, i64> {
    let mut balances = BTreeMap::new();
    for fact in account.facts("Ada") {
        for posting in fact.postings() {
            *balances.entry(posting.account).or_default() += posting.debit - posting.credit;
        }
    }
    balances
}

#[test]
fn a_payment_larger_than_the_invoice_leaves_a_credit() {
    let mut account = Account::default();
    account.invoices.push(invoice(1, &[(LineKind::Dues, 1000)]));
    account.post(payment(2, 1500)).expect("a payment");
    let refused = account.post(allocation(3, 2, 1, 1500));
    assert!(
        matches!(refused, Err(Refusal::AboveOwed { .. })),
        "{refused:?}"
    );
    let fits = account.fitting(&account.payments[0], &account.invoices[0]);
    assert_eq!(fits, 1000);
    account
        .post(allocation(3, 2, 1, fits))
        .expect("what is owed");
    assert_eq!(account.owed(&account.invoices[0]), 0);
    assert_eq!(account.rest(&account.payments[0]), 500);
    let (owed, left) = account.sums()[0];
    assert_eq!((owed.minor, left.minor), (0, 500));
}

#[test]
fn what_others_stand_on_is_undone_after_them() {
    let mut account = Account::default();
    account.invoices.push(invoice(1, &[(LineKind::Dues, 1000)]));
    account.post(payment(2, 700)).expect("a payment");
    account
        .post(allocation(3, 2, 1, 700))
        .expect("an allocation");
    account.post(credit(4, 1, 300)).expect("a credit");
    let target = Target::Invoice(InvoiceId(id(1)));
    assert_eq!(account.post(reversal(9, target)), Err(Refusal::StoodOn(2)));
    for (number, each) in (10..).zip(account.undoing(target)) {
        account
            .post(reversal(number, each))
            .expect("undone in order");
    }
    assert_eq!(
        account.post(reversal(20, target)),
        Err(Refusal::ReversedAlready)
    );
    assert_eq!(
        account.rest(&account.payments[0]),
        700,
        "the money stays the payer's"
    );
    assert_eq!(account.owed(&account.invoices[0]), 0);
}

#[test]
fn a_reference_is_used_once() {
    let mut account = Account::default();
    account.post(payment(2, 5)).expect("a payment");
    let again = account.post(payment(2, 5));
    assert!(matches!(again, Err(Refusal::SameReference(_))), "{again:?}");
    account
        .post(reversal(3, Target::Payment(PaymentId(id(2)))))
        .expect("it bounced");
    account.post(payment(2, 5)).expect("presented again");
}

/// What somebody tries: which act, on the how manieth entries, with which amount.
fn tries() -> impl Strategy<Value = Vec<(u8, usize, usize, i64)>> {
    prop::collection::vec((0..7_u8, 0..12_usize, 0..12_usize, -5..2000_i64), 0..60)
}

proptest! {
    #[test]
    fn any_sequence_keeps_the_ledger_balanced(tries in tries()) {
        let mut account = Account::default();
        for (number, (act, one, other, amount)) in (100..).zip(tries) {
            let invoiced = |at: usize| account.invoices.get(at % account.invoices.len().max(1)).map(|entry| entry.id);
            let paid = |at: usize| account.payments.get(at % account.payments.len().max(1)).map(|entry| entry.id);
            let entry = match act {
                0 => {
                    // Of lines above zero, as every draft is.
                    if amount / 3 > 0 {
                        account.invoices.push(invoice(number, &[(LineKind::Dues, amount), (LineKind::Credit, amount / 3)]));
                    }
                    None
                }
                1 => Some(payment(number, amount)),
                2 => paid(one).zip(invoiced(other)).map(|(payment, invoice)| Entry::Allocation(Allocation {
                    id: id(number), payment, invoice, amount, booked_on: day(), reversal: None,
                })),
                3 => invoiced(one).map(|invoice| Entry::Credit(Credit {
                    id: id(number), invoice, amount, reason: "Agreed.".to_owned(), booked_on: day(), reversal: None,
                })),
                4 => invoiced(one).map(|id| reversal(number, Target::Invoice(id))),
                5 => paid(one).map(|id| reversal(number, Target::Payment(id))),
                _ => account.allocations.get(one % account.allocations.len().max(1))
                    .map(|entry| reversal(number, Target::Allocation(entry.id))),
            };
            let before = account.clone();
            if let Some(entry) = entry
                && account.post(entry).is_err() {
                    prop_assert_eq!(&account, &before, "what is refused changes nothing");
                }
            // Each fact has two equal sides, so the whole has.
            let balances = balances(&account);
            prop_assert_eq!(balances.values().sum::<i64>(), 0);
            let mut owed = 0;
            for invoice in &account.invoices {
                let each = account.owed(invoice);
                prop_assert!(each >= 0);
                owed += each;
            }
            let mut rest = 0;
            for payment in &account.payments {
                let each = account.rest(payment);
                prop_assert!(each >= 0);
                rest += each;
            }
            // What pages say is what the accounts hold.
            prop_assert_eq!(balances.get("Dues receivable").copied().unwrap_or(0), owed);
            prop_assert_eq!(balances.get("Credit of payers").copied().unwrap_or(0), -rest);
        }
    }
}
