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
            "This membership has lapsed. Another term begins by a decision of the membership committee or the board: give its number."
        }
        "membership_terms_apart" => {
            "This term overlaps another of the same membership. Terms follow one another."
        }
        "membership_terms_are_not_moved" => {
            "A term is closed, never moved: its first day stays, and so does every day on which a certified roll rests."
        }
        "termination_takes_a_case" => {
            "A membership is terminated by a case: notice, hearing, and a decision of the board."
        }
        "transfer_is_decided" => {
            "A membership goes to a successor by an adopted decision of the board: give its number."
        }
        "case_is_over" | "membership_case_ends_pkey" => {
            "This case is over already. Nothing was changed."
        }
        "case_step_has_happened" => "This lies in the future. Record it once it has happened.",
        "case_is_decided_by_the_board" => {
            "It takes an adopted decision of the board, confirmed by its officers, for a day that is not over and not before the one that was announced."
        }
        "case_notice_in_time" => {
            "The member was not told in time (rule notice.termination.min_days of the rulebook). Choose a later day, or give notice first."
        }
        "case_hearing_in_time" => {
            "The member was not heard in time (rule hearing.termination.min_days of the rulebook). Record the hearing, or choose a later day."
        }
        "lift_is_decided" => {
            "A suspension is lifted by an adopted decision of the board, from today on."
        }
        "one_voting_representative" => {
            "Another representative begins on this very day already. One person votes for an organisation at a time: choose another day."
        }
        "membership_ends_pkey" => {
            "The end of this membership is recorded already. Nothing was changed."
        }
        _ => return None,
    })
}
