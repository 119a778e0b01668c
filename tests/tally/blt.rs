//! The BLT reader: what it reads, and where it finds each fault.

use commonhold::tally::blt::{BltFault, read};
use commonhold::tally::{Folder, MAX_VOTES, OptionNo};

fn numbers(ranks: &[&[usize]]) -> Vec<Vec<OptionNo>> {
    let number = |number: &usize| OptionNo::new(*number).expect("from 1");
    ranks
        .iter()
        .map(|rank| rank.iter().map(number).collect())
        .collect()
}

const ALL_IT_CAN_BE: &str = "# an election\n\
    4 2   # four candidates\n\
    \n\
    -3 -4\n\
    12 1 2 0\n\
    \t5 2=1 - 3 0  # equal, and a rank skipped\n\
    3 0\n\
    2 1 2 0\n\
    1 - - 4 0\n\
    0\n\
    \"Ada\"\n\
    \"Ben \"Benny\" B #1\"\n\
    # between\n\
    \"Zoë ﷽\"  # a comment\n\
    \"=-0\"\n\
    \"The board, 2026\"\n\
    # the end\n";

#[test]
fn everything_the_format_allows_is_read() {
    let blt = read(ALL_IT_CAN_BE.as_bytes()).expect("a BLT file");
    assert_eq!(blt.title, "The board, 2026");
    assert_eq!(blt.contest.seats(), 2);
    let names: Vec<&str> = blt
        .contest
        .options()
        .iter()
        .map(|o| o.name.as_str())
        .collect();
    assert_eq!(names, ["Ada", "Ben \"Benny\" B #1", "Zoë ﷽", "=-0"]);
    let withdrawn: Vec<bool> = blt
        .contest
        .numbers()
        .map(|option| blt.contest.is_withdrawn(option))
        .collect();
    assert_eq!(withdrawn, [false, false, true, true]);
    let ballots: Vec<(Vec<Vec<OptionNo>>, u64)> = blt
        .ballots
        .iter()
        .map(|ballot| (ballot.ranks().collect(), ballot.weight()))
        .collect();
    assert_eq!(
        ballots,
        [
            (numbers(&[&[1], &[2]]), 14),
            (numbers(&[&[1, 2], &[3]]), 5),
            (numbers(&[]), 3),
            (numbers(&[&[4]]), 1),
        ]
    );
    assert_eq!(blt.ballots.cast(), 23);
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let plain = read(ALL_IT_CAN_BE.as_bytes()).expect("a BLT file");
    let windows = format!("\u{feff}{}", ALL_IT_CAN_BE.replace('\n', "\r\n"));
    assert_eq!(read(windows.as_bytes()).expect("the same file"), plain);
    let unended = ALL_IT_CAN_BE.trim_end();
    assert_eq!(read(unended.as_bytes()).expect("the same file"), plain);
}

#[test]
fn a_fault_after_a_byte_order_mark_has_the_same_place() {
    let file = "\u{feff}2 1\r\n1 3 0\r\n0\r\n\"A\"\r\n\"B\"\r\n\"T\"\r\n";
    let error = read(file.as_bytes()).expect_err("there is no candidate 3");
    assert_eq!((error.line, error.column), (2, 3));
}

/// Puts ballot lines into an otherwise sound file of three candidates.
fn with_ballots(ballots: &str) -> String {
    format!("3 1\n{ballots}\n0\n\"A\"\n\"B\"\n\"C\"\n\"Title\"\n")
}

#[test]
fn each_malformed_file_is_refused_at_its_place() {
    let absurd = u64::MAX.to_string() + "0";
    let heavy = format!("{MAX_VOTES} 1 0\n1 2 0");
    let names = |names: &str| format!("3 1\n1 1 0\n0\n{names}");
    let cases: Vec<(String, usize, usize, BltFault)> = vec![
        // The first line.
        (String::new(), 1, 1, BltFault::Empty),
        ("\n  # nothing\n".into(), 3, 1, BltFault::Empty),
        ("three 1\n".into(), 1, 1, BltFault::Header),
        ("3\n1 1 0\n".into(), 1, 2, BltFault::Header),
        ("3 1 1\n".into(), 1, 5, BltFault::Header),
        ("3x 1\n".into(), 1, 1, BltFault::Header),
        ("0 1\n".into(), 1, 1, BltFault::NoCandidates),
        ("-3 1\n".into(), 1, 1, BltFault::Header),
        ("1001 1\n".into(), 1, 1, BltFault::TooManyCandidates),
        (format!("{absurd} 1\n"), 1, 1, BltFault::TooManyCandidates),
        ("3 0\n".into(), 1, 3, BltFault::Seats),
        ("3 -1\n".into(), 1, 3, BltFault::Seats),
        (format!("3 {absurd}\n"), 1, 3, BltFault::Seats),
        // Those who have withdrawn.
        (
            with_ballots("-4"),
            2,
            2,
            BltFault::NoSuchCandidate {
                given: 4,
                candidates: 3,
            },
        ),
        (
            with_ballots("-0"),
            2,
            2,
            BltFault::NoSuchCandidate {
                given: 0,
                candidates: 3,
            },
        ),
        (with_ballots("-2 1 0"), 2, 4, BltFault::Withdrawn),
        (with_ballots("-x"), 2, 2, BltFault::Withdrawn),
        (with_ballots("1 1 0\n-2"), 3, 1, BltFault::NegativeWeight),
        (
            with_ballots("1 1 0\n-2 1 0"),
            3,
            1,
            BltFault::NegativeWeight,
        ),
        // Ballots.
        (with_ballots("1 1 2"), 2, 6, BltFault::NoTerminator),
        (
            with_ballots("1 1 2 # no zero"),
            2,
            7,
            BltFault::NoTerminator,
        ),
        (with_ballots("1"), 2, 2, BltFault::NoTerminator),
        (with_ballots("1 1 0 2"), 2, 7, BltFault::AfterTerminator),
        (with_ballots("1 1 0 0"), 2, 7, BltFault::AfterTerminator),
        (with_ballots("0 1 0"), 2, 1, BltFault::ZeroWeight),
        (
            with_ballots("1 4 0"),
            2,
            3,
            BltFault::NoSuchCandidate {
                given: 4,
                candidates: 3,
            },
        ),
        (
            with_ballots("1 99999999999999999999999 0"),
            2,
            3,
            BltFault::NoSuchCandidate {
                given: u64::MAX,
                candidates: 3,
            },
        ),
        (
            with_ballots("1 1=0 0"),
            2,
            5,
            BltFault::NoSuchCandidate {
                given: 0,
                candidates: 3,
            },
        ),
        (
            with_ballots("1 0=1 0"),
            2,
            3,
            BltFault::NoSuchCandidate {
                given: 0,
                candidates: 3,
            },
        ),
        (with_ballots("1 1 2 1 0"), 2, 7, BltFault::Twice(1)),
        (with_ballots("1 1=1 0"), 2, 5, BltFault::Twice(1)),
        (with_ballots("1 2 1=2 0"), 2, 7, BltFault::Twice(2)),
        (with_ballots("1 1= 2 0"), 2, 5, BltFault::LooseEquals),
        (with_ballots("1 =1 0"), 2, 3, BltFault::LooseEquals),
        (with_ballots("1 1=- 0"), 2, 5, BltFault::LooseEquals),
        (with_ballots("1 -2 0"), 2, 3, BltFault::NegativeCandidate),
        (with_ballots("1 -- 0"), 2, 4, BltFault::NotAPreference('-')),
        (with_ballots("1 1,2 0"), 2, 4, BltFault::NotAPreference(',')),
        (with_ballots("1 A 0"), 2, 3, BltFault::NotAPreference('A')),
        (with_ballots("1 é 0"), 2, 3, BltFault::NotAPreference('é')),
        (with_ballots("1.5 1 0"), 2, 2, BltFault::NotAWeight('.')),
        (with_ballots("(7) 1 1 0"), 2, 1, BltFault::NotAWeight('(')),
        (with_ballots("[tie a b c]"), 2, 1, BltFault::NotAWeight('[')),
        (
            with_ballots(&format!("{absurd} 1 0")),
            2,
            1,
            BltFault::TooManyVotes,
        ),
        (
            with_ballots("9007199254740992 1 0"),
            2,
            1,
            BltFault::TooManyVotes,
        ),
        (with_ballots(&heavy), 3, 1, BltFault::TooManyVotes),
        ("3 1\n1 1 0\n".into(), 3, 1, BltFault::NoEndOfBallots),
        ("3 1\n1 1 0".into(), 2, 6, BltFault::NoEndOfBallots),
        ("3 1\n1 1 0\n\"A\"\n".into(), 3, 1, BltFault::NamesTooEarly),
        (
            "3 1\n1 1 0\r1 2 0\n0\n".into(),
            2,
            6,
            BltFault::AfterTerminator,
        ),
        (
            "3 1\n1 1\r2 0\n0\n".into(),
            2,
            4,
            BltFault::NotAPreference('\r'),
        ),
        // Names and title.
        (names("Ada\n"), 4, 1, BltFault::NotQuoted),
        (names("\"Ada\n"), 4, 5, BltFault::OpenQuote),
        (names("\"\n"), 4, 2, BltFault::OpenQuote),
        (names("\"Ada\" Lovelace\n"), 4, 15, BltFault::OpenQuote),
        (names("\"\"\n"), 4, 1, BltFault::EmptyName),
        (names("\"A\tB\"\n"), 4, 1, BltFault::ControlCharacter),
        (
            names("\"A\"\n\"B\"\n\"A\"\n\"T\"\n"),
            6,
            1,
            BltFault::SameName,
        ),
        (
            names(""),
            4,
            1,
            BltFault::TooFewNames {
                found: 0,
                expected: 4,
            },
        ),
        (
            names("\"A\"\n\"B\"\n\"C\"\n"),
            7,
            1,
            BltFault::TooFewNames {
                found: 3,
                expected: 4,
            },
        ),
        (
            names("\"A\"\n\"B\"\n\"C\"\n\"D\"\n\"T\"\n"),
            8,
            1,
            BltFault::AfterTitle,
        ),
    ];
    for (file, line, column, fault) in cases {
        let error = read(file.as_bytes()).expect_err(&file);
        assert_eq!(
            (error.line, error.column, &error.fault),
            (line, column, &fault),
            "in {file:?}"
        );
        let sentence = error.to_string();
        assert!(
            sentence.starts_with(&format!("line {line}, column {column}: ")),
            "{sentence}"
        );
        assert!(sentence.ends_with('.'), "{sentence}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_refused_at_their_place() {
    let mut file = with_ballots("1 1 0")
        .replace("\"A\"", "\"é?\"")
        .into_bytes();
    let at = file
        .iter()
        .position(|byte| *byte == b'?')
        .expect("the mark");
    file[at] = 0xff;
    let error = read(&file).expect_err("not UTF-8");
    assert_eq!(
        (error.line, error.column, error.fault),
        (4, 3, BltFault::NotUtf8)
    );
}

#[test]
fn a_file_cut_off_anywhere_is_never_read_as_a_whole() {
    let file = with_ballots("12 1 2 0\n5 3=1 2 0");
    for end in 0..file.trim_end().len() {
        assert!(
            read(&file.as_bytes()[..end]).is_err(),
            "cut off after {end} bytes"
        );
    }
}

#[test]
fn any_bytes_give_an_answer() {
    let mut seeded = crate::election::Seeded(9);
    let pieces = [
        "3 1\n", "1 1 0\n", "0\n", "\"A\"\n", "-1\n", "=", "-", " ", "\r", "\u{feff}", "é", "9",
        "#", "\n", "0", "2=3",
    ];
    for _ in 0..20_000 {
        let many = seeded.within(0, 14);
        let file: String = (0..many)
            .map(|_| pieces[seeded.within(0, pieces.len() - 1)])
            .collect();
        let _ = read(file.as_bytes());
    }
}

#[test]
fn folding_adds_weights_and_refuses_what_is_no_ballot() {
    use commonhold::tally::BallotError;
    let mut folder = Folder::new(3);
    let one = numbers(&[&[1], &[3, 2]]);
    folder.add(&one, 2).expect("a ballot");
    folder
        .add(&numbers(&[&[1], &[], &[2, 3]]), 3)
        .expect("the same ballot");
    assert_eq!(
        folder.add(&numbers(&[&[1], &[1]]), 1),
        Err(BallotError::Twice(1))
    );
    assert_eq!(
        folder.add(&numbers(&[&[4]]), 1),
        Err(BallotError::UnknownOption(4))
    );
    assert_eq!(folder.add(&one, 0), Err(BallotError::NoWeight));
    assert_eq!(folder.add(&one, MAX_VOTES), Err(BallotError::TooManyVotes));
    let folded = folder.finish();
    assert_eq!((folded.different(), folded.cast()), (1, 5));
}
