//! Who the members are: classes, memberships, their terms, files of members.
//!
//! A membership is one party in one class. Whether it is current on a legal
//! day is computed from dated rows that are never overwritten, so that a past
//! day has the same answer for ever.

pub mod import;
pub mod model;
pub mod store;
pub mod views;
pub mod web;

pub use model::{ClassId, MembershipId, Standing, Term};
