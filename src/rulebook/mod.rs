//! Every number that decides anything, with the document and section it comes from.
//!
//! A rule is a dated row of key, value and citation: in force from one instant
//! until the next row of its key. Nothing is overwritten, so a decision can be
//! judged again under the rules it was taken under. The keys the program reads
//! stand in [`model::keys`]; a foundation begins with [`model::PRESET`].

pub mod model;
pub mod store;

pub use model::{Ratio, Rule, RuleError, keys};
