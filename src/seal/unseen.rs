//! Characters by which a line says something else than it seems to: those that are not seen, and
//! those that turn or break the line.
//!
//! What is typed is refused where it holds one (`typed`); what comes from elsewhere is printed
//! with U+FFFD in its place. Bytes are never judged by this: a file that holds one keeps its form.
//!
//! The two joiners, U+200C and U+200D, stand lawfully between letters of the scripts that are
//! written with them (Persian, Devanagari and others), and hide something everywhere else.

use std::iter;

use unicode_normalization::char::is_combining_mark;

/// Whether such a character stands in the text.
#[must_use]
pub fn hides(text: &str) -> bool {
    judged(text).any(|(_, hides)| hides)
}

/// The text as a line of a terminal or a sentence may show it.
#[must_use]
pub fn shown(text: &str) -> String {
    let safe = |(c, hides): (char, bool)| {
        if hides {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    judged(text).map(safe).collect()
}

/// The characters, each with whether it hides something where it stands.
fn judged(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut chars = text.chars().peekable();
    let mut before = None;
    iter::from_fn(move || {
        let c = chars.next()?;
        let joins = matches!(c, '\u{200c}' | '\u{200d}')
            && before.is_some_and(is_joined)
            && chars.peek().copied().is_some_and(is_joined);
        before = Some(c);
        Some((c, is_unseen(c) && !joins))
    })
}

/// Controls, separators of lines, marks of direction, and what has no width of its own.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A letter, or a mark on one, of a script in which joiners change how letters are written: from
/// Arabic to Myanmar, Khmer to Balinese, and their later blocks.
fn is_joined(c: char) -> bool {
    let script = matches!(
        c,
        '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{1bff}' | '\u{a840}'..='\u{abff}' | '\u{11000}'..='\u{11fff}'
    );
    script && (c.is_alphabetic() || is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::{hides, shown};

    #[test]
    fn what_is_not_seen_or_turns_the_line_is_found_and_shown() {
        for c in [
            '\0',
            '\n',
            '\t',
            '\u{85}',
            '\u{ad}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2064}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{e0001}',
            '\u{e007f}',
        ] {
            for text in [format!("Ada{c}Ek"), format!("{c}Ada"), format!("Ada{c}")] {
                assert!(hides(&text), "{text:?}");
                assert_eq!(shown(&text), text.replace(c, "\u{fffd}"));
            }
        }
    }

    #[test]
    fn names_of_every_script_are_seen() {
        for name in [
            "",
            "Ravi Østergård",
            "E\u{301}lodie",
            "אורי",
            "محمد",
            // Persian and Devanagari, with the joiners that they are written with.
            "علی\u{200c}رضا",
            "क\u{94d}\u{200d}ष",
            "श\u{94d}\u{200c}री",
            "김민수",
            "王小明",
            "☂️",
        ] {
            assert!(!hides(name), "{name:?}");
            assert_eq!(shown(name), name);
        }
        // A joiner at an end, beside another, or between letters that never join.
        for name in [
            "علی\u{200c}",
            "\u{200d}क",
            "ع\u{200c}\u{200c}ر",
            "A\u{200d}da",
            "ع\u{200c}a",
        ] {
            assert!(hides(name), "{name:?}");
        }
    }
}
