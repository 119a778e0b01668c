//! What an election is made of. Pure.

pub mod calendar;
pub mod caps;
pub mod nomination;
pub mod ready;
pub mod rehearsal;

use crate::typed::hides;

/// A rule that speaks to something, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited<T> {
    pub value: T,
    /// Document and section; a sentence where no document answers.
    pub citation: String,
}

/// What an election committee can do, each by two of its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    Chair,
    Eligible,
    Ineligible,
    List,
    Withdrawal,
    Moderation,
}

impl ActKind {
    pub const ALL: [Self; 6] = [
        Self::Chair,
        Self::Eligible,
        Self::Ineligible,
        Self::List,
        Self::Withdrawal,
        Self::Moderation,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Eligible => "eligible",
            Self::Ineligible => "ineligible",
            Self::List => "list",
            Self::Withdrawal => "withdrawal",
            Self::Moderation => "moderation",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it says why.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        match self {
            Self::Ineligible | Self::Withdrawal | Self::Moderation => true,
            Self::Chair | Self::Eligible | Self::List => false,
        }
    }

    /// The sentence that says it of somebody or something.
    #[must_use]
    pub fn said(self, of: &str) -> String {
        match self {
            Self::Chair => format!("{of} chairs the committee"),
            Self::Eligible => format!("{of} is eligible"),
            Self::Ineligible => format!("{of} is not eligible"),
            Self::List => format!("The list of candidates: {of}"),
            Self::Withdrawal => format!("{of} is a candidate no more"),
            Self::Moderation => format!("Question {of} is hidden"),
        }
    }
}

/// Where somebody who was nominated stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NomineeState {
    /// Has not answered yet.
    Asked,
    Declined,
    /// Accepted, and the committee has not decided.
    Accepted,
    Eligible,
    Ineligible,
    /// On the published list.
    Candidate,
    /// Was eligible, and is out by a recorded act.
    Withdrawn,
}

impl NomineeState {
    /// The key of its word in the catalogue.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "nominee-asked",
            Self::Declined => "nominee-declined",
            Self::Accepted => "nominee-accepted",
            Self::Eligible => "nominee-eligible",
            Self::Ineligible => "nominee-ineligible",
            Self::Candidate => "nominee-candidate",
            Self::Withdrawn => "nominee-withdrawn",
        }
    }

    /// From the latest answer, the latest confirmed act about the person, and
    /// whether the published list names them.
    #[must_use]
    pub fn of(answer: Option<&str>, act: Option<ActKind>, listed: bool) -> Self {
        match (answer, act) {
            (_, Some(ActKind::Withdrawal)) => Self::Withdrawn,
            (_, Some(ActKind::Ineligible)) => Self::Ineligible,
            (Some("declined"), _) => Self::Declined,
            (Some("accepted"), Some(ActKind::Eligible)) if listed => Self::Candidate,
            (Some("accepted"), Some(ActKind::Eligible)) => Self::Eligible,
            (Some("accepted"), _) => Self::Accepted,
            _ => Self::Asked,
        }
    }
}

/// Text of several lines as a form brings it: at most so many characters, line
/// ends as one character.
///
/// # Errors
/// The sentence for the form.
pub fn paragraphs(raw: &str, chars: usize, missing: &str) -> Result<String, String> {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    match text.chars().count() {
        0 => Err(missing.to_owned()),
        _ if text.chars().any(|c| c.is_control() && c != '\n') => {
            Err("Remove the control characters from this text.".to_owned())
        }
        count if count <= chars => Ok(text.to_owned()),
        count => Err(format!(
            "Keep it within {chars} characters; it has {count}."
        )),
    }
}

/// One line of text of at most so many characters.
///
/// # Errors
/// The sentence for the form.
pub fn line(raw: &str, chars: usize, missing: &str) -> Result<String, String> {
    let text = paragraphs(raw, chars, missing)?;
    if text.contains('\n') {
        return Err("Keep it on one line.".to_owned());
    }
    if hides(&text) {
        return Err("Remove the characters that are not seen from this line.".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{ActKind, NomineeState, line, paragraphs};

    #[test]
    fn a_nominee_stands_where_the_records_say() {
        use ActKind::{Eligible, Ineligible, Withdrawal};
        for (answer, act, listed, state) in [
            (None, None, false, NomineeState::Asked),
            (Some("declined"), None, false, NomineeState::Declined),
            (Some("accepted"), None, false, NomineeState::Accepted),
            (
                Some("accepted"),
                Some(Eligible),
                false,
                NomineeState::Eligible,
            ),
            (
                Some("accepted"),
                Some(Eligible),
                true,
                NomineeState::Candidate,
            ),
            (
                Some("accepted"),
                Some(Ineligible),
                false,
                NomineeState::Ineligible,
            ),
            (
                Some("accepted"),
                Some(Withdrawal),
                true,
                NomineeState::Withdrawn,
            ),
        ] {
            assert_eq!(NomineeState::of(answer, act, listed), state);
        }
    }

    #[test]
    fn acts_have_words_of_their_own() {
        for kind in ActKind::ALL {
            assert_eq!(ActKind::parse(kind.word()), Some(kind));
        }
        assert_eq!(ActKind::parse("other"), None);
    }

    #[test]
    fn texts_are_bounded_and_keep_their_paragraphs() {
        assert_eq!(paragraphs(" a\r\n\r\nb ", 10, "").as_deref(), Ok("a\n\nb"));
        assert!(paragraphs("", 10, "Write.").is_err());
        assert!(paragraphs("a\u{0}b", 10, "").is_err());
        assert!(paragraphs("abcdef", 5, "").is_err());
        assert!(line("a\nb", 10, "").is_err());
        assert!(line("a\u{202e}b", 10, "").is_err());
        assert!(line("a\u{200b}b", 10, "").is_err());
    }
}
