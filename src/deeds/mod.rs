//! The lock: an act on a protected asset is a deed, written down before anybody decides,
//! authorised by board and members, noticed and waited for, signed by two officers, and
//! carried out once by the database itself.
//!
//! Here deeds are drafted, their conditions shown as the database finds them
//! (`deed_conditions` in SQL, the one place that judges), and the act prepared that
//! officers sign. Never here: a judgement of its own on whether a deed may be carried out,
//! or a way to change a protected asset beside it.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
