//! The smallest coalition: the fewest related groups that together have so many members
//! and so many votes. Exact.
//!
//! Of several coalitions of the same number of groups it is the one with most votes; of
//! those the choice is settled by the order of the groups (most votes, most members, lowest
//! membership number first) and by nothing else, so that the same facts give the same
//! coalition in whatever order they came.
//!
//! Two things are asked at once, so taking the largest groups is not always enough: a group
//! of many members with few votes may be worth more than one with many votes. Most groups
//! are of one member, and of these the ones with most votes are always best; so only the
//! groups of several members are gone through in every combination (by a table over their
//! number and their members), each filled up with the best of the others.

/// A related group as a coalition counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    /// Names the group: the lowest number of its memberships.
    pub key: i64,
    /// Memberships on the roll.
    pub members: u64,
    pub votes: u64,
}

/// What a coalition must bring together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    pub members: u64,
    pub votes: u64,
}

/// Groups that together have what is needed, the weightiest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition {
    pub groups: Vec<Weight>,
    pub members: u64,
    pub votes: u64,
}

/// The smallest coalition; none where all together do not have what is needed. Where
/// nothing is needed it takes a vote all the same: one group.
#[must_use]
pub fn smallest(groups: &[Weight], needed: Needed) -> Option<Coalition> {
    let mut ranked: Vec<Weight> = groups.iter().copied().filter(|g| g.votes > 0).collect();
    ranked.sort_by_key(|group| (std::cmp::Reverse((group.votes, group.members)), group.key));
    let table = Table::of(&ranked, needed);
    // One group more never takes away what others have: the least number is found by halving.
    let (mut low, mut high) = (1, ranked.len());
    table.best(high)?;
    while low < high {
        let middle = low + (high - low) / 2;
        if table.best(middle).is_some() {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let mut chosen = table.groups(low, table.best(low)?);
    chosen.sort_by_key(|group| (std::cmp::Reverse((group.votes, group.members)), group.key));
    Some(Coalition {
        members: chosen.iter().map(|group| group.members).sum(),
        votes: chosen.iter().map(|group| group.votes).sum(),
        groups: chosen,
    })
}

/// How a coalition of a given number is made up: so many groups of several members, which
/// have this many members at least as the table counts them.
#[derive(Clone, Copy)]
struct Choice {
    several: usize,
    members: usize,
    votes: u64,
}

struct Table {
    needed: Needed,
    /// Groups of several members, in their order.
    several: Vec<Weight>,
    /// Groups of one member, most votes first.
    single: Vec<Weight>,
    /// The votes of the first so many of them.
    single_votes: Vec<u64>,
    /// As many members as are worth counting: the last place of a row stands for more.
    cap: usize,
    /// `[first][groups][members]`: the most votes that so many of the first so many of
    /// `several` have, where they have so many members.
    layers: Vec<Vec<Vec<Option<u64>>>>,
}

impl Table {
    fn of(ranked: &[Weight], needed: Needed) -> Self {
        let (single, several): (Vec<Weight>, Vec<Weight>) =
            ranked.iter().copied().partition(|group| group.members <= 1);
        let mut single_votes = vec![0];
        for group in &single {
            let before = single_votes.last().copied().unwrap_or(0);
            single_votes.push(before + group.votes);
        }
        let all: u64 = several.iter().map(|group| group.members).sum();
        let cap = usize::try_from(all.min(needed.members)).unwrap_or(usize::MAX - 1);
        let mut layer = vec![vec![None; cap + 1]; several.len() + 1];
        layer[0][0] = Some(0_u64);
        let mut layers = vec![layer.clone()];
        for (place, group) in several.iter().enumerate() {
            let before = layer.clone();
            for count in 0..=place {
                for (members, votes) in before[count].iter().enumerate() {
                    let Some(votes) = votes.map(|votes| votes + group.votes) else {
                        continue;
                    };
                    let at = Self::with(members, group, cap);
                    let known = &mut layer[count + 1][at];
                    *known = (*known).max(Some(votes));
                }
            }
            layers.push(layer.clone());
        }
        Self {
            needed,
            several,
            single,
            single_votes,
            cap,
            layers,
        }
    }

    fn with(members: usize, group: &Weight, cap: usize) -> usize {
        let adds = usize::try_from(group.members).unwrap_or(cap);
        members.saturating_add(adds).min(cap)
    }

    /// The coalition of exactly so many groups with enough members that has most votes, if
    /// these are enough.
    fn best(&self, groups: usize) -> Option<Choice> {
        let whole = self.layers.last()?;
        let mut best: Option<Choice> = None;
        let most = groups.min(self.several.len());
        for (several, rows) in whole.iter().enumerate().take(most + 1) {
            let alone = groups - several;
            let Some(alone_votes) = self.single_votes.get(alone) else {
                continue;
            };
            let have = u64::try_from(alone).unwrap_or(u64::MAX);
            let missing = usize::try_from(self.needed.members.saturating_sub(have));
            for (members, votes) in rows.iter().enumerate().skip(missing.unwrap_or(usize::MAX)) {
                let Some(votes) = votes.map(|votes| votes + alone_votes) else {
                    continue;
                };
                if best.is_none_or(|known| known.votes < votes) {
                    best = Some(Choice {
                        several,
                        members,
                        votes,
                    });
                }
            }
        }
        best.filter(|choice| choice.votes >= self.needed.votes.max(1))
    }

    /// Which groups a choice of so many groups is made of. Where a group later in the
    /// order can be done without, it is.
    fn groups(&self, groups: usize, choice: Choice) -> Vec<Weight> {
        let alone = groups - choice.several;
        let mut chosen: Vec<Weight> = self.single[..alone].to_vec();
        let (mut count, mut at) = (choice.several, choice.members);
        let mut votes = choice.votes - self.single_votes[alone];
        for (place, group) in self.several.iter().enumerate().rev() {
            let before = &self.layers[place];
            if count == 0 || before[count][at] == Some(votes) {
                continue;
            }
            let Some(rest) = votes.checked_sub(group.votes) else {
                continue;
            };
            let earlier = (0..=self.cap).find(|members| {
                Self::with(*members, group, self.cap) == at
                    && before[count - 1][*members] == Some(rest)
            });
            if let Some(earlier) = earlier {
                chosen.push(*group);
                (count, at, votes) = (count - 1, earlier, rest);
            }
        }
        chosen
    }
}
