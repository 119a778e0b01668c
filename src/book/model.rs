//! What may be published of a row of figures about people. Pure.
//!
//! A figure about fewer than `k` people is withheld. So that nobody computes it
//! from the total and the others, one more is withheld with it: the first of
//! those that could be shown, in their order and whatever its size, since a
//! choice by size would tell something of it. Where the withheld ones together
//! are as few as they can be (each of one person but for that one, which is of
//! exactly `k`), the next is withheld as well; and where nothing but zeros would
//! be left to show, so is the total. What is known of this rule is of no help
//! then: the test goes through every row there can be, and finds for each
//! withheld figure another row that is published in the same way.

/// No rule makes figures about fewer than this safe: below it, a withheld one
/// could only be one.
pub const LEAST_K: u64 = 3;

/// A row of figures as it may be published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// None where it is withheld.
    pub figures: Vec<Option<u64>>,
    pub total: Option<u64>,
}

/// The figures of a row as they may be published when none is to be about fewer
/// than `k` people, but for none at all.
#[must_use]
pub fn suppress(figures: &[u64], k: u64) -> Shown {
    let k = k.max(LEAST_K);
    let total = figures.iter().sum();
    let mut withheld: Vec<bool> = figures
        .iter()
        .map(|figure| (1..k).contains(figure))
        .collect();
    if withheld.contains(&true) {
        let is_least = |withheld: &[bool]| {
            let hidden = || {
                figures
                    .iter()
                    .zip(withheld)
                    .filter(|(_, withheld)| **withheld)
            };
            let count = u64::try_from(hidden().count()).unwrap_or(u64::MAX);
            let sum: u64 = hidden().map(|(figure, _)| figure).sum();
            sum == (count.saturating_sub(1)).saturating_add(k)
        };
        let next = |withheld: &[bool]| {
            figures
                .iter()
                .zip(withheld)
                .position(|(figure, withheld)| *figure > 0 && !withheld)
        };
        if let Some(first) = next(&withheld).and_then(|at| withheld.get_mut(at)) {
            *first = true;
            if is_least(&withheld)
                && let Some(second) = next(&withheld).and_then(|at| withheld.get_mut(at))
            {
                *second = true;
            }
        }
    }
    let left = figures
        .iter()
        .zip(&withheld)
        .any(|(figure, withheld)| *figure > 0 && !withheld);
    let total = (left || total == 0).then_some(total);
    let figures = figures
        .iter()
        .zip(withheld)
        .map(|(figure, withheld)| (!withheld).then_some(*figure))
        .collect();
    Shown { figures, total }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{Shown, suppress};

    #[test]
    fn a_single_small_figure_takes_another_with_it() {
        for (figures, shown, total) in [
            (vec![], vec![], Some(0)),
            (vec![0, 0], vec![Some(0), Some(0)], Some(0)),
            (vec![40, 12], vec![Some(40), Some(12)], Some(52)),
            (vec![40, 9, 12], vec![None, None, Some(12)], Some(61)),
            (vec![9], vec![None], None),
            (vec![0, 9, 9], vec![Some(0), None, None], None),
            // One of one and one of ten: eleven could be nothing else.
            (
                vec![10, 1, 30, 50],
                vec![None, None, None, Some(50)],
                Some(91),
            ),
        ] {
            let published = suppress(&figures, 10);
            let expected = Shown {
                figures: shown,
                total,
            };
            assert_eq!(published, expected, "{figures:?}");
        }
    }

    /// Every row of up to four figures up to nine: somebody who knows the rule by
    /// which figures are withheld, and sees what is published, cannot tell one.
    #[test]
    fn no_withheld_figure_can_be_computed_even_by_who_knows_the_rule() {
        const MOST: u64 = 9;
        for k in [3, 4, 5] {
            for length in 1..=4_u32 {
                let mut published: BTreeMap<Shown, Vec<Vec<u64>>> = BTreeMap::new();
                for number in 0..(MOST + 1).pow(length) {
                    let digits =
                        (0..length).map(|place| number / (MOST + 1).pow(place) % (MOST + 1));
                    let row: Vec<u64> = digits.collect();
                    published.entry(suppress(&row, k)).or_default().push(row);
                }
                for (shown, rows) in published {
                    let hidden = |row: &[u64]| -> u64 {
                        let both = row.iter().zip(&shown.figures);
                        both.filter(|(_, figure)| figure.is_none())
                            .map(|(value, _)| value)
                            .sum()
                    };
                    // Rows beyond the largest figure here are not gone through.
                    if hidden(&rows[0]) > MOST + 1 {
                        continue;
                    }
                    for (at, figure) in shown.figures.iter().enumerate() {
                        let values: BTreeSet<u64> = rows.iter().map(|row| row[at]).collect();
                        assert!(
                            figure.is_some() || values.len() > 1,
                            "{shown:?} can only be {rows:?} with k = {k}"
                        );
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_true_and_about_enough_people(
            figures in prop::collection::vec(0_u64..60, 0..12),
            k in 0_u64..15,
        ) {
            let shown = suppress(&figures, k);
            let least = k.max(super::LEAST_K);
            let mut withheld = Vec::new();
            for (figure, shown) in figures.iter().zip(&shown.figures) {
                match shown {
                    Some(value) => {
                        prop_assert_eq!(value, figure);
                        prop_assert!(*value == 0 || *value >= least);
                    }
                    None => withheld.push(*figure),
                }
            }
            if let Some(total) = shown.total {
                prop_assert_eq!(total, figures.iter().sum::<u64>());
                // With the total, what is withheld is a sum of several about enough people.
                let few = withheld.iter().sum::<u64>();
                prop_assert!(withheld.is_empty() || (withheld.len() > 1 && few >= least));
            }
            prop_assert!(shown.total.is_some() || !withheld.is_empty());
        }
    }
}
