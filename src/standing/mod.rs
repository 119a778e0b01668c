//! Good standing: whether a membership is, as of a day, and every reason why.
//!
//! It is computed, never stored: a pure function of dated facts (the term and
//! what ended or suspended it, what is owed, what was agreed to), so that a past
//! day has the same answer for ever. The member reads it on one page, with votes,
//! the next date that counts, and what to do.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
