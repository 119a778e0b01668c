//! The demonstration: a fictional foundation with a vote in each stage.
//!
//! Everything is made through the same stores as real acts; only two things
//! differ from a real foundation: it is loaded by the program, and the program
//! keeps the officers' keys ([`keys`]), so that it signs for them ([`signing`])
//! and a newcomer can open envelopes in the browser ([`web`]). Every page says
//! so. Outside the demonstration none
//! of this is reachable.

mod boards;
mod dates;
mod deeds;
mod docket;
mod drafts;
mod dues;
mod elections;
mod hearing;
mod holders;
mod imports;
mod joining;
pub mod keys;
mod kin;
mod licences;
pub mod load;
mod matters;
mod motions;
mod notices;
mod opening;
mod people;
mod permits;
mod petitions;
mod registry;
mod rules;
pub mod signing;
pub mod web;

/// Why the demonstration could not be made.
type Fault = Box<dyn std::error::Error + Send + Sync>;
