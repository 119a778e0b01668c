//! Motions: a question put to a body, from its draft to what came of it.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
