//! The foundation, its recorded decisions, and the offices from which every
//! power of a person comes.
//!
//! A power is never a flag: it is a dated office, held by a recorded decision.
//! The founding record is the first decision and appoints the first officers.
//! A handler that names [`Officer`], [`ElectionOfficer`] or [`Secretary`] in
//! its signature cannot be entered without that office. An [`Auditor`] reads, and
//! by that office alone is no [`Officer`].

pub mod desk;
pub mod extract;
pub mod model;
pub mod store;
pub mod views;
pub mod web;

pub use extract::{Auditor, ElectionOfficer, MemberKeeper, Officer, Secretary};
pub use model::{Foundation, Office, OfficeTerm};
