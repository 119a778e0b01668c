//! Of whom no two sit together: how many seats can be filled at all, given groups
//! and the directors who stay. Pure.

use std::collections::{BTreeMap, BTreeSet};

/// What a cap is about: a related group by its name.
pub type Group = String;

/// The affiliation cap of one election.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    /// The options of each group.
    pub groups: BTreeMap<Group, BTreeSet<String>>,
    /// How many of each group sit and stay.
    pub sitting: BTreeMap<Group, u32>,
    /// Most of one group.
    pub cap: u32,
}

/// How many seats can be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fillable {
    pub seats: u32,
    /// Whether no better filling was overlooked: there are few enough candidates to
    /// try every set.
    pub exact: bool,
}

/// After how many tries the best filling found so far has to do.
const TRIES: u32 = 200_000;

struct Search<'a> {
    caps: &'a Caps,
    /// The groups of each candidate.
    of: Vec<Vec<&'a str>>,
    seats: u32,
    best: u32,
    left: u32,
}

impl<'a> Search<'a> {
    fn try_from(&mut self, index: usize, taken: &mut BTreeMap<&'a str, u32>, filled: u32) {
        self.best = self.best.max(filled);
        let rest = self.of.len().saturating_sub(index);
        let bound = filled.saturating_add(u32::try_from(rest).unwrap_or(u32::MAX));
        if self.best >= self.seats || bound <= self.best || self.left == 0 {
            return;
        }
        self.left = self.left.saturating_sub(1);
        let Some(groups) = self.of.get(index).cloned() else {
            return;
        };
        let free = groups
            .iter()
            .all(|group| taken.get(group).copied().unwrap_or(0) < self.caps.cap);
        if free {
            for group in &groups {
                *taken.entry(group).or_insert(0) += 1;
            }
            self.try_from(index.saturating_add(1), taken, filled.saturating_add(1));
            for group in &groups {
                if let Some(count) = taken.get_mut(group) {
                    *count = count.saturating_sub(1);
                }
            }
            // Whoever is in no group stands in nobody's way.
            if groups.is_empty() {
                return;
            }
        }
        self.try_from(index.saturating_add(1), taken, filled);
    }
}

impl Caps {
    /// The groups that an option is in.
    pub fn of<'a>(&'a self, option: &'a str) -> impl Iterator<Item = &'a str> {
        self.groups
            .iter()
            .filter(move |(_, options)| options.contains(option))
            .map(|(group, _)| group.as_str())
    }

    /// The options that can be elected at all, whatever the votes: of none of whose
    /// groups as many sit already as may.
    #[must_use]
    pub fn hindered<'a>(&'a self, options: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let full = |group: &str| self.sitting.get(group).copied().unwrap_or(0) >= self.cap;
        options
            .iter()
            .filter_map(|option| {
                let group = self.of(option).find(|group| full(group))?;
                Some((option.as_str(), group))
            })
            .collect()
    }

    /// How many of these seats can be filled by these candidates.
    #[must_use]
    pub fn fillable(&self, candidates: &[String], seats: u32) -> Fillable {
        let mut of: Vec<Vec<&str>> = candidates
            .iter()
            .map(|candidate| self.of(candidate).collect())
            .collect();
        // Whoever is in fewest groups first: a greedy filling is good from the start.
        of.sort_by_key(Vec::len);
        let mut search = Search {
            caps: self,
            of,
            seats,
            best: 0,
            left: TRIES,
        };
        let mut taken: BTreeMap<&str, u32> = self
            .sitting
            .iter()
            .map(|(group, count)| (group.as_str(), *count))
            .collect();
        search.try_from(0, &mut taken, 0);
        Fillable {
            seats: search.best.min(seats),
            exact: search.left > 0 || search.best >= seats,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{Caps, Fillable};

    fn caps(groups: &[(&str, &[&str])], sitting: &[(&str, u32)], cap: u32) -> Caps {
        Caps {
            groups: groups
                .iter()
                .map(|(group, options)| {
                    let options = options.iter().map(|option| (*option).to_owned()).collect();
                    ((*group).to_owned(), options)
                })
                .collect(),
            sitting: sitting
                .iter()
                .map(|(group, count)| ((*group).to_owned(), *count))
                .collect(),
            cap,
        }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn seats_that_cannot_be_filled_are_found_beforehand() {
        let exactly = |seats| Fillable { seats, exact: true };
        let four = names(&["ada", "ben", "chi", "dan"]);
        let none = Caps {
            cap: 1,
            ..Caps::default()
        };
        assert_eq!(none.fillable(&four, 3), exactly(3));
        assert_eq!(none.fillable(&four, 5), exactly(4));
        let one = caps(&[("Acme", &["ada", "ben", "chi"])], &[], 1);
        assert_eq!(one.fillable(&four, 3), exactly(2));
        let sits = caps(&[("Acme", &["ada", "ben", "chi"])], &[("Acme", 1)], 1);
        assert_eq!(sits.fillable(&four, 3), exactly(1));
        assert_eq!(
            sits.hindered(&four),
            [("ada", "Acme"), ("ben", "Acme"), ("chi", "Acme")]
        );
        // Whoever is in both groups would take two places of them: better without.
        let both = caps(
            &[("Acme", &["ada", "ben"]), ("Bolt", &["ada", "chi"])],
            &[],
            1,
        );
        assert_eq!(both.fillable(&names(&["ada", "ben", "chi"]), 2), exactly(2));
        let two = caps(&[("Acme", &["ada", "ben", "chi"])], &[("Acme", 1)], 2);
        assert_eq!(two.fillable(&four, 4), exactly(2));
    }

    /// Every subset of the candidates.
    fn naive(caps: &Caps, candidates: &[String], seats: u32) -> u32 {
        let mut best = 0;
        for set in 0u32..(1 << candidates.len()) {
            let mut count: BTreeMap<&str, u32> = caps
                .sitting
                .iter()
                .map(|(group, count)| (group.as_str(), *count))
                .collect();
            let chosen: Vec<&String> = candidates
                .iter()
                .enumerate()
                .filter(|(index, _)| set & (1 << index) != 0)
                .map(|(_, name)| name)
                .collect();
            let mut fits = true;
            for name in &chosen {
                for group in caps.of(name) {
                    let taken = count.entry(group).or_insert(0);
                    *taken += 1;
                    fits &= *taken <= caps.cap;
                }
            }
            let size = u32::try_from(chosen.len()).expect("few");
            if fits && size <= seats {
                best = best.max(size);
            }
        }
        best
    }

    proptest! {
        #[test]
        fn as_many_as_the_best_of_all_sets(
            groups in prop::collection::vec(prop::collection::btree_set(0usize..7, 0..5), 0..5),
            sitting in prop::collection::vec(0u32..3, 5),
            cap in 1u32..3, seats in 1u32..7,
        ) {
            let candidates = names(&["a", "b", "c", "d", "e", "f", "g"]);
            let mut caps = Caps { cap, ..Caps::default() };
            for (number, members) in groups.iter().enumerate() {
                let options: BTreeSet<String> =
                    members.iter().filter_map(|index| candidates.get(*index).cloned()).collect();
                caps.groups.insert(format!("g{number}"), options);
                caps.sitting.insert(format!("g{number}"), sitting.get(number).copied().unwrap_or(0));
            }
            let found = caps.fillable(&candidates, seats);
            prop_assert!(found.exact);
            prop_assert_eq!(found.seats, naive(&caps, &candidates, seats));
        }
    }
}
