//! Invoices, payments, credits and reversals.

use chrono::Datelike;

use super::{SOL, Treasury, WORKS, today};
use crate::acts::room::{bare, refuses, text};

/// Debits and credits of the accountant's file, in cents, and its lines.
async fn file(treasury: &Treasury) -> (i64, i64, Vec<csv::StringRecord>) {
    let page = treasury.lou.get("/room/dues/entries.csv").await;
    assert_eq!(page.status, 200);
    let mut table = csv::Reader::from_reader(page.html.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let cents = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap_or(0);
    let sum = |column: usize| rows.iter().map(|row| cents(&row[column])).sum();
    (sum(4), sum(5), rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_invoice_partial_payment_credit_and_reversal_leave_a_balanced_ledger() {
    let treasury = Treasury::open().await;
    let (app, lou) = (&treasury.app, &treasury.lou);
    let room = lou.get("/room").await;
    assert!(room.html.contains("href=\"/room/dues\""), "the way there");

    let prices = lou.get("/room/dues/prices").await;
    let price = [
        ("class", "gold"),
        ("amount", "2,500.00"),
        ("currency", "usd"),
        ("starts_on", "2025-01-01"),
        ("citation", "Board Policy on Dues § 2"),
    ];
    let wrong = [
        price[0],
        ("amount", "2.500,00"),
        price[2],
        price[3],
        price[4],
    ];
    let refused = lou.submit(&prices, "/prices", &wrong).await;
    refuses(&refused, 422, "Write the amount like 2,500.00");
    assert_eq!(refused.form("/prices").value("amount"), Some("2.500,00"));
    let set = lou.submit(&prices, "/prices", &price).await;
    refuses(&set, 200, "2,500.00 USD");
    let number = treasury.number(WORKS).await;
    let page = lou.get(&format!("/room/dues/new?member={number}")).await;
    let form = page.form("/room/dues/invoices");
    assert_eq!(form.value("amount-1"), Some("2,500.00"), "from the list");
    let invoice = lou.send(&form).await;
    let name = format!("{}-0001", today().year());
    assert_eq!(invoice.path, format!("/room/dues/invoices/{name}"));
    assert_eq!(lou.send(&form).await.path, invoice.path, "sent twice");
    assert!(
        invoice
            .text()
            .contains("not deductible as charitable contributions")
    );
    let letter = app.mail().arrives(SOL, &format!("Invoice {name}")).await;
    let body = letter.body.replace('\n', " ");
    assert!(body.contains("not deductible as charitable"), "{body}");
    assert!(body.contains("2,500.00 USD"), "{body}");

    let values = [
        ("method", "wire"),
        ("reference", "W-1"),
        ("amount", "1,000.00"),
    ];
    let mut payment = invoice.form("/payments");
    for (name, value) in values {
        payment = payment.with(name, value);
    }
    let (first, second) = tokio::join!(lou.send(&payment), lou.send(&payment));
    assert_eq!(
        (first.status, second.status),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    let paid = lou.get(&invoice.path).await;
    refuses(&paid, 200, "It owes 1,500.00 USD of 2,500.00 USD");
    // The same reference under another form is another payment, and refused.
    refuses(
        &treasury.pays(&paid, "w-1", "10.00").await,
        422,
        "has the reference W-1 already",
    );
    refuses(
        &treasury.pays(&paid, "4111 1111 1111 1111", "10.00").await,
        422,
        "number of a card",
    );

    let over = [("credit_amount", "1,500.01"), ("credit_reason", "A gift")];
    refuses(
        &lou.submit(&paid, "/credits", &over).await,
        422,
        "This invoice owes 1,500.00 USD",
    );
    let credit = [
        ("credit_amount", "500"),
        ("credit_reason", "Joined in July"),
    ];
    let credited = lou.submit(&paid, "/credits", &credit).await;
    refuses(&credited, 200, "It owes 1,000.00 USD");
    let link = credited.link("Wire transfer W-1");
    let page = lou.get(&link).await;
    let reversed = lou
        .submit(&page, "/reversals", &[("reason", "It bounced")])
        .await;
    refuses(&reversed, 200, "○ reversed");
    // Pressed again on the page of before: it is reversed once.
    lou.submit(&page, "/reversals", &[("reason", "It bounced")])
        .await;
    let after = lou.get(&invoice.path).await;
    refuses(&after, 200, "It owes 2,000.00 USD");
    refuses(&after, 200, "reversed");
    // The bank sends it again under the same reference.
    let again = treasury.pays(&after, "W-1", "2,000.00").await;
    refuses(&again, 200, "✓ paid");
    assert_eq!(
        text(app, "SELECT count(*)::text AS it FROM dues_reversals").await,
        "2"
    );

    let (debits, credits, rows) = file(&treasury).await;
    assert_eq!(debits, credits);
    assert!(debits > 0);
    assert!(
        rows.iter()
            .any(|row| &row[3] == "Credits granted" && &row[4] == "500.00")
    );
    let receivable = |row: &&csv::StringRecord| &row[3] == "Dues receivable";
    let cents = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap_or(0);
    let owed: i64 = rows
        .iter()
        .filter(receivable)
        .map(|row| cents(&row[4]) - cents(&row[5]))
        .sum();
    assert_eq!(owed, 0, "what is receivable is what is owed");
    let sums = "SELECT (sum(dues_owed(i.id, now())) + (SELECT sum(dues_rest(p.id, now())) FROM dues_payments p))::text AS it FROM dues_invoices i";
    assert_eq!(text(app, sums).await, "0");

    // The member reads the same, and nobody else does.
    let sol = treasury.foundation.place.sign_in(SOL).await;
    assert!(sol.get("/me").await.html.contains("href=\"/me/dues\""));
    refuses(&sol.get("/me/dues").await, 200, "Nothing is owed");
    let own = sol.get(&format!("/me/dues/{name}")).await;
    refuses(&own, 200, "Payment of");
    refuses(&own, 200, "Joined in July");
    refuses(&lou.get(&format!("/me/dues/{name}")).await, 404, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_larger_than_the_invoice_leaves_the_rest_as_credit() {
    let treasury = Treasury::open().await;
    let lou = &treasury.lou;
    let invoice = treasury.issued(WORKS, "100.00", &[]).await;
    let paid = treasury.pays(&invoice, "CHK 7", "150.00").await;
    refuses(&paid, 200, "50.00 USD stands as credit of this payer");
    refuses(&lou.get("/room/dues").await, 200, "Credit of payers");
    let sol = treasury.foundation.place.sign_in(SOL).await;
    let own = sol.get("/me/dues").await.text().replace('\u{a0}', " ");
    assert!(
        own.contains("50.00 USD of what was paid stands as your credit"),
        "{own}"
    );

    let next = treasury.issued(WORKS, "80.00", &[]).await;
    assert!(next.path.ends_with("-0002"));
    let room = lou.get("/room/dues").await;
    refuses(&room, 200, "50.00 USD of it pays nothing yet");
    let tasks = lou.get("/tasks").await.text();
    assert!(
        tasks.contains("Allocate what is left of payment CHK 7"),
        "{tasks}"
    );
    let mine = sol.get("/tasks").await.text().replace('\u{a0}', " ");
    assert!(mine.contains("80.00 USD are owed"), "{mine}");
    let page = lou.get(&room.link("CHK 7")).await;
    let above = lou
        .submit(&page, "/allocations", &[("amount", "50.01")])
        .await;
    refuses(&above, 422, "This payment has 50.00 USD left");
    assert_eq!(above.form("/allocations").value("amount"), Some("50.01"));
    let form = page.form("/allocations");
    assert_eq!(form.value("amount"), Some("50.00"), "what fits is proposed");
    let (first, _) = tokio::join!(lou.send(&form), lou.send(&form));
    refuses(&first, 200, "✓ allocated");
    refuses(
        &lou.get(&next.path).await,
        200,
        "It owes 30.00 USD of 80.00 USD",
    );

    // A whole invoice is taken back: the money stays the payer's.
    let page = lou.get(&next.path).await;
    let whole = page
        .html
        .split("value=\"invoice:")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .map(|id| format!("invoice:{id}"))
        .unwrap();
    let values = [("target", whole.as_str()), ("reason", "Wrong member")];
    let reversed = lou.submit(&page, "/reversals", &values).await;
    refuses(&reversed, 200, "○ reversed");
    refuses(&reversed, 200, "50.00 USD stands as credit");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_treasurer_enters_the_room_of_dues() {
    let treasury = Treasury::open().await;
    let invoice = treasury.issued(WORKS, "100.00", &[]).await;
    let chi = &treasury.foundation.chi;
    let sentence = "Only the treasurer may do this";
    for path in [
        "/room/dues",
        "/room/dues/new",
        "/room/dues/prices",
        "/room/dues/in-kind",
        "/room/dues/years",
        "/room/dues/entries.csv",
        invoice.path.as_str(),
    ] {
        refuses(&chi.get(path).await, 403, sentence);
    }
    let room = chi.get("/room").await;
    assert!(!room.html.contains("/room/dues"), "no way that is shut");
    for action in [
        "/room/dues/invoices".to_owned(),
        "/room/dues/prices".to_owned(),
        "/room/dues/years/2025/close".to_owned(),
        format!("{}/payments", invoice.path),
        format!("{}/credits", invoice.path),
        format!("{}/reversals", invoice.path),
    ] {
        let home = chi.get("/account").await;
        refuses(&chi.send(&bare(&home, &action)).await, 403, sentence);
    }
    let visitor = treasury.app.visitor();
    assert!(visitor.get("/me/dues").await.path.starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_wrong_comes_back_filled() {
    let treasury = Treasury::open().await;
    let lou = &treasury.lou;
    refuses(
        &lou.get("/room/dues/new?member=999").await,
        422,
        "No membership has this number",
    );
    let values = [
        ("covers_to", "2020-01-01"),
        ("due_on", "soon"),
        ("text-1", "=HYPERLINK(1)"),
    ];
    let page = treasury.issues(WORKS, "1e9", &values).await;
    refuses(&page, 422, "Give a date like 2026-07-31.");
    refuses(&page, 422, "Write the amount like 2,500.00");
    assert_eq!(page.form("/invoices").value("due_on"), Some("soon"));
    // What begins like a formula reaches no spreadsheet as one.
    treasury
        .issued(WORKS, "1", &[("text-1", "=HYPERLINK(1)")])
        .await;
    let (_, _, rows) = file(&treasury).await;
    assert!(
        rows.iter()
            .all(|row| row.iter().all(|cell| !cell.starts_with('=')))
    );
    assert!(rows.iter().any(|row| &row[7] == "'=HYPERLINK(1)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditors_export_holds_the_ledger() {
    let treasury = Treasury::open().await;
    let invoice = treasury.issued(WORKS, "100.00", &[]).await;
    treasury.pays(&invoice, "W-1", "60.00").await;
    let auditor = crate::auditor::auditor(&treasury.foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("registers.zip");
    std::fs::write(&zip, crate::auditor::export::taken(&auditor).await).unwrap();
    for (register, words) in [
        ("dues-invoices", "Quiet Works"),
        ("dues-invoice-lines", "Dues for a year"),
        ("dues-payments", "W-1"),
        ("dues-allocations", "6000"),
    ] {
        let held = crate::auditor::export::member(&zip, &format!("{register}.jsonl"));
        assert_eq!(held.lines().count(), 1, "{register}: {held}");
        assert!(held.contains(words), "{register}: {held}");
    }
}
