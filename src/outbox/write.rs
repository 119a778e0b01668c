//! A letter written out, in the recipient's language: what stands on every one is
//! here, the [`subject`] of each kind and its [`body`] have files of their own.

mod assets;
mod body;
mod membership;
mod polls;
mod subject;

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::model::{Code, Letter, Wording, kind_key, parted};
use super::texts::{Text, in_words};
use crate::web::figures::fours;
use crate::web::times;
use crate::web::words::{Locale, Speaker};

/// What stands at the head and foot of every letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    pub foundation: String,
    /// Instants in letters are given in this zone.
    pub zone: Tz,
    /// Scheme, host and port, without a trailing slash.
    pub public_origin: String,
    /// Where the public log stood when this was written; none before its first
    /// checkpoint.
    pub log: Option<LogMark>,
}

/// A checkpoint of the public log, as short as a letter tells it: whoever keeps
/// their letters keeps a witness of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogMark {
    pub size: u64,
    /// The first bytes of its root, in hexadecimal digits in groups of four.
    pub short_root: String,
}

impl LogMark {
    /// How many hexadecimal digits of the root a letter tells.
    const DIGITS: usize = 16;

    /// From a checkpoint's size and root.
    #[must_use]
    pub fn new(size: u64, root: &[u8; 32]) -> Self {
        let digits = data_encoding::HEXLOWER.encode(root);
        Self {
            size,
            short_root: fours(&digits[..Self::DIGITS]).join(" "),
        }
    }
}

impl Letterhead {
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_origin)
    }
}

/// What is looked up or made when a letter is sent, and never stored with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosed {
    /// Path and query of the single-use link.
    pub sign_in_path: Option<String>,
    /// A line for each membership of the recipient; in a reminder, for each whose
    /// ballot is not in.
    pub memberships: Vec<String>,
    pub roll: Option<RollOpening>,
    /// The foundation's own words for this letter, where it has any.
    pub words: Option<Text>,
    /// What waits for the recipient: a sentence and the path where it is done.
    pub work: Vec<(String, String)>,
}

/// What opens one commitment of a roll; none when it was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollOpening {
    /// The line shown to the member: name, capacity, number.
    pub subject: String,
    /// What opens the leaf, a value on each line, as the member keeps it.
    pub lines: String,
    /// The leaf's place on the roll, from 0.
    pub position: u64,
}

/// A letter ready to be put in an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// One letter, on two sheets: as plain text, and as HTML.
struct Sheet<'a> {
    locale: Locale,
    subject: &'a str,
    greeting: String,
    paragraphs: Vec<String>,
    foundation: &'a str,
    origin: &'a str,
    code: Option<String>,
    log: Option<String>,
}

#[derive(Template)]
#[template(path = "letters/letter.txt")]
struct TextSheet<'a>(&'a Sheet<'a>);

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct HtmlSheet<'a>(&'a Sheet<'a>);

/// Writes a letter to the person of this name (empty when not known).
///
/// # Errors
/// When what the letter needs is not enclosed, or the sheet cannot be filled.
pub fn write(
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    name: &str,
    enclosed: &Enclosed,
    code: Option<&Code>,
) -> Result<Written, String> {
    let (subject, paragraphs) = content(letter, t, head, enclosed)?;
    let sheet = Sheet {
        locale: t.locale,
        subject: &subject,
        greeting: if name.is_empty() {
            t.say("letter-greeting")
        } else {
            t.say1("letter-greeting-name", "name", name)
        },
        paragraphs,
        foundation: &head.foundation,
        origin: &head.public_origin,
        code: code.map(|code| {
            t.say2(
                "letter-code",
                "code",
                code.as_str(),
                "address",
                head.address("/letters"),
            )
        }),
        log: head.log.as_ref().map(|log| {
            t.say_all(
                "letter-log",
                &[
                    ("size", &t.count(log.size)),
                    ("root", &log.short_root),
                    ("address", &head.address("/log")),
                ],
            )
        }),
    };
    let text = TextSheet(&sheet)
        .render()
        .map_err(|error| error.to_string())?;
    let html = HtmlSheet(&sheet)
        .render()
        .map_err(|error| error.to_string())?;
    Ok(Written {
        text,
        html,
        subject,
    })
}

/// What every part of a letter is written with.
struct Page<'a> {
    letter: &'a Letter,
    t: &'a Speaker,
    head: &'a Letterhead,
    enclosed: &'a Enclosed,
}

impl Page<'_> {
    /// The key of a sentence of this letter: `-body` is `letter-invitation-body`.
    fn key(&self, part: &str) -> String {
        kind_key(self.letter.kind()).replace("-kind", part)
    }

    fn foundation(&self) -> &str {
        &self.head.foundation
    }

    fn titled(&self, title: &Wording) -> String {
        one_line(title.in_locale(self.t.locale))
    }

    /// The same as a subject: the digest of the text that a question names stands in the body.
    fn headed(&self, title: &Wording) -> String {
        one_line(parted(title.in_locale(self.t.locale)).0)
    }

    fn when(&self, instant: DateTime<Utc>) -> String {
        times::full(self.t, self.head.zone, instant)
    }

    /// When something is over, by the clock of the foundation, and elsewhere.
    fn deadline(&self, instant: DateTime<Utc>) -> String {
        times::deadline(self.t, self.head.zone, instant)
    }
}

pub(super) fn content(
    letter: &Letter,
    t: &Speaker,
    head: &Letterhead,
    enclosed: &Enclosed,
) -> Result<(String, Vec<String>), String> {
    let (subject, paragraphs) = match &enclosed.words {
        Some(text) => in_words(text, letter, t, head, enclosed)?,
        None => {
            let page = Page {
                letter,
                t,
                head,
                enclosed,
            };
            (subject::of(&page), body::of(&page)?)
        }
    };
    Ok((one_line(&subject), paragraphs))
}

/// Characters of a line of text, as letters have been written since paper.
const LINE_CHARS: usize = 72;

/// Breaks a paragraph at blanks so that its lines stay short; a word longer than
/// a line (an address) stays whole. What comes in lines of its own keeps them.
pub(super) fn wrap(text: &str) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    let mut wrapped = String::with_capacity(text.len() + text.len() / LINE_CHARS);
    let mut used = 0;
    for word in text.split(' ') {
        let chars = word.chars().count();
        if used > 0 && used + 1 + chars > LINE_CHARS {
            wrapped.push('\n');
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += chars;
    }
    wrapped
}

/// Text from a form as part of a sentence: without line breaks.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
