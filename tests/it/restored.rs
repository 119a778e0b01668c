//! A dump of the database, restored on another server by the commands that the guide gives.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use chrono::TimeDelta;
use commonhold::db::address::Address;
use commonhold::db::cluster::{Additions, Cluster};
use commonhold::db::folder::DataFolder;
use commonhold::db::roles::{self, Role};
use tokio::process::Command;

use crate::guide::{blocks, follow};
use crate::ledger::reader::PublicLog;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::server::Process;
use crate::support::{TestApp, Visitor, program};

/// Another server of PostgreSQL, on which nothing was ever made.
async fn another_cluster(data: &Path) -> Cluster {
    let folder = DataFolder::open(data).unwrap();
    let lock = folder.lock().unwrap();
    let additions = Additions {
        settings: vec![("shared_buffers".to_owned(), "16MB".to_owned())],
        access: Vec::new(),
    };
    Cluster::start(&folder, lock, &additions).await.unwrap()
}

/// A server over the restored database. It compares it before it starts, and as strictly as in
/// production.
async fn serve(passwords: &DataFolder, data: &Path, log: &Path) -> (String, Process) {
    let app = roles::address_of(Role::App, passwords, None).unwrap();
    let mut command = Command::new(program());
    command
        .args(["serve", "--supervised", "--port", "0", "--data"])
        .arg(data)
        .args(NO_LIMITS)
        .args(["--metrics", "127.0.0.1:0"])
        .env_remove("DATABASE_URL")
        .env("COMMONHOLD_APP_URL", app.url_with_credentials());
    let mut process = Process::start(command, log);
    let base_url = process.serves().await;
    (base_url, process)
}

/// Every file of one folder, but what is left out, into a new one.
fn copy(from: &Path, to: &Path, left_out: &str) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != left_out {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

/// What was kept, put back as the guide says into folders that nobody opened yet: as if they were
/// below `/`, and for the user who runs the test.
async fn put_back(backup: &Path, root: &Path) {
    for block in blocks("### A lost machine") {
        let block = block
            .replace("-o commonhold-ledger -g commonhold-ledger ", "")
            .replace("-o commonhold -g commonhold ", "")
            .replace(" /var/lib/", &format!(" {}/var/lib/", root.display()))
            .replace(" /etc/", &format!(" {}/etc/", root.display()));
        follow(&block, &[("BACKUP", backup.as_os_str())]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_is_restored_by_the_commands_of_the_guide_and_served() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let ledger = app.ledger();
    let mut foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let later = Plan {
        question: "Who keeps the archive?",
        opens: TimeDelta::hours(1),
        ..Plan::default()
    };
    let later = Poll::open(&foundation, &later).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let marks = [("r1", "01"), ("r2", "02")];
    let slip = poll.cast(&kim, "Kim Abara", &marks).await;
    let manifest = poll.file(&kim, "manifest.json").await;
    let log = PublicLog::of(&app.base_url);
    log.reaches(1).await;
    // From here on nothing is signed there.
    drop(ledger);
    foundation.place.certifier = None;

    let root = tempfile::Builder::new()
        .prefix("commonhold-restored-")
        .tempdir()
        .unwrap();
    // The database runs under another account.
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let cluster = another_cluster(&root.path().join("there")).await;
    let of_server = |address: &Address| {
        let address = address.with_database("").url_with_credentials();
        address.trim_end_matches('/').to_owned()
    };
    let here = app.database.administrator_address();
    let (old, new) = (of_server(&here), of_server(cluster.administrator()));
    let dump = root.path().join("commonhold.dump");
    let guide = blocks("### A dump restored elsewhere");
    let [commands] = &guide[..] else {
        panic!("one block restores a dump");
    };
    let restore = async |folder: &Path| {
        let _ = fs::remove_file(&dump);
        let variables = [
            ("OLD", OsStr::new(&old)),
            ("NEW", OsStr::new(&new)),
            ("DATABASE", OsStr::new(here.database().unwrap())),
            ("FILE", dump.as_os_str()),
            ("FOLDER", folder.as_os_str()),
            // Nothing is asked of a server on this machine.
            ("OPTIONS", OsStr::new("")),
            // Thousands of statements need not wait for the disk one by one.
            ("PGOPTIONS", OsStr::new("-c synchronous_commit=off")),
        ];
        let said = follow(commands, &variables).await;
        assert!(
            said.contains("The database is at this version, and as it must be.\n"),
            "{said}"
        );
        assert_eq!(mode(&dump), 0o600, "others read the dump");
    };
    let first = root.path().join("migrate");
    restore(&first).await;

    // The machine is lost, and what was kept of it comes back: keys and passwords first, into
    // folders that hold nothing else, then the database under these passwords.
    let backup = root.path().join("backup");
    let keys = app.folder("data/keys");
    copy(&keys, &backup.join("keys"), "receipt.key");
    copy(&first.join("roles"), &backup.join("roles"), "");
    for file in ["ledger/log.key", "env/server.env"] {
        let file = backup.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "kept").unwrap();
    }
    let lost = root.path().join("lost");
    put_back(&backup, &lost).await;
    let migrated = lost.join("var/lib/commonhold-migrate");
    restore(&migrated).await;
    let of_ledger = lost.join("var/lib/commonhold-ledger");
    assert_eq!(mode(&of_ledger.join("ledger/log.key")), 0o600);
    assert_eq!(mode(&of_ledger.join("ledger")), 0o700);
    DataFolder::open(&of_ledger).unwrap();

    // Without the key that signs the receipts of the open vote, it says what it cannot do, and
    // does the rest.
    let passwords = DataFolder::open(&migrated).unwrap();
    let data = lost.join("var/lib/commonhold");
    assert!(!data.join("commonhold-data").exists());
    let its_log = root.path().join("log");
    let (base_url, mut keyless) = serve(&passwords, &data, &its_log).await;
    let ready = Visitor::new(&base_url).get("/readyz").await;
    assert_eq!(ready.status, 200, "{}", ready.text());
    let refused = format!("ballots: refused in poll {}, ", poll.number);
    assert!(ready.html.contains(&refused), "{}", ready.html);
    let figures = keyless.says("Figures are told at ").await;
    let figures = figures.trim_start_matches("Figures are told at ");
    let told = reqwest::get(figures).await.unwrap().text().await.unwrap();
    assert!(told.contains("commonhold_ballots_refused 1\n"), "{told}");
    assert!(told.contains("commonhold_ready 1\n"), "{told}");
    let said = fs::read_to_string(&its_log).unwrap();
    assert_eq!(said.matches("CASTS ARE REFUSED").count(), 1, "{said}");
    // A vote that is not open yet is none that it fails.
    let there = kim.at(&base_url);
    let mut ballot = poll.ballot(&there, "Kim Abara").await;
    let refused = there.send(&ballot).await;
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.text().contains("takes no ballots"));
    ballot.action = ballot.action.replacen(
        &format!("/polls/{}/", poll.number),
        &format!("/polls/{}/", later.number),
        1,
    );
    let early = there.send(&ballot).await;
    assert_eq!(early.status, 409, "{}", early.text());
    assert!(early.text().contains("This vote is not open yet."));
    drop(keyless);

    // With it, the same is served, and what was begun there goes on here.
    fs::copy(keys.join("receipt.key"), data.join("keys/receipt.key")).unwrap();
    let (base_url, served) = serve(&passwords, &data, &its_log).await;
    let restored = PublicLog::of(&base_url).reaches(1).await;
    let first = log.reaches(restored.size()).await;
    assert_eq!(restored.checkpoint, first.checkpoint);
    let kim = kim.at(&base_url);
    let ready = kim.get("/readyz").await;
    assert_eq!(
        ready.html,
        "database: ready\nlog: ready\nledger: none runs\ncertifier: none runs\n"
    );
    assert_eq!(poll.file(&kim, "manifest.json").await, manifest);
    let again = poll.cast(&kim, "Kim Abara", &marks).await;
    assert_ne!(again.digest(), slip.digest());
    drop(served);
    cluster.stop().await;
}
