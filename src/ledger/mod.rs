//! The public log at work: what is entered gets its place, is signed, and is
//! published as static files that anybody can check.
//!
//! ```text
//! an act's transaction ─ store::append ─▶ log_entries       no lock, no place yet
//! sequencer  (one leads)  ─▶ log_leaves                     places in order of entry
//! signer     (the leader) ─▶ DATA/ledger/signer.json, log_checkpoints
//! publisher  (every node) ─▶ DATA/log/                      tiles, entries, checkpoint
//! web                     ─▶ /log                           the files, and pages about them
//! ```

pub(crate) mod folder;
mod grown;
mod model;
pub mod publisher;
pub mod sequencer;
mod signer;
pub mod store;
mod views;
pub mod web;
