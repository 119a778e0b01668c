//! What holds of a letter by its kind: its word, whether it presses, whether one may
//! do without it, whether it tells who votes, and how long it is worth sending.

use chrono::Duration;

use super::Letter;

impl Letter {
    /// How many of each letter there are kinds, for tests and pages.
    pub const KINDS: [&'static str; 38] = [
        "sign_in_link",
        "invitation",
        "password_changed",
        "sessions_ended",
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
        "asset_watched",
        "factor_changed",
        "address_change_renewed",
        "representation_changed",
        "membership_ended",
        "nominated",
        "candidate_letter",
        "motion_news",
        "interest_found",
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
            Self::SessionsEnded {} => "sessions_ended",
            Self::AddressChangeProposed { .. } => "address_change_proposed",
            Self::AddressChangeApproved { .. } => "address_change_approved",
            Self::AddressChangeStopped { .. } => "address_change_stopped",
            Self::AddressChanged { .. } => "address_changed",
            Self::RepresentationChanged { .. } => "representation_changed",
            Self::MembershipEnded { .. } => "membership_ended",
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
            Self::AssetWatched { .. } => "asset_watched",
            Self::FactorChanged { .. } => "factor_changed",
            Self::AddressChangeRenewed { .. } => "address_change_renewed",
            Self::Nominated { .. } => "nominated",
            Self::CandidateLetter { .. } => "candidate_letter",
            Self::MotionNews { .. } => "motion_news",
            Self::InterestFound { .. } => "interest_found",
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
            | Self::SessionsEnded {}
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChangeRenewed { .. }
            | Self::AddressChanged { .. }
            | Self::RepresentationChanged { .. }
            | Self::MembershipEnded { .. }
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
            | Self::AssetWatched { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. }
            | Self::InterestFound { .. }
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
            | Self::SessionsEnded {}
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChangeRenewed { .. }
            | Self::AddressChanged { .. }
            | Self::RepresentationChanged { .. }
            | Self::MembershipEnded { .. }
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
            | Self::AssetWatched { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::InterestFound { .. }
            | Self::TestLetter {} => false,
        }
    }

    /// Whether it tells that somebody has voted, or has not: of letters of its kind nobody is told
    /// how many there are, or when one left or could not.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        match self {
            Self::CastConfirmed { .. }
            | Self::CastUnderProxy { .. }
            | Self::PollReminder { .. }
            | Self::RecordSays { .. }
            | Self::WorkDigest {} => true,
            Self::SignInLink { .. }
            | Self::Invitation {}
            | Self::PasswordChanged { .. }
            | Self::SessionsEnded {}
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChangeRenewed { .. }
            | Self::AddressChanged { .. }
            | Self::RepresentationChanged { .. }
            | Self::MembershipEnded { .. }
            | Self::PollOpened { .. }
            | Self::PollVoided { .. }
            | Self::PollExtended { .. }
            | Self::PollExcluded { .. }
            | Self::PollResult { .. }
            | Self::ComplaintReceived { .. }
            | Self::ComplaintAnswered { .. }
            | Self::ProxyNews { .. }
            | Self::Notice { .. }
            | Self::RollAnswered { .. }
            | Self::PetitionDelivered { .. }
            | Self::AssetIncident { .. }
            | Self::AssetWatched { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. }
            | Self::InterestFound { .. }
            | Self::ApplicationNews { .. }
            | Self::RenewalReminder { .. }
            | Self::DuesInvoice { .. }
            | Self::TestLetter {} => false,
        }
    }

    // The same by their words, for the database and for pages, which have no letter in hand. That
    // each list is what its predicate says of every letter, a test asks (`outbox/write/tests.rs`).

    /// The kinds that [`Self::is_pressing`] names.
    pub const PRESSING: [&'static str; 2] = ["sign_in_link", "test_letter"];

    /// The kinds of letters of which somebody may choose to get none: those that
    /// [`Self::is_optional`] names, with notices, of which the statutory come all the same.
    pub const OPTIONAL: [&'static str; 5] = [
        "notice",
        "poll_reminder",
        "work_digest",
        "candidate_letter",
        "motion_news",
    ];

    /// The kinds that [`Self::is_telling`] names.
    pub const TELLING: [&'static str; 5] = [
        "cast_confirmed",
        "cast_under_proxy",
        "poll_reminder",
        "record_says",
        "work_digest",
    ];

    /// How long after it was asked for the letter is still worth sending.
    #[must_use]
    pub fn good_for(&self) -> Duration {
        match self {
            Self::SignInLink { .. } | Self::TestLetter {} => Duration::minutes(30),
            Self::PollReminder { .. } | Self::WorkDigest {} => Duration::days(1),
            Self::Invitation {}
            | Self::PasswordChanged { .. }
            | Self::SessionsEnded {}
            | Self::AddressChangeProposed { .. }
            | Self::AddressChangeApproved { .. }
            | Self::AddressChangeStopped { .. }
            | Self::AddressChangeRenewed { .. }
            | Self::AddressChanged { .. }
            | Self::RepresentationChanged { .. }
            | Self::MembershipEnded { .. }
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
            | Self::AssetWatched { .. }
            | Self::FactorChanged { .. }
            | Self::Nominated { .. }
            | Self::CandidateLetter { .. }
            | Self::MotionNews { .. }
            | Self::InterestFound { .. }
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
