//! PURE: what forms and the database bring as text, read: words of a closed list, one
//! line, several lines, a day.

use chrono::{Datelike, NaiveDate};

pub use crate::seal::unseen::{hides, shown};

/// Declares an enum whose variants are kept as words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one, in the order of lists.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As the database and forms have it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}
pub(crate) use words;

/// Whether a year has at most four digits and is none before Christ: what a field for days takes,
/// what PostgreSQL holds, and what leaves room for every sum of days. chrono reads many more.
#[must_use]
pub fn is_year(year: i32) -> bool {
    (1..=9999).contains(&year)
}

/// A day as forms send it, like `2026-07-31`; none where it is no day, or of no such year.
#[must_use]
pub fn day(raw: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(raw.trim(), "%Y-%m-%d")
        .ok()
        .filter(|day| is_year(day.year()))
}

/// One line of text of at most so many characters, all of them seen; none where it is anything
/// else.
#[must_use]
pub fn line(raw: &str, chars: usize) -> Option<String> {
    let text = raw.trim();
    let fits = (1..=chars).contains(&text.chars().count()) && !hides(text);
    fits.then(|| text.to_owned())
}

/// The same, or the sentence for the form; `missing` where nothing was typed.
///
/// # Errors
/// That sentence.
pub fn line_or(raw: &str, chars: usize, missing: &str) -> Result<String, String> {
    let text = raw.trim();
    match text.chars().count() {
        0 => Err(missing.to_owned()),
        _ if hides(text) => {
            Err("Keep it on one line, without characters that are not seen.".to_owned())
        }
        count if count <= chars => Ok(text.to_owned()),
        _ => Err(format!("Keep it within {chars} characters.")),
    }
}

/// Text of several lines, each without blanks at its ends, of at most so many characters;
/// none where it is anything else. Empty text is text.
#[must_use]
pub fn lines(raw: &str, chars: usize) -> Option<String> {
    let text = raw
        .replace('\r', "")
        .replace('\t', " ")
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("\n");
    let text = text.trim().to_owned();
    let unseen = |c: char| c.is_control() && c != '\n';
    let fits = text.chars().count() <= chars && !text.contains(unseen);
    fits.then_some(text)
}

/// The same where something has to be said.
#[must_use]
pub fn words_of(raw: &str, chars: usize) -> Option<String> {
    lines(raw, chars).filter(|text| !text.is_empty())
}

/// The lines of a text; none of an empty one.
#[must_use]
pub fn lines_of(text: &str) -> Vec<&str> {
    if text.is_empty() {
        Vec::new()
    } else {
        text.split('\n').collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{day, hides, line, line_or, lines, lines_of, words_of};

    #[test]
    fn a_day_is_one_that_the_database_holds() {
        for raw in ["2026-07-31", " 2026-07-31 ", "0001-01-01", "9999-12-31"] {
            assert!(day(raw).is_some(), "{raw}");
        }
        for raw in [
            "",
            "2026-02-30",
            "0000-12-31",
            "-9999-01-01",
            "+10000-01-01",
            "+262142-12-31",
            "-262143-01-01",
        ] {
            assert_eq!(day(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_line_is_bounded_and_has_a_sentence_for_each_fault() {
        assert_eq!(line_or(" a b ", 3, "").as_deref(), Ok("a b"));
        for (raw, sentence) in [
            ("  ", "Write."),
            (
                "a\nb",
                "Keep it on one line, without characters that are not seen.",
            ),
            (
                "a\u{202e}b",
                "Keep it on one line, without characters that are not seen.",
            ),
            ("abcd", "Keep it within 3 characters."),
        ] {
            assert_eq!(line_or(raw, 3, "Write."), Err(sentence.to_owned()));
            assert_eq!(line(raw, 3), None);
        }
    }

    proptest! {
        #[test]
        fn text_comes_out_as_the_database_takes_it(raw in "\\PC{0,60}(\r?\n\\PC{0,60}){0,4}") {
            if let Some(text) = lines(&raw, 4000) {
                prop_assert_eq!(text.trim(), text.as_str());
                prop_assert!(!text.contains('\r'));
                prop_assert!(lines_of(&text).iter().all(|line| !line.chars().any(char::is_control)));
                prop_assert_eq!(lines_of(&text).join("\n"), text);
            }
            if let Some(text) = line(&raw, 60) {
                prop_assert!(!text.is_empty() && !hides(&text));
            }
            prop_assert!(words_of(&raw, 4000).is_none_or(|text| !text.is_empty()));
        }
    }
}
