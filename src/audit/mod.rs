//! Evidence for everybody: the bundle of a certified poll, assembled from what every room below
//! keeps of it, and the page on which anybody checks bundles and receipts by themselves.
//!
//! Never here: a judgement. What is assembled is compared with what officers certified; whether it
//! holds is for verifiers to say, which need nothing from here.

pub mod bundles;
pub mod store;
mod views;
pub mod web;
mod words;
