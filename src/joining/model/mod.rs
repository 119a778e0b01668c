//! Applications, views, agreements and evidence, and what follows from them. Pure.

pub mod contributions;
pub mod form;
pub mod self_check;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::typed::words;

words! {
    /// The state of an application.
    State {
        Submitted = "submitted",
        UnderReview = "under_review",
        InformationRequested = "information_requested",
        Approved = "approved",
        Declined = "declined",
        ReferredToBoard = "referred_to_board",
        Withdrawn = "withdrawn",
        ClosedNoResponse = "closed_no_response",
    }
}

impl State {
    /// As officers' pages say it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Submitted => "submitted, nobody has taken it up",
            Self::UnderReview => "under review",
            Self::InformationRequested => "waiting for the applicant’s answer",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::ReferredToBoard => "referred to the board",
            Self::Withdrawn => "withdrawn by the applicant",
            Self::ClosedNoResponse => "closed, the applicant did not answer",
        }
    }

    /// Whether somebody of the foundation still has to decide.
    #[must_use]
    pub fn is_pending(self) -> bool {
        match self {
            Self::Submitted
            | Self::UnderReview
            | Self::InformationRequested
            | Self::ReferredToBoard => true,
            Self::Approved | Self::Declined | Self::Withdrawn | Self::ClosedNoResponse => false,
        }
    }

    /// Whether the next step is the committee's or the board's, and not the applicant's.
    #[must_use]
    pub fn is_with_the_foundation(self) -> bool {
        self.is_pending() && self != Self::InformationRequested
    }
}

words! {
    /// A step of an application.
    Step {
        TakeUp = "take_up",
        Ask = "ask",
        Answer = "answer",
        Approve = "approve",
        Decline = "decline",
        Refer = "refer",
        Withdraw = "withdraw",
        Close = "close",
        Reopen = "reopen",
    }
}

impl Step {
    /// What was done, as a list of steps says it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::TakeUp => "Taken up",
            Self::Ask => "Asked the applicant",
            Self::Answer => "The applicant answered",
            Self::Approve => "Approved",
            Self::Decline => "Declined",
            Self::Refer => "Referred to the board",
            Self::Withdraw => "Withdrawn by the applicant",
            Self::Close => "Closed without an answer",
            Self::Reopen => "Taken up again",
        }
    }

    /// The state after this step; none where the step cannot be taken. The
    /// database holds the same table (`application_moves`).
    #[must_use]
    pub fn from(self, state: State) -> Option<State> {
        use State::{
            Approved, ClosedNoResponse, Declined, InformationRequested, ReferredToBoard, Submitted,
            UnderReview, Withdrawn,
        };
        match (self, state) {
            (Self::TakeUp, Submitted) => Some(UnderReview),
            (Self::Ask, UnderReview) => Some(InformationRequested),
            (Self::Answer, InformationRequested) => Some(UnderReview),
            (Self::Approve, UnderReview | ReferredToBoard) => Some(Approved),
            (Self::Decline, UnderReview | ReferredToBoard) => Some(Declined),
            (Self::Refer, UnderReview) => Some(ReferredToBoard),
            (Self::Withdraw, Submitted | UnderReview | InformationRequested | ReferredToBoard) => {
                Some(Withdrawn)
            }
            (Self::Close, InformationRequested) => Some(ClosedNoResponse),
            (Self::Reopen, Declined | ClosedNoResponse) => Some(UnderReview),
            (
                Self::TakeUp
                | Self::Ask
                | Self::Answer
                | Self::Approve
                | Self::Decline
                | Self::Refer
                | Self::Withdraw
                | Self::Close
                | Self::Reopen,
                _,
            ) => None,
        }
    }
}

words! {
    /// What a member of the committee thinks of an application.
    View {
        Approve = "approve",
        Decline = "decline",
        Discuss = "discuss",
        Recuse = "recuse",
    }
}

impl View {
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Approve => "would approve",
            Self::Decline => "would decline",
            Self::Discuss => "wants to discuss it",
            Self::Recuse => "is recused",
        }
    }
}

words! {
    /// What is checked before somebody is admitted.
    CheckKind {
        /// Against the lists of sanctions.
        Screening = "screening",
        Staff = "staff",
        Payment = "payment",
        InKind = "in_kind",
    }
}

words! {
    /// What a check found.
    CheckResult {
        Clear = "clear",
        Match = "match",
    }
}

/// How members of a class are admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// By the membership committee, on evidence.
    Committee,
    /// On papers in order and payment, or work in kind that the board takes.
    Payment,
}

impl Route {
    /// By the value of `class.*.admission`; none where nobody is admitted.
    #[must_use]
    pub fn of_rule(value: Option<&str>) -> Option<Self> {
        match value {
            None | Some("committee") => Some(Self::Committee),
            Some("payment or in kind") => Some(Self::Payment),
            Some(_) => None,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Payment => "payment or in kind",
        }
    }
}

/// The last day on which something is in time that is to be done within so many
/// business days: Monday to Friday, the day of receipt not counted. Public
/// holidays count as business days, so that the clock is never kinder than the
/// rule.
#[must_use]
pub fn business_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    let mut left = days;
    let mut at = day;
    while left > 0 {
        let Some(next) = at.succ_opt() else {
            return at;
        };
        at = next;
        if !matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, Weekday};
    use proptest::prelude::*;

    use super::{State, Step, business_days_after};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn ten_business_days_are_two_weeks_without_their_ends() {
        for (from, days, last) in [
            ("2026-03-02", 10, "2026-03-16"), // Monday to Monday
            ("2026-03-06", 1, "2026-03-09"),  // Friday to Monday
            ("2026-03-07", 1, "2026-03-09"),  // Saturday to Monday
            ("2026-12-31", 10, "2027-01-14"),
            ("2028-02-28", 2, "2028-03-01"), // over a leap day
            ("2026-03-02", 0, "2026-03-02"),
        ] {
            assert_eq!(
                business_days_after(day(from), days),
                day(last),
                "{from} and {days}"
            );
        }
    }

    proptest! {
        #[test]
        fn between_lie_exactly_so_many_business_days(offset in 0i64..20_000, days in 0u32..300) {
            let from = day("2000-01-01") + chrono::TimeDelta::days(offset);
            let last = business_days_after(from, days);
            let between = from.iter_days().skip(1).take_while(|at| *at <= last);
            let business = between.filter(|at| !matches!(at.weekday(), Weekday::Sat | Weekday::Sun));
            prop_assert_eq!(business.count(), usize::try_from(days).expect("a count"));
        }

        #[test]
        fn an_end_is_left_by_no_step_but_reopening(steps in prop::collection::vec(0usize..9, 0..40)) {
            let mut state = State::Submitted;
            for at in steps {
                let step = Step::ALL[at];
                if let Some(next) = step.from(state) {
                    prop_assert!(state.is_pending() || step == Step::Reopen);
                    prop_assert!(!matches!(state, State::Approved | State::Withdrawn));
                    state = next;
                }
            }
        }
    }
}
