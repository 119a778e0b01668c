//! How a report of misuse stands, and what officers do about it.

use super::words;

words! {
    /// Where a report stands.
    State {
        Reported = "reported",
        Triaged = "triaged",
        Contacted = "contacted",
        TakenDown = "taken_down",
        Udrp = "udrp",
        Dmca = "dmca",
        Opposition = "opposition",
        Closed = "closed",
    }
}

words! {
    /// What officers do about it.
    Step {
        Triage = "triage",
        Contact = "contact",
        Takedown = "takedown",
        Udrp = "udrp",
        Dmca = "dmca",
        Oppose = "oppose",
        Close = "close",
        /// Something is written down, and the report stands as it did.
        Note = "note",
    }
}

impl State {
    /// Where a step leads; none where it is not open. The database says the same.
    #[must_use]
    pub fn after(self, step: Step) -> Option<Self> {
        let under_way = match self {
            Self::Reported | Self::Closed => false,
            Self::Triaged
            | Self::Contacted
            | Self::TakenDown
            | Self::Udrp
            | Self::Dmca
            | Self::Opposition => true,
        };
        match step {
            Step::Note => Some(self),
            Step::Triage => (!under_way).then_some(Self::Triaged),
            Step::Close => (self != Self::Closed).then_some(Self::Closed),
            Step::Contact => under_way.then_some(Self::Contacted),
            Step::Takedown => under_way.then_some(Self::TakenDown),
            Step::Udrp => under_way.then_some(Self::Udrp),
            Step::Dmca => under_way.then_some(Self::Dmca),
            Step::Oppose => under_way.then_some(Self::Opposition),
        }
    }

    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Triaged => "triaged",
            Self::Contacted => "contacted",
            Self::TakenDown => "taken down",
            Self::Udrp => "UDRP complaint",
            Self::Dmca => "DMCA notice",
            Self::Opposition => "opposition",
            Self::Closed => "closed",
        }
    }
}

impl Step {
    /// The steps that lead on from a state, in the order of the form.
    #[must_use]
    pub fn open_to(state: State) -> Vec<Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|step| state.after(*step).is_some())
            .collect()
    }

    /// In words, for officers.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Triage => "Take it up",
            Self::Contact => "Contacted whoever does it",
            Self::Takedown => "It was taken down",
            Self::Udrp => "UDRP complaint filed",
            Self::Dmca => "DMCA notice sent",
            Self::Oppose => "Opposition filed",
            Self::Close => "Close it",
            Self::Note => "Write something down",
        }
    }
}
