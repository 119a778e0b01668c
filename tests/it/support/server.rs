//! A `commonhold` process of a test's own, and what it says.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex},
};

use rustix::process::Signal;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{eventually, signal};

/// A running process. Dropping it asks it to end and waits for it.
pub struct Process {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    /// Where its standard error goes.
    log: PathBuf,
}

impl Process {
    /// Starts a command; its standard error goes to the end of the file `log`.
    pub fn start(mut command: Command, log: &Path) -> Self {
        let errors = File::options().create(true).append(true).open(log).unwrap();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            // It ends when its standard input closes, also where this process is
            // ended together with its group.
            .process_group(0)
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let heard = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                heard.lock().unwrap().push(line);
            }
        });
        Self {
            child,
            said,
            log: log.to_owned(),
        }
    }

    /// Its number; `None` once it has ended.
    pub fn number(&self) -> Option<u32> {
        self.child.id()
    }

    /// Everything it said on standard output so far, line by line.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// The one-time address of the set-up page, from the line that names it.
    pub fn setup_address(&self) -> Option<String> {
        let said = self.said();
        let mut words = said.iter().flat_map(|line| line.split_whitespace());
        words
            .find(|word| word.starts_with("http://") && word.contains("/setup/"))
            .map(str::to_owned)
    }

    /// Waits for the first line that holds a text, and returns it.
    ///
    /// # Panics
    /// When the process ends before.
    pub async fn says(&mut self, text: &str) -> String {
        eventually(text, async || {
            let found = self.said().into_iter().find(|line| line.contains(text));
            if found.is_none() {
                let ended = self.child.try_wait().unwrap();
                assert!(
                    ended.is_none(),
                    "it ended ({ended:?}) without saying {text}; its last words:\n{}",
                    self.last_words()
                );
            }
            found
        })
        .await
    }

    /// The last lines of its log, for a person who asks why.
    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Waits for the line that names where it serves, and returns that
    /// address without a slash at the end.
    pub async fn serves(&mut self) -> String {
        let line = self.says("serves http://").await;
        let from = line.find("http://").unwrap();
        let address = line[from..].split_whitespace().next().unwrap();
        address.trim_end_matches('/').to_owned()
    }

    /// Ends it with SIGKILL.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let Some(number) = self.child.id() else {
            return;
        };
        signal(number, Signal::TERM);
        let begun = std::time::Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if begun.elapsed() > super::PATIENCE {
                signal(number, Signal::KILL);
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}
