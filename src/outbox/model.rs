//! What a letter is, to whom it goes, when it is tried again. Pure.

mod address;
mod code;
pub mod filling;
pub mod returned;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::web::words::Locale;

pub use address::{Address, masked};
pub use code::Code;

/// A text in the language that decides, and its translations by language tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub text: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
}

impl Wording {
    /// The text in this language, else the one that decides.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        self.translations.get(locale.tag()).unwrap_or(&self.text)
    }
}

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            translations: BTreeMap::new(),
        }
    }
}

/// One line of a certified roll. What it says of a person is looked up when the
/// letter is written, so that it can be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollLine {
    pub roll: Uuid,
    /// 16 bytes in lowercase hexadecimal.
    pub entitlement: String,
}

/// A letter with its plain parameters: nothing secret, nothing to be erased.
/// Paths begin with `/` and are put behind the public origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "parameters", rename_all = "snake_case")]
pub enum Letter {
    /// The single-use link; its token is made when the letter is sent.
    SignInLink { next: String },
    /// The account exists; how to come in for the first time.
    Invitation {},
    /// The password was set, changed, or removed.
    PasswordChanged { removed: bool },
    /// To the present address: an officer proposes another.
    AddressChangeProposed { new_masked: String, reason: String },
    /// To the present address: a second officer approved.
    AddressChangeApproved {
        new_masked: String,
        effective_at: DateTime<Utc>,
    },
    /// To the present address: the change will not happen.
    AddressChangeStopped { new_masked: String },
    /// To the old and to the new address.
    AddressChanged {
        old_masked: String,
        new_masked: String,
    },
    /// A poll is open to this member.
    PollOpened {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
    },
    /// Officers ended a poll without a result.
    PollVoided {
        title: Wording,
        path: String,
        reason: String,
    },
    /// The close of an open poll was put off.
    PollExtended {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        reason: String,
    },
    /// An option withdrew after the opening.
    PollExcluded {
        title: Wording,
        path: String,
        option: String,
        reason: String,
        /// Until when one may vote again; none after the close.
        again_until: Option<DateTime<Utc>>,
    },
    /// The count is certified: what was decided.
    PollResult {
        title: Wording,
        path: String,
        decided: Decided,
        /// How many of those on the roll took part, where the cells allow to say so.
        turnout: Option<(u64, u64)>,
    },
    /// A complaint about a poll is on record.
    ComplaintReceived {
        title: Wording,
        path: String,
        number: i32,
    },
    /// Officers answered a complaint about a poll.
    ComplaintAnswered {
        title: Wording,
        path: String,
        number: i32,
        answer: String,
    },
    /// A ballot was cast; nothing of its content.
    CastConfirmed {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        line: RollLine,
    },
    /// A ballot was cast for a member for whom somebody holds a proxy: to whoever may
    /// cast for them, so that it tells nothing of who did; nothing of its content.
    CastUnderProxy {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
        /// The proxy's number.
        proxy: i32,
    },
    /// What became of a proxy.
    ProxyNews {
        news: ProxyNews,
        number: i32,
        path: String,
    },
    /// After the close: whether the record says that this member voted.
    RecordSays {
        title: Wording,
        path: String,
        complain_path: String,
        voted: bool,
        line: RollLine,
    },
    /// A notice of the foundation to its members, word for word as it was given.
    Notice {
        title: Wording,
        text: Wording,
        path: String,
        /// Whether the law or the bylaws ask for it: such a letter bears the
        /// bylaws' legend, and nobody unsubscribes from it.
        statutory: bool,
    },
    /// A poll is open, and this member has not voted yet.
    PollReminder {
        title: Wording,
        path: String,
        closes_at: DateTime<Utc>,
    },
    /// How officers answered what somebody asked of a preliminary roll.
    RollAnswered {
        /// The roll's number.
        roll: i32,
        upheld: bool,
        answer: String,
        /// The rule that the answer rests on.
        citation: String,
        path: String,
    },
    /// To the board: members delivered a petition, and its clocks run.
    PetitionDelivered {
        number: i32,
        title: String,
        /// Votes signed, of all votes.
        votes: u64,
        total: u64,
        /// The last day for the notice, and the first and the last for the meeting,
        /// where one is asked for and the rules name them.
        notice_by: Option<NaiveDate>,
        earliest: Option<NaiveDate>,
        latest: Option<NaiveDate>,
        path: String,
    },
    /// To every director: two officers recorded what befell an asset of the foundation.
    AssetIncident {
        /// The asset's number.
        number: i64,
        title: String,
        /// The word of what happened: `unauthorised_transfer`.
        what: String,
        happened_on: NaiveDate,
        /// Whose it rightfully is.
        owner: String,
        path: String,
    },
    /// What became of this officer's second factor.
    FactorChanged { news: FactorNews, reason: String },
    /// Somebody was nominated, and is asked whether they stand.
    Nominated {
        /// What the election is called.
        title: String,
        /// The member who nominated them.
        by: String,
        /// The last day for nominations.
        until: NaiveDate,
        path: String,
    },
    /// A letter of a candidate to everybody on the roll, word for word.
    CandidateLetter {
        title: String,
        candidate: String,
        subject: String,
        text: String,
        path: String,
    },
    /// To whoever follows a motion: it moved, or something was said.
    MotionNews {
        number: i64,
        title: String,
        path: String,
        news: MotionNews,
    },
    /// What waits for this person, once a week; its lines are enclosed.
    WorkDigest {},
    /// What became of an application to be a member.
    ApplicationNews {
        number: i32,
        path: String,
        news: ApplicationNews,
    },
    /// The term of a membership ends soon, or before a record date.
    RenewalReminder {
        class_name: String,
        /// The last day of the term.
        last_day: NaiveDate,
        /// The record date before which it ends, where an election is announced.
        record_date: Option<NaiveDate>,
        path: String,
    },
    /// An invoice of dues, with what it says of taxes.
    DuesInvoice {
        number: String,
        /// What it asks for, with a point before the decimals.
        amount: String,
        currency: String,
        due_on: NaiveDate,
        /// The share of dues that goes into lobbying, in per cent, where one is estimated.
        lobbying: Option<String>,
        /// The tax year of the estimate.
        year: i32,
        path: String,
    },
    /// Whether mail leaves this house.
    TestLetter {},
}

/// What became of a proxy: to its holder, or to the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyNews {
    /// To the holder: a member lets them vote.
    Granted,
    /// To the holder: it was taken back, or a later one took its place.
    Revoked,
    /// To the member: an officer recorded it from paper.
    Recorded,
}

impl ProxyNews {
    pub const ALL: [Self; 3] = [Self::Granted, Self::Revoked, Self::Recorded];

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Revoked => "revoked",
            Self::Recorded => "recorded",
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
    Approved,
    Welcome,
    Declined,
    Referred,
    Closed,
    Reopened,
}

impl ApplicationNews {
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Asked,
        Self::Approved,
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
            Self::Welcome => "welcome",
            Self::Declined => "declined",
            Self::Referred => "referred",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
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

impl Letter {
    /// How many of each letter there are kinds, for tests and pages.
    pub const KINDS: [&'static str; 32] = [
        "sign_in_link",
        "invitation",
        "password_changed",
        "address_change_proposed",
        "address_change_approved",
        "address_change_stopped",
        "address_changed",
        "poll_opened",
        "poll_voided",
        "poll_extended",
        "poll_excluded",
        "poll_result",
        "complaint_received",
        "complaint_answered",
        "cast_confirmed",
        "cast_under_proxy",
        "proxy_news",
        "record_says",
        "notice",
        "poll_reminder",
        "roll_answered",
        "petition_delivered",
        "asset_incident",
        "factor_changed",
        "nominated",
        "candidate_letter",
        "motion_news",
        "work_digest",
        "application_news",
        "renewal_reminder",
        "dues_invoice",
        "test_letter",
    ];

    /// The word in the database, and with hyphens in the catalogue's keys.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SignInLink { .. } => "sign_in_link",
            Self::Invitation {} => "invitation",
            Self::PasswordChanged { .. } => "password_changed",
            Self::AddressChangeProposed { .. } => "address_change_proposed",
            Self::AddressChangeApproved { .. } => "address_change_approved",
            Self::AddressChangeStopped { .. } => "address_change_stopped",
            Self::AddressChanged { .. } => "address_changed",
            Self::PollOpened { .. } => "poll_opened",
            Self::PollVoided { .. } => "poll_voided",
            Self::PollExtended { .. } => "poll_extended",
            Self::PollExcluded { .. } => "poll_excluded",
            Self::PollResult { .. } => "poll_result",
            Self::ComplaintReceived { .. } => "complaint_received",
            Self::ComplaintAnswered { .. } => "complaint_answered",
            Self::CastConfirmed { .. } => "cast_confirmed",
            Self::CastUnderProxy { .. } => "cast_under_proxy",
            Self::ProxyNews { .. } => "proxy_news",
            Self::RecordSays { .. } => "record_says",
            Self::Notice { .. } => "notice",
            Self::PollReminder { .. } => "poll_reminder",
            Self::RollAnswered { .. } => "roll_answered",
            Self::PetitionDelivered { .. } => "petition_delivered",
            Self::AssetIncident { .. } => "asset_incident",
            Self::FactorChanged { .. } => "factor_changed",
            Self::Nominated { .. } => "nominated",
            Self::CandidateLetter { .. } => "candidate_letter",
            Self::MotionNews { .. } => "motion_news",
            Self::WorkDigest {} => "work_digest",
            Self::ApplicationNews { .. } => "application_news",
            Self::RenewalReminder { .. } => "renewal_reminder",
            Self::DuesInvoice { .. } => "dues_invoice",
            Self::TestLetter {} => "test_letter",
        }
    }

    /// Whether somebody waits at a screen until it comes.
    #[must_use]
    pub fn is_pressing(&self) -> bool {
        match self {
            Self::SignInLink { .. } | Self::TestLetter {} => true,
            Self::Invitation {}
            | Self::PasswordChanged { .. }
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChanged { .. }
            | Self::PollOpened { .. }
            | Self::PollVoided { .. }
            | Self::PollExtended { .. }
            | Self::PollExcluded { .. }
            | Self::PollResult { .. }
            | Self::ComplaintReceived { .. }
            | Self::ComplaintAnswered { .. }
            | Self::CastConfirmed { .. }
            | Self::CastUnderProxy { .. }
            | Self::ProxyNews { .. }
            | Self::RecordSays { .. }
            | Self::Notice { .. }
            | Self::PollReminder { .. }
            | Self::ApplicationNews { .. }
            | Self::RenewalReminder { .. }
            | Self::RollAnswered { .. }
            | Self::PetitionDelivered { .. }
            | Self::AssetIncident { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. }
            | Self::WorkDigest {}
            | Self::DuesInvoice { .. } => false,
        }
    }

    /// Whether its recipient may ask not to get letters of this kind: none that
    /// tells of a right, of the account, or of an act that concerns them.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        match self {
            Self::PollReminder { .. }
            | Self::WorkDigest {}
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. } => true,
            Self::Notice { statutory, .. } => !statutory,
            Self::SignInLink { .. }
            | Self::Invitation {}
            | Self::PasswordChanged { .. }
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChanged { .. }
            | Self::PollOpened { .. }
            | Self::PollVoided { .. }
            | Self::PollExtended { .. }
            | Self::PollExcluded { .. }
            | Self::PollResult { .. }
            | Self::ComplaintReceived { .. }
            | Self::ComplaintAnswered { .. }
            | Self::CastConfirmed { .. }
            | Self::CastUnderProxy { .. }
            | Self::ProxyNews { .. }
            | Self::RecordSays { .. }
            | Self::ApplicationNews { .. }
            | Self::RenewalReminder { .. }
            | Self::DuesInvoice { .. }
            | Self::RollAnswered { .. }
            | Self::PetitionDelivered { .. }
            | Self::AssetIncident { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::TestLetter {} => false,
        }
    }

    /// The kinds of letters of which somebody may choose to get none.
    pub const OPTIONAL: [&'static str; 5] = [
        "notice",
        "poll_reminder",
        "work_digest",
        "candidate_letter",
        "motion_news",
    ];

    /// How long after it was asked for the letter is still worth sending.
    #[must_use]
    pub fn good_for(&self) -> Duration {
        match self {
            Self::SignInLink { .. } | Self::TestLetter {} => Duration::minutes(30),
            Self::PollReminder { .. } | Self::WorkDigest {} => Duration::days(1),
            Self::Invitation {}
            | Self::PasswordChanged { .. }
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChanged { .. }
            | Self::PollOpened { .. }
            | Self::PollVoided { .. }
            | Self::PollExtended { .. }
            | Self::PollExcluded { .. }
            | Self::PollResult { .. }
            | Self::ComplaintReceived { .. }
            | Self::ComplaintAnswered { .. }
            | Self::CastConfirmed { .. }
            | Self::CastUnderProxy { .. }
            | Self::ProxyNews { .. }
            | Self::RecordSays { .. }
            | Self::ApplicationNews { .. }
            | Self::RenewalReminder { .. }
            | Self::RollAnswered { .. }
            | Self::PetitionDelivered { .. }
            | Self::AssetIncident { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. }
            | Self::Notice { .. }
            | Self::DuesInvoice { .. } => Duration::days(5),
        }
    }
}

/// The sentence that names a kind of letter: `sign_in_link` is `letter-sign-in-link-kind`.
#[must_use]
pub fn kind_key(kind: &str) -> String {
    format!("letter-{}-kind", kind.replace('_', "-"))
}

/// To whom a letter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// At the address and in the language the account has when the letter is sent.
    Account(Uuid),
    /// At an address that is no account's, or no longer.
    Address { address: Address, locale: Locale },
}

/// After how many attempts a letter is given up.
pub const MAX_ATTEMPTS: i32 = 12;

/// How long to wait after this many failed attempts; none when it is given up.
#[must_use]
pub fn wait_after(attempts: i32) -> Option<Duration> {
    match attempts {
        ..=1 => Some(Duration::seconds(2)),
        2 => Some(Duration::seconds(15)),
        3 => Some(Duration::minutes(1)),
        4 => Some(Duration::minutes(5)),
        5 => Some(Duration::minutes(20)),
        6 => Some(Duration::hours(1)),
        7..MAX_ATTEMPTS => Some(Duration::hours(6)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, MAX_ATTEMPTS, RollLine, Wording, wait_after};
    use crate::web::words::Locale;

    #[test]
    fn a_letter_is_stored_as_kind_and_parameters() {
        let letter = Letter::RecordSays {
            title: Wording::from("Board"),
            path: "/polls/1".into(),
            complain_path: "/polls/1".into(),
            voted: true,
            line: RollLine {
                roll: uuid::Uuid::nil(),
                entitlement: "00".repeat(16),
            },
        };
        let stored = serde_json::to_value(&letter).expect("a value");
        assert_eq!(stored["kind"], letter.kind());
        assert_eq!(stored["parameters"]["voted"], true);
        assert_eq!(
            serde_json::from_value::<Letter>(stored).ok().as_ref(),
            Some(&letter)
        );
    }

    #[test]
    fn a_wording_falls_back_to_the_text_that_decides() {
        let mut wording = Wording::from("Board election");
        wording
            .translations
            .insert("de".into(), "Vorstandswahl".into());
        assert_eq!(wording.in_locale(Locale::German), "Vorstandswahl");
        assert_eq!(wording.in_locale(Locale::English), "Board election");
    }

    #[test]
    fn attempts_are_spread_over_more_than_a_day_and_end() {
        let total: i64 = (1..)
            .map_while(wait_after)
            .map(|wait| wait.num_minutes())
            .sum();
        assert!(total > 24 * 60, "{total} minutes");
        assert_eq!(wait_after(MAX_ATTEMPTS), None);
    }
}
