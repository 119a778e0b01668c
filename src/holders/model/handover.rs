//! The hand-over programme: what a founder still holds for the foundation, and by what it
//! leaves their hands. Pure.

/// What is to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Mark,
    Domain,
    Key,
    Account,
    Repository,
    Contract,
    Seat,
    Other,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Mark,
        Self::Domain,
        Self::Key,
        Self::Account,
        Self::Repository,
        Self::Contract,
        Self::Seat,
        Self::Other,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Domain => "domain",
            Self::Key => "key",
            Self::Account => "account",
            Self::Repository => "repository",
            Self::Contract => "contract",
            Self::Seat => "seat",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As what an asset of the register is listed, by the word of its kind there.
    #[must_use]
    pub fn of_asset(word: &str) -> Self {
        match word {
            "trademark" => Self::Mark,
            "signing_key" => Self::Key,
            other => Self::parse(other)
                .filter(|kind| *kind != Self::Seat)
                .unwrap_or(Self::Other),
        }
    }
}

/// What a conveyance lacks to hand an item over, in the words of the database's
/// `handover_lacks`; the rule stands in `docs/holders.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It is not of the item's asset.
    Asset,
    /// No title passes by it.
    Title,
    /// It is not from the holder.
    Holder,
    /// It does not lead to the foundation.
    Foundation,
    /// It takes effect on a later day.
    Effect,
    /// It is history: in the register before the item was listed, of a day before the
    /// founding.
    Older,
    /// It is of one case of a mark alone: not every one that lives is conveyed, or this one ended.
    Case,
}

impl Lack {
    /// What lacks by the word of the database; none where that is empty, and nothing is.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "" => None,
            "title" => Some(Self::Title),
            "holder" => Some(Self::Holder),
            "foundation" => Some(Self::Foundation),
            "effect" => Some(Self::Effect),
            "older" => Some(Self::Older),
            "case" => Some(Self::Case),
            _ => Some(Self::Asset),
        }
    }

    /// Why the conveyance is not taken, for the form that names it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Asset => "Choose a conveyance of the asset.",
            Self::Title => {
                "No title passes by this conveyance, as it does by an assignment, a merger or a court order. Choose one of these."
            }
            Self::Holder => {
                "This conveyance is not from the holder of the item, by any name that they have or had. Choose one that is."
            }
            Self::Foundation => {
                "This conveyance does not lead to the foundation. Choose one that does."
            }
            Self::Effect => {
                "This conveyance takes effect on a later day. Record it once that day has come."
            }
            Self::Older => {
                "This conveyance stood in the register when the item was listed, and is of a day before the foundation began here: it hands over nothing that was held since. Choose a later one, or record that the item was listed by mistake."
            }
            Self::Case => {
                "This conveyance is of one case, and it ended, or not every case of the mark that lives is conveyed from the holder to the foundation. Enter the conveyances of the others first, or choose one of the whole mark."
            }
        }
    }
}

/// By what an item leaves the hands of whoever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeavesBy {
    /// A conveyance: an instrument by which title passes.
    Instrument,
    /// A change of who keeps it; title does not pass.
    Custody,
    /// An election to the seat.
    Election,
}

impl LeavesBy {
    pub const ALL: [Self; 3] = [Self::Instrument, Self::Custody, Self::Election];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Instrument => "instrument",
            Self::Custody => "custody",
            Self::Election => "election",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What is recorded of an item, once two officers stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is handed over.
    Left,
    /// It was listed by mistake: it is not counted.
    Mistaken,
}

impl Outcome {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Mistaken => "mistaken",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Left, Self::Mistaken]
            .into_iter()
            .find(|outcome| outcome.word() == word)
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Still with whoever held it when it was listed.
    Held,
    /// One officer recorded an outcome; another has not confirmed it.
    Waits(Outcome),
    Confirmed(Outcome),
}

impl State {
    /// The state by the latest record that was not withdrawn, and whether it is confirmed.
    #[must_use]
    pub fn of(latest: Option<(Outcome, bool)>) -> Self {
        match latest {
            None => Self::Held,
            Some((outcome, false)) => Self::Waits(outcome),
            Some((outcome, true)) => Self::Confirmed(outcome),
        }
    }

    /// Whether it counts among what was to be handed over.
    #[must_use]
    pub fn counts(self) -> bool {
        self != Self::Confirmed(Outcome::Mistaken)
    }

    #[must_use]
    pub fn is_handed_over(self) -> bool {
        self == Self::Confirmed(Outcome::Left)
    }
}

/// How many of how many are handed over.
#[must_use]
pub fn progress(states: &[State]) -> (usize, usize) {
    let of = states.iter().filter(|state| state.counts()).count();
    let done = states.iter().filter(|state| state.is_handed_over()).count();
    (done, of)
}
