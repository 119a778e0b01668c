//! STAR and scores: every rule for ties, on tables made by hand.

use commonhold::tally::{
    Act, BallotError, Ballots, Contest, CountError, Lot, MAX_VOTES, Method, Outcome, Parameters,
    Reason, ScoreFolder, Seat, count,
};

use crate::election::number;

/// Scores of the options in order, and the ballot's weight.
type Table<'a> = &'a [(&'a [u64], u64)];

fn counted(method: Method, seats: u32, lot: Option<&[usize]>, table: Table<'_>) -> Outcome {
    let options = table[0].0.len();
    let mut folder = ScoreFolder::new(options);
    for (scores, weight) in table {
        let scores = scores.iter().enumerate();
        let scores: Vec<_> = scores.map(|(o, score)| (number(o), *score)).collect();
        folder.add(&scores, *weight).expect("a ballot");
    }
    let contest = Contest::of_names((0..options).map(|o| o.to_string()), seats);
    let lot = lot.map(|lot| Lot::new(lot.iter().map(|o| number(*o)).collect()).expect("a lot"));
    let parameters = Parameters {
        lot,
        ..Parameters::default()
    };
    let ballots = Ballots::Scored(folder.finish());
    count(&contest.expect("a contest"), &ballots, method, &parameters).expect("a count")
}

fn star(lot: Option<&[usize]>, table: Table<'_>) -> Outcome {
    counted(Method::Star1, 1, lot, table)
}

fn actions(outcome: &Outcome, round: usize) -> Vec<(Act, usize, Reason)> {
    let actions = outcome.rounds[round].actions.iter();
    actions.map(|a| (a.act, a.who.index(), a.by)).collect()
}

/// Who was put out of a tie, and why.
type PutOut = Option<(usize, Reason)>;

/// Each tie, and who was put out of it.
fn ties(outcome: &Outcome) -> Vec<(Vec<usize>, PutOut)> {
    let ties = outcome.ties.iter();
    ties.map(|tie| {
        let tied = tie.tied.iter().map(|option| option.index()).collect();
        (tied, tie.excluded.map(|(who, by)| (who.index(), by)))
    })
    .collect()
}

const fn finalist(who: usize, by: Reason) -> (Act, usize, Reason) {
    (Act::Finalist, who, by)
}

#[test]
fn a_tie_for_the_second_place_goes_head_to_head() {
    // Totals 10, 8, 8. More ballots put 2 above 1 than 1 above 2.
    let outcome = star(None, &[(&[5, 0, 3], 1), (&[5, 3, 4], 1), (&[0, 5, 1], 1)]);
    assert_eq!(
        actions(&outcome, 0),
        [
            finalist(0, Reason::HighestTotal),
            finalist(2, Reason::HeadToHead),
            (Act::Excluded, 1, Reason::HeadToHead)
        ]
    );
    assert_eq!(
        ties(&outcome),
        [(vec![1, 2], Some((1, Reason::HeadToHead)))]
    );
    assert_eq!(actions(&outcome, 1), [(Act::Elected, 0, Reason::Preferred)]);
}

#[test]
fn a_tie_even_head_to_head_goes_by_the_highest_scores() {
    // 1 and 2: 6 each, even head to head, but 1 has a 5.
    let outcome = star(None, &[(&[5, 5, 3], 1), (&[5, 1, 3], 1)]);
    assert_eq!(
        actions(&outcome, 0)[1..],
        [
            finalist(1, Reason::MostTopScores),
            (Act::Excluded, 2, Reason::MostTopScores)
        ]
    );
}

#[test]
fn a_tie_even_in_everything_goes_to_the_lot() {
    let table: Table<'_> = &[(&[5, 2, 1], 1), (&[5, 1, 2], 1)];
    let outcome = star(Some(&[1, 2, 0]), table);
    assert_eq!(
        actions(&outcome, 0)[1..],
        [finalist(2, Reason::Lot), (Act::Excluded, 1, Reason::Lot)]
    );
    assert_eq!(ties(&outcome), [(vec![1, 2], Some((1, Reason::Lot)))]);

    let open = star(None, table);
    let all = vec![number(0), number(1), number(2)];
    assert_eq!(open.elected, [Seat::Tied(all)], "whoever may still win");
    assert_eq!(ties(&open), [(vec![1, 2], None)]);
    assert_eq!(open.rounds.len(), 1);
    assert!(actions(&open, 0).iter().all(|a| a.0 == Act::Undecided));
}

#[test]
fn those_left_of_a_tie_begin_again_head_to_head() {
    // Four with 12 each for two places. Head to head 0 beats three, 1 and 2
    // one each, 3 one: among 1, 2 and 3 it is asked anew.
    let table: Table<'_> = &[
        (&[4, 3, 2, 0], 1),
        (&[3, 4, 0, 2], 1),
        (&[3, 0, 4, 5], 1),
        (&[2, 5, 1, 0], 1),
        (&[0, 0, 5, 5], 1),
    ];
    let outcome = star(Some(&[0, 1, 2, 3]), table);
    let totals: Vec<String> = outcome.rounds[0]
        .votes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(totals, ["12", "12", "12", "12"]);
    for (tied, settled) in ties(&outcome) {
        let (who, _) = settled.expect("a lot settles every tie");
        assert!(tied.contains(&who));
    }
    let finalists = actions(&outcome, 0);
    let finalists = finalists.iter().filter(|a| a.0 == Act::Finalist).count();
    assert_eq!(finalists, 2);
}

#[test]
fn the_run_off_goes_by_preference_then_total_then_highest_scores_then_the_lot() {
    let last = |outcome: &Outcome| actions(outcome, 1)[0];
    // Score leader 0 loses the run-off.
    let outcome = star(None, &[(&[5, 0], 1), (&[2, 3], 2)]);
    assert_eq!(last(&outcome), (Act::Elected, 1, Reason::Preferred));
    assert!(outcome.ties.is_empty());
    // Even in the run-off, 0 has more points.
    let outcome = star(None, &[(&[5, 0], 1), (&[2, 3], 1)]);
    assert_eq!(last(&outcome), (Act::Elected, 0, Reason::HighestTotal));
    assert_eq!(
        ties(&outcome),
        [(vec![0, 1], Some((1, Reason::HighestTotal)))]
    );
    // Even, 7 points each, but 1 has a 5.
    let outcome = star(None, &[(&[4, 2], 1), (&[3, 5], 1)]);
    assert_eq!(last(&outcome), (Act::Elected, 1, Reason::MostTopScores));
    // Even in everything.
    let table: Table<'_> = &[(&[4, 2], 1), (&[2, 4], 1)];
    let outcome = star(Some(&[0, 1]), table);
    assert_eq!(last(&outcome), (Act::Elected, 1, Reason::Lot));
    let open = star(None, table);
    assert_eq!(open.elected, [Seat::Tied(vec![number(0), number(1)])]);
    assert_eq!(ties(&open), [(vec![0, 1], None)]);
}

#[test]
fn bloc_star_repeats_without_the_winner() {
    let table: Table<'_> = &[(&[5, 4, 1], 3), (&[0, 1, 5], 2)];
    let outcome = counted(Method::BlocStar1, 2, None, table);
    let seats = [Seat::Elected(number(0)), Seat::Elected(number(1))];
    assert_eq!(outcome.elected, seats);
    assert_eq!(outcome.rounds.len(), 4);
    let shown = |round: usize| -> Vec<String> {
        let votes = outcome.rounds[round].votes.iter();
        votes.map(ToString::to_string).collect()
    };
    assert_eq!(shown(0), ["15", "14", "13"]);
    assert_eq!(shown(1), ["3", "2", "0"]);
    assert_eq!(shown(2), ["0", "14", "13"], "the winner is no longer there");

    let all = counted(Method::BlocStar1, 3, None, table);
    let last = actions(&all, 4);
    assert_eq!(last, [(Act::Elected, 2, Reason::Remaining)]);

    // A tie for one of several seats leaves all in doubt who are left.
    let open = counted(
        Method::BlocStar1,
        2,
        None,
        &[(&[3, 2, 0], 1), (&[2, 3, 0], 1)],
    );
    assert_eq!(
        open.elected,
        [Seat::Tied(vec![number(0), number(1), number(2)])]
    );
}

#[test]
fn scores_go_by_totals_and_only_the_last_seat_is_tied() {
    let table: Table<'_> = &[(&[5, 3, 3, 3], 2), (&[5, 0, 0, 0], 1)];
    let outcome = counted(Method::Score1, 3, Some(&[2, 1, 3, 0]), table);
    assert_eq!(
        actions(&outcome, 0),
        [
            (Act::Elected, 0, Reason::HighestTotal),
            (Act::Elected, 1, Reason::Lot),
            (Act::Elected, 3, Reason::Lot),
            (Act::Excluded, 2, Reason::Lot)
        ]
    );
    let open = counted(Method::Score1, 3, None, table);
    let tied = vec![number(1), number(2), number(3)];
    assert_eq!(open.elected[1], Seat::Tied(tied));
}

#[test]
fn a_score_above_the_highest_makes_a_ballot_void() {
    let outcome = counted(
        Method::Score1,
        1,
        None,
        &[(&[6, 1], 3), (&[0, 1], 1), (&[0, 0], 2)],
    );
    let turnout = outcome.turnout;
    assert_eq!((turnout.cast, turnout.void, turnout.blank), (6, 3, 2));
    assert_eq!(outcome.elected, [Seat::Elected(number(1))]);
}

#[test]
fn nothing_is_lost_where_numbers_are_large() {
    let mut folder = ScoreFolder::new(1);
    let one = [(number(0), 5)];
    let most = MAX_VOTES / 5;
    folder.add(&one, most).expect("a ballot");
    let too_high = folder.add(&[(number(0), 101)], 1);
    assert_eq!(too_high, Err(BallotError::ScoreTooHigh(101)));
    let twice = folder.add(&[(number(0), 1), (number(0), 1)], 1);
    assert_eq!(twice, Err(BallotError::Twice(1)));
    let contest = Contest::of_names(["A"], 1).expect("a contest");
    let ballots = Ballots::Scored(folder.finish());
    let mut parameters = Parameters::default();
    let outcome = count(&contest, &ballots, Method::Score1, &parameters).expect("a count");
    assert_eq!(outcome.rounds[0].votes[0].units(), u128::from(most * 5));
    parameters.max_score = Some(6);
    let refused = count(&contest, &ballots, Method::Score1, &parameters);
    assert!(matches!(refused, Err(CountError::TooManyPoints { .. })));
}

#[test]
fn star_fills_one_seat() {
    let contest = Contest::of_names(["A", "B"], 2).expect("a contest");
    let ballots = Ballots::Scored(ScoreFolder::new(2).finish());
    let refused = count(&contest, &ballots, Method::Star1, &Parameters::default());
    assert_eq!(refused, Err(CountError::OneSeat(Method::Star1)));
}
