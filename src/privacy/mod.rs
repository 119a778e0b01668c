//! Personal data apart from the record: what is held about a person, and how it
//! is erased.
//!
//! A person takes a copy of what is held about them. Who is no member any more
//! can ask for erasure: an officer proposes it, another confirms, and one
//! function of the database's puts a pseudonym where the name stood. Identities,
//! days, memberships, participation, decisions and the log stay, and so does
//! everything that can be verified.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
