//! The daily watch: what registries and offices answer about the foundation's assets.
//!
//! Off unless the operator names whom to ask. Then, once a day and by one server of any
//! number, each domain and each case is asked for, the answer is read by the readers of
//! files and held against the register, and what was seen is recorded. Nothing in the
//! register changes by it: a difference waits as a file that a person takes over or
//! discards. What failed or could not be read never counts as unchanged.

pub mod asking;
pub mod chore;
pub mod model;
pub mod store;
pub mod views;
pub mod web;
