//! Commonhold: the governance system of a member-owned foundation.

pub mod accounts;
pub mod acts;
pub mod adoption;
pub mod app;
pub mod audit;
pub mod bodies;
pub mod certifier;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod evidence;
pub mod feeds;
pub mod ledger;
pub mod members;
pub mod notices;
pub mod outbox;
pub mod parties;
pub mod polls;
pub mod rolls;
pub mod rulebook;
pub mod seal;
pub mod setup;
pub mod tally;
pub mod tlog;
pub mod web;
