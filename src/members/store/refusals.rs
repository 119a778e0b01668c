//! What the database refuses about memberships, in sentences that say which rule
//! refused and where it stands.

use diesel::result::Error as DbError;

/// The sentence for what a guard refused; none for a fault of another kind.
#[must_use]
pub fn sentence(error: &DbError) -> Option<&'static str> {
    let DbError::DatabaseError(_, information) = error else {
        return None;
    };
    Some(match information.constraint_name()? {
        "membership_moves_by_the_table" => {
            "From the state this membership is in today, this does not follow. What was recorded stands; look at it again."
        }
        "reinstatement_is_decided" => {
            "This membership has lapsed. Another term begins by a decision of the membership committee or the board that was entered since, and does nothing else: give its number."
        }
        "membership_terms_apart" => {
            "This term overlaps another of the same membership. Terms follow one another. Choose other days."
        }
        "membership_terms_are_not_moved" => {
            "A term is closed, never moved: its first day stays, and so does every day on which a certified roll rests. Close it instead."
        }
        "termination_takes_a_case" => {
            "A membership is terminated by a case: notice, hearing, and a decision of the board. Open a case."
        }
        "transfer_is_decided" => {
            "A membership goes to a successor by an adopted decision of the board that was entered since the membership was, names the member and the successor as they are recorded, and does nothing else: give its number."
        }
        "decision_serves_one_matter" => {
            "This decision was used already, for something else: a decision serves one matter. Have the body decide this one, and have that entered and confirmed."
        }
        "end_is_shown" | "membership_ends_evidence" => {
            "The end of a membership is recorded by an officer who keeps members, with what shows it. Say what does, within 500 characters."
        }
        "case_is_over" | "membership_case_ends_pkey" => {
            "This case is over already. Nothing was changed. Nothing is left to do."
        }
        "case_step_has_happened" => "This lies in the future. Record it once it has happened.",
        "case_is_decided_by_the_board" => {
            "It takes an adopted decision of the board that was entered since the case was opened, does nothing else, and is confirmed by its officers, for a day that is not over and not before the one that was announced. Choose such a decision, and such a day."
        }
        "case_notice_in_time" => {
            "The member was not told in time (rule notice.termination.min_days of the rulebook). Choose a later day, or give notice first."
        }
        "case_hearing_in_time" => {
            "The member was not heard in time (rule hearing.termination.min_days of the rulebook). Record the hearing, or choose a later day."
        }
        "lift_is_decided" => {
            "A suspension is lifted by an adopted decision of the board that was entered since the suspension was, and does nothing else, from today on. Choose such a decision."
        }
        "one_voting_representative" => {
            "Another representative begins on this very day already. One person votes for an organisation at a time: choose another day."
        }
        "representation_by_two_after_72_hours" => {
            "Somebody votes for this organisation already, or did, or a membership went to it by a transfer. Whoever votes for it now is proposed by one officer and confirmed by a second."
        }
        "representation_change_of_somebody" => {
            "Nobody was ever named to vote for this organisation: record the first."
        }
        "representation_change_by_keeper" => {
            "Another representative is proposed by whoever keeps the list of members: the secretary, a deputy, or the membership committee. Ask one of them."
        }
        "representation_change_by_officer" => {
            "Another representative is confirmed by the secretary, an election officer, a deputy, or the membership committee. Ask one of them."
        }
        "representation_change_by_two" => "You proposed this. A second officer confirms it.",
        "representation_change_by_others" => {
            "You are to vote for this organisation, or are affiliated with it or its group: another officer acts here."
        }
        "representation_change_names_another" => {
            "This person votes for the organisation on that day already. Nothing is left to do."
        }
        "representation_change_after_72_hours" => {
            "Another representative votes from a day that begins 72 hours from now at the earliest, so that whoever votes now can object. Choose a later day."
        }
        "representation_change_by_the_board" => {
            "The decision that this names is to be an adopted decision of the board that was entered since whoever votes now was recorded, does nothing else, and is confirmed by its officers. Leave the field empty where there is none."
        }
        "representation_change_one_at_a_time" => {
            "Another change of who votes for this organisation is under way. Withdraw it first, or let it happen."
        }
        "representation_change_confirmations_pkey" => {
            "Somebody has confirmed this already. Nothing was changed. Nothing is left to do."
        }
        "representation_change_under_way" | "representation_change_stops_pkey" => {
            "This change is no longer under way: it was withdrawn, objected to, or its day has come. Nothing was changed. Propose it anew, if it is still wanted."
        }
        "representation_change_stopped_by_whom" => {
            "A change is withdrawn by an officer, or objected to by whoever votes for the organisation or is to. Ask one of them."
        }
        "representation_change_is_decided" => {
            "The board decided this change: an objection goes to the board. Nothing was changed."
        }
        "membership_ends_pkey" => {
            "The end of this membership is recorded already. Nothing was changed. Nothing is left to do."
        }
        _ => return None,
    })
}
