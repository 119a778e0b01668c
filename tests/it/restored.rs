//! A dump of the database, restored on another server by the commands that the guide gives.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::{env, fs};

use chrono::TimeDelta;
use commonhold::db::address::Address;
use commonhold::db::cluster::{Additions, Binaries, Cluster};
use commonhold::db::folder::DataFolder;
use commonhold::db::roles::{self, Role};
use tokio::process::Command;

use crate::ledger::reader::PublicLog;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::server::Process;
use crate::support::{TestApp, Visitor, program};

/// The lines of the guide that restore a dump, as they stand there.
fn commands() -> Vec<&'static str> {
    let guide = include_str!("../../docs/operating.md");
    let (_, section) = guide.split_once("### A dump restored elsewhere").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let commands: Vec<&str> = block.lines().collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    commands
}

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

/// Everything in `keys/` of one data folder, but what is left out, into one that nobody opened yet.
fn copy_keys(from: &Path, to: &Path, left_out: &str) {
    let keys = to.join("keys");
    fs::create_dir_all(&keys).unwrap();
    for entry in fs::read_dir(from.join("keys")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != left_out {
            fs::copy(entry.path(), keys.join(entry.file_name())).unwrap();
        }
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
    let migrated = root.path().join("migrate");
    let of_server = |address: &Address| {
        let address = address.with_database("").url_with_credentials();
        address.trim_end_matches('/').to_owned()
    };
    let here = app.database.administrator_address();
    let binaries = Binaries::find(None).unwrap();
    let (dump, own) = (binaries.program("pg_dump"), program());
    let programs = [own.parent().unwrap(), dump.parent().unwrap()].map(Path::to_owned);
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(programs.into_iter().chain(env::split_paths(&others))).unwrap();
    for line in commands() {
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .env("PATH", &path)
            .env("OLD", of_server(&here))
            .env("NEW", of_server(cluster.administrator()))
            .env("DATABASE", here.database().unwrap())
            .env("FILE", root.path().join("commonhold.dump"))
            .env("FOLDER", &migrated)
            // Thousands of statements need not wait for the disk one by one.
            .env("PGOPTIONS", "-c synchronous_commit=off")
            .env_remove("DATABASE_URL")
            // Nothing is asked of a server on this machine.
            .env_remove("OPTIONS");
        let output = command.output().await.unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "{line}: {said}");
        if line.contains("--check") {
            assert!(
                said.contains("The database is at this version, and as it must be."),
                "{said}"
            );
        }
    }

    // Without the key that signs the receipts of the open vote, it says what it cannot do, and
    // does the rest.
    let passwords = DataFolder::open(&migrated).unwrap();
    let data = root.path().join("server");
    copy_keys(&app.folder("data"), &data, "receipt.key");
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
    fs::copy(
        app.folder("data").join("keys/receipt.key"),
        data.join("keys/receipt.key"),
    )
    .unwrap();
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
