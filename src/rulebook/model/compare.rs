//! Two versions of a rulebook side by side: what rules otherwise, and line by line.

use chrono::NaiveDate;

use super::book::Book;

/// A key that the two versions answer differently on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub key: String,
    /// Value and citation; none where that version does not answer.
    pub before: Option<(String, String)>,
    pub after: Option<(String, String)>,
}

/// What rules otherwise, in order of key.
#[must_use]
pub fn changes(before: &Book, after: &Book, day: NaiveDate) -> Vec<Change> {
    let mut keys = before.keys();
    keys.extend(after.keys());
    keys.sort_unstable();
    keys.dedup();
    // What is answered on the day, and from when on otherwise.
    let answer = |book: &Book, key: &str| {
        let course = book.course(key);
        let ahead = course
            .iter()
            .filter(|(days, _)| days.until.is_none_or(|until| day < until));
        let mut said: Vec<String> = Vec::new();
        let mut cited: Vec<String> = Vec::new();
        for (days, rule) in ahead {
            let value = super::keys::said(key, &rule.value);
            match days.from.filter(|from| day < *from) {
                Some(from) => said.push(format!("{value} from {from} on")),
                None => said.push(value),
            }
            cited.push(book.citation(rule));
        }
        cited.dedup();
        (!said.is_empty()).then(|| (said.join(", then "), cited.join("; ")))
    };
    keys.into_iter()
        .map(|key| Change {
            key: key.to_owned(),
            before: answer(before, key),
            after: answer(after, key),
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
