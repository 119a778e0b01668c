//! The board over time: who sits for whom and how often they may again, seats to be
//! filled and by whom, and what ends a seat without anybody's vote.
//!
//! The rules are pure and stand with the bodies (`bodies::model::terms`, `vacancies`,
//! `ending`); here they meet the facts. What is found is recorded with a clock by
//! [`chore`], or by an officer before; a seat is left when one officer enters that the
//! clock is over and others confirm it.

pub mod chore;
pub mod store;
pub mod views;
pub mod web;
