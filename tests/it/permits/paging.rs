//! Lists that grow are read a page at a time, down to the first.

use diesel_async::SimpleAsyncConnection;

use super::asset;
use crate::acts::room::{founded, refuses};

/// As many of each as fill a page and begin another.
const MANY: &str = "\
    ALTER TABLE permission_requests DISABLE TRIGGER USER; ALTER TABLE misuse_reports DISABLE TRIGGER USER; \
    INSERT INTO permission_requests (id, asset, use_type, holder_kind, recorded_at) \
    SELECT gen_random_uuid(), a.id, 'goods', 'withheld', now() FROM assets a, generate_series(1, 53) g; \
    INSERT INTO misuse_reports (id, asset, recorded_at) \
    SELECT gen_random_uuid(), a.id, now() FROM assets a, generate_series(1, 53) g";

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_reports_are_read_a_page_at_a_time() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    let mut superuser = app.database.administrator().await;
    superuser.batch_execute(MANY).await.unwrap();
    let chi = &foundation.chi;
    for (path, line, more, back) in [
        (
            "/room/permits",
            "Request",
            "Older requests",
            "Back to the newest",
        ),
        (
            "/room/misuse",
            "Report",
            "Older reports",
            "Back to the newest",
        ),
    ] {
        let first = chi.get(path).await;
        refuses(&first, 200, &format!("{line} 53: TAMARACK"));
        refuses(&first, 200, &format!("{line} 4: TAMARACK"));
        assert!(!first.text().contains(&format!("{line} 3:")));
        assert!(!first.text().contains(back));
        let second = chi.get(&first.link(more)).await;
        refuses(&second, 200, &format!("{line} 3: TAMARACK"));
        refuses(&second, 200, &format!("{line} 1: TAMARACK"));
        assert!(!second.text().contains(&format!("{line} 4:")));
        assert!(!second.text().contains(more));
        assert_eq!(second.link(back), path);
        let none = chi.get(&format!("{path}?before=1")).await;
        refuses(&none, 200, "before that");
    }
    // What waits is a list of the oldest, and says where the rest is.
    let tasks = chi.get("/tasks").await;
    refuses(&tasks, 200, "Answer request 1 to use TAMARACK.");
    refuses(&tasks, 200, "Answer request 25 to use TAMARACK.");
    assert!(!tasks.text().contains("Answer request 26 "));
    refuses(
        &tasks,
        200,
        "More requests to use marks wait: see the list.",
    );
    refuses(&tasks, 200, "Take up report 25 of misuse.");
    assert!(!tasks.text().contains("Take up report 26 "));
    refuses(&tasks, 200, "More reports of misuse wait: see the list.");
}
