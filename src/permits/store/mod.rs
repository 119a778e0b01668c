//! All SQL of permits. [`policy`]: what the policy says; [`requests`]: what was asked and
//! what became of it; [`deciding`]: decisions and what they enter into the register;
//! [`register`]: the permissions everybody reads; [`misuse`]: reports of misuse.

pub mod deciding;
pub mod misuse;
pub mod policy;
pub mod register;
pub mod requests;

use diesel::result::Error as DbError;
use thiserror::Error;

use crate::db::read_from_words;
use crate::permits::model::misuse::{State, Step};
use crate::permits::model::picture::Picture;
use crate::permits::model::{Answer, HolderKind, RequestState, Use, Verdict};
use crate::seal::canonical::OutsideForm;

read_from_words!(
    Answer,
    HolderKind,
    Picture,
    RequestState,
    State,
    Step,
    Use,
    Verdict
);

/// Why something was not recorded.
#[derive(Debug, Error)]
pub enum PermitsError {
    /// The key of a sentence in the catalogue.
    #[error("{0}")]
    Refused(&'static str),
    #[error("a file of the register cannot be written: {0}")]
    File(#[from] OutsideForm),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for PermitsError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name().and_then(sentence) {
            Some(key) => Self::Refused(key),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says, as a key of the catalogue.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "marks_are_answered_for" => "permit-refused-office",
        "policy_is_of_a_mark" | "request_is_of_a_mark" => "permit-refused-mark",
        "policy_follows_the_last" | "policy_is_the_latest" | "permit_policies_once" => {
            "permit-refused-version"
        }
        "policy_takes_two" | "decision_takes_two" => "permit-refused-two",
        "request_is_needed" => "permit-refused-policy",
        "request_is_open" | "decision_waits_for_a_second" => "permit-refused-state",
        "permission_is_not_over" => "permit-refused-over",
        "misuse_by_officers" => "permit-refused-officers",
        "misuse_step_is_allowed" => "permit-refused-step",
        _ => return None,
    })
}

/// A number of the database, none of which is negative.
fn number(stored: i64) -> Result<u64, DbError> {
    u64::try_from(stored).map_err(|error| DbError::DeserializationError(Box::new(error)))
}
