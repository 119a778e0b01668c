//! All SQL of petitions. [`petitions`]: as recorded, with how each stands;
//! [`signatures`]: who signed, and whether it still stands; [`signing`]: opened, signed, taken back, delivered; [`answering`]: what the
//! board's minute keepers recorded.

pub mod answering;
pub mod petitions;
pub mod signatures;
pub mod signing;

pub use petitions::{Petition, by_number, delivered};

use diesel::result::Error as DbError;
use thiserror::Error;

use crate::bodies::store::BodiesError;

/// Why something of a petition was not recorded.
#[derive(Debug, Error)]
pub enum PetitionsError {
    /// The key of a sentence in the catalogue.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for PetitionsError {
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
        "petition_share_is_ruled" => "petition-refused-silent",
        "petition_is_of_its_member" | "petition_signature_is_of_its_member" => {
            "petition-refused-not-yours"
        }
        "petition_is_of_a_voter" | "petition_signature_is_of_a_voter" => "petition-refused-no-vote",
        "petition_has_its_days" => "petition-refused-days",
        "petition_effect_is_plain" => "petition-refused-effect",
        "petition_is_not_delivered" => "petition-refused-delivered",
        "petition_is_not_lapsed" => "petition-refused-lapsed",
        "petition_is_signed_once" => "petition-refused-twice",
        "petition_is_delivered_by_its_opener" => "petition-refused-opener",
        "petition_reaches_its_share" => "petition-refused-below",
        "petition_answer_by_secretary_or_chair" => "petition-refused-office",
        "petition_answer_says_why" => "petition-refused-why",
        "petition_asks_for_a_meeting" => "petition-refused-no-meeting",
        "petition_meeting_is_decided" => "petition-refused-undecided",
        "petition_keeps_its_clocks" => "petition-refused-clocks",
        _ => return None,
    })
}
