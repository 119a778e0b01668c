//! `commonhold run` and `commonhold migrate`, as an operator meets them.

use std::{fs, path::Path, process::Stdio};

use commonhold::db::{
    pool,
    roles::{self, Role},
};
use diesel_async::SimpleAsyncConnection;
use rustix::process::Signal;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::{Place, ask, kill_9, signal};

pub fn commonhold(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonhold"));
    command
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs a command that ends by itself: its exit code, and all that it said.
pub async fn outcome(mut command: Command) -> (i32, String) {
    let output = command.output().await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

/// A `commonhold run` that serves.
struct Running {
    child: Child,
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Starts it and waits until it serves.
    async fn start(mut command: Command) -> Self {
        command
            .stderr(Stdio::inherit())
            .env("COMMONHOLD_LOG", "error");
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("serves http://") {
                return Self {
                    child,
                    _lines: lines,
                };
            }
        }
        panic!("it ended before it served");
    }

    fn number(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// The number of its server.
    fn server(&self) -> u32 {
        self.child_named("serve").unwrap()
    }

    /// The number of its ledger, which may be between two lives.
    async fn ledger(&self) -> u32 {
        loop {
            if let Some(ledger) = self.child_named("ledger") {
                return ledger;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// The child whose first argument is this.
    fn child_named(&self, argument: &str) -> Option<u32> {
        children_of(self.number())
            .into_iter()
            .find(|child| read_process(*child, "cmdline").split('\0').nth(1) == Some(argument))
    }

    async fn stop(mut self) {
        signal(self.number(), Signal::TERM);
        assert!(self.child.wait().await.unwrap().success());
    }
}

fn read_process(process: u32, file: &str) -> String {
    let bytes = fs::read(format!("/proc/{process}/{file}")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn children_of(parent: u32) -> Vec<u32> {
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .filter(|process| {
            let stat = read_process(*process, "stat");
            let parent = parent.to_string();
            // After the name in parentheses come state and parent (proc(5)).
            stat.rsplit_once(") ")
                .is_some_and(|(_, rest)| rest.split(' ').nth(1) == Some(parent.as_str()))
        })
        .collect()
}

async fn until_gone(process: u32) {
    // One that ended and was not yet waited for has no command line any more.
    while !read_process(process, "cmdline").is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

const RUN: [&str; 4] = ["run", "--empty", "--port", "0"];

#[tokio::test(flavor = "multi_thread")]
async fn each_process_knows_only_its_own_role_and_ends_with_the_program() {
    let place = Place::new();
    let data = place.folder.path();
    let mut command = commonhold(&RUN, data);
    // Given so rather than by a file, it is handed on to the server alone.
    let auditor = "postgresql://commonhold_auditor@127.0.0.1:1/nowhere";
    command.env("COMMONHOLD_AUDITOR_URL", auditor);
    let mut running = Running::start(command).await;
    let (server, postgres) = (running.server(), place.postmaster());
    let ledger = running.ledger().await;
    assert!(read_process(server, "environ").contains(auditor));
    assert!(!read_process(ledger, "environ").contains(auditor));
    let read = |file| read_process(server, file) + &read_process(ledger, file);
    let (environment, arguments) = (read("environ"), read("cmdline"));
    for file in [
        "postgres",
        "commonhold_owner",
        "commonhold_app",
        "commonhold_sequencer",
        "commonhold_certifier",
        "commonhold_auditor",
    ] {
        let password = fs::read_to_string(data.join("roles").join(file)).unwrap();
        assert!(!environment.contains(&password) && !arguments.contains(&password));
    }

    // While it runs, nobody else starts here.
    let (code, said) = outcome(commonhold(&RUN, data)).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("already in use"), "{said}");
    let (code, said) = outcome(commonhold(&["migrate", "--check"], data)).await;
    assert_eq!(code, 0, "{said}");

    // A ledger that dies is started again.
    kill_9(ledger);
    until_gone(ledger).await;
    let ledger = running.ledger().await;
    assert_eq!(running.server(), server);

    // Killed, it leaves no process of ours behind; its database is found at the next start.
    kill_9(running.number());
    running.child.wait().await.unwrap();
    until_gone(server).await;
    until_gone(ledger).await;
    assert!(read_process(postgres, "cmdline").contains("postgres"));
    let again = Running::start(commonhold(&RUN, data)).await;
    let (server, second) = (again.server(), place.postmaster());
    let ledger = again.ledger().await;
    assert_ne!(postgres, second);
    again.stop().await;
    until_gone(server).await;
    until_gone(ledger).await;
    until_gone(second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fresh_begins_anew_even_after_a_kill_and_over_nothing_but_the_demonstration() {
    let place = Place::new();
    let data = place.folder.path();
    let mut running = Running::start(commonhold(&RUN, data)).await;
    fs::write(data.join("left-over"), "x").unwrap();
    let password = fs::read_to_string(data.join("roles/commonhold_app")).unwrap();
    kill_9(running.number());
    running.child.wait().await.unwrap();

    // A foundation of somebody's own is not removed by a flag.
    let (code, said) = outcome(commonhold(&[&RUN[..], &["--fresh"]].concat(), data)).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("is not the demonstration"), "{said}");
    assert!(data.join("left-over").exists());
    fs::create_dir(data.join("demo")).unwrap();
    fs::write(data.join("demo/begun"), "").unwrap();
    let anew = Running::start(commonhold(&[&RUN[..], &["--fresh"]].concat(), data)).await;
    assert!(!data.join("left-over").exists());
    let other = fs::read_to_string(data.join("roles/commonhold_app")).unwrap();
    assert_ne!(password, other);
    anew.stop().await;
}

/// A server whose database is elsewhere has its keys in its data folder and no database there, a
/// ledger the log's key: `--fresh` takes neither for the demonstration.
#[tokio::test(flavor = "multi_thread")]
async fn fresh_leaves_the_folder_of_a_process_whose_database_is_elsewhere() {
    for kept in [
        "keys/receipt.key",
        "ledger/log.key",
        "log/checkpoint",
        "server",
    ] {
        let place = Place::new();
        let file = place.folder.path().join(kept);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "kept").unwrap();
        let fresh = [&RUN[..], &["--fresh"]].concat();
        let (code, said) = outcome(commonhold(&fresh, place.folder.path())).await;
        assert_eq!(code, 1, "{kept}: {said}");
        assert!(said.contains("is not the demonstration"), "{kept}: {said}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_s_server_is_used_and_never_emptied() {
    let remote = Place::new();
    let cluster = remote.start().await.unwrap();
    let url = cluster.administrator().url_with_credentials();
    let node = Place::new();
    let with_url = |arguments: &[&str]| {
        let mut command = commonhold(arguments, node.folder.path());
        command.env("DATABASE_URL", &url);
        command
    };
    let (code, said) = outcome(with_url(&["migrate"])).await;
    assert_eq!(code, 0, "{said}");
    let (code, said) = outcome(with_url(&["migrate", "--check"])).await;
    assert_eq!(code, 0, "{said}");

    let running = Running::start(with_url(&RUN)).await;
    assert!(!node.folder.path().join("postgres").exists());
    assert!(!read_process(running.server(), "environ").contains("DATABASE_URL"));
    running.stop().await;

    let (code, said) = outcome(with_url(&["run", "--fresh"])).await;
    assert_eq!(code, 1);
    assert!(said.contains("administrator's to remove"), "{said}");
    cluster.stop().await;
}

/// The same folder, and the passwords in it, for a production and for what was restored from its
/// backup: which of the two is asked, `DATABASE_URL` says.
#[tokio::test(flavor = "multi_thread")]
async fn check_asks_the_database_that_is_named() {
    let remote = Place::new();
    let cluster = remote.start().await.unwrap();
    let node = Place::new();
    let check = |database: &str| {
        let address = cluster.administrator().with_database(database);
        let mut command = commonhold(&["migrate", "--check"], node.folder.path());
        command.env("DATABASE_URL", address.url_with_credentials());
        command
    };
    let mut migrate = commonhold(&["migrate"], node.folder.path());
    migrate.env(
        "DATABASE_URL",
        cluster.administrator().url_with_credentials(),
    );
    let (code, said) = outcome(migrate).await;
    assert_eq!(code, 0, "{said}");

    // Another database on the server that differs in one thing; the folder knows of the first alone.
    let mut administrator = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    administrator
        .batch_execute("CREATE DATABASE other OWNER commonhold_owner TEMPLATE commonhold")
        .await
        .unwrap();
    let other = cluster.administrator().with_database("other");
    let mut inside = pool::connect_as_administrator(&other).await.unwrap();
    inside
        .batch_execute("DROP TRIGGER append_only ON envelopes")
        .await
        .unwrap();
    drop(inside);
    for (database, expected) in [("postgres", 0), ("commonhold", 0), ("other", 1)] {
        let (code, said) = outcome(check(database)).await;
        assert_eq!(code, expected, "{database}: {said}");
        assert_eq!(
            said.contains("trigger append_only on envelopes is missing"),
            expected == 1,
            "{database}: {said}"
        );
    }

    fs::remove_file(node.folder.path().join("roles/commonhold_owner")).unwrap();
    let (code, said) = outcome(check("other")).await;
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("The password of the role commonhold_owner is not in"),
        "{said}"
    );
    cluster.stop().await;
}

/// No database is made for a question, neither where none is nor where it is elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn check_without_an_administrator_starts_no_database() {
    let remote = Place::new();
    let cluster = remote.start().await.unwrap();
    let migrated = Place::new();
    let mut migrate = commonhold(&["migrate"], migrated.folder.path());
    migrate.env(
        "DATABASE_URL",
        cluster.administrator().url_with_credentials(),
    );
    let (code, said) = outcome(migrate).await;
    assert_eq!(code, 0, "{said}");

    let empty = Place::new();
    let check = |place: &Place| commonhold(&["migrate", "--check"], place.folder.path());
    let (code, said) = outcome(check(&empty)).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("COMMONHOLD_OWNER_URL is not set"), "{said}");

    let owner = roles::address_of(Role::Owner, &migrated.folder, None).unwrap();
    let mut named = check(&empty);
    named.env("COMMONHOLD_OWNER_URL", owner.url_with_credentials());
    let known = check(&migrated);
    for command in [named, known] {
        let (code, said) = outcome(command).await;
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("as it must be"), "{said}");
    }
    for place in [&empty, &migrated] {
        assert!(!place.folder.path().join("postgres").exists());
    }
    cluster.stop().await;
}

/// As root, and without DATABASE_URL and --data, the folder is that of the server's unit: what is
/// made there is no database that anybody serves, and to check it says nothing of the one in use.
#[tokio::test(flavor = "multi_thread")]
async fn no_second_database_is_made_beside_the_keys_of_a_process() {
    for held in ["keys", "ledger"] {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(held)).unwrap();
        let (code, said) = outcome(commonhold(&["migrate"], root.path())).await;
        assert_eq!(code, 1, "{held}: {said}");
        assert!(said.contains(&format!("it holds {held}")), "{said}");
        assert!(said.contains("in DATABASE_URL"), "{said}");
        assert!(!root.path().join("postgres").exists(), "{held}");
    }
}

/// Where it is, and by which name; never who enters it.
#[tokio::test(flavor = "multi_thread")]
async fn migrate_and_check_name_the_database_they_look_at() {
    let remote = Place::new();
    let cluster = remote.start().await.unwrap();
    let address = cluster.administrator().with_database("of_the_foundation");
    let url = address.url_with_credentials();
    let password = fs::read_to_string(remote.folder.path().join("roles/postgres")).unwrap();
    let node = Place::new();
    let line = format!("Database: {}\n", address.server());
    assert!(line.ends_with("/of_the_foundation\n"), "{line}");
    for arguments in [&["migrate"][..], &["migrate", "--check"]] {
        let mut command = commonhold(arguments, node.folder.path());
        command.env("DATABASE_URL", &url);
        let (code, said) = outcome(command).await;
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(&line), "{said}");
        assert!(!said.contains(password.trim()), "{said}");
    }
    // The folder in which it was migrated knows it as well, and is not taken for one of its own.
    let (code, said) = outcome(commonhold(&["migrate", "--check"], node.folder.path())).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&line), "{said}");
    let (code, said) = outcome(commonhold(&["migrate"], node.folder.path())).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("it holds server"), "{said}");
    assert!(!node.folder.path().join("postgres").exists());
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_missing_and_changes_nothing() {
    let place = Place::new();
    let data = place.folder.path();
    let (code, said) = outcome(commonhold(&["migrate"], data)).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("ground"), "{said}");
    let (code, said) = outcome(commonhold(&["migrate"], data)).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("at this version"), "{said}");

    let cluster = place.start().await.unwrap();
    let inside = cluster.administrator().with_database("commonhold");
    let mut connection = pool::connect_as_administrator(&inside).await.unwrap();
    let newest = "SELECT max(version) FROM __diesel_schema_migrations";
    let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = ({newest})");
    connection.batch_execute(&forget).await.unwrap();
    let before = ask(&mut connection, newest).await.unwrap();
    drop(connection);
    cluster.stop().await;
    let (code, said) = outcome(commonhold(&["migrate", "--check"], data)).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("missing"), "{said}");
    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(&inside).await.unwrap();
    assert_eq!(ask(&mut connection, newest).await.unwrap(), before);
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_passwords_replace_those_that_are_there() {
    let remote = Place::new();
    let cluster = remote.start().await.unwrap();
    let url = cluster.administrator().url_with_credentials();
    for shared in [false, true] {
        let node = Place::new();
        let data = node.folder.path();
        let migrate = |arguments: &[&str]| {
            let mut command = commonhold(&[&["migrate"][..], arguments].concat(), data);
            if shared {
                command.env("DATABASE_URL", &url);
            }
            command
        };
        let passwords = || {
            Role::ALL.map(|role| fs::read_to_string(data.join("roles").join(role.name())).unwrap())
        };
        let (code, said) = outcome(migrate(&[])).await;
        assert_eq!(code, 0, "{said}");
        assert!(!said.contains("a new password"), "{said}");
        let before = passwords();
        let (code, said) = outcome(migrate(&["--new-passwords"])).await;
        assert_eq!(code, 0, "{said}");
        for ((role, old), new) in Role::ALL.into_iter().zip(before).zip(passwords()) {
            let name = role.name();
            assert_ne!(old, new, "{name}");
            let line = format!("{name}: a new password, in ");
            assert!(said.contains(&line), "{said}");
            assert!(!said.contains(&new), "no password is said");
        }
        // It has signed in as each; so does whoever comes next.
        let (code, said) = outcome(migrate(&["--check"])).await;
        assert_eq!(code, 0, "{said}");
    }
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_run_is_said_in_a_sentence() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("letter.txt"), "dear").unwrap();
    let (code, said) = outcome(commonhold(&RUN, root.path())).await;
    assert_eq!(code, 1);
    assert!(said.contains("not Commonhold's"), "{said}");

    let place = Place::new();
    let mut command = commonhold(&RUN, place.folder.path());
    command.env("DATABASE_URL", "mysql://somewhere/else");
    let (code, said) = outcome(command).await;
    assert_eq!(code, 1);
    assert!(said.contains("postgresql://"), "{said}");

    let (code, said) = outcome(commonhold(&["serve"], place.folder.path())).await;
    assert_eq!(code, 1);
    assert!(said.contains("bin/run"), "{said}");
}
