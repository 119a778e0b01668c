//! Who may read and take part in a debate, and what is said in it. Pure.

/// For the motion, against it, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    Neither,
    For,
    Against,
}

impl Stance {
    pub const ALL: [Self; 3] = [Self::Neither, Self::For, Self::Against];

    /// The word in the database and in forms; empty for neither.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Neither => "",
            Self::For => "for",
            Self::Against => "against",
        }
    }

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Neither => "neither",
            Self::For | Self::Against => self.word(),
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.word() == word)
    }
}

/// To whom a debate is open, beside officers, auditors and whoever sits on the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Body,
    Members,
    Everybody,
}

impl Audience {
    /// As the rule `motions.debate` says. Where it is silent the body reads, and of the
    /// members' motions the members; what is closed only the body reads.
    #[must_use]
    pub fn of(rule: Option<&str>, of_members: bool, closed: bool) -> Self {
        if closed {
            return Self::Body;
        }
        match rule {
            Some("everybody") => Self::Everybody,
            Some("members") => Self::Members,
            // The members are the body.
            _ if of_members => Self::Members,
            _ => Self::Body,
        }
    }

    /// Whether it is open to this reader.
    #[must_use]
    pub fn admits(self, place: Place) -> bool {
        match self {
            Self::Everybody => true,
            Self::Members => place.inside || place.member,
            Self::Body => place.inside,
        }
    }
}

/// Where a reader stands to a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// An officer, an auditor, or one who sits on the body.
    pub inside: bool,
    /// One who acts for a membership with a vote today.
    pub member: bool,
}

/// Whether the motion was not submitted yet, so that nobody but its body knows of it.
#[must_use]
pub fn is_draft(state: &str) -> bool {
    ["", "draft"].contains(&state)
}

/// Whether a debate goes on while its motion stands so: from its submission until the
/// result is known.
#[must_use]
pub fn is_open(state: &str) -> bool {
    [
        "submitted",
        "moved",
        "seconded",
        "in_debate",
        "referred",
        "postponed",
        "put",
    ]
    .contains(&state)
}

/// The most letters of one post.
pub const MAX_CHARS: usize = 8000;

/// What somebody says, with plain line ends.
///
/// # Errors
/// The key of a sentence for the form.
pub fn words(typed: &str) -> Result<String, &'static str> {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    match text.chars().count() {
        0 => Err("debate-fault-empty"),
        letters if letters <= MAX_CHARS => Ok(text.to_owned()),
        _ => Err("debate-fault-long"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience, MAX_CHARS, Place, Stance, is_draft, is_open, words};

    #[test]
    fn the_rule_opens_a_debate_and_silence_keeps_it_to_the_body() {
        use Audience::{Body, Everybody, Members};
        for (rule, of_members, closed, audience) in [
            (None, false, false, Body),
            (None, true, false, Members),
            (Some("the body"), false, false, Body),
            (Some("the body"), true, false, Members),
            (Some("members"), false, false, Members),
            (Some("everybody"), false, false, Everybody),
            (Some("everybody"), true, false, Everybody),
            (Some("everybody"), false, true, Body),
            (Some("something else"), false, false, Body),
        ] {
            let found = Audience::of(rule, of_members, closed);
            assert_eq!(found, audience, "{rule:?} {of_members} {closed}");
        }
        let nobody = Place::default();
        let member = Place {
            member: true,
            ..nobody
        };
        let inside = Place {
            inside: true,
            ..nobody
        };
        assert!(Everybody.admits(nobody) && !Members.admits(nobody) && !Body.admits(nobody));
        assert!(Members.admits(member) && !Body.admits(member));
        assert!(Members.admits(inside) && Body.admits(inside));
    }

    #[test]
    fn a_debate_goes_on_until_the_result() {
        for state in ["submitted", "moved", "in_debate", "put"] {
            assert!(is_open(state), "{state}");
        }
        for state in ["", "draft", "adopted", "lost", "withdrawn", "implemented"] {
            assert!(!is_open(state), "{state}");
        }
        for (state, draft) in [
            ("", true),
            ("draft", true),
            ("submitted", false),
            ("lost", false),
        ] {
            assert_eq!(is_draft(state), draft, "{state}");
        }
    }

    #[test]
    fn what_is_said_has_plain_line_ends_and_a_length() {
        assert_eq!(words(" a\r\nb\rc \n"), Ok("a\nb\nc".to_owned()));
        assert_eq!(words(" \r\n"), Err("debate-fault-empty"));
        assert!(words(&"x".repeat(MAX_CHARS)).is_ok());
        assert_eq!(words(&"x".repeat(MAX_CHARS + 1)), Err("debate-fault-long"));
        for stance in Stance::ALL {
            assert_eq!(Stance::parse(stance.word()), Some(stance));
        }
    }
}
