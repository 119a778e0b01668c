//! The log begins, its pages speak, and one of two ledgers leads.

use std::os::unix::fs::PermissionsExt;

use commonhold::seal::hash::unhex;
use commonhold::tlog::policy::Policy;
use commonhold::tlog::proof_file::ProofFile;
use commonhold::tlog::tree::leaf_hash;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::reader::{PublicLog, checked_in_go};
use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_log_begins_is_read_and_is_led_by_one() {
    let app = TestApp::start().await;
    let log = PublicLog::of(&app.base_url);
    let foundation = Foundation::without_keys(Place::of_app(&app)).await;
    let visitor = app.visitor();
    let page = visitor.get("/log").await;
    assert!(
        page.text().contains("It has not begun yet"),
        "{}",
        page.text()
    );
    assert!(log.checkpoint().await.is_none());

    let mut first = app.ledger();
    let reading = log.reaches(1).await;
    assert_eq!(reading.kinds(), ["log.start"]);
    let vkey = reading.vkey();
    let key = app.folder("data").join("ledger/log.key");
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    the_pages_speak(&app, &log, &vkey).await;
    if let Some(found) = checked_in_go(&log, &vkey, &[]) {
        assert!(found.starts_with("1 "), "{found}");
    }

    // A second one waits, and goes on where the first was killed.
    let second = app.ledger();
    eventually("the second ledger's waiting", async || {
        let said = app.ledger_log();
        said.contains("another process leads").then_some(())
    })
    .await;
    first.kill().await;
    eventually("the second ledger's leading", async || {
        let said = app.ledger_log();
        (said.matches("leading the log").count() == 2).then_some(())
    })
    .await;
    let page = foundation.ada.get("/log").await;
    assert!(
        page.text().contains("It stands at one entry."),
        "{}",
        page.text()
    );
    assert_eq!(log.read().await.vkey(), vkey);
    assert_eq!(
        visitor.get("/readyz").await.text().trim(),
        "database: ready log: ready ledger: runs certifier: runs"
    );
    drop(second);
    // The log is as it was, and nothing goes on: requests are answered all the same.
    eventually("that no ledger runs is told", async || {
        let ready = visitor.get("/readyz").await;
        assert_eq!(ready.status, 200, "{}", ready.text());
        ready.text().contains("ledger: none runs").then_some(())
    })
    .await;
}

async fn the_pages_speak(app: &TestApp, log: &PublicLog, vkey: &str) {
    let visitor = app.visitor();
    let page = visitor.get("/log").await;
    for said in ["It stands at one entry.", "The log begins", "Entry 0", vkey] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let entry = visitor.get(&page.link("The log begins")).await;
    for said in [
        "A signed checkpoint covers it",
        "Its key is",
        "\"kind\":\"log.start\"",
    ] {
        assert!(entry.text().contains(said), "{said}: {}", entry.text());
    }

    // The proof holds without us.
    let proof = visitor.get(&entry.link("Download the proof")).await;
    let proof = ProofFile::from_bytes(proof.html.as_bytes()).unwrap();
    let (_, bundle) = log.file("tile/entries/000.p/1").await.unwrap();
    let hash = leaf_hash(&bundle[2..]);
    let policy = Policy::parse(format!("log {vkey}\nquorum none\n").as_bytes()).unwrap();
    proof.verify(&hash, &policy).unwrap();
    assert_eq!(proof.index(), 0);
    proof
        .verify(&leaf_hash(b"something else"), &policy)
        .unwrap_err();

    // An entry is found by its hash; what nobody knows gets advice.
    let find = |digest: String| format!("/log/find?digest={digest}");
    let hex = data_encoding_of(&hash);
    let found = visitor.get(&find(hex.clone())).await;
    assert!(
        found.text().contains("This is the hash of entry 0"),
        "{}",
        found.text()
    );
    let unknown = visitor.get(&find("0".repeat(64))).await;
    assert_eq!(unknown.status, 404);
    assert!(
        unknown.text().contains("and not the tracker"),
        "{}",
        unknown.text()
    );
    let wrong = visitor.get(&find("0".repeat(63))).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text().contains("A digest has 64 characters"),
        "{}",
        wrong.text()
    );

    // Files have their types, and paths lead nowhere else.
    for (path, kind, keep) in [
        (
            "checkpoint",
            "text/plain; charset=utf-8",
            "public, max-age=1",
        ),
        (
            "tile/0/000.p/1",
            "application/octet-stream",
            "public, max-age=60",
        ),
        (
            "tile/entries/000.p/1",
            "application/octet-stream",
            "public, max-age=60",
        ),
    ] {
        let (headers, _) = log.file(path).await.unwrap();
        assert_eq!(headers[CONTENT_TYPE], kind);
        assert_eq!(headers[CACHE_CONTROL], keep);
    }
    for path in [
        "tile/0/000",
        "tile/0/000.p/2",
        "tile/0/0",
        "tile/64/000",
        "tile/0/%2e%2e/%2e%2e/%2e%2e/ledger/log.key",
        "tile/nothing",
        "entries/1",
        "entries/x",
        "proof/1.tlog-proof",
        "proof/18446744073709551615.tlog-proof",
    ] {
        assert!(log.file(path).await.is_none(), "{path}");
    }
    assert_eq!(visitor.get("/static/nothing.css").await.status, 404);
}

/// Bytes in the form in which pages take digests.
fn data_encoding_of(hash: &[u8; 32]) -> String {
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(unhex(&hex), Ok(*hash));
    hex
}
