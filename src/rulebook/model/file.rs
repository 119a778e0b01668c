//! The rulebook as one readable file: TOML, read whole or refused with every fault and its line.
//!
//! ```toml
//! title = "Rulebook of the foundation"
//!
//! [[document]]
//! id = "bylaws"
//! kind = "bylaws"            # statute, certificate, bylaws, policy, procedure, publication
//! title = "Bylaws"
//! version = "1"
//! adopted_by = "The board"
//! adopted_on = 2026-04-14
//! from = 2026-04-14          # in effect from this day; may be left out
//! until = 2027-01-01         # until before this day; may be left out
//! sha256 = "…"               # of the document as a file; may be left out
//! sections = { "3.5" = "quorum", "3.9" = "written consent" }
//! references = [{ in = "3.2", to = "3.9", about = "written consent" }]
//!
//! [[rule]]
//! key = "quorum.members"
//! value = "1/10"             # or: same_as = "another.key"
//! document = "bylaws"
//! version = "1"              # where the document has several
//! section = "3.5"
//! text = "A tenth of the members …"
//! source = "Model bylaws"    # whence the value was taken; may be left out
//! counsel = true             # whether counsel confirmed it; false where left out
//! derogable = "by bylaws"    # of a statute: no, by certificate, by bylaws
//! settled = "Why this place governs until the other is mended"
//!
//! [[calendar]]
//! name = "Board election 2026"
//! record_date = 2026-07-16
//! notice_given = 2026-08-20
//! nominations_open = 2026-08-03
//! nominations_close = 2026-09-08
//! voting_opens = 2026-09-14
//! voting_closes = 2026-10-02
//! ```

mod raw;
mod whole;

use chrono::NaiveDate;
use toml::Spanned;
use toml::value::{Datetime, Value};

use raw::{RawBook, RawCalendar, RawDocument, RawRule};

use super::book::{Book, Calendar, Days, Derogable, Document, DocumentKind, Entry, Reference};
use super::keys::{self, Key};
use super::value::Kind;

/// What is wrong in a file, and in which line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileFault {
    /// From 1.
    pub line: usize,
    /// What is wrong there, for whoever writes the file.
    pub sentence: String,
}

/// The most rules of a file: checking them takes time by their square.
const MOST_RULES: usize = 1000;
/// The most versions of documents, and the most calendars. Each is compared with all others,
/// and so many faults may come of it.
const MOST_DOCUMENTS: usize = 200;
/// The most references within all documents together.
const MOST_REFERENCES: usize = 2000;

/// Reads a rulebook whole.
///
/// # Errors
/// Every fault in order of line; of what is no TOML, or has a field that is not known, the first.
pub fn parse(text: &str) -> Result<Book, Vec<FileFault>> {
    let raw: RawBook = toml::from_str(text).map_err(|fault| {
        let at = fault.span().map_or(0, |span| span.start);
        vec![FileFault {
            line: line_of(text, at),
            sentence: format!("{}. Mend that line.", fault.message().trim_end_matches('.')),
        }]
    })?;
    let references = raw.documents.iter();
    let references = references.map(|document| document.get_ref().references.len());
    for (many, most, what) in [
        (raw.rules.len(), MOST_RULES, "rules"),
        (raw.documents.len(), MOST_DOCUMENTS, "versions of documents"),
        (raw.calendars.len(), MOST_DOCUMENTS, "calendars"),
        (references.sum(), MOST_REFERENCES, "references"),
    ] {
        if many > most {
            return Err(vec![FileFault {
                line: 1,
                sentence: format!("A rulebook has at most {most} {what}. Take some out."),
            }]);
        }
    }
    let mut reader = Reader {
        text,
        line: 1,
        faults: Vec::new(),
    };
    let documents: Vec<Document> = raw
        .documents
        .into_iter()
        .map(|document| reader.document(document))
        .collect();
    reader.check_versions(&documents);
    let mut rules: Vec<Entry> = raw
        .rules
        .into_iter()
        .filter_map(|rule| reader.rule(rule, &documents))
        .collect();
    reader.check_places(&rules, &documents);
    reader.follow(&mut rules);
    let calendars = raw
        .calendars
        .into_iter()
        .map(|calendar| reader.calendar(calendar))
        .collect();
    if raw.title.trim().is_empty() {
        reader.line = 1;
        reader.fault("The rulebook has no title. Give it one.");
    }
    if reader.faults.is_empty() {
        Ok(Book {
            title: raw.title,
            documents,
            rules,
            calendars,
        })
    } else {
        reader.faults.sort();
        Err(reader.faults)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

struct Reader<'t> {
    text: &'t str,
    /// Of the entry that is being read.
    line: usize,
    faults: Vec<FileFault>,
}

impl Reader<'_> {
    fn fault(&mut self, sentence: impl Into<String>) {
        self.faults.push(FileFault {
            line: self.line,
            sentence: sentence.into(),
        });
    }

    /// Texts that stand in citations, letters and manifests are of one line.
    fn plain(&mut self, texts: &[&str]) {
        if texts.iter().any(|text| text.chars().any(char::is_control)) {
            self.fault("A text here holds a line break or another control character. Take it out.");
        }
    }

    fn enter<T>(&mut self, entry: Spanned<T>) -> T {
        self.line = line_of(self.text, entry.span().start);
        entry.into_inner()
    }

    fn day(&mut self, field: &str, day: Option<Datetime>) -> Option<NaiveDate> {
        let day = day?;
        let read = match (day.date, day.time) {
            (Some(date), None) => NaiveDate::from_ymd_opt(
                i32::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            ),
            _ => None,
        };
        if read.is_none() {
            self.fault(format!("`{field}` is not a day such as 2026-04-14."));
        }
        read
    }

    fn days(&mut self, from: Option<Datetime>, until: Option<Datetime>) -> Days {
        let days = Days {
            from: self.day("from", from),
            until: self.day("until", until),
        };
        if let (Some(from), Some(until)) = (days.from, days.until)
            && until <= from
        {
            self.fault(format!(
                "It would be in effect from {from} until before {until}: no day at all. Correct one of the days."
            ));
        }
        days
    }

    fn document(&mut self, raw: Spanned<RawDocument>) -> Document {
        let raw = self.enter(raw);
        let line = self.line;
        let kind = DocumentKind::parse(&raw.kind);
        if kind.is_none() {
            self.fault(format!(
                "“{}” is no kind of document. It is one of: {}. Write one of them.",
                raw.kind,
                DocumentKind::ALL.map(DocumentKind::word).join(", ")
            ));
        }
        if raw.id.trim().is_empty() || raw.title.trim().is_empty() {
            self.fault("A document has an id, by which rules name it, and a title. Give both.");
        }
        self.plain(&[&raw.id, &raw.title, &raw.version, &raw.adopted_by]);
        let is_hash = raw.sha256.is_empty()
            || (raw.sha256.len() == 64
                && raw
                    .sha256
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
        if !is_hash {
            self.fault("`sha256` is not 64 lowercase hex digits.");
        }
        let adopted_on = self.day("adopted_on", raw.adopted_on);
        let days = self.days(raw.from, raw.until);
        let references = raw
            .references
            .into_iter()
            .map(|reference| {
                let reference = self.enter(reference);
                Reference {
                    within: reference.within,
                    to: reference.to,
                    about: reference.about,
                    line: self.line,
                }
            })
            .collect();
        Document {
            id: raw.id,
            kind: kind.unwrap_or(DocumentKind::Publication),
            title: raw.title,
            version: raw.version,
            adopted_by: raw.adopted_by,
            adopted_on,
            days,
            sha256: raw.sha256,
            sections: raw.sections,
            references,
            line,
        }
    }

    fn rule(&mut self, raw: Spanned<RawRule>, documents: &[Document]) -> Option<Entry> {
        let raw = self.enter(raw);
        let Some(key) = keys::find(&raw.key) else {
            self.fault(format!(
                "“{}” is no key of a rule. The keys, and what each decides, stand on the page of the rulebook. Write one of them.",
                raw.key
            ));
            return None;
        };
        let named: Vec<usize> = (0..documents.len())
            .filter(|at| documents[*at].id == raw.document)
            .filter(|at| {
                raw.version
                    .as_ref()
                    .is_none_or(|version| documents[*at].version == *version)
            })
            .collect();
        let document = match named.as_slice() {
            [one] => Some(*one),
            [] => {
                self.fault(format!(
                    "No document here is called “{}”. Correct the name, or add the document.",
                    raw.document
                ));
                None
            }
            _ => {
                self.fault(format!(
                    "“{}” has several versions. Say which of them rules this: version = \"…\".",
                    raw.document
                ));
                None
            }
        };
        if raw.section.trim().is_empty() || raw.text.trim().is_empty() {
            self.fault(format!(
                "The rule “{}” has no citation: give the section, and its words as text.",
                raw.key
            ));
        }
        let value = match (raw.value, &raw.same_as) {
            (Some(value), None) => self.value(&raw.key, key, &value),
            (None, Some(_)) => Some(String::new()),
            _ => {
                self.fault(format!(
                    "The rule “{}” has either a value or a key whose value it takes (same_as). Keep one.",
                    raw.key
                ));
                None
            }
        };
        self.plain(&[&raw.section, &raw.text, &raw.source, &raw.settled]);
        let derogable = match raw.derogable.as_deref() {
            None => Some(Derogable::default()),
            Some(word) => Derogable::parse(word),
        };
        if derogable.is_none() {
            self.fault("`derogable` is one of: no, by certificate, by bylaws.");
        }
        let is_dated = raw.from.is_some() || raw.until.is_some();
        let days = self.days(raw.from, raw.until);
        let document = document?;
        if keys::class_of(&raw.key).is_some() && is_dated {
            self.fault("The votes of a class change with a version of the rulebook: a rule about them has neither `from` nor `until`. Take them out.");
        }
        if raw.derogable.is_some() && documents[document].kind != DocumentKind::Statute {
            self.fault("Only what a statute rules can be derogable. Take it out here.");
        }
        Some(Entry {
            key: raw.key,
            value: value?,
            same_as: raw.same_as,
            document,
            section: raw.section,
            text: raw.text,
            source: raw.source,
            counsel: raw.counsel,
            derogable: derogable?,
            days: days.within(documents[document].days),
            settled: raw.settled,
            line: self.line,
        })
    }

    /// The value as its kind is written.
    fn value(&mut self, name: &str, key: &Key, value: &Value) -> Option<String> {
        let kind = key.kind;
        let text = match (kind, value) {
            (Kind::Count(_), Value::Integer(number)) => Some(number.to_string()),
            (Kind::Flag, Value::Boolean(yes)) => Some(if *yes { "yes" } else { "no" }.to_owned()),
            (Kind::Words, Value::Array(words)) => {
                let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
                words.map(|words| words.join(", "))
            }
            (Kind::Count(_) | Kind::Flag | Kind::Words, _) => None,
            (_, Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let text = text.filter(|text| keys::accepts(key, text));
        if text.is_none() {
            self.fault(format!(
                "The rule “{name}” reads {value}, which is not {}, or one that nothing can be decided by. Correct it.",
                kind.wanted()
            ));
        }
        text
    }

    fn calendar(&mut self, raw: Spanned<RawCalendar>) -> Calendar {
        let raw = self.enter(raw);
        Calendar {
            record_date: self.day("record_date", raw.record_date),
            notice_given: self.day("notice_given", raw.notice_given),
            nominations_open: self.day("nominations_open", raw.nominations_open),
            nominations_close: self.day("nominations_close", raw.nominations_close),
            voting_opens: self.day("voting_opens", raw.voting_opens),
            voting_closes: self.day("voting_closes", raw.voting_closes),
            name: raw.name,
            line: self.line,
        }
    }
}
