//! What letters tell the news of: representatives, proxies, second factors, polls, applications, motions.

use serde::{Deserialize, Serialize};

/// What became of a change of who votes for an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepresentationNews {
    Proposed,
    Confirmed,
    /// An officer withdrew it, or somebody objected.
    Stopped,
}

impl RepresentationNews {
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Confirmed, Self::Stopped];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Stopped => "stopped",
        }
    }
}

/// Why a membership is recorded as over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndNews {
    /// By resigning on their own page.
    Left,
    Resigned,
    /// To the successor of the member's business.
    Transferred,
    Deceased,
    Dissolved,
    RecordedInError,
}

impl EndNews {
    pub const ALL: [Self; 6] = [
        Self::Left,
        Self::Resigned,
        Self::Transferred,
        Self::Deceased,
        Self::Dissolved,
        Self::RecordedInError,
    ];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Resigned => "resigned",
            Self::Transferred => "transferred",
            Self::Deceased => "deceased",
            Self::Dissolved => "dissolved",
            Self::RecordedInError => "mistake",
        }
    }
}

/// What became of a proxy: to its holder, or to the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyNews {
    /// To the holder: a member lets them vote, here or by a paper that two officers recorded.
    Granted,
    /// To the holder: it was taken back, or a later one took its place.
    Revoked,
    /// To the member: an officer recorded it from paper, and another is to confirm it.
    Recorded,
    /// To the member: another officer confirmed it, so that it counts.
    Confirmed,
}

impl ProxyNews {
    pub const ALL: [Self; 4] = [
        Self::Granted,
        Self::Revoked,
        Self::Recorded,
        Self::Confirmed,
    ];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Revoked => "revoked",
            Self::Recorded => "recorded",
            Self::Confirmed => "confirmed",
        }
    }
}

/// What became of an officer's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorNews {
    Added,
    ResetProposed,
    Reset,
}

impl FactorNews {
    pub const ALL: [Self; 3] = [Self::Added, Self::ResetProposed, Self::Reset];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::ResetProposed => "proposed",
            Self::Reset => "reset",
        }
    }
}

/// What a poll came to, as its voters are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// In order; an inner list of `tied` are those between whom the votes did not decide.
    Elected {
        names: Vec<String>,
        tied: Vec<Vec<String>>,
    },
    Adopted,
    Lost,
    /// Too few took part: nothing is decided, nobody is elected.
    NoQuorum,
}

/// What an applicant is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationNews {
    Received,
    Asked,
    /// What members agree to is left for them to accept.
    Approved,
    /// Approved, and something that is not theirs to do keeps the membership from beginning.
    Waiting,
    Welcome,
    Declined,
    Referred,
    Closed,
    Reopened,
}

impl ApplicationNews {
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Asked,
        Self::Approved,
        Self::Waiting,
        Self::Welcome,
        Self::Declined,
        Self::Referred,
        Self::Closed,
        Self::Reopened,
    ];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Waiting => "waiting",
            Self::Welcome => "welcome",
            Self::Declined => "declined",
            Self::Referred => "referred",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }
}

/// What a body found of somebody's interest in a motion, as they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterestNews {
    /// They have one, and are recused.
    Recused,
    /// They have one, and take part, having said so.
    Stays,
    /// They have none.
    Nothing,
}

impl InterestNews {
    pub const ALL: [Self; 3] = [Self::Recused, Self::Stays, Self::Nothing];

    /// By the word of the answer in the records.
    #[must_use]
    pub fn of_answer(answer: &str) -> Option<Self> {
        match answer {
            "recused" => Some(Self::Recused),
            "stays" => Some(Self::Stays),
            "none" => Some(Self::Nothing),
            _ => None,
        }
    }

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Recused => "recused",
            Self::Stays => "stays",
            Self::Nothing => "nothing",
        }
    }
}

/// What happened to a motion, as those who follow it are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotionNews {
    Submit,
    Move,
    Second,
    Debate,
    Amend,
    Put,
    Recall,
    Refer,
    Postpone,
    Resume,
    Withdraw,
    RuleOut,
    Adopt,
    Lose,
    LackQuorum,
    Reconsider,
    Implement,
    Rescind,
    Ratify,
    /// Something was said in the debate.
    Posts,
}

impl MotionNews {
    pub const ALL: [Self; 20] = [
        Self::Submit,
        Self::Move,
        Self::Second,
        Self::Debate,
        Self::Amend,
        Self::Put,
        Self::Recall,
        Self::Refer,
        Self::Postpone,
        Self::Resume,
        Self::Withdraw,
        Self::RuleOut,
        Self::Adopt,
        Self::Lose,
        Self::LackQuorum,
        Self::Reconsider,
        Self::Implement,
        Self::Rescind,
        Self::Ratify,
        Self::Posts,
    ];

    /// The word of the step in the database, and with hyphens in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Move => "move",
            Self::Second => "second",
            Self::Debate => "debate",
            Self::Amend => "amend",
            Self::Put => "put",
            Self::Recall => "recall",
            Self::Refer => "refer",
            Self::Postpone => "postpone",
            Self::Resume => "resume",
            Self::Withdraw => "withdraw",
            Self::RuleOut => "rule_out",
            Self::Adopt => "adopt",
            Self::Lose => "lose",
            Self::LackQuorum => "lack_quorum",
            Self::Reconsider => "reconsider",
            Self::Implement => "implement",
            Self::Rescind => "rescind",
            Self::Ratify => "ratify",
            Self::Posts => "posts",
        }
    }

    /// What a step is told as; none of one that nobody is told of, such as a draft.
    #[must_use]
    pub fn of_step(step: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|news| news.word() == step && *news != Self::Posts)
    }
}
