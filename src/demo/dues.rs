//! Dues of the demonstration: a price list, and invoices paid, overdue and open.

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::{Fault, people};
use crate::accounts::{self, Address};
use crate::bodies::{self, Foundation};
use crate::db::Connection;
use crate::dues::model::InvoiceId;
use crate::dues::model::account::{LineKind, Method};
use crate::dues::model::currency::Currency;
use crate::dues::model::draft::{DraftLine, InvoiceDraft, PaymentDraft};
use crate::dues::model::lobbying::Share;
use crate::dues::model::money::Money;
use crate::dues::model::price::Price;
use crate::dues::store::issuing::{NewInvoice, issue};
use crate::dues::store::posting::{Act, pay};
use crate::dues::store::{prices, years};
use crate::members::store::{Line, classes, history_as_known};
use crate::parties::PartyId;

/// What a class pays for a year, in cents.
const YEARLY: [(&str, i64); 5] = [
    ("Platinum", 5_000_000),
    ("Gold", 2_500_000),
    ("Ruby", 1_000_000),
    ("Silver", 250_000),
    ("Individual", 5_000),
];

/// Who is invoiced how many days ago, and what came from them, in cents.
const INVOICED: [(&str, i64, i64); 4] = [
    ("Blue Mesa Data", 45, 1_000_000),
    ("Umbra Systems", 30, 1_100_000),
    ("Jürgen von Waldburg-Zeil zu Hohenstein", 20, 5_000),
    ("Tidewater Labs", 3, 0),
];

/// What a class without a price of its own pays, in cents.
const OTHERS: i64 = 5_000;

fn yearly(class: &str) -> i64 {
    let mut known = YEARLY.iter();
    known
        .find(|(name, _)| *name == class)
        .map_or(OTHERS, |(_, amount)| *amount)
}

/// Sets the prices, and issues and pays the invoices, as the treasurer.
pub(super) async fn load(conn: &mut Connection) -> Result<(), Fault> {
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("there is no foundation")?;
    let now = bodies::store::now(conn).await?;
    let today = foundation.day(now);
    let dollars = Currency::parse("USD")?;
    let address = Address::parse(&format!("{}@tamarack.example", people::TREASURER.1))?;
    let treasurer = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("the treasurer of the demonstration is missing")?;
    let treasurer = PartyId(treasurer.person);
    for class in classes::all(conn, now).await? {
        let price = Price {
            class: class.id.to_string(),
            amount: Money::new(yearly(&class.name), dollars),
            starts_on: today - Duration::days(400),
            citation: "Board Policy on Dues § 1".to_owned(),
        };
        prices::set(conn, Uuid::new_v4(), &price, treasurer).await?;
    }
    let year = chrono::Datelike::year(&today);
    let basis = "Budget of the year, item 7";
    let share = (Share(350), basis);
    years::record_estimate(conn, Uuid::new_v4(), year, share, treasurer).await?;
    let members = history_as_known(conn, today, now).await?;
    for (name, days, paid) in INVOICED {
        let member = members
            .iter()
            .find(|line| line.name == name)
            .ok_or("a member of the demonstration is missing")?;
        let issued_on = today - Duration::days(days);
        let paid = Money::new(paid, dollars);
        invoice(
            conn,
            &foundation,
            treasurer,
            (member, issued_on, today),
            paid,
        )
        .await?;
    }
    Ok(())
}

async fn invoice(
    conn: &mut Connection,
    foundation: &Foundation,
    treasurer: PartyId,
    (member, issued_on, today): (&Line, NaiveDate, NaiveDate),
    paid: Money,
) -> Result<(), Fault> {
    let id = Uuid::new_v4();
    let draft = InvoiceDraft {
        covers_from: issued_on,
        covers_to: issued_on + Duration::days(364),
        issued_on,
        due_on: issued_on + Duration::days(30),
        currency: paid.currency,
        lines: vec![DraftLine {
            kind: LineKind::Dues,
            amount: yearly(&member.class_name),
            text: format!("Dues for a year, {}", member.class_name),
            commitment: None,
        }],
    };
    let new = NewInvoice {
        id,
        member,
        draft: &draft,
        by: treasurer,
    };
    let number = issue(conn, foundation, &new).await?;
    if paid.minor > 0 {
        let act = Act {
            form: Uuid::new_v4(),
            payer: member.party,
            by: treasurer,
            today,
        };
        let payment = PaymentDraft {
            method: Method::Wire,
            reference: format!("WIRE-{number}"),
            received_on: today.min(issued_on + Duration::days(10)),
            amount: paid,
        };
        pay(conn, act, &payment, InvoiceId(id)).await?;
    }
    Ok(())
}
