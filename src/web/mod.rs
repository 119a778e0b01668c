//! What every page shares: frame, errors, forms, words, assets, limits.
//!
//! Knows no subject. A subject's `web.rs` builds on it; `app.rs` joins them.

pub mod answer;
pub mod assets;
#[cfg(test)]
mod components;
pub mod csrf;
pub mod error;
pub mod figures;
pub mod form;
pub mod frame;
pub mod headers;
pub mod limits;
pub mod markdown;
pub mod panics;
pub mod requests;
pub mod state;
pub mod times;
pub mod upload;
pub mod visitor;
pub mod words;

pub use error::WebError;
pub use form::{CheckedForm, Fields};
pub use frame::Frame;
pub use state::{AppState, Site};
pub use upload::CheckedUpload;
pub use visitor::{SignedIn, Visitor};
