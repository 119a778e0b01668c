//! A vote held: drafted, opened by a second officer, cast, closed, opened
//! elsewhere, counted, certified.
//!
//! Nothing on a ballot's way reads a plaintext ballot from the database,
//! because none is there: the server seals in memory ([`cast`]), officers open
//! on a machine without the database, and what they upload is already the
//! sorted list that everyone may see.

pub mod assembly;
pub mod ballot_box;
pub mod ballot_form;
pub mod ballot_view;
pub mod booth;
pub mod closer;
pub mod complaint;
pub mod complaint_views;
pub mod course;
pub mod draft;
#[cfg(test)]
mod gallery_tests;
pub mod key_shares;
pub mod methods;
pub mod model;
pub mod outcomes;
pub mod page_views;
pub mod readiness;
pub mod reminders;
mod results_chart;
mod results_rounds;
mod results_story;
pub mod results_view;
pub mod sealing;
pub mod seats_view;
pub mod store;
pub mod terms;
pub mod views;
pub mod web;

pub use assembly::{Manifests, ReceiptKey, assemble};
