//! Elections as plain data, made from a seed, for all other tests here.

use commonhold::tally::{
    Act, Action, BallotKind, Ballots, Caps, Contest, Folder, Lot, Method, OptionNo, Outcome,
    Parameters, ScoreFolder, Scores, count,
};

/// An election. Options are numbered from 0 here.
#[derive(Clone, Debug)]
pub struct Election {
    pub options: usize,
    pub seats: u32,
    pub withdrawn: Vec<usize>,
    /// Ranks, best first, and the ballot's weight.
    pub ballots: Vec<(Vec<Vec<usize>>, u64)>,
    pub lot: Option<Vec<usize>>,
    pub max_marks: Option<u32>,
}

pub fn number(option: usize) -> OptionNo {
    OptionNo::new(option + 1).expect("tests have few options")
}

/// The round in which an option was elected or excluded, and how: the last one, where caps that
/// are obeyed after the count change it again.
pub fn fate(outcome: &Outcome, option: OptionNo) -> Option<(u32, Action)> {
    outcome.rounds.iter().rev().find_map(|round| {
        let mut actions = round.actions.iter().rev();
        let action = actions.find(|action| action.who == option && action.act != Act::Transferred);
        action.map(|action| (round.number, *action))
    })
}

/// How many seats of the contest can be filled under these caps, as
/// `docs/counting/caps.md` has it: of each group as many as have room, and all others.
pub fn fillable(contest: &Contest, caps: &Caps) -> usize {
    let few = |number: u32| usize::try_from(number).expect("few");
    let mut found = contest.standing().count();
    for group in &caps.groups {
        let standing = contest
            .standing()
            .filter(|option| group.members.contains(option));
        let room = few(caps.cap.saturating_sub(group.sitting));
        found -= standing.count().saturating_sub(room);
    }
    found.min(few(contest.seats()))
}

impl Election {
    pub fn name(option: usize) -> String {
        format!("Option {option:02}")
    }

    pub fn contest(&self) -> Contest {
        Contest::of_names((0..self.options).map(Self::name), self.seats)
            .expect("a contest")
            .with_withdrawn(self.withdrawn.iter().map(|option| number(*option)))
    }

    pub fn parameters(&self) -> Parameters {
        let lot = self.lot.as_ref().map(|lot| {
            let order = lot.iter().map(|option| number(*option)).collect();
            Lot::new(order).expect("a lot")
        });
        Parameters {
            lot,
            max_marks: self.max_marks,
            ..Parameters::default()
        }
    }

    pub fn ballots(&self, method: Method) -> Ballots {
        if method.ballot_kind() == BallotKind::Scored {
            return Ballots::Scored(self.scores());
        }
        let mut folder = Folder::new(self.options);
        for (ranks, weight) in &self.ballots {
            let ranks: Vec<Vec<OptionNo>> = ranks
                .iter()
                .map(|rank| rank.iter().map(|o| number(*o)).collect())
                .collect();
            folder.add(&ranks, *weight).expect("a ballot");
        }
        match method.ballot_kind() {
            BallotKind::Ranked => Ballots::Ranked(folder.finish()),
            _ => Ballots::Marked(folder.finish()),
        }
    }

    /// The ranks as scores: 5 for the first, 4 for the second, and so on.
    fn scores(&self) -> Scores {
        let mut folder = ScoreFolder::new(self.options);
        for (ranks, weight) in &self.ballots {
            let mut scores = Vec::new();
            for (rank, score) in ranks.iter().zip((0..=5).rev().chain(std::iter::repeat(0))) {
                scores.extend(rank.iter().map(|option| (number(*option), score)));
            }
            folder.add(&scores, *weight).expect("a ballot");
        }
        folder.finish()
    }

    pub fn count(&self, method: Method) -> Outcome {
        count(
            &self.contest(),
            &self.ballots(method),
            method,
            &self.parameters(),
        )
        .expect("a count")
    }
}

/// A small generator of numbers from a seed (SplitMix64): tests that draw
/// elections draw the same ones every time.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn within(&mut self, low: usize, high: usize) -> usize {
        let span = u64::try_from(high - low + 1).expect("a span");
        low + usize::try_from(self.next() % span).expect("a number below the span")
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.within(1, many) == 1
    }

    pub fn shuffled(&mut self, many: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..many).collect();
        for last in (1..many).rev() {
            order.swap(last, self.within(0, last));
        }
        order
    }
}

/// What a drawn election may contain.
#[derive(Clone, Copy)]
pub struct Shape {
    pub max_options: usize,
    pub max_ballots: usize,
    pub max_weight: u64,
    pub equal_ranks: bool,
    pub withdrawals: bool,
    pub may_lack_lot: bool,
}

/// Draws an election. A few opinions are common, so that there is something
/// to transfer, and ties are frequent.
pub fn draw(seeded: &mut Seeded, shape: Shape) -> Election {
    let options = seeded.within(2, shape.max_options);
    let seats = seeded.within(1, options.min(6));
    let opinions: Vec<Vec<usize>> = (0..seeded.within(1, 4))
        .map(|_| seeded.shuffled(options))
        .collect();
    let many = seeded.within(1, shape.max_ballots);
    let ballots = (0..many)
        .map(|_| {
            let mut order = match seeded.one_in(3) {
                true => seeded.shuffled(options),
                false => opinions[seeded.within(0, opinions.len() - 1)].clone(),
            };
            if seeded.one_in(2) {
                let (a, b) = (seeded.within(0, options - 1), seeded.within(0, options - 1));
                order.swap(a, b);
            }
            let least = usize::from(!shape.equal_ranks);
            order.truncate(seeded.within(least, options));
            let mut ranks: Vec<Vec<usize>> = Vec::new();
            for option in order {
                match ranks.last_mut() {
                    Some(rank) if shape.equal_ranks && seeded.one_in(4) => rank.push(option),
                    _ => ranks.push(vec![option]),
                }
            }
            let weight = match seeded.one_in(2) {
                true => 1,
                false => 1 + seeded.next() % shape.max_weight,
            };
            (ranks, weight)
        })
        .collect();
    let withdrawn = match shape.withdrawals && seeded.one_in(4) {
        true => vec![seeded.within(0, options - 1)],
        false => Vec::new(),
    };
    let lot = match shape.may_lack_lot && seeded.one_in(2) {
        true => None,
        false => Some(seeded.shuffled(options)),
    };
    let max_marks = seeded
        .one_in(2)
        .then(|| u32::try_from(seeded.within(1, options)).expect("few"));
    Election {
        options,
        seats: u32::try_from(seats).expect("few seats"),
        withdrawn,
        ballots,
        lot,
        max_marks,
    }
}

/// How many elections a test draws: many more in a soak.
pub fn many(usual: usize) -> usize {
    match std::env::var("TESTS_SOAK").as_deref() {
        Ok("1") => usual * 10,
        _ => usual,
    }
}
