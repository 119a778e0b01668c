//! People who sign in: one account for each person, reached at one mail address.
//!
//! One signs in by a single-use link, which a button's POST spends, or by a
//! password. Sessions live in the database as hashes of tokens that rotate.
//! The address of an account changes only by two officers and 72 hours (three and
//! fourteen days where it was stopped from the account), which the database itself
//! insists on; what opened the account before opens nothing then.

pub mod address_changes;
pub mod caretaker;
pub mod model;
pub mod password;
pub mod secret;
pub mod sessions;
pub mod store;
pub mod views;
pub mod web;

pub use crate::outbox::Address;
pub use model::LocalPath;
