//! The postmaster's life: launched, watched, launched again, stopped.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::{Child, Command},
    sync::watch,
    time::{Instant, sleep, timeout},
};

use super::{Account, ClusterError};
use crate::db::folder::during;

/// How often a file that PostgreSQL writes is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long a start is tried again while processes of a killed postmaster may
/// still hold its memory.
const START_PATIENCE: Duration = Duration::from_secs(60);
/// How long a fast shutdown may take before an immediate one is asked for.
const FAST_STOP_PATIENCE: Duration = Duration::from_secs(60);
const IMMEDIATE_STOP_PATIENCE: Duration = Duration::from_secs(30);
/// A postmaster that ran this long was well; its death starts the count anew.
const WELL_AFTER: Duration = Duration::from_secs(60);
/// After this many deaths in a row the cluster is given up.
const DEATHS_MAX: u32 = 20;
const LOG_MAX_BYTES: u64 = 16 * 1024 * 1024;
const TAIL_BYTES: u64 = 2048;

/// What it takes to launch the postmaster of one cluster.
#[derive(Debug)]
pub struct Launcher {
    pub account: Account,
    pub postgres: PathBuf,
    pub home: PathBuf,
    pub log: PathBuf,
}

/// A postmaster of ours. Dropping it asks for a fast shutdown.
#[derive(Debug)]
pub struct Postmaster(Child);

impl Drop for Postmaster {
    fn drop(&mut self) {
        self.signal(Signal::INT);
    }
}

impl Postmaster {
    fn signal(&self, signal: Signal) {
        if let Some(pid) = self.0.id().and_then(pid_from) {
            // It may have died in the meantime, which is what a stop is for.
            let _ = kill_process(pid, signal);
        }
    }

    /// Fast shutdown (SIGINT), then immediate (SIGQUIT), then SIGKILL.
    async fn stop(mut self) {
        for (signal, patience) in [
            (Signal::INT, FAST_STOP_PATIENCE),
            (Signal::QUIT, IMMEDIATE_STOP_PATIENCE),
            (Signal::KILL, IMMEDIATE_STOP_PATIENCE),
        ] {
            self.signal(signal);
            if timeout(patience, self.0.wait()).await.is_ok() {
                return;
            }
        }
    }
}

impl Launcher {
    /// Launches the postmaster and waits until it accepts connections,
    /// however long recovery takes.
    ///
    /// # Errors
    /// [`ClusterError::Start`] with the end of its log.
    pub async fn launch(&self) -> Result<Postmaster, ClusterError> {
        let end = Instant::now() + START_PATIENCE;
        let mut pause = Duration::from_millis(100);
        loop {
            let log = self.open_log()?;
            let before = log.metadata().map_or(0, |about| about.len());
            let mut postmaster = self.spawn(log)?;
            if self.becomes_ready(&mut postmaster).await? {
                return Ok(postmaster);
            }
            let tail = self.log_tail(before);
            if Instant::now() >= end || !is_passing(&tail) {
                return Err(ClusterError::Start {
                    log: self.log.clone(),
                    tail,
                });
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(2));
        }
    }

    fn spawn(&self, log: File) -> Result<Postmaster, ClusterError> {
        let other = log.try_clone().map_err(during("Opening", &self.log))?;
        let mut command = Command::from(self.account.command(&self.postgres));
        command
            .arg("-D")
            .arg(&self.home)
            .current_dir(&self.home)
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::from(log))
            .stderr(Stdio::from(other))
            // Ctrl-C at the terminal is for us; we stop the database after the server.
            .process_group(0);
        let child = command.spawn().map_err(|source| ClusterError::Process {
            doing: "Starting PostgreSQL",
            source,
        })?;
        Ok(Postmaster(child))
    }

    /// Waits until the postmaster says `ready` in its own file; false when it
    /// ends before.
    async fn becomes_ready(&self, postmaster: &mut Postmaster) -> Result<bool, ClusterError> {
        let pid_file = self.home.join("postmaster.pid");
        loop {
            let ended = postmaster
                .0
                .try_wait()
                .map_err(|source| ClusterError::Process {
                    doing: "Waiting for PostgreSQL",
                    source,
                })?;
            if ended.is_some() {
                return Ok(false);
            }
            if let Some((number, true)) = read_pid_file(&pid_file)
                && Some(number) == postmaster.0.id()
            {
                return Ok(true);
            }
            sleep(LOOK).await;
        }
    }

    /// Keeps a postmaster alive until `stopped` turns true (or its sender is
    /// gone), then stops it.
    pub async fn supervise(
        self,
        mut postmaster: Postmaster,
        mut stopped: watch::Receiver<bool>,
        failed: watch::Sender<Option<String>>,
    ) {
        let mut deaths: u32 = 0;
        loop {
            let began = Instant::now();
            let death = tokio::select! {
                () = asked_to_stop(&mut stopped) => None,
                status = postmaster.0.wait() => Some(status),
            };
            match death {
                None => return postmaster.stop().await,
                Some(Ok(status)) => {
                    tracing::error!(%status, "the database died; starting it again");
                }
                Some(Err(error)) => tracing::error!(%error, "the database cannot be watched"),
            }
            if began.elapsed() >= WELL_AFTER {
                deaths = 0;
            }
            deaths += 1;
            if deaths > DEATHS_MAX {
                failed.send_replace(Some("The database died again and again.".to_owned()));
                return;
            }
            let pause = Duration::from_millis(50) * deaths * deaths;
            let relaunch = async {
                sleep(pause).await;
                self.launch().await
            };
            tokio::select! {
                () = asked_to_stop(&mut stopped) => return,
                launched = relaunch => match launched {
                    Ok(again) => postmaster = again,
                    Err(error) => {
                        failed.send_replace(Some(error.to_string()));
                        return;
                    }
                }
            }
        }
    }

    /// Opens the log to append to; a long one is put aside first.
    fn open_log(&self) -> Result<File, ClusterError> {
        let long = fs::metadata(&self.log).is_ok_and(|about| about.len() > LOG_MAX_BYTES);
        if long {
            let aside = self.log.with_extension("log.1");
            fs::rename(&self.log, aside).map_err(during("Putting aside", &self.log))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.log)
            .map_err(during("Opening", &self.log))?;
        Ok(file)
    }

    /// The end of what was logged after the first `before` bytes.
    fn log_tail(&self, before: u64) -> String {
        let read = || -> io::Result<String> {
            let mut file = File::open(&self.log)?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(
                before.max(length.saturating_sub(TAIL_BYTES)),
            ))?;
            let mut bytes = Vec::new();
            file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
        };
        read().unwrap_or_else(|error| format!("(the log cannot be read: {error})"))
    }
}

/// Stops a postmaster that an earlier program left running on this cluster.
///
/// The caller holds the data folder's lock, so no living program wants it.
/// A process that merely has its number is not touched.
///
/// # Errors
/// [`ClusterError::Stale`] when it does not stop.
pub async fn end_left_running(home: &Path) -> Result<(), ClusterError> {
    let pid_file = home.join("postmaster.pid");
    let Some(number) = read_pid_file(&pid_file).map(|(number, _)| number) else {
        return Ok(());
    };
    let Some(pid) = pid_from(number) else {
        return Ok(());
    };
    if !is_postmaster_of(home, number) {
        if Path::new(&format!("/proc/{number}")).exists() {
            // Another program has the number now; PostgreSQL would take it
            // for the old postmaster and refuse.
            fs::remove_file(&pid_file).map_err(during("Removing", &pid_file))?;
        }
        return Ok(());
    }
    tracing::warn!(
        process = number,
        "stopping the database that an earlier start left running"
    );
    for (signal, patience) in [
        (Signal::INT, FAST_STOP_PATIENCE),
        (Signal::QUIT, IMMEDIATE_STOP_PATIENCE),
        (Signal::KILL, IMMEDIATE_STOP_PATIENCE),
    ] {
        // It may be gone already: the loop sees it.
        let _ = kill_process(pid, signal);
        let end = Instant::now() + patience;
        while Instant::now() < end {
            if !is_postmaster_of(home, number) {
                return Ok(());
            }
            sleep(LOOK).await;
        }
    }
    Err(ClusterError::Stale(number))
}

/// Whether a process is a `postgres` whose folder is this cluster's.
fn is_postmaster_of(home: &Path, number: u32) -> bool {
    let process = PathBuf::from(format!("/proc/{number}"));
    let folder = fs::read_link(process.join("cwd"));
    let program = fs::read_link(process.join("exe"));
    folder.is_ok_and(|folder| folder == home)
        && program.is_ok_and(|program| {
            let name = program.file_name().unwrap_or_default().to_string_lossy();
            name == "postgres" || name == "postgres (deleted)"
        })
}

/// Waits until somebody asks, or until nobody is left who could.
async fn asked_to_stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Whether a failed start may succeed a moment later: the processes of a
/// postmaster that was killed notice it one after the other.
fn is_passing(tail: &str) -> bool {
    [
        "pre-existing shared memory block",
        "is still in use",
        "lock file",
        "could not bind",
    ]
    .iter()
    .any(|sign| tail.contains(sign))
}

/// The process number in `postmaster.pid` and whether it accepts connections
/// (lines 1 and 8; see `src/include/utils/pidfile.h` of PostgreSQL).
fn read_pid_file(path: &Path) -> Option<(u32, bool)> {
    let text = fs::read_to_string(path).ok()?;
    let mut lines = text.lines();
    let number = lines.next()?.trim().parse().ok()?;
    let ready = lines.nth(6).is_some_and(|line| line.trim() == "ready");
    Some((number, ready))
}

fn pid_from(number: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(number).ok()?)
}
