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
use crate::acts::room::refuses;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deed_says_what_it_changes_and_is_withdrawn_with_a_reason() {
    let Some(lock) = Lock::found().await else {
        return;
    };
    lock.enters_assets().await;
    let chi = lock.chi();
    let path = "/room/registry/1/deeds/new/transfer";
    let page = chi.get(path).await;
    let nothing = [
        ("owner", "Tamarack OS Foundation"),
        ("instrument", "None"),
        ("reason", "Why not"),
    ];
    let page = chi.submit(&page, "/room/registry/1/deeds", &nothing).await;
    refuses(
        &page,
        422,
        "This is as the asset is now: a deed changes something.",
    );
    let page = chi
        .submit(
            &page,
            "/room/registry/1/deeds",
            &[("owner", ""), ("reason", "")],
        )
        .await;
    refuses(
        &page,
        422,
        "Say why, within 2,000 characters: board and members read it.",
    );
    refuses(&page, 422, "This cannot be empty.");
    takes_up_no_more_than_the_register(&lock).await;
    let deed = lock
        .proposes(
            1,
            "identify",
            &[
                ("title", "TAMARACK OS"),
                ("id_verbal_element", "TAMARACK OS"),
            ],
        )
        .await;
    let said = lock
        .world
        .visitor()
        .get(&format!("/deeds/{deed}"))
        .await
        .text();
    assert!(
        said.contains("Change what identifies it: TAMARACK"),
        "{said}"
    );
    assert!(said.contains("TAMARACK OS"), "{said}");
    // Nobody but an officer drafts one or sees the room.
    let pia = lock.foundation.place.sign_in("pia@mail.example").await;
    assert_eq!(pia.get("/room/registry/1/deeds/new").await.status, 403);
    let page = chi.get(&format!("/room/deeds/{deed}")).await;
    let page = chi.submit(&page, "/withdrawal", &[("reason", "")]).await;
    refuses(
        &page,
        422,
        "Say why it is withdrawn, within 500 characters.",
    );
    let page = chi
        .submit(&page, "/withdrawal", &[("reason", "The name stays")])
        .await;
    refuses(&page, 200, "✕ withdrawn");
    let all = lock.world.visitor().get("/deeds").await;
    refuses(&all, 200, "✕ withdrawn");
}

/// What the register could not take up at the end is refused before anybody decides it.
async fn takes_up_no_more_than_the_register(lock: &Lock) {
    let secretary = "(SELECT person FROM office_terms WHERE office = 'secretary' LIMIT 1)";
    let mut app = lock.connect("commonhold_app").await;
    app.batch_execute(&format!(
        "WITH c AS (INSERT INTO mark_cases (id, asset, office, route, opened_by) \
                    SELECT gen_random_uuid(), asset, 'EM', 'national', {secretary} FROM asset_now WHERE number = 1 RETURNING id) \
         INSERT INTO mark_case_versions (mark_case, version, basis, application_no, filed_on, registration_no, registered_on, register, \
                expires_on, state, status_code, status_on, entered_by, reason) \
         SELECT id, 1, '', '018000001', '2026-01-04', '', NULL, '', NULL, 'filed', '', NULL, {secretary}, 'Entered' FROM c"
    ))
    .await
    .unwrap();
    let filed = lock
        .said("SELECT mark_case::text AS it FROM mark_case_now WHERE office = 'EM'")
        .await;
    const NO_PLACE: &str =
        "The register could not take this up once board and members have decided it";
    const MARKS: &str = "/room/registry/1/deeds";
    const DOMAINS: &str = "/room/registry/2/deeds";
    let chi = lock.chi();
    let page = chi.get(&format!("{MARKS}/new/case")).await;
    let number = [
        ("mark_case", filed.as_str()),
        ("application_no", "018000001"),
        ("registration_no", "018000001"),
        ("state", "registered"),
        ("reason", "The office has registered it."),
    ];
    let page = chi.submit(&page, MARKS, &number).await;
    refuses(&page, 422, NO_PLACE);
    let long = "9".repeat(41);
    let page = chi
        .submit(&page, MARKS, &[("registration_no", long.as_str())])
        .await;
    refuses(&page, 422, "Keep it within 40 characters.");
    let blank = [("registration_no", ""), ("state", "gone")];
    let page = chi.submit(&page, MARKS, &blank).await;
    refuses(&page, 422, "Choose one of the list.");
    let page = chi.get(&format!("{DOMAINS}/new/identify")).await;
    let nameless = [("id_fqdn", ""), ("reason", "It needs no name.")];
    let page = chi.submit(&page, DOMAINS, &nameless).await;
    refuses(&page, 422, NO_PLACE);
}
