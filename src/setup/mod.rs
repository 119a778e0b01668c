//! The first run: from an empty database to a foundation with officers.
//!
//! A one-time address, printed when the server starts on an empty database,
//! opens one form: what the foundation is called and where it stands, its
//! member classes with their votes, its first officers. One transaction records
//! all of it as the founding record; the address is spent by that.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
