//! The foundation, its bodies, what they decided, and the offices from which
//! every power of a person comes.
//!
//! A power is never a flag: it is a dated office or a seat, held by a decision
//! that one officer entered and others confirmed, which was held against the
//! rules by names and numbers. The founding record is the first decision and
//! appoints the first officers. A handler that names [`Officer`],
//! [`ElectionOfficer`] or [`Secretary`] in its signature cannot be entered
//! without that office. An [`Auditor`]
//! reads, and by that office alone is no [`Officer`].

pub mod afresh;
pub mod desk;
pub mod extract;
pub mod model;
pub mod store;
pub mod today;
pub mod views;
pub mod web;

pub use afresh::{Afresh, CodeDue};
pub use extract::{
    Auditor, DateAnnouncer, ElectionOfficer, MemberKeeper, MinuteKeeper, NoticeGiver, Officer,
    RegistryKeeper, Secretary, Treasurer,
};
pub use model::{Foundation, Office, OfficeTerm};
pub use today::{Today, foundation, today};
