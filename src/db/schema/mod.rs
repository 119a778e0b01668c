//! The tables as diesel sees them, one file per subject.

pub mod bodies;
pub mod parties;
