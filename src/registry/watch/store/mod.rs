//! All SQL of the watch.

pub mod candidates;
pub mod list;
pub mod recording;
