//! Tables (CSV) and canonical lines: what is read, and where faults are found.

use commonhold::tally::csv::{TableFault, read};
use commonhold::tally::lines::{self, LineFault};
use commonhold::tally::{BallotKind, Ballots, Contest, ContestOption, OptionNo, Preferences};

fn ranked(ballots: &Ballots) -> &Preferences {
    match ballots {
        Ballots::Ranked(ballots) | Ballots::Marked(ballots) => ballots,
        Ballots::Motion(_) | Ballots::Scored(_) => panic!("these are no preferences"),
    }
}

fn lists(ballots: &Ballots) -> Vec<(Vec<Vec<u16>>, u64)> {
    let numbers = |rank: Vec<OptionNo>| rank.into_iter().map(OptionNo::get).collect();
    ranked(ballots)
        .iter()
        .map(|b| (b.ranks().map(numbers).collect(), b.weight()))
        .collect()
}

#[test]
fn ranks_by_option_are_read() {
    let file = "\u{feff}weight,Ada,\"Ben, B\",Cyd\r\n2,1,2,\r\n1,7,7,3\r\n4,,,\r\n";
    let table = read(file.as_bytes(), BallotKind::Ranked, 1).expect("a table");
    assert_eq!(table.contest.options()[1].name, "Ben, B");
    assert_eq!(
        lists(&table.ballots),
        [
            (vec![vec![1], vec![2]], 2),
            (vec![vec![3], vec![1, 2]], 1),
            (vec![], 4)
        ]
    );
}

#[test]
fn names_by_rank_are_read() {
    let file = "weight,rank1,rank2,rank3\n2,Cyd,,Ada\n1,Ada | Ben,Cyd,\n3,Ben,overvote,Ada\n";
    let table = read(file.as_bytes(), BallotKind::Ranked, 1).expect("a table");
    let names: Vec<&str> = table
        .contest
        .options()
        .iter()
        .map(|o| o.name.as_str())
        .collect();
    assert_eq!(names, ["Ada", "Ben", "Cyd"]);
    assert_eq!(
        lists(&table.ballots),
        [
            (vec![vec![3], vec![1]], 2),
            (vec![vec![1, 2], vec![3]], 1),
            (vec![vec![2]], 3),
        ]
    );
}

#[test]
fn votes_on_a_motion_are_read() {
    let file = "weight,vote\n5,yes\n2,no\n1,abstain\n1,blank\n1,\n";
    let table = read(file.as_bytes(), BallotKind::Motion, 1).expect("a table");
    let Ballots::Motion(votes) = table.ballots else {
        panic!("a motion")
    };
    assert_eq!(
        (votes.yes(), votes.no(), votes.abstain(), votes.blank()),
        (5, 2, 1, 2)
    );
}

#[test]
fn each_malformed_table_is_refused_at_its_place() {
    use BallotKind::{Marked, Motion, Ranked};
    let cases: Vec<(&str, BallotKind, u64, Option<usize>, TableFault)> = vec![
        ("", Ranked, 1, Some(1), TableFault::Header),
        ("weight\n", Ranked, 1, Some(1), TableFault::Header),
        ("Ada,Ben\n1,2\n", Ranked, 1, Some(1), TableFault::Header),
        ("weight,Ada,\n", Ranked, 1, Some(3), TableFault::Name),
        (
            "weight,vote,why\n",
            Motion,
            1,
            Some(2),
            TableFault::MotionHeader,
        ),
        (
            "weight,A,B\n1,1\n",
            Ranked,
            2,
            None,
            TableFault::Cells {
                found: 2,
                expected: 3,
            },
        ),
        (
            "weight,A,B\n0,1,2\n",
            Ranked,
            2,
            Some(1),
            TableFault::Weight("0".into()),
        ),
        (
            "weight,A,B\n-1,1,2\n",
            Ranked,
            2,
            Some(1),
            TableFault::Weight("-1".into()),
        ),
        (
            "weight,A,B\n1,1,2\n+1,1,2\n",
            Ranked,
            3,
            Some(1),
            TableFault::Weight("+1".into()),
        ),
        (
            "weight,A,B\n1,1,second\n",
            Ranked,
            2,
            Some(3),
            TableFault::Rank("second".into()),
        ),
        (
            "weight,A,B\n1,0,1\n",
            Ranked,
            2,
            Some(2),
            TableFault::Rank("0".into()),
        ),
        (
            "weight,A,B\n1,1,2\n",
            Marked,
            2,
            Some(3),
            TableFault::Mark("2".into()),
        ),
        (
            "weight,vote\n1,maybe\n",
            Motion,
            2,
            Some(2),
            TableFault::Answer("maybe".into()),
        ),
        (
            "weight,rank1,rank2\n1,A,A\n",
            Ranked,
            2,
            Some(3),
            TableFault::Twice("A".into()),
        ),
        (
            "weight,rank1,rank2\n1,A|A,B\n",
            Ranked,
            2,
            Some(2),
            TableFault::Twice("A".into()),
        ),
        (
            "weight,rank1,rank2\n1,A|,B\n",
            Ranked,
            2,
            Some(2),
            TableFault::Name,
        ),
        (
            "weight,A,B\n1,5,\n1,0,101\n",
            BallotKind::Scored,
            3,
            Some(3),
            TableFault::Score("101".into()),
        ),
        (
            "weight,A\n1,-1\n",
            BallotKind::Scored,
            2,
            Some(2),
            TableFault::Score("-1".into()),
        ),
    ];
    for (file, kind, line, column, fault) in cases {
        let error = read(file.as_bytes(), kind, 1).expect_err(file);
        assert_eq!(
            (error.line, error.column, &error.fault),
            (line, column, &fault),
            "{file:?}"
        );
    }
    let same = read(b"weight,A,A\n", Ranked, 1).expect_err("two of one name");
    assert!(matches!(same.fault, TableFault::Contest(_)));
    let bytes = read(b"weight,A\n1,\xff\n", Ranked, 1).expect_err("not UTF-8");
    assert!(matches!(bytes.fault, TableFault::NotCsv(_)));
    let heavy = read(b"weight,A\n9007199254740991,1\n1,1\n", Ranked, 1).expect_err("too many");
    assert!(matches!(heavy.fault, TableFault::Ballot(_)));
    assert_eq!(heavy.line, 3);
}

fn contest() -> Contest {
    let option = |id: &str| ContestOption {
        id: id.into(),
        name: id.to_uppercase(),
    };
    Contest::new(vec![option("cyd"), option("ada"), option("ben")], 1).expect("a contest")
}

const T1: &str = "aaaaaaaaaaaaaaaa-bbbbbb";
const T2: &str = "aaaaaaaaaaaaaaab-222777";

fn line(tracker: &str, rest: &str) -> String {
    format!("{{\"t\":\"{tracker}\",{rest}}}\n")
}

#[test]
fn canonical_lines_are_read() {
    let file = line(T1, "\"v\":[[2],[1,3]],\"w\":15") + &line(T2, "\"v\":[]");
    let ballots = lines::read(file.as_bytes(), &contest(), BallotKind::Ranked).expect("ballots");
    assert_eq!(
        lists(&ballots),
        [(vec![vec![2], vec![1, 3]], 15), (vec![], 1)]
    );

    let file = line(T1, "\"v\":[\"ben\",\"cyd\"]") + &line(T2, "\"v\":[]");
    let ballots = lines::read(file.as_bytes(), &contest(), BallotKind::Marked).expect("ballots");
    assert_eq!(
        ranked(&ballots)
            .iter()
            .map(|b| b.options().count())
            .sum::<usize>(),
        2
    );

    let file = line(T1, "\"v\":\"no\"") + &line(T2, "\"v\":\"yes\",\"w\":50");
    let ballots = lines::read(file.as_bytes(), &Contest::motion(), BallotKind::Motion);
    let Ok(Ballots::Motion(votes)) = ballots else {
        panic!("a motion")
    };
    assert_eq!((votes.yes(), votes.no()), (50, 1));

    let none = lines::read(b"", &contest(), BallotKind::Ranked).expect("no ballots at all");
    assert_eq!(none.cast(), 0);
}

#[test]
fn each_line_that_is_not_canonical_is_refused() {
    use BallotKind::{Marked, Motion, Ranked};
    let choice = |fault: &LineFault| matches!(fault, LineFault::Choice(_));
    let is = |expected: LineFault| move |fault: &LineFault| *fault == expected;
    type Check = Box<dyn Fn(&LineFault) -> bool>;
    let cases: Vec<(String, BallotKind, Check)> = vec![
        (
            line(T1, "\"v\":[]").trim_end().into(),
            Ranked,
            Box::new(is(LineFault::CutOff)),
        ),
        (
            line(T1, "\"v\": []"),
            Ranked,
            Box::new(is(LineFault::NotCanonical)),
        ),
        (
            line(T1, "\"v\":[],\"v\":[]"),
            Ranked,
            Box::new(is(LineFault::NotCanonical)),
        ),
        (line(T1, "\"v\":[[1.0]]"), Ranked, Box::new(choice)),
        (
            line(T1, "\"v\":[[1]],\"w\":1e1"),
            Ranked,
            Box::new(is(LineFault::NotCanonical)),
        ),
        ("\n".into(), Ranked, Box::new(is(LineFault::NotCanonical))),
        ("[]\n".into(), Ranked, Box::new(is(LineFault::Keys))),
        (
            format!("{{\"t\":\"{T1}\"}}\n"),
            Ranked,
            Box::new(is(LineFault::Keys)),
        ),
        ("{\"v\":[]}\n".into(), Ranked, Box::new(is(LineFault::Keys))),
        (
            line(T1, "\"v\":[],\"x\":1"),
            Ranked,
            Box::new(is(LineFault::Keys)),
        ),
        (
            line("short-bbbbbb", "\"v\":[]"),
            Ranked,
            Box::new(is(LineFault::Tracker)),
        ),
        (
            line("AAAAAAAAAAAAAAAA-bbbbbb", "\"v\":[]"),
            Ranked,
            Box::new(is(LineFault::Tracker)),
        ),
        (
            line(T1, "\"v\":[],\"w\":1"),
            Ranked,
            Box::new(is(LineFault::Weight)),
        ),
        (
            line(T1, "\"v\":[],\"w\":1000001"),
            Ranked,
            Box::new(is(LineFault::Weight)),
        ),
        (
            line(T1, "\"v\":[],\"w\":\"2\""),
            Ranked,
            Box::new(is(LineFault::Weight)),
        ),
        (line(T1, "\"v\":[[]]"), Ranked, Box::new(choice)),
        (line(T1, "\"v\":[[0]]"), Ranked, Box::new(choice)),
        (line(T1, "\"v\":[[2,1]]"), Ranked, Box::new(choice)),
        (line(T1, "\"v\":[1]"), Ranked, Box::new(choice)),
        (
            line(T1, "\"v\":[[4]]"),
            Ranked,
            Box::new(|f| matches!(f, LineFault::Ballot(_))),
        ),
        (
            line(T1, "\"v\":[[1],[1]]"),
            Ranked,
            Box::new(|f| matches!(f, LineFault::Ballot(_))),
        ),
        (
            line(T1, "\"v\":[\"cyd\",\"ben\"]"),
            Marked,
            Box::new(choice),
        ),
        (
            line(T1, "\"v\":[\"ben\",\"ben\"]"),
            Marked,
            Box::new(choice),
        ),
        (line(T1, "\"v\":[\"BEN\"]"), Marked, Box::new(choice)),
        (line(T1, "\"v\":\"maybe\""), Motion, Box::new(choice)),
    ];
    for (file, kind, expected) in cases {
        let error = lines::read(file.as_bytes(), &contest(), kind).expect_err(&file);
        assert_eq!(error.line, 1, "{file:?}");
        assert!(expected(&error.fault), "{file:?} gave {error}");
    }
    let swapped = line(T2, "\"v\":[]") + &line(T1, "\"v\":[]");
    let error = lines::read(swapped.as_bytes(), &contest(), Ranked).expect_err("out of order");
    assert_eq!((error.line, error.fault), (2, LineFault::Order));
    let twice = line(T1, "\"v\":[]") + &line(T1, "\"v\":[]");
    assert!(lines::read(twice.as_bytes(), &contest(), Ranked).is_err());
}
