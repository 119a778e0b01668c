//! A server over a database of its own.

use std::path::{Path, PathBuf};

use commonhold::db::Role;
use tempfile::TempDir;
use tokio::process::Command;

use super::{Database, MailFolder, Visitor, database::put_letter_key, server::Process};

/// A `commonhold serve` for one test.
pub struct TestApp {
    pub base_url: String,
    // Fields are dropped in this order: the server ends before its database goes.
    process: Option<Process>,
    pub database: Database,
    data: TempDir,
}

impl TestApp {
    /// Starts a server on a free port over a fresh, migrated database.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with further arguments of `commonhold serve`.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let database = Database::create().await;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("data");
        let (base_url, process) = serve(
            &database,
            &folder,
            &data.path().join("log"),
            arguments,
            true,
        )
        .await;
        Self {
            base_url,
            database,
            process: Some(process),
            data,
        }
    }

    /// Ends the server, and starts another over the same database and data, with
    /// further arguments.
    pub async fn restart_with(&mut self, arguments: &[&str]) {
        // It has ended when it is dropped.
        self.process = None;
        let (folder, log) = (self.folder("data"), self.data.path().join("log"));
        let (base_url, process) = serve(&self.database, &folder, &log, arguments, true).await;
        self.base_url = base_url;
        self.process = Some(process);
    }

    /// The number of the server's process.
    pub fn number(&self) -> Option<u32> {
        self.process.as_ref().and_then(Process::number)
    }

    /// A certifier over the same database; it ends when it is dropped.
    pub fn certifier(&self) -> Process {
        let mut command = Command::new(super::program());
        command
            .args(["certifier", "--supervised", "--forgetful-database"])
            .arg("--data")
            .arg(self.data.path().join("data"))
            .env_remove("DATABASE_URL")
            .env(
                "COMMONHOLD_CERTIFIER_URL",
                self.database
                    .address(Role::Certifier)
                    .url_with_credentials(),
            );
        Process::start(command, &self.data.path().join("log"))
    }

    /// Starts a second server over the same database, with a data folder of its
    /// own beside the first.
    pub async fn another_server(&self, folder: &str) -> (String, Process) {
        self.another_server_with(folder, &[]).await
    }

    /// The same with further arguments of `commonhold serve`.
    pub async fn another_server_with(&self, folder: &str, arguments: &[&str]) -> (String, Process) {
        let log = self.data.path().join(format!("log of {folder}"));
        let data = self.data.path().join(folder);
        serve(&self.database, &data, &log, arguments, true).await
    }

    /// How a second server over the same database is started, with a data folder of its own and
    /// further arguments: for a test that says more of its surroundings.
    pub fn server_command(&self, folder: &str, arguments: &[&str]) -> Command {
        let data = self.data.path().join(folder);
        serve_command(&self.database, &data, arguments, true)
    }

    /// The same for a server that was not given the auditor's credential.
    pub async fn server_without_auditor(&self, folder: &str) -> (String, Process) {
        let log = self.data.path().join(format!("log of {folder}"));
        let data = self.data.path().join(folder);
        serve(&self.database, &data, &log, &[], false).await
    }

    /// Starts a `commonhold ledger` over the same database and data folder.
    pub fn ledger(&self) -> Process {
        self.ledger_in("data")
    }

    /// The same with a data folder of its own beside the server's. What it says
    /// is in [`Self::ledger_log`].
    pub fn ledger_in(&self, folder: &str) -> Process {
        let mut command = Command::new(super::program());
        command
            .args(["ledger", "--supervised", "--forgetful-database"])
            .arg("--data")
            .arg(self.data.path().join(folder))
            .env_remove("DATABASE_URL")
            .env(
                "COMMONHOLD_SEQUENCER_URL",
                self.database
                    .address(Role::Sequencer)
                    .url_with_credentials(),
            );
        Process::start(command, &self.data.path().join("ledger"))
    }

    /// What all ledgers wrote to their logs.
    pub fn ledger_log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("ledger")).unwrap_or_default()
    }

    /// A data folder by the name it was started with; the server's is `data`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.data.path().join(name)
    }

    /// Someone with a browser of their own and no cookies yet.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base_url)
    }

    /// The letters that left.
    pub fn mail(&self) -> MailFolder {
        MailFolder::new(self.data.path().join("data/mail"))
    }

    /// The one-time address of the set-up page, which the server printed.
    pub fn setup_address(&self) -> String {
        self.process.as_ref().unwrap().setup_address().unwrap()
    }

    /// What the server said on standard output, line by line.
    pub fn said(&self) -> Vec<String> {
        self.process.as_ref().unwrap().said()
    }

    /// What the server wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.path().join("log")).unwrap()
    }
}

async fn serve(
    database: &Database,
    data: &Path,
    log: &Path,
    arguments: &[&str],
    for_auditors: bool,
) -> (String, Process) {
    let mut command = serve_command(database, data, arguments, for_auditors);
    command.arg("--supervised");
    let mut process = Process::start(command, log);
    let base_url = process.serves().await;
    (base_url, process)
}

fn serve_command(
    database: &Database,
    data: &Path,
    arguments: &[&str],
    for_auditors: bool,
) -> Command {
    put_letter_key(data);
    let mut command = Command::new(super::program());
    command
        // The tests' cluster does not wait for the disk.
        .args(["serve", "--forgetful-database"])
        .args(["--port", "0", "--data"])
        .arg(data)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env(
            "COMMONHOLD_APP_URL",
            database.address(Role::App).url_with_credentials(),
        );
    if for_auditors {
        command.env(
            "COMMONHOLD_AUDITOR_URL",
            database.address(Role::Auditor).url_with_credentials(),
        );
    }
    command
}
