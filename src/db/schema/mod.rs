//! The tables as diesel sees them, one file per subject.

pub mod accounts;
pub mod bodies;
pub mod members;
pub mod notices;
pub mod outbox;
pub mod parties;
pub mod rulebook;
