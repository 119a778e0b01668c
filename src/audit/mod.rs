//! Evidence for everybody: the bundle of a certified poll, assembled from what every room below
//! keeps of it, and the page on which anybody checks bundles and receipts by themselves.
//!
//! For auditors: [`registers`] of all that is kept and neither sealed nor privileged, seen through
//! the auditor's own database role ([`sight`]), to read ([`room`]) and to take away ([`export`]),
//! with a record of what they looked at ([`looked`]).
//!
//! Never here: a judgement. What is assembled is compared with what officers certified; whether it
//! holds is for verifiers to say, which need nothing from here.

pub mod bundles;
pub mod export;
pub mod looked;
pub mod pack;
pub mod reading;
pub mod registers;
pub mod room;
mod room_views;
pub mod sight;
pub mod store;
mod views;
pub mod web;
mod words;
