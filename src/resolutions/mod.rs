//! The register of resolutions: what bodies resolved, each under a number without a
//! gap for its body and year, at an address that never changes.
//!
//! The database numbers a decision in the transaction that adopts it. Here the register
//! is read and searched, and officers say who carries a resolution out and what shows
//! that it was done. Of a confidential one whoever it is closed to sees number, date
//! and the rule that closes it, and nothing else.

pub mod model;
pub mod store;
pub mod views;
pub mod web;

pub use model::Label;
