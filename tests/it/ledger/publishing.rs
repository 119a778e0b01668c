//! The files of the log: the same on every node, and written again from
//! nothing byte for byte.

use commonhold::db::{Role, pool};
use commonhold::evidence::leaf::{Leaf, OfficerKey};
use commonhold::ledger::store;
use commonhold::seal::hash::PublicKey;

use super::reader::{PublicLog, checked_in_go, files_below};
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

/// Enters so many entries, as the certifier does.
pub async fn enter(app: &TestApp, entries: u8) {
    let address = app.database.address(Role::Certifier);
    let mut certifier = pool::connect(&address).await.unwrap();
    for number in 0..entries {
        let leaf = Leaf::from(OfficerKey {
            at: 1_795_000_000,
            key: PublicKey::from_bytes([number; 32]),
            name: format!("Officer {number}"),
            sigs: Default::default(),
        });
        store::append(&mut certifier, &leaf).await.unwrap();
    }
}

async fn ready(base_url: &str) -> String {
    let answer = reqwest::get(format!("{base_url}/readyz")).await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_node_publishes_the_same_files_and_can_lose_them() {
    let app = TestApp::start().await;
    Foundation::without_keys(Place::of_app(&app)).await;
    let _ledger = app.ledger();
    let log = PublicLog::of(&app.base_url);
    log.reaches(1).await;
    // Past one full tile, with several checkpoints on the way.
    for (more, size) in [(3, 4), (1, 5), (200, 205), (90, 295), (7, 302)] {
        enter(&app, more).await;
        log.reaches(size).await;
    }
    let (other, _second) = app.another_server("other").await;
    let reading = PublicLog::of(&other).reaches(302).await;
    let own = app.folder("data").join("log");
    let others = app.folder("other").join("log");
    let alike = async || {
        eventually("the same files on both nodes", async || {
            let files = files_below(&own);
            (files.len() > 3 && files == files_below(&others)).then_some(files)
        })
        .await
    };
    let files = alike().await;
    assert!(files.contains_key("tile/0/000") && files.contains_key("tile/1/000.p/1"));
    assert!(
        !files
            .keys()
            .any(|name| name.contains("000.p/") && name.contains("tile/0/"))
    );
    if let Some(found) = checked_in_go(&log, &reading.vkey(), &[]) {
        assert!(found.starts_with("302 "), "{found}");
    }

    // A folder that is lost is written again while everything runs.
    std::fs::remove_dir_all(&own).unwrap();
    assert_eq!(alike().await, files);
    enter(&app, 1).await;
    log.reaches(303).await;
    PublicLog::of(&other).reaches(303).await;
    alike().await;
    let ready = ready(&other).await;
    assert!(ready.contains("log: ready"), "{ready}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_never_replaced_by_something_else() {
    let app = TestApp::start().await;
    Foundation::without_keys(Place::of_app(&app)).await;
    let _ledger = app.ledger();
    let log = PublicLog::of(&app.base_url);
    enter(&app, 255).await;
    enter(&app, 45).await;
    log.reaches(301).await;

    // A node whose full tile says something else refuses to go on.
    let (other, second) = app.another_server("other").await;
    PublicLog::of(&other).reaches(301).await;
    drop(second);
    let tile = app.folder("other").join("log/tile/0/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&tile, &bytes).unwrap();
    let (other, _second) = app.another_server("other").await;
    let sentence = eventually("the refusal to publish", async || {
        let said = ready(&other).await;
        said.contains("holds something else").then_some(said)
    })
    .await;
    assert!(sentence.contains("database: ready"), "{sentence}");
    assert_eq!(std::fs::read(&tile).unwrap(), bytes);
    enter(&app, 1).await;
    log.reaches(302).await;
    let shown = PublicLog::of(&other).checkpoint().await.unwrap();
    assert_eq!(shown.checkpoint().size(), 301);
}
