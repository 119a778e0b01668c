//! A seat that falls vacant is filled by counting again: the leaver withdrawn,
//! the others who were elected kept.

use commonhold::tally::{Act, Method, Outcome, Parameters, count, vacancy};

use crate::election::{Election, Seeded, Shape, draw, many};

#[test]
fn voting_r23_the_others_keep_their_seats_and_one_new_is_elected() {
    let mut seeded = Seeded(23);
    let mut filled = 0;
    for _ in 0..many(2_000) {
        let election = draw(
            &mut seeded,
            Shape {
                max_options: 8,
                max_ballots: 12,
                max_weight: 5,
                equal_ranks: true,
                withdrawals: true,
                may_lack_lot: false,
            },
        );
        for method in [Method::MeekPrf1, Method::ScottishStv1, Method::Approval1] {
            filled += usize::from(one_is_new(&election, method, &mut seeded));
        }
    }
    assert!(filled > 500, "{filled}");
}

fn one_is_new(election: &Election, method: Method, seeded: &mut Seeded) -> bool {
    let first = election.count(method);
    let sitting: Vec<_> = first.certain().collect();
    let leaver = sitting[seeded.within(0, sitting.len() - 1)];
    let parameters = vacancy::parameters(&election.parameters(), &sitting, leaver);
    let others: Vec<_> = sitting
        .iter()
        .copied()
        .filter(|option| *option != leaver)
        .collect();
    let contest = election.contest();
    let standing = contest.standing().count() - 1;
    if standing == 0 {
        return false;
    }
    let again: Outcome =
        count(&contest, &election.ballots(method), method, &parameters).expect("a count");
    let new = vacancy::newly_elected(&again, &others);
    let due = usize::from(standing > others.len());
    if method.obeys_caps() {
        assert!(
            others
                .iter()
                .all(|option| again.certain().any(|o| o == *option))
        );
        assert_eq!(again.certain().count(), others.len() + due, "{election:?}");
        for (option, action) in others
            .iter()
            .filter_map(|o| again.fate(*o).map(|f| (o, f.1)))
        {
            assert_eq!(action.act, Act::Elected, "{option:?} {election:?}");
        }
    }
    assert_eq!(new.len(), due, "{election:?}");
    assert!(!new.contains(&leaver));
    due == 1
}

#[test]
fn voting_r23_by_methods_that_rank_the_next_in_order_takes_the_seat() {
    let election = Election {
        options: 4,
        seats: 2,
        withdrawn: Vec::new(),
        ballots: [(0, 9), (1, 7), (2, 5), (3, 6)]
            .map(|(option, votes)| (vec![vec![option]], votes))
            .into(),
        lot: None,
        max_marks: None,
    };
    let first = election.count(Method::Plurality1);
    let sitting: Vec<_> = first.certain().collect();
    let parameters = vacancy::parameters(&Parameters::default(), &sitting, sitting[0]);
    let (contest, ballots) = (election.contest(), election.ballots(Method::Plurality1));
    let again = count(&contest, &ballots, Method::Plurality1, &parameters).expect("a count");
    let new = vacancy::newly_elected(&again, &sitting[1..]);
    assert_eq!(new.iter().map(|o| o.get()).collect::<Vec<_>>(), [4]);
}
