//! A rulebook: the documents that bind a foundation, and what each of them rules.
//!
//! Of several documents that answer one key, the one of the higher rank governs.
//! A statute's rule that the certificate or the bylaws may set aside gives way to
//! theirs, and to theirs alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::keys;

/// What a document is: its rank, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// The law that the foundation is incorporated under.
    Statute,
    /// The certificate of incorporation.
    Certificate,
    /// The bylaws.
    Bylaws,
    /// A policy of the board.
    Policy,
    /// A procedure of a committee.
    Procedure,
    /// A page or an announcement: it decides nothing, and is here so that what
    /// it says can be held against what does.
    Publication,
}

impl DocumentKind {
    /// Every kind, the highest rank first.
    pub const ALL: [Self; 6] = [
        Self::Statute,
        Self::Certificate,
        Self::Bylaws,
        Self::Policy,
        Self::Procedure,
        Self::Publication,
    ];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Certificate => "certificate",
            Self::Bylaws => "bylaws",
            Self::Policy => "policy",
            Self::Procedure => "procedure",
            Self::Publication => "publication",
        }
    }

    /// The kind this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Who may set a statute's rule aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Derogable {
    /// Nobody: it is mandatory.
    #[default]
    ByNone,
    /// The certificate of incorporation alone.
    ByCertificate,
    /// The certificate or the bylaws.
    ByBylaws,
}

impl Derogable {
    /// What the word in the file means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "no" => Some(Self::ByNone),
            "by certificate" => Some(Self::ByCertificate),
            "by bylaws" => Some(Self::ByBylaws),
            _ => None,
        }
    }
}

/// From a day on, until before another; open where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after.
    pub until: Option<NaiveDate>,
}

impl Days {
    /// Whether the day is one of them.
    #[must_use]
    pub fn contain(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether the two stretches share a day.
    #[must_use]
    pub fn overlap(self, other: Self) -> bool {
        let begins_before = |from: Option<NaiveDate>, until: Option<NaiveDate>| match (from, until)
        {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        begins_before(self.from, other.until) && begins_before(other.from, self.until)
    }

    /// The days of both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: match (self.until, other.until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }
}

/// A place in a document that refers to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The section that refers.
    pub within: String,
    /// The section it refers to.
    pub to: String,
    /// What the place says that the other is about.
    pub about: String,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// A version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// By which rules name it; the versions of a document share it.
    pub id: String,
    /// What it is, and so its rank.
    pub kind: DocumentKind,
    /// As it is cited: `Bylaws`.
    pub title: String,
    /// Its own number or date, as it bears it.
    pub version: String,
    /// Who adopted it, in words; may be empty.
    pub adopted_by: String,
    /// When, where that is known.
    pub adopted_on: Option<NaiveDate>,
    /// On which days it is in force.
    pub days: Days,
    /// SHA-256 of the document as a file, in hex; empty where there is none.
    pub sha256: String,
    /// Number and subject of its sections; empty where they are not listed.
    pub sections: BTreeMap<String, String>,
    /// Its places that refer to others of it.
    pub references: Vec<Reference>,
    /// Where it begins in the file, from 1.
    pub line: usize,
}

/// What a document rules under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it answers: one of [`keys::ALL`], or a key of a class.
    pub key: String,
    /// As its kind is written; of a rule that follows another key, that key's.
    pub value: String,
    /// The key it follows, where it states no value of its own.
    pub same_as: Option<String>,
    /// Index of its document.
    pub document: usize,
    /// Number or name of the section that says so; may be empty.
    pub section: String,
    /// The words of the document.
    pub text: String,
    /// Whence the value was taken; may be empty.
    pub source: String,
    /// Whether counsel confirmed the value.
    pub counsel: bool,
    /// Of a statute: who may set it aside.
    pub derogable: Derogable,
    /// On which days it rules, within those of its document.
    pub days: Days,
    /// Which of two disagreeing places of one rank governs until the document is
    /// mended, and why; empty where nothing is settled.
    pub settled: String,
    /// Where it begins in the file, from 1.
    pub line: usize,
}

/// Dates announced for an election.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// What the election is called.
    pub name: String,
    /// As of when the roll is made.
    pub record_date: Option<NaiveDate>,
    /// When notice of it is given.
    pub notice_given: Option<NaiveDate>,
    /// The first day on which members nominate.
    pub nominations_open: Option<NaiveDate>,
    /// The last day on which they do.
    pub nominations_close: Option<NaiveDate>,
    /// The first day of the vote.
    pub voting_opens: Option<NaiveDate>,
    /// The last day of the vote.
    pub voting_closes: Option<NaiveDate>,
    /// Where it begins in the file, from 1.
    pub line: usize,
}

/// A whole rulebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Whose rulebook it is, as its file says.
    pub title: String,
    /// In the order of the file.
    pub documents: Vec<Document>,
    /// In the order of the file.
    pub rules: Vec<Entry>,
    /// In the order of the file.
    pub calendars: Vec<Calendar>,
}

/// Why no rule governs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No document answers.
    Unanswered,
    /// Two places of equal rank answer differently, and nothing settles it.
    Disagreement,
}

impl Book {
    /// The document of a rule.
    #[must_use]
    pub fn document(&self, rule: &Entry) -> &Document {
        &self.documents[rule.document]
    }

    /// Document and section: `Bylaws § 3.5`.
    #[must_use]
    pub fn citation(&self, rule: &Entry) -> String {
        let document = &self.document(rule).title;
        match rule.section.as_str() {
            section if section.starts_with(|first: char| first.is_ascii_digit()) => {
                format!("{document} § {section}")
            }
            section => format!("{document}, {section}"),
        }
    }

    /// The rank by which rules of one key give way to each other: the lowest governs.
    #[must_use]
    pub(super) fn rank(&self, rule: &Entry) -> u8 {
        match (self.document(rule).kind, rule.derogable) {
            (DocumentKind::Statute, Derogable::ByNone) => 0,
            (DocumentKind::Certificate, _) => 10,
            (DocumentKind::Statute, Derogable::ByCertificate) => 15,
            (DocumentKind::Bylaws, _) => 20,
            (DocumentKind::Statute, Derogable::ByBylaws) => 25,
            (DocumentKind::Policy, _) => 30,
            (DocumentKind::Procedure, _) => 40,
            (DocumentKind::Publication, _) => 50,
        }
    }

    /// The order in which rules of one key govern: by rank, and of one rank first the
    /// place that is settled to govern until the other is mended.
    fn order(&self, rule: &Entry) -> (u8, bool) {
        (self.rank(rule), rule.settled.is_empty())
    }

    /// The rule that another one stands back behind, and on which days: it answers the
    /// same key otherwise on the days of both, and governs then.
    #[must_use]
    pub fn stands_before(&self, rule: &Entry) -> Option<(Days, &Entry)> {
        let others = self.rules.iter().filter(|other| {
            other.key == rule.key
                && other.value != rule.value
                && other.days.overlap(rule.days)
                && self.order(other) < self.order(rule)
        });
        let first = others.min_by_key(|other| self.order(other))?;
        Some((first.days.within(rule.days), first))
    }

    /// The rules of a key in effect on a day, the governing first.
    fn standing<'b>(&'b self, key: &str, day: NaiveDate) -> Vec<&'b Entry> {
        let mut standing: Vec<&Entry> = self
            .rules
            .iter()
            .filter(|rule| rule.key == key && rule.days.contain(day))
            .collect();
        standing.sort_by_key(|rule| self.order(rule));
        standing
    }

    /// The rule of a key that governs on a day.
    ///
    /// # Errors
    /// When no document answers, or two of one rank disagree.
    pub fn governing(&self, key: &str, day: NaiveDate) -> Result<&Entry, Silence> {
        let standing: Vec<&Entry> = self
            .standing(key, day)
            .into_iter()
            .filter(|rule| self.document(rule).kind != DocumentKind::Publication)
            .collect();
        let Some(first) = standing.first() else {
            return Err(Silence::Unanswered);
        };
        // One settled place governs the others of its rank; two are no settlement.
        let disagrees = standing[1..].iter().any(|other| {
            self.rank(other) == self.rank(first)
                && other.value != first.value
                && (first.settled.is_empty() || !other.settled.is_empty())
        });
        if disagrees {
            return Err(Silence::Disagreement);
        }
        Ok(first)
    }

    /// Every key some document answers, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.rules.iter().map(|rule| rule.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Which rule of a key governs when, in order of time; where none does, a gap.
    #[must_use]
    pub fn course(&self, key: &str) -> Vec<(Days, &Entry)> {
        let of_key = || self.rules.iter().filter(|rule| rule.key == key);
        let mut turns: Vec<NaiveDate> = of_key()
            .flat_map(|rule| [rule.days.from, rule.days.until])
            .flatten()
            .collect();
        turns.sort_unstable();
        turns.dedup();
        let starts = std::iter::once(None).chain(turns.iter().copied().map(Some));
        let ends = turns.iter().copied().map(Some).chain(std::iter::once(None));
        let mut course: Vec<(Days, &Entry)> = Vec::new();
        for (from, until) in starts.zip(ends) {
            // A day within: its first, or the one before its end, or any.
            let day = from
                .or_else(|| until.and_then(|until| until.pred_opt()))
                .unwrap_or(NaiveDate::MIN);
            let Ok(rule) = self.governing(key, day) else {
                continue;
            };
            match course.last_mut() {
                Some((days, last)) if std::ptr::eq(*last, rule) && days.until == from => {
                    days.until = until;
                }
                _ => course.push((Days { from, until }, rule)),
            }
        }
        course
    }

    /// The days from `day` on on which another rule of this key begins or one ends.
    #[must_use]
    pub(super) fn turns(&self, key: &str, day: NaiveDate) -> Vec<NaiveDate> {
        let of_key = self.rules.iter().filter(|rule| rule.key == key);
        let mut turns: Vec<NaiveDate> = of_key
            .flat_map(|rule| [rule.days.from, rule.days.until])
            .flatten()
            .filter(|turn| day < *turn)
            .collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// The classes whose votes this rulebook states on a day, with their votes and the rule.
    #[must_use]
    pub fn classes(&self, day: NaiveDate) -> Vec<(&str, u32, &Entry)> {
        self.keys()
            .into_iter()
            .filter_map(|key| {
                let class = keys::class_of(key)?;
                let rule = self.governing(key, day).ok()?;
                Some((class, rule.value.parse().ok()?, rule))
            })
            .collect()
    }
}
