//! The chart of a round, as plain geometry: what stays is solid, what passes on is hatched.
//!
//! Lengths are whole units of the drawing, from integer division; the exact
//! numbers stand beside the bars and in the table.

use crate::tally::{Act, Decimal, OptionNo, Round};
use crate::web::words::Speaker;

/// Width of the drawing.
const WIDTH: u128 = 360;
/// The longest bar; the rest is room for its number.
const LONGEST: u128 = 240;
/// From one bar to the next.
const STEP: u128 = 38;
/// Longer names are cut in the drawing; the table has them whole.
const NAME_CHARS: usize = 46;

/// One bar with its labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub name: String,
    /// The number, and what became of the option in this round.
    pub number: String,
    pub name_y: u128,
    pub bar_y: u128,
    pub number_y: u128,
    pub kept_x: u128,
    pub kept: u128,
    pub passed_x: u128,
    pub passed: u128,
    pub number_x: u128,
}

/// The bars of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    /// The same in words, for those who listen.
    pub description: String,
    pub height: u128,
    /// Where labels begin: the side from which the page is read.
    pub start: u128,
    pub bars: Vec<Bar>,
    /// The line of the votes needed, with its label.
    pub mark: Option<(u128, String)>,
}

/// A chart of `round` for the options still in the count, with a line at `needed` votes.
#[must_use]
pub fn chart(
    t: &Speaker,
    present: &[OptionNo],
    round: &Round,
    needed: Option<(Decimal, String)>,
    title: String,
    names: &dyn Fn(OptionNo) -> String,
) -> Chart {
    let mirrored = t.locale.direction() == "rtl";
    let largest = round
        .votes
        .iter()
        .map(|votes| votes.units())
        .chain(needed.iter().map(|(votes, _)| votes.units()))
        .max()
        .unwrap_or(0)
        .max(1);
    let length = |units: u128| units.saturating_mul(LONGEST) / largest;
    let place = |x: u128, width: u128| {
        if mirrored {
            WIDTH.saturating_sub(x + width)
        } else {
            x
        }
    };
    let mut bars = Vec::new();
    let mut spoken = Vec::new();
    let mut y = 0;
    for option in present.iter().copied() {
        let votes = round.votes_of(option);
        let act = round
            .actions
            .iter()
            .find(|action| action.who == option)
            .map(|action| action.act);
        let kept = match act {
            // Where no votes pass on, nothing of the bar does.
            Some(Act::Excluded) if round.quota.is_some() => 0,
            Some(Act::Excluded) => votes.units(),
            Some(Act::Elected | Act::Transferred) => round
                .quota
                .map_or(votes.units(), |quota| quota.units().min(votes.units())),
            Some(Act::Finalist | Act::NotElected | Act::Undecided) | None => votes.units(),
        };
        let (whole, kept) = (length(votes.units()), length(kept));
        let name = names(option);
        let number = t.decimal(&votes.truncated(places(votes)));
        let number = match act {
            Some(Act::Elected) => t.say1("results-chart-elected", "votes", number),
            Some(Act::Excluded) => t.say1("results-chart-excluded", "votes", number),
            Some(Act::Transferred | Act::Finalist | Act::NotElected | Act::Undecided) | None => {
                number
            }
        };
        spoken.push(format!("{name}: {number}"));
        bars.push(Bar {
            name: shortened(&name),
            number,
            name_y: y + 12,
            bar_y: y + 17,
            number_y: y + 27,
            kept_x: place(0, kept),
            kept,
            passed_x: place(kept, whole - kept),
            passed: whole - kept,
            number_x: place(whole + 6, 0),
        });
        y += STEP;
    }
    let mark = needed.map(|(votes, label)| (place(length(votes.units()), 0), label));
    Chart {
        id: format!("chart-{}", round.number),
        title,
        description: spoken.join("; "),
        height: y + if mark.is_some() { 18 } else { 0 },
        start: place(0, 0),
        bars,
        mark,
    }
}

/// Tables and charts show two decimals, where a method has any.
#[must_use]
pub fn places(votes: Decimal) -> usize {
    votes.places().min(2)
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_CHARS - 1).collect();
    format!("{}…", kept.trim_end())
}
