//! All SQL of classes, memberships and files of members.
//!
//! [`classes`] and their votes; [`history`]: who is a member, with what
//! standing and votes, on any day as known at any instant.

pub mod classes;
pub mod history;

pub use classes::{Class, NewClass};
pub use history::{Line, history_as_known, memberships_of};

use thiserror::Error;

/// Why what the database holds about members cannot be used.
#[derive(Debug, Error)]
pub enum MembersError {
    #[error("the database holds {what} this program does not know: {value}")]
    Unknown { what: &'static str, value: String },
    #[error(transparent)]
    Bodies(#[from] crate::bodies::store::BodiesError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl MembersError {
    fn unknown(what: &'static str, value: impl ToString) -> Self {
        Self::Unknown {
            what,
            value: value.to_string(),
        }
    }
}
