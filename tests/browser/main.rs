//! The program as people meet it: in a real browser, by links and labels alone.
//!
//! Pictures of what they saw are in `target/screenshots/`. Without Chromium
//! these tests say so and pass, unless `TESTS_REQUIRE_ALL` is set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod access;
mod answers;
mod atlas;
mod check;
mod chromium;
mod closing;
mod crawl;
mod ear;
mod election;
mod eyes;
mod forgeries;
mod founding;
mod ground;
mod hearing;
mod held;
mod keyboard;
#[path = "../it/lock.rs"]
#[expect(dead_code, reason = "what the tests over HTTP use alone")]
mod lock;
mod membership;
#[path = "../it/minutes.rs"]
mod minutes;
mod motions;
#[path = "../it/moving.rs"]
mod moving;
mod notices;
mod officer;
mod person;
mod registry;
mod rules;
mod story;
#[path = "../it/support/mod.rs"]
#[expect(dead_code, reason = "what the tests over HTTP use alone")]
mod support;
mod tongues;
mod voters;
mod words;
