//! Officers' signed acts through the front door: what is signed, by whom, with
//! which key, and what the certifier makes of it.

mod carried_out;
mod complained;
mod excluded;
mod extended;
mod keys;
mod machine;
mod outdated;
pub mod room;
mod set_aside;
mod signatures;
mod taken_back;
mod tampered;
pub mod verifiers;
pub mod void;
mod withdrawn;
