//! What every test over HTTP stands on.
//!
//! [`TestApp`] is for most: a server of its own over a database of its own, on
//! one private cluster that all tests of this run share. [`World`] is for tests
//! that move time or kill things: everything of its own, under a clock that the
//! test sets.

mod app;
pub mod certified;
mod clock;
mod codes;
mod database;
pub mod election;
pub mod mail;
pub mod memory;
mod page;
pub mod server;
pub mod smtp;
mod visitor;
mod world;

use std::{path::PathBuf, time::Duration};

pub use app::TestApp;
pub use clock::Clock;
pub use codes::Codes;
pub use database::Database;
pub use mail::{Letter, MailFolder};
pub use page::{Form, Page};
pub use visitor::Visitor;
pub use world::World;

/// The program under test.
pub fn program() -> PathBuf {
    match option_env!("CARGO_BIN_EXE_commonhold") {
        Some(path) => path.into(),
        // Examples are not told; they lie in a folder beside the program.
        None => {
            let own = std::env::current_exe().unwrap();
            own.ancestors().nth(2).unwrap().join("commonhold")
        }
    }
}

/// Whether a test that needs something this machine lacks must fail; else it
/// says so and passes.
pub fn missing(what: &str) {
    assert!(
        std::env::var_os("TESTS_REQUIRE_ALL").is_none(),
        "{what} is missing, and TESTS_REQUIRE_ALL is set"
    );
    eprintln!("skipped: {what} is missing");
}

/// How long a test waits for what must come before it gives up: no measure of anything, and
/// more than a machine needs that runs twice as many tests as it has processors.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// Tries again and again until `attempt` gives something.
///
/// # Panics
/// When [`PATIENCE`] is over.
pub async fn eventually<T>(what: &str, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = attempt().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what} did not happen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Sends a signal to one process that a test started.
pub fn signal(process: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    // It may have died a moment ago, which is as good.
    let _ = rustix::process::kill_process(pid, signal);
}
