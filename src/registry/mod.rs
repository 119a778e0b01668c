//! The register of what the foundation owns: assets in versions, the marks' cases and
//! classes, events, parties, the chain of title, documents, custody, and what befell an
//! asset from outside. Everybody reads it; the secretary, the chair and the treasurer
//! keep it; whatever is recorded stands in the public log.
//!
//! Never here: how a protected asset is parted with. The database refuses that without
//! a deed that board and members decided ([`crate::deeds`]). Nor deadlines, permissions
//! and licences, which stand on this room, nor any code, key or secret: only where they
//! lie.

pub mod imports;
pub mod model;
pub mod store;
pub mod views;
pub mod watch;
pub mod web;
