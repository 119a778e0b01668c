//! Everything of a test's own, under a clock that the test sets: what
//! `bin/run --empty` starts, with processes that may be killed.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use commonhold::db::{address::Address, cluster::ADMINISTRATOR};
use rustix::process::Signal;
use tempfile::TempDir;
use tokio::process::Command;

use super::{
    Clock, MailFolder, Visitor, database::put_unused, eventually, missing, server::Process, signal,
};

/// A whole installation for one test.
pub struct World {
    // Fields are dropped in this order: the processes end before their folder goes.
    process: Option<Process>,
    base_url: String,
    pub clock: Clock,
    arguments: Vec<String>,
    environment: Vec<(&'static str, String)>,
    root: TempDir,
}

impl World {
    /// Starts an empty installation at an instant in UTC, such as
    /// `2026-08-20 09:00:00`; `None` where libfaketime is not installed.
    pub async fn start(instant: &str) -> Option<Self> {
        Self::start_with(instant, &["--empty"]).await
    }

    /// The same for a test that does a day's work in a second: no limit on
    /// tries and casts is in its way.
    pub async fn start_unlimited(instant: &str) -> Option<Self> {
        Self::start_in(instant, &["--empty"], no_limits()).await
    }

    /// The demonstration, with no limit on tries in the way.
    pub async fn start_full_unlimited(instant: &str) -> Option<Self> {
        Self::start_in(instant, &[], no_limits()).await
    }

    /// The same as [`Self::start`] with other arguments of `commonhold run`.
    pub async fn start_with(instant: &str, arguments: &[&str]) -> Option<Self> {
        Self::start_in(instant, arguments, Vec::new()).await
    }

    async fn start_in(
        instant: &str,
        arguments: &[&str],
        environment: Vec<(&'static str, String)>,
    ) -> Option<Self> {
        let root = tempfile::tempdir().unwrap();
        // The database runs under another account and reads the clock here.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let Some(mut clock) = Clock::new(root.path()) else {
            missing("libfaketime");
            return None;
        };
        clock.set(instant);
        fs::create_dir(root.path().join("tmp")).unwrap();
        // A first start in full is another test's matter (`platform run`).
        let data = root.path().join("data");
        tokio::task::spawn_blocking(|| put_unused(data))
            .await
            .unwrap();
        // Free now; the server is started on it again after each death.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut all: Vec<String> = ["run", "--supervised", "--port"]
            .map(str::to_owned)
            .to_vec();
        all.push(port.to_string());
        all.extend(arguments.iter().map(|&argument| argument.to_owned()));
        let mut world = Self {
            process: None,
            base_url: String::new(),
            clock,
            arguments: all,
            environment,
            root,
        };
        world.start_again().await;
        Some(world)
    }

    /// Starts everything, after [`Self::kill_everything`] or [`Self::stop`].
    pub async fn start_again(&mut self) {
        let mut command = Command::new(super::program());
        command
            .args(&self.arguments)
            .arg("--data")
            .arg(self.data())
            .env_remove("DATABASE_URL")
            .env("TMPDIR", self.temporary())
            .envs(self.environment.iter().cloned())
            .envs(self.clock.environment());
        let mut process = Process::start(command, &self.log_path());
        self.base_url = process.serves().await;
        self.process = Some(process);
    }

    /// From now on letters go to this mail server; what runs is started again.
    pub async fn posts_to(&mut self, smtp_url: String) {
        self.sets("COMMONHOLD_SMTP_URL", &smtp_url).await;
    }

    /// From now on the operator sets this; what runs is started again.
    pub async fn sets(&mut self, variable: &'static str, value: &str) {
        self.environment.push((variable, value.to_owned()));
        self.stop();
        self.start_again().await;
    }

    /// Starts a second server over the same data and database.
    pub async fn another_server(&self) -> Neighbour {
        let mut command = Command::new(super::program());
        command
            .args(["serve", "--supervised", "--port", "0", "--data"])
            .arg(self.data())
            .env_remove("DATABASE_URL")
            .env("TMPDIR", self.temporary())
            .envs(self.environment.iter().cloned())
            .envs(self.clock.environment());
        let mut process = Process::start(command, &self.log_path());
        let base_url = process.serves().await;
        Neighbour {
            base_url,
            _process: process,
        }
    }

    /// Stops everything in order.
    pub fn stop(&mut self) {
        self.process = None;
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Everything of this world: data, log, temporary files.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where its processes put temporary files.
    fn temporary(&self) -> PathBuf {
        self.root.path().join("tmp")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base_url)
    }

    pub fn mail(&self) -> MailFolder {
        MailFolder::new(self.data().join("mail"))
    }

    /// What the program wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap()
    }

    /// The one-time address of the set-up page, which the program prints while
    /// there is no foundation.
    pub async fn setup_address(&mut self) -> String {
        let process = self.process.as_mut().unwrap();
        process.says("/setup/").await;
        process.setup_address().unwrap()
    }

    /// The time that server and database see.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sets that time to an instant in UTC; it goes on from there.
    pub fn set_time(&mut self, instant: &str) {
        self.clock.set(instant);
    }

    /// Moves that time on.
    pub fn advance(&mut self, span: TimeDelta) {
        self.clock.move_by(span);
    }

    /// How the administrator enters the database, to look at it.
    pub fn administrator(&self) -> Address {
        self.address(ADMINISTRATOR)
    }

    /// How a role enters the database.
    pub fn address(&self, role: &str) -> Address {
        let read = |name: &str| fs::read_to_string(self.data().join(name)).unwrap();
        let server: Address = read("server").trim().parse().unwrap();
        server.with_role(role, &read(&format!("roles/{role}")))
    }

    /// The number of the server's process.
    pub fn server(&self) -> u32 {
        let parent = self.process.as_ref().and_then(Process::number).unwrap();
        child_named(parent, "serve").expect("the server runs")
    }

    /// Kills the server with SIGKILL; the program starts another.
    pub fn kill_server(&self) -> u32 {
        let server = self.server();
        signal(server, Signal::KILL);
        server
    }

    /// Kills the ledger with SIGKILL: what gives places, signs and publishes.
    /// The program starts another.
    pub fn kill_ledger(&self) {
        self.kill_child("ledger");
    }

    /// Kills the certifier with SIGKILL; the program starts another.
    pub fn kill_certifier(&self) {
        self.kill_child("certifier");
    }

    fn kill_child(&self, subcommand: &str) {
        let parent = self.process.as_ref().and_then(Process::number).unwrap();
        // Between two lives there is none to kill, which is as good.
        if let Some(child) = child_named(parent, subcommand) {
            signal(child, Signal::KILL);
        }
    }

    /// Kills PostgreSQL's first process with SIGKILL; the program starts another.
    pub fn kill_postgres(&self) -> u32 {
        let file = self.data().join("postgres/postmaster.pid");
        let text = fs::read_to_string(file).unwrap();
        let number = text.lines().next().unwrap().parse().unwrap();
        signal(number, Signal::KILL);
        number
    }

    /// Kills the program itself with SIGKILL: its server ends, PostgreSQL is
    /// left running until the next start.
    pub async fn kill_everything(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().await;
        }
    }

    /// Waits until another server than `killed` says that it is ready, which it
    /// is when its database answers.
    pub async fn is_back(&self, killed: u32) {
        let client = reqwest::Client::new();
        eventually("the return of server and database", async || {
            let parent = self.process.as_ref().and_then(Process::number)?;
            child_named(parent, "serve").filter(|&server| server != killed)?;
            let ready = format!("{}/readyz", self.base_url);
            let answer = client.get(ready).send().await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
    }

    fn log_path(&self) -> PathBuf {
        self.root.path().join("log")
    }
}

fn no_limits() -> Vec<(&'static str, String)> {
    [
        "COMMONHOLD_LIMIT_ACCOUNT",
        "COMMONHOLD_LIMIT_ADDRESS",
        "COMMONHOLD_LIMIT_CASTS",
    ]
    .map(|limit| (limit, "1000000".to_owned()))
    .into()
}

impl Drop for World {
    /// Where a test fails, what the program and its database said of faults is said with it.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let of_database = self.data().join("logs/postgres.log");
        for (log, signs) in [
            // First why the database died, if it did: the other follows from that.
            (of_database, ["PANIC", "process"]),
            (self.log_path(), ["ERROR", "ERROR"]),
        ] {
            let log = fs::read_to_string(log).unwrap_or_default();
            let said = log
                .lines()
                .filter(|line| signs.iter().any(|sign| line.contains(sign)));
            said.for_each(|line| eprintln!("{line}"));
        }
    }
}

/// A second server of a world. It ends when this is dropped.
pub struct Neighbour {
    pub base_url: String,
    _process: Process,
}

/// The child of a process whose first argument is `argument`.
fn child_named(parent: u32, argument: &str) -> Option<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .find(|&process: &u32| {
            let folder = Path::new("/proc").join(process.to_string());
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
            // After the name in parentheses come state and parent (proc(5)).
            let is_child = read("stat").rsplit_once(") ").is_some_and(|(_, rest)| {
                rest.split(' ').nth(1) == Some(parent.to_string().as_str())
            });
            is_child && read("cmdline").split('\0').nth(1) == Some(argument)
        })
}
