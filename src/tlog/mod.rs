//! The transparency log's mathematics and formats: pure functions over bytes.
//!
//! The formats are C2SP's (<https://c2sp.org>): signed-note, tlog-checkpoint, tlog-cosignature,
//! tlog-tiles, tlog-proof, tlog-policy; the trees are RFC 6962's. Each file says its
//! bytes at its head, reads them in one spelling only, and refuses every other with its own
//! sentence, so that mirrors, witnesses and verifiers that nobody here wrote work with it.

pub mod bundle;
pub mod checkpoint;
pub mod cosignature;
pub mod growth;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod proof_file;
mod text;
pub mod tile;
pub mod tree;
pub mod trust_policy;
