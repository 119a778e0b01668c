//! What the database refuses of decisions, in sentences for officers.

use diesel::result::DatabaseErrorInformation;

/// What the database refused, as a sentence; none for what no officer can cause.
pub(super) fn sentence(info: &dyn DatabaseErrorInformation) -> Option<&'static str> {
    Some(match info.constraint_name()? {
        "entry_by_secretary_or_chair" => {
            "Decisions are entered by the secretary, the chair, or a deputy of theirs. Ask one of them."
        }
        "decision_is_not_to_come" => "A decision is entered once it has been taken. Enter it then.",
        "entry_concerns_another" => {
            "You cannot record your own appointment, or anything else that is done to you. Another officer enters it."
        }
        "founders_decide_no_more" => {
            "The founders decide until the first director sits. From then on other bodies do. Choose one of those."
        }
        "body_is_competent" => {
            "The charter of this body does not give it the power to decide this. Choose a body whose charter does."
        }
        "charter_gives_own_powers" => {
            "A charter is made for a committee, and gives it no power that the deciding body has not, nor that of seating or suspending directors or of adopting a rulebook. Take that power out."
        }
        "effect_is_plain" => {
            "Days are written like 2027-07-31, and persons by their identity. Write them so."
        }
        "body_has_seats" => "This body has no seats. Choose one that has.",
        "members_fill_vacancies" => {
            "The seats of the board are filled by the members, not by the board itself (rule board.vacancy.filled_by). Draft a poll that fills it."
        }
        "rulebook_is_named" => {
            "A rulebook is named by its digest and the day it takes effect. Give both."
        }
        "decision_entries_in_writing" => {
            "The board decides in writing, and no other body. Enter what a meeting decided."
        }
        "writing_is_by_name" => {
            "What is decided in writing is decided by name, each signing. Put the motion anew, by roll call."
        }
        "decision_takes_two" => "You entered this decision. Another officer confirms it.",
        "matter_is_reserved" => {
            "The board removes or suspends a director, and adopts a rulebook, as a reserved matter. Enter the decision as reserved."
        }
        "decision_confirmations_pkey" => "You confirmed this decision. Another officer is needed.",
        "entry_is_not_withdrawn" | "decision_withdrawals_pkey" => {
            "This entry is withdrawn. Enter it anew, if it was taken."
        }
        "withdrawal_by_minute_keeper" => {
            "An entry is withdrawn by the officer who entered it, or by the secretary, the chair, or a deputy of theirs. Ask one of them."
        }
        "withdrawal_concerns_another" => {
            "This decision does something to you. Another officer withdraws it."
        }
        "withdrawal_before_confirmation" => {
            "This decision is confirmed, and counts. Only another decision can undo it."
        }
        "decision_withdrawals_reason" => "Say why it is withdrawn, within 400 characters.",
        "decision_is_confirmed_once" | "recorded_decisions_entry_key" => {
            "This decision is confirmed already. Nothing is left to do."
        }
        "confirmation_by_officer" => {
            "Decisions are confirmed by an officer; an auditor only looks on. Leave it to an officer."
        }
        "confirmation_concerns_another" => {
            "This decision does something to you. Another officer confirms it."
        }
        "rules_are_those_of_the_day" => {
            "The rules that the entry names are not those that were in force. Enter the decision anew."
        }
        "votes_are_those_of_the_roster" => {
            "The votes are not those of everybody who belonged to the body that day. Enter the decision anew."
        }
        "votes_meet_the_threshold" => {
            "The votes do not meet quorum and threshold as the entry says. Enter the decision anew."
        }
        "offices_exclude_each_other" => {
            "One person does not hold these offices together (rule offices.exclusive). End the other office first."
        }
        "majority_in_office_fills" => {
            "Before the next election a majority of the directors in office fills a vacancy (rule board.vacancy.fork_months); the votes are not that many. Enter it as lost, or wait for the election."
        }
        "seat_is_vacant" => {
            "Before the next election the board fills a seat on which nobody sits, and makes no new one (rule board.vacancy.fork_months). Choose a seat on which nobody sits."
        }
        "replacement_keeps_the_term" => {
            "Whoever fills a vacancy sits for the rest of its term (rule board.vacancy.term). Enter the decision anew with that last day."
        }
        "seat_has_one_incumbent" => {
            "Somebody sits on this seat. Choose another seat, or end this term first."
        }
        "person_has_one_seat" => "This person has a seat of this body already. Name somebody else.",
        "office_terms_order" | "seat_incumbencies_order" | "suspensions_order" => {
            "The last day is over. Enter the decision anew with a day to come."
        }
        "office_terms_auditor_for_a_time" => "An auditor is appointed for a time: give a last day.",
        "suspension_is_not_over" => "This suspension is over. Nothing is left to do.",
        "suspension_ends_pkey" => "This suspension is lifted already. Nothing is left to do.",
        "office_ends_pkey" | "incumbency_ends_pkey" => {
            "This end is recorded already. Nothing is left to do."
        }
        _ => return None,
    })
}
