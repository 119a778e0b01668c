//! What the pages of the rulebook show; [`rules`]: what rules, in the reader's words.

mod rules;

pub use rules::{ChangeLine, Said, Subject, by_subject};

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use crate::rulebook::model::book::{Book, Days, Document, DocumentKind, Entry};
use crate::rulebook::model::check::{Fault, Finding};
use crate::rulebook::model::compare::{Change, Line};
use crate::rulebook::model::file::FileFault;
use crate::web::Frame;
use crate::web::times::{self, Moment};
use crate::web::words::Speaker;

/// A version in a list.
pub struct VersionLine {
    pub version: i32,
    /// From when it is in force; none for the first.
    pub from: Option<Moment>,
    /// Number and title of the decision that adopted it.
    pub decision: Option<(i64, String)>,
    /// The number of the resolution that the decision became.
    pub resolution: Option<String>,
    pub in_force: bool,
}

/// `/rules`
#[derive(Template, WebTemplate)]
#[template(path = "rulebook/rules.html")]
pub struct RulesPage {
    pub frame: Frame,
    /// The day that was asked for, as its field writes it.
    pub on: String,
    /// The day whose rules are shown, in words.
    pub day: String,
    /// What is wrong with the day that was asked for; empty when nothing is.
    pub error: String,
    pub version: i32,
    pub subjects: Vec<Subject>,
    pub versions: Vec<VersionLine>,
    /// The reader may work on the next version.
    pub keeps: bool,
}

/// `/rules/versions/{version}`
#[derive(Template, WebTemplate)]
#[template(path = "rulebook/version.html")]
pub struct VersionPage {
    pub frame: Frame,
    pub line: VersionLine,
    pub sha256: String,
    pub book: Book,
}

impl VersionPage {
    fn kind(&self, document: &Document) -> String {
        rules::kind(&self.frame.t, document.kind)
    }

    fn days(&self, document: &Document) -> String {
        rules::days(&self.frame.t, document.days)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    /// On which of its days a rule stands back, in brackets; empty where on all of them.
    fn only(&self, rule: &Entry, days: &Days) -> String {
        if *days == rule.days {
            return String::new();
        }
        format!(" ({})", rules::days(&self.frame.t, *days))
    }

    /// What a rule decides.
    fn meaning(&self, rule: &Entry) -> String {
        rules::meaning(&self.frame.t, &rule.key)
    }

    /// Its value in words, with what it counts.
    fn said(&self, rule: &Entry) -> Said {
        Said::of(&self.frame.t, &rule.key, &rule.value)
    }
}

/// A row of two versions side by side.
pub struct Pair {
    pub before: Option<(usize, String)>,
    pub after: Option<(usize, String)>,
}

impl Pair {
    /// The mark beside the row, as the style sheet and the catalogue name it.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.1 == after.1 => "same",
            (Some(_), Some(_)) => "changed",
            (Some(_), None) => "taken-out",
            (None, _) => "added",
        }
    }

    /// The same, as one sign.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match self.mark() {
            "same" => "",
            "changed" => "≠",
            "added" => "+",
            _ => "−",
        }
    }
}

/// Lines of a comparison as rows: what was taken out beside what was added in its place.
#[must_use]
pub fn side_by_side(group: &[Line]) -> Vec<Pair> {
    let mut rows: Vec<Pair> = Vec::new();
    // The first row of the stretch of changes that the line belongs to.
    let mut stretch = 0;
    for line in group {
        let side = |number: Option<usize>| number.map(|number| (number, line.text.clone()));
        match (line.before, line.after) {
            (Some(_), Some(_)) => {
                rows.push(Pair {
                    before: side(line.before),
                    after: side(line.after),
                });
                stretch = rows.len();
            }
            (before, None) => rows.push(Pair {
                before: side(before),
                after: None,
            }),
            (None, after) => {
                let beside = rows.get_mut(stretch..).unwrap_or_default();
                match beside.iter_mut().find(|row| row.after.is_none()) {
                    Some(row) => row.after = side(after),
                    None => rows.push(Pair {
                        before: None,
                        after: side(after),
                    }),
                }
            }
        }
    }
    rows
}

/// What a comparison shows.
pub struct Comparison {
    pub changes: Vec<ChangeLine>,
    pub groups: Vec<Vec<Pair>>,
}

impl Comparison {
    /// A comparison of what rules, in the reader's words, and of the lines.
    #[must_use]
    pub fn of(t: &Speaker, changes: &[Change], groups: &[Vec<Line>]) -> Self {
        Self {
            changes: changes
                .iter()
                .map(|change| ChangeLine::of(t, change))
                .collect(),
            groups: groups.iter().map(|group| side_by_side(group)).collect(),
        }
    }

    /// Lines shown in all.
    fn rows(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }
}

/// `/rules/compare`
#[derive(Template, WebTemplate)]
#[template(path = "rulebook/compare.html")]
pub struct ComparePage {
    pub frame: Frame,
    pub before: i32,
    pub after: i32,
    pub comparison: Comparison,
}

/// A finding with the rules that can be changed where it stands.
pub struct FindingLine {
    pub sentence: String,
    pub subject: String,
    pub mendable: Vec<Mendable>,
}

/// A rule that takes another value by a form.
pub struct Mendable {
    pub line: usize,
    pub citation: String,
    pub value: String,
}

/// The findings of one kind.
pub struct FindingGroup {
    pub title: &'static str,
    pub blocks: bool,
    pub lines: Vec<FindingLine>,
}

/// The findings as the page lists them, the blocking first.
#[must_use]
pub fn grouped(book: &Book, findings: &[Finding]) -> Vec<FindingGroup> {
    let mut groups: Vec<(Fault, FindingGroup)> = Vec::new();
    for finding in findings {
        let mendable = book
            .rules
            .iter()
            .filter(|rule| finding.lines.contains(&rule.line) && rule.same_as.is_none())
            // A statute is not ours to change.
            .filter(|rule| book.document(rule).kind != DocumentKind::Statute)
            .filter(|_| finding.fault != Fault::Calendar)
            .map(|rule| Mendable {
                line: rule.line,
                citation: book.citation(rule),
                value: rule.value.clone(),
            })
            .collect();
        let line = FindingLine {
            sentence: finding.sentence.clone(),
            subject: finding.subject.clone(),
            mendable,
        };
        match groups.last_mut() {
            Some((fault, group)) if *fault == finding.fault => group.lines.push(line),
            _ => groups.push((
                finding.fault,
                FindingGroup {
                    title: finding.fault.title(),
                    blocks: finding.blocks(),
                    lines: vec![line],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The next version as it stands.
pub enum Outlook {
    /// The draft is the version in force.
    Same,
    /// The draft cannot be read.
    Unreadable,
    /// Something blocks it.
    Blocked,
    /// It waits for a decision.
    Undecided { sha256: String },
    /// A decision adopts it; officers sign.
    Decided { decision: i64, act: Option<i32> },
    /// It is adopted, and takes effect later.
    Coming { version: i32, from: Moment },
}

/// `/room/rulebook`
#[derive(Template, WebTemplate)]
#[template(path = "rulebook/draft.html")]
pub struct DraftPage {
    pub frame: Frame,
    /// The reader may change the draft.
    pub keeps: bool,
    /// Number of the saved draft the text began from; 0 where there is none.
    pub base: i32,
    pub text: String,
    pub saved: Option<(String, Moment)>,
    pub faults: Vec<FileFault>,
    pub groups: Vec<FindingGroup>,
    pub comparison: Option<Comparison>,
    pub outlook: Outlook,
    pub refusal: String,
    pub calendar: CalendarForm,
}

/// The dates of a calendar as typed, and what is wrong with them.
#[derive(Default)]
pub struct CalendarForm {
    /// Name of the field, label, value.
    pub days: Vec<(&'static str, &'static str, String)>,
    pub asked: bool,
    pub findings: Vec<String>,
}
