//! The processes that `commonhold run` starts and watches.

use std::{
    env,
    ffi::OsString,
    process::{ExitCode, ExitStatus, Stdio},
    time::Duration,
};

use futures_util::future::join_all;
use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::Command,
    sync::watch,
    time::{Instant, sleep, timeout},
};

use super::RunError;
use crate::db::Role;

/// A process that ended within this time of the first start could not start.
const START: Duration = Duration::from_secs(90);
/// A process that lived this long was well; its death starts the count anew.
const WELL_AFTER: Duration = Duration::from_secs(60);
/// After this many deaths in a row a process is given up.
const DEATHS_MAX: u32 = 20;
/// How long work under way may take once the end is asked for.
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// A process of ours: this program with a subcommand of its own, which knows
/// the database by one role, or as a server by two.
pub struct Child {
    pub subcommand: &'static str,
    pub role: Role,
    /// A role that it signs in as besides, for a part of its work.
    pub also: Option<Role>,
    pub arguments: Vec<OsString>,
}

/// How a process ended.
pub enum Ended {
    /// It was asked to.
    Stopped,
    /// By itself, having said why.
    Itself(ExitCode),
}

/// Keeps all of them running until `asked` completes or one ends by itself;
/// then the others are asked to end too.
///
/// # Errors
/// When one cannot be started or watched.
pub async fn keep_running(
    children: &[Child],
    asked: impl Future<Output = ()>,
) -> Result<Ended, RunError> {
    let (over, _) = watch::channel(false);
    let keeping = join_all(children.iter().map(async |child| {
        let ended = child.keep_running(over.subscribe()).await;
        over.send_replace(true);
        ended
    }));
    tokio::pin!(keeping);
    let all = tokio::select! {
        all = &mut keeping => all,
        () = asked => {
            over.send_replace(true);
            keeping.await
        }
    };
    let mut outcome = Ended::Stopped;
    for ended in all {
        if let Ended::Itself(code) = ended? {
            outcome = Ended::Itself(code);
        }
    }
    Ok(outcome)
}

impl Child {
    /// Starts it, and again whenever it dies, until the end is asked for.
    async fn keep_running(&self, mut over: watch::Receiver<bool>) -> Result<Ended, RunError> {
        let asked = async move {
            // The sender outlives every child.
            let _ = over.wait_for(|over| *over).await;
        };
        tokio::pin!(asked);
        let mut deaths: u32 = 0;
        let mut first = true;
        loop {
            let began = Instant::now();
            let mut child = self.spawn()?;
            // Held open here: waiting for a child closes what is still in it.
            let _lifeline = child.stdin.take();
            let status = tokio::select! {
                () = &mut asked => {
                    stop(child).await;
                    return Ok(Ended::Stopped);
                }
                status = child.wait() => status.map_err(watching)?,
            };
            let lived = began.elapsed();
            if let Some(code) = own_end(status)
                && (code == 0 || (first && lived < START))
            {
                return Ok(Ended::Itself(ExitCode::from(code)));
            }
            first = false;
            deaths = if lived >= WELL_AFTER { 1 } else { deaths + 1 };
            let process = self.subcommand;
            tracing::error!(process, %status, "a process died; starting it again");
            if deaths > DEATHS_MAX {
                return Ok(Ended::Itself(ExitCode::FAILURE));
            }
            tokio::select! {
                () = &mut asked => return Ok(Ended::Stopped),
                () = sleep(Duration::from_millis(50) * deaths * deaths) => {}
            }
        }
    }

    fn spawn(&self) -> Result<tokio::process::Child, RunError> {
        let program = env::current_exe().map_err(|source| RunError::Process {
            doing: "Finding this program",
            source,
        })?;
        let mut command = Command::new(program);
        command
            .args([self.subcommand, "--supervised"])
            .args(&self.arguments)
            .env_remove("DATABASE_URL")
            // It closes when this process is gone, however it went.
            .stdin(Stdio::piped())
            // Ctrl-C at the terminal is for us; we pass it on.
            .process_group(0);
        let kept = self.also.map(Role::variable);
        for variable in self.role.variables_of_others() {
            if Some(variable) != kept {
                command.env_remove(variable);
            }
        }
        command.spawn().map_err(|source| RunError::Process {
            doing: "Starting a process",
            source,
        })
    }
}

/// The exit code of a process that ended by itself, not by a signal.
fn own_end(status: ExitStatus) -> Option<u8> {
    status.code().and_then(|code| u8::try_from(code).ok())
}

/// Asks for the end, and insists after a while.
async fn stop(mut child: tokio::process::Child) {
    let pid = child
        .id()
        .and_then(|number| i32::try_from(number).ok())
        .and_then(Pid::from_raw);
    for signal in [Signal::TERM, Signal::KILL] {
        if let Some(pid) = pid {
            // It may have ended in the meantime.
            let _ = kill_process(pid, signal);
        }
        if timeout(STOP_PATIENCE, child.wait()).await.is_ok() {
            return;
        }
    }
}

fn watching(source: std::io::Error) -> RunError {
    RunError::Process {
        doing: "Watching a process",
        source,
    }
}
