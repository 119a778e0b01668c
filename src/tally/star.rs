//! `star-1` and `bloc-star-1`: scores, then a run-off of the two highest; for
//! several seats again and again without those elected.
//! `docs/counting/star-1.md` and `bloc-star-1.md` say all of it in words.

use super::caps::Room;
use super::contest::{Contest, OptionNo};
use super::decimal::Decimal;
use super::marks::whole;
use super::method::Method;
use super::outcome::{Act, Action, Outcome, Reason, Round, Seat, Tie};
use super::score;
use super::scores::Scores;
use super::seating::all;
use super::ties::Lot;

/// Counts ballots with scores. A ballot with a score above `max_score` is void.
pub(super) fn count(
    method: Method,
    contest: &Contest,
    ballots: &Scores,
    lot: Option<&Lot>,
    room: Room,
    max_score: u64,
) -> Outcome {
    let (turnout, totals) = score::totals(contest, ballots, max_score);
    let mut count = Count {
        figures: Figures::of(contest, ballots, max_score, totals),
        voting: turnout.cast - turnout.void,
        lot,
        room,
        left: contest.standing().collect(),
        rounds: Vec::new(),
        elected: Vec::new(),
        ties: Vec::new(),
    };
    count.run();
    Outcome {
        method,
        contest: contest.clone(),
        turnout,
        rounds: count.rounds,
        elected: count.elected,
        ties: count.ties,
        pairwise: None,
        motion: None,
    }
}

/// What the ballots say, which does not change from seat to seat.
struct Figures {
    totals: Vec<u64>,
    /// Votes that give an option the highest score.
    top: Vec<u64>,
    /// Row by row: the votes that score the row's option above the column's.
    above: Vec<u64>,
}

impl Figures {
    fn of(contest: &Contest, ballots: &Scores, max_score: u64, totals: Vec<u64>) -> Self {
        let options = totals.len();
        let mut top = vec![0_u64; options];
        // Ballots that give an option more than 0, and of these the ones that
        // do not put it above the other.
        let mut given = vec![0_u64; options];
        let mut not_above = vec![0_u64; options * options];
        let valid = ballots.iter();
        for ballot in valid.filter(|ballot| score::is_valid(ballot, max_score)) {
            let weight = ballot.weight();
            let scores: Vec<(usize, u64)> = ballot
                .scores()
                .filter(|(option, _)| !contest.is_withdrawn(*option))
                .map(|(option, score)| (option.index(), score))
                .collect();
            for (option, score) in &scores {
                given[*option] += weight;
                if *score == max_score {
                    top[*option] += weight;
                }
                for (other, _) in scores.iter().filter(|(_, others)| others >= score) {
                    not_above[option * options + other] += weight;
                }
            }
        }
        let mut above = not_above;
        for (row, given) in given.iter().enumerate() {
            for cell in &mut above[row * options..][..options] {
                *cell = given.saturating_sub(*cell);
            }
        }
        Self { totals, top, above }
    }

    fn total(&self, option: OptionNo) -> u64 {
        self.totals[option.index()]
    }

    fn top(&self, option: OptionNo) -> u64 {
        self.top[option.index()]
    }

    /// The votes that score the first option above the second.
    fn prefer(&self, first: OptionNo, second: OptionNo) -> u64 {
        self.above[first.index() * self.totals.len() + second.index()]
    }
}

struct Count<'a> {
    figures: Figures,
    /// Votes that are not void.
    voting: u64,
    lot: Option<&'a Lot>,
    room: Room,
    /// Those who stand, less those elected and those excluded by a cap.
    left: Vec<OptionNo>,
    rounds: Vec<Round>,
    elected: Vec<Seat>,
    ties: Vec<Tie>,
}

impl Count<'_> {
    fn run(&mut self) {
        let mut actions = Vec::new();
        for option in self.room.kept_options() {
            actions.extend(all(vec![option], Act::Elected, Reason::Kept));
            self.elect(option);
        }
        if self.room.free() == 0 {
            self.push(actions, &[]);
            return;
        }
        while self.room.free() > 0 {
            let room = &self.room;
            let (full, left) = self.left.iter().partition(|option| room.is_full(**option));
            let full: Vec<OptionNo> = full;
            self.left = left;
            let mut before = std::mem::take(&mut actions);
            before.extend(all(full.clone(), Act::Excluded, Reason::Cap));
            if !self.fill_one(before, &full) {
                return;
            }
        }
    }

    /// Fills one seat, and says whether the count goes on. The round begins
    /// with these actions, and shows the totals of these options too.
    fn fill_one(&mut self, before: Vec<Action>, also: &[OptionNo]) -> bool {
        let mut actions = before;
        match self.left.as_slice() {
            [] => {
                match self.rounds.last_mut() {
                    Some(round) => round.actions.extend(actions),
                    None => self.push(actions, also),
                }
                return false;
            }
            [only] => {
                let only = *only;
                actions.extend(all(vec![only], Act::Elected, Reason::Remaining));
                self.push(actions, also);
                self.elect(only);
                return true;
            }
            [_, _, ..] => {}
        }
        let sifting = self.find_finalists();
        self.ties.extend(sifting.ties);
        let mut finalists = sifting.finalists;
        let total = |option: OptionNo| std::cmp::Reverse(self.figures.total(option));
        finalists.sort_by_key(|(option, _)| (total(*option), *option));
        if let ([(first, _), (second, _)], true) = (finalists.as_slice(), sifting.tied.is_empty()) {
            let (first, second) = (*first, *second);
            for (who, by) in finalists {
                actions.extend(all(vec![who], Act::Finalist, by));
            }
            actions.extend(sifting.out);
            self.push(actions, also);
            return self.run_off(first, second);
        }
        let mut tied = sifting.tied;
        tied.extend(finalists.into_iter().map(|(option, _)| option));
        actions.extend(sifting.out);
        actions.extend(self.stand(tied));
        self.push(actions, also);
        false
    }

    fn find_finalists(&self) -> Sifting {
        let round = self.next_round();
        let mut sifting = Sifting::new(round, self.left.clone());
        let figures = &self.figures;
        sifting.sift(Reason::HighestTotal, |option, _| figures.total(option));
        while sifting.places > 0 {
            let head_to_head = |option: OptionNo, tied: &[OptionNo]| {
                let beaten = tied.iter().filter(|other| {
                    figures.prefer(option, **other) > figures.prefer(**other, option)
                });
                u64::try_from(beaten.count()).unwrap_or(u64::MAX)
            };
            let narrower = sifting.sift(Reason::HeadToHead, head_to_head)
                || sifting.sift(Reason::MostTopScores, |option, _| figures.top(option))
                || sifting.draw(self.lot);
            if !narrower {
                let tied = sifting.tied.clone();
                sifting.ties.push(Tie {
                    round,
                    tied,
                    excluded: None,
                });
                break;
            }
        }
        sifting
    }

    /// The run-off, and whether the count goes on.
    fn run_off(&mut self, first: OptionNo, second: OptionNo) -> bool {
        let figures = &self.figures;
        let votes = (figures.prefer(first, second), figures.prefer(second, first));
        let by_number = |a: u64, b: u64, by: Reason| match a.cmp(&b) {
            std::cmp::Ordering::Greater => Some((first, second, by)),
            std::cmp::Ordering::Less => Some((second, first, by)),
            std::cmp::Ordering::Equal => None,
        };
        let pair = if first < second {
            vec![first, second]
        } else {
            vec![second, first]
        };
        let (total, top) = (Reason::HighestTotal, Reason::MostTopScores);
        let decided = by_number(votes.0, votes.1, Reason::Preferred)
            .or_else(|| by_number(figures.total(first), figures.total(second), total))
            .or_else(|| by_number(figures.top(first), figures.top(second), top))
            .or_else(|| {
                let drawn = self.lot.and_then(|lot| lot.first_of(&pair))?;
                let other = if drawn == first { second } else { first };
                Some((other, drawn, Reason::Lot))
            });
        let round = self.next_round();
        if votes.0 == votes.1 {
            self.ties.push(Tie {
                round,
                tied: pair.clone(),
                excluded: decided.map(|(_, loser, by)| (loser, by)),
            });
        }
        let actions = match decided {
            Some((winner, _, by)) => all(vec![winner], Act::Elected, by).collect(),
            None => self.stand(pair),
        };
        let mut shown = vec![0; self.figures.totals.len()];
        shown[first.index()] = votes.0;
        shown[second.index()] = votes.1;
        let neither = self.voting.saturating_sub(votes.0 + votes.1);
        self.rounds.push(Round {
            number: round,
            quota: None,
            votes: whole(&shown),
            keep: Vec::new(),
            exhausted: Some(Decimal::new(neither.into(), 0)),
            actions,
        });
        if let Some((winner, _, _)) = decided {
            self.elect(winner);
        }
        decided.is_some()
    }

    /// Leaves a tie standing: between these for one seat, and between all who
    /// are left for several.
    fn stand(&mut self, tied: Vec<OptionNo>) -> Vec<Action> {
        let mut tied = tied;
        if self.room.free() > 1 {
            tied.clone_from(&self.left);
        }
        tied.sort_unstable();
        self.elected.push(Seat::Tied(tied.clone()));
        all(tied, Act::Undecided, Reason::NoLot).collect()
    }

    fn elect(&mut self, option: OptionNo) {
        self.room.elect(option);
        self.left.retain(|other| *other != option);
        self.elected.push(Seat::Elected(option));
    }

    fn next_round(&self) -> u32 {
        u32::try_from(self.rounds.len() + 1).unwrap_or(u32::MAX)
    }

    /// Adds a round that shows the totals of those who are left, and of
    /// others.
    fn push(&mut self, actions: Vec<Action>, also: &[OptionNo]) {
        let mut shown = vec![0; self.figures.totals.len()];
        for option in self.left.iter().chain(also) {
            shown[option.index()] = self.figures.total(*option);
        }
        self.rounds.push(Round {
            number: self.next_round(),
            quota: None,
            votes: whole(&shown),
            keep: Vec::new(),
            exhausted: None,
            actions,
        });
    }
}

/// The search for two finalists.
struct Sifting {
    round: u32,
    finalists: Vec<(OptionNo, Reason)>,
    /// Those from whom the places that are open will be filled.
    tied: Vec<OptionNo>,
    /// How many places are open.
    places: usize,
    /// Those put out of a tie.
    out: Vec<Action>,
    ties: Vec<Tie>,
}

impl Sifting {
    fn new(round: u32, options: Vec<OptionNo>) -> Self {
        Self {
            round,
            finalists: Vec::new(),
            tied: options,
            places: 2,
            out: Vec::new(),
            ties: Vec::new(),
        }
    }

    /// Divides those who are tied by a number that each has among them, and
    /// says whether that left fewer.
    fn sift(&mut self, by: Reason, number: impl Fn(OptionNo, &[OptionNo]) -> u64) -> bool {
        let tied = std::mem::take(&mut self.tied);
        let numbers: Vec<u64> = tied.iter().map(|option| number(*option, &tied)).collect();
        let mut ordered = numbers.clone();
        ordered.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
        let last = self.places.min(tied.len()).saturating_sub(1);
        let boundary = ordered.get(last).copied().unwrap_or(0);
        let mut equal = Vec::new();
        let mut below = Vec::new();
        let mut above = Vec::new();
        for (option, number) in tied.iter().zip(numbers) {
            match number.cmp(&boundary) {
                std::cmp::Ordering::Greater => above.push(*option),
                std::cmp::Ordering::Equal => equal.push(*option),
                std::cmp::Ordering::Less => below.push(*option),
            }
        }
        let narrower = equal.len() < tied.len();
        // Those behind by their totals alone were never in a tie.
        if by != Reason::HighestTotal {
            for option in below {
                self.put_out(&tied, option, by);
            }
        }
        self.places = self.places.saturating_sub(above.len());
        self.finalists.extend(above.into_iter().map(|o| (o, by)));
        self.tied = equal;
        self.take_all_if_they_fit(by) || narrower
    }

    /// Puts out whom the lot draws first, and says whether it could.
    fn draw(&mut self, lot: Option<&Lot>) -> bool {
        let Some(drawn) = lot.and_then(|lot| lot.first_of(&self.tied)) else {
            return false;
        };
        let tied = std::mem::take(&mut self.tied);
        self.put_out(&tied, drawn, Reason::Lot);
        self.tied = tied.into_iter().filter(|other| *other != drawn).collect();
        self.take_all_if_they_fit(Reason::Lot);
        true
    }

    fn put_out(&mut self, tied: &[OptionNo], option: OptionNo, by: Reason) {
        self.out.extend(all(vec![option], Act::Excluded, by));
        self.ties.push(Tie {
            round: self.round,
            tied: tied.to_vec(),
            excluded: Some((option, by)),
        });
    }

    fn take_all_if_they_fit(&mut self, by: Reason) -> bool {
        let fit = self.tied.len() <= self.places;
        if fit {
            let tied = std::mem::take(&mut self.tied);
            self.finalists.extend(tied.into_iter().map(|o| (o, by)));
            self.places = 0;
        }
        fit
    }
}
