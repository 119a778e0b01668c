//! The rulebook as people meet it: what rules now and where it stands, and a new version on its
//! way from draft over its checks and a decision to the act that adopts it.
//!
//! Never here: what a rule means to a vote or a body; they ask [`crate::rulebook`] themselves.

pub mod store;
mod views;
pub mod web;
