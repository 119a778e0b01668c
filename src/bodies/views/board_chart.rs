//! The board as a picture: a bar for each director, to the year the term ends,
//! grouped by cohort, with a pattern for those who share an affiliation.
//!
//! Lengths are whole units of the drawing; the same data stands in the table beside it.

use crate::web::words::Speaker;

/// Width of the drawing.
const WIDTH: u64 = 360;
/// The longest bar; the rest is room for its year.
const LONGEST: u64 = 300;
/// From one bar to the next.
const STEP: u64 = 38;
/// Longer labels are cut in the drawing; the table has them whole.
const LABEL_CHARS: usize = 46;
/// How many patterns there are, beside the plain bar of whoever shares an affiliation with
/// nobody; a further shared affiliation begins anew.
pub const PATTERNS: usize = 4;

/// A director as the picture needs them.
pub struct Director {
    pub cohort: String,
    pub name: String,
    pub affiliation: String,
    /// The year in which the term ends; none without an end.
    pub ends_in: Option<u64>,
}

/// One bar with its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub label_y: u64,
    pub bar_x: u64,
    pub bar_y: u64,
    pub length: u64,
    pub year: String,
    pub year_x: u64,
    pub year_y: u64,
    /// Which of the patterns, from 1; 0 is plain.
    pub pattern: usize,
}

/// The whole picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardChart {
    pub title: String,
    /// The same in words, for those who listen.
    pub description: String,
    pub height: u64,
    /// Where labels begin: the side from which the page is read.
    pub start: u64,
    pub bars: Vec<Bar>,
}

/// Affiliations of two directors or more, in the order in which they are met.
fn shared_affiliations(directors: &[Director]) -> Vec<&str> {
    let mut shared: Vec<&str> = Vec::new();
    for (at, director) in directors.iter().enumerate() {
        let affiliation = director.affiliation.as_str();
        let again = directors[..at]
            .iter()
            .any(|earlier| earlier.affiliation == affiliation);
        if !affiliation.is_empty() && again && !shared.contains(&affiliation) {
            shared.push(affiliation);
        }
    }
    shared
}

/// Draws the directors in the order given, from `this_year` to where their terms end.
#[must_use]
pub fn draw(t: &Speaker, this_year: u64, directors: &[Director]) -> BoardChart {
    let mirrored = t.locale.direction() == "rtl";
    let place = |x: u64, width: u64| {
        if mirrored {
            WIDTH.saturating_sub(x + width)
        } else {
            x
        }
    };
    // A term that ends this year is one unit long; one without an end is the longest.
    let span = |director: &Director| {
        director
            .ends_in
            .map(|year| year.saturating_sub(this_year) + 1)
    };
    let longest = directors.iter().filter_map(span).max().unwrap_or(1);
    let shared = shared_affiliations(directors);
    let mut bars = Vec::new();
    let mut spoken = Vec::new();
    let mut y = 0;
    for director in directors {
        let pattern = shared
            .iter()
            .position(|known| *known == director.affiliation)
            .map_or(0, |place| place % PATTERNS + 1);
        let length = span(director).unwrap_or(longest) * LONGEST / longest;
        let year = director
            .ends_in
            .map_or_else(|| t.say("people-no-end"), |year| year.to_string());
        let whole = [
            director.cohort.as_str(),
            director.name.as_str(),
            director.affiliation.as_str(),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
        spoken.push(format!("{whole}: {year}"));
        bars.push(Bar {
            label: shortened(&whole),
            label_y: y + 12,
            bar_x: place(0, length),
            bar_y: y + 17,
            length,
            year,
            year_x: place(length + 6, 0),
            year_y: y + 27,
            pattern,
        });
        y += STEP;
    }
    BoardChart {
        title: t.say("people-chart"),
        description: spoken.join("; "),
        height: y,
        start: place(0, 0),
        bars,
    }
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LABEL_CHARS {
        return label.to_owned();
    }
    let mut cut: String = label.chars().take(LABEL_CHARS - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::{Director, LONGEST, draw};
    use crate::web::words::{Locale, Words};

    #[test]
    fn a_bar_reaches_to_the_year_its_term_ends() {
        let t = Words::load().speaker(Locale::English);
        let director = |cohort: &str, affiliation: &str, ends_in| Director {
            cohort: cohort.into(),
            name: "Ines Wójcik".into(),
            affiliation: affiliation.into(),
            ends_in,
        };
        let chart = draw(
            &t,
            2026,
            &[
                director("A", "Northlight", Some(2026)),
                director("B", "Kestrel", Some(2029)),
                director("B", "Northlight", None),
            ],
        );
        let lengths: Vec<u64> = chart.bars.iter().map(|bar| bar.length).collect();
        assert_eq!(lengths, [LONGEST / 4, LONGEST, LONGEST]);
        let patterns: Vec<usize> = chart.bars.iter().map(|bar| bar.pattern).collect();
        assert_eq!(patterns, [1, 0, 1]);
        assert!(
            chart
                .description
                .contains("B · Ines Wójcik · Kestrel: 2029")
        );
    }
}
