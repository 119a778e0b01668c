//! Elections to the seats of a body: a calendar held against the rules, a
//! committee whose acts take two, nominations judged as they are made, candidates
//! with their statements, and the draft of the poll that they become.
//!
//! Never here: the vote itself ([`crate::polls`]), and who sits afterwards
//! ([`crate::bodies`]).

pub mod model;
pub mod store;
mod views;
pub mod web;
