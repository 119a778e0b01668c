//! PURE: what forms and the database bring as text, read: words of a closed list, one
//! line, several lines, a day; and what of a file is not taken.

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

/// Why a file is not taken that a browser would run; none where it is taken. `name` is what it is
/// called. Files are only ever handed out to be saved, and this holds even where somebody opens
/// them.
#[must_use]
pub fn script_fault(bytes: &[u8], name: &str) -> Option<&'static str> {
    const PAGES: [&str; 9] = [
        "svg", "svgz", "html", "htm", "xhtml", "xht", "mht", "js", "mjs",
    ];
    const MARKS: [&str; 5] = ["<svg", "<html", "<script", "<!doctype html", "<xhtml"];
    let end = name
        .rsplit_once('.')
        .map_or("", |(_, end)| end)
        .to_ascii_lowercase();
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_page = PAGES.contains(&end.as_str()) || MARKS.iter().any(|mark| head.contains(mark));
    is_page.then_some(
        "Pages and drawings that can hold a script (HTML, SVG) are not taken. Send a PDF or a picture (PNG, JPEG).",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{day, hides, line, line_or, lines, lines_of, script_fault, words_of};

    #[test]
    fn what_a_browser_would_run_is_not_taken_whatever_it_is_called() {
        let svg = b"<?xml version=\"1.0\"?>\n<SVG><script>alert(1)</script></SVG>";
        assert!(script_fault(svg, "report.pdf").is_some());
        assert!(script_fault(b"%PDF-1.7", "Report.SVG").is_some());
        assert_eq!(script_fault(b"%PDF-1.7", "report.pdf"), None);
        assert_eq!(script_fault(b"", ""), None);
    }

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
