//! One lawful transfer from the deed to the log, and around it every way that is none.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::TimeDelta;
use commonhold::db::pool;
use commonhold::tlog::key::{KeyName, Signer};
use diesel_async::SimpleAsyncConnection;

use super::attacks;
use super::forged::{self, Stage};
use crate::acts::room::{bare_with, refuses};
use crate::auditor::export::reads_back_as;
use crate::lock::Lock;
use crate::notices::local;
use crate::registry::{fills, fills_with};
use crate::support::eventually;

/// `commonhold verify --deeds` over the files of the log, with these options more: exit code and
/// what it said.
pub(super) fn verified(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(crate::support::program())
        .args(["verify", "--deeds"])
        .arg(folder)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.into_owned())
}

// Slow: a board, two votes of the members and two months, in one world of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_protected_is_parted_with_but_by_board_members_notice_waiting_and_two_officers() {
    let Some(mut lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    const OWNER: &[(&str, &str)] = &[
        ("owner", "Harbour Trust"),
        ("holding", "held_in_trust"),
        ("instrument", "Deed of assignment of 4 January 2027"),
        ("goodwill", "1"),
    ];
    let deed = lock.proposes(1, "transfer", OWNER).await;
    let weak = lock.proposes(2, "unprotect", &[]).await;
    let other = lock.proposes(2, "transfer", OWNER).await;
    const MERGED: &[(&str, &str)] = &[
        ("kind", "merger"),
        ("owner", "Tamarack and Larch Foundation"),
        ("instrument", "Certificate of merger of 4 January 2027"),
    ];
    let merged = lock.proposes(2, "transfer", MERGED).await;

    // Refused, with the list of what is missing.
    let page = lock.prepares(&deed).await;
    refuses(
        &page,
        422,
        "It cannot be carried out: what is missing stands below",
    );
    let missing = lock.missing(&deed).await;
    assert_eq!(missing.len(), 7, "{missing:#?}");
    for words in [
        "The board adopted",
        "on this very deed is certified",
        "20 days at least",
        "Two different officers",
    ] {
        assert!(
            missing.iter().any(|one| one.contains(words)),
            "{words}: {missing:#?}"
        );
    }
    attacks::all_refused(&lock, "before anybody decided").await;
    forged::all_refused(&lock, Stage::Undecided).await;

    // The board: three of five are no two thirds, and that motion authorises nothing.
    let page = lock.board_decides(&deed, "yes yes yes no -").await;
    assert!(
        !page.text().contains("It became resolution"),
        "{}",
        page.text()
    );
    let page = lock.board_decides(&deed, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");
    let page = lock.board_decides(&weak, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");
    let page = lock.board_decides(&merged, "yes yes yes yes no").await;
    refuses(&page, 200, "It became resolution");

    // The members, noticed three weeks before.
    let now = lock.world.now();
    let (opens, closes) = (now + TimeDelta::days(22), now + TimeDelta::days(24));
    let poll = lock
        .asks_members(&deed, &local(opens), &local(closes))
        .await;
    let lost = lock
        .asks_members(&weak, &local(opens), &local(closes))
        .await;
    let joining = lock
        .asks_members(&merged, &local(opens), &local(closes))
        .await;
    lock.at("2027-01-26 12:00:00").await;
    lock.votes(&poll, ["1", "1", "1"], "2").await;
    lock.votes(&lost, ["1", "1", "2"], "2").await;
    lock.votes(&joining, ["1", "1", "1"], "1").await;
    lock.at("2027-01-28 12:00:00").await;
    poll.certified(&lock.foundation).await;
    lost.certified(&lock.foundation).await;
    joining.certified(&lock.foundation).await;

    // Thirty of fifty is a majority of the members, and no two thirds.
    let missing = lock.missing(&weak).await;
    assert!(
        missing[0].contains("at least two thirds of the votes cast"),
        "{missing:#?}"
    );
    let missing = lock.missing(&deed).await;
    assert_eq!(missing.len(), 2, "{missing:#?}");
    assert!(
        missing[0].contains("until Saturday 27 February 2027"),
        "{missing:#?}"
    );
    refuses(&lock.prepares(&deed).await, 422, "It cannot be carried out");
    is_not_withdrawn(&lock, &deed).await;
    attacks::all_refused(&lock, "in the waiting period").await;
    forged::all_refused(&lock, Stage::Waiting).await;

    lock.at("2027-02-28 00:00:30").await;
    attacks::all_refused(&lock, "after the waiting period").await;
    forged::all_refused(&lock, Stage::Ripe).await;
    refuses(&lock.prepares(&weak).await, 422, "It cannot be carried out");
    refuses(
        &lock.prepares(&other).await,
        422,
        "It cannot be carried out",
    );
    let act = lock.prepares(&deed).await;
    assert!(act.path.starts_with("/room/acts/"), "{}", act.text());
    // One officer's signature alone does nothing.
    let foundation = &lock.foundation;
    foundation
        .sign_alone(&foundation.ada, &foundation.keys[0], &act.path)
        .await;
    assert_eq!(
        lock.said("SELECT owner AS it FROM asset_now WHERE number = 1")
            .await,
        "Tamarack OS Foundation"
    );
    attacks::all_refused(&lock, "with one signature").await;
    let transferred = act.path.replace("/room/acts/", "");
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "Deed D-1 on A-1 is carried out.");
    assert_eq!(
        lock.said("SELECT owner || ', ' || holding || ', ' || version AS it FROM asset_now WHERE number = 1").await,
        "Harbour Trust, held_in_trust, 2"
    );
    assert_eq!(
        lock.said("SELECT from_party || ' to ' || to_party AS it FROM conveyances WHERE kind = 'assignment'").await,
        "Tamarack OS Foundation to Harbour Trust"
    );
    let reader = lock.world.visitor();
    let page = reader.get("/deeds/1").await;
    refuses(&page, 200, "✓ carried out");
    // Its place in the log, where the entry says the same.
    let entry = eventually("the place of the act", async || {
        let page = reader.get("/deeds/1").await;
        page.html
            .contains("/log/entries/")
            .then(|| page.link("Entry"))
    })
    .await;
    refuses(&reader.get(&entry).await, 200, "asset.executed");
    attacks::all_refused(&lock, "after it was carried out").await;
    forged::all_refused(&lock, Stage::Done).await;

    // An office records it after that; until then the chain says that none did.
    let page = lock.chi().get("/room/registry/1").await;
    refuses(&page, 200, "is not recorded at an office.");
    let recordal = page.link("Record the recordal");
    let mut at_office = [
        ("recorded_office", "USPTO"),
        ("reel_frame", "8101/0001"),
        ("recorded_on", "2027-02-27"),
    ];
    let page = fills(lock.chi(), &recordal, &at_office).await;
    refuses(
        &page,
        422,
        "An office records a conveyance once it is executed",
    );
    at_office[2].1 = "2027-02-28";
    let sent: &[(&str, &[u8])] = &[("document", b"abc")];
    let page = fills_with(lock.chi(), &recordal, &at_office, sent).await;
    refuses(&page, 200, "✓ whole");
    refuses(&page, 200, "Recorded at USPTO 8101/0001");
    refuses(&page, 200, "ba78 16bf 8f01 cfea");
    let page = reader.get("/registry/1").await;
    refuses(&page, 200, "✓ whole");
    refuses(&page, 200, "A conveyance was recorded at an office");

    // A merger is carried out as what it is.
    let act = lock.prepares(&merged).await;
    let done = foundation.sign(&act).await;
    refuses(&done, 200, "Deed D-4 on A-2 is carried out.");
    assert_eq!(
        lock.said(
            "SELECT from_party || ' to ' || to_party AS it FROM conveyances WHERE kind = 'merger'"
        )
        .await,
        "Tamarack OS Foundation to Tamarack and Larch Foundation"
    );
    auditors_read_it(&lock, &transferred).await;

    // The log alone shows the chain.
    let folder = lock.world.data().join("log");
    let said = eventually("the act in the log", async || {
        let (code, said) = verified(&folder, &[]);
        (code == Some(0) && said.contains("deed D-1 on A-1")).then_some(said)
    })
    .await;
    assert!(
        said.contains("signed by Ada Okafor and Ben Lindqvist"),
        "{said}"
    );
    // Whose log it is stays open until a policy says whose keys are trusted.
    assert!(said.contains("\nopen   the checkpoint is signed"), "{said}");
    assert_eq!(verified(&folder, &["--strict"]).0, Some(1));
    let keys: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("   "))
        .collect();
    let vkey = keys[0].strip_prefix("log ").unwrap();
    let origin = vkey.split('+').next().unwrap();
    let stranger = Signer::ed25519(KeyName::parse(origin).unwrap(), &[7; 32]);
    let desk = tempfile::tempdir().unwrap();
    let on_desk = |name: &str, bytes: &[u8]| {
        let path = desk.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let policy = |name: &str, log: &str| {
        let text = format!("log {log}\n{}\nquorum none\n", keys[1..].join("\n"));
        on_desk(name, text.as_bytes())
    };
    let ours = policy("ours", vkey);
    let theirs = policy("theirs", &stranger.verifier().to_string());
    let kept = on_desk("kept", &fs::read(folder.join("checkpoint")).unwrap());
    let said = eventually("the log under a policy", async || {
        let more = ["--strict", "--policy", &ours, "--checkpoint", &kept];
        let (code, said) = verified(&folder, &more);
        (code == Some(0)).then_some(said)
    })
    .await;
    assert!(said.contains("signed by the policy's key"), "{said}");
    assert!(said.contains("entries, is of this log."), "{said}");
    let said = eventually("the log under another policy", async || {
        let (code, said) = verified(&folder, &["--policy", &theirs]);
        (code == Some(1)).then_some(said)
    })
    .await;
    assert!(
        said.contains("the policy does not trust the checkpoint"),
        "{said}"
    );

    // Whoever owns the machine forges an act of officers: the log shows it.
    let mut superuser = pool::connect_as_administrator(&lock.world.administrator())
        .await
        .unwrap();
    let leaf: String = format!(
        r#"{{"asset":2,"at":1803772800,"board":"2027-B-002","deed":3,"kind":"asset.executed","members":"2027-M-002","sigs":[{{"by":"Ada Okafor","sig":"{0}"}},{{"by":"Ben Lindqvist","sig":"{0}"}}],"terms":"{1}","v":1}}"#,
        "0".repeat(128),
        "0".repeat(64)
    );
    superuser
        .batch_execute(&format!(
            "ALTER TABLE log_entries DISABLE TRIGGER guard; \
             INSERT INTO log_entries (kind, leaf) VALUES ('asset.executed', convert_to('{leaf}', 'UTF8')); \
             ALTER TABLE log_entries ENABLE ALWAYS TRIGGER guard"
        ))
        .await
        .unwrap();
    let said = eventually("the forgery in the log", async || {
        let (code, said) = verified(&folder, &[]);
        (code == Some(1)).then_some(said)
    })
    .await;
    assert!(said.contains("it is not signed by two officers"), "{said}");
}

/// What the members have authorised no officer takes back, nor is offered to.
async fn is_not_withdrawn(lock: &Lock, deed: &str) {
    let page = lock.chi().get(&format!("/room/deeds/{deed}")).await;
    refuses(&page, 200, "The members have authorised it: no officer");
    let address = format!("/room/deeds/{deed}/withdrawal");
    let offered = page.forms().into_iter().any(|form| form.action == address);
    assert!(!offered, "{}", page.text());
    let form = bare_with(&page, &address, &[("reason", "Not now")]);
    refuses(
        &lock.chi().send(&form).await,
        422,
        "the members have authorised it",
    );
}

/// Deeds, what carried them out and what became of title, as auditors take them away; the
/// transfer was signed as the act of this number.
async fn auditors_read_it(lock: &Lock, transferred: &str) {
    let terms = lock
        .said("SELECT encode(sha256(convert_to(terms, 'UTF8')), 'hex') AS it FROM asset_deeds WHERE number = 1")
        .await;
    let act = lock
        .said(&format!(
            "SELECT id::text AS it FROM acts WHERE number = {transferred}"
        ))
        .await;
    reads_back_as(
        &lock.foundation,
        "sol@mail.example",
        &[
            (
                "asset-deeds",
                r#""asset":1,"version":1,"act":"transfer","terms":{"#,
            ),
            ("asset-deeds", &format!("\"sha256\":\"{terms}\"")),
            ("asset-deeds", r#""owner":"Tamarack and Larch Foundation""#),
            (
                "asset-executions",
                &format!("{{\"deed\":1,\"act\":\"{act}\",\"board_decision\":\""),
            ),
            (
                "conveyances",
                r#""kind":"assignment","from":"Tamarack OS Foundation","to":"Harbour Trust""#,
            ),
            (
                "conveyance-recordals",
                r#""asset":1,"office":"USPTO","reel_frame":"8101/0001","recorded_on":"2027-02-28""#,
            ),
        ],
    )
    .await;
}
