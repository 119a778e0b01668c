//! Two versions of a rulebook side by side: what rules otherwise, and line by line.

use chrono::NaiveDate;

use super::book::Book;

/// What a version answers to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The value, as its kind is written.
    pub value: String,
    /// From which day on; none of what is answered already.
    pub from: Option<NaiveDate>,
    /// Document and section.
    pub citation: String,
}

/// A key that the two versions answer differently from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: String,
    /// In order of time; empty where that version does not answer.
    pub before: Vec<Answer>,
    /// The same of the later version.
    pub after: Vec<Answer>,
}

/// What rules otherwise, in order of key.
#[must_use]
pub fn changes(before: &Book, after: &Book, day: NaiveDate) -> Vec<Change> {
    let mut keys = before.keys();
    keys.extend(after.keys());
    keys.sort_unstable();
    keys.dedup();
    // What is answered on the day, and from when on otherwise.
    let answers = |book: &Book, key: &str| -> Vec<Answer> {
        book.course(key)
            .into_iter()
            .filter(|(days, _)| days.until.is_none_or(|until| day < until))
            .map(|(days, rule)| Answer {
                value: rule.value.clone(),
                from: days.from.filter(|from| day < *from),
                citation: book.citation(rule),
            })
            .collect()
    };
    keys.into_iter()
        .map(|key| Change {
            key: key.to_owned(),
            before: answers(before, key),
            after: answers(after, key),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number before; none of a line that was added.
    pub before: Option<usize>,
    /// Its number after; none of a line that was taken out.
    pub after: Option<usize>,
    /// The line without its LF.
    pub text: String,
}

/// The lines that differ, with `around` lines before and after each; a gap where lines are left out.
#[must_use]
pub fn lines(before: &str, after: &str, around: usize) -> Vec<Vec<Line>> {
    let diff = similar::TextDiff::from_lines(before, after);
    diff.grouped_ops(around)
        .iter()
        .map(|group| {
            group
                .iter()
                .flat_map(|operation| diff.iter_changes(operation))
                .map(|change| Line {
                    before: change.old_index().map(|at| at.saturating_add(1)),
                    after: change.new_index().map(|at| at.saturating_add(1)),
                    text: change.value().trim_end_matches('\n').to_owned(),
                })
                .collect()
        })
        .collect()
}
