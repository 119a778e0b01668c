//! Ties: settled by the lot, shown to make no difference, or left to stand.

use commonhold::tally::{Act, Method, OptionNo, Outcome, Reason, Seat};

use crate::election::{Election, number};

fn election(options: usize, seats: u32, ballots: &[(&[usize], u64)]) -> Election {
    let single = |order: &[usize]| order.iter().map(|option| vec![*option]).collect();
    Election {
        options,
        seats,
        withdrawn: Vec::new(),
        ballots: ballots
            .iter()
            .map(|(order, weight)| (single(order), *weight))
            .collect(),
        lot: None,
        max_marks: None,
    }
}

fn tied(options: &[usize]) -> Seat {
    Seat::Tied(options.iter().map(|option| number(*option)).collect())
}

fn elected(option: usize) -> Seat {
    Seat::Elected(number(option))
}

fn why(outcome: &Outcome, round: usize) -> Vec<(Act, OptionNo, Reason)> {
    outcome.rounds[round]
        .actions
        .iter()
        .map(|a| (a.act, a.who, a.by))
        .collect()
}

#[test]
fn two_with_equal_votes_for_one_seat_are_a_tie() {
    let mut even = election(2, 1, &[(&[0], 1), (&[1], 1)]);
    for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
        let outcome = even.count(method);
        assert_eq!(outcome.elected, [tied(&[0, 1])], "{method}");
        assert_eq!(outcome.ties.len(), 1);
        assert_eq!(outcome.ties[0].excluded, None);
    }
    even.lot = Some(vec![0, 1]);
    for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
        let outcome = even.count(method);
        assert_eq!(
            outcome.elected,
            [elected(1)],
            "{method}: the one drawn first is excluded"
        );
        assert_eq!(outcome.ties[0].excluded, Some((number(0), Reason::Lot)));
    }
}

#[test]
fn a_lot_that_does_not_name_all_who_are_tied_settles_nothing() {
    let mut even = election(3, 1, &[(&[0], 2), (&[1], 2)]);
    even.lot = Some(vec![0, 2]);
    assert_eq!(even.count(Method::Approval1).elected, [tied(&[0, 1])]);
    assert_eq!(even.count(Method::MeekPrf1).elected, [tied(&[0, 1])]);
}

#[test]
fn a_tie_among_those_who_lose_anyway_is_noted_and_passed() {
    // 2 and 3 tie for exclusion; even together they stay behind 1.
    let outcome =
        election(4, 1, &[(&[0], 9), (&[1], 8), (&[2], 1), (&[3], 1)]).count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [elected(0)]);
    assert_eq!(
        why(&outcome, 0),
        [(Act::Excluded, number(2), Reason::SameResult)]
    );
    assert_eq!(outcome.ties[0].tied, [number(2), number(3)]);
}

#[test]
fn a_tie_that_makes_no_difference_is_found_by_following_both_ways() {
    // 2 and 3 together pass 1, but all their next preferences are for 0.
    let ballots: &[(&[usize], u64)] = &[(&[0], 9), (&[1], 5), (&[2, 0], 4), (&[3, 0], 4)];
    let outcome = election(4, 1, ballots).count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [elected(0)]);
    assert_eq!(
        outcome.ties[0].excluded,
        Some((number(2), Reason::SameResult))
    );
}

#[test]
fn a_tie_that_decides_stops_the_count_and_names_only_those_in_doubt() {
    // 0 is elected. Whoever of 1 and 2 is excluded makes the other win; 3 never does.
    let ballots: &[(&[usize], u64)] = &[(&[0], 12), (&[1, 2], 5), (&[2, 1], 5), (&[3], 6)];
    let outcome = election(4, 2, ballots).count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [elected(0), tied(&[1, 2])]);
    let last = outcome.rounds.len() - 1;
    assert_eq!(
        why(&outcome, last),
        [
            (Act::Undecided, number(1), Reason::NoLot),
            (Act::Undecided, number(2), Reason::NoLot)
        ]
    );
    assert_eq!(outcome.ties.last().expect("a tie").excluded, None);
}

#[test]
fn those_elected_whichever_way_the_tie_goes_are_named() {
    // One seat goes to 3 either way, the other to whichever of 1 and 2 is left.
    let ballots: &[(&[usize], u64)] = &[(&[1, 2], 5), (&[2, 1], 5), (&[3], 6), (&[0, 3], 4)];
    let mut close = election(4, 2, ballots);
    let outcome = close.count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [elected(3), tied(&[1, 2])]);
    close.lot = Some(vec![2, 1, 0, 3]);
    let outcome = close.count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [elected(3), elected(1)]);
}

#[test]
fn more_ways_than_can_be_followed_leave_everyone_in_doubt() {
    let outcome = election(9, 3, &[]).count(Method::MeekPrf1);
    assert_eq!(outcome.elected, [tied(&[0, 1, 2, 3, 4, 5, 6, 7, 8])]);
}

#[test]
fn only_a_tie_at_the_last_seat_matters_among_marks() {
    let ballots: &[(&[usize], u64)] = &[(&[0, 1], 5), (&[2, 3], 3), (&[4], 3), (&[5], 1)];
    let mut marks = election(6, 4, ballots);
    let outcome = marks.count(Method::Approval1);
    assert_eq!(outcome.elected, [elected(0), elected(1), tied(&[2, 3, 4])]);
    marks.lot = Some(vec![3, 0, 1, 2, 4, 5]);
    let outcome = marks.count(Method::Approval1);
    assert_eq!(
        outcome.elected,
        [elected(0), elected(1), elected(2), elected(4)]
    );
    assert_eq!(
        why(&outcome, 0)[2..],
        [
            (Act::Elected, number(2), Reason::Lot),
            (Act::Elected, number(4), Reason::Lot),
            (Act::Excluded, number(3), Reason::Lot)
        ]
    );
}

#[test]
fn too_many_marks_make_a_ballot_void_and_the_votes_are_named() {
    let mut marks = election(3, 1, &[(&[0, 1], 5), (&[2], 3), (&[], 2)]);
    marks.max_marks = Some(1);
    let outcome = marks.count(Method::Plurality1);
    assert_eq!(outcome.elected, [elected(2)]);
    assert_eq!(
        (
            outcome.turnout.cast,
            outcome.turnout.void,
            outcome.turnout.blank
        ),
        (10, 5, 2)
    );
    marks.max_marks = None;
    assert_eq!(
        marks.count(Method::Plurality1).turnout.void,
        5,
        "as many marks as seats"
    );
    assert_eq!(marks.count(Method::Approval1).turnout.void, 0);
}

#[test]
fn those_who_have_withdrawn_are_not_there() {
    let mut election = election(3, 1, &[(&[0, 1], 5), (&[0], 4), (&[2], 4)]);
    election.withdrawn = vec![0];
    for method in [Method::MeekPrf1, Method::Approval1] {
        let outcome = election.count(method);
        assert_eq!(outcome.elected, [elected(1)], "{method}");
        assert_eq!(
            outcome.turnout.blank, 4,
            "{method}: ballots for them alone are blank"
        );
    }
    let quota = election.count(Method::MeekPrf1).rounds[0]
        .quota
        .expect("a quota");
    assert_eq!(quota.to_string(), "4.500000001", "nine votes, not thirteen");
}
