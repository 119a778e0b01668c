//! A word that this program does not know is an error: it is not read as another, and what it
//! stands in is not left out.

use diesel_async::SimpleAsyncConnection;

use super::requests::{asking, decides};
use super::{asset, ruled};
use crate::acts::room::{founded, refuses};

const WRONG: &str = "Something went wrong on our side";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permission_with_a_word_that_nobody_knows_is_an_error_and_is_not_left_out() {
    let (app, foundation) = founded().await;
    asset(&app, "trademark", "TAMARACK", "owned").await;
    ruled(&foundation, "goods", "permission", "Policy § 4").await;
    let stranger = foundation.place.visitor();
    let asked = stranger
        .upload(&asking(&stranger, "named").await, &[])
        .await;
    refuses(&asked, 200, "Your request no. 1");
    let values = [("verdict", "granted"), ("last_day", "")];
    let page = decides(&foundation.chi, "/room/permits/1", &values).await;
    refuses(&page, 200, "Permission 1 in the public register");
    let reader = foundation.place.visitor();
    let public = reader.get("/permissions/1").await;
    refuses(&public, 200, "Robin Sandor");

    // The guard lets in no such word; the owner's powers do.
    let mut superuser = app.database.administrator().await;
    let set = |column: &str, word: &str| {
        format!(
            "ALTER TABLE permissions DISABLE TRIGGER USER; UPDATE permissions SET {column} = '{word}'"
        )
    };
    for (column, own, word) in [
        ("holder_kind", "named", "neighbour"),
        ("use_type", "goods", "hologram"),
    ] {
        superuser.batch_execute(&set(column, word)).await.unwrap();
        for path in ["/permissions/1", "/permissions"] {
            let page = reader.get(path).await;
            refuses(&page, 500, WRONG);
            assert!(!page.text().contains(word), "{}", page.text());
        }
        let file = reader.get("/permissions/1/permission.json").await;
        assert_eq!(file.status, 500, "{}", file.text());
        // Whoever asked is not told that there is no permission either.
        refuses(&stranger.get(&asked.path).await, 500, WRONG);
        // The operator's log says which word it is.
        let log = app.log();
        assert!(log.contains(word), "{log}");
        superuser.batch_execute(&set(column, own)).await.unwrap();
        refuses(&reader.get("/permissions/1").await, 200, "Robin Sandor");
        let list = reader.get("/permissions").await;
        refuses(&list, 200, "Permission 1: TAMARACK");
    }
}
