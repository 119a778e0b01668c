//! The fixture worked by hand, and what holds for any facts.
//!
//! # The fixture
//!
//! Thirteen memberships with votes. `H` holds 60 % of `A`, so both are one group.
//!
//! | no. | member | votes | yearly dues | may be named |
//! |---|---|---|---|---|
//! | 1 | A, an organisation of group A+H | 10 | 2,500.00 USD | yes |
//! | 2 | H, an organisation of group A+H | 5 | 1,000.00 USD | yes |
//! | 3 | B, an organisation | 10 | 2,500.00 USD | yes |
//! | 4 | C, an organisation | 5 | 1,000.00 USD | no |
//! | 5 to 13 | nine persons | 1 each | 50.00 USD each | the first eight |
//!
//! Members 13; votes 10 + 5 + 10 + 5 + 9 = 39; dues 2,500 + 1,000 + 2,500 + 1,000 + 450 =
//! 7,450.00 USD.
//!
//! **By group.** A+H 15 votes (38.5 %), B 10, nine persons 9 together, not named 5. The
//! largest is A+H: 15/39 is at least a third (3 · 15 = 45 ≥ 39) and less than a half
//! (2 · 15 = 30 < 39).
//!
//! **Quorum** a tenth of the members and of the votes: ⌈13/10⌉ = 2 members, ⌈39/10⌉ = 4
//! votes. **Majority** more than half of those present.
//!
//! *Alone* (nobody else takes part): 2 members and 4 votes; A+H has 2 members and 15 votes:
//! **one group**. *At a bare quorum* 4 votes are cast, more than half is ⌊4/2⌋ + 1 = 3
//! votes: one group. *At a turnout of 30 votes* ⌊30/2⌋ + 1 = 16: A+H has 15, which is not
//! enough, A+H and B have 25: **two groups**.
//!
//! With a quorum of a half, ⌈13/2⌉ = 7 members and ⌈39/2⌉ = 20 votes: A+H and B have 25
//! votes but 3 members; C and each person bring one member more. 7 − 2 (A+H) = 5 further
//! groups of one member at least: A+H, B, C and three persons are 2 + 1 + 1 + 3 = 7 members
//! with 15 + 10 + 5 + 3 = 33 votes: **six groups**.
//!
//! **Price**, where 6 members and 20 votes take part and all vote no. New votes x must be
//! more than half of 20 + x: x > 20, so 21. A membership of 10 votes: 3 of them (30 votes),
//! 3 · 2,500 = 7,500.00 USD. Of 5 votes: 5, 5 · 1,000 = 5,000.00 USD. Of 1 vote: 21, 21 · 50
//! = 1,050.00 USD. The quorum holds for each (20 + 21 ≥ ⌈60/10⌉ = 6; 6 + 21 ≥ ⌈34/10⌉ = 4).
//!
//! **Board** of eight seats in four cohorts of two, whose terms end at the end of 2026,
//! 2027, 2028 and 2029: a majority is 5; two elections fill 4, three fill 6: **three
//! elections**. With one seat of the second cohort vacant the first election fills 3, the
//! second one more, 4 together, the third 6: three elections still; with two vacant seats
//! of the third cohort the first fills 4 and the second 6: two.
//!
//! **Admissions** before 1 December 2026: a member since 2 October is 60 days before, which
//! is near; since 1 October 61 days, which is far; since 3 August 120 days, far; since 2
//! August 121, earlier.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::admissions::{Admitted, Sum as Admissions};
use super::board::{Falls, elections};
use super::coalition::{Coalition, Needed, Weight, smallest};
use super::dependence::{Custody, Turnout, What};
use super::handover::{Outcome, State, progress};
use super::price::{Situation, dues, scaled};
use super::report::{Director, Facts, Report};
use super::weights::{Band, Line, Member, Told, groups, lines};
use crate::rulebook::model::value::{Ratio, Threshold};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn members() -> Vec<Member> {
    let member = |number, group, name: &str, votes, minor, disclosed| Member {
        number,
        group,
        is_organisation: name.len() == 1,
        name: name.to_owned(),
        disclosed,
        class: if name.len() == 1 {
            "Sponsor"
        } else {
            "Individual"
        }
        .to_owned(),
        votes,
        since: day("2026-01-01"),
        dues: Some(("USD".to_owned(), minor)),
    };
    let mut members = vec![
        member(1, 0, "A", 10, 250_000, true),
        member(2, 0, "H", 5, 100_000, true),
        member(3, 1, "B", 10, 250_000, true),
        member(4, 2, "C", 5, 100_000, false),
    ];
    for (number, group) in (5..=13).zip(3..) {
        members.push(member(number, group, "a person", 1, 5_000, number < 13));
    }
    members
}

fn weights() -> Vec<Weight> {
    groups(&members())
        .iter()
        .map(super::weights::Group::weight)
        .collect()
}

fn keys(coalition: Option<Coalition>) -> Vec<i64> {
    coalition.map_or_else(Vec::new, |found| {
        found.groups.iter().map(|group| group.key).collect()
    })
}

fn half() -> Threshold {
    Threshold::parse("more than 1/2 of present").expect("a threshold")
}

#[test]
fn groups_and_their_shares() {
    let groups = groups(&members());
    let told: Vec<(&Told, u64, u64)> = groups
        .iter()
        .take(4)
        .map(|group| (&group.told, group.sum.members, group.sum.votes))
        .collect();
    let named = |names: &[&str]| Told::Named(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(
        told,
        [
            (&named(&["A", "H"]), 2, 15),
            (&named(&["B"]), 1, 10),
            (&Told::NotNamed, 1, 5),
            (&Told::Person, 1, 1),
        ]
    );
    let whole: u64 = groups.iter().map(|group| group.sum.votes).sum();
    assert_eq!((whole, Band::of(15, whole)), (39, Band::ThirdOrMore));
    assert_eq!(Band::of(20, 39), Band::HalfOrMore);
    assert_eq!(Band::of(12, 39), Band::BelowThird);
    assert_eq!(Band::of(13, 39), Band::ThirdOrMore);
    let lines: Vec<(Line, u64, u64, i64)> = lines(&members())
        .into_iter()
        .map(|(line, sum)| (line, sum.members, sum.votes, sum.dues["USD"]))
        .collect();
    let line = |group, names: &[&str]| Line::Named {
        group,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    assert_eq!(
        lines,
        [
            (line(0, &["A", "H"]), 2, 15, 350_000),
            (line(1, &["B"]), 1, 10, 250_000),
            (
                Line::Persons {
                    class: "Individual".to_owned()
                },
                9,
                9,
                45_000
            ),
            (Line::NotNamed, 1, 5, 100_000),
        ]
    );
}

/// A group of which one is not named: who may be named stands alone, and nothing tells
/// that the other belongs to it.
#[test]
fn who_is_not_named_is_not_told_as_of_a_group() {
    let mut members = members();
    members[1].disclosed = false;
    assert_eq!(groups(&members)[0].told, Told::NotNamed);
    let lines = lines(&members);
    assert_eq!(
        lines[0].0,
        Line::Named {
            group: 0,
            names: vec!["A".to_owned()]
        }
    );
    assert_eq!(lines[0].1.votes, 10);
    let others = lines.last().expect("a line");
    assert_eq!(
        (&others.0, others.1.members, others.1.votes),
        (&Line::NotNamed, 2, 10)
    );
}

#[test]
fn the_smallest_coalition() {
    let of = |members, votes| keys(smallest(&weights(), Needed { members, votes }));
    assert_eq!(of(2, 4), [1], "alone");
    assert_eq!(of(0, 3), [1], "at a bare quorum");
    assert_eq!(of(0, 16), [1, 3], "at a turnout of 30 votes");
    assert_eq!(of(7, 20), [1, 3, 4, 5, 6, 7], "with a quorum of a half");
    assert_eq!(of(13, 39).len(), 12, "all of them");
    assert_eq!(of(14, 1), Vec::<i64>::new(), "more members than there are");
    assert_eq!(of(0, 40), Vec::<i64>::new(), "more votes than there are");
    assert_eq!(of(0, 0), [1], "it takes a vote");
}

#[test]
fn many_members_with_few_votes_may_be_worth_more() {
    let weight = |key, members, votes| Weight {
        key,
        members,
        votes,
    };
    let groups = [
        weight(1, 1, 9),
        weight(2, 1, 8),
        weight(3, 5, 3),
        weight(4, 4, 2),
    ];
    let found = smallest(
        &groups,
        Needed {
            members: 6,
            votes: 12,
        },
    );
    assert_eq!(keys(found), [1, 3]);
}

#[test]
fn the_price_of_a_majority() {
    let tenth = Ratio::parse("1/10");
    let situation = Situation {
        members: 13,
        votes: 39,
        members_taking_part: 6,
        votes_taking_part: 20,
        majority: half(),
        quorum_members: tenth,
        quorum_votes: tenth,
    };
    assert_eq!(situation.quorum(), (2, 4));
    for (votes, yearly, memberships, price) in [
        (10, 250_000, 3, 750_000),
        (5, 100_000, 5, 500_000),
        (1, 5_000, 21, 105_000),
    ] {
        assert_eq!(situation.memberships(votes), Some(memberships));
        assert_eq!(dues(memberships, yearly), Some(price));
    }
    // Seven of nine votes of the roll then: ⌈7 · 39 / 9⌉ = ⌈30.33⌉ = 31 of today's.
    assert_eq!(scaled(7, 9, 39), 31);
    assert_eq!(
        (scaled(3, 0, 39), scaled(9, 9, 39), scaled(12, 9, 39)),
        (0, 39, 39)
    );
    let all = Threshold::parse("at least 1/1 of present").expect("a threshold");
    let unanimous = Situation {
        majority: all,
        ..situation
    };
    assert_eq!(unanimous.memberships(1), None, "somebody votes no");
    let entitled = Threshold::parse("more than 1/2 of entitled").expect("a threshold");
    let of_all = Situation {
        majority: entitled,
        ..situation
    };
    assert_eq!(of_all.memberships(1), Some(40), "more than all there are");
    // Of nobody who takes part one new vote is a majority; the quorum asks for more:
    // x ≥ ⌈(39 + x)/10⌉ votes, first at 5, and y ≥ ⌈(13 + y)/10⌉ members, first at 2.
    let nobody = Situation {
        members_taking_part: 0,
        votes_taking_part: 0,
        ..situation
    };
    assert_eq!(nobody.memberships(1), Some(5));
    assert_eq!(nobody.memberships(10), Some(2));
}

#[test]
fn elections_that_replace_a_majority() {
    let on = |year: i32| Falls::On(day(&format!("{year}-12-31")));
    let mut seats = [
        on(2026),
        on(2026),
        on(2027),
        on(2027),
        on(2028),
        on(2028),
        on(2029),
        on(2029),
    ];
    let regular = elections(&seats);
    assert_eq!((regular.majority, regular.needed), (5, Some(3)));
    let together: Vec<u64> = regular.rounds.iter().map(|round| round.together).collect();
    assert_eq!(together, [2, 4, 6, 8]);
    seats[2] = Falls::Next;
    let vacant = elections(&seats);
    let together: Vec<u64> = vacant.rounds.iter().map(|round| round.together).collect();
    assert_eq!((together, vacant.needed), (vec![3, 4, 6, 8], Some(3)));
    seats[2] = on(2027);
    (seats[4], seats[5]) = (Falls::Next, Falls::Next);
    assert_eq!(elections(&seats).needed, Some(2));
    assert_eq!(elections(&[Falls::Next, Falls::Next]).needed, Some(1));
    let never = elections(&[Falls::Never, Falls::Never, on(2026)]);
    assert_eq!((never.majority, never.needed), (2, None));
    assert_eq!(elections(&[]).needed, None);
}

#[test]
fn admissions_before_a_record_date() {
    let sum = |members, votes| Admissions { members, votes };
    let roll = [
        (day("2026-12-01"), sum(1, 1)),
        (day("2026-10-02"), sum(1, 10)),
        (day("2026-10-01"), sum(1, 2)),
        (day("2026-08-03"), sum(1, 5)),
        (day("2026-08-02"), sum(1, 7)),
    ];
    let admitted = Admitted::of(day("2026-12-01"), &roll);
    assert_eq!(admitted.near, sum(2, 11));
    assert_eq!(admitted.far, sum(2, 7));
    assert_eq!(admitted.earlier, sum(1, 7));
    assert_eq!(admitted.whole(), sum(5, 25));
}

/// Of four directors one works for H, one for B, one for both, one sits for C, which is
/// not named. A group that is not told whole counts only who sits for a named one of it.
#[test]
fn the_report_names_nobody_who_asked_not_to_be() {
    let director = |groups: &[usize], sits_for| Director {
        groups: groups.iter().copied().collect(),
        sits_for,
    };
    let mut facts = Facts {
        members: members(),
        directors: vec![
            director(&[0], None),
            director(&[1], Some(1)),
            director(&[0, 1], None),
            director(&[2], None),
        ],
        ..Facts::default()
    };
    let seats = |facts: &Facts| {
        let report = Report::of(facts, day("2026-12-01"), 3);
        let seats: Vec<Option<u64>> = report.lines.iter().map(|line| line.seats).collect();
        (seats, report.other_directors)
    };
    assert_eq!(seats(&facts), (vec![Some(2), Some(2), None, None], 1));
    let report = Report::of(&facts, day("2026-12-01"), 3);
    // One organisation is fewer than three: withheld, and the nine persons with it.
    let sums: Vec<bool> = report.lines.iter().map(|line| line.sum.is_some()).collect();
    assert_eq!(sums, [true, true, false, false]);
    assert_eq!(report.sponsors_not_named, None);
    assert_eq!((report.members, report.votes), (13, 39));
    assert_eq!((report.coalitions, report.price), (None, None), "no rule");
    let votes = &report.largest[0];
    let named = votes
        .named
        .as_ref()
        .map(|(names, part, whole)| (names.len(), *part, *whole));
    assert_eq!((named, votes.hidden), (Some((2, 15, 39)), None));
    facts.members[1].disclosed = false;
    assert_eq!(seats(&facts), (vec![Some(0), Some(2), None, None], 2));
    let report = Report::of(&facts, day("2026-12-01"), 3);
    let votes = &report.largest[0];
    assert_eq!(votes.hidden, Some(Band::ThirdOrMore));
    let said = format!("{report:?}");
    assert!(!said.contains("\"H\"") && !said.contains("\"C\""), "{said}");
}

#[test]
fn what_two_officers_stand_behind_counts() {
    let states = [
        State::of(None),
        State::of(Some((Outcome::Left, false))),
        State::of(Some((Outcome::Left, true))),
        State::of(Some((Outcome::Mistaken, false))),
        State::of(Some((Outcome::Mistaken, true))),
    ];
    assert_eq!(progress(&states), (1, 4));
}

/// Every choice of the groups, the fewest first and of those the one with most votes.
fn brute(groups: &[Weight], needed: Needed) -> Option<(usize, u64)> {
    let mut best: Option<(usize, u64)> = None;
    for choice in 1..(1_u32 << groups.len()) {
        let chosen: Vec<&Weight> = groups
            .iter()
            .enumerate()
            .filter(|(place, group)| choice >> place & 1 == 1 && group.votes > 0)
            .map(|(_, group)| group)
            .collect();
        let members: u64 = chosen.iter().map(|group| group.members).sum();
        let votes: u64 = chosen.iter().map(|group| group.votes).sum();
        if members >= needed.members && votes >= needed.votes.max(1) {
            let better = best.is_none_or(|(count, most)| {
                chosen.len() < count || chosen.len() == count && votes > most
            });
            if better {
                best = Some((chosen.len(), votes));
            }
        }
    }
    best
}

prop_compose! {
    fn some_groups()(facts in prop::collection::vec((1_u64..6, 0_u64..12), 0..9)) -> Vec<Weight> {
        (1..).zip(facts).map(|(key, (members, votes))| Weight { key, members, votes }).collect()
    }
}

proptest! {
    #[test]
    fn no_coalition_is_smaller(
        groups in some_groups(),
        members in 0_u64..20,
        votes in 0_u64..40,
    ) {
        let needed = Needed { members, votes };
        let found = smallest(&groups, needed);
        if let Some(found) = &found {
            prop_assert!(found.members >= members && found.votes >= votes.max(1));
            prop_assert_eq!(found.members, found.groups.iter().map(|group| group.members).sum::<u64>());
            prop_assert_eq!(found.votes, found.groups.iter().map(|group| group.votes).sum::<u64>());
            let mut known: Vec<i64> = found.groups.iter().map(|group| group.key).collect();
            known.sort_unstable();
            known.dedup();
            prop_assert_eq!(known.len(), found.groups.len());
            prop_assert!(found.groups.iter().all(|group| groups.contains(group)));
        }
        prop_assert_eq!(found.map(|found| (found.groups.len(), found.votes)), brute(&groups, needed));
    }

    #[test]
    fn the_order_of_the_facts_changes_nothing(
        groups in some_groups().prop_flat_map(|groups| (Just(groups.clone()), Just(groups).prop_shuffle())),
        members in 0_u64..20,
        votes in 0_u64..40,
    ) {
        let needed = Needed { members, votes };
        prop_assert_eq!(smallest(&groups.0, needed), smallest(&groups.1, needed));
    }

    #[test]
    fn one_membership_less_carries_nothing(
        members in 1_u64..60,
        more in 0_u64..200,
        there in 0_u64..60,
        cast in 0_u64..200,
        each in 1_u64..60,
        (above, below) in (1_u32..10).prop_flat_map(|below| (0..below, Just(below))),
        strict in any::<bool>(),
    ) {
        prop_assume!(strict || above > 0);
        let how = if strict { "more than" } else { "at least" };
        let majority = Threshold::parse(&format!("{how} {above}/{below} of present")).expect("a threshold");
        let votes = members + more;
        let situation = Situation {
            members,
            votes,
            members_taking_part: there.min(members),
            votes_taking_part: cast.min(votes),
            majority,
            quorum_members: Ratio::parse("1/10"),
            quorum_votes: Ratio::parse("1/5"),
        };
        // Gone through one by one, by the words of the method.
        let carries = |new: u64| {
            let (cast, roll) = (situation.votes_taking_part + new * each, votes + new * each);
            let there = situation.members_taking_part + new;
            new * each >= majority.needed_of(cast)
                && 5 * cast >= roll
                && 10 * there >= members + new
        };
        let first = (1..5_000).find(|new| carries(*new));
        prop_assert_eq!(situation.memberships(each), first);
    }
}

#[test]
fn thresholds_that_fail_when_somebody_leaves() {
    // Of 39 votes 20 are cast; 15 leave: 5 are cast of 24, and a quarter of 24 is 6.
    let quarter = Ratio::parse("1/4").expect("a ratio");
    let votes = Turnout {
        taking_part: 20,
        all: 39,
        leave: 15,
    };
    let check = votes.check(What::QuorumVotes, quarter);
    assert_eq!((check.after, check.needed), (5, 6));
    assert!(check.fails() && !check.failed_before());
    let fewer = Turnout { leave: 10, ..votes }.check(What::QuorumVotes, quarter);
    assert_eq!((fewer.after, fewer.needed, fewer.fails()), (10, 8, false));
    for (custodians, leave, protected, fails) in [
        (3, 1, true, false),
        (2, 1, true, true),
        (2, 1, false, false),
        (1, 1, false, true),
    ] {
        let custody = Custody {
            custodians,
            leave,
            protected,
            apart: true,
        };
        assert_eq!(custody.fails(), fails, "{custody:?}");
        // Where those who stay do not stand apart, a protected asset is not kept.
        let together = Custody {
            apart: false,
            ..custody
        };
        assert_eq!(together.fails(), fails || protected, "{together:?}");
    }
}
