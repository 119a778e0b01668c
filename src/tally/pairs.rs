//! Options compared two by two: who is preferred to whom by how many votes,
//! and how strong the strongest paths of defeats are.

use super::ballots::Preferences;
use super::contest::{Contest, OptionNo};

/// How strong a defeat is, or a path of defeats: greater is stronger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strength {
    /// The votes for it, or the margin. 0: there is none.
    pub votes: u64,
    /// The votes against it; 0 with margins.
    pub against: u64,
}

impl Ord for Strength {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let against = other.against.cmp(&self.against);
        self.votes.cmp(&other.votes).then(against)
    }
}

impl PartialOrd for Strength {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By what a defeat is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The votes for it; of equal ones, the fewer votes against it.
    WinningVotes,
    /// The votes for it less those against it.
    Margins,
}

/// What an option means that a ballot does not rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unranked {
    /// It is below all that are ranked.
    Below,
    /// The ballot says nothing about it.
    NoOpinion,
}

/// The options of a contest, compared two by two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairwise {
    options: usize,
    /// By what defeats are measured.
    pub measure: Measure,
    /// Row by row: the votes that prefer the row's option to the column's.
    votes: Vec<u64>,
    /// Likewise the strongest paths.
    paths: Vec<Strength>,
    /// Whose paths were looked at.
    left: Vec<bool>,
}

impl Pairwise {
    /// Compares all options that stand on all ballots; no paths yet.
    pub(super) fn compare(
        contest: &Contest,
        ballots: &Preferences,
        unranked: Unranked,
        measure: Measure,
    ) -> Self {
        let options = contest.options().len();
        let mut votes = vec![0_u64; options * options];
        // Ballots that rank an option at all.
        let mut ranked = vec![0_u64; options];
        let mut above: Vec<usize> = Vec::new();
        for ballot in ballots.iter() {
            above.clear();
            let weight = ballot.weight();
            for rank in ballot.ranks() {
                let rank = rank.into_iter().filter(|o| !contest.is_withdrawn(*o));
                let rank: Vec<usize> = rank.map(OptionNo::index).collect();
                match unranked {
                    Unranked::NoOpinion => {
                        for better in &above {
                            for worse in &rank {
                                votes[better * options + worse] += weight;
                            }
                        }
                    }
                    // Whoever is ranked is above all others, but for those
                    // that the ballot puts above or beside it.
                    Unranked::Below => {
                        for here in &rank {
                            ranked[*here] += weight;
                            for not_below in above.iter().chain(&rank) {
                                votes[here * options + not_below] += weight;
                            }
                        }
                    }
                }
                above.extend(rank);
            }
        }
        let stands = |index: &usize| !contest.is_withdrawn(OptionNo::at(*index));
        if unranked == Unranked::Below {
            for row in (0..options).filter(stands) {
                for column in (0..options).filter(stands) {
                    let cell = &mut votes[row * options + column];
                    *cell = ranked[row].saturating_sub(*cell);
                }
            }
        }
        for index in 0..options {
            votes[index * options + index] = 0;
        }
        Self {
            options,
            measure,
            votes,
            paths: vec![Strength::default(); options * options],
            left: vec![false; options],
        }
    }

    /// Finds the strongest paths among the options that are left.
    pub(super) fn find_paths(&mut self, left: impl Iterator<Item = OptionNo>) {
        let size = self.options;
        let left: Vec<usize> = left.map(OptionNo::index).collect();
        for from in &left {
            self.left[*from] = true;
            for to in &left {
                self.paths[from * size + to] = self.defeat(*from, *to);
            }
        }
        for through in &left {
            let onward: Vec<Strength> = left
                .iter()
                .map(|to| self.paths[through * size + to])
                .collect();
            for from in left.iter().filter(|from| *from != through) {
                let reach = self.paths[from * size + through];
                if reach.votes == 0 {
                    continue;
                }
                for (to, onward) in left.iter().zip(&onward) {
                    let path = &mut self.paths[from * size + to];
                    *path = (*path).max(reach.min(*onward));
                }
            }
        }
        for index in left {
            self.paths[index * size + index] = Strength::default();
        }
    }

    /// How strongly one option defeats another, by their indices.
    fn defeat(&self, from: usize, to: usize) -> Strength {
        let votes = self.votes[from * self.options + to];
        let against = self.votes[to * self.options + from];
        if votes <= against {
            return Strength::default();
        }
        match self.measure {
            Measure::WinningVotes => Strength { votes, against },
            Measure::Margins => Strength {
                votes: votes - against,
                against: 0,
            },
        }
    }

    /// The votes that prefer the first option to the second.
    pub fn preferred(&self, first: OptionNo, second: OptionNo) -> u64 {
        let cell = first.index() * self.options + second.index();
        self.votes.get(cell).copied().unwrap_or(0)
    }

    /// The strongest path from the first option to the second; votes of 0
    /// where there is none.
    pub fn path(&self, first: OptionNo, second: OptionNo) -> Strength {
        let cell = first.index() * self.options + second.index();
        self.paths.get(cell).copied().unwrap_or_default()
    }

    /// Whether the first option beats the second by the strength of paths.
    pub fn beats(&self, first: OptionNo, second: OptionNo) -> bool {
        self.path(first, second) > self.path(second, first)
    }

    /// Whether the option took part in the paths: it was not dropped before.
    pub fn is_left(&self, option: OptionNo) -> bool {
        self.left.get(option.index()) == Some(&true)
    }

    /// The options that are left, in the contest's order.
    pub fn left(&self) -> impl Iterator<Item = OptionNo> + '_ {
        let indices = (0..self.options).map(OptionNo::at);
        indices.filter(|option| self.is_left(*option))
    }

    /// The order, rank by rank: those whom nobody beats, those whom only they
    /// beat, and so on.
    pub(super) fn order(&self) -> Vec<Vec<OptionNo>> {
        let mut waiting: Vec<(OptionNo, usize)> = self
            .left()
            .map(|option| {
                let better = self.left().filter(|other| self.beats(*other, option));
                (option, better.count())
            })
            .collect();
        let mut ranks = Vec::new();
        while !waiting.is_empty() {
            let first: Vec<OptionNo> = waiting
                .iter()
                .filter(|(_, better)| *better == 0)
                .map(|(option, _)| *option)
                .collect();
            if first.is_empty() {
                break; // cannot be: to beat is transitive and without cycles
            }
            waiting.retain(|(_, better)| *better > 0);
            for (option, better) in &mut waiting {
                let gone = first.iter().filter(|gone| self.beats(**gone, *option));
                *better -= gone.count();
            }
            ranks.push(first);
        }
        ranks
    }
}
