//! Elections as recorded, and what they take from the subjects below.

pub mod campaign;
pub mod committee;
pub mod drafting;
pub mod elections;
pub mod facts;
pub mod nominating;
pub mod nominees;
pub mod rehearsals;

use diesel::result::Error as DbError;
use thiserror::Error;

use crate::bodies::store::BodiesError;
use crate::members::store::MembersError;

/// Why something of an election was not recorded.
#[derive(Debug, Error)]
pub enum ElectionsError {
    /// A sentence for whoever tried.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for ElectionsError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name().and_then(sentence) {
            Some(sentence) => Self::Refused(sentence.to_owned()),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says, for a page.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "election_calendar_is_next" => {
            "Somebody else set other dates in the meantime. Compare them with yours, and save again."
        }
        "election_dates_stand" => "The poll of this election was opened: its dates stand.",
        "election_waiver_is_decided" => {
            "A rule is waived by an adopted decision of the board, the members, or the founders while they decide."
        }
        "nomination_lies_in_its_window" => "Nominations are not open.",
        "nomination_is_the_only_one" => "This member has nominated somebody already.",
        "nomination_is_of_its_member" => "You do not act for this membership.",
        "nomination_is_of_another" => "Nobody nominates themselves.",
        "nominee_is_not_on_the_committee" => {
            "A member of the election committee cannot be nominated in its election."
        }
        "answer_is_of_a_nominee" => "Nobody nominated you in this election.",
        "answer_comes_before_the_list" => {
            "The list of candidates is published. From now on only the election committee records that a candidate withdraws."
        }
        "election_act_is_of_the_committee" => {
            "Acts of the election committee are proposed and confirmed by members who sit on it and are not nominated."
        }
        "election_act_takes_two" => {
            "You proposed this act. Another member of the committee confirms it."
        }
        "election_act_fits" => {
            "This no longer fits what is recorded. A list comes after nominations closed, and holds everybody who accepted and was found eligible."
        }
        "election_list_stands" => {
            "The poll was opened. Candidates come no more, and leave by a withdrawal alone."
        }
        "candidate_question_has_its_time" => {
            "Candidates are asked from the publication of their list until the vote closes."
        }
        "candidate_reply_is_of_a_candidate" => "Candidates answer, until the vote closes.",
        "candidate_letter_is_of_a_candidate" => {
            "Candidates write to the voters, until the vote closes."
        }
        "candidate_letters_are_equal" => {
            "Every candidate has as many letters as any other, and yours are sent."
        }
        "rehearsal_is_of_this_foundation" => {
            "This is no checkpoint of a rehearsal of this foundation."
        }
        "election_poll_has_candidates" => {
            "The list of candidates is not published yet. Its committee publishes it."
        }
        "election_poll_keeps_the_calendar" => {
            "The dates have errors that are neither mended nor waived."
        }
        _ => return None,
    })
}
