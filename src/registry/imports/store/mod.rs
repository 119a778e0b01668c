//! All SQL of the imports of the register.

mod drafts;
mod holding;
mod reading;
mod taking;
mod writing;

pub use drafts::{
    Draft, Import, NewDraft, Waiting, discard, draft, import, keep_draft, latest, sweep, waiting,
};
pub use holding::held;
pub use reading::{office_codes, read};
pub use taking::{TakeError, seen, take};
