//! Files about assets, taken into the register by a person.
//!
//! An office's case (WIPO ST.96), a registry's answer about a domain (RDAP) or rows of any
//! assets (CSV) are read whole or refused whole, kept as a draft, and shown as differences
//! from what the register holds. A person ticks what the register is to take over. Nothing
//! is taken by itself, nothing is fetched from here, and what identifies a protected
//! asset is never changed from a file: that takes a deed.

pub mod chore;
pub mod model;
pub mod store;
pub mod views;
pub mod web;
