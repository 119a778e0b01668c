//! Commonhold: the governance system of a member-owned foundation.

pub mod cli;
pub mod seal;
pub mod tally;
pub mod tlog;
