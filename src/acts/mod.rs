//! Acts that take officers' signatures: prepared here, signed on officers' own machines, and
//! judged by the certifier. Holds officers' standing keys too.
//!
//! Never here: a secret key, or a judgement whether a signature holds; the application only
//! takes in what is uploaded.

pub mod store;
mod views;
pub mod web;

pub use store::Standing;
pub use views::purpose;
