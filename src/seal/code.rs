//! Short codes that are also keys of canonical objects: option ids and class ids.

use std::fmt;
use std::str::FromStr;

use super::canonical::is_key;

/// A code of 1 to 32 characters `a-z 0-9 _ -`: the id of an option or of a member class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// The sentence for a code of the wrong form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a code of 1 to 32 of the characters a-z, 0-9, _ and -")]
pub struct NotACode;

impl Code {
    /// # Errors
    /// [`NotACode`] when the text is empty, too long or has another character.
    pub fn parse(raw: &str) -> Result<Self, NotACode> {
        if is_key(raw) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(NotACode)
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(raw: &str) -> Result<Self, NotACode> {
        Self::parse(raw)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
