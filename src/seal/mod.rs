//! Sealed ballots: the bytes that voters, officers and verifiers agree on.
//!
//! Everything here is pure: no database, no clock, no network; randomness is an argument. The
//! formats are specified in `docs/ballot-log.md`, and `tests/data/seal/` freezes them.
//!
//! [`opening`] is the one module that turns an envelope back into a ballot. It belongs to the
//! officers' machine (`commonhold officer`) and to the demonstration, which says on every page
//! that it holds the key; a test keeps the rest of the server from naming it.

pub mod ballot;
pub mod canonical;
mod checked;
pub mod code;
pub mod envelope;
pub mod envelopes;
pub mod fields;
pub mod gf256;
pub mod handed;
pub mod hash;
pub mod keyfile;
pub mod keys;
pub mod live;
pub mod lot;
pub mod manifest;
pub mod open_cell;
pub mod open_lines;
pub mod opening;
pub mod paper;
pub mod receipt;
pub mod rehearsal;
pub mod roll;
pub mod scan;
pub mod shares;
pub mod sign;
pub mod statement;
pub mod tracker;
pub mod unseen;
