//! What the public log says of a poll, and whether it holds: entries, the count, the bundle of
//! one poll, and its verification.
//!
//! Everything here is pure: no database, no clock, no network, no file system. The formats are
//! specified in `docs/ballot-log.md`.

pub mod act;
pub mod bundle;
pub mod count;
pub mod deeds;
pub mod extended;
pub mod leaf;
pub mod quorum;
pub mod vacancy;
pub mod verify;
