//! The program's own words as a text with placeholders, and a letter in a text with
//! samples in their place, as officers see it. Writes to nobody.

use chrono::{DateTime, Utc};

use super::{ACCOUNT_PATH, Editable, SIGN_IN_PATH, Text};
use crate::outbox::model::{Letter, RollLine, Wording};
use crate::outbox::write::{Enclosed, Letterhead, RollOpening, content, write};
use crate::web::times;
use crate::web::words::Speaker;

/// What stands for an instant where the program's own words are made a text.
const SENTINEL: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

impl Editable {
    /// A letter of this kind whose every value is its placeholder.
    pub(super) fn of_placeholders(self) -> Letter {
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
