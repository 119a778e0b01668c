//! Renewals, and the record dates before which they have to come in: reminders
//! at the rule's days before a term ends, what became of each letter, who was
//! reached otherwise, and how ready the foundation is for the next election.
//!
//! Never here: the renewal itself ([`crate::members`]), and the roll that is
//! made on a record date ([`crate::rolls`]).

pub mod chore;
pub mod model;
pub mod store;
mod views;
pub mod web;
