//! Ballots on piles, so that a distribution costs next to nothing.
//!
//! Under Meek's rule a ballot passes from one elected option to the next,
//! leaves a share with each, and stops at the first hopeful option, which
//! keeps all that is left. All ballots that passed the same elected options in
//! the same order are therefore worth the same from there on. They lie
//! together at one *node* of a tree: the path to the node is the elected
//! options passed. At each node, ballots that stop at the same hopeful option
//! form a *pile*, of which a distribution needs only the total weight.
//!
//! A ballot moves only when the option it stopped at is elected or excluded,
//! and then only forward, so that all moves of a whole count are bounded by
//! the number of preferences, whatever the number of distributions.
//!
//! A ballot that meets several continuing options on one rank splits, with
//! roundings of its own; such ballots are kept one by one at their node.

use super::super::ballots::{Preferences, SAME_RANK, index_of, place};

/// One whole vote, or a keep value of 1, in the unit of this count (1e-9).
pub(super) const UNIT: u64 = 1_000_000_000;

/// Where an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Neither elected nor out.
    Hopeful,
    /// Elected; keeps a share and passes on the rest.
    Elected,
    /// Excluded or withdrawn; passes on everything.
    Out,
}

/// The end of a list of ballots.
const NONE: u32 = u32::MAX;

/// Ballots that stop at one hopeful option, after one path of elected ones.
#[derive(Clone, Debug)]
struct Pile {
    option: usize,
    weight: u64,
    /// The first ballot; each ballot knows the next.
    first: u32,
}

/// Where ballots are that have passed the same elected options in this order.
#[derive(Clone, Debug)]
struct Node {
    parent: usize,
    /// The last elected option passed; meaningless for the root.
    passed: usize,
    /// The weight of all ballots that ever passed it here.
    through: u64,
    /// Nodes for the next elected option, ascending by option.
    children: Vec<(usize, usize)>,
    /// Ascending by option.
    piles: Vec<Pile>,
    /// The first of the ballots whose next rank several options share.
    split: u32,
}

impl Node {
    fn new(parent: usize, passed: usize, through: u64) -> Self {
        Self {
            parent,
            passed,
            through,
            children: Vec::new(),
            piles: Vec::new(),
            split: NONE,
        }
    }
}

/// One of the folded ballots, where it lies. All that a move needs is side by
/// side: of a million ballots hardly any is still in the processor's cache.
#[derive(Clone, Copy, Debug)]
struct Lying {
    /// The place of the preference to look at next. For a split ballot that is
    /// the rank that splits it; otherwise the one after the option it lies at.
    at: u32,
    /// Where its preferences end.
    end: u32,
    /// The next ballot of its list.
    next: u32,
    weight: u64,
}

/// All ballots of a count, wherever they lie at the moment.
#[derive(Clone, Debug)]
pub(super) struct Piles<'a> {
    packed: &'a [u16],
    standing: Vec<Standing>,
    ballots: Vec<Lying>,
    nodes: Vec<Node>,
    valid: u64,
}

/// What a ballot meets next.
enum Next {
    /// One continuing option; the preference after it.
    One(usize, u32),
    /// Several on one rank, which starts here.
    Several(u32),
    /// Nobody: the ballot is exhausted.
    Nobody,
}

impl<'a> Piles<'a> {
    /// Puts every ballot where it lies before anyone is elected.
    pub(super) fn new(ballots: &'a Preferences, standing: Vec<Standing>) -> Self {
        let mut piles = Self {
            packed: ballots.packed(),
            standing,
            ballots: ballots
                .lying()
                .map(|(at, end, weight)| Lying {
                    at,
                    end,
                    next: NONE,
                    weight,
                })
                .collect(),
            nodes: vec![Node::new(0, usize::MAX, 0)],
            valid: 0,
        };
        for (ballot, number) in (0..piles.ballots.len()).zip(0_u32..) {
            if piles.put(number, 0) {
                piles.valid += piles.ballots[ballot].weight;
            }
        }
        piles
    }

    /// The votes on ballots that name anybody who stands.
    pub(super) const fn valid(&self) -> u64 {
        self.valid
    }

    /// Where an option stands.
    pub(super) fn standing(&self, option: usize) -> Standing {
        self.standing[option]
    }

    /// Makes a hopeful option an elected one: its piles become nodes.
    pub(super) fn elect(&mut self, option: usize) {
        self.standing[option] = Standing::Elected;
        for node in 0..self.nodes.len() {
            if let Some(pile) = self.take_pile(node, option) {
                let child = self.child(node, option);
                self.nodes[child].through += pile.weight;
                self.put_all(pile.first, child);
            }
        }
    }

    /// Takes a hopeful option out: its ballots move on.
    pub(super) fn exclude(&mut self, option: usize) {
        self.standing[option] = Standing::Out;
        for node in 0..self.nodes.len() {
            if let Some(pile) = self.take_pile(node, option) {
                self.put_all(pile.first, node);
            }
            let split = std::mem::replace(&mut self.nodes[node].split, NONE);
            self.put_all(split, node);
        }
    }

    /// Adds to `votes` what each option holds when elected ones keep the share
    /// `keep` (in [`UNIT`]s) of each vote that reaches them.
    ///
    /// The share an option keeps of one ballot is rounded up to the unit, and
    /// then multiplied by the ballot's weight.
    pub(super) fn distribute(&self, keep: &[u64], votes: &mut [u128]) {
        let mut arriving = Vec::with_capacity(self.nodes.len());
        for (number, node) in self.nodes.iter().enumerate() {
            let value = if number == 0 {
                UNIT
            } else {
                let before: u64 = arriving[node.parent];
                let kept = share_up(before, keep[node.passed]);
                votes[node.passed] += u128::from(kept) * u128::from(node.through);
                before - kept
            };
            arriving.push(value);
            if value == 0 {
                continue;
            }
            for pile in &node.piles {
                votes[pile.option] += u128::from(value) * u128::from(pile.weight);
            }
            let mut ballot = node.split;
            while ballot != NONE {
                self.distribute_split(place(ballot), value, keep, votes);
                ballot = self.ballots[place(ballot)].next;
            }
        }
    }

    /// Follows one ballot from the rank that splits it to its end: each of the
    /// m continuing options of a rank is offered the m-th part, rounded down,
    /// keeps its share of that, rounded up, and the rest passes on.
    fn distribute_split(&self, ballot: usize, mut value: u64, keep: &[u64], votes: &mut [u128]) {
        let ballot = self.ballots[ballot];
        let weight = u128::from(ballot.weight);
        let rest = &self.packed[place(ballot.at)..place(ballot.end)];
        for rank in rest.chunk_by(|_, next| next & SAME_RANK != 0) {
            let continuing = || {
                let options = rank.iter().map(|packed| index_of(*packed));
                options.filter(|option| self.standing[*option] != Standing::Out)
            };
            let Some(part) = u64::try_from(continuing().count())
                .ok()
                .and_then(|many| value.checked_div(many))
            else {
                continue;
            };
            for option in continuing() {
                let kept = share_up(part, keep[option]);
                votes[option] += u128::from(kept) * weight;
                value -= kept;
            }
            if value == 0 {
                return;
            }
        }
    }

    /// Puts a list of ballots where they lie now, seen from `node`.
    fn put_all(&mut self, first: u32, node: usize) {
        let mut ballot = first;
        while ballot != NONE {
            let next = self.ballots[place(ballot)].next;
            self.put(ballot, node);
            ballot = next;
        }
    }

    /// Puts a ballot where it lies now: from `node` on through the nodes of
    /// elected options to its pile. False if it is exhausted.
    fn put(&mut self, number: u32, mut node: usize) -> bool {
        let ballot = place(number);
        let Lying {
            mut at,
            end,
            weight,
            ..
        } = self.ballots[ballot];
        loop {
            match self.look(at, end) {
                Next::Nobody => return false,
                Next::Several(start) => {
                    let next = std::mem::replace(&mut self.nodes[node].split, number);
                    self.ballots[ballot] = Lying {
                        at: start,
                        end,
                        next,
                        weight,
                    };
                    return true;
                }
                Next::One(option, after) => {
                    at = after;
                    if self.standing[option] == Standing::Elected {
                        node = self.child(node, option);
                        self.nodes[node].through += weight;
                        continue;
                    }
                    let pile = self.pile(node, option);
                    pile.weight += weight;
                    let next = std::mem::replace(&mut pile.first, number);
                    self.ballots[ballot] = Lying {
                        at,
                        end,
                        next,
                        weight,
                    };
                    return true;
                }
            }
        }
    }

    /// What stands next on a ballot from the preference at `at` on.
    fn look(&self, at: u32, end: u32) -> Next {
        let joined = |at: u32| at < end && self.packed[place(at)] & SAME_RANK != 0;
        let mut start = at;
        while start < end {
            let (mut many, mut continuing) = (0, usize::MAX);
            let mut member = start;
            loop {
                let option = index_of(self.packed[place(member)]);
                if self.standing[option] != Standing::Out {
                    many += 1;
                    continuing = option;
                }
                member += 1;
                if !joined(member) {
                    break;
                }
            }
            match many {
                0 => start = member,
                1 => return Next::One(continuing, member),
                _ => return Next::Several(start),
            }
        }
        Next::Nobody
    }

    fn pile(&mut self, node: usize, option: usize) -> &mut Pile {
        let piles = &mut self.nodes[node].piles;
        let at = match piles.binary_search_by_key(&option, |pile| pile.option) {
            Ok(at) => at,
            Err(at) => {
                piles.insert(
                    at,
                    Pile {
                        option,
                        weight: 0,
                        first: NONE,
                    },
                );
                at
            }
        };
        &mut piles[at]
    }

    fn take_pile(&mut self, node: usize, option: usize) -> Option<Pile> {
        let piles = &mut self.nodes[node].piles;
        let at = piles
            .binary_search_by_key(&option, |pile| pile.option)
            .ok()?;
        Some(piles.remove(at))
    }

    /// The node of the elected `option` after `node`, made if need be.
    fn child(&mut self, node: usize, option: usize) -> usize {
        let children = &self.nodes[node].children;
        match children.binary_search_by_key(&option, |(option, _)| *option) {
            Ok(at) => children[at].1,
            Err(at) => {
                let child = self.nodes.len();
                self.nodes[node].children.insert(at, (option, child));
                self.nodes.push(Node::new(node, option, 0));
                child
            }
        }
    }
}

/// `value` times `keep`, both in [`UNIT`]s and at most one, rounded up.
fn share_up(value: u64, keep: u64) -> u64 {
    (value * keep).div_ceil(UNIT)
}
