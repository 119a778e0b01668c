//! Vectors of the field, and what must hold of every vote.

use proptest::prelude::*;

use super::{Counts, MemberCounts, RuleLine, Tally, Verdict, Vote, judge, judge_in_writing};

fn line(key: &str, value: &str, citation: &str) -> RuleLine {
    RuleLine {
        key: key.to_owned(),
        value: value.to_owned(),
        citation: citation.to_owned(),
    }
}

fn rules(quorum: &str, recusal: &str, majority: &str) -> [RuleLine; 3] {
    [
        line("board.quorum", quorum, "Bylaws § 4.11"),
        line("board.recusal", recusal, "Bylaws § 4.11(c)"),
        line("board.majority", majority, "Bylaws § 4.11"),
    ]
}

const LOWERS: &str = "lowers the quorum";
const ORDINARY: &str = "more than 1/2 of in office";
const OF_PRESENT: &str = "more than 1/2 of present";
const SUPER: &str = "at least 2/3 of in office";

/// A vote, as `5y 1n 2a`: yes, no, abstain, present without voting (p), absent (x),
/// recused (r), vacant (v), suspended (s).
fn roster(text: &str) -> Counts {
    text.split(' ')
        .flat_map(|part| {
            let (number, letter) = part.split_at(part.len() - 1);
            let vote = match letter {
                "y" => Vote::Yes,
                "n" => Vote::No,
                "a" => Vote::Abstain,
                "p" => Vote::NotVoting,
                "x" => Vote::Absent,
                "r" => Vote::Recused,
                "v" => Vote::Vacant,
                "s" => Vote::Suspended,
                other => panic!("{other}"),
            };
            std::iter::repeat_n(vote, number.parse().expect("a number"))
        })
        .collect()
}

fn verdict(votes: &str, rules: &[RuleLine; 3]) -> Verdict {
    judge(&Tally::ByName(roster(votes)), rules).expect("rules that can be read")
}

#[test]
fn two_of_five_present_are_a_majority_of_those_voting_only() {
    let votes = "2y 1n 2a 3x";
    let lost = verdict(votes, &rules(ORDINARY, LOWERS, OF_PRESENT));
    assert!(lost.quorums[0].met && !lost.adopted);
    assert_eq!(
        lost.threshold.to_string(),
        "2 yes of 5 present; 3 needed: more than half of those present (Bylaws § 4.11)"
    );
    let of_those_voting = rules(ORDINARY, LOWERS, "more than 1/2 of yes and no");
    assert!(verdict(votes, &of_those_voting).adopted);
}

#[test]
fn a_reserved_matter_takes_two_thirds_of_those_in_office_twice() {
    let reserved = rules(SUPER, LOWERS, SUPER);
    for (votes, present, yes, adopted) in [
        ("6y 2x", 6, 6, true),
        ("5y 1n 2x", 6, 6, false),
        ("5y 3x", 6, 6, false),
        ("5y 2x 1v", 5, 5, true),
        ("4y 3x 1v", 5, 5, false),
        // A suspended director is not in office.
        ("5y 2x 1s", 5, 5, true),
    ] {
        let verdict = verdict(votes, &reserved);
        assert_eq!(verdict.quorums[0].needed, present, "{votes}");
        assert_eq!(verdict.threshold.needed, yes, "{votes}");
        assert_eq!(verdict.adopted, adopted, "{votes}: {verdict}");
    }
}

#[test]
fn in_writing_as_many_sign_as_the_rule_on_that_asks_for() {
    let rules = rules(ORDINARY, LOWERS, OF_PRESENT);
    let consent = |value| line("board.consent", value, "Bylaws § 4.12");
    let all = consent("at least 1/1 of in office");
    for (votes, adopted) in [
        ("5y", true),
        ("5y 1v", true),
        ("4y 1x", false),
        ("4y 1n", false),
        // Whoever keeps out of the matter is in office and does not sign.
        ("4y 1r", false),
    ] {
        let tally = Tally::ByName(roster(votes));
        assert!(
            judge(&tally, &rules).is_ok_and(|met| met.adopted),
            "{votes}"
        );
        let verdict = judge_in_writing(&tally, &rules, &all).expect("rules that can be read");
        assert_eq!(verdict.adopted, adopted, "{votes}: {verdict}");
    }
    // A rule that asks for fewer takes nothing from quorum and majority, and a casting vote
    // breaks no tie.
    let few = consent("at least 1/3 of in office");
    for (votes, casting) in [("2y 3n", 0), ("2y 2n 1x", 1), ("2y 3x", 0)] {
        let tally = Tally::ByName(Counts {
            casting,
            ..roster(votes)
        });
        let verdict = judge_in_writing(&tally, &rules, &few).expect("rules that can be read");
        assert!(!verdict.adopted, "{votes}: {verdict}");
    }
}

#[test]
fn a_tie_is_lost_whatever_the_threshold() {
    for majority in [
        OF_PRESENT,
        "more than 1/2 of yes and no",
        "at least 1/2 of yes and no",
    ] {
        let verdict = verdict("4y 4n", &rules(ORDINARY, LOWERS, majority));
        assert!(verdict.tied && !verdict.adopted, "{majority}");
    }
}

#[test]
fn the_recused_lower_the_quorum_or_count_in_it() {
    let votes = "4y 1r 3x";
    let lowered = verdict(votes, &rules(ORDINARY, LOWERS, OF_PRESENT));
    assert_eq!(
        (lowered.quorums[0].needed, lowered.quorums[0].reached),
        (4, 4)
    );
    assert!(lowered.adopted);
    let counted = verdict(votes, &rules(ORDINARY, "counts in the quorum", OF_PRESENT));
    assert_eq!(
        (counted.quorums[0].needed, counted.quorums[0].reached),
        (5, 5)
    );
    assert!(counted.adopted);
    let without = verdict("4y 4x", &rules(ORDINARY, LOWERS, OF_PRESENT));
    assert!(!without.quorums[0].met && !without.adopted);
}

#[test]
fn nobody_present_decides_nothing() {
    let verdict = verdict("3r 1v", &rules(ORDINARY, LOWERS, OF_PRESENT));
    assert!(!verdict.quorums[0].met && !verdict.adopted);
}

#[test]
fn members_are_counted_by_heads_and_by_votes() {
    let rules = |majority: &str| {
        [
            line("quorum.members", "1/10", "Bylaws § 3.5"),
            line("quorum.votes", "1/10", "Bylaws § 3.5"),
            line("members.majority", majority, "Bylaws § 3.7"),
        ]
    };
    let counts = MemberCounts {
        members_entitled: 148,
        members_present: 120,
        votes_entitled: 148,
        votes_present: 120,
        yes: 98,
        no: 20,
        abstain: 2,
    };
    let two_thirds = "at least 2/3 of entitled";
    let lost = judge(&Tally::ByNumber(counts), &rules(two_thirds)).expect("rules");
    assert_eq!(lost.threshold.needed, 99);
    assert!(!lost.adopted);
    let carried = MemberCounts { yes: 99, ..counts };
    let verdict = judge(&Tally::ByNumber(carried), &rules(two_thirds)).expect("rules");
    assert!(verdict.adopted);
    let few = MemberCounts {
        members_present: 14,
        ..carried
    };
    let verdict = judge(&Tally::ByNumber(few), &rules(OF_PRESENT)).expect("rules");
    assert!(!verdict.quorums[0].met && verdict.quorums[1].met && !verdict.adopted);
    assert!(
        !MemberCounts {
            yes: u64::MAX,
            ..counts
        }
        .is_consistent()
    );
}

#[test]
fn a_rule_that_cannot_be_read_is_named() {
    let fault = judge(
        &Tally::ByName(roster("1y")),
        &rules(ORDINARY, "as ever", OF_PRESENT),
    );
    assert_eq!(fault.expect_err("no such word").key, "board.recusal");
}

proptest! {
    #[test]
    fn the_order_of_the_votes_does_not_matter(
        (votes, shuffled) in prop::collection::vec(prop::sample::select(Vote::ALL.to_vec()), 0..20)
            .prop_flat_map(|votes| (Just(votes.clone()), Just(votes).prop_shuffle())),
        base in prop::sample::select(vec!["yes and no", "cast", "present", "in office", "entitled"]),
    ) {
        let majority = format!("more than 1/2 of {base}");
        let rules = rules(ORDINARY, LOWERS, &majority);
        let judged = |votes: Vec<Vote>| judge(&Tally::ByName(votes.into_iter().collect()), &rules);
        prop_assert_eq!(judged(votes), judged(shuffled));
    }

    #[test]
    fn one_more_yes_never_loses(
        votes in prop::collection::vec(prop::sample::select(Vote::OF_ONE_IN_OFFICE.to_vec()), 1..15),
        place in 0_usize..15,
    ) {
        let rules = rules(ORDINARY, LOWERS, OF_PRESENT);
        let judged = |votes: &[Vote]| judge(&Tally::ByName(votes.iter().copied().collect()), &rules).map(|verdict| verdict.adopted);
        let before = judged(&votes);
        let mut more = votes.clone();
        let place = place % more.len();
        // Recusal lowers what is needed; a vote in its stead may ask for more.
        prop_assume!(more[place] != Vote::Recused);
        more[place] = Vote::Yes;
        if before == Ok(true) {
            prop_assert_eq!(judged(&more), Ok(true));
        }
    }
}
