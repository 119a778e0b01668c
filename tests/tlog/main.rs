//! The public log's formats: known bytes, round trips, refusals, and other programs' answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod checkpoint;
mod cosigner;
mod files;
mod growth;
mod keys;
mod note;
mod others;
mod policy;
mod proof;
mod published;
mod support;
mod tile;
mod trust_policy;
mod vectors;
