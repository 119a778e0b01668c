//! The founding form, judged whole. Pure.

mod form;
mod officers;

pub use form::{CLASS_ROWS, ClassRow, Form, OFFICER_ROWS, OfficerRow};

use std::collections::BTreeSet;

use chrono_tz::Tz;

use crate::bodies::Office;
use crate::bodies::model::{Foundation, InClear, in_clear, log_origin_of, parse_public_origin};
use crate::members::model::{ClassId, MAX_VOTES, NewClass};
use crate::outbox::Address;
use crate::parties::Name;
use crate::rulebook::model as rulebook;
use crate::rulebook::model::book::Book;
use crate::rulebook::model::presets::{self, ClassRule};
use officers::{judge_exclusions, judge_officers, officers_asked};

/// What is wrong with a field: its id on the page, and a sentence.
pub type Fault = (String, String);

/// A first officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founder {
    pub name: Name,
    pub address: Address,
    /// Each once, in the order of [`Office`].
    pub offices: BTreeSet<Office>,
}

/// A whole founding record, fit to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    pub foundation: Foundation,
    /// The first rulebook, as a file and as read.
    pub rulebook: (String, Book),
    pub classes: Vec<NewClass>,
    /// By first appearance on the form.
    pub officers: Vec<Founder>,
    /// The text of the founding record.
    pub text: String,
}

/// Judges the whole form.
///
/// # Errors
/// Every fault, in the order of the page.
pub fn judge(form: &Form) -> Result<Founding, Vec<Fault>> {
    let mut faults = Vec::new();
    let foundation = judge_foundation(form, &mut faults);
    let classes = judge_classes(&form.classes, &mut faults);
    let rulebook = judge_rulebook(&form.preset, &classes, &mut faults);
    let asked = rulebook
        .as_ref()
        .map_or(1, |(_, book)| officers_asked(book));
    let officers = judge_officers(&form.officers, asked, &mut faults);
    let text = judge_text(&form.founding, &mut faults);
    if let Some((_, book)) = &rulebook {
        judge_exclusions(&officers, book, &mut faults);
    }
    match foundation.zip(rulebook) {
        Some((foundation, rulebook)) if faults.is_empty() => Ok(Founding {
            foundation,
            rulebook,
            classes,
            officers,
            text,
        }),
        _ => Err(faults),
    }
}

/// The foundation as typed, for a letter of trial: without faults, or none.
#[must_use]
pub fn foundation_if_sound(form: &Form) -> Option<Foundation> {
    judge_foundation(form, &mut Vec::new())
}

/// What is wrong with the public address on a server that was told (`https`), or not, that it is
/// reached by https. The address is for life, so that this is asked before there is a foundation.
#[must_use]
pub fn address_in_clear(foundation: &Foundation, https: bool) -> Option<Fault> {
    let sentence = match in_clear(&foundation.public_origin, https)? {
        InClear::ServerNotTold => {
            "This server was not told that it is reached by https: whoever runs it starts it again with COMMONHOLD_HTTPS=true, and opens the set-up address that it prints then."
        }
        InClear::Http => {
            "By http everybody on the way can read what passes. Give an address that begins with https://; only this machine’s own, like http://127.0.0.1, may do without."
        }
    };
    Some(("public_origin".to_owned(), sentence.to_owned()))
}

fn fault(faults: &mut Vec<Fault>, field: impl Into<String>, sentence: impl Into<String>) {
    faults.push((field.into(), sentence.into()));
}

fn judge_foundation(form: &Form, faults: &mut Vec<Fault>) -> Option<Foundation> {
    let name = match Name::parse(&form.name) {
        Ok(name) if name.as_str().chars().count() <= 120 => Some(name),
        Ok(_) => {
            fault(
                faults,
                "name",
                "Keep the foundation’s name within 120 characters.",
            );
            None
        }
        Err(_) if form.name.trim().is_empty() => {
            fault(faults, "name", "Give the foundation’s name.");
            None
        }
        Err(sentence) => {
            fault(faults, "name", sentence);
            None
        }
    };
    let zone: Option<Tz> = form.time_zone.trim().parse().ok();
    if zone.is_none() {
        fault(
            faults,
            "time_zone",
            "Name a time zone of the IANA list, like Europe/Berlin or UTC.",
        );
    }
    let public_origin = match parse_public_origin(&form.public_origin) {
        Ok(origin) => Some(origin),
        Err(sentence) => {
            fault(faults, "public_origin", sentence);
            None
        }
    };
    let public_origin = public_origin?;
    Some(Foundation {
        name: name?.as_str().to_owned(),
        zone: zone?,
        log_origin: log_origin_of(&public_origin),
        public_origin,
    })
}

fn judge_classes(rows: &[ClassRow], faults: &mut Vec<Fault>) -> Vec<NewClass> {
    let mut classes: Vec<NewClass> = Vec::new();
    for (row, at) in rows.iter().zip(1..).filter(|(row, _)| !row.is_blank()) {
        let name = match Name::parse(&row.name) {
            Ok(name) if name.as_str().chars().count() <= 60 => name,
            Ok(_) => {
                fault(
                    faults,
                    format!("class_name_{at}"),
                    "Keep the name of a class within 60 characters.",
                );
                continue;
            }
            Err(sentence) => {
                fault(faults, format!("class_name_{at}"), sentence);
                continue;
            }
        };
        let id = ClassId::of_name(name.as_str())
            .or_else(|| ClassId::parse(&format!("class-{at}")))
            .filter(|id| classes.iter().all(|class| class.id != *id));
        let same_name = classes
            .iter()
            .any(|class| class.name.to_lowercase() == name.as_str().to_lowercase());
        let Some(id) = id.filter(|_| !same_name) else {
            fault(
                faults,
                format!("class_name_{at}"),
                format!("Two classes are called “{name}”, or too nearly so. Name one otherwise."),
            );
            continue;
        };
        let votes = row
            .votes
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|votes| *votes <= MAX_VOTES && !row.votes.trim().starts_with('+'));
        if votes.is_none() {
            fault(
                faults,
                format!("class_votes_{at}"),
                format!(
                    "Say how many votes each member of “{name}” has: a whole number from 0 to 1,000,000."
                ),
            );
        }
        let citation = row.citation.trim();
        if citation.is_empty() || citation.chars().count() > 120 {
            fault(
                faults,
                format!("class_citation_{at}"),
                format!(
                    "Say where the votes of “{name}” are laid down, like Bylaws § 2.3(b), within 120 characters."
                ),
            );
        }
        classes.push(NewClass {
            id,
            name: name.as_str().to_owned(),
            votes: votes.unwrap_or(0),
            citation: citation.to_owned(),
        });
    }
    if classes.is_empty() {
        fault(
            faults,
            "class_name_1",
            "Name at least one class of members.",
        );
    } else if classes.iter().all(|class| class.votes == 0)
        && !faults.iter().any(|(field, _)| field.starts_with("class_"))
    {
        fault(
            faults,
            "class_votes_1",
            "At least one class has a vote. Give one a vote.",
        );
    }
    classes
}

/// The first rulebook: the preset, and the votes of the classes as typed.
fn judge_rulebook(
    preset: &str,
    classes: &[NewClass],
    faults: &mut Vec<Fault>,
) -> Option<(String, Book)> {
    let Some(preset) = presets::find(preset) else {
        fault(faults, "preset", "Choose the rulebook to begin with.");
        return None;
    };
    let classes: Vec<ClassRule<'_>> = classes
        .iter()
        .map(|class| ClassRule {
            class: class.id.as_str(),
            votes: class.votes,
            citation: &class.citation,
        })
        .collect();
    // A class without a citation has its own fault already.
    if classes.iter().any(|class| class.citation.is_empty()) {
        return None;
    }
    let text = presets::with_classes(preset, &classes);
    match rulebook::file::parse(&text) {
        Ok(book) => Some((text, book)),
        Err(found) => {
            for found in found {
                fault(faults, "preset", found.sentence);
            }
            None
        }
    }
}

fn judge_text(text: &str, faults: &mut Vec<Fault>) -> String {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 4000 {
        fault(
            faults,
            "founding",
            "Say what the founders decided, within 4,000 characters.",
        );
    }
    text.to_owned()
}

#[cfg(test)]
mod tests;
