//! Every refusal of a nomination, with its rule.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Attempt, Member, Nominator, Nominee, Rules, SelfRule, judge, long_enough_from};
use crate::bodies::model::terms::{Partial, Served, TermRules};
use crate::elections::model::Cited;
use crate::rulebook::keys;
use crate::rulebook::model::value::Span;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn cited<T>(value: T, citation: &str) -> Cited<T> {
    Cited {
        value,
        citation: citation.to_owned(),
    }
}

fn rules() -> Rules {
    Rules {
        by: cited((), "Bylaws § 2.7(a)"),
        count: cited(1, "Bylaws § 2.7(a)"),
        selves: cited(SelfRule::SponsorsOnly, "Election process, Nominations"),
        sponsor: cited(true, "Bylaws § 2.3(a)"),
        by_committee: cited(false, "Election process, Committee"),
        committee: cited((), "Bylaws § 4.4(a)"),
        standing: cited(Some(Span::Days(60)), "Election process, Nominations"),
        cap: cited(true, "Bylaws § 4.2"),
        open_days: "Election process, Calendar".to_owned(),
        close_days: "Election process, Calendar".to_owned(),
        terms: Some(TermRules {
            years: 4,
            limit: 2,
            partial: Partial::DoesNotCount,
            gap_years: Some(1),
            citation: "Bylaws § 4.4(d)".to_owned(),
            gap_citation: "Bylaws § 4.4(d)".to_owned(),
        }),
    }
}

fn member() -> Member {
    Member {
        name: "Ada Okafor".into(),
        class_name: "Individual".into(),
        organisation: false,
        votes: 1,
        votes_on: day("2026-07-16"),
        not_good: Vec::new(),
        on_committee: false,
        earlier: Vec::new(),
    }
}

fn attempt() -> Attempt {
    Attempt {
        today: day("2026-08-20"),
        nominations_open: day("2026-07-31"),
        nominations_close: day("2026-09-04"),
        published: false,
        opens_on: day("2026-09-14"),
        begins_on: day("2026-10-02"),
        nominator: Nominator::Member(member()),
        nominee: Nominee {
            name: "Ben Ito".into(),
            is_nominator: false,
            affiliated: false,
            on_committee: false,
            member_since: Some(day("2024-01-01")),
            not_good: Vec::new(),
            served: Vec::new(),
            sits_until: None,
            group_sits: None,
        },
    }
}

fn by(member: Member) -> Nominator {
    Nominator::Member(member)
}

fn sponsor() -> Member {
    Member {
        name: "Acme GmbH".into(),
        class_name: "Gold".into(),
        organisation: true,
        votes: 15,
        ..member()
    }
}

type Change = fn(&mut Attempt);

const CASES: [(&str, Change, &str); 19] = [
    (
        "before they open",
        |a| a.today = a.nominations_open.pred_opt().unwrap_or_default(),
        keys::NOMINATIONS_OPEN_DAYS,
    ),
    (
        "after they close",
        |a| a.today = a.nominations_close.succ_opt().unwrap_or_default(),
        keys::NOMINATIONS_CLOSE_DAYS,
    ),
    (
        "after the list",
        |a| a.published = true,
        keys::NOMINATIONS_CLOSE_DAYS,
    ),
    (
        "by an office",
        |a| a.nominator = Nominator::Office("the chair".into()),
        keys::NOMINATION_BY,
    ),
    (
        "without a vote",
        |a| {
            a.nominator = by(Member {
                votes: 0,
                ..member()
            })
        },
        keys::NOMINATION_BY,
    ),
    (
        "not in good standing",
        |a| {
            a.nominator = by(Member {
                not_good: vec!["An invoice is overdue.".into()],
                ..member()
            })
        },
        keys::NOMINATION_BY,
    ),
    (
        "by the committee",
        |a| {
            a.nominator = by(Member {
                on_committee: true,
                ..member()
            })
        },
        keys::NOMINATION_BY_COMMITTEE,
    ),
    (
        "a second one",
        |a| {
            a.nominator = by(Member {
                earlier: vec!["Chi Park".into()],
                ..member()
            })
        },
        keys::NOMINATION_COUNT,
    ),
    (
        "oneself",
        |a| a.nominee.is_nominator = true,
        keys::NOMINATION_SELF,
    ),
    (
        "a sponsor's stranger",
        |a| a.nominator = by(sponsor()),
        keys::NOMINATION_SPONSOR,
    ),
    (
        "of the committee",
        |a| a.nominee.on_committee = true,
        keys::ELECTION_COMMITTEE,
    ),
    (
        "no member",
        |a| a.nominee.member_since = None,
        keys::NOMINEE_STANDING,
    ),
    (
        "a nominee not in good standing",
        |a| a.nominee.not_good = vec!["Suspended.".into()],
        keys::NOMINEE_STANDING,
    ),
    (
        "59 days a member",
        |a| a.nominee.member_since = Some("2026-07-17".parse().unwrap_or_default()),
        keys::NOMINEE_STANDING,
    ),
    (
        "termed out",
        |a| {
            a.nominee.served = vec![
                served("2018-10-02", "2022-10-02"),
                served("2022-10-02", "2026-10-02"),
            ]
        },
        keys::BOARD_TERM_LIMIT,
    ),
    (
        "sits and stays",
        |a| a.nominee.sits_until = Some(a.begins_on),
        keys::BOARD_COHORTS,
    ),
    (
        "its group sits",
        |a| a.nominee.group_sits = Some(("Chi Park".into(), "Acme".into())),
        keys::BOARD_CAP_SCOPE,
    ),
    (
        "a sponsor's second",
        |a| {
            a.nominee.affiliated = true;
            a.nominator = by(Member {
                earlier: vec!["Chi Park".into()],
                ..sponsor()
            });
        },
        keys::NOMINATION_COUNT,
    ),
    (
        "a representative of another sponsor",
        |a| {
            a.nominee.is_nominator = true;
            a.nominee.affiliated = true;
        },
        keys::NOMINATION_SELF,
    ),
];

fn served(from: &str, until: &str) -> Served {
    Served {
        from: from.parse().unwrap_or_default(),
        left: until.parse().ok(),
        scheduled: until.parse().ok(),
    }
}

#[test]
fn voting_r04_each_fault_of_a_nomination_is_refused_with_its_rule() {
    assert_eq!(judge(&attempt(), &rules()), []);
    for (what, change, key) in CASES {
        let mut attempt = attempt();
        change(&mut attempt);
        let refusals = judge(&attempt, &rules());
        assert_eq!(refusals.len(), 1, "{what}: {refusals:?}");
        for refusal in refusals {
            assert_eq!(refusal.key, key, "{what}");
            assert!(
                !refusal.citation.is_empty() && refusal.sentence.ends_with('.'),
                "{what}"
            );
        }
    }
}

#[test]
fn voting_r04_a_representative_nominates_themselves_for_their_organisation_alone() {
    let mut own = attempt();
    own.nominee.is_nominator = true;
    own.nominee.affiliated = true;
    own.nominator = by(sponsor());
    assert_eq!(judge(&own, &rules()), []);
    let strict = Rules {
        selves: cited(SelfRule::Never, "Election process, Nominations"),
        ..rules()
    };
    let keys: Vec<&str> = judge(&own, &strict).iter().map(|one| one.key).collect();
    assert_eq!(keys, [keys::NOMINATION_SELF]);
    let mut alone = attempt();
    alone.nominee.is_nominator = true;
    let open = Rules {
        selves: cited(SelfRule::Anyone, "Election process, Nominations"),
        ..rules()
    };
    assert_eq!(judge(&alone, &open), []);
}

#[test]
fn voting_r04_one_officer_nominates_seven_sitting_directors_and_is_refused_seven_times() {
    let directors = ["A", "B", "C", "D", "E", "F", "G"];
    let mut earlier: Vec<String> = Vec::new();
    let mut by_office = 0;
    let mut by_membership = 0;
    for director in directors {
        let mut one = attempt();
        one.nominee.name = director.to_owned();
        one.nominator = Nominator::Office("the chair".to_owned());
        let refusals = judge(&one, &rules());
        let refusal = refusals.first().expect("a refusal");
        assert_eq!(
            (refusal.key, refusal.citation.as_str()),
            (keys::NOMINATION_BY, "Bylaws § 2.7(a)")
        );
        by_office += 1;
        // With a membership of their own the first stands, and the rest are one too many.
        one.nominator = by(Member {
            earlier: earlier.clone(),
            ..member()
        });
        if judge(&one, &rules()).is_empty() {
            earlier.push(director.to_owned());
        } else {
            by_membership += 1;
        }
    }
    assert_eq!((by_office, by_membership), (7, 6));
}

#[test]
fn rules_that_allow_more_do() {
    let loose = Rules {
        by_committee: cited(true, ""),
        count: cited(2, ""),
        cap: cited(false, ""),
        standing: cited(None, ""),
        terms: None,
        ..rules()
    };
    for name in [
        "by the committee",
        "a second one",
        "its group sits",
        "59 days a member",
        "termed out",
    ] {
        let (_, change, _) = CASES
            .into_iter()
            .find(|(what, _, _)| *what == name)
            .expect("a case");
        let mut attempt = attempt();
        change(&mut attempt);
        assert_eq!(judge(&attempt, &loose), [], "{name}");
    }
}

#[test]
fn spans_run_as_they_are_written() {
    let since = day("2026-01-31");
    assert_eq!(long_enough_from(since, Span::Days(60)), day("2026-04-01"));
    assert_eq!(long_enough_from(since, Span::Months(1)), day("2026-02-28"));
    assert_eq!(
        long_enough_from(since, Span::BusinessDays(5)),
        day("2026-02-07")
    );
}

proptest! {
    /// Faults do not hide one another.
    #[test]
    fn each_fault_is_named_whatever_else_is_wrong(picked in prop::collection::btree_set(3usize..19, 1..4)) {
        // Changes of one nominator replace each other; the last of them counts.
        let mut attempt = attempt();
        let mut expected = Vec::new();
        for index in picked {
            if let Some((_, change, key)) = CASES.get(index) {
                if (3..=9).contains(&index) || index >= 17 {
                    continue;
                }
                change(&mut attempt);
                expected.push(*key);
            }
        }
        let found: Vec<&str> = judge(&attempt, &rules()).iter().map(|one| one.key).collect();
        for key in expected {
            // A seat of one's own is told in place of the group's, and no membership in place of its faults.
            let told = found.contains(&key)
                || key == keys::BOARD_CAP_SCOPE && found.contains(&keys::BOARD_COHORTS);
            prop_assert!(told, "{key} in {found:?}");
        }
    }
}
