//! The dues ledger, as treasurer and members meet it.

mod guards;
mod in_kind;
mod ledger;
mod overdue;
mod years;

use chrono::{Datelike, NaiveDate, Utc};

use crate::acts::room::text;
use crate::minutes::decide;
use crate::support::election::{Foundation, NO_LIMITS, Place};
use crate::support::{Page, TestApp, Visitor};

pub const LOU: &str = "lou@mail.example";
/// An organisation, and who acts for it.
pub const WORKS: &str = "Quiet Works";
pub const SOL: &str = "sol@mail.example";

/// A foundation with a board and a treasurer.
pub struct Treasury {
    pub app: TestApp,
    pub foundation: Foundation,
    pub lou: Visitor,
    /// The number of the decision by which the board appointed the treasurer.
    pub appointment: String,
    /// The number of one by which it takes what a member gives in kind.
    pub decision: String,
}

impl Treasury {
    pub async fn open() -> Self {
        let app = TestApp::start_with(&NO_LIMITS).await;
        let foundation = Foundation::without_keys(Place::of_app(&app)).await;
        let (chi, ada) = (&foundation.chi, &foundation.ada);
        let board = [
            ("target", "board"),
            ("basis", "election"),
            ("address_1", "kim@mail.example"),
            ("address_2", "max@mail.example"),
            ("address_3", "ola@mail.example"),
        ];
        decide(chi, ada, "/room/decisions/new?act=seat", &board).await;
        let treasurer = [("address", LOU), ("office", "treasurer")];
        let decided = decide(chi, ada, "/room/offices/new", &treasurer).await;
        let takes = [("title", "Take hosting in kind")];
        let taken = decide(chi, ada, "/room/decisions/new?body=board", &takes).await;
        let lou = foundation.place.sign_in(LOU).await;
        Self {
            decision: taken.path.rsplit('/').next().unwrap().to_owned(),
            appointment: decided.path.rsplit('/').next().unwrap().to_owned(),
            app,
            foundation,
            lou,
        }
    }

    /// The number of a member's membership.
    pub async fn number(&self, name: &str) -> String {
        let sql = format!(
            "SELECT m.number::text AS it FROM memberships m JOIN party_records r ON r.party = m.party WHERE r.name = '{name}'"
        );
        text(&self.app, &sql).await
    }

    /// The treasurer issues an invoice of one line of dues; further values change the form.
    pub async fn issues(&self, member: &str, amount: &str, values: &[(&str, &str)]) -> Page {
        let number = self.number(member).await;
        let page = self
            .lou
            .get(&format!("/room/dues/new?member={number}"))
            .await;
        assert_eq!(page.status, 200, "{}", page.text());
        let mut form = page
            .form("/room/dues/invoices")
            .with("currency", "USD")
            .with("kind-1", "dues")
            .with("amount-1", amount)
            .with("text-1", "Dues for a year");
        for (name, value) in values {
            form = form.with(name, value);
        }
        self.lou.send(&form).await
    }

    /// The same where it is issued.
    pub async fn issued(&self, member: &str, amount: &str, values: &[(&str, &str)]) -> Page {
        let page = self.issues(member, amount, values).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(
            page.path.starts_with("/room/dues/invoices/2"),
            "{}",
            page.text()
        );
        page
    }

    /// The treasurer records a payment on the page of an invoice.
    pub async fn pays(&self, invoice: &Page, reference: &str, amount: &str) -> Page {
        let values = [
            ("method", "wire"),
            ("reference", reference),
            ("amount", amount),
        ];
        self.lou.submit(invoice, "/payments", &values).await
    }
}

/// The legal day, in the zone of these foundations.
pub fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// A day of last year.
pub fn last_year(month: u32, day: u32) -> String {
    NaiveDate::from_ymd_opt(today().year() - 1, month, day)
        .unwrap()
        .to_string()
}
