//! Offices, bodies, decisions: who may do what, as of when, and by what decision. Pure.

pub mod body;
pub mod effect;
mod foundation;
mod office;
pub mod seats;
pub mod votes;

pub use body::{BodyId, Power};
pub use foundation::{Foundation, log_origin_of, parse_public_origin};
pub use office::{Office, OfficeTerm};
