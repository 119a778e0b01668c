//! A private PostgreSQL cluster inside the data folder.
//!
//! It is made from the system's PostgreSQL programs on first start, listens on
//! a unix socket only, asks everybody for a password, and runs as an
//! unprivileged account also when root starts it. It lives as long as the
//! [`Cluster`] that started it: a postmaster that dies is started again, one
//! that an earlier program left behind (because it was killed) is stopped first.

mod account;
mod binaries;
mod postmaster;
mod settings;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Stdio,
};

use rand::Rng;
use thiserror::Error;
use tokio::{sync::watch, task::JoinHandle};

use super::{
    address::{Address, AddressError, MAINTENANCE_DATABASE},
    folder::{DataFolder, FolderError, FolderLock, during},
};
pub use account::Account;
pub use binaries::{Binaries, OLDEST_MAJOR};
use postmaster::Launcher;
pub use settings::Additions;

/// The cluster's first role, which administers it.
pub const ADMINISTRATOR: &str = "postgres";

/// The longest path of a unix socket we use, in bytes. Linux ends at 107.
const SOCKET_PATH_MAX_BYTES: usize = 99;

/// Why there is no private cluster.
#[derive(Debug, Error)]
pub enum ClusterError {
    #[error(
        "PostgreSQL's server programs, version {OLDEST_MAJOR} or newer, are not on this machine. On Debian or Ubuntu: apt-get install postgresql"
    )]
    NoPostgres,
    #[error(
        "The data was made by PostgreSQL {0}, whose server programs are not on this machine. On Debian or Ubuntu: apt-get install postgresql-{0}. Where this release of the system has that version no more, move the database over as docs/operating.md says under “A private database at a new release of the system”."
    )]
    OtherPostgres(u32),
    #[error(
        "PostgreSQL does not run as root, and this machine has neither the account postgres nor nobody to lend it."
    )]
    NoAccount,
    #[error(
        "PostgreSQL runs as {account}, who cannot enter {closed}, and so not {folder}. Choose a data folder that {account} can reach with --data (by default it is /var/lib/commonhold), or open the way: chmod o+x {closed}"
    )]
    Unreachable {
        folder: PathBuf,
        closed: PathBuf,
        account: String,
    },
    #[error(
        "The path of the database's socket, {path}, is {length} bytes long; a socket's path has room for {SOCKET_PATH_MAX_BYTES}. Choose a data folder with a shorter path with --data."
    )]
    SocketPath { path: PathBuf, length: usize },
    #[error(
        "The file of the database administrator's password, {0}, is gone, though the cluster is there. Put it back from a copy of the data folder: without it nobody enters this database."
    )]
    PasswordGone(PathBuf),
    #[error("PostgreSQL's initdb failed: {0}")]
    Initdb(String),
    #[error("PostgreSQL did not start. The end of its log, {log}:\n{tail}")]
    Start { log: PathBuf, tail: String },
    #[error("A PostgreSQL that an earlier start left running (process {0}) does not stop.")]
    Stale(u32),
    #[error("{doing}: {source}")]
    Process {
        doing: &'static str,
        source: io::Error,
    },
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Address(#[from] AddressError),
}

/// A running private cluster.
#[derive(Debug)]
pub struct Cluster {
    administrator: Address,
    stop: watch::Sender<bool>,
    failure: watch::Receiver<Option<String>>,
    supervisor: JoinHandle<()>,
    _lock: FolderLock,
}

impl Cluster {
    /// Starts the cluster of a data folder, making it on first start.
    ///
    /// # Errors
    /// [`ClusterError`] in a sentence for whoever started the program.
    pub async fn start(
        folder: &DataFolder,
        lock: FolderLock,
        additions: &Additions,
    ) -> Result<Self, ClusterError> {
        let account = Account::find()?;
        let socket_folder = folder.path().join("socket");
        check_socket_path(&socket_folder)?;
        account.check_reach(folder.path())?;
        for name in ["socket", "logs"] {
            folder.make_private(name)?;
        }
        account.give(&socket_folder)?;

        let home = folder.path().join("postgres");
        Self::end_left_running(folder, &lock).await?;
        let binaries = Binaries::find(major_of(&home)?)?;
        let password = if home.exists() {
            read_password(folder)?
        } else {
            make(folder, &home, &account, &binaries).await?
        };
        write_configuration(&home, &socket_folder, &account, additions)?;

        let launcher = Launcher {
            account,
            postgres: binaries.program("postgres"),
            home,
            log: folder.path().join("logs/postgres.log"),
        };
        let postmaster = launcher.launch().await?;
        let (stop, stopped) = watch::channel(false);
        let (failed, failure) = watch::channel(None);
        let supervisor = tokio::spawn(launcher.supervise(postmaster, stopped, failed));
        let administrator = Address::of_socket(&socket_folder, MAINTENANCE_DATABASE)?
            .with_role(ADMINISTRATOR, &password);
        Ok(Self {
            administrator,
            stop,
            failure,
            supervisor,
            _lock: lock,
        })
    }

    /// Stops the cluster's postmaster where an earlier program left it running.
    ///
    /// # Errors
    /// [`ClusterError::Stale`] when it does not stop.
    pub async fn end_left_running(
        folder: &DataFolder,
        _lock: &FolderLock,
    ) -> Result<(), ClusterError> {
        postmaster::end_left_running(&folder.path().join("postgres")).await
    }

    /// How the administrator enters the cluster.
    #[must_use]
    pub fn administrator(&self) -> &Address {
        &self.administrator
    }

    /// Waits until the cluster is down for good although nobody stopped it,
    /// and says why.
    pub async fn failed(&self) -> String {
        let mut failure = self.failure.clone();
        match failure.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_default(),
            Err(_) => "The database's supervisor ended.".to_owned(),
        }
    }

    /// Stops the cluster: open transactions are rolled back, and everything is
    /// written to disk.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.supervisor.await {
            tracing::error!(%error, "the database's supervisor failed");
        }
    }
}

/// A fresh password: 32 random bytes in lowercase hex.
#[must_use]
pub fn random_password() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    data_encoding::HEXLOWER.encode(&bytes)
}

fn check_socket_path(socket_folder: &Path) -> Result<(), ClusterError> {
    let path = socket_folder.join(".s.PGSQL.5432");
    let length = path.as_os_str().len();
    if length > SOCKET_PATH_MAX_BYTES {
        return Err(ClusterError::SocketPath { path, length });
    }
    Ok(())
}

/// The major version that made a cluster; `None` where there is none yet.
fn major_of(home: &Path) -> Result<Option<u32>, ClusterError> {
    let path = home.join("PG_VERSION");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().parse().ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(during("Reading", &path)(error).into()),
    }
}

fn read_password(folder: &DataFolder) -> Result<String, ClusterError> {
    let name = format!("roles/{ADMINISTRATOR}");
    match folder.read(&name)? {
        Some(password) => Ok(password.trim().to_owned()),
        None => Err(ClusterError::PasswordGone(folder.path().join(name))),
    }
}

/// Makes the cluster beside its place and moves it there when it is whole, so
/// that a start that is cut short leaves nothing half made. Returns the
/// administrator's password.
async fn make(
    folder: &DataFolder,
    home: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<String, ClusterError> {
    let password = random_password();
    folder.write(&format!("roles/{ADMINISTRATOR}"), &password, 0o600)?;
    let password_file = folder.path().join("initdb-password");
    let mut failure = String::new();
    // C.UTF-8 orders by code point and knows every letter's case; a system
    // without it falls back to C.
    for locale in ["C.UTF-8", "C"] {
        let unfinished = folder.path().join("postgres.new");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(during("Removing", &unfinished))?;
        }
        folder.make_private("postgres.new")?;
        account.give(&unfinished)?;
        folder.write("initdb-password", &password, 0o600)?;
        account.give(&password_file)?;
        let mut command =
            tokio::process::Command::from(account.command(binaries.program("initdb")));
        command
            .arg("--pgdata")
            .arg(&unfinished)
            .arg("--pwfile")
            .arg(&password_file)
            .args(["--username", ADMINISTRATOR])
            .args(["--auth", "scram-sha-256"])
            .args(["--encoding", "UTF8"])
            .args(["--locale", locale])
            .args(["--data-checksums", "--no-instructions"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let output = command
            .output()
            .await
            .map_err(|source| ClusterError::Process {
                doing: "Running initdb",
                source,
            })?;
        fs::remove_file(&password_file).map_err(during("Removing", &password_file))?;
        if output.status.success() {
            fs::rename(&unfinished, home).map_err(during("Renaming", &unfinished))?;
            return Ok(password);
        }
        failure = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    }
    Err(ClusterError::Initdb(failure))
}

fn write_configuration(
    home: &Path,
    socket_folder: &Path,
    account: &Account,
    additions: &Additions,
) -> Result<(), ClusterError> {
    for (name, text) in [
        (
            "postgresql.conf",
            settings::configuration(socket_folder, additions),
        ),
        ("pg_hba.conf", settings::access(additions)),
        // What ALTER SYSTEM wrote would come last and win.
        ("postgresql.auto.conf", String::new()),
    ] {
        let path = home.join(name);
        fs::write(&path, text).map_err(during("Writing", &path))?;
        account.give(&path)?;
    }
    Ok(())
}
