//! Real elections, played from an empty database to evidence that two verifiers
//! accept: `bin/replay` as a test.

#[path = "../../examples/replay/play/mod.rs"]
mod play;

use std::path::{Path, PathBuf};

use play::{Election, play};

/// Of published ballots, the one that takes a minute; the others are for
/// `bin/soak`.
const SAMPLE: &str = "meek-recomputed-quota.blt";
const ALL: [&str; 4] = [
    SAMPLE,
    "gnome-board-2018.blt",
    "orkney-2012-ward3.blt",
    "glasgow-hillhead-2007.blt",
];

fn ballots(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/ballots")
        .join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_election_is_played_to_evidence_that_holds() {
    let files = match std::env::var_os("TESTS_SOAK") {
        Some(_) => ALL.as_slice(),
        None => &[SAMPLE],
    };
    for file in files.iter().map(|name| ballots(name)) {
        let election = Election::read(&file, "meek-prf-1").unwrap();
        let out = tempfile::tempdir().unwrap();
        let say = |line: &str| eprintln!("{line}");
        let Some(report) = play(&file, &election, out.path(), say).await else {
            return;
        };
        eprintln!("{report}");
        assert!(report.holds(), "{report}");
    }
}

/// Three candidates, one of whom has withdrawn, and these ballots.
fn read(ballots: &str, method: &str) -> Result<Election, String> {
    let text = format!("3 1\n-2\n{ballots}\n0\n\"Ada\"\n\"Ben\"\n\"Cyd\"\n\"Chair\"\n");
    Election::of_bytes(text.into_bytes(), method)
}

#[test]
fn a_paper_says_what_the_ballot_says() {
    let election = read("2 3 2 1 0\n1 2 0", "meek-prf-1").unwrap();
    assert_eq!(election.options, ["Ada", "Cyd"]);
    let controls: Vec<String> = election
        .papers
        .iter()
        .map(|paper| {
            let controls = paper.controls().into_iter();
            let said = controls.map(|(name, value)| format!("{name}={value}"));
            said.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(controls, ["r2=01 r1=02", "r2=01 r1=02", "blank=1"]);

    // A rank shared with somebody who has withdrawn is shared with nobody, and
    // ranks left out at the end are none.
    let election = read("1 1=2 3 - 0", "meek-prf-1").unwrap();
    assert_eq!(election.papers.len(), 1);
    let election = read("1 1=3 0\n1 3 - 1 0", "approval-1").unwrap();
    assert_eq!(election.papers.len(), 2);
}

#[test]
fn what_no_ballot_form_can_say_is_refused_in_a_sentence() {
    for (ballots, method, sentence) in [
        (
            "1 1=3 0",
            "meek-prf-1",
            "A ballot ranks Ada and Cyd equally",
        ),
        ("1 3 - 1 0", "meek-prf-1", "A ballot skips a rank"),
        ("1 - 3 0 # late", "meek-prf-1", "A ballot skips a rank"),
        ("1 1 3 0", "plurality-1", "A ballot marks 2 options"),
        ("", "meek-prf-1", "It holds no ballots"),
        ("20001 1 0", "meek-prf-1", "at most 20000 are played"),
        (
            "1 1 0",
            "motion-1",
            "A BLT file holds no ballots for motion-1",
        ),
        ("1 1 0", "by-guess", "by-guess"),
    ] {
        let refused = read(ballots, method).unwrap_err();
        assert!(refused.contains(sentence), "{refused}");
    }
    let same = "2 1\n1 1 0\n0\n\"Ada\"\n\"ADA\"\n\"Chair\"\n";
    let refused = Election::of_bytes(same.into(), "meek-prf-1").unwrap_err();
    assert!(refused.contains("is named twice"), "{refused}");
}
