//! Every corrupt bundle is refused by the check, and for the reason, that is true.

use commonhold::evidence::verify::{CHECKS, Check, State, Verdict};

use crate::corruptions::{ALL, Corruption};

#[test]
fn voting_r13_every_corruption_is_refused_for_its_reason() {
    assert!(ALL.len() > 100, "{}", ALL.len());
    let mut faults = Vec::new();
    for Corruption {
        name,
        check,
        says,
        made,
    } in ALL.iter()
    {
        let report = made.verify();
        let line = &report.lines[usize::from(*check) - 1];
        let verdict = if *check == 1 {
            Verdict::Unreadable
        } else {
            Verdict::Refused(*check)
        };
        let exit = if *check == 1 { 2 } else { 1 };
        if report.verdict != verdict
            || line.state != State::Fails
            || !line.sentence.contains(says)
            || report.exit_code(false) != exit
        {
            faults.push(format!(
                "{name}: not because {says:?} at {check:02}:\n{}",
                report.to_text()
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn corruptions_have_names_of_their_own() {
    let mut names: Vec<&str> = ALL.iter().map(|corruption| corruption.name).collect();
    names.sort_unstable();
    assert_eq!(names.windows(2).find(|pair| pair[0] == pair[1]), None);
}

/// For each check a corruption that no other check would refuse.
pub const CAUGHT_BY_ONE: [(u8, &str); 16] = [
    (1, "a file that no bundle has"),
    (2, "README altered without a word in the list"),
    (3, "another receipt key than the policy's"),
    (4, "an entry of another subject altered"),
    (5, "a poll that was voided"),
    (6, "opened by one officer"),
    (7, "a roll certified by one officer"),
    (8, "a batch so small that it shows a voter"),
    (9, "another member took part, of other weight"),
    (10, "closed before its time"),
    (11, "officers who disagree"),
    (12, "a ballot dropped"),
    (13, "a ballot published of a cell that is not small"),
    (14, "the result edited"),
    (15, "a motion judged by other eligible votes"),
    (16, "certified by one officer"),
];

/// Without any one of the checks, a bundle that does not hold is verified: each is there for
/// something.
#[test]
fn without_a_check_its_corruption_passes() {
    for (number, name) in CAUGHT_BY_ONE {
        let corruption = ALL.iter().find(|c| c.name == name).unwrap();
        assert_eq!(corruption.check, number, "{name}");
        assert_eq!(CHECKS[usize::from(number) - 1].number, number);
        let others: Vec<Check> = CHECKS.into_iter().filter(|c| c.number != number).collect();
        let report = corruption.made.verify_by(&others);
        assert_eq!(
            report.verdict,
            Verdict::Verified,
            "{name}:\n{}",
            report.to_text()
        );
    }
}
