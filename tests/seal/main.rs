//! The sealed ballot: bytes, round trips, refusals, and the officers' command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acts;
mod ballot;
mod boundary;
mod bounds;
mod canonical;
mod combined;
mod desk;
mod envelope;
mod gf256;
mod keys;
mod manifest;
mod mutations;
mod officer;
mod opening;
mod records;
mod share;
mod shares;
mod support;
mod tree;
mod vectors;
