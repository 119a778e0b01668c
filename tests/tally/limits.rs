//! Large numbers, and counts that could run for long.

use commonhold::tally::{MAX_VOTES, Method};

use crate::election::Election;

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
        lot: Some((0..options).collect()),
        max_marks: None,
    }
}

/// The same election a billion times over has the same course, digit by digit
/// but for the unit in which the quota is rounded.
#[test]
fn ten_million_ballots_of_weight_1000_are_counted_right() {
    let few: &[(&[usize], u64)] = &[
        (&[0, 1], 5_000),
        (&[1, 2], 2_600),
        (&[2, 3], 1_400),
        (&[3], 999),
        (&[], 1),
    ];
    let factor = 1_000_000;
    let many: Vec<(&[usize], u64)> = few.iter().map(|(o, w)| (*o, w * factor)).collect();
    let small = election(4, 2, few).count(Method::MeekPrf1);
    let large = election(4, 2, &many).count(Method::MeekPrf1);
    assert_eq!(large.turnout.cast, 10_000_000 * 1_000);
    assert_eq!(small.elected, large.elected);
    for (small, large) in small.rounds.iter().zip(&large.rounds) {
        assert_eq!(small.actions, large.actions);
        for (small, large) in small.votes.iter().zip(&large.votes) {
            let scaled = small.units() * u128::from(factor);
            // A quota differs by up to a unit, and keep values with it.
            assert!(
                scaled.abs_diff(large.units()) < 1_000_000 * 1_000,
                "{small} {large}"
            );
        }
    }
}

#[test]
fn the_most_votes_a_count_can_carry_are_counted_and_one_more_is_refused() {
    let half = MAX_VOTES / 2;
    let full: &[(&[usize], u64)] = &[(&[0, 1], half), (&[1, 0], half), (&[2, 1, 0], 1)];
    let outcome = election(3, 1, full).count(Method::MeekPrf1);
    assert_eq!(outcome.turnout.cast, MAX_VOTES);
    let winner = outcome.certain().next().expect("a winner");
    assert_eq!(winner.get(), 2);
    let quota = outcome.rounds[0].quota.expect("a quota").units();
    assert_eq!(quota, u128::from(MAX_VOTES) * 1_000_000_000 / 2 + 1);

    let mut folder = commonhold::tally::Folder::new(3);
    let blank: [Vec<commonhold::tally::OptionNo>; 0] = [];
    folder.add(&blank, MAX_VOTES).expect("as many as can be");
    let refused = folder.add(&blank, 1).expect_err("one too many");
    assert_eq!(refused, commonhold::tally::BallotError::TooManyVotes);
}

/// Programs are known to hang here: the surplus goes back and forth.
#[test]
fn two_equally_supported_whose_voters_rank_each_other_next_come_to_an_end() {
    for seats in 1..=6 {
        let ballots: &[(&[usize], u64)] = &[(&[0, 1], 500), (&[1, 0], 500)];
        let outcome = election(7, seats, ballots).count(Method::MeekPrf1);
        assert_eq!(
            outcome.certain().count(),
            usize::try_from(seats).expect("few")
        );
    }
}

#[test]
fn counts_without_a_single_vote_come_to_an_end() {
    let outcome = election(5, 2, &[]).count(Method::MeekPrf1);
    let elected: Vec<u16> = outcome.certain().map(|option| option.get()).collect();
    assert_eq!(elected, [4, 5], "the lot excludes those drawn first");
    let outcome = election(5, 2, &[(&[], 10)]).count(Method::MeekPrf1);
    assert_eq!((outcome.turnout.blank, outcome.turnout.valid()), (10, 0));
}

#[test]
fn fewer_candidates_than_seats_are_all_elected() {
    for method in [Method::MeekPrf1, Method::Approval1, Method::Plurality1] {
        let outcome = election(3, 9, &[(&[1, 0], 5), (&[2], 3)]).count(method);
        assert_eq!(outcome.certain().count(), 3, "{method}");
        assert_eq!(
            outcome.rounds.len(),
            1,
            "{method}: the votes are shown all the same"
        );
    }
}

#[test]
fn many_seats_with_all_votes_on_few_candidates_come_to_an_end() {
    let options: usize = 220;
    let orders: Vec<Vec<usize>> = (0..options / 2).map(|o| vec![o, (o + 1) % 110]).collect();
    let ballots: Vec<(&[usize], u64)> = orders.iter().map(|o| (o.as_slice(), 10)).collect();
    let outcome = election(options, 150, &ballots).count(Method::MeekPrf1);
    assert_eq!(outcome.certain().count(), 150);
}

/// The source of the counts, file by file.
fn source(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            source(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).expect("source");
            found.push((path, text));
        }
    }
}

#[test]
fn voting_r22_no_number_of_a_count_is_a_floating_point_one() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tally");
    let mut found = Vec::new();
    source(&folder, &mut found);
    assert!(found.len() > 20, "the source was found");
    for (path, text) in found {
        for word in text.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            let float = word == "f32" || word == "f64" || word.ends_with("_f64");
            assert!(!float, "{}: {word}", path.display());
        }
    }
}
