//! Forms of the treasurer, read to what can be posted or to faults.

use chrono::NaiveDate;

use super::account::{LineKind, Method};
use super::currency::Currency;
use super::money::Money;
use crate::typed::{self, line_or};

/// Field and sentence of each thing that is wrong.
pub type Faults = Vec<(String, String)>;

/// How many lines the form of an invoice offers.
pub const LINES: usize = 5;

/// A line as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineForm {
    pub kind: String,
    pub amount: String,
    pub text: String,
    /// The number of the commitment in kind.
    pub commitment: String,
}

impl LineForm {
    fn is_blank(&self) -> bool {
        self.amount.trim().is_empty() && self.text.trim().is_empty()
    }
}

/// An invoice as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceForm {
    pub covers_from: String,
    pub covers_to: String,
    pub issued_on: String,
    pub due_on: String,
    pub currency: String,
    pub lines: Vec<LineForm>,
}

/// A line to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    pub kind: LineKind,
    pub amount: i64,
    pub text: String,
    pub commitment: Option<i32>,
}

/// An invoice to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDraft {
    pub covers_from: NaiveDate,
    pub covers_to: NaiveDate,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub currency: Currency,
    pub lines: Vec<DraftLine>,
}

impl InvoiceDraft {
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

/// # Errors
/// The sentence for the form.
pub fn day(raw: &str) -> Result<NaiveDate, String> {
    typed::day(raw).ok_or_else(|| "Give a date like 2026-07-31.".to_owned())
}

fn keep<T>(faults: &mut Faults, field: &str, read: Result<T, impl Into<String>>) -> Option<T> {
    read.map_err(|sentence| faults.push((field.to_owned(), sentence.into())))
        .ok()
}

impl InvoiceForm {
    /// Reads what was typed; `today` is the legal day.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(&self, today: NaiveDate) -> Result<InvoiceDraft, Faults> {
        let mut faults = Faults::new();
        let covers_from = keep(&mut faults, "covers_from", day(&self.covers_from));
        let covers_to = keep(&mut faults, "covers_to", day(&self.covers_to));
        let issued_on = keep(&mut faults, "issued_on", day(&self.issued_on));
        let due_on = keep(&mut faults, "due_on", day(&self.due_on));
        let currency = keep(&mut faults, "currency", Currency::parse(&self.currency));
        if covers_from
            .zip(covers_to)
            .is_some_and(|(from, to)| from > to)
        {
            let sentence = "The last day it covers is not before the first. Give a later one.";
            faults.push(("covers_to".to_owned(), sentence.to_owned()));
        }
        if issued_on.is_some_and(|day| day > today) {
            let sentence = "An invoice is issued today or was issued earlier, not on a day to come. Give such a day.";
            faults.push(("issued_on".to_owned(), sentence.to_owned()));
        }
        if issued_on
            .zip(due_on)
            .is_some_and(|(issued, due)| issued > due)
        {
            let sentence = "It is due on the day it is issued, or later. Give such a day.";
            faults.push(("due_on".to_owned(), sentence.to_owned()));
        }
        let mut lines = Vec::new();
        if let Some(currency) = currency {
            for (at, line) in (1..).zip(&self.lines) {
                if !line.is_blank() {
                    lines.extend(line.parse(at, currency, &mut faults));
                }
            }
        }
        let complete = faults.is_empty();
        match (covers_from, covers_to, issued_on, due_on, currency) {
            (Some(covers_from), Some(covers_to), Some(issued_on), Some(due_on), Some(currency))
                if complete =>
            {
                let draft = InvoiceDraft {
                    covers_from,
                    covers_to,
                    issued_on,
                    due_on,
                    currency,
                    lines,
                };
                if draft.lines.is_empty() {
                    let sentence = "Give at least one line with its amount.";
                    return Err(vec![("amount-1".to_owned(), sentence.to_owned())]);
                }
                if draft.total() < 0 {
                    let sentence = "The lines take off more than they ask for. Take less off.";
                    return Err(vec![("amount-1".to_owned(), sentence.to_owned())]);
                }
                Ok(draft)
            }
            _ => Err(faults),
        }
    }
}

impl LineForm {
    fn parse(&self, at: usize, currency: Currency, faults: &mut Faults) -> Option<DraftLine> {
        let kind = LineKind::parse(&self.kind).ok_or("Choose what the line is for.");
        let kind = keep(faults, &format!("kind-{at}"), kind);
        let amount = Money::parse_positive(&self.amount, currency);
        let amount = keep(faults, &format!("amount-{at}"), amount);
        let words = line_or(&self.text, 300, "Say what the line is for.");
        let words = keep(faults, &format!("text-{at}"), words);
        let commitment: Option<i32> = self.commitment.trim().parse().ok();
        let field = format!("commitment-{at}");
        match (kind, commitment) {
            (Some(LineKind::InKindOffset), None) => {
                let sentence = "Choose the commitment that it is set off against. One is recorded under “In kind”, and rests on a recorded decision of the board.";
                faults.push((field, sentence.to_owned()));
                return None;
            }
            (
                Some(LineKind::Dues | LineKind::Assessment | LineKind::LateFee | LineKind::Credit),
                Some(_),
            ) => {
                let sentence = "Only an offset in kind names a commitment. Leave it out here.";
                faults.push((field, sentence.to_owned()));
                return None;
            }
            (Some(_) | None, _) => {}
        }
        Some(DraftLine {
            kind: kind?,
            amount: amount?.minor,
            text: words?,
            commitment,
        })
    }
}

/// A payment as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentForm {
    pub method: String,
    pub reference: String,
    pub received_on: String,
    pub amount: String,
    pub currency: String,
}

/// A payment to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentDraft {
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
    pub amount: Money,
}

impl PaymentForm {
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(&self, today: NaiveDate) -> Result<PaymentDraft, Faults> {
        let mut faults = Faults::new();
        let method = Method::parse(&self.method).ok_or("Choose how it came.");
        let method = keep(&mut faults, "method", method);
        let missing = "Give the reference that the bank, the check or the processor has for it.";
        let reference = keep(
            &mut faults,
            "reference",
            line_or(&self.reference, 120, missing),
        );
        if reference.as_deref().is_some_and(is_a_card_number) {
            let sentence = "This looks like the number of a card. Cards have no place here: give the reference of the payment.";
            faults.push(("reference".to_owned(), sentence.to_owned()));
        }
        let received_on = keep(&mut faults, "received_on", day(&self.received_on));
        if received_on.is_some_and(|day| day > today) {
            let sentence = "Record what has come: that day lies ahead.";
            faults.push(("received_on".to_owned(), sentence.to_owned()));
        }
        let currency = keep(&mut faults, "currency", Currency::parse(&self.currency));
        let amount = currency.and_then(|currency| {
            keep(
                &mut faults,
                "amount",
                Money::parse_positive(&self.amount, currency),
            )
        });
        match (method, reference, received_on, amount) {
            (Some(method), Some(reference), Some(received_on), Some(amount))
                if faults.is_empty() =>
            {
                Ok(PaymentDraft {
                    method,
                    reference,
                    received_on,
                    amount,
                })
            }
            _ => Err(faults),
        }
    }
}

/// Whether a text is 13 to 19 digits that end as the numbers of cards do (ISO/IEC 7812).
fn is_a_card_number(text: &str) -> bool {
    let mut digits = Vec::new();
    for character in text.chars() {
        match character.to_digit(10) {
            Some(digit) => digits.push(digit),
            None if character == ' ' || character == '-' => {}
            None => return false,
        }
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled @ 10..) => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{InvoiceForm, LineForm, PaymentForm, is_a_card_number};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day")
    }

    fn line(kind: &str, amount: &str, commitment: &str) -> LineForm {
        LineForm {
            kind: kind.to_owned(),
            amount: amount.to_owned(),
            text: "Dues for 2026".to_owned(),
            commitment: commitment.to_owned(),
        }
    }

    fn form(lines: Vec<LineForm>) -> InvoiceForm {
        InvoiceForm {
            covers_from: "2026-01-01".to_owned(),
            covers_to: "2026-12-31".to_owned(),
            issued_on: "2026-11-28".to_owned(),
            due_on: "2026-12-28".to_owned(),
            currency: "usd".to_owned(),
            lines,
        }
    }

    fn faulty(form: &InvoiceForm) -> Vec<String> {
        let faults = form.parse(today()).expect_err("something is wrong");
        faults.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn an_invoice_is_read_whole_or_says_what_is_wrong() {
        let blank = LineForm::default();
        let draft = form(vec![line("dues", "2,500.00", ""), blank.clone()]).parse(today());
        assert_eq!(draft.map(|draft| draft.total()), Ok(250_000));
        assert_eq!(faulty(&form(vec![blank])), ["amount-1"]);
        let offset = vec![line("dues", "100", ""), line("in_kind_offset", "100", "")];
        assert_eq!(faulty(&form(offset)), ["commitment-2"]);
        let offset = vec![line("dues", "100", ""), line("in_kind_offset", "101", "3")];
        assert_eq!(faulty(&form(offset)), ["amount-1"]);
        assert_eq!(
            faulty(&form(vec![line("tax", "0", "")])),
            ["kind-1", "amount-1"]
        );
        assert_eq!(
            faulty(&form(vec![line("dues", "1", "3")])),
            ["commitment-1"]
        );
        let mut wrong = form(vec![line("dues", "1", "")]);
        wrong.covers_to = "2025-12-31".to_owned();
        wrong.issued_on = "2026-11-29".to_owned();
        wrong.due_on = "2026-11-01".to_owned();
        assert_eq!(faulty(&wrong), ["covers_to", "issued_on", "due_on"]);
    }

    #[test]
    fn no_number_of_a_card_is_taken_for_a_reference() {
        assert!(is_a_card_number("4111 1111 1111 1111"));
        assert!(is_a_card_number("5500-0000-0000-0004"));
        for reference in ["W-2026-0001", "4111111111111112", "123456", "CHK 0004"] {
            assert!(!is_a_card_number(reference), "{reference}");
        }
        let form = PaymentForm {
            method: "processor".to_owned(),
            reference: "4111111111111111".to_owned(),
            received_on: "2026-11-28".to_owned(),
            amount: "10".to_owned(),
            currency: "USD".to_owned(),
        };
        let faults = form.parse(today()).expect_err("a card");
        assert_eq!(faults[0].0, "reference");
    }
}
