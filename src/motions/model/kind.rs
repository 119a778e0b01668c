//! Kinds of motions, forms of votes, and what a motion does to an earlier resolution. Pure.

/// What a motion is about: it fixes the threshold, and nobody chooses another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ordinary,
    Policy,
    Expense,
    Appointment,
    InKind,
    /// Asks for an opinion and binds nobody.
    Advisory,
    Bylaws,
    Certificate,
    Merger,
    AssetSale,
    AssetDisposition,
    Dissolution,
    BoardSize,
    BoardEligibility,
    IprPolicy,
    Removal,
}

impl Kind {
    pub const ALL: [Self; 16] = [
        Self::Ordinary,
        Self::Policy,
        Self::Expense,
        Self::Appointment,
        Self::InKind,
        Self::Advisory,
        Self::Bylaws,
        Self::Certificate,
        Self::Merger,
        Self::AssetSale,
        Self::AssetDisposition,
        Self::Dissolution,
        Self::BoardSize,
        Self::BoardEligibility,
        Self::IprPolicy,
        Self::Removal,
    ];

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Policy => "policy",
            Self::Expense => "expense",
            Self::Appointment => "appointment",
            Self::InKind => "in_kind",
            Self::Advisory => "advisory",
            Self::Bylaws => "bylaws",
            Self::Certificate => "certificate",
            Self::Merger => "merger",
            Self::AssetSale => "asset_sale",
            Self::AssetDisposition => "asset_disposition",
            Self::Dissolution => "dissolution",
            Self::BoardSize => "board_size",
            Self::BoardEligibility => "board_eligibility",
            Self::IprPolicy => "ipr_policy",
            Self::Removal => "removal",
        }
    }

    /// The kind this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether the bylaws' own list makes it a reserved matter, whatever a rule adds. SQL
    /// says the same (`motion_matter`).
    #[must_use]
    pub fn is_reserved(self) -> bool {
        match self {
            Self::Ordinary
            | Self::Policy
            | Self::Expense
            | Self::Appointment
            | Self::InKind
            | Self::Advisory => false,
            Self::Bylaws
            | Self::Certificate
            | Self::Merger
            | Self::AssetSale
            | Self::AssetDisposition
            | Self::Dissolution
            | Self::BoardSize
            | Self::BoardEligibility
            | Self::IprPolicy
            | Self::Removal => true,
        }
    }

    /// Whether a motion of this kind can authorise somebody to act.
    #[must_use]
    pub fn authorises(self) -> bool {
        matches!(
            self,
            Self::InKind
                | Self::Expense
                | Self::AssetDisposition
                | Self::AssetSale
                | Self::Merger
                | Self::Dissolution
                | Self::Certificate
                | Self::Appointment
                | Self::Ordinary
        )
    }

    /// Whether what it authorises may be of this subject: an appointment and an ordinary
    /// motion authorise a proposal in a matter (`M-3/2`), and nothing else. SQL says the
    /// same (`require_competence`).
    #[must_use]
    pub fn authorises_of(self, subject: &str) -> bool {
        if !matches!(self, Self::Appointment | Self::Ordinary) {
            return self.authorises();
        }
        let number = |part: &str| {
            !part.is_empty()
                && !part.starts_with('0')
                && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        subject
            .strip_prefix("M-")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(matter, place)| number(matter) && number(place))
    }
}

/// How a body votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    RollCall,
    Voice,
    Consent,
    Secret,
    /// The members, by a poll.
    Poll,
}

impl Form {
    pub const OF_BODIES: [Self; 4] = [Self::RollCall, Self::Voice, Self::Consent, Self::Secret];
    pub const ALL: [Self; 5] = [
        Self::RollCall,
        Self::Voice,
        Self::Consent,
        Self::Secret,
        Self::Poll,
    ];

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RollCall => "roll_call",
            Self::Voice => "voice",
            Self::Consent => "consent",
            Self::Secret => "secret",
            Self::Poll => "poll",
        }
    }

    /// The form this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }
}

/// What a motion would do to an earlier resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Supersedes,
    Rescinds,
    Ratifies,
    Amends,
    Implements,
}

impl Relation {
    pub const ALL: [Self; 5] = [
        Self::Supersedes,
        Self::Rescinds,
        Self::Ratifies,
        Self::Amends,
        Self::Implements,
    ];

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Rescinds => "rescinds",
            Self::Ratifies => "ratifies",
            Self::Amends => "amends",
            Self::Implements => "implements",
        }
    }

    /// The relation this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.word() == word)
    }
}
