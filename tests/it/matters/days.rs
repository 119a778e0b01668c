//! Days that bind in a matter: work until somebody says what became of each.

use super::story::{OUTSIDE_AUDITOR, does};
use crate::acts::room::refuses;
use crate::auditor::export::reads_back_as;
use crate::lock::Lock;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_binds_is_work_until_somebody_says_what_became_of_it() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    let form = lock.chi().get("/room/matters/new").await;
    let values = [("title", "Look-alike downloads"), ("venue", "udrp")];
    let page = lock.chi().submit(&form, "/room/matters", &values).await;
    assert_eq!(page.path, "/room/matters/1", "{}", page.text());

    let day = [("date_kind", "limitation"), ("due_on", "2027-02-10")];
    let wrong = does(lock.chi(), "/dates", &day).await;
    refuses(&wrong, 422, "a day without its source cannot be checked");
    assert_eq!(
        wrong.form("/room/matters/1/dates").value("due_on"),
        Some("2027-02-10")
    );
    let values = [("citation", "15 U.S.C. 1117, state law by analogy")];
    let page = lock.chi().submit(&wrong, "/dates", &values).await;
    refuses(&page, 200, "Limitation ends: 10 February 2027 ahead");
    let response = [
        ("date_kind", "response"),
        ("due_on", "2027-03-20"),
        ("citation", "UDRP Rules 5(a)"),
    ];
    does(lock.chi(), "/dates", &response).await;

    let step = [
        ("step", "close"),
        ("outcome", "complied"),
        ("happened_on", "2027-01-04"),
        ("words", "They took it down."),
    ];
    refuses(
        &does(lock.chi(), "/entries", &step).await,
        422,
        "A day still binds in this matter.",
    );
    let early = [
        ("step", "demand"),
        ("happened_on", "2027-01-05"),
        ("words", "A letter."),
    ];
    refuses(
        &does(lock.chi(), "/entries", &early).await,
        422,
        "today or earlier",
    );
    let demand = [
        ("step", "demand"),
        ("happened_on", "2027-01-04"),
        ("words", "A letter went out."),
    ];
    refuses(
        &does(lock.chi(), "/entries", &demand).await,
        200,
        "a demand was sent",
    );
    let tasks = lock.chi().get("/tasks").await;
    assert!(!tasks.text().contains("matter M-1"), "{}", tasks.text());

    lock.at("2027-01-20 09:00:00").await;
    let tasks = lock.chi().get("/tasks").await.text();
    assert!(
        tasks.contains("Limitation ends in matter M-1, “Look-alike downloads”."),
        "{tasks}"
    );
    assert!(!tasks.contains("Response due"), "{tasks}");
    lock.at("2027-02-11 09:00:00").await;
    let page = lock.chi().get("/room/matters/1").await;
    refuses(&page, 200, "10 February 2027 missed");
    let tasks = lock.chi().get("/tasks").await.text();
    assert!(tasks.contains("missed. Say what became of it."), "{tasks}");
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/end"))
        .unwrap();
    let record = form
        .action
        .trim_end_matches("/end")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let tolled = form.with(&format!("ending_{record}"), "tolled").with(
        &format!("became_{record}"),
        "Standstill agreement of 9 February.",
    );
    let page = lock.chi().send(&tolled).await;
    refuses(&page, 200, "tolled or moved");
    refuses(
        &lock.chi().send(&tolled).await,
        422,
        "Somebody has said already what became of this day.",
    );
    // The other day is met, and the matter is closed and opened again.
    let form = page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/end"))
        .unwrap();
    let record: String = form
        .action
        .chars()
        .filter(char::is_ascii_digit)
        .skip(1)
        .collect();
    let met = form
        .with(&format!("ending_{record}"), "met")
        .with(&format!("became_{record}"), "Filed on 11 February.");
    lock.chi().send(&met).await;
    let page = does(lock.chi(), "/entries", &step).await;
    refuses(&page, 200, "Ended: the other side complied.");
    assert!(!page.html.contains("/dates\""), "{}", page.text());
    let reopened = [
        ("step", "reopen"),
        ("happened_on", "2027-02-11"),
        ("words", "It is back."),
    ];
    refuses(&does(lock.chi(), "/entries", &reopened).await, 200, "open");
    reads_back_as(
        &lock.foundation,
        OUTSIDE_AUDITOR,
        &[
            (
                "matter-entries",
                r#""step":"demand","state":"demanded","outcome":null,"happened_on":"2027-01-04","words":"A letter went out.""#,
            ),
            (
                "matter-entries",
                r#""outcome":"complied","happened_on":"2027-01-04","words":"They took it down.""#,
            ),
            (
                "matter-dates",
                r#""kind":"limitation","due_on":"2027-02-10","citation":"15 U.S.C. 1117, state law by analogy""#,
            ),
            (
                "matter-dates",
                r#""ending":"tolled","shown_by":"Standstill agreement of 9 February.""#,
            ),
            (
                "matter-dates",
                r#""ending":"met","shown_by":"Filed on 11 February.""#,
            ),
        ],
    )
    .await;
}
