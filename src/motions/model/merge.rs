//! How an amendment changes a text: line by line, against the version it was written
//! on. Pure.

use similar::{DiffTag, TextDiff};

/// A stretch of lines of a version that is replaced by others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    /// First line, and the one after the last; the same where lines are only added.
    from: usize,
    to: usize,
    lines: Vec<String>,
}

fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let diff = TextDiff::from_lines(old, new);
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    diff.ops()
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| Hunk {
            from: op.old_range().start,
            to: op.old_range().end,
            lines: op
                .new_range()
                .filter_map(|at| new_lines.get(at))
                .map(|line| (*line).to_owned())
                .collect(),
        })
        .collect()
}

/// Whether two changes of one version touch the same lines, or add at one place.
fn collide(one: &Hunk, other: &Hunk) -> bool {
    one.from < other.to && other.from < one.to
        || one.from == other.from
        || (one.from == one.to && other.from < one.from && one.from < other.to)
        || (other.from == other.to && one.from < other.from && other.from < one.to)
}

/// Whether two proposals on one version cannot both be taken in as they stand.
#[must_use]
pub fn collides(base: &str, one: &str, other: &str) -> bool {
    let (base, one, other) = (ended(base), ended(one), ended(other));
    let others = hunks(&base, &other);
    hunks(&base, &one)
        .iter()
        .any(|hunk| others.iter().any(|other| collide(hunk, other)))
}

/// The current text with what an amendment changes in `base`, on which it was written;
/// none where both changed the same lines.
#[must_use]
pub fn merge(base: &str, current: &str, amendment: &str) -> Option<String> {
    let had_end = current.ends_with('\n');
    let (base, current, amendment) = (ended(base), ended(current), ended(amendment));
    if base == current {
        return Some(as_ended(amendment, had_end));
    }
    if collides(&base, &current, &amendment) {
        return None;
    }
    let mut all = hunks(&base, &current);
    all.extend(hunks(&base, &amendment));
    all.sort_by_key(|hunk| (hunk.from, hunk.to));
    let lines: Vec<&str> = base.split_inclusive('\n').collect();
    let mut merged = String::new();
    let mut at = 0;
    for hunk in all {
        for line in lines.get(at..hunk.from).unwrap_or_default() {
            merged.push_str(line);
        }
        for line in &hunk.lines {
            merged.push_str(line);
        }
        at = hunk.to;
    }
    for line in lines.get(at..).unwrap_or_default() {
        merged.push_str(line);
    }
    Some(as_ended(merged, had_end))
}

/// Every line ends, so that the last one compares as others do.
fn ended(text: &str) -> String {
    if text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

fn as_ended(text: String, with_end: bool) -> String {
    match text.strip_suffix('\n') {
        Some(without) if !with_end => without.to_owned(),
        _ => text,
    }
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Same(String),
    Gone(String),
    Come(String),
}

/// Two texts line by line, for a reader.
#[must_use]
pub fn compared(old: &str, new: &str) -> Vec<Line> {
    let (old, new) = (ended(old), ended(new));
    TextDiff::from_lines(old.as_str(), new.as_str())
        .iter_all_changes()
        .map(|change| {
            let line = change.to_string_lossy().trim_end_matches('\n').to_owned();
            match change.tag() {
                similar::ChangeTag::Equal => Line::Same(line),
                similar::ChangeTag::Delete => Line::Gone(line),
                similar::ChangeTag::Insert => Line::Come(line),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{collides, merge};

    const BASE: &str = "one\ntwo\nthree\nfour\n";

    #[test]
    fn changes_of_other_lines_are_taken_in_and_of_the_same_are_found() {
        let cases = [
            (
                "one\nTWO\nthree\nfour\n",
                "one\ntwo\nthree\nFOUR\n",
                Some("one\nTWO\nthree\nFOUR\n"),
            ),
            ("one\nTWO\nthree\nfour\n", "one\ntwo!\nthree\nfour\n", None),
            (
                "one\nthree\nfour\n",
                "one\ntwo\nthree\nfour\nfive\n",
                Some("one\nthree\nfour\nfive\n"),
            ),
            (
                "zero\none\ntwo\nthree\nfour\n",
                "null\none\ntwo\nthree\nfour\n",
                None,
            ),
            ("", "one\ntwo and a half\nthree\nfour\n", None),
        ];
        for (current, amendment, merged) in cases {
            assert_eq!(
                merge(BASE, current, amendment).as_deref(),
                merged,
                "{current:?}"
            );
            assert_eq!(collides(BASE, current, amendment), merged.is_none());
        }
    }

    #[test]
    fn a_text_without_a_last_line_end_keeps_none() {
        assert_eq!(merge("a\nb", "a\nb", "a\nc").as_deref(), Some("a\nc"));
        assert_eq!(
            merge("a\nb\nc", "A\nb\nc", "a\nb\nC").as_deref(),
            Some("A\nb\nC")
        );
    }

    proptest! {
        #[test]
        fn two_amendments_that_do_not_collide_give_one_text_in_either_order(
            base in proptest::collection::vec("[a-d]{1,2}", 1..8),
            one in proptest::collection::vec("[a-f]{1,2}", 1..8),
            other in proptest::collection::vec("[a-f]{1,2}", 1..8),
        ) {
            let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
            let (base, one, other) = (text(&base), text(&one), text(&other));
            prop_assert_eq!(collides(&base, &one, &other), collides(&base, &other, &one));
            if !collides(&base, &one, &other) {
                prop_assert_eq!(merge(&base, &one, &other), merge(&base, &other, &one));
            }
            prop_assert_eq!(merge(&base, &base, &one), Some(one.clone()));
        }
    }
}
