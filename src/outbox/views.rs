//! What the pages about letters show.

use askama::Template;

use super::Letter;
use super::eml::Mail;
use super::model::{Code, kind_key};
use super::pieces::{Piece, pieces};
use super::store::{Choice, Known};
use crate::web::Frame;
use crate::web::times;

/// One letter that bears the code.
struct Line {
    kind: String,
    written: String,
    masked_address: String,
}

#[derive(Template)]
#[template(path = "outbox/letters.html")]
pub struct LettersPage {
    frame: Frame,
    typed: String,
    /// None before a code was given.
    lines: Option<Vec<Line>>,
    error: Option<String>,
    faults: Vec<(&'static str, String)>,
}

impl LettersPage {
    #[must_use]
    pub fn blank(frame: Frame) -> Self {
        Self {
            frame,
            typed: String::new(),
            lines: None,
            error: None,
            faults: Vec::new(),
        }
    }

    #[must_use]
    pub fn wrong(frame: Frame, typed: &str) -> Self {
        let sentence = frame.t.say("letters-code-wrong");
        Self {
            typed: typed.chars().take(40).collect(),
            error: Some(sentence.clone()),
            faults: vec![("code", sentence)],
            ..Self::blank(frame)
        }
    }

    #[must_use]
    pub fn answer(frame: Frame, code: &Code, known: &[Known]) -> Self {
        let zone = frame.zone();
        let lines = known
            .iter()
            .map(|letter| Line {
                kind: frame.t.say(&kind_key(&letter.kind)),
                written: times::full(&frame.t, zone, letter.queued_at),
                masked_address: letter.masked_address.clone(),
            })
            .collect();
        Self {
            typed: code.as_str().to_owned(),
            lines: Some(lines),
            ..Self::blank(frame)
        }
    }
}

/// A letter of the demonstration.
struct Shown {
    to: String,
    subject: String,
    date: String,
    pieces: Vec<Piece>,
}

#[derive(Template)]
#[template(path = "outbox/mail.html")]
pub struct MailPage {
    frame: Frame,
    wanted: String,
    mails: Vec<Shown>,
}

impl MailPage {
    #[must_use]
    pub fn new(frame: Frame, wanted: String, mails: Vec<Mail>) -> Self {
        let mails = mails
            .into_iter()
            .map(|mail| Shown {
                pieces: pieces(&mail.body),
                to: mail.to,
                subject: mail.subject,
                date: mail.date,
            })
            .collect();
        Self {
            frame,
            wanted,
            mails,
        }
    }
}

/// One press, and letters of a kind come no more.
#[derive(Template)]
#[template(path = "outbox/unsubscribe.html")]
pub struct UnsubscribePage {
    frame: Frame,
    token: String,
    kind: String,
    done: bool,
}

impl UnsubscribePage {
    #[must_use]
    pub fn new(frame: Frame, token: String, kind: &str, done: bool) -> Self {
        Self {
            kind: frame.t.say(&choice_key(kind)),
            frame,
            token,
            done,
        }
    }
}

/// The sentence that names what somebody may choose not to get.
fn choice_key(kind: &str) -> String {
    format!("letter-choice-{}", kind.replace('_', "-"))
}

/// What a person gets by mail of what no rule asks for.
#[derive(Template)]
#[template(path = "outbox/choices.html")]
pub struct ChoicesPage {
    frame: Frame,
    /// Kind, its name, whether it is wanted.
    kinds: Vec<(&'static str, String, bool)>,
}

impl ChoicesPage {
    #[must_use]
    pub fn new(frame: Frame, chosen: &[Choice]) -> Self {
        let kinds = Letter::OPTIONAL
            .into_iter()
            .map(|kind| {
                let choice = chosen.iter().find(|choice| choice.kind == kind);
                let wanted = choice.is_none_or(|choice| choice.wanted);
                (kind, frame.t.say(&choice_key(kind)), wanted)
            })
            .collect();
        Self { frame, kinds }
    }
}
