//! The lot: an order drawn beforehand, passed in, that settles ties.

use super::contest::OptionNo;

/// The order in which options were drawn. Where a tie goes to the lot, the
/// option that stands first in it is the one drawn: it is excluded (or, in
/// methods that ask for it, its surplus transferred) first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lot(Vec<OptionNo>);

/// Why a list is not a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("option {} stands in the lot twice", .0.get())]
pub struct TwiceInLot(pub OptionNo);

impl Lot {
    /// A lot in the order drawn.
    ///
    /// # Errors
    /// An option named twice.
    pub fn new(order: Vec<OptionNo>) -> Result<Self, TwiceInLot> {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(TwiceInLot(pair[0])),
            None => Ok(Self(order)),
        }
    }

    /// The options in the order drawn.
    pub fn order(&self) -> &[OptionNo] {
        &self.0
    }

    /// The one of `tied` that is drawn first, provided that the lot names all
    /// of them: a lot that leaves one out does not say where it stands.
    pub fn first_of(&self, tied: &[OptionNo]) -> Option<OptionNo> {
        let places: Option<Vec<(usize, OptionNo)>> = tied
            .iter()
            .map(|option| self.place(*option).map(|place| (place, *option)))
            .collect();
        places?.into_iter().min().map(|(_, option)| option)
    }

    fn place(&self, option: OptionNo) -> Option<usize> {
        self.0.iter().position(|drawn| *drawn == option)
    }
}

/// Those with the most votes, as many as there are seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// Most votes first; equal votes in the contest's order.
    pub(super) elected: Vec<OptionNo>,
    /// What the lot settled: who was tied, and who of them was drawn.
    pub(super) draws: Vec<(Vec<OptionNo>, OptionNo)>,
    /// Equal at the last seat, and no lot names them all.
    pub(super) undecided: Vec<OptionNo>,
}

/// Selects the options with the most votes. Only a tie at the last seat goes
/// to the lot: the one drawn first is out, until as many are left as fit.
pub(super) fn select(
    mut votes: Vec<(u128, OptionNo)>,
    seats: usize,
    lot: Option<&Lot>,
) -> Selection {
    votes.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let last_seat = seats.checked_sub(1).and_then(|last| votes.get(last));
    let boundary = match (last_seat, votes.get(seats)) {
        (Some((last, _)), Some((next, _))) if last == next => *last,
        _ => {
            return Selection {
                elected: votes
                    .into_iter()
                    .take(seats)
                    .map(|(_, option)| option)
                    .collect(),
                draws: Vec::new(),
                undecided: Vec::new(),
            };
        }
    };
    let those = |keep: &dyn Fn(u128) -> bool| -> Vec<OptionNo> {
        let kept = votes.iter().filter(|(votes, _)| keep(*votes));
        kept.map(|(_, option)| *option).collect()
    };
    let mut elected = those(&|votes| votes > boundary);
    let mut tied = those(&|votes| votes == boundary);
    let mut draws = Vec::new();
    while elected.len() + tied.len() > seats {
        let Some(drawn) = lot.and_then(|lot| lot.first_of(&tied)) else {
            return Selection {
                elected,
                draws,
                undecided: tied,
            };
        };
        let left = tied
            .iter()
            .copied()
            .filter(|option| *option != drawn)
            .collect();
        draws.push((std::mem::replace(&mut tied, left), drawn));
    }
    elected.extend(tied);
    Selection {
        elected,
        draws,
        undecided: Vec::new(),
    }
}
