//! What a verification says.

use std::fmt;

use crate::seal::canonical::Value;
use crate::seal::hash::Digest;
use crate::seal::unseen::shown;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It holds.
    Ok,
    /// It does not.
    Fails,
    /// It was not made, or not to its end.
    Open,
}

impl State {
    /// The word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fails => "fails",
            Self::Open => "open",
        }
    }
}

/// The line of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The check's number, from 1.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// How it ended.
    pub state: State,
    /// What was found, for people.
    pub sentence: String,
    /// The keys that are trusted without a policy, one a line.
    pub keys: Vec<String>,
}

/// What all checks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything holds under the policy.
    Verified,
    /// Everything holds, but whose keys they are was not asked.
    Consistent,
    /// The check of this number fails.
    Refused(u8),
    /// There is no bundle to verify.
    Unreadable,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verified => f.write_str("verified"),
            Self::Consistent => f.write_str("consistent; keys not checked"),
            Self::Refused(number) => write!(f, "refused at check {number:02}"),
            Self::Unreadable => f.write_str("unreadable"),
        }
    }
}

/// A whole verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The bundle's id, where `files.json` could be read.
    pub bundle: Option<Digest>,
    /// A line per check.
    pub lines: Vec<Line>,
    /// What they come to.
    pub verdict: Verdict,
}

impl Report {
    /// The exit code: 2 if there is no bundle, 1 if a check fails (with `strict`, also if one is
    /// open), else 0.
    pub fn exit_code(&self, strict: bool) -> u8 {
        let open = self.lines.iter().any(|line| line.state == State::Open);
        match self.verdict {
            Verdict::Unreadable => 2,
            Verdict::Refused(_) => 1,
            Verdict::Verified | Verdict::Consistent => u8::from(strict && open),
        }
    }

    /// A line per check and the verdict, as they are printed. Names come from the bundle, and a
    /// character that moves the cursor or turns the line could make them say something else.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let Line {
                number,
                name,
                state,
                sentence,
                keys,
            } = line;
            let state = state.word();
            text.push_str(&shown(&format!("{number:02} {name} {state}: {sentence}")));
            text.push('\n');
            for key in keys {
                text.push_str(&shown(&format!("   {key}")));
                text.push('\n');
            }
        }
        text.push_str(&format!("{}\n", self.verdict));
        text
    }

    /// The same as canonical JSON, without LF.
    pub fn to_json(&self) -> String {
        let line = |line: &Line| {
            let mut sentence = line.sentence.clone();
            if !line.keys.is_empty() {
                sentence.push_str(": ");
                sentence.push_str(&line.keys.join("; "));
            }
            Value::object([
                ("n", u64::from(line.number).into()),
                ("name", line.name.into()),
                ("sentence", shown(&sentence).into()),
                ("state", line.state.word().into()),
            ])
        };
        let bundle = self.bundle.map(|id| id.to_string()).unwrap_or_default();
        Value::object([
            ("bundle", bundle.into()),
            ("checks", Value::List(self.lines.iter().map(line).collect())),
            ("verdict", self.verdict.to_string().into()),
        ])
        .encode()
    }
}
