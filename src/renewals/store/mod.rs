//! All SQL of renewals and record dates.

pub mod dates;
pub mod due;
pub mod reading;

pub use dates::next_cutoff;
