//! The entries of the log, the bundle and its verification.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod act;
mod archive;
mod command;
mod corruptions;
mod deeds;
mod extended;
mod leaf;
mod mutants;
mod refused;
mod second;
mod support;
mod vacancy;
mod valid;
mod verified;
