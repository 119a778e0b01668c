//! Something to be put right is no parking place: it has a last day, and reviews go on meanwhile.

use chrono::{Days, Months, NaiveDate};

use super::story::{a_second_keeper, confirms, controlled, form};
use crate::acts::room::{founded, refuses, text};
use crate::motion_rows::Rows;
use crate::permits::asset;
use commonhold::db::Role;
use commonhold::web::times::day_said;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cure_ends_within_an_interval_and_puts_off_no_review() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let (chi, ben) = (&foundation.chi, &foundation.ben);
    a_second_keeper(&foundation).await;
    let today = foundation.place.now.date_naive();
    // Its first review was due seven months ago, and its second one month and ten days ago.
    let began = today - Months::new(13) - Days::new(10);
    let licence = chi
        .send(&controlled(form(chi, &began.to_string()).await))
        .await;
    let page = confirms(ben, &licence.path).await;
    refuses(&page, 200, "‼ review missed");
    let review = chi
        .get(&licence.path)
        .await
        .form("/reviews")
        .with("performed_on", &today.to_string())
        .with("findings", "The system was changed.")
        .with("outcome", "cure");
    let evidence: [(&str, &[u8]); 1] = [("document_1", b"abc")];
    let late = today + Months::new(6) + Days::new(1);
    for by in ["2199-12-31".to_owned(), late.to_string()] {
        let parked = review.clone().with("cure_by", &by);
        let refused = chi.upload(&parked, &evidence).await;
        refuses(
            &refused,
            422,
            "What a review finds is put right within one interval of reviews.",
        );
        assert_eq!(refused.form("/reviews").value("cure_by"), Some(by.as_str()));
    }
    // Nor as a row, past the form.
    let mut rows = Rows::of(&app.database.address(Role::App)).await;
    let row = |by: &str| {
        format!(
            "INSERT INTO licence_reviews (id, licence, due_on, performed_on, findings, outcome, cure_by, reviewed_by) \
             SELECT gen_random_uuid(), l.id, (l.starts_on + interval '6 months')::date, '{today}', 'x', 'cure', '{by}', l.entered_by \
             FROM licences l"
        )
    };
    assert_eq!(
        rows.refused(&row("2199-12-31")).await,
        "cure_within_an_interval"
    );
    let none = "SELECT count(*)::text AS it FROM licence_reviews";
    assert_eq!(text(&app, none).await, "0");

    // It runs, and the second review is missed all the same.
    let by = (today + Months::new(6)).to_string();
    let page = chi.upload(&review.with("cure_by", &by), &evidence).await;
    refuses(&page, 200, "‼ review missed");
    refuses(&page, 200, "until then it stands so");

    // What is asked for next, on the page and of the keeper, is the review that is missed.
    let second = (began + Months::new(12)).to_string();
    let form = page.form("/reviews");
    assert_eq!(form.value("due_on"), Some(second.as_str()));
    refuses(
        &page,
        200,
        &format!("A review was due on {}.", said(&second)),
    );
    refuses(
        &chi.get("/tasks").await,
        200,
        "Review how Juniper Desktops keeps licence 1",
    );
    let passed = form
        .with("performed_on", &today.to_string())
        .with("findings", "The system is unchanged again.")
        .with("outcome", "pass");
    let page = chi.upload(&passed, &evidence).await;
    refuses(&page, 200, "✓ reviewed");
    assert!(!page.text().contains("review missed"), "{}", page.text());
    let tasks = chi.get("/tasks").await.text();
    assert!(!tasks.contains("keeps licence 1"), "{tasks}");
}

/// A day as pages say it.
fn said(day: &str) -> String {
    let day: NaiveDate = day.parse().unwrap();
    day_said(&day)
}
