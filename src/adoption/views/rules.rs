//! Rules in the reader's words: those that govern, by subject, and those that two versions answer
//! differently. What the documents say, and the lists that the rulebook writes itself, stay in its
//! language.

use crate::bodies::views::judged::{self, Of};
use crate::rulebook::model::book::{Days, DocumentKind};
use crate::rulebook::model::compare::{Answer, Change};
use crate::rulebook::model::value::Kind;
use crate::rulebook::{Rule, Threshold, keys};
use crate::web::figures::cited;
use crate::web::times::day;
use crate::web::words::Speaker;

/// A value in the reader's words, or as the rulebook has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub words: String,
    /// The value stands as the rulebook has it, in its language.
    pub as_written: bool,
}

impl Said {
    /// The value of a rule of this name.
    pub(super) fn of(t: &Speaker, name: &str, value: &str) -> Self {
        let said = said(t, name, value);
        Self {
            as_written: said.is_none(),
            words: said.unwrap_or_else(|| value.to_owned()),
        }
    }
}

/// A rule as a page lists it.
pub struct RuleLine {
    pub meaning: String,
    pub value: Said,
    pub citation: String,
    pub text: String,
    pub source: String,
    pub counsel: bool,
}

impl RuleLine {
    /// The rule in plain words of the reader's language.
    #[must_use]
    pub fn of(t: &Speaker, rule: &Rule) -> Self {
        Self {
            meaning: meaning(t, &rule.key),
            value: Said::of(t, &rule.key, &rule.value),
            citation: rule.citation.clone(),
            text: rule.text.clone(),
            source: rule.source.clone(),
            counsel: rule.counsel,
        }
    }
}

/// The catalogue's key of what is written so: `rules-word-until-the-close`.
fn worded(what: &str, written: &str) -> String {
    format!("rules-{what}-{}", written.replace([' ', '.', '_'], "-"))
}

/// What a rule of this name decides; empty where the name is not known.
pub(super) fn meaning(t: &Speaker, name: &str) -> String {
    let Some(key) = keys::find(name) else {
        return String::new();
    };
    let words = worded("means", &key.name.replace("*.", ""));
    // Of those of a class the name says which.
    match name.split('.').nth(1).filter(|_| key.name.contains('*')) {
        Some(class) => t.say1(&words, "class", class),
        None => t.say(&words),
    }
}

/// A value in words; none of one that stays as it is written.
fn said(t: &Speaker, name: &str, value: &str) -> Option<String> {
    let key = keys::find(name).filter(|key| key.kind.accepts(value))?;
    match key.kind {
        Kind::Ratio => Some(value.to_owned()),
        Kind::Count(of) => counted(t, value, of),
        Kind::Span => value
            .split_once(' ')
            .and_then(|(number, of)| counted(t, number, of)),
        Kind::Threshold => {
            let of = if name.starts_with("members.") {
                Of::Members
            } else {
                Of::Body
            };
            Threshold::parse(value).map(|threshold| judged::threshold(t, of, threshold))
        }
        Kind::Flag | Kind::Word(_) => Some(t.say(&worded("word", value))),
        Kind::Words => None,
        Kind::DaysBefore => Some(t.say1("rules-days-before", "days", value)),
        Kind::Hours => value
            .split_once('-')
            .map(|(from, until)| t.say2("rules-hours", "from", from, "until", until)),
        Kind::Weekly => value
            .split_once(' ')
            .map(|(day, time)| t.say1(&worded("weekly", &day.to_lowercase()), "time", time)),
    }
}

/// A number with what it counts.
fn counted(t: &Speaker, number: &str, of: &str) -> Option<String> {
    let number: u32 = number.parse().ok()?;
    Some(t.say1(&worded("count", of), "n", number))
}

/// What a document is: its rank.
pub(super) fn kind(t: &Speaker, kind: DocumentKind) -> String {
    t.say(&worded("kind", kind.word()))
}

/// On which days a document is in effect.
pub(super) fn days(t: &Speaker, days: Days) -> String {
    // Days are said by the last of them, files by the first after.
    let last = days.until.map(|until| until.pred_opt().unwrap_or(until));
    match (days.from, last) {
        (None, None) => t.say("rules-days-always"),
        (Some(from), None) => t.say1("rules-days-from", "from", day(t, from)),
        (None, Some(last)) => t.say1("rules-days-until", "last", day(t, last)),
        (Some(from), Some(last)) => t.say2(
            "rules-days-between",
            "from",
            day(t, from),
            "last",
            day(t, last),
        ),
    }
}

/// What one of two versions answers.
pub struct AnswerLine {
    pub value: Said,
    /// From which day on; none of what is answered already.
    pub from: Option<String>,
    pub citation: String,
}

impl AnswerLine {
    fn of(t: &Speaker, name: &str, answer: &Answer) -> Self {
        Self {
            value: Said::of(t, name, &answer.value),
            from: answer.from.map(|from| day(t, from)),
            citation: cited(&answer.citation),
        }
    }
}

/// A rule that two versions answer differently.
pub struct ChangeLine {
    pub meaning: String,
    pub before: Vec<AnswerLine>,
    pub after: Vec<AnswerLine>,
}

impl ChangeLine {
    /// The change in plain words of the reader's language.
    #[must_use]
    pub fn of(t: &Speaker, change: &Change) -> Self {
        let lines = |answers: &[Answer]| -> Vec<AnswerLine> {
            answers
                .iter()
                .map(|answer| AnswerLine::of(t, &change.key, answer))
                .collect()
        };
        Self {
            meaning: meaning(t, &change.key),
            before: lines(&change.before),
            after: lines(&change.after),
        }
    }
}

/// A subject of the rulebook with its rules.
pub struct Subject {
    pub title: String,
    pub rules: Vec<RuleLine>,
}

/// The rules by subject, each subject with at least one.
#[must_use]
pub fn by_subject(t: &Speaker, rules: &[Rule]) -> Vec<Subject> {
    const SUBJECTS: [(&str, &[&str]); 7] = [
        ("votes", &["quorum.", "members.", "record_date."]),
        ("notices", &["notice."]),
        ("classes", &["class.", "member."]),
        (
            "elections",
            &[
                "election",
                "nomin",
                "voting.",
                "opening.",
                "certifying.",
                "ballot.",
                "cells.",
            ],
        ),
        ("board", &["board.", "bylaws."]),
        ("bodies", &["committee.", "offices.", "decision."]),
        ("rest", &[""]),
    ];
    let mut left: Vec<&Rule> = rules.iter().collect();
    SUBJECTS
        .into_iter()
        .filter_map(|(subject, starts)| {
            let is_of = |rule: &&Rule| starts.iter().any(|start| rule.key.starts_with(start));
            let (own, others): (Vec<&Rule>, Vec<&Rule>) = left.iter().copied().partition(is_of);
            left = others;
            (!own.is_empty()).then(|| Subject {
                title: t.say(&worded("subject", subject)),
                rules: own.into_iter().map(|rule| RuleLine::of(t, rule)).collect(),
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
