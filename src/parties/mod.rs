//! Persons and organisations: who they are, and who votes for whom.
//!
//! A party is an identity; what is known of it (name, country, whether it may
//! be named in public) stands in dated records of which the latest rules. An
//! organisation acts through one person at a time, its voting representative.

pub mod model;
pub mod store;

pub use model::{Country, Kind, Name, PartyId};
