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
        "election_dates_stand" => {
            "The poll of this election was opened: its dates stand. Put its close off on the page of the poll."
        }
        "election_waiver_is_decided" => {
            "A rule is waived by an adopted decision of the board, the members, or the founders while they decide, that does nothing else. Choose such a decision."
        }
        "decision_serves_one_matter" => {
            "This decision was used already, for something else: a decision serves one matter. Have the body decide this one, and have that entered and confirmed."
        }
        "nomination_lies_in_its_window" => {
            "Nominations are not open. Look up their days on the election’s page."
        }
        "nomination_is_the_only_one" => {
            "This member has nominated somebody already (rule nomination.count). Ask another member."
        }
        "nomination_is_of_its_member" => {
            "You do not act for this membership. Choose one that you act for."
        }
        "nomination_is_of_another" => {
            "Nobody nominates themselves (rule nomination.self). Ask another member to nominate you."
        }
        "nominee_is_not_on_the_committee" => {
            "A member of the election committee cannot be nominated in its election. Name somebody else."
        }
        "answer_is_of_a_nominee" => {
            "Nobody nominated you in this election. If you were told otherwise, ask the election committee."
        }
        "answer_comes_before_the_list" => {
            "The list of candidates is published. From now on only the election committee records that a candidate withdraws. Write to it."
        }
        "election_act_is_of_the_committee" => {
            "Acts of the election committee are proposed and confirmed by members who sit on it and are not nominated. Ask one of them."
        }
        "election_act_takes_two" => {
            "You proposed this act. Another member of the committee confirms it."
        }
        "election_act_fits" => {
            "This no longer fits what is recorded. A list comes after nominations closed, and holds everybody who accepted and was found eligible. Open the page again."
        }
        "election_list_stands" => {
            "The poll was opened. Candidates come no more, and leave by a withdrawal alone. Record a withdrawal, or nothing."
        }
        "candidate_question_has_its_time" => {
            "Candidates are asked from the publication of their list until the vote closes. Ask then."
        }
        "candidate_reply_is_of_a_candidate" => {
            "Candidates answer, until the vote closes. Answer then."
        }
        "candidate_letter_is_of_a_candidate" => {
            "Candidates write to the voters, until the vote closes. Write then."
        }
        "candidate_letters_are_equal" => {
            "Every candidate has as many letters as any other (rule election.candidate_letters), and yours are sent. Nothing is left to do."
        }
        "rehearsal_is_of_this_foundation" => {
            "This is no checkpoint of a rehearsal of this foundation. Paste one of the rehearsal’s log."
        }
        "election_poll_has_candidates" => {
            "The list of candidates is not published yet. Its committee publishes it."
        }
        "election_poll_keeps_the_calendar" => {
            "The dates have errors that are neither mended nor waived. Mend them, or have them waived."
        }
        _ => return None,
    })
}
