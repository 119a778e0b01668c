//! What the members' vote on a motion waits for once it is over. Pure.

/// What is still to be done before the vote of the members decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Officers open the ballots, and the certifier counts them.
    Count,
    /// Two officers certify the count.
    Certification,
}

impl Awaited {
    pub const ALL: [Self; 2] = [Self::Count, Self::Certification];

    /// The word in the database's answers and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Certification => "certification",
        }
    }

    /// What this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// The sign and class of the state line.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Count => "closed",
            Self::Certification => "counted",
        }
    }
}
