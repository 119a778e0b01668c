//! Draws the voter's pages in every language and checks what holds of any page.
//!
//! With `TESTS_GALLERY` naming a folder, the pages are left there as files
//! that a browser opens, stylesheet and scripts beside them.

use std::collections::BTreeSet;
use std::path::Path;

use askama::Template;

use super::ballot_view::{
    BallotOption, BallotPage, Capacity, CellNote, LimitsPage, PracticePage, ReceiptPage,
};
use super::model::{Phase, Quorum, Test};
use super::page_views::{FrontPage, PollRow};
use super::results_view::{Bundle, Given, ResultsPage};
use crate::seal::ballot::{Choice, Form, Line, Vote};
use crate::seal::hash::Weight;
use crate::seal::tracker::Tracker;
use crate::tally::{BallotKind, Contest, Method, Outcome, Parameters, count, lines};
use crate::web::words::{Locale, Words};
use crate::web::{Frame, times::Moment};

const EID: &str = "9f3c11ab02d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";

const NAMES: [&str; 5] = [
    "Ines Wójcik",
    "Kaito García-López",
    "Prof. Dr. Friederike-Charlotte von Hohenberg-Sigmaringen",
    "Farah Lindqvist",
    "عمر الحداد",
];

fn frame(locale: Locale, here: &str) -> Frame {
    Frame {
        foundation: "Tamarack OS Foundation".into(),
        site: None,
        t: Words::load().speaker(locale),
        csrf: "0".repeat(64),
        account: None,
        here: here.into(),
        waiting: None,
        demo: locale == Locale::English,
        rehearsal: false,
    }
}

fn moment(frame: &Frame, when: &str) -> Moment {
    let now = "2026-09-29T09:00:00Z".parse().expect("an instant");
    Moment::on_page(frame, when.parse().expect("an instant"), now)
}

fn ballot(locale: Locale, method: Method, faulty: bool) -> String {
    let form = Form::of(method);
    let frame = frame(locale, "/polls/1/ballot/17");
    let values = if faulty {
        ["01", "03", "01", "00", "00"]
    } else {
        ["00"; 5]
    };
    let options = (1_u32..)
        .zip(NAMES.into_iter().zip(values))
        .map(|(number, (name, value))| BallotOption {
            number,
            name: name.into(),
            statement: "I have kept the build farm running for six years.\n\nI would like the board to meet in the open.".into(),
            value: if form == Form::Ranked { value.into() } else { "0".into() },
        });
    let faults = [
        (
            "r3",
            "Ines Wójcik and another have the same rank. Give one of them another.",
        ),
        (
            "own",
            "Your own mark has exactly six characters, each of a to z or 2 to 7. Write one like that, or leave it empty.",
        ),
    ];
    BallotPage {
        action: "/polls/1/ballot/17".into(),
        poll: Some(1),
        about: None,
        question: "Board election 2026: who joins the board of directors?".into(),
        authoritative: (locale == Locale::German)
            .then(|| ("en".into(), "Who joins the board of directors?".into())),
        text_digest: None,
        capacity: Some(Capacity {
            instructions: None,
            member: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH".into(),
            class_name: "Gold".into(),
            votes: 15,
            citation: "Bylaws § 2.7(b)".into(),
        }),
        method,
        max_score: 5,
        seats: 2,
        max_marks: 2,
        options: if form == Form::Motion { Vec::new() } else { options.collect() },
        blank: String::new(),
        motion: String::new(),
        own: if faulty { "q4m7t".into() } else { "q4m7tz".into() },
        key: "0".repeat(64),
        faults: if faulty {
            faults.map(|(id, sentence)| (id.into(), sentence.into())).into()
        } else {
            Vec::new()
        },
        has_cast: true,
        notes: Vec::new(),
        closes: Some(moment(&frame, "2026-10-02T17:00:00Z")),
        cell: Some(CellNote::Open { members: 2 }),
        eid: EID.into(),
        rules: [
            ("Bylaws § 3.5", "quorum.members", "1/10"),
            ("Bylaws § 9.4", "record_date.min_days", "10"),
            ("Elections Policy § 4", "ballot.revote", "until the close"),
        ]
        .map(|(citation, key, value)| (citation.into(), key.into(), value.into()))
        .into(),
        frame,
    }
    .render()
    .expect("a page")
}

fn receipt(locale: Locale, winners_only: bool) -> String {
    let frame = frame(locale, "/polls/1/ballot/17");
    ReceiptPage {
        poll: 1,
        question: "Board election 2026: who joins the board of directors?".into(),
        capacity: Capacity {
            instructions: None,
            member: "Tamarack Hosting GmbH".into(),
            class_name: "Gold".into(),
            votes: 15,
            citation: "Bylaws § 2.7(b)".into(),
        },
        tracker: "mkq3wz5t2abcdefg-q4m7tz".into(),
        digest: EID.into(),
        receipt: format!(r#"{{"d":"{EID}","eid":"{EID}","sig":"{EID}{EID}","v":1,"w":15}}"#),
        closes: moment(&frame, "2026-10-02T17:00:00Z"),
        winners_only,
        frame,
    }
    .render()
    .expect("a page")
}

#[test]
fn a_receipt_promises_no_list_where_no_ballots_are_published() {
    for (locale, list) in [
        (Locale::English, "published list"),
        (Locale::German, "veröffentlichten Liste"),
    ] {
        assert!(receipt(locale, false).contains(list));
        assert!(!receipt(locale, true).contains(list));
    }
}

fn counted(contest: &Contest, method: Method, parameters: &str, ballots: &[Line]) -> Outcome {
    let bytes = crate::seal::ballot::write_ballots(ballots);
    let parameters: serde_json::Value = serde_json::from_str(parameters).expect("parameters");
    let parameters = Parameters::from_json(&parameters, contest, method).expect("parameters");
    let read = lines::read(&bytes, contest, method.ballot_kind()).expect("ballots");
    count(contest, &read, method, &parameters).expect("a count")
}

fn lines_of(choices: Vec<(Choice, u64)>) -> Vec<Line> {
    (0_u32..)
        .zip(choices)
        .map(|(n, (choice, votes))| {
            let letters: String = format!("{n:016}")
                .chars()
                .map(|digit| {
                    char::from(b'a' + u8::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0))
                })
                .collect();
            Line {
                tracker: Tracker::parse(&format!("{letters}-q4m7tz")).expect("a tracker"),
                choice,
                weight: Weight::new(votes).expect("a weight"),
            }
        })
        .collect()
}

fn results(locale: Locale, method: Method) -> String {
    let frame = frame(locale, "/polls/1/results");
    let ranked = |ranks: &[u32]| Choice::Ranked(ranks.iter().map(|n| vec![*n]).collect());
    let scored = |ranks: &[u32]| {
        let scores = ranks.iter().zip([5_u64, 3, 2]);
        let scores = scores.filter_map(|(number, score)| {
            let id = crate::seal::code::Code::parse(&number.to_string()).ok()?;
            Some((id, score))
        });
        Choice::Score(scores.collect())
    };
    let seats = if method.fills_one_seat() { 1 } else { 2 };
    let (contest, parameters, ballots) = if method == Method::Motion1 {
        let votes = [
            (Vote::Yes, 130),
            (Vote::No, 61),
            (Vote::Abstain, 12),
            (Vote::Blank, 3),
        ];
        (
            Contest::motion(),
            r#"{"majority":"1/2","strict":1,"base":"yes+no","eligible":612,"quorum":{"counts":"cast","fraction":"1/10"}}"#,
            lines_of(
                votes
                    .map(|(vote, votes)| (Choice::Motion(vote), votes))
                    .into(),
            ),
        )
    } else {
        let mut ballots = Vec::new();
        for (times, ranks) in [
            (40, vec![1, 2, 4]),
            (22, vec![2, 4]),
            (19, vec![3, 5, 2]),
            (12, vec![4, 1]),
            (9, vec![5, 3]),
            (2, vec![]),
        ] {
            for n in 0..times {
                let choice = match method.ballot_kind() {
                    BallotKind::Scored => scored(&ranks),
                    _ => ranked(&ranks),
                };
                ballots.push((choice, if n == 0 { 15 } else { 1 }));
            }
        }
        (
            Contest::of_names(NAMES, seats).expect("a contest"),
            r#"{"lot":[1,2,3,4,5],"default_option":5}"#,
            lines_of(ballots),
        )
    };
    let outcome = counted(&contest, method, parameters, &ballots);
    let votes = ballots.iter().map(|line| line.weight.votes()).sum();
    let members = u64::try_from(ballots.len()).expect("few");
    ResultsPage::new(Given {
        number: 1,
        question: "Board election 2026: who joins the board of directors?".into(),
        authoritative: None,
        text_digest: None,
        phase: Phase::Certified,
        outcome: &outcome,
        as_cast: None,
        reached: members >= 38,
        winners_only: false,
        notes: Vec::new(),
        quorum: Quorum {
            members: Test {
                whole: 374,
                took_part: members,
                needed: 38,
            },
            votes: Test {
                whole: 612,
                took_part: votes,
                needed: 62,
            },
        },
        quorum_shares: ("1/10".into(), "1/10".into()),
        quorum_citation: "Bylaws § 3.5".into(),
        set_aside: 1,
        openings: 1,
        certifications: ["Mina Aho", "Tomás Rey"]
            .map(|name| (name.to_owned(), moment(&frame, "2026-09-28T08:00:00Z")))
            .into(),
        ballots: &ballots,
        ballot_count: ballots.len(),
        eid: EID.into(),
        seats: Vec::new(),
        bundle: Bundle::Ready {
            id: EID.into(),
            bytes: 1_234_567,
        },
        frame,
    })
    .render()
    .expect("a page")
}

fn front(locale: Locale) -> String {
    let frame = frame(locale, "/");
    let row = |number, question: &str, phase, opens, closes| PollRow {
        number,
        question: question.into(),
        phase,
        opens: moment(&frame, opens),
        closes: moment(&frame, closes),
    };
    FrontPage {
        log: Some(
            frame
                .t
                .say2("front-log", "n", 1_204_u64, "root", "9f3c 11ab"),
        ),
        open: vec![
            row(
                4,
                "Board election 2026",
                Phase::Open,
                "2026-09-18T09:00:00Z",
                "2026-10-02T17:00:00Z",
            ),
            row(
                5,
                "Referendum: adopt the new code of conduct",
                Phase::Open,
                "2026-09-18T09:00:00Z",
                "2026-10-08T17:00:00Z",
            ),
        ],
        coming: vec![row(
            6,
            "Mirror network budget",
            Phase::Scheduled,
            "2026-10-13T09:00:00Z",
            "2026-10-20T17:00:00Z",
        )],
        decided: vec![
            row(
                3,
                "Election of the membership committee",
                Phase::Counted,
                "2026-08-01T09:00:00Z",
                "2026-09-10T17:00:00Z",
            ),
            row(
                2,
                "Change of bylaws § 4",
                Phase::Certified,
                "2026-08-01T09:00:00Z",
                "2026-08-10T17:00:00Z",
            ),
            row(
                1,
                "Where the next assembly meets",
                Phase::Closed,
                "2026-08-01T09:00:00Z",
                "2026-08-10T17:00:00Z",
            ),
        ],
        frame,
    }
    .render()
    .expect("a page")
}

fn pages(locale: Locale) -> Vec<(&'static str, String)> {
    let limits = LimitsPage {
        frame: frame(locale, "/limits"),
    }
    .render();
    let practice = PracticePage {
        frame: frame(locale, "/practice"),
        tracker: "mkq3wz5t2abcdefg-q4m7tz".into(),
        line: r#"{"t":"mkq3wz5t2abcdefg-q4m7tz","v":[[3],[1]]}"#.into(),
        words: "1st Hornbeam, 2nd Tamarack".into(),
    }
    .render();
    vec![
        ("front", front(locale)),
        ("ballot", ballot(locale, Method::MeekPrf1, false)),
        ("ballot-faulty", ballot(locale, Method::MeekPrf1, true)),
        ("ballot-shared", ballot(locale, Method::Schulze1, false)),
        (
            "ballot-no-opinion",
            ballot(locale, Method::SchulzeNoOpinion1, false),
        ),
        ("ballot-marks", ballot(locale, Method::Plurality1, false)),
        ("ballot-scores", ballot(locale, Method::BlocStar1, false)),
        ("ballot-motion", ballot(locale, Method::Motion1, false)),
        ("receipt", receipt(locale, false)),
        ("results", results(locale, Method::MeekPrf1)),
        ("results-motion", results(locale, Method::Motion1)),
        ("results-scottish", results(locale, Method::ScottishStv1)),
        ("results-irv", results(locale, Method::Irv1)),
        ("results-schulze", results(locale, Method::Schulze1)),
        ("results-margins", results(locale, Method::SchulzeMargins1)),
        ("results-debian", results(locale, Method::SchulzeDebian2016)),
        ("results-score", results(locale, Method::Score1)),
        ("results-star", results(locale, Method::Star1)),
        ("results-bloc-star", results(locale, Method::BlocStar1)),
        ("limits", limits.expect("a page")),
        ("practice-receipt", practice.expect("a page")),
    ]
}

/// The values of an attribute in a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    page.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn what_holds_of_every_page() {
    for locale in Locale::ALL {
        for (name, page) in pages(locale) {
            let at = format!("{name} in {}", locale.tag());
            assert_eq!(page.matches("<h1").count(), 1, "{at}: one title");
            for forbidden in ["style=\"", "<style", "onclick", "javascript:", "<script>"] {
                assert!(!page.contains(forbidden), "{at}: {forbidden}");
            }
            for text in page.split('>').filter_map(|part| part.split('<').next()) {
                let is_key = text.contains('-')
                    && text.starts_with(|c: char| c.is_ascii_lowercase())
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                assert!(!is_key, "{at}: {text} is a key without a sentence");
            }
            let ids = values(&page, "id");
            let known: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(known.len(), ids.len(), "{at}: every id once");
            for attribute in ["for", "aria-describedby", "aria-labelledby"] {
                for id in values(&page, attribute)
                    .iter()
                    .flat_map(|ids| ids.split(' '))
                {
                    assert!(known.contains(id), "{at}: {attribute} leads to {id}");
                }
            }
            for link in values(&page, "href")
                .iter()
                .filter_map(|link| link.strip_prefix('#'))
            {
                assert!(known.contains(link), "{at}: #{link} leads nowhere");
            }
            if let Ok(folder) = std::env::var("TESTS_GALLERY") {
                leave(Path::new(&folder), name, locale, &page);
            }
        }
    }
}

/// Every ballot of a form has the same fields, with values of one width.
#[test]
fn the_fields_of_a_ballot_have_one_width() {
    let page = ballot(Locale::English, Method::BlocStar1, false);
    let values_of = |name: &str| {
        let mark = format!(" name=\"{name}\" value=\"");
        let fields = page.split(&mark);
        let values = fields.skip(1).filter_map(|rest| rest.split('"').next());
        values.map(str::to_owned).collect::<Vec<String>>()
    };
    assert_eq!(values_of("s3"), ["0", "1", "2", "3", "4", "5"]);
    let page = ballot(Locale::English, Method::MeekPrf1, false);
    for options in page.split("<select id=\"r").skip(1) {
        let options = options.split("</select>").next().unwrap_or_default();
        let widths: BTreeSet<usize> = values(options, "value").iter().map(|v| v.len()).collect();
        assert_eq!(widths, BTreeSet::from([2]));
    }
}

fn leave(folder: &Path, name: &str, locale: Locale, page: &str) {
    let page = page
        .replace("/static/", "static/")
        .replace(".css?v=", ".css#")
        .replace(".js?v=", ".js#")
        .replace(".svg?v=", ".svg#");
    let file = folder.join(format!("{name}-{}.html", locale.tag()));
    std::fs::write(file, page).expect("the gallery's folder can be written");
}
