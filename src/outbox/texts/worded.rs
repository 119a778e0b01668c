//! A letter in the words of a text: what its placeholders stand for, filled in. What
//! a text may hold was checked when it was kept, and is not judged here.

use chrono::{DateTime, Utc};

use super::{ACCOUNT_PATH, Editable, SIGN_IN_PATH, Text};
use crate::outbox::model::{Letter, Wording, filling, parted};
use crate::outbox::write::{Enclosed, Letterhead};
use crate::web::times;
use crate::web::words::Speaker;

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
pub(in crate::outbox) fn in_words(
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
    // The digest of the text that a question names stands in the body.
    let heading: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| match *name {
            "title" => (*name, parted(value).0),
            _ => (*name, *value),
        })
        .collect();
    Ok((filling::fill(&text.subject, &heading), paragraphs))
}

/// A value without control characters but the ends of its lines.
fn lines_alone(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}
