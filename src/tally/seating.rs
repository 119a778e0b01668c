//! Seats for options in an order with levels: what the methods share that
//! find such an order, with the lot and the caps.

use super::caps::Room;
use super::contest::OptionNo;
use super::outcome::{Act, Action, Reason, Seat, Tie};
use super::ties::Lot;

/// What several options on one level mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Equal votes: a tie only where there is not a seat for each.
    Equal,
    /// A tie in any case, as nothing decides their order.
    Tied,
}

/// Who is seated, and what happened on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seating {
    pub(super) elected: Vec<Seat>,
    pub(super) actions: Vec<Action>,
    pub(super) ties: Vec<Tie>,
}

/// How options are seated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner<'a> {
    pub(super) level: Level,
    /// Why those are elected whom no lot elects.
    pub(super) by: Reason,
    /// The round of the result in which it happens.
    pub(super) round: u32,
    pub(super) lot: Option<&'a Lot>,
}

/// Seats those who are kept, and then options level by level, the first level
/// first.
pub(super) fn seat(levels: &[Vec<OptionNo>], manner: Manner<'_>, room: Room) -> Seating {
    let mut table = Table {
        manner,
        room,
        elected: Vec::new(),
        ties: Vec::new(),
        actions: Vec::new(),
        passed: Vec::new(),
        drawn: Vec::new(),
        undecided: Vec::new(),
    };
    for option in table.room.kept_options() {
        table.elect(option, Reason::Kept);
    }
    for options in levels {
        if table.room.free() == 0 || !table.undecided.is_empty() {
            break;
        }
        table.take(options);
    }
    table.finish()
}

struct Table<'a> {
    manner: Manner<'a>,
    room: Room,
    elected: Vec<Seat>,
    ties: Vec<Tie>,
    /// The elected.
    actions: Vec<Action>,
    /// Passed over, because their group is full.
    passed: Vec<OptionNo>,
    /// Excluded by the lot, in the order drawn.
    drawn: Vec<OptionNo>,
    /// In a tie that stands.
    undecided: Vec<OptionNo>,
}

impl Table<'_> {
    /// Seats the options of one level as far as there are seats for them.
    fn take(&mut self, options: &[OptionNo]) {
        let options = options.iter().filter(|option| !self.room.is_kept(**option));
        let (full, contending): (Vec<OptionNo>, Vec<OptionNo>) =
            options.partition(|option| self.room.is_full(**option));
        self.passed.extend(full);
        let fit = self.fit(&contending);
        let lot = self.manner.lot;
        let by = self.manner.by;
        match (self.manner.level, contending.as_slice()) {
            (_, []) => {}
            (_, [only]) => self.elect(*only, by),
            (Level::Equal, _) if fit => {
                for option in contending {
                    self.elect(option, by);
                }
            }
            (_, _) if lot.is_some_and(|lot| lot.first_of(&contending).is_some()) => {
                self.draw(contending);
            }
            (Level::Tied, _) if fit => {
                for option in &contending {
                    self.note(*option, by);
                }
                self.stand(contending);
            }
            (_, _) => {
                self.undecided.clone_from(&contending);
                self.stand(contending);
            }
        }
    }

    fn fit(&self, options: &[OptionNo]) -> bool {
        self.room
            .all_fit(options.iter().map(|option| option.index()))
    }

    /// Lets the lot decide: whoever is drawn is put behind the others.
    fn draw(&mut self, tied: Vec<OptionNo>) {
        let mut left = tied;
        let mut aside = Vec::new();
        loop {
            let done = match self.manner.level {
                Level::Equal => self.fit(&left),
                Level::Tied => left.len() < 2,
            };
            let drawn = self.manner.lot.and_then(|lot| lot.first_of(&left));
            let Some(drawn) = drawn.filter(|_| !done) else {
                break;
            };
            let others = left.iter().copied().filter(|option| *option != drawn);
            let others = others.collect();
            self.ties.push(Tie {
                round: self.manner.round,
                tied: std::mem::replace(&mut left, others),
                excluded: Some((drawn, Reason::Lot)),
            });
            aside.push(drawn);
        }
        let mut room = self.room.clone();
        let mut seated = left;
        for option in &seated {
            room.elect(*option);
        }
        let mut beyond = Vec::new();
        for option in aside.into_iter().rev() {
            if room.free() == 0 {
                beyond.push(option);
            } else if room.is_full(option) {
                self.passed.push(option);
            } else {
                room.elect(option);
                seated.push(option);
            }
        }
        if self.manner.level == Level::Equal {
            seated.sort_unstable();
        }
        for option in seated {
            self.elect(option, Reason::Lot);
        }
        self.drawn.extend(beyond.into_iter().rev());
    }

    fn elect(&mut self, option: OptionNo, by: Reason) {
        self.note(option, by);
        self.elected.push(Seat::Elected(option));
    }

    fn note(&mut self, who: OptionNo, by: Reason) {
        self.room.elect(who);
        self.actions.push(Action {
            act: Act::Elected,
            who,
            by,
        });
    }

    fn stand(&mut self, tied: Vec<OptionNo>) {
        self.ties.push(Tie {
            round: self.manner.round,
            tied: tied.clone(),
            excluded: None,
        });
        self.elected.push(Seat::Tied(tied));
    }

    fn finish(mut self) -> Seating {
        self.passed.sort_unstable();
        let excluded = Act::Excluded;
        let mut actions = self.actions;
        actions.extend(all(self.passed, excluded, Reason::Cap));
        actions.extend(all(self.drawn, excluded, Reason::Lot));
        actions.extend(all(self.undecided, Act::Undecided, Reason::NoLot));
        Seating {
            elected: self.elected,
            actions,
            ties: self.ties,
        }
    }
}

/// The same for each of several options.
pub(super) fn all(
    options: Vec<OptionNo>,
    act: Act,
    by: Reason,
) -> impl Iterator<Item = Action> + use<> {
    options.into_iter().map(move |who| Action { act, who, by })
}
