//! Caps where seats go by an order: marks, scores, pairs and STAR.

use commonhold::tally::caps::{CapProfile, Caps, Group, Room};
use commonhold::tally::{Act, Method, OptionNo, Outcome, Parameters, Reason, Seat};

use crate::compared::{METHODS, SMALL, counted_with};
use crate::election::{Election, Seeded, Shape, draw, fillable, many, number};

fn group(name: &str, members: &[usize], sitting: u32) -> Group {
    Group {
        name: name.to_owned(),
        members: members.iter().map(|option| number(*option)).collect(),
        sitting,
    }
}

fn with(election: &Election, caps: Caps) -> Parameters {
    Parameters {
        caps,
        ..election.parameters()
    }
}

fn marks(options: usize, seats: u32, ballots: &[(&[usize], u64)]) -> Election {
    let one_rank = |marks: &[usize]| vec![marks.to_vec()];
    let ballots = ballots
        .iter()
        .map(|(marks, weight)| (one_rank(marks), *weight));
    Election {
        options,
        seats,
        withdrawn: Vec::new(),
        ballots: ballots.collect(),
        lot: None,
        max_marks: None,
    }
}

fn actions(outcome: &Outcome) -> Vec<(Act, usize, Reason)> {
    let actions = outcome.rounds[0].actions.iter();
    actions.map(|a| (a.act, a.who.index(), a.by)).collect()
}

#[test]
fn voting_r21_a_full_group_is_passed_over() {
    let election = marks(4, 2, &[(&[0], 9), (&[1], 8), (&[2], 7), (&[3], 6)]);
    let caps = Caps {
        groups: vec![group("Acme", &[0, 1], 0), group("Bolt", &[2], 1)],
        ..Caps::default()
    };
    let outcome = counted_with(&election, Method::Approval1, with(&election, caps));
    assert_eq!(
        actions(&outcome),
        [
            (Act::Elected, 0, Reason::MostVotes),
            (Act::Elected, 3, Reason::MostVotes),
            (Act::Excluded, 1, Reason::Cap),
            (Act::Excluded, 2, Reason::Cap)
        ]
    );
}

#[test]
fn voting_r21_a_tie_within_a_group_takes_no_seat_from_others() {
    // 0, 1 and 2 are even for two seats; 0 and 1 are of one group. Though the
    // lot draws 2 first, its seat is not contested.
    let mut election = marks(4, 2, &[(&[0, 1, 2], 5), (&[3], 1)]);
    election.lot = Some(vec![2, 0, 1, 3]);
    let caps = Caps {
        groups: vec![group("Acme", &[0, 1], 0)],
        ..Caps::default()
    };
    let outcome = counted_with(&election, Method::Approval1, with(&election, caps.clone()));
    assert_eq!(
        actions(&outcome),
        [
            (Act::Elected, 1, Reason::Lot),
            (Act::Elected, 2, Reason::Lot),
            (Act::Excluded, 0, Reason::Cap)
        ]
    );
    election.lot = None;
    let outcome = counted_with(&election, Method::Approval1, with(&election, caps));
    let tied = vec![number(0), number(1), number(2)];
    assert_eq!(outcome.elected, [Seat::Tied(tied)]);
}

#[test]
fn voting_r23_those_who_are_kept_keep_their_seats() {
    let election = marks(4, 2, &[(&[0], 9), (&[1], 8), (&[2], 7), (&[3], 6)]);
    for method in METHODS
        .into_iter()
        .filter(|method| !method.fills_one_seat())
    {
        let parameters = Parameters {
            kept: vec![number(2)],
            ..election.parameters()
        };
        let outcome = counted_with(&election, method, parameters);
        let first = outcome.certain().next();
        assert_eq!(first, Some(number(2)), "{method}");
        assert_eq!(outcome.elected.len(), 2, "{method}");
    }
}

/// Draws groups, disjoint, with members who sit already.
fn drawn_caps(seeded: &mut Seeded, options: usize) -> Caps {
    let many = seeded.within(1, 3);
    let mut groups: Vec<Group> = (0..many)
        .map(|name| {
            let sitting = u32::try_from(seeded.within(0, 2)).expect("few");
            group(&name.to_string(), &[], sitting)
        })
        .collect();
    for option in 0..options {
        let place = seeded.within(0, many);
        if let Some(group) = groups.get_mut(place) {
            group.members.push(number(option));
        }
    }
    Caps {
        groups,
        cap: u32::try_from(seeded.within(1, 2)).expect("few"),
        profile: CapProfile::Guard,
    }
}

fn seated(outcome: &Outcome) -> Vec<OptionNo> {
    let seats = outcome.elected.iter();
    seats
        .flat_map(|seat| match seat {
            Seat::Elected(option) => vec![*option],
            Seat::Tied(tied) => tied.clone(),
        })
        .collect()
}

#[test]
fn voting_r21_caps_are_never_exceeded_and_no_seat_is_wasted() {
    let shape = Shape {
        may_lack_lot: false,
        ..SMALL
    };
    let mut seeded = Seeded(51);
    for _ in 0..many(1_000) {
        let election = draw(&mut seeded, shape);
        let caps = drawn_caps(&mut seeded, election.options);
        for method in METHODS {
            let outcome = counted_with(&election, method, with(&election, caps.clone()));
            let seated = seated(&outcome);
            for group in &caps.groups {
                let held = seated.iter().filter(|o| group.members.contains(o)).count();
                let room = caps.cap.saturating_sub(group.sitting);
                let room = usize::try_from(room).expect("few");
                assert!(held <= room, "{method}: {election:?} {caps:?}");
            }
            if method != Method::SchulzeDebian2016 {
                let due = fillable(&outcome.contest, &caps);
                assert_eq!(seated.len(), due, "{method}: {election:?} {caps:?}");
            }
            let room = Room::new(&outcome.contest, &caps, &[]);
            for action in outcome.rounds.iter().flat_map(|round| &round.actions) {
                assert!(
                    action.by != Reason::Cap || room.group_of(action.who).is_some(),
                    "{method}: {election:?}"
                );
            }
        }
    }
}

#[test]
fn caps_that_never_bind_change_nothing() {
    let mut seeded = Seeded(52);
    for _ in 0..many(300) {
        let election = draw(&mut seeded, SMALL);
        let all: Vec<usize> = (0..election.options).collect();
        let caps = Caps {
            groups: vec![group("All", &all, 0)],
            cap: 100,
            profile: CapProfile::Guard,
        };
        for method in METHODS {
            let plain = counted_with(&election, method, election.parameters());
            let capped = counted_with(&election, method, with(&election, caps.clone()));
            assert_eq!(plain, capped, "{method}: {election:?}");
        }
    }
}

/// Three options, of which the voters prefer 0 and 1 equally to 2.
fn two_before_one(seats: u32) -> Election {
    let mut election = marks(3, seats, &[]);
    election.ballots = vec![(vec![vec![0, 1], vec![2]], 3)];
    election
}

#[test]
fn voting_r21_where_all_are_of_full_groups_they_are_passed_over_in_the_contests_order() {
    let mut election = two_before_one(2);
    election.ballots = vec![(vec![vec![1], vec![0], vec![2]], 3)];
    let caps = Caps {
        groups: vec![group("Acme", &[0, 1, 2], 1)],
        ..Caps::default()
    };
    let parameters = with(&election, caps);
    let outcome = counted_with(&election, Method::SchulzeDebian2016, parameters);
    assert!(outcome.elected.is_empty());
    let last = outcome.rounds.last().expect("a round");
    let passed: Vec<usize> = last.actions.iter().map(|a| a.who.index()).collect();
    assert_eq!(passed, [0, 1, 2]);
}

#[test]
fn voting_r21_after_the_count_an_open_order_loses_only_those_over_the_cap() {
    let election = two_before_one(2);
    let caps = Caps {
        groups: vec![group("Acme", &[0], 1)],
        profile: CapProfile::After,
        ..Caps::default()
    };
    let outcome = counted_with(&election, Method::Schulze1, with(&election, caps.clone()));
    let seats = [Seat::Tied(vec![number(1)]), Seat::Elected(number(2))];
    assert_eq!(outcome.elected, seats);

    let mut election = two_before_one(1);
    election.ballots = vec![(vec![vec![0], vec![1], vec![2]], 3)];
    let outcome = counted_with(&election, Method::Star1, with(&election, caps));
    assert_eq!(outcome.elected, [Seat::Elected(number(1))]);
    let [scoring, run_off, after] = outcome.rounds.as_slice() else {
        panic!("three rounds: {:?}", outcome.rounds);
    };
    assert!(scoring.exhausted.is_none() && run_off.exhausted.is_some());
    assert!(
        after.exhausted.is_none(),
        "no run-off, so nobody is without preference"
    );
}
