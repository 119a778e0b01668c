//! A clock that a test sets, for several processes at once.
//!
//! libfaketime gives a process the real time plus an offset that it reads from
//! a file at every look at the clock. An offset (rather than a date to start
//! at) keeps the processes of one test at one time whenever each was started.
//! The monotonic clock stays real, so that waiting takes as long as it says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The time of one test's processes.
pub struct Clock {
    library: PathBuf,
    file: PathBuf,
    offset: TimeDelta,
}

impl Clock {
    /// A clock that shows the real time until it is set; `None` where
    /// libfaketime is not installed. Its file is in `folder`, which all its
    /// processes can read.
    pub fn new(folder: &Path) -> Option<Self> {
        let library = library()?;
        let mut clock = Self {
            library,
            file: folder.join("offset"),
            offset: TimeDelta::zero(),
        };
        clock.move_by(TimeDelta::zero());
        Some(clock)
    }

    /// What makes a process live by this clock.
    pub fn environment(&self) -> [(&'static str, PathBuf); 5] {
        [
            ("LD_PRELOAD", self.library.clone()),
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
