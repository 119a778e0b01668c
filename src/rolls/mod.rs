//! Rolls: who may vote as of a record date, with how many votes, and why.
//!
//! A roll is computed from the history of memberships as it was known at one
//! instant. One officer proposes it; another recomputes it byte for byte and
//! certifies it, which fixes its lines and makes a commitment to each. It is
//! never edited afterwards: a mistake is answered by another roll.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
