//! Matters: what the foundation pursues, defends or asks advice on about what it owns.
//!
//! What happens in a matter, and the days that bind in it, officers and its counsel enter,
//! and auditors read. What is said between counsel and the foundation in confidence is
//! privileged: counsel of the matter and the directors who are not adverse in it read it,
//! through a function of the database that asks whose session it is and keeps that they
//! did. Who is counsel the board decides; who is adverse its disinterested directors do,
//! or whoever is says so. The application cannot select what is privileged, no export
//! holds it, and each page and register that leaves it out counts what it leaves out.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
