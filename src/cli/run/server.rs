//! The server as a child of `commonhold run`.

use std::{
    env,
    net::IpAddr,
    path::PathBuf,
    process::{ExitCode, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

use super::RunError;
use crate::db::Role;

/// A server that ended within this time of the first start could not start.
const START: Duration = Duration::from_secs(90);
/// A server that lived this long was well; its death starts the count anew.
const WELL_AFTER: Duration = Duration::from_secs(60);
/// After this many deaths in a row the server is given up.
const DEATHS_MAX: u32 = 20;
/// How long requests under way may take once the end is asked for.
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// How the server is started.
pub struct ServerCommand {
    pub host: IpAddr,
    pub port: u16,
    pub data: PathBuf,
    /// Whether it loads the demonstration foundation, once.
    pub demonstration: bool,
}

/// How serving ended.
pub enum Served {
    /// It was asked to.
    Stopped,
    /// By itself, having said why.
    EndedItself(ExitCode),
}

impl ServerCommand {
    /// Serves until `asked` completes; starts a server that dies again.
    ///
    /// # Errors
    /// When the child cannot be started or watched.
    pub async fn keep_serving(&self, asked: impl Future<Output = ()>) -> Result<Served, RunError> {
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
                    return Ok(Served::Stopped);
                }
                status = child.wait() => status.map_err(watching)?,
            };
            let lived = began.elapsed();
            if let Some(code) = own_end(status)
                && (code == 0 || (first && lived < START))
            {
                return Ok(Served::EndedItself(ExitCode::from(code)));
            }
            first = false;
            deaths = if lived >= WELL_AFTER { 1 } else { deaths + 1 };
            tracing::error!(%status, "the server died; starting it again");
            if deaths > DEATHS_MAX {
                return Ok(Served::EndedItself(ExitCode::FAILURE));
            }
            tokio::select! {
                () = &mut asked => return Ok(Served::Stopped),
                () = sleep(Duration::from_millis(50) * deaths * deaths) => {}
            }
        }
    }

    fn spawn(&self) -> Result<Child, RunError> {
        let program = env::current_exe().map_err(|source| RunError::Process {
            doing: "Finding this program",
            source,
        })?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--supervised"])
            .arg("--host")
            .arg(self.host.to_string())
            .arg("--port")
            .arg(self.port.to_string())
            .arg("--data")
            .arg(&self.data)
            .env_remove("DATABASE_URL")
            // It closes when this process is gone, however it went.
            .stdin(Stdio::piped())
            // Ctrl-C at the terminal is for us; we pass it on.
            .process_group(0);
        for variable in Role::App.variables_of_others() {
            command.env_remove(variable);
        }
        if self.demonstration {
            command.arg("--demo");
        }
        command.spawn().map_err(|source| RunError::Process {
            doing: "Starting the server",
            source,
        })
    }
}

/// The exit code of a server that ended by itself, not by a signal.
fn own_end(status: ExitStatus) -> Option<u8> {
    status.code().and_then(|code| u8::try_from(code).ok())
}

/// Asks for the end, and insists after a while.
async fn stop(mut child: Child) {
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
        doing: "Watching the server",
        source,
    }
}
