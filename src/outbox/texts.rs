//! Letters whose words a foundation may write itself: what each can say, what it
//! must say, and how a text is checked before it is kept. Greeting, legend, code,
//! origin and the mark of the log are frame: no text can leave them out.
//!
//! [`own_words`]: the program's own words as a text; [`worded`]: a letter in one.

mod own_words;
mod worded;

pub(super) use worded::in_words;

use super::model::{Letter, filling, leading};

/// Subject and words of a letter, with placeholders in braces; an empty line
/// begins a new paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// The longest subject and body, in characters.
pub const SUBJECT_CHARS: usize = 200;
pub const BODY_CHARS: usize = 10_000;

/// A letter whose words can be written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Editable {
    SignInLink,
    Invitation,
    PasswordChanged,
    PasswordRemoved,
    AddressChangeProposed,
    AddressChangeApproved,
    AddressChangeStopped,
    AddressChanged,
    PollOpened,
    PollReminder,
    PollVoided,
    CastConfirmed,
}

impl Editable {
    pub const ALL: [Self; 12] = [
        Self::SignInLink,
        Self::Invitation,
        Self::PasswordChanged,
        Self::PasswordRemoved,
        Self::AddressChangeProposed,
        Self::AddressChangeApproved,
        Self::AddressChangeStopped,
        Self::AddressChanged,
        Self::PollOpened,
        Self::PollReminder,
        Self::PollVoided,
        Self::CastConfirmed,
    ];

    /// The word in the database and in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SignInLink => "sign_in_link",
            Self::Invitation => "invitation",
            Self::PasswordChanged => "password_changed",
            Self::PasswordRemoved => "password_removed",
            Self::AddressChangeProposed => "address_change_proposed",
            Self::AddressChangeApproved => "address_change_approved",
            Self::AddressChangeStopped => "address_change_stopped",
            Self::AddressChanged => "address_changed",
            Self::PollOpened => "poll_opened",
            Self::PollReminder => "poll_reminder",
            Self::PollVoided => "poll_voided",
            Self::CastConfirmed => "cast_confirmed",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.word() == word)
    }

    /// What it is, as officers read it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::SignInLink => "The link to sign in",
            Self::Invitation => "The invitation",
            Self::PasswordChanged => "A password was set",
            Self::PasswordRemoved => "A password was removed",
            Self::AddressChangeProposed => "A change of address is proposed",
            Self::AddressChangeApproved => "A change of address is approved",
            Self::AddressChangeStopped => "A change of address was stopped",
            Self::AddressChanged => "An address has changed",
            Self::PollOpened => "A vote is open",
            Self::PollReminder => "The reminder of an open vote",
            Self::PollVoided => "A vote was ended without a result",
            Self::CastConfirmed => "A ballot was received",
        }
    }

    /// Which of them a letter is; none for those whose words are their own.
    #[must_use]
    pub fn of(letter: &Letter) -> Option<Self> {
        match letter {
            Letter::SignInLink { .. } => Some(Self::SignInLink),
            Letter::Invitation {} => Some(Self::Invitation),
            Letter::PasswordChanged { removed: false } => Some(Self::PasswordChanged),
            Letter::PasswordChanged { removed: true } => Some(Self::PasswordRemoved),
            Letter::AddressChangeProposed { .. } => Some(Self::AddressChangeProposed),
            Letter::AddressChangeApproved { .. } => Some(Self::AddressChangeApproved),
            Letter::AddressChangeStopped { .. } => Some(Self::AddressChangeStopped),
            Letter::AddressChanged { .. } => Some(Self::AddressChanged),
            Letter::PollOpened { .. } => Some(Self::PollOpened),
            Letter::PollReminder { .. } => Some(Self::PollReminder),
            Letter::PollVoided { .. } => Some(Self::PollVoided),
            Letter::CastConfirmed { .. } => Some(Self::CastConfirmed),
            Letter::RecordSays { .. }
            | Letter::CastUnderProxy { .. }
            | Letter::ProxyNews { .. }
            | Letter::PollExtended { .. }
            | Letter::PollExcluded { .. }
            | Letter::PollResult { .. }
            | Letter::ComplaintReceived { .. }
            | Letter::ComplaintAnswered { .. }
            | Letter::RollAnswered { .. }
            | Letter::PetitionDelivered { .. }
            | Letter::AssetIncident { .. }
            | Letter::AssetWatched { .. }
            | Letter::FactorChanged { .. }
            | Letter::AddressChangeRenewed { .. }
            | Letter::SessionsEnded {}
            | Letter::RepresentationChanged { .. }
            | Letter::MembershipEnded { .. }
            | Letter::Nominated { .. }
            | Letter::CandidateLetter { .. }
            | Letter::MotionNews { .. }
            | Letter::InterestFound { .. }
            | Letter::Notice { .. }
            | Letter::WorkDigest {}
            | Letter::ApplicationNews { .. }
            | Letter::RenewalReminder { .. }
            | Letter::DuesInvoice { .. }
            | Letter::TestLetter {} => None,
        }
    }

    /// What its words may hold in braces, and what each stands for.
    #[must_use]
    pub fn placeholders(self) -> &'static [(&'static str, &'static str)] {
        const FOUNDATION: (&str, &str) = ("foundation", "the foundation’s name");
        const LINK: (&str, &str) = ("link", "the address to open");
        const TITLE: (&str, &str) = ("title", "the question of the vote");
        const CLOSES: (&str, &str) = ("closes", "when the vote closes");
        const NEW: (&str, &str) = ("new", "the new address, but for its middle");
        const OLD: (&str, &str) = ("old", "the old address, but for its middle");
        const WHEN: (&str, &str) = ("when", "when the change takes effect");
        const REASON: (&str, &str) = ("reason", "the reason given");
        const MEMBERSHIPS: (&str, &str) =
            ("memberships", "a line for each membership; may be empty");
        const ROLL: (&str, &str) = ("roll", "how the reader stands on the roll; may be empty");
        match self {
            Self::SignInLink | Self::PasswordChanged | Self::PasswordRemoved => &[FOUNDATION, LINK],
            Self::Invitation => &[FOUNDATION, MEMBERSHIPS, LINK],
            Self::AddressChangeProposed => &[FOUNDATION, NEW, REASON, LINK],
            Self::AddressChangeApproved => &[FOUNDATION, NEW, WHEN, LINK],
            Self::AddressChangeStopped => &[FOUNDATION, NEW],
            Self::AddressChanged => &[FOUNDATION, OLD, NEW],
            Self::PollOpened => &[FOUNDATION, TITLE, CLOSES, LINK],
            Self::PollReminder => &[FOUNDATION, TITLE, CLOSES, MEMBERSHIPS, LINK],
            Self::PollVoided => &[FOUNDATION, TITLE, REASON, LINK],
            Self::CastConfirmed => &[FOUNDATION, TITLE, CLOSES, ROLL, LINK],
        }
    }

    /// What its words must hold: without it the letter is of no use, or hides
    /// what its reader has a right to know.
    #[must_use]
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::SignInLink | Self::Invitation | Self::PasswordChanged | Self::PasswordRemoved => {
                &["link"]
            }
            Self::AddressChangeProposed => &["new", "reason", "link"],
            Self::AddressChangeApproved => &["new", "when", "link"],
            Self::AddressChangeStopped => &["new"],
            Self::AddressChanged => &["old", "new"],
            Self::PollOpened | Self::PollReminder | Self::CastConfirmed => {
                &["title", "closes", "link"]
            }
            Self::PollVoided => &["title", "reason", "link"],
        }
    }
}

/// Where an invitation leads, and where people see to their accounts.
pub(super) const SIGN_IN_PATH: &str = "/sign-in?next=%2Fme";
pub(super) const ACCOUNT_PATH: &str = "/account";

/// Checks a text before it is kept: a letter that everybody gets, signed, leads to this
/// site at `public_origin` and nowhere else.
///
/// # Errors
/// Field (`subject` or `body`) and a sentence that names line and placeholder.
pub fn check(
    kind: Editable,
    text: &Text,
    public_origin: &str,
) -> Result<(), (&'static str, String)> {
    match text.subject.chars().count() {
        0 => return Err(("subject", "Give the letter a subject.".to_owned())),
        1..=SUBJECT_CHARS => {}
        _ => {
            return Err((
                "subject",
                "Keep the subject within 200 characters.".to_owned(),
            ));
        }
    }
    if text.subject.chars().any(char::is_control) {
        let sentence = "Keep the subject on one line, without control characters.";
        return Err(("subject", sentence.to_owned()));
    }
    match text.body.chars().count() {
        0 => return Err(("body", "Write the words of the letter.".to_owned())),
        1..=BODY_CHARS => {}
        _ => {
            return Err((
                "body",
                "Keep the words within 10,000 characters.".to_owned(),
            ));
        }
    }
    if text.body.chars().any(|c| c.is_control() && c != '\n') {
        let sentence = "Take out the control characters (tabs, and what cannot be seen).";
        return Err(("body", sentence.to_owned()));
    }
    filling::check(&text.subject, kind.placeholders(), &[])
        .map_err(|sentence| ("subject", sentence))?;
    filling::check(&text.body, kind.placeholders(), kind.required())
        .map_err(|sentence| ("body", sentence))?;
    for (field, words) in [("subject", &text.subject), ("body", &text.body)] {
        if let Some(address) = leading::elsewhere(words, public_origin) {
            return Err((
                field,
                format!(
                    "“{address}” is an address, or reads like one. Letters lead to {public_origin} and nowhere else: take it out, or put a blank after a full stop."
                ),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
