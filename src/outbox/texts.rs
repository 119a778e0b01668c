//! Letters whose words a foundation may write itself: what each can say, the
//! program's own words as a text with placeholders, and how one is checked and
//! filled. Greeting, legend, code, origin and the mark of the log are frame: no
//! text can leave them out.

use chrono::{DateTime, Utc};

use super::model::filling;
use super::model::{Letter, RollLine, Wording};
use super::write::{Enclosed, Letterhead, RollOpening, content, write};
use crate::web::times;
use crate::web::words::Speaker;

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

/// What stands for an instant where the program's own words are made a text.
const SENTINEL: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

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
            | Letter::FactorChanged { .. }
            | Letter::Nominated { .. }
            | Letter::CandidateLetter { .. }
            | Letter::MotionNews { .. }
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

    /// A letter of this kind whose every value is its placeholder.
    fn of_placeholders(self) -> Letter {
        let title = Wording::from("{title}");
        let path = "{link}".to_owned();
        match self {
            Self::SignInLink => Letter::SignInLink {
                next: String::new(),
            },
            Self::Invitation => Letter::Invitation {},
            Self::PasswordChanged => Letter::PasswordChanged { removed: false },
            Self::PasswordRemoved => Letter::PasswordChanged { removed: true },
            Self::AddressChangeProposed => Letter::AddressChangeProposed {
                new_masked: "{new}".into(),
                reason: "{reason}".into(),
            },
            Self::AddressChangeApproved => Letter::AddressChangeApproved {
                new_masked: "{new}".into(),
                effective_at: SENTINEL,
            },
            Self::AddressChangeStopped => Letter::AddressChangeStopped {
                new_masked: "{new}".into(),
            },
            Self::AddressChanged => Letter::AddressChanged {
                old_masked: "{old}".into(),
                new_masked: "{new}".into(),
            },
            Self::PollOpened => Letter::PollOpened {
                title,
                path,
                closes_at: SENTINEL,
            },
            Self::PollReminder => Letter::PollReminder {
                title,
                path,
                closes_at: SENTINEL,
            },
            Self::PollVoided => Letter::PollVoided {
                title,
                path,
                reason: "{reason}".into(),
            },
            Self::CastConfirmed => Letter::CastConfirmed {
                title,
                path,
                closes_at: SENTINEL,
                line: RollLine {
                    roll: uuid::Uuid::nil(),
                    entitlement: String::new(),
                },
            },
        }
    }

    /// The program's own words in this language, as a text with placeholders.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn own_words(self, t: &Speaker) -> Result<Text, String> {
        let head = Letterhead {
            foundation: "{foundation}".to_owned(),
            zone: chrono_tz::UTC,
            public_origin: String::new(),
            log: None,
        };
        let enclosed = Enclosed {
            sign_in_path: Some("{link}".to_owned()),
            memberships: vec!["{memberships}".to_owned()],
            roll: Some(RollOpening {
                subject: "{roll}".to_owned(),
                lines: String::new(),
                position: 0,
            }),
            ..Enclosed::default()
        };
        let (subject, paragraphs) = content(&self.of_placeholders(), t, &head, &enclosed)?;
        let instant = times::full(t, chrono_tz::UTC, SENTINEL);
        let deadline = times::deadline(t, chrono_tz::UTC, SENTINEL);
        let name = match self {
            Self::AddressChangeApproved => "{when}",
            _ => "{closes}",
        };
        let body = paragraphs
            .iter()
            .map(|paragraph| match paragraph.as_str() {
                SIGN_IN_PATH | ACCOUNT_PATH => "{link}".to_owned(),
                words => words.replace(&deadline, name).replace(&instant, name),
            })
            .collect::<Vec<_>>()
            .join("\n\n");
        Ok(Text { subject, body })
    }
}

impl Editable {
    /// Subject and plain text of a letter in these words, with samples for what
    /// differs from one letter to the next.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sample(
        self,
        text: &Text,
        t: &Speaker,
        head: &Letterhead,
    ) -> Result<(String, String), String> {
        let enclosed = Enclosed {
            sign_in_path: Some("/sign-in/link?token=…".to_owned()),
            memberships: vec!["Ada Lovelace, Individual, 12".to_owned()],
            roll: Some(RollOpening {
                subject: "Ada Lovelace, individual member, number 12".to_owned(),
                lines: String::new(),
                position: 0,
            }),
            words: Some(text.clone()),
            ..Enclosed::default()
        };
        let title = Wording::from("Who shall take the two open seats?");
        let path = "/polls/7".to_owned();
        let letter = match self.of_placeholders() {
            Letter::PollOpened { closes_at, .. } => Letter::PollOpened {
                title,
                path,
                closes_at,
            },
            Letter::PollReminder { closes_at, .. } => Letter::PollReminder {
                title,
                path,
                closes_at,
            },
            Letter::PollVoided { .. } => Letter::PollVoided {
                title,
                path,
                reason: "A nominator was not entitled to nominate.".to_owned(),
            },
            Letter::CastConfirmed {
                closes_at, line, ..
            } => Letter::CastConfirmed {
                title,
                path,
                closes_at,
                line,
            },
            other => other,
        };
        let written = write(&letter, t, head, "Ada Lovelace", &enclosed, None)?;
        Ok((written.subject, written.text))
    }
}

/// Where an invitation leads, and where people see to their accounts.
pub(super) const SIGN_IN_PATH: &str = "/sign-in?next=%2Fme";
pub(super) const ACCOUNT_PATH: &str = "/account";

/// Checks a text before it is kept.
///
/// # Errors
/// Field (`subject` or `body`) and a sentence that names line and placeholder.
pub fn check(kind: Editable, text: &Text) -> Result<(), (&'static str, String)> {
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
        .map_err(|sentence| ("body", sentence))
}

/// What the placeholders of a letter stand for.
///
/// # Errors
/// When what the letter needs is not enclosed.
fn values(
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    enclosed: &Enclosed,
) -> Result<Vec<(&'static str, String)>, String> {
    let titled = |title: &Wording| title.in_locale(t.locale).to_owned();
    let when = |instant: &DateTime<Utc>| times::full(t, head.zone, *instant);
    let deadline = |instant: &DateTime<Utc>| times::deadline(t, head.zone, *instant);
    let memberships = || ("memberships", enclosed.memberships.join("\n"));
    let mut values = match letter {
        Letter::SignInLink { .. } => {
            let path = enclosed
                .sign_in_path
                .as_deref()
                .ok_or("the sign-in link is not enclosed")?;
            vec![("link", head.address(path))]
        }
        Letter::Invitation {} => vec![memberships(), ("link", head.address(SIGN_IN_PATH))],
        Letter::PasswordChanged { .. } => vec![("link", head.address(ACCOUNT_PATH))],
        Letter::AddressChangeProposed { new_masked, reason } => vec![
            ("new", new_masked.clone()),
            ("reason", reason.clone()),
            ("link", head.address(ACCOUNT_PATH)),
        ],
        Letter::AddressChangeApproved {
            new_masked,
            effective_at,
        } => vec![
            ("new", new_masked.clone()),
            ("when", when(effective_at)),
            ("link", head.address(ACCOUNT_PATH)),
        ],
        Letter::AddressChangeStopped { new_masked } => vec![("new", new_masked.clone())],
        Letter::AddressChanged {
            old_masked,
            new_masked,
        } => vec![("old", old_masked.clone()), ("new", new_masked.clone())],
        Letter::PollOpened {
            title,
            path,
            closes_at,
        } => vec![
            ("title", titled(title)),
            ("closes", deadline(closes_at)),
            ("link", head.address(path)),
        ],
        Letter::PollReminder {
            title,
            path,
            closes_at,
        } => {
            if enclosed.memberships.is_empty() {
                return Err("every ballot of the recipient is in".to_owned());
            }
            vec![
                ("title", titled(title)),
                ("closes", deadline(closes_at)),
                memberships(),
                ("link", head.address(path)),
            ]
        }
        Letter::PollVoided {
            title,
            path,
            reason,
        } => vec![
            ("title", titled(title)),
            ("reason", reason.clone()),
            ("link", head.address(path)),
        ],
        Letter::CastConfirmed {
            title,
            path,
            closes_at,
            ..
        } => vec![
            ("title", titled(title)),
            ("closes", when(closes_at)),
            (
                "roll",
                enclosed
                    .roll
                    .as_ref()
                    .map_or_else(String::new, |roll| roll.subject.clone()),
            ),
            ("link", head.address(path)),
        ],
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
        | Letter::FactorChanged { .. }
        | Letter::Nominated { .. }
        | Letter::CandidateLetter { .. }
        | Letter::MotionNews { .. }
        | Letter::Notice { .. }
        | Letter::WorkDigest {}
        | Letter::ApplicationNews { .. }
        | Letter::RenewalReminder { .. }
        | Letter::DuesInvoice { .. }
        | Letter::TestLetter {} => Vec::new(),
    };
    values.push(("foundation", head.foundation.clone()));
    Ok(values)
}

/// A letter in the words of a text: subject and paragraphs. A paragraph with a
/// placeholder that stands for nothing in this letter is left out.
///
/// # Errors
/// When what the letter needs is not enclosed.
pub(super) fn in_words(
    text: &Text,
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    enclosed: &Enclosed,
) -> Result<(String, Vec<String>), String> {
    let required = Editable::of(letter).map_or(&[][..], Editable::required);
    let values = values(letter, t, head, enclosed)?;
    let flat: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (*name, lines_alone(value)))
        .collect();
    let filled: Vec<(&str, &str)> = flat
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let paragraphs = text
        .body
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .filter(|paragraph| {
            let holds = |name: &str| paragraph.contains(&format!("{{{name}}}"));
            let says_nothing = filled
                .iter()
                .any(|(name, value)| value.is_empty() && holds(name));
            // What must be said is said, whatever stands beside it.
            !says_nothing || required.iter().any(|name| holds(name))
        })
        .map(|paragraph| filling::fill(paragraph, &filled))
        .collect();
    Ok((filling::fill(&text.subject, &filled), paragraphs))
}

/// A value without control characters but the ends of its lines.
fn lines_alone(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
