//! The sealed ballot: bytes, round trips, refusals, and the officers' command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ballot;
mod canonical;
mod envelope;
mod support;
mod tree;
