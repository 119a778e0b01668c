//! A second implementation of every method, as plain as can be: every ballot
//! is walked anew for every distribution, nothing is folded, nothing is kept.
//! It shares no code with the first and must agree with it in every digit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::election::Election;

const ONE: i128 = 1_000_000_000;

fn rounded_up(above: i128, below: i128) -> i128 {
    let whole = above / below;
    if whole * below == above {
        whole
    } else {
        whole + 1
    }
}

fn nine_places(units: i128) -> String {
    format!("{}.{:09}", units / ONE, units % ONE)
}

fn act(act: &str, who: usize, by: &str) -> Value {
    json!({"act": act, "by": by, "who": Election::name(who)})
}

fn names<'a>(options: impl IntoIterator<Item = &'a usize>) -> Vec<String> {
    options
        .into_iter()
        .map(|option| Election::name(*option))
        .collect()
}

/// The drawn one, if the lot names everyone who is tied.
fn drawn(election: &Election, tied: &[usize]) -> Option<usize> {
    let lot = election.lot.as_ref()?;
    if !tied.iter().all(|option| lot.contains(option)) {
        return None;
    }
    lot.iter().copied().find(|option| tied.contains(option))
}

#[derive(Clone, Copy, PartialEq)]
enum Status {
    Hopeful,
    Elected,
    Out,
}

#[derive(Clone)]
struct Meek<'a> {
    election: &'a Election,
    status: Vec<Status>,
    keep: Vec<i128>,
    elected: Vec<usize>,
    rounds: Vec<Value>,
    ties: Vec<Value>,
    last_votes: Vec<i128>,
}

struct Counted {
    votes: Vec<i128>,
    quota: i128,
    surplus: i128,
    exhausted: i128,
}

/// Who is elected for certain and who perhaps; `None`: too many ways to follow.
type Ways = Option<(BTreeSet<usize>, BTreeSet<usize>)>;

/// The outcome of `meek-prf-1`, as `count --json` prints it.
pub fn meek(election: &Election) -> Value {
    let mut count = Meek {
        election,
        status: vec![Status::Hopeful; election.options],
        keep: vec![ONE; election.options],
        elected: Vec::new(),
        rounds: Vec::new(),
        ties: Vec::new(),
        last_votes: Vec::new(),
    };
    for option in &election.withdrawn {
        count.status[*option] = Status::Out;
        count.keep[*option] = 0;
    }
    let undecided = count.run(None);
    let mut elected: Vec<Value> = count
        .elected
        .iter()
        .map(|option| Election::name(*option).into())
        .collect();
    if let Some(ways) = undecided {
        let (certain, possible) = ways.unwrap_or_else(|| {
            let certain: BTreeSet<usize> = count.elected.iter().copied().collect();
            (
                certain.clone(),
                &certain | &count.with(Status::Hopeful).into_iter().collect(),
            )
        });
        for option in &certain {
            if !count.elected.contains(option) {
                elected.push(Election::name(*option).into());
                count.add_action(act("elected", *option, "same_result"));
            }
        }
        elected.push(names(possible.difference(&certain)).into());
    }
    json!({
        "method": "meek-prf-1",
        "seats": election.seats,
        "elected": elected,
        "rounds": count.rounds,
        "ties": count.ties,
    })
}

impl Meek<'_> {
    fn with(&self, status: Status) -> Vec<usize> {
        (0..self.election.options)
            .filter(|option| self.status[*option] == status)
            .collect()
    }

    fn open(&self) -> usize {
        usize::try_from(self.election.seats).expect("few seats") - self.elected.len()
    }

    /// Counts to the end. `Some` if a tie stands. `ways` is the number of ways
    /// that may still be followed, if this is one of them.
    fn run(&mut self, mut ways: Option<&mut i32>) -> Option<Ways> {
        loop {
            let hopeful = self.with(Status::Hopeful);
            if self.open() == 0 || hopeful.len() <= self.open() {
                break;
            }
            let mut last: Option<i128> = None;
            let (counted, reaching) = loop {
                let counted = self.distribute();
                let reaching: Vec<usize> = hopeful
                    .iter()
                    .copied()
                    .filter(|option| counted.votes[*option] >= counted.quota)
                    .collect();
                let surplus: i128 = self
                    .elected
                    .iter()
                    .chain(&reaching)
                    .map(|option| counted.votes[*option] - counted.quota)
                    .sum();
                let surplus = surplus.max(0);
                let counted = Counted { surplus, ..counted };
                let done = surplus < 1000 || last.is_some_and(|last| surplus >= last);
                if !reaching.is_empty() || done {
                    break (counted, reaching);
                }
                last = Some(surplus);
                for option in &self.elected {
                    let votes = counted.votes[*option];
                    if votes > 0 {
                        let kept = rounded_up(self.keep[*option] * counted.quota, ONE);
                        self.keep[*option] = rounded_up(kept * ONE, votes).min(ONE);
                    }
                }
            };
            if reaching.is_empty() {
                if let Some(stop) = self.exclude_lowest(&counted, &mut ways) {
                    return Some(stop);
                }
                continue;
            }
            let (by_votes, lots, undecided) = most(
                self.election,
                &reaching,
                |option| counted.votes[option],
                self.open(),
            );
            for option in by_votes {
                self.round(&counted, vec![act("elected", option, "quota")]);
                self.status[option] = Status::Elected;
                self.elected.push(option);
            }
            for (tied, out) in lots {
                self.round(&counted, vec![act("excluded", out, "lot")]);
                self.tie(&tied, Some((out, "lot")));
                self.status[out] = Status::Out;
                self.keep[out] = 0;
            }
            if !undecided.is_empty() {
                let acts = undecided
                    .iter()
                    .map(|o| act("undecided", *o, "no_lot"))
                    .collect();
                self.round(&counted, acts);
                self.tie(&undecided, None);
                let certain: BTreeSet<usize> = self.elected.iter().copied().collect();
                let possible = &certain | &undecided.into_iter().collect();
                return Some(Some((certain, possible)));
            }
        }
        self.end();
        None
    }

    fn end(&mut self) {
        if self.rounds.is_empty() {
            let counted = self.distribute();
            self.round(&counted, Vec::new());
        }
        let mut rest = self.with(Status::Hopeful);
        if self.open() > 0 {
            rest.sort_by_key(|option| (-self.last_votes[*option], *option));
            for option in rest {
                self.add_action(act("elected", option, "remaining"));
                self.elected.push(option);
            }
        } else {
            for option in rest {
                self.add_action(act("not_elected", option, "seats_filled"));
            }
        }
    }

    fn exclude_lowest(&mut self, counted: &Counted, ways: &mut Option<&mut i32>) -> Option<Ways> {
        let hopeful = self.with(Status::Hopeful);
        let low = hopeful
            .iter()
            .map(|option| counted.votes[*option])
            .min()
            .expect("someone");
        let is_low = |option: &usize| counted.votes[*option] <= low + counted.surplus;
        let tied: Vec<usize> = hopeful.iter().copied().filter(is_low).collect();
        let others: Vec<usize> = hopeful.iter().copied().filter(|o| !is_low(o)).collect();
        let (out, why) = if tied.len() == 1 {
            (tied[0], "fewest_votes")
        } else if let Some(out) = drawn(self.election, &tied) {
            (out, "lot")
        } else {
            let together: i128 = tied.iter().map(|option| counted.votes[*option]).sum();
            let above = others.iter().map(|option| counted.votes[*option]).min();
            let sure = others.len() >= self.open()
                && above.is_some_and(|above| together + counted.surplus < above);
            if !sure {
                let ends = match ways {
                    None => self.follow(&tied, &mut 100),
                    Some(left) => self.follow(&tied, left),
                };
                let same = ends
                    .as_ref()
                    .is_some_and(|(certain, possible)| certain == possible);
                if !(same && ways.is_none()) {
                    let acts = tied
                        .iter()
                        .map(|o| act("undecided", *o, "no_lot"))
                        .collect();
                    self.round(counted, acts);
                    self.tie(&tied, None);
                    return Some(ends);
                }
            }
            (tied[0], "same_result")
        };
        self.round(counted, vec![act("excluded", out, why)]);
        if tied.len() > 1 {
            self.tie(&tied, Some((out, why)));
        }
        self.status[out] = Status::Out;
        self.keep[out] = 0;
        None
    }

    fn follow(&self, tied: &[usize], left: &mut i32) -> Ways {
        let mut ends = Vec::new();
        for option in tied {
            if *left == 0 {
                return None;
            }
            *left -= 1;
            let mut way = self.clone();
            way.status[*option] = Status::Out;
            way.keep[*option] = 0;
            ends.push(match way.run(Some(left)) {
                Some(open) => open?,
                None => {
                    let elected: BTreeSet<usize> = way.elected.iter().copied().collect();
                    (elected.clone(), elected)
                }
            });
        }
        let everyone = 0..self.election.options;
        let certain = everyone
            .clone()
            .filter(|o| ends.iter().all(|(sure, _)| sure.contains(o)));
        let possible = everyone.filter(|o| ends.iter().any(|(_, maybe)| maybe.contains(o)));
        Some((certain.collect(), possible.collect()))
    }

    fn distribute(&self) -> Counted {
        let mut votes = vec![0; self.election.options];
        let mut valid = 0;
        for (ranks, weight) in &self.election.ballots {
            let weight = i128::from(*weight);
            let stands = |option: &&usize| !self.election.withdrawn.contains(option);
            if ranks.iter().flatten().any(|option| stands(&option)) {
                valid += weight * ONE;
            }
            let mut left = ONE;
            for rank in ranks {
                let continuing: Vec<usize> = rank
                    .iter()
                    .copied()
                    .filter(|o| self.status[*o] != Status::Out)
                    .collect();
                if continuing.is_empty() {
                    continue;
                }
                let share = left / i128::try_from(continuing.len()).expect("few");
                for option in continuing {
                    let kept = rounded_up(share * self.keep[option], ONE);
                    votes[option] += kept * weight;
                    left -= kept;
                }
            }
        }
        let held: i128 = votes.iter().sum();
        Counted {
            quota: held / (i128::from(self.election.seats) + 1) + 1,
            votes,
            surplus: 0,
            exhausted: valid - held,
        }
    }

    fn round(&mut self, counted: &Counted, actions: Vec<Value>) {
        let votes: BTreeMap<String, String> = (0..self.election.options)
            .filter(|option| !self.election.withdrawn.contains(option))
            .map(|option| (Election::name(option), nine_places(counted.votes[option])))
            .collect();
        self.last_votes.clone_from(&counted.votes);
        self.rounds.push(json!({
            "n": self.rounds.len() + 1,
            "quota": nine_places(counted.quota),
            "votes": votes,
            "exhausted": nine_places(counted.exhausted),
            "actions": actions,
        }));
    }

    fn add_action(&mut self, action: Value) {
        let round = self.rounds.last_mut().expect("a round");
        round["actions"]
            .as_array_mut()
            .expect("a list")
            .push(action);
    }

    fn tie(&mut self, tied: &[usize], excluded: Option<(usize, &str)>) {
        let mut tie = json!({"round": self.rounds.len(), "tied": names(tied)});
        if let Some((who, by)) = excluded {
            tie["excluded"] = Election::name(who).into();
            tie["by"] = by.into();
        }
        self.ties.push(tie);
    }
}

type Most = (Vec<usize>, Vec<(Vec<usize>, usize)>, Vec<usize>);

/// The `seats` of `options` with the most votes, found by throwing out those
/// with the fewest for as long as there are too many.
fn most(
    election: &Election,
    options: &[usize],
    votes: impl Fn(usize) -> i128,
    seats: usize,
) -> Most {
    let mut left: Vec<usize> = options.to_vec();
    let mut lots = Vec::new();
    let mut undecided = Vec::new();
    while left.len() > seats {
        let fewest = left
            .iter()
            .map(|option| votes(*option))
            .min()
            .expect("someone is left");
        let lowest: Vec<usize> = left
            .iter()
            .copied()
            .filter(|option| votes(*option) == fewest)
            .collect();
        if left.len() - lowest.len() >= seats {
            left.retain(|option| !lowest.contains(option));
        } else if let Some(out) = drawn(election, &lowest) {
            left.retain(|option| *option != out);
            lots.push((lowest, out));
        } else {
            left.retain(|option| !lowest.contains(option));
            undecided = lowest;
            break;
        }
    }
    left.sort_by_key(|option| (-votes(*option), *option));
    (left, lots, undecided)
}

/// The outcome of `approval-1` or `plurality-1`, as `count --json` prints it.
pub fn marks(election: &Election, method: &str) -> Value {
    let allowed = match method {
        "plurality-1" => election.max_marks.unwrap_or(election.seats),
        _ => u32::MAX,
    };
    let mut votes = vec![0_i128; election.options];
    for (ranks, weight) in &election.ballots {
        let marks: Vec<usize> = ranks.iter().flatten().copied().collect();
        if u32::try_from(marks.len()).expect("few") <= allowed {
            for option in marks {
                votes[option] += i128::from(*weight);
            }
        }
    }
    let standing: Vec<usize> = (0..election.options)
        .filter(|o| !election.withdrawn.contains(o))
        .collect();
    let seats = usize::try_from(election.seats).expect("few seats");
    let (elected, lots, undecided) = most(election, &standing, |option| votes[option], seats);
    let in_lot = |option: &usize| lots.iter().any(|(tied, _)| tied.contains(option));
    let mut actions: Vec<Value> = elected
        .iter()
        .map(|o| act("elected", *o, if in_lot(o) { "lot" } else { "most_votes" }))
        .collect();
    actions.extend(lots.iter().map(|(_, out)| act("excluded", *out, "lot")));
    actions.extend(
        undecided
            .iter()
            .map(|option| act("undecided", *option, "no_lot")),
    );
    let mut ties: Vec<Value> = lots
        .iter()
        .map(|(tied, out)| {
            json!({"round": 1, "tied": names(tied), "excluded": Election::name(*out), "by": "lot"})
        })
        .collect();
    let mut seats_taken: Vec<Value> = elected.iter().map(|o| Election::name(*o).into()).collect();
    if !undecided.is_empty() {
        ties.push(json!({"round": 1, "tied": names(&undecided)}));
        seats_taken.push(names(&undecided).into());
    }
    let totals: BTreeMap<String, i128> = standing
        .iter()
        .map(|option| (Election::name(*option), votes[*option]))
        .collect();
    let totals: BTreeMap<String, u64> = totals
        .into_iter()
        .map(|(name, votes)| (name, u64::try_from(votes).expect("a number of votes")))
        .collect();
    json!({
        "method": method,
        "seats": election.seats,
        "elected": seats_taken,
        "rounds": [{"n": 1, "votes": totals, "actions": actions}],
        "ties": ties,
    })
}
