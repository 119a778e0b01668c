//! Why something of a motion is not recorded, for whoever tried.

use super::MotionError;
use crate::bodies::model::votes::Verdict;
use crate::bodies::store::decisions::DecisionError;

/// What is said to whoever tried.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The key of a sentence in the catalogue, and what fills its places.
    Said(&'static str, Vec<(&'static str, String)>),
    /// Those who are written down as present do not carry what the chair heard.
    NotCarried(Box<Verdict>),
    /// A sentence of another subject, in English.
    Elsewhere(String),
}

impl MotionError {
    /// Refused in the sentence of the catalogue that has this key.
    #[must_use]
    pub fn refused(key: &'static str) -> Self {
        Self::Refused(Refusal::Said(key, Vec::new()))
    }

    /// Refused in a sentence with places.
    pub(super) fn refused_with(key: &'static str, places: Vec<(&'static str, String)>) -> Self {
        Self::Refused(Refusal::Said(key, places))
    }

    /// Refused by another subject, in its English sentence.
    pub(super) fn elsewhere(sentence: impl Into<String>) -> Self {
        Self::Refused(Refusal::Elsewhere(sentence.into()))
    }
}

impl From<DecisionError> for MotionError {
    fn from(error: DecisionError) -> Self {
        match error {
            DecisionError::Refused(sentence) => Self::elsewhere(sentence),
            DecisionError::Database(error) => Self::from(error),
        }
    }
}

impl From<diesel::result::Error> for MotionError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        match constraint.and_then(sentence) {
            Some(key) => Self::refused(key),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says, as a key of the catalogue; none for what nobody can
/// cause.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "motion_by_the_body" => "motion-refused-body",
        "amendment_is_in_time" => "motion-refused-amendment",
        "kind_fits_effect" => "motion-refused-effect-kind",
        "motions_kind" => "motion-refused-kind",
        "effect_is_plain" => "motion-refused-effect",
        "body_is_competent" => "motion-refused-competence",
        "authority_is_named" => "motion-refused-authority",
        "motion_on_a_matter_is_closed" => "motion-refused-matter",
        "rulebook_is_named" => "motion-refused-rulebook",
        "motion_text_is_next" | "motion_texts_pkey" | "motion_texts_amendment_once" => {
            "motion-refused-other-text"
        }
        "motion_text_stands" => "motion-refused-text-stands",
        "amendment_is_adopted" => "motion-refused-not-adopted",
        "motion_step_is_allowed" => "motion-refused-step",
        "motion_step_is_theirs" => "motion-refused-not-yours",
        "motion_is_seconded" => "motion-refused-unseconded",
        "motion_is_seconded_by_another" => "motion-refused-own",
        "reconsidered_by_the_prevailing_side" => "motion-refused-prevailing",
        "question_is_recalled_in_time" => "motion-refused-recall",
        "motion_is_whole" => "motion-refused-whole",
        "interest_is_said_before" => "motion-refused-interest-late",
        "interest_is_theirs" => "motion-refused-interest",
        "finding_leaves_a_majority" => "motion-refused-finding-majority",
        "interest_was_found" => "motion-refused-interest-found",
        "question_is_put_in_order" => "motion-refused-put",
        "question_is_on_the_latest_text" => "motion-refused-latest",
        "amendments_come_first" => "motion-refused-amendments",
        "members_vote_by_poll" => "motion-refused-poll",
        "form_fits_matter" => "motion-refused-form",
        "majority_is_disinterested" => "motion-refused-disinterested",
        "vote_is_on_the_text" => "motion-refused-vote-text",
        "vote_is_in_time" => "motion-refused-vote-late",
        "vote_of_one_in_office" => "motion-refused-vote-office",
        "vote_of_one_who_takes_part" => "motion-refused-vote-recused",
        "vote_is_theirs" => "motion-refused-vote-own",
        "secret_ballot_has_no_names" => "motion-refused-secret",
        "demand_is_in_time" => "motion-refused-demand-late",
        "demand_is_theirs" => "motion-refused-demand",
        "motion_demands_pkey" => "motion-refused-demand-twice",
        "question_is_declared_once" => "motion-refused-declared",
        "declaration_is_of_the_motion" => "motion-refused-other-motion",
        "division_was_asked_for" => "motion-refused-division",
        "votes_are_those_given" => "motion-refused-votes-changed",
        "ballots_are_of_those_there" => "motion-refused-ballots",
        "rules_are_those_of_the_day" => "motion-refused-rules-changed",
        "votes_meet_the_threshold" => "motion-refused-threshold",
        "motion_questions_round" => "motion-refused-round",
        "motion_questions_poll_key" => "motion-refused-other-poll",
        "poll_is_on_the_text" => "motion-refused-poll-text",
        "motion_is_the_petition" => "motion-refused-petition",
        "motion_petitions_petition_key" => "motion-refused-petition-twice",
        "motions_forum" => "motion-fault-forum",
        _ => return None,
    })
}
