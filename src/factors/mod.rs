//! The second factor of officers: a code from an app that an officer alone
//! holds (TOTP, RFC 6238), asked afresh before acts that decide a vote.
//!
//! A factor is added by its officer and ended by two others, on record. The
//! secret rests sealed under a key of the server's (`DATA/keys/factor.key`), so
//! that the database alone does not make codes. Never here: the keys with which
//! officers sign ([`crate::acts`]); no code stands in for a signature.

mod fresh;
pub mod model;
pub mod store;
mod views;
pub mod web;

pub use fresh::{FactorKey, Fresh, standing};
