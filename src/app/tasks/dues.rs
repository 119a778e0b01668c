//! Dues: a member's own invoices to pay, and what the treasurer sees to.

use super::end_of;
use crate::bodies::Office;
use crate::db::Connection;
use crate::dues::model::currency::Currency;
use crate::dues::model::money::Money;
use crate::dues::store::lists;
use crate::parties;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who sees to money.
const KEEPS: [Office; 1] = [Office::Treasurer];

/// How many open invoices are looked through.
const MOST: i64 = 10_000;

pub(super) struct Own;

impl Work for Own {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let mut payers = parties::store::represented_by(conn, reader.person, today).await?;
            payers.push(reader.person);
            let open = lists::open_of(conn, &payers, reader.now).await?;
            Ok(open
                .into_iter()
                .map(|invoice| {
                    let figures = match Currency::parse(&invoice.currency) {
                        Ok(currency) => Money::new(invoice.owed, currency).plain(),
                        Err(_) => invoice.owed.to_string(),
                    };
                    let amount = format!("{} {}", reader.t.decimal(&figures), invoice.currency);
                    let number = invoice.number.as_str();
                    Item {
                        key: format!("dues:{number}:payment"),
                        sentence: reader
                            .t
                            .say2("task-dues", "number", number, "amount", amount),
                        english: false,
                        path: format!("/me/dues/{number}"),
                        due: end_of(invoice.due_on, reader.zone),
                        to_the_hour: false,
                        since: Some(invoice.recorded_at),
                        rule: None,
                        shared: String::new(),
                        can_wait: true,
                    }
                })
                .collect())
        })
    }
}

pub(super) struct Overdue;

impl Work for Overdue {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let open = lists::open(conn, reader.now, MOST).await?;
            let overdue: Vec<_> = open.iter().filter(|each| each.due_on < today).collect();
            let Some(first) = overdue.first() else {
                return Ok(Vec::new());
            };
            let sentence = match overdue.len() {
                1 => format!("Invoice {} is overdue: see to it.", first.number),
                many => format!("{many} invoices are overdue: see to them."),
            };
            let path = "/room/dues#overdue".to_owned();
            Ok(vec![Item {
                since: end_of(first.due_on, reader.zone),
                shared: reader.shared(&KEEPS),
                ..Item::of_office("dues:overdue".to_owned(), sentence, path)
            }])
        })
    }
}

pub(super) struct Payments;

impl Work for Payments {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let left = lists::left(conn, reader.now).await?;
            Ok(left
                .into_iter()
                .filter(|payment| payment.waits)
                .map(|payment| {
                    let sentence = format!(
                        "Allocate what is left of payment {} of {}.",
                        payment.reference, payment.payer
                    );
                    Item {
                        since: Some(payment.recorded_at),
                        shared: reader.shared(&KEEPS),
                        ..Item::of_office(
                            format!("dues:payment-{}:allocation", payment.id),
                            sentence,
                            format!("/room/dues/payments/{}", payment.id),
                        )
                    }
                })
                .collect())
        })
    }
}
