//! The results page of every method, from counts of small elections.

use askama::Template;

use super::{Bundle, Given, ResultsPage};
use crate::polls::model::{Phase, Quorum, Test};
use crate::seal::ballot::{Choice, Line, Vote};
use crate::seal::hash::Weight;
use crate::seal::tracker::Tracker;
use crate::tally::{Contest, Method, Outcome, Parameters, count, lines};
use crate::web::Frame;
use crate::web::words::{Locale, Words};

fn frame(locale: Locale) -> Frame {
    Frame {
        foundation: "Tamarack OS Foundation".into(),
        site: None,
        t: Words::load().speaker(locale),
        csrf: "00".into(),
        account: None,
        here: "/polls/1/results".into(),
        waiting: None,
        demo: false,
        rehearsal: false,
    }
}

fn tracker(n: usize) -> Tracker {
    let letter = char::from(b'a' + u8::try_from(n).expect("few ballots"));
    let machine: String = std::iter::repeat_n(letter, 16).collect();
    Tracker::parse(&format!("{machine}-q4m7tz")).expect("a tracker")
}

fn ballots(choices: &[(Choice, u64)]) -> Vec<Line> {
    choices
        .iter()
        .enumerate()
        .map(|(n, (choice, votes))| Line {
            tracker: tracker(n),
            choice: choice.clone(),
            weight: Weight::new(*votes).expect("a weight"),
        })
        .collect()
}

fn counted(contest: &Contest, method: Method, parameters: &str, ballots: &[Line]) -> Outcome {
    let bytes = crate::seal::ballot::write_ballots(ballots);
    let parameters: serde_json::Value = serde_json::from_str(parameters).expect("parameters");
    let parameters = Parameters::from_json(&parameters, contest, method).expect("parameters");
    let read = lines::read(&bytes, contest, method.ballot_kind()).expect("ballots");
    count(contest, &read, method, &parameters).expect("a count")
}

fn page(locale: Locale, outcome: &Outcome, ballots: &[Line]) -> String {
    let votes = ballots.iter().map(|line| line.weight.votes()).sum();
    let members = u64::try_from(ballots.len()).expect("few ballots");
    ResultsPage::new(Given {
        frame: frame(locale),
        number: 7,
        question: "Who joins the board?".into(),
        authoritative: None,
        text_digest: None,
        phase: Phase::Counted,
        outcome,
        as_cast: None,
        reached: members >= 4 && votes >= 6,
        winners_only: false,
        notes: Vec::new(),
        quorum: Quorum {
            members: Test {
                whole: 40,
                took_part: members,
                needed: 4,
            },
            votes: Test {
                whole: 60,
                took_part: votes,
                needed: 6,
            },
        },
        quorum_shares: ("1/10".into(), "1/10".into()),
        quorum_citation: "Bylaws § 3.5".into(),
        set_aside: 0,
        openings: 1,
        certifications: Vec::new(),
        ballots,
        ballot_count: ballots.len(),
        eid: "9f3c11abcd".into(),
        seats: Vec::new(),
        bundle: Bundle::Waits("bundle-waits-certification"),
    })
    .render()
    .expect("a page")
}

fn board() -> Contest {
    Contest::of_names(
        ["Ines Wójcik", "Kaito García-López", "Farah <Lindqvist>"],
        2,
    )
    .expect("a contest")
}

#[test]
fn a_ranked_count_is_told_drawn_and_listed() {
    let ranked = |ranks: &[u32]| Choice::Ranked(ranks.iter().map(|n| vec![*n]).collect());
    let lines = ballots(&[
        (ranked(&[1, 2]), 10),
        (ranked(&[2]), 4),
        (ranked(&[3, 2]), 3),
        (ranked(&[]), 1),
    ]);
    let outcome = counted(&board(), Method::MeekPrf1, r#"{"lot":[1,2,3]}"#, &lines);
    let english = page(Locale::English, &outcome, &lines);
    for expected in [
        "<bdi>Ines Wójcik</bdi></li>",
        "Farah &#60;Lindqvist&#62;",
        "had 10.00 votes, more than the quota of",
        "4 of 40 members (10.0\u{a0}%) and 18 of 60 votes (30.0\u{a0}%) took part.",
        "Needed were 4 members (1/10 of 40) and 6 votes (1/10 of 60). (<bdi>Bylaws § 3.5</bdi>)",
        "The quorum is reached.",
        "One opening, unchecked.",
        "<span>aaaa</span> <span>aaaa</span>",
        "1st Ines Wójcik, 2nd Kaito García-López",
        "<bdi>Blank</bdi></td>",
        "role=\"img\"",
        "fill=\"url(#chart-1-hatch)\"",
    ] {
        assert!(english.contains(expected), "{expected} in\n{english}");
    }
    let german = page(Locale::German, &outcome, &lines);
    assert!(german.contains("hatte 10,00 Stimmen, mehr als die Quote von"));
    assert!(page(Locale::PseudoRtl, &outcome, &lines).contains(r#"direction="rtl""#));
}

#[test]
fn a_motion_shows_its_arithmetic() {
    let lines = ballots(&[
        (Choice::Motion(Vote::Yes), 10),
        (Choice::Motion(Vote::No), 5),
        (Choice::Motion(Vote::Abstain), 1),
        (Choice::Motion(Vote::Blank), 1),
    ]);
    let outcome = counted(
        &Contest::motion(),
        Method::Motion1,
        r#"{"majority":"2/3","strict":0,"base":"yes+no","eligible":60,"quorum":{"counts":"cast","fraction":"1/10"}}"#,
        &lines,
    );
    let english = page(Locale::English, &outcome, &lines);
    for expected in [
        "The motion is adopted",
        "10 votes are for, 5 against; 1 abstains, 1 is blank.",
        "Needed was at least 2/3 of the votes for and against: of 15, at least 10.",
        "17 votes took part; 6 had to.",
        "needed 10",
    ] {
        assert!(english.contains(expected), "{expected} in\n{english}");
    }
    assert!(page(Locale::German, &outcome, &lines).contains("mindestens 2/3 der Stimmen dafür"));
}

#[test]
fn marks_are_counted_and_a_tie_is_told() {
    let contest = board();
    let mark = |ids: &[&str]| {
        Choice::Approval(
            ids.iter()
                .map(|id| crate::seal::code::Code::parse(id).expect("a code"))
                .collect(),
        )
    };
    let lines = ballots(&[(mark(&["1", "2"]), 1), (mark(&["1", "3"]), 1)]);
    let drawn = counted(&contest, Method::Approval1, r#"{"lot":[2,3,1]}"#, &lines);
    let english = page(Locale::English, &drawn, &lines);
    assert!(english.contains("The lot drew"), "{english}");
    assert!(english.contains("The quorum is not reached"), "{english}");
    let open = counted(&contest, Method::Approval1, "{}", &lines);
    let english = page(Locale::English, &open, &lines);
    assert!(
        english.contains("The votes do not decide between Kaito"),
        "{english}"
    );
}
