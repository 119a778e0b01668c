//! Where a matter stands, what leads on, and what is put to the board about people. Pure.

use chrono::NaiveDate;

use crate::typed::words;

words! {
    /// Before whom a matter is, or would be.
    Venue {
        /// Counsel is asked, and nothing is pursued.
        Advice = "advice",
        Contact = "contact",
        Takedown = "takedown",
        Udrp = "udrp",
        Urs = "urs",
        Opposition = "opposition",
        Cancellation = "cancellation",
        Court = "court",
    }
}

words! {
    /// Where a matter stands.
    State {
        Open = "open",
        Contacted = "contacted",
        Demanded = "demanded",
        Pending = "pending",
        Closed = "closed",
    }
}

words! {
    /// What happens in a matter.
    Step {
        Contact = "contact",
        Demand = "demand",
        File = "file",
        Close = "close",
        Reopen = "reopen",
        /// Something is written down, and the matter stands as it did.
        Note = "note",
    }
}

words! {
    /// How a matter ended.
    Outcome {
        Won = "won",
        Lost = "lost",
        Settled = "settled",
        /// The other side did what was asked, without a decision.
        Complied = "complied",
        Dropped = "dropped",
        /// Advice was given.
        Answered = "answered",
    }
}

words! {
    /// Days that bind.
    DateKind {
        Limitation = "limitation",
        Response = "response",
        Filing = "filing",
        Hearing = "hearing",
    }
}

words! {
    /// What became of a day that binds.
    DateEnding {
        Met = "met",
        /// It was tolled or moved; the new day is entered beside it.
        Tolled = "tolled",
        Wrong = "wrong",
    }
}

words! {
    /// What is put to the board about somebody.
    ProposalKind {
        Retain = "retain",
        Dismiss = "dismiss",
        Adverse = "adverse",
        Readmit = "readmit",
    }
}

words! {
    /// What is privileged, by what it is.
    NoteKind {
        Request = "request",
        Advice = "advice",
        WorkProduct = "work_product",
    }
}

impl State {
    /// Where a step leads; none where it is not open. The database says the same
    /// (`matter_next`).
    #[must_use]
    pub fn after(self, step: Step) -> Option<Self> {
        let closed = self == Self::Closed;
        match step {
            Step::Note => Some(self),
            Step::Reopen => closed.then_some(Self::Open),
            Step::Contact => (!closed).then_some(Self::Contacted),
            Step::Demand => (!closed).then_some(Self::Demanded),
            Step::File => (!closed).then_some(Self::Pending),
            Step::Close => (!closed).then_some(Self::Closed),
        }
    }

    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Contacted => "the other side was written to",
            Self::Demanded => "a demand was sent",
            Self::Pending => "pending before an office or a court",
            Self::Closed => "closed",
        }
    }
}

impl Step {
    /// The steps that lead on from a state, in the order of the form.
    #[must_use]
    pub fn open_to(state: State) -> Vec<Self> {
        let leads = |step: &Self| state.after(*step).is_some();
        Self::ALL.iter().copied().filter(leads).collect()
    }

    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Contact => "Wrote to the other side",
            Self::Demand => "Sent a demand",
            Self::File => "Filed with an office or a court",
            Self::Close => "Close it",
            Self::Reopen => "Open it again",
            Self::Note => "Write something down",
        }
    }
}

impl Venue {
    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Advice => "Advice is asked",
            Self::Contact => "Contact with the other side",
            Self::Takedown => "Takedown at a platform",
            Self::Udrp => "UDRP complaint",
            Self::Urs => "URS complaint",
            Self::Opposition => "Opposition at an office",
            Self::Cancellation => "Cancellation or invalidity at an office",
            Self::Court => "Court",
        }
    }
}

impl Outcome {
    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Settled => "settled",
            Self::Complied => "the other side complied",
            Self::Dropped => "dropped",
            Self::Answered => "advice was given",
        }
    }
}

impl DateKind {
    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Limitation => "Limitation ends",
            Self::Response => "Response due",
            Self::Filing => "Filing due",
            Self::Hearing => "Hearing",
        }
    }
}

impl DateEnding {
    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Tolled => "tolled or moved",
            Self::Wrong => "entered wrongly",
        }
    }
}

impl ProposalKind {
    /// What the board is to decide about somebody, as words after their name.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Retain => "is retained as counsel",
            Self::Dismiss => "is counsel no more",
            Self::Adverse => "is adverse to the foundation",
            Self::Readmit => "is adverse no more",
        }
    }

    /// The kind of motion that adopts it; the database says the same (`matter_effect`).
    #[must_use]
    pub fn motion(self) -> &'static str {
        match self {
            Self::Retain | Self::Dismiss => "appointment",
            Self::Adverse | Self::Readmit => "ordinary",
        }
    }
}

impl NoteKind {
    /// In words.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Request => "Request for advice",
            Self::Advice => "Advice",
            Self::WorkProduct => "Work product",
        }
    }
}

/// How a day that binds stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStanding {
    Ended(DateEnding),
    Ahead,
    /// Within so many days as make it somebody's work.
    Near,
    Missed,
}

/// From how many days before it on a day that binds is near.
pub const NEAR_DAYS: i64 = 30;

impl DateStanding {
    /// A day that is past without an ending was missed, and is never anything else.
    #[must_use]
    pub fn on(today: NaiveDate, due_on: NaiveDate, ended: Option<DateEnding>) -> Self {
        match ended {
            Some(ending) => Self::Ended(ending),
            None if due_on < today => Self::Missed,
            None if (due_on - today).num_days() <= NEAR_DAYS => Self::Near,
            None => Self::Ahead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_matter_is_only_opened_again_or_noted() {
        assert_eq!(Step::open_to(State::Closed), [Step::Reopen, Step::Note]);
        for state in State::ALL.iter().filter(|state| **state != State::Closed) {
            let open = Step::open_to(*state);
            assert!(
                open.contains(&Step::Close) && !open.contains(&Step::Reopen),
                "{state:?}"
            );
        }
    }

    #[test]
    fn a_day_that_is_past_was_missed_until_somebody_says_what_became_of_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = day("2027-03-01");
        let on = |today: &str, ended| DateStanding::on(day(today), due, ended);
        assert_eq!(on("2027-01-29", None), DateStanding::Ahead);
        assert_eq!(on("2027-01-30", None), DateStanding::Near);
        assert_eq!(on("2027-03-01", None), DateStanding::Near);
        assert_eq!(on("2027-03-02", None), DateStanding::Missed);
        assert_eq!(
            on("2027-03-02", Some(DateEnding::Met)),
            DateStanding::Ended(DateEnding::Met)
        );
    }
}
