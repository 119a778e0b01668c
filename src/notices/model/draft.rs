//! A notice in the making: the form as typed, and what it comes to. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::kind::{Audience, Kind};
use super::words::{self, PLACEHOLDERS};
use crate::outbox::Wording;
use crate::web::times::parse_local;

/// The longest title, in characters.
pub const TITLE_CHARS: usize = 200;
/// The longest words of a notice in one language, in characters.
pub const TEXT_CHARS: usize = 20_000;
const PLACE_CHARS: usize = 500;
/// The most numbers that one notice names.
const NUMBERS_MAX: usize = 1000;

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub kind: String,
    pub audience: String,
    /// Numbers of memberships, with blanks or commas between.
    #[serde(default)]
    pub numbers: String,
    /// The number of the vote, or empty.
    #[serde(default)]
    pub poll: String,
    /// `YYYY-MM-DDTHH:MM` in the foundation's zone; of a vote empty: it opens when it opens.
    #[serde(default)]
    pub when: String,
    #[serde(default)]
    pub place: String,
    pub title: String,
    pub text: String,
    /// Title and text by language.
    #[serde(default)]
    pub translations: BTreeMap<String, Translation>,
}

/// The words in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
}

/// One sentence per field that cannot stand; empty where it can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub BTreeMap<String, String>);

impl Faults {
    fn find(&mut self, field: &str, sentence: impl Into<String>) {
        self.0
            .entry(field.to_owned())
            .or_insert_with(|| sentence.into());
    }

    /// The sentence of a field; empty where it can stand.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }
}

/// A notice that could be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub audience: Audience,
    /// Of [`Audience::Numbers`]: without doubles, in order.
    pub numbers: Vec<i64>,
    pub poll: Option<i32>,
    pub event_at: Option<DateTime<Utc>>,
    pub place: String,
    pub title: Wording,
    /// With its placeholders.
    pub text: Wording,
}

impl Form {
    /// Reads the form. `opens_at` is when a vote of this number opens.
    ///
    /// # Errors
    /// A sentence for each field that cannot stand.
    pub fn parse(
        &self,
        zone: Tz,
        opens_at: impl Fn(i32) -> Option<DateTime<Utc>>,
    ) -> Result<Draft, Faults> {
        let mut faults = Faults::default();
        let kind = Kind::parse(&self.kind);
        if kind.is_none() {
            faults.find("kind", "Choose what the notice announces.");
        }
        let audience = Audience::parse(&self.audience);
        if audience.is_none() {
            faults.find("audience", "Choose to whom it is due.");
        }
        let numbers = self.read_numbers(audience, &mut faults);
        let poll = self.read_poll(kind, audience, &opens_at, &mut faults);
        let event_at = self.read_when(kind, poll, zone, &opens_at, &mut faults);
        let place = self.place.trim().to_owned();
        if place.chars().count() > PLACE_CHARS {
            faults.find("place", "Keep the place within 500 characters.");
        }
        if place.chars().any(char::is_control) {
            faults.find("place", "Keep the place on one line.");
        }
        if let Some(kind) = kind
            && kind.required().contains(&"where")
            && place.is_empty()
        {
            faults.find(
                "place",
                "Say where the meeting is, or how to take part from afar: the notice must hold it.",
            );
        }
        let title = read_title("title", &self.title, &mut faults);
        let text = read_text("text", &self.text, kind, &mut faults);
        let mut titles = Wording::from(title.as_str());
        let mut texts = Wording::from(text.as_str());
        for (language, translation) in &self.translations {
            let blank = translation.title.trim().is_empty() && translation.text.trim().is_empty();
            if blank {
                continue;
            }
            let title = read_title(
                &format!("title_{language}"),
                &translation.title,
                &mut faults,
            );
            let text = read_text(
                &format!("text_{language}"),
                &translation.text,
                kind,
                &mut faults,
            );
            titles.translations.insert(language.clone(), title);
            texts.translations.insert(language.clone(), text);
        }
        match (kind, audience) {
            (Some(kind), Some(audience)) if faults.0.is_empty() => Ok(Draft {
                kind,
                audience,
                numbers,
                poll,
                event_at,
                place,
                title: titles,
                text: texts,
            }),
            _ => Err(faults),
        }
    }

    fn read_numbers(&self, audience: Option<Audience>, faults: &mut Faults) -> Vec<i64> {
        if audience != Some(Audience::Numbers) {
            return Vec::new();
        }
        let mut numbers = Vec::new();
        for word in self
            .numbers
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|word| !word.is_empty())
        {
            match word.parse::<i64>() {
                Ok(number) if number > 0 => numbers.push(number),
                _ => {
                    let word: String = word.chars().take(20).collect();
                    faults.find(
                        "numbers",
                        format!("“{word}” is no number of a member. Write it like 12."),
                    );
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            faults.find(
                "numbers",
                "Give the numbers of the members, such as 12, 31.",
            );
        }
        if numbers.len() > NUMBERS_MAX {
            faults.find("numbers", "Name at most 1,000 members in one notice.");
        }
        numbers
    }

    fn read_poll(
        &self,
        kind: Option<Kind>,
        audience: Option<Audience>,
        opens_at: &impl Fn(i32) -> Option<DateTime<Utc>>,
        faults: &mut Faults,
    ) -> Option<i32> {
        let needed = kind == Some(Kind::Vote) || audience == Some(Audience::Roll);
        match self.poll.trim() {
            "" if needed => {
                faults.find("poll", "Choose the vote it is about.");
                None
            }
            "" => None,
            typed => {
                let poll = typed.parse().ok().filter(|poll| opens_at(*poll).is_some());
                if poll.is_none() {
                    faults.find("poll", "Choose a vote that is drafted or open.");
                }
                poll
            }
        }
    }

    fn read_when(
        &self,
        kind: Option<Kind>,
        poll: Option<i32>,
        zone: Tz,
        opens_at: &impl Fn(i32) -> Option<DateTime<Utc>>,
        faults: &mut Faults,
    ) -> Option<DateTime<Utc>> {
        if kind == Some(Kind::Vote) {
            return poll.and_then(opens_at);
        }
        let typed = self.when.trim();
        if typed.is_empty() {
            if kind.is_some_and(|kind| kind != Kind::General) {
                let event = kind.map_or("event", Kind::event);
                faults.find("when", format!("Give day and hour of the {event}."));
            }
            return None;
        }
        parse_local(kind.map_or("event", Kind::event), typed, zone)
            .map_err(|sentence| faults.find("when", sentence))
            .ok()
    }
}

fn read_title(field: &str, raw: &str, faults: &mut Faults) -> String {
    let title = raw.trim();
    match title.chars().count() {
        0 => faults.find(
            field,
            "Give the notice a title: it is the subject of its letters.",
        ),
        1..=TITLE_CHARS => {}
        _ => faults.find(field, "Keep the title within 200 characters."),
    }
    if title.chars().any(char::is_control) {
        faults.find(
            field,
            "Keep the title on one line, without control characters.",
        );
    }
    title.to_owned()
}

fn read_text(field: &str, raw: &str, kind: Option<Kind>, faults: &mut Faults) -> String {
    let text = raw.replace("\r\n", "\n").trim().to_owned();
    match text.chars().count() {
        0 => faults.find(field, "Write the words of the notice."),
        1..=TEXT_CHARS => {}
        _ => faults.find(field, "Keep the notice within 20,000 characters."),
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        faults.find(
            field,
            "Take out the control characters (tabs, and what cannot be seen).",
        );
    }
    if let Some(kind) = kind
        && let Err(sentence) = words::check(&text, &PLACEHOLDERS, kind.required())
    {
        faults.find(field, sentence);
    }
    text
}
