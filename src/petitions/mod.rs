//! Petitions of members: opened by a member in good standing, signed with votes,
//! delivered once the rulebook's share of all votes is reached. A special meeting
//! that was asked for has its clocks from then on; its day is recorded with the
//! decision it rests on, or the petition is refused with the rule.
//!
//! Never here: the meeting and its notice ([`crate::notices`]), and the vote on
//! the question.

pub mod model;
pub mod store;
mod views;
pub mod web;
