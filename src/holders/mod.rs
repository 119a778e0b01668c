//! Who holds the foundation: in figures for everybody, each to download with its method,
//! and what founders still hold of it until they hand it over.
//!
//! The figures say who could decide what and how near anybody is to it; nobody is named in
//! them who asked not to be, and no figure is about few who are not named. The hand-over
//! programme lists what somebody holds for the foundation; that it left their hands is
//! recorded by one officer and confirmed by another. The dependence report tells officers
//! what would fall if a member and its related group left. Nothing here decides anything.

pub mod model;
pub mod store;
mod views;
pub mod web;
