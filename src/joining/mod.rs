//! Becoming a member: from "do I qualify?" to the membership and the letter that
//! welcomes.
//!
//! An application is a row and its steps; the state follows from them, and no
//! step clears another. The membership committee judges, none of it alone and
//! nobody who is affiliated; the database counts their views again before it
//! takes a decision. What members agree to stands in versions; what they
//! contributed, in items of evidence matched to identities that were verified.

pub mod admitting;
pub mod alumni;
pub mod model;
pub mod store;
pub mod views;
pub mod web;
