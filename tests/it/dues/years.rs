//! Lobbying, its notices, and the close of a year.

use chrono::Datelike;

use super::{SOL, Treasury, WORKS, last_year, today};
use crate::acts::room::refuses;
use crate::support::Page;

async fn records(treasury: &Treasury, what: &str, values: &[(&str, &str)]) -> Page {
    let page = treasury.lou.get("/room/dues/years").await;
    treasury.lou.submit(&page, what, values).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r25_invoices_without_a_lobbying_notice_block_the_close_of_a_year_with_lobbying() {
    let treasury = Treasury::open().await;
    let lou = &treasury.lou;
    let last = (today().year() - 1).to_string();
    let (from, due) = (last_year(12, 1), last_year(12, 31));
    let days = [("issued_on", from.as_str()), ("due_on", due.as_str())];
    let invoice = treasury.issued(WORKS, "100.00", &days).await;
    let number = format!("{last}-0001");
    assert!(invoice.path.ends_with(&number), "{}", invoice.path);
    refuses(&invoice, 200, "It bears no notice of lobbying");

    let years = lou.get("/room/dues/years").await;
    let close = format!("/{last}/close");
    let refused = lou.submit(&years, &close, &[]).await;
    refuses(&refused, 422, "Record first what was spent on lobbying");
    let spent = [
        ("spend_year", last.as_str()),
        ("spent", "0.01"),
        ("received", "100"),
        ("currency", "USD"),
    ];
    let years = records(&treasury, "/spends", &spent).await;
    let refused = lou.submit(&years, &close, &[]).await;
    refuses(
        &refused,
        422,
        &format!("lack the notice that 26 USC 6033(e)(1) asks for: {number}."),
    );
    // The law asks for nothing where nothing was spent; here it was. The estimate, and the notices by letter.
    let wrong = [
        ("estimate_year", last.as_str()),
        ("share", "101"),
        ("basis", "Item 7"),
    ];
    refuses(
        &records(&treasury, "/estimates", &wrong).await,
        422,
        "from 0 to 100",
    );
    let estimate = [
        ("estimate_year", last.as_str()),
        ("share", "12.5"),
        ("basis", "Item 7"),
    ];
    let years = records(&treasury, "/estimates", &estimate).await;
    let noticed = lou.submit(&years, &format!("/{last}/notices"), &[]).await;
    assert_eq!(noticed.status, 200, "{}", noticed.text());
    let words = "estimates that 12.50 % of the dues";
    refuses(&lou.get(&invoice.path).await, 200, words);
    let letters = crate::support::eventually("the notice", async || {
        let letters = treasury.app.mail().to(SOL);
        letters
            .into_iter()
            .find(|letter| letter.body.replace('\n', " ").contains("12.50"))
    });
    assert!(letters.await.subject.contains(&number));
    let closed = lou.submit(&noticed, &close, &[]).await;
    refuses(&closed, 200, "✓ closed by Lou Bekker");

    // Nothing goes into it any more; money that came then is booked in the open year.
    let late = last_year(12, 15);
    let refused = treasury.issues(WORKS, "1", &[("issued_on", &late)]).await;
    refuses(&refused, 422, "That year is closed");
    refuses(
        &records(&treasury, "/spends", &spent).await,
        422,
        "That year is closed",
    );
    let page = lou.get(&invoice.path).await;
    let values = [
        ("method", "wire"),
        ("reference", "W-9"),
        ("received_on", late.as_str()),
        ("amount", "100"),
    ];
    let paid = lou.submit(&page, "/payments", &values).await;
    refuses(&paid, 200, "✓ paid");
    let file = |year: i32| format!("/room/dues/entries.csv?year={year}");
    let now = lou.get(&file(today().year())).await.html;
    assert!(now.contains("W-9"), "{now}");
    let then = lou.get(&file(today().year() - 1)).await.html;
    assert!(!then.contains("W-9") && then.contains(&number), "{then}");

    // From the day of the estimate on every invoice says so itself, and the letter too.
    let this = today().year().to_string();
    let estimate = [
        ("estimate_year", this.as_str()),
        ("share", "3"),
        ("basis", "Item 8"),
    ];
    records(&treasury, "/estimates", &estimate).await;
    let next = treasury.issued(WORKS, "5", &[]).await;
    refuses(&next, 200, "estimates that 3.00 % of the dues");
    refuses(&next, 200, "not deductible as charitable contributions");
    let sheet = lou.get(&format!("{}/sheet", next.path)).await;
    refuses(&sheet, 200, "estimates that 3.00 % of the dues");
    let early = lou.get("/room/dues/years").await;
    assert!(
        early
            .forms()
            .iter()
            .all(|form| !form.action.ends_with(&format!("/{this}/close")))
    );
}
