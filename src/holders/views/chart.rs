//! Shares as bars of one whole, with lines at a third and at a half.
//!
//! Lengths are whole units of the drawing, from integer division; the exact numbers stand
//! beside the bars and in the list.

use crate::web::words::Speaker;

/// Width of the drawing.
const WIDTH: u64 = 360;
/// The length of the whole; the rest is room for a number.
const WHOLE: u64 = 250;
/// From one bar to the next.
const STEP: u64 = 38;
/// Longer names are cut in the drawing; the list has them whole.
const NAME_CHARS: usize = 46;
/// More bars are not drawn; the list has them all.
pub const MOST_BARS: usize = 12;
/// How wide a letter of a number is at most, about.
const LETTER: u64 = 7;

/// A share to draw: what of, how much of how much, and its number in words.
pub struct Share {
    pub name: String,
    pub part: u64,
    pub whole: u64,
    pub number: String,
}

/// One bar with its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub name: String,
    pub number: String,
    pub name_y: u64,
    pub bar_y: u64,
    pub number_y: u64,
    pub x: u64,
    pub length: u64,
    pub number_x: u64,
}

/// A line at a share of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub x: u64,
    pub label: String,
    /// Its pieces: behind each bar and below it, so that it goes through no name; below it
    /// alone where the number stands in its way.
    pub path: String,
}

/// The whole picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    /// The same in words, for those who listen.
    pub description: String,
    pub height: u64,
    /// Where labels begin: the side from which the page is read.
    pub start: u64,
    pub bars: Vec<Bar>,
    /// The lines at a third and at a half.
    pub marks: Vec<Mark>,
}

impl Chart {
    /// Where the labels of the lines stand.
    pub fn label_y(&self) -> u64 {
        self.height.saturating_sub(4)
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_CHARS - 1).collect();
    format!("{}…", kept.trim_end())
}

/// The piece of a line `at` a length of bars, drawn at `x`, that belongs to a bar.
fn piece(bar: &Bar, at: u64, x: u64) -> String {
    let letters = u64::try_from(bar.number.chars().count()).unwrap_or(u64::MAX);
    let number = bar.length + 4..bar.length + 8 + letters.saturating_mul(LETTER).min(WIDTH);
    let top = if number.contains(&at) { 14 } else { 0 };
    format!("M{x} {}V{}", bar.bar_y + top, bar.bar_y + 20)
}

/// Draws shares in the order given; none where there is nothing to draw.
#[must_use]
pub fn draw(t: &Speaker, id: &str, title: String, shares: &[Share]) -> Option<Chart> {
    if shares.is_empty() {
        return None;
    }
    let mirrored = t.locale.direction() == "rtl";
    let place = |x: u64, width: u64| {
        if mirrored {
            WIDTH.saturating_sub(x + width)
        } else {
            x
        }
    };
    let mut bars = Vec::new();
    let mut spoken = Vec::new();
    let mut y = 0;
    for share in shares.iter().take(MOST_BARS) {
        let product = u128::from(share.part) * u128::from(WHOLE);
        let length = u64::try_from(product / u128::from(share.whole.max(1)))
            .unwrap_or(WHOLE)
            .min(WHOLE);
        spoken.push(format!("{}: {}", share.name, share.number));
        bars.push(Bar {
            name: shortened(&share.name),
            number: share.number.clone(),
            name_y: y + 12,
            bar_y: y + 17,
            number_y: y + 27,
            x: place(0, length),
            length,
            number_x: place(length + 6, 0),
        });
        y += STEP;
    }
    let marks = [
        (WHOLE / 3, "holders-mark-third"),
        (WHOLE / 2, "holders-mark-half"),
    ]
    .map(|(at, key)| {
        let x = place(at, 0);
        Mark {
            x,
            label: t.say(key),
            path: bars.iter().map(|bar| piece(bar, at, x)).collect(),
        }
    })
    .into();
    Some(Chart {
        id: format!("chart-{id}"),
        title,
        description: spoken.join("; "),
        height: y + 18,
        start: place(0, 0),
        bars,
        marks,
    })
}

#[cfg(test)]
mod tests {
    use super::{Bar, Share, WHOLE, draw, piece};
    use crate::web::words::{Locale, Words};

    #[test]
    fn bars_are_shares_of_the_whole_and_marks_stand_at_a_third_and_a_half() {
        let share = |part| Share {
            name: "Northlight".into(),
            part,
            whole: 39,
            number: "said".into(),
        };
        let shares = [share(39), share(13), share(0)];
        for (locale, at) in [
            (Locale::English, WHOLE / 3),
            (Locale::PseudoRtl, 360 - WHOLE / 3),
        ] {
            let t = Words::load().speaker(locale);
            let chart = draw(&t, "votes", "Votes".into(), &shares).expect("a chart");
            let lengths: Vec<u64> = chart.bars.iter().map(|bar| bar.length).collect();
            assert_eq!(lengths, [WHOLE, WHOLE / 3, 0]);
            assert_eq!(chart.marks[0].x, at);
            // Behind the bars and below them, and through no name.
            assert_eq!(
                chart.marks[0].path,
                format!("M{at} 17V37M{at} 55V75M{at} 93V113")
            );
            // Where the number stands in its way, below it alone.
            let wide = Bar {
                number: "13 votes (33.3 %)".into(),
                ..chart.bars[1].clone()
            };
            assert_eq!(piece(&wide, WHOLE / 2, 125), "M125 69V75");
            assert_eq!(
                chart.description,
                "Northlight: said; Northlight: said; Northlight: said"
            );
        }
        let t = Words::load().speaker(Locale::English);
        assert!(draw(&t, "votes", "Votes".into(), &[]).is_none());
    }
}
