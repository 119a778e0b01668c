//! The docket: every deadline of what the foundation owns, worked out from events by a
//! pack of rules with sources, and what was done about each.
//!
//! A pack is data, taken up whole or not at all. A deadline is never deleted and never
//! moved: when its event is corrected, or its rule is another, it is superseded. What
//! was missed is shown as missed, an option is never overdue, and the page shows the
//! arithmetic. Reminders wait as tasks until somebody acknowledges them, and a daily
//! trial proves that all of it still works. It sends nothing to any office, and decides
//! nothing about an asset.

pub mod chore;
pub mod model;
pub mod store;
pub mod views;
pub mod web;
