//! What is wrong with a rulebook that can be read: contradictions, weaknesses, gaps, wrong
//! references, calendars that break a rule.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::book::{Book, Derogable, DocumentKind, Entry, Silence};
use super::calendar;
use super::keys::{self, Stricter};
use super::value::{Kind, Ratio, Threshold, plain_number, words_of};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// The rulebook cannot be adopted with it.
    Blocks,
    /// Somebody ought to decide it; what governs meanwhile is clear.
    Mend,
}

/// What a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// Two places of equal rank disagree.
    Disagreement,
    /// A value weaker than the statute allows.
    Weaker,
    /// A key that is asked for, and no document answers.
    Unanswered,
    /// Votes for a class of members that the governing list does not know.
    UnknownClass,
    /// A kind of assets that there is not is to be protected.
    UnknownKind,
    /// A lower document contradicts a higher.
    Contradiction,
    /// A reference to a section that does not exist, or is about something else.
    Reference,
    /// Dates that break a rule.
    Calendar,
}

impl Fault {
    /// The heading under which a page lists it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Disagreement => "Two places of equal rank disagree",
            Self::Weaker => "Weaker than the statute",
            Self::Unanswered => "Asked, and no document answers",
            Self::Contradiction => "A lower document contradicts a higher",
            Self::UnknownClass => "Votes for a class that is not among the classes",
            Self::UnknownKind => "Protection for a kind of assets that there is not",
            Self::Reference => "References that lead astray",
            Self::Calendar => "Calendars that break a rule",
        }
    }

    /// How much it weighs.
    #[must_use]
    pub fn weight(self) -> Weight {
        match self {
            Self::Disagreement
            | Self::Weaker
            | Self::Unanswered
            | Self::UnknownClass
            | Self::UnknownKind => Weight::Blocks,
            Self::Contradiction | Self::Reference | Self::Calendar => Weight::Mend,
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Of which sort it is.
    pub fault: Fault,
    /// The key, the section or the calendar it is about.
    pub subject: String,
    /// What is wrong and what would mend it, for whoever writes the file.
    pub sentence: String,
    /// The lines of the file where it can be mended.
    pub lines: Vec<usize>,
}

impl Finding {
    /// Whether the rulebook cannot be adopted over it.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.fault.weight() == Weight::Blocks
    }
}

/// Everything wrong with a rulebook on a day, the blocking first.
#[must_use]
pub fn check(book: &Book, day: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in book.keys() {
        disagreements(book, key, &mut findings);
        weaknesses(book, key, &mut findings);
        contradictions(book, key, &mut findings);
    }
    unanswered(book, day, &mut findings);
    impossible(book, day, &mut findings);
    classes(book, day, &mut findings);
    kinds(book, &mut findings);
    references(book, &mut findings);
    for dates in &book.calendars {
        findings.extend(calendar::check(book, dates));
    }
    findings.sort_by(|a, b| (a.fault, &a.subject).cmp(&(b.fault, &b.subject)));
    findings
}

fn of_key<'b>(book: &'b Book, key: &str) -> Vec<&'b Entry> {
    let rules = book.rules.iter();
    rules.filter(|rule| rule.key == key).collect()
}

/// The value with what it counts.
fn said(rule: &Entry) -> String {
    keys::said(&rule.key, &rule.value)
}

/// Places of one rank that answer a key differently at a time, each pair once.
fn disagreements(book: &Book, key: &str, findings: &mut Vec<Finding>) {
    let rules = of_key(book, key);
    for (at, rule) in rules.iter().enumerate() {
        let others = rules[..at].iter().filter(|other| {
            book.rank(other) == book.rank(rule)
                && book.document(rule).kind != DocumentKind::Publication
                && other.value != rule.value
                && other.days.overlap(rule.days)
        });
        for other in others {
            let settled = match (rule.settled.is_empty(), other.settled.is_empty()) {
                (false, true) => Some(*rule),
                (true, false) => Some(*other),
                (true, true) | (false, false) => None,
            };
            let governs = settled.map(|one| {
                format!(
                    " Until they are mended {} governs: {}",
                    book.citation(one),
                    one.settled
                )
            });
            findings.push(Finding {
                fault: match settled {
                    None => Fault::Disagreement,
                    Some(_) => Fault::Contradiction,
                },
                subject: key.to_owned(),
                sentence: format!(
                    "{} says {}, {} says {}.{}",
                    book.citation(other),
                    said(other),
                    book.citation(rule),
                    said(rule),
                    governs.unwrap_or_else(|| " Neither stands above the other.".to_owned())
                ),
                lines: vec![other.line, rule.line],
            });
        }
    }
}

/// Values of lower documents that ask for less than a statute, where only the
/// certificate could allow it and does not, or nothing could.
fn weaknesses(book: &Book, key: &str, findings: &mut Vec<Finding>) {
    let rules = of_key(book, key);
    let statutes = rules
        .iter()
        .filter(|rule| book.document(rule).kind == DocumentKind::Statute);
    for statute in statutes {
        if statute.derogable == Derogable::ByBylaws {
            continue;
        }
        let certificate = rules.iter().any(|rule| {
            statute.derogable == Derogable::ByCertificate
                && book.document(rule).kind == DocumentKind::Certificate
                && rule.days.overlap(statute.days)
        });
        if certificate {
            continue;
        }
        let weaker = rules.iter().filter(|rule| {
            book.document(rule).kind > DocumentKind::Statute
                && rule.days.overlap(statute.days)
                && is_weaker(key, &rule.value, &statute.value)
        });
        for rule in weaker {
            let allowed = match statute.derogable {
                Derogable::ByCertificate => {
                    "Only the certificate of incorporation may allow that: cite its article, or keep to the statute."
                }
                Derogable::ByNone | Derogable::ByBylaws => {
                    "No document may allow that. Keep to the statute."
                }
            };
            findings.push(Finding {
                fault: Fault::Weaker,
                subject: key.to_owned(),
                sentence: format!(
                    "{} says {}, less than {} ({}). {allowed}",
                    book.citation(rule),
                    said(rule),
                    said(statute),
                    book.citation(statute)
                ),
                lines: vec![rule.line, statute.line],
            });
        }
    }
}

/// Whether a value asks for less than another of its key.
fn is_weaker(key: &str, value: &str, than: &str) -> bool {
    let Some(known) = keys::find(key) else {
        return false;
    };
    let less = match known.kind {
        Kind::Count(_) => plain_number(value)
            .zip(plain_number(than))
            .map(|(value, than)| (value < than, than < value)),
        Kind::Ratio => Ratio::parse(value)
            .zip(Ratio::parse(than))
            .map(|(value, than)| (value.is_less_than(than), than.is_less_than(value))),
        Kind::Threshold => Threshold::parse(value)
            .zip(Threshold::parse(than))
            .map(|(value, than)| (value.is_weaker_than(than), than.is_weaker_than(value))),
        Kind::Span
        | Kind::Flag
        | Kind::Word(_)
        | Kind::Words
        | Kind::DaysBefore
        | Kind::Hours
        | Kind::Weekly => None,
    };
    match (known.stricter, less) {
        (Stricter::Higher, Some((less, _))) => less,
        (Stricter::Lower, Some((_, more))) => more,
        (Stricter::Neither, _) | (_, None) => false,
    }
}

/// Lower documents that answer otherwise than the one that governs.
fn contradictions(book: &Book, key: &str, findings: &mut Vec<Finding>) {
    let course = book.course(key);
    for rule in of_key(book, key) {
        let default = book.document(rule).kind == DocumentKind::Statute;
        let governs = course.iter().find(|(days, governing)| {
            days.overlap(rule.days)
                && book.rank(governing) < book.rank(rule)
                && governing.value != rule.value
        });
        if let Some((_, governing)) = governs.filter(|_| !default) {
            findings.push(Finding {
                fault: Fault::Contradiction,
                subject: key.to_owned(),
                sentence: format!(
                    "{} says {}. What governs is {}: {}.",
                    book.citation(rule),
                    said(rule),
                    book.citation(governing),
                    said(governing)
                ),
                lines: vec![rule.line, governing.line],
            });
        }
    }
}

fn unanswered(book: &Book, day: NaiveDate, findings: &mut Vec<Finding>) {
    for key in keys::ALL.iter().filter(|key| key.asked) {
        // On the day, and on every later one on which a rule of it ends.
        let turns = std::iter::once(day).chain(book.turns(key.name, day));
        let silent = turns
            .into_iter()
            .find(|day| book.governing(key.name, *day) == Err(Silence::Unanswered));
        if let Some(silent) = silent {
            findings.push(Finding {
                fault: Fault::Unanswered,
                subject: key.name.to_owned(),
                sentence: format!(
                    "{}: no document in effect on {silent} says so. Enter the rule that does, {}.",
                    key.meaning,
                    key.kind.wanted()
                ),
                lines: Vec::new(),
            });
        }
    }
}

/// Pairs of a least and a most that leave nothing between them.
fn impossible(book: &Book, day: NaiveDate, findings: &mut Vec<Finding>) {
    for (least, most) in [
        (keys::RECORD_DATE_MIN_DAYS, keys::RECORD_DATE_MAX_DAYS),
        (keys::NOTICE_MIN_DAYS, keys::NOTICE_MAX_DAYS),
        (keys::BOARD_SIZE_MIN, keys::BOARD_SIZE_MAX),
    ] {
        let mut days = vec![day];
        days.extend(book.turns(least, day));
        days.extend(book.turns(most, day));
        let crossed = days.into_iter().find_map(|day| {
            let (least, most) = (book.governing(least, day), book.governing(most, day));
            let (least, most) = (least.ok()?, most.ok()?);
            (plain_number(&most.value)? < plain_number(&least.value)?).then_some((least, most))
        });
        if let Some((least, most)) = crossed {
            findings.push(Finding {
                fault: Fault::Disagreement,
                subject: least.key.clone(),
                sentence: format!(
                    "{} asks for at least {}, {} for at most {}: nothing satisfies both. Change one of them.",
                    book.citation(least),
                    said(least),
                    book.citation(most),
                    said(most)
                ),
                lines: vec![least.line, most.line],
            });
        }
    }
}

/// Votes of classes that are not among the classes that vote.
fn classes(book: &Book, day: NaiveDate, findings: &mut Vec<Finding>) {
    let Ok(listed) = book.governing(keys::MEMBER_CLASSES, day) else {
        return;
    };
    let known: BTreeSet<&str> = words_of(&listed.value).collect();
    let rules = book.rules.iter().filter(|rule| rule.days.contain(day));
    for rule in rules {
        let Some(class) = keys::class_of(&rule.key) else {
            continue;
        };
        if !known.contains(class) && rule.value != "0" {
            findings.push(Finding {
                fault: Fault::UnknownClass,
                subject: rule.key.clone(),
                sentence: format!(
                    "{} gives the class “{class}” {}. The classes that vote are {} ({}). Make them agree.",
                    book.citation(rule),
                    said(rule),
                    listed.value,
                    book.citation(listed)
                ),
                lines: vec![rule.line, listed.line],
            });
        }
    }
}

/// Kinds of assets to be protected that are none: such a word protects nothing, and nobody is told.
fn kinds(book: &Book, findings: &mut Vec<Finding>) {
    for rule in of_key(book, keys::REGISTRY_PROTECTED) {
        let unknown = words_of(&rule.value).filter(|word| !keys::ASSET_KINDS.contains(word));
        for word in unknown {
            findings.push(Finding {
                fault: Fault::UnknownKind,
                subject: rule.key.clone(),
                sentence: format!(
                    "{} protects “{word}” (registry.protected), which is no kind of assets. The kinds are {}. Write one of them.",
                    book.citation(rule),
                    keys::ASSET_KINDS.join(", ")
                ),
                lines: vec![rule.line],
            });
        }
    }
}

fn references(book: &Book, findings: &mut Vec<Finding>) {
    let documents = book.documents.iter();
    for document in documents.filter(|document| !document.sections.is_empty()) {
        for reference in &document.references {
            let about = reference.about.to_lowercase();
            let sentence = match document.sections.get(&reference.to) {
                None => "there is no such section".to_owned(),
                Some(subject) if !subject.to_lowercase().contains(&about) => {
                    format!("that section is about {subject}")
                }
                Some(_) => continue,
            };
            let meant: Vec<String> = document
                .sections
                .iter()
                .filter(|(_, subject)| subject.to_lowercase().contains(&about))
                .map(|(number, _)| format!("§ {number}"))
                .collect();
            let meant = match meant.as_slice() {
                [] => String::new(),
                meant => format!(" Its subject stands in {}.", meant.join(" and ")),
            };
            findings.push(Finding {
                fault: Fault::Reference,
                subject: format!("{} § {}", document.title, reference.within),
                sentence: format!(
                    "It refers to § {} for {}, but {sentence}.{meant}",
                    reference.to, reference.about
                ),
                lines: vec![reference.line],
            });
        }
    }
}
