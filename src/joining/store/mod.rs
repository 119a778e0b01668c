//! All SQL of applications, agreements and evidence.
//!
//! [`beginning`]: the link to whoever asks, who may be new; [`drafts`] of the applicant's
//! own; [`applications`]: submitting, steps, views, checks; [`admission`]: what an
//! approval leads to; [`reading`]: what pages show; [`agreements`] in versions;
//! [`evidence`] with identities and files.

pub mod admission;
pub mod agreements;
pub mod applications;
pub mod beginning;
pub mod drafts;
pub mod evidence;
pub mod reading;

use diesel::result::Error as DbError;
use thiserror::Error;

/// Why an act about an application is not done.
#[derive(Debug, Error)]
pub enum JoiningError {
    /// A guard refused, in a sentence.
    #[error("{sentence}")]
    Refused {
        sentence: &'static str,
        /// Its key in the catalogue, where an applicant meets it, who reads their own language.
        key: Option<&'static str>,
    },
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for JoiningError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        let found = about
            .constraint_name()
            .and_then(|guard| Some((sentence(guard)?, key(guard))));
        match found {
            Some((sentence, key)) => Self::Refused { sentence, key },
            None => Self::Database(error),
        }
    }
}

/// The key of what a guard says, where an applicant meets it too.
fn key(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "application_moves_by_the_table" => "join-refused-moved",
        "one_application_at_a_time" => "join-refused-twice",
        "applicant_is_not_suspended" => "join-refused-suspended",
        "membership_moves_by_the_table" => "join-refused-no-term",
        "application_goes_its_way" => "join-refused-way",
        "applicant_acts_for_the_party" => "join-refused-other",
        "acceptance_by_the_party" => "join-refused-acceptance",
        "admission_after_approval" => "join-refused-unapproved",
        "admission_is_the_only_one" => "join-refused-member",
        _ => return None,
    })
}

/// The sentence for what a guard refused.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "application_moves_by_the_table" => {
            "The application is in another state by now. Look at it again: nothing was changed."
        }
        "step_of_the_applicant" => "Only the applicant does this. Leave it to them.",
        "affiliated_is_recused" => {
            "You are affiliated with the applicant, so you are recused from this application: you neither judge it nor check anything of it. Leave it to another of the committee."
        }
        "reopening_is_decided" => {
            "What was decided is taken up again by a decision of the membership committee or the board that supersedes it, was entered since, and does nothing else: give its number."
        }
        "decision_serves_one_matter" => {
            "This decision was used already, for something else: a decision serves one matter. Have the body decide this one, and have that entered and confirmed."
        }
        "approval_after_screening" => {
            "Nobody is admitted before a screening against the lists of sanctions that found nothing. Record it first."
        }
        "approval_is_decided" => {
            "No body that may decide this has decided it so. The committee needs the views of at least two who are not recused, by its rules (committee.quorum, applications.decided_by of the rulebook); a sponsor needs papers in order and, by another person, payment or the board’s decision to take work in kind; what was referred needs a decision of the board that was entered since, and does nothing else. Look which of these is missing."
        }
        "view_while_under_review" => {
            "Views are given while the application is under review. Look at the state it is in."
        }
        "view_of_the_committee" => {
            "Views are given by members of the membership committee who sit on it now. Ask one of them."
        }
        "in_kind_is_decided" => {
            "Work in kind is taken by an adopted decision of the board that was entered since the application came, and does nothing else: give its number."
        }
        "payment_by_the_treasurer" => "The treasurer confirms payment. Ask the treasurer.",
        "one_application_at_a_time" => {
            "An application for this class is under way already. Wait for its decision, or withdraw it."
        }
        "applicant_is_not_suspended" => {
            "The membership there is in this class is suspended, and nobody is admitted around a suspension. Wait until it is over, or ask the board to lift it."
        }
        "membership_moves_by_the_table" => {
            "The membership there is takes no further term in the state it is in today: it is suspended, perhaps. Nothing is left to do: it gets the term by itself once that is over."
        }
        "application_goes_its_way" => {
            "Somebody applied in the same instant, or the rule changed. Send it again."
        }
        "applicant_acts_for_the_party" => {
            "Whoever votes for an organisation applies for it; before it is a member, whoever applied first. Ask them to apply, or the secretary to record who votes for it."
        }
        "acceptance_by_the_party" => {
            "Whoever votes for an organisation accepts for it; before anybody does, whoever applied for it, while that application is open. Nothing was accepted. Ask them, or ask the secretary to record who votes for it."
        }
        "agreement_follows_the_last" => {
            "A version comes into force today at the earliest, and not before the version it follows. Give such a day."
        }
        "admission_after_approval" => {
            "The application is not approved, or not everything is agreed to yet. Do that first."
        }
        "admission_is_the_only_one" => {
            "There is a membership of this class by now, which this one would stand beside. Nothing is left to do: it gets the further term by itself."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{key, sentence};
    use crate::web::words::{Locale, Words};

    #[test]
    fn an_applicant_reads_what_an_officer_reads() {
        let english = Words::load().speaker(Locale::English);
        for guard in [
            "application_moves_by_the_table",
            "one_application_at_a_time",
            "applicant_is_not_suspended",
            "membership_moves_by_the_table",
            "application_goes_its_way",
            "applicant_acts_for_the_party",
            "acceptance_by_the_party",
            "admission_after_approval",
            "admission_is_the_only_one",
        ] {
            let key = key(guard).expect(guard);
            assert_eq!(Some(english.say(key).as_str()), sentence(guard), "{guard}");
        }
    }
}
