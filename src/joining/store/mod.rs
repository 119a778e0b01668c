//! All SQL of applications, agreements and evidence.
//!
//! [`drafts`] of the applicant's own; [`applications`]: submitting, steps, views,
//! checks; [`admission`]: what an approval leads to; [`reading`]: what pages show;
//! [`agreements`] in versions; [`evidence`] with identities and files.

pub mod admission;
pub mod agreements;
pub mod applications;
pub mod drafts;
pub mod evidence;
pub mod reading;

use diesel::result::Error as DbError;
use thiserror::Error;

/// Why an act about an application is not done.
#[derive(Debug, Error)]
pub enum JoiningError {
    /// A guard refused, in a sentence.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for JoiningError {
    fn from(error: DbError) -> Self {
        match sentence(&error) {
            Some(sentence) => Self::Refused(sentence),
            None => Self::Database(error),
        }
    }
}

/// The sentence for what a guard refused.
fn sentence(error: &DbError) -> Option<&'static str> {
    let DbError::DatabaseError(_, information) = error else {
        return None;
    };
    Some(match information.constraint_name()? {
        "application_moves_by_the_table" => {
            "The application is in another state by now. Look at it again: nothing was changed."
        }
        "step_of_the_applicant" => "Only the applicant does this.",
        "affiliated_is_recused" => {
            "You are affiliated with the applicant, so you are recused from this application: you neither judge it nor check anything of it."
        }
        "reopening_is_decided" => {
            "What was decided is taken up again by a decision of the membership committee or the board that supersedes it: give its number."
        }
        "approval_after_screening" => {
            "Nobody is admitted before a screening against the lists of sanctions that found nothing. Record it first."
        }
        "approval_is_decided" => {
            "No body that may decide this has decided it so. The committee needs the views of at least two who are not recused, by its rules (committee.quorum, applications.decided_by of the rulebook); a sponsor needs papers in order and, by another person, payment or the board’s decision to take work in kind; what was referred needs a decision of the board."
        }
        "view_while_under_review" => "Views are given while the application is under review.",
        "view_of_the_committee" => {
            "Views are given by members of the membership committee who sit on it now."
        }
        "in_kind_is_decided" => {
            "Work in kind is taken by an adopted decision of the board: give its number."
        }
        "payment_by_the_treasurer" => "The treasurer confirms payment.",
        "one_application_at_a_time" => {
            "An application for this class is under way already. Wait for its decision, or withdraw it."
        }
        "application_goes_its_way" => {
            "Somebody applied in the same instant, or the rule changed. Send it again."
        }
        "agreement_follows_the_last" => {
            "A version comes into force today at the earliest, and not before the version it follows."
        }
        "admission_after_approval" => {
            "The application is not approved, or not everything is agreed to yet."
        }
        _ => return None,
    })
}
