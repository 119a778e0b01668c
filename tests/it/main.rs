//! The program as people and operators meet it: over HTTP, in a browser, and
//! while time moves and processes die.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod accounts;
mod acts;
mod administrator;
mod attacks;
mod auditor;
mod board;
mod bodies;
mod bundle;
mod debate;
mod deeds;
mod docket;
mod dues;
mod elections;
mod factors;
mod feeds;
mod ground;
mod holders;
mod joining;
mod key_shares;
mod ledger;
mod licences;
mod lock;
mod members;
mod minutes;
mod motion_rows;
mod motions;
mod moving;
mod notices;
mod outbox;
mod parties;
mod permits;
mod petitions;
mod polls;
mod privacy;
mod proxies;
mod registry;
mod registry_imports;
mod rehearsal;
mod renewals;
mod replay;
mod resolutions;
mod rolls;
mod rulebook;
mod secrecy;
mod setup;
mod standing;
mod storms;
mod support;
mod tasks;
mod winners;
