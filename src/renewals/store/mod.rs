//! All SQL of renewals and record dates.

pub mod dates;

pub use dates::next_cutoff;
