//! The program as people and operators meet it: over HTTP, in a browser, and
//! while time moves and processes die.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod accounts;
mod acts;
mod attacks;
mod auditor;
mod bundle;
mod ground;
mod ledger;
mod members;
mod polls;
mod replay;
mod secrecy;
mod setup;
mod storms;
mod support;
