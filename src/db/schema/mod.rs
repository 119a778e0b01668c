//! The tables as diesel sees them, one file per subject.

pub mod bodies;
pub mod members;
pub mod parties;
pub mod rulebook;
