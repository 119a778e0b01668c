//! Why a check fails, and whose fault it is, where that can be told.

use std::fmt;

/// Whoever a fault points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Culprit {
    /// The server that held the poll.
    Server,
    /// Who runs the log and holds its key.
    Operator,
    /// An officer by name, or several.
    Officers(Vec<String>),
    /// Whoever handed over the bundle.
    Bearer,
}

impl fmt::Display for Culprit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server => f.write_str("the server that held the poll"),
            Self::Operator => f.write_str("the log's operator"),
            Self::Officers(names) if names.len() == 1 => write!(f, "the officer {}", names[0]),
            Self::Officers(names) => write!(f, "the officers {}", names.join(", ")),
            Self::Bearer => f.write_str("whoever handed over the bundle"),
        }
    }
}

/// Why a check fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What does not hold.
    pub sentence: String,
    /// Whose fault it is; `None` where it cannot be told.
    pub by: Option<Culprit>,
}

impl Fault {
    pub(super) fn bearer(sentence: impl fmt::Display) -> Self {
        Self::by(Culprit::Bearer, sentence)
    }

    pub(super) fn server(sentence: impl fmt::Display) -> Self {
        Self::by(Culprit::Server, sentence)
    }

    pub(super) fn operator(sentence: impl fmt::Display) -> Self {
        Self::by(Culprit::Operator, sentence)
    }

    pub(super) fn officers<'n>(
        names: impl IntoIterator<Item = &'n str>,
        sentence: impl fmt::Display,
    ) -> Self {
        let names = names.into_iter().map(str::to_owned).collect();
        Self::by(Culprit::Officers(names), sentence)
    }

    pub(super) fn nobody(sentence: impl fmt::Display) -> Self {
        Self {
            sentence: sentence.to_string(),
            by: None,
        }
    }

    fn by(culprit: Culprit, sentence: impl fmt::Display) -> Self {
        Self {
            sentence: sentence.to_string(),
            by: Some(culprit),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        match &self.by {
            Some(culprit) => write!(f, "; at fault: {culprit}"),
            None => Ok(()),
        }
    }
}
