//! Proxies: a member lets another person vote for them, for a time, in one vote
//! or in all, with instructions or without, and takes it back.
//!
//! A proxy is granted by whoever votes for the membership, or recorded from paper
//! by the secretary and confirmed by a second officer, without whom it does not
//! count. Of those that count and whose scope fits a vote the latest rules. Whoever
//! holds it opens that member's ballot and casts it, as long as the member has not
//! voted themselves; which of the two cast is kept nowhere that tells it.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
