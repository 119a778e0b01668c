//! Offices, bodies, decisions: who may do what, as of when, and by what decision. Pure.

pub mod body;
pub mod effect;
pub mod ending;
mod foundation;
mod office;
pub mod seats;
pub mod terms;
pub mod vacancies;
pub mod votes;

pub use body::{BodyId, Power};
pub use foundation::{
    Foundation, InClear, in_clear, log_origin_of, parse_public_origin, rehearsal_origins,
};
pub use office::{Office, OfficeTerm};
