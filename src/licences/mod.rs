//! Licences: those the foundation gives of what it owns, and those it has of what others own.
//!
//! Each is entered once with its terms and never changed: what changes is a licence that
//! replaces another. Of one that is given, reviews are scheduled and recorded with what
//! shows them, since a mark that is licensed without control is lost; how it stands is
//! computed from that on the day somebody looks. Nothing here grants by itself, and an
//! exclusive licence of a protected asset is refused by the database without a deed.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
