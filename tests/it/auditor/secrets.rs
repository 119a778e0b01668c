//! What an auditor does not see, and cannot do.

use std::io::Write;
use std::process::{Command, Stdio};

use commonhold::db::Role;
use tokio_postgres::NoTls;

use super::export::{files, read, taken};
use super::{auditor, texts};
use crate::support::TestApp;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};

/// Everything in an archive, unpacked, in one text.
fn unpacked(archive: &[u8]) -> String {
    let script = "import io, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
sys.stdout.buffer.write(b'\\n'.join(archive.read(name) for name in archive.namelist()))";
    let mut python = Command::new("python3")
        .args(["-I", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It reads to the end before it writes.
    python.stdin.take().unwrap().write_all(archive).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn turnout_of_an_open_poll_is_nowhere_and_neither_is_a_secret() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let addresses = ["kim@mail.example", "ravi@mail.example"];
    let voters = foundation.sign_in_all(&addresses).await;
    let nia = auditor(&foundation).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registers.zip");
    let pages = async || {
        let mut pages = String::new();
        for register in ["polls", "closings", "log-entries", "roll-lines", "accounts"] {
            let page = nia.get(&format!("/audit/{register}")).await;
            // What a page holds, without the token of its forms.
            pages += page.html.split("<main").nth(1).unwrap();
        }
        pages
    };

    std::fs::write(&file, taken(&nia).await).unwrap();
    let before = (files(&read(&file)), pages().await);
    poll.cast(&voters[0], "Kim Abara", &[("r1", "01")]).await;
    let nordlicht = "Nordlicht Hosting";
    for first in ["r2", "r3"] {
        poll.cast(&voters[1], nordlicht, &[(first, "01")]).await;
    }
    let archive = taken(&nia).await;
    std::fs::write(&file, &archive).unwrap();
    let after = (files(&read(&file)), pages().await);
    assert_eq!(after.0, before.0, "a cast shows in an export");
    assert!(after.1 == before.1, "a cast shows on a page");

    // Nothing that is withheld, by its value.
    let text = unpacked(&archive);
    assert!(text.contains("Kim Abara"));
    let mut administrator = app.database.administrator().await;
    for secret in [
        "SELECT encode(salt, 'hex') AS it FROM roll_openings",
        "SELECT encode(digest, 'hex') AS it FROM envelopes",
        "SELECT encode(envelope_id, 'hex') AS it FROM envelopes",
        "SELECT encode(ct, 'hex') AS it FROM envelopes",
        "SELECT encode(session, 'hex') AS it FROM cast_receipts",
        "SELECT encode(signature, 'hex') AS it FROM cast_receipts",
        "SELECT address AS it FROM accounts",
        "SELECT code AS it FROM outbox_letters",
        "SELECT encode(token_hash, 'hex') AS it FROM session_tokens",
        "SELECT encode(token_hash, 'hex') AS it FROM sign_in_links",
    ] {
        let values = texts(&mut administrator, secret).await;
        assert!(!values.is_empty(), "{secret} finds nothing to look for");
        for value in values {
            assert!(!text.contains(&value), "{secret}: {value}");
        }
    }
}

/// By hand, with the role's own credential, and told to write.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_s_auditor_writes_nothing_and_reads_nothing_that_is_withheld() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let foundation = Foundation::found(Place::of_app(&app)).await;
    let nia = auditor(&foundation).await;
    nia.get("/audit").await;
    let url = app.database.address(Role::Auditor).url_with_credentials();
    let (session, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    // Its sessions begin read-only, which is told before any right is looked at.
    let written = "INSERT INTO auditor_views (person, what) SELECT person, 'room' FROM office_terms WHERE office = 'auditor'";
    let refusal = session.batch_execute(written).await.unwrap_err();
    assert_eq!(refusal.code().unwrap().code(), "25006", "{refusal}");
    session
        .batch_execute("SET default_transaction_read_only = off")
        .await
        .unwrap();
    for sql in [
        written,
        "UPDATE auditor_views SET what = 'views'",
        "DELETE FROM auditor_views",
        "TRUNCATE auditor_views",
        "UPDATE office_terms SET ends_at = NULL",
        "CREATE TABLE mine (it text)",
        "CREATE TEMP TABLE mine (it text)",
        "SELECT close_poll(id) FROM polls",
        "SELECT settle_member_facts()",
        "SELECT nextval('auditor_views_number_seq')",
        "SELECT count(*) FROM envelopes",
        "SELECT count(*) FROM cast_receipts",
        "SELECT count(*) FROM digests_to_log",
        "SELECT salt FROM roll_openings",
        "SELECT address FROM accounts",
        "SELECT new_address FROM address_changes",
        "SELECT count(*) FROM outbox_letters",
        "SELECT count(*) FROM outbox_deliveries",
        "SELECT phc FROM passwords",
        "SELECT * FROM sessions",
        "SELECT file FROM membership_import_drafts",
    ] {
        let refusal = session.batch_execute(sql).await.expect_err(sql);
        assert_eq!(refusal.code().unwrap().code(), "42501", "{sql}: {refusal}");
    }
    // The room was read all the same, by the same role.
    let mut administrator = app.database.administrator().await;
    let recorded = "SELECT what AS it FROM auditor_views";
    assert_eq!(texts(&mut administrator, recorded).await, ["room"]);
}
