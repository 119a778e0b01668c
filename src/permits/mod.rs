//! "May I use it?": what one may do with the foundation's marks.
//!
//! The policy is rows, one for each mark and use, which one officer enters and another
//! confirms. The wizard answers from them with the clause; where it says that one asks,
//! anybody asks without an account and follows it at a secret address. What officers
//! grant stands in a public register with a place in the log, also when it is over or
//! revoked. Misuse is reported the same way and read by officers alone. Nothing here
//! decides by itself, nothing is deleted, and no secret address is kept or logged.

pub mod model;
pub mod store;
pub mod views;
pub mod web;
