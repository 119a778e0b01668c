//! A clock that a test sets, for several processes at once.
//!
//! libfaketime gives a process the real time plus an offset that it reads from
//! a file at every look at the clock. An offset (rather than a date to start
//! at) keeps the processes of one test at one time whenever each was started.
//! The monotonic clock stays real, so that waiting takes as long as it says.
//!
//! While a process waits inside libfaketime's own `epoll_wait`, `poll` or
//! `select`, its signal handlers see the real time. PostgreSQL keeps its
//! timeouts in such a handler, and would end a transaction begun in a test's
//! August because it sees today. So these three calls go past libfaketime,
//! straight to the system, by a small library of ours.
//!
//! The same handler asks `gettimeofday` for the time. libfaketime opens its file
//! with `fopen`, which takes memory; where the signal has interrupted something that
//! was just taking memory itself, the heap breaks and PostgreSQL restarts. So our
//! library answers `gettimeofday` too, from the same file, with calls that a
//! handler may make (signal-safety(7)).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The time of one test's processes.
pub struct Clock {
    /// Both libraries, as the loader takes them.
    preload: String,
    file: PathBuf,
    offset: TimeDelta,
}

impl Clock {
    /// A clock that shows the real time until it is set; `None` where
    /// libfaketime is not installed. Its file is in `folder`, which all its
    /// processes can read.
    pub fn new(folder: &Path) -> Option<Self> {
        let library = library()?;
        remove_what_the_dead_left();
        // Every account may read it there, as the clock itself.
        let waiting = folder.join("waiting.so");
        fs::write(&waiting, waiting_library()).unwrap();
        let mut clock = Self {
            preload: format!("{}:{}", waiting.display(), library.display()),
            file: folder.join("offset"),
            offset: TimeDelta::zero(),
        };
        clock.move_by(TimeDelta::zero());
        Some(clock)
    }

    /// What makes a process live by this clock.
    pub fn environment(&self) -> [(&'static str, PathBuf); 5] {
        [
            ("LD_PRELOAD", self.preload.clone().into()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.clone()),
            ("FAKETIME_NO_CACHE", "1".into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            ("DONT_FAKE_MONOTONIC", "1".into()),
        ]
    }

    /// The time its processes see.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.offset
    }

    /// Sets it to an instant in UTC, such as `2026-08-20 09:00:00`; it goes on
    /// from there.
    pub fn set(&mut self, instant: &str) {
        let instant = NaiveDateTime::parse_from_str(instant, "%Y-%m-%d %H:%M:%S").unwrap();
        self.move_by(instant.and_utc() - self.now());
    }

    /// Moves it on, or back by a negative span.
    pub fn move_by(&mut self, span: TimeDelta) {
        self.offset += span;
        let microseconds = self.offset.num_microseconds().unwrap();
        let sign = if microseconds < 0 { '-' } else { '+' };
        let (whole, part) = (
            microseconds.unsigned_abs() / 1_000_000,
            microseconds.unsigned_abs() % 1_000_000,
        );
        // A process sees the old offset or the new one, never half of it.
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{sign}{whole}.{part:06}\n")).unwrap();
        fs::rename(&new, &self.file).unwrap();
    }
}

fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?;
    folders
        .flatten()
        .map(|folder| folder.path().join("faketime/libfaketime.so.1"))
        .find(|library| library.is_file())
}

/// libfaketime keeps a semaphore for each process by its number. What a killed
/// process of another account left keeps whoever gets that number next from starting.
fn remove_what_the_dead_left() {
    for entry in fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().filter(|name| name.contains("faketime_"));
        let process = process.and_then(|name| name.rsplit('_').next()?.parse::<u32>().ok());
        if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
            // Somebody else's, or gone meanwhile: then it stays, or is gone.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The bytes of the library that waits without libfaketime, compiled once.
fn waiting_library() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let (source, library) = (folder.path().join("w.c"), folder.path().join("w.so"));
        fs::write(&source, include_str!("waiting.c")).unwrap();
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .status();
        assert!(made.is_ok_and(|status| status.success()), "cc works");
        fs::read(library).unwrap()
    })
}
