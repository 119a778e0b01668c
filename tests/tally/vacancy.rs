//! A seat that falls vacant is filled by counting again: the leaver withdrawn,
//! the others who were elected kept.

use commonhold::tally::vacancy::{Vacancy, VacancyError, fill};
use commonhold::tally::{Act, Caps, Group, Method, OptionNo, Parameters};

use crate::election::{Election, Seeded, Shape, draw, fate, many, number};

const SHAPE: Shape = Shape {
    max_options: 8,
    max_ballots: 12,
    max_weight: 5,
    equal_ranks: true,
    withdrawals: true,
    may_lack_lot: false,
};

fn filled(
    election: &Election,
    method: Method,
    parameters: &Parameters,
    left: &[OptionNo],
) -> Result<Vacancy, VacancyError> {
    let (contest, ballots) = (election.contest(), election.ballots(method));
    fill(&contest, &ballots, method, parameters, left)
}

#[test]
fn voting_r23_the_others_keep_their_seats_and_one_new_takes_the_vacant_one() {
    let mut seeded = Seeded(23);
    for _ in 0..many(2_000) {
        let election = draw(&mut seeded, SHAPE);
        let standing = election.options - election.withdrawn.len();
        for method in [
            Method::MeekPrf1,
            Method::ScottishStv1,
            Method::Approval1,
            Method::Plurality1,
        ] {
            let sitting: Vec<_> = election.count(method).certain().collect();
            if standing == 1 {
                continue;
            }
            let leaver = sitting[seeded.within(0, sitting.len() - 1)];
            let vacancy = filled(&election, method, &election.parameters(), &[leaver]);
            let vacancy = vacancy.expect("a count");
            let told = || format!("{method}: {election:?}");
            assert_eq!(vacancy.kept.len(), sitting.len() - 1, "{}", told());
            assert!(vacancy.kept.iter().all(|option| sitting.contains(option)));
            assert_eq!(
                vacancy.takes.is_some(),
                standing > sitting.len(),
                "{}",
                told()
            );
            assert!(vacancy.tied.is_empty(), "{}", told());
            assert!(
                !vacancy.takes.is_some_and(|new| sitting.contains(&new)),
                "{}",
                told()
            );
            if method.obeys_caps() {
                for option in &vacancy.kept {
                    let (_, fate) = fate(&vacancy.again, *option).expect("a fate");
                    assert_eq!(fate.act, Act::Elected, "{}", told());
                }
            }
        }
    }
}

/// Votes for one option each.
fn single(votes: &[u64], seats: u32) -> Election {
    let ballots = votes.iter().enumerate();
    Election {
        options: votes.len(),
        seats,
        withdrawn: Vec::new(),
        ballots: ballots
            .map(|(option, votes)| (vec![vec![option]], *votes))
            .collect(),
        lot: None,
        max_marks: None,
    }
}

#[test]
fn voting_r23_by_methods_that_rank_the_next_in_order_takes_the_seat() {
    let election = single(&[9, 7, 5, 6], 2);
    let method = Method::Plurality1;
    let vacancy = filled(&election, method, &Parameters::default(), &[number(0)]);
    let vacancy = vacancy.expect("a count");
    assert_eq!(
        (vacancy.kept, vacancy.takes),
        (vec![number(1)], Some(number(3)))
    );
    // Then the one who took it leaves too, and the next one comes.
    let vacancy = filled(
        &election,
        method,
        &Parameters::default(),
        &[number(0), number(3)],
    );
    assert_eq!(vacancy.expect("a count").takes, Some(number(2)));
    // A cap is obeyed on the way down, with the leaver's place free again.
    let colleagues = |members: &[usize]| Parameters {
        caps: Caps {
            groups: vec![Group {
                name: "Acme".to_owned(),
                members: members.iter().map(|option| number(*option)).collect(),
                sitting: 0,
            }],
            ..Caps::default()
        },
        ..Parameters::default()
    };
    let vacancy = filled(&election, method, &colleagues(&[1, 3]), &[number(0)]);
    assert_eq!(vacancy.expect("a count").takes, Some(number(2)));
    let vacancy = filled(&election, method, &colleagues(&[0, 3]), &[number(0)]);
    assert_eq!(vacancy.expect("a count").takes, Some(number(3)));
}

#[test]
fn voting_r23_the_ballots_of_the_leaver_choose_the_successor() {
    // A and B were elected; A's voters want C next, and D had more votes.
    let mut election = single(&[0, 7, 2, 5], 2);
    election.ballots.remove(0);
    election.ballots.push((vec![vec![0], vec![2]], 8));
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let vacancy = filled(&election, method, &Parameters::default(), &[number(0)]);
        let vacancy = vacancy.expect("a count");
        assert_eq!(vacancy.takes, Some(number(2)), "{method}");
        assert_eq!(vacancy.kept, [number(1)]);
    }
}

#[test]
fn voting_r23_a_vacancy_obeys_the_cap_and_the_leavers_place_is_free_again() {
    let mut election = single(&[9, 7, 5, 2], 2);
    election.ballots[0].0 = vec![vec![0], vec![2], vec![3]];
    let acme = |members: [usize; 2]| Parameters {
        caps: Caps {
            groups: vec![Group {
                name: "Acme".to_owned(),
                members: members.map(number).into(),
                sitting: 0,
            }],
            ..Caps::default()
        },
        ..Parameters::default()
    };
    for method in [Method::MeekPrf1, Method::ScottishStv1] {
        let takes = |parameters: &Parameters| {
            let vacancy = filled(&election, method, parameters, &[number(0)]);
            vacancy.expect("a count").takes
        };
        assert_eq!(takes(&Parameters::default()), Some(number(2)), "{method}");
        assert_eq!(takes(&acme([1, 2])), Some(number(3)), "{method}");
        assert_eq!(takes(&acme([0, 2])), Some(number(2)), "{method}");
    }
}

#[test]
fn what_is_no_vacancy_is_refused() {
    let election = single(&[9, 7, 5, 5], 2);
    let method = Method::ScottishStv1;
    let none = Parameters::default();
    assert_eq!(
        filled(&election, method, &none, &[number(2)]),
        Err(VacancyError::NotSitting(Election::name(2)))
    );
    let untied = single(&[9, 7, 5, 4], 2);
    assert_eq!(
        filled(&untied, method, &none, &[number(0), number(0)]),
        Err(VacancyError::NotSitting(Election::name(0)))
    );
    assert_eq!(
        filled(&election, method, &none, &[]),
        Err(VacancyError::NobodyLeft)
    );
    let tied = filled(&election, method, &none, &[number(0)]).expect("a count");
    assert_eq!((tied.takes, tied.tied), (None, vec![number(2), number(3)]));
    assert_eq!(
        filled(&single(&[3, 3], 1), method, &none, &[number(0)]),
        Err(VacancyError::Tied)
    );
}
