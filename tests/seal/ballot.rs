//! Choices, their lines, and the files of lines.

use std::collections::BTreeMap;

use commonhold::seal::ballot::{Choice, Illegal, Line, parse_ballots, write_ballots};
use commonhold::seal::canonical::Value;
use commonhold::seal::hash::Weight;
use commonhold::seal::manifest::{Manifest, PollOption};
use commonhold::seal::tracker::{OwnPart, Tracker};
use commonhold::web::figures::fours;
use proptest::prelude::*;

use crate::support::{TestRng, cast, choices, code, manifest, terms, weight};

const TRACKER: &str = "abcdefghijklmnop-q4m7tz";

fn tracker() -> Tracker {
    Tracker::parse(TRACKER).unwrap()
}

#[test]
fn every_form_has_its_line() {
    let expected = [
        r#""v":[[3],[1,4],[2]]}"#,
        r#""v":[]}"#,
        r#""v":["ada","dee"]}"#,
        r#""v":[]}"#,
        r#""v":["bob"]}"#,
        r#""v":{"ada":5,"cyd":0}}"#,
        r#""v":{}}"#,
        r#""v":"yes"}"#,
        r#""v":"abstain"}"#,
        r#""v":"blank"}"#,
    ];
    for ((method, choice), expected) in choices().into_iter().zip(expected) {
        let rules = manifest(method).ballot_rules().clone();
        assert_eq!(rules.check(&choice), Ok(()));
        let line = Line {
            tracker: tracker(),
            choice,
            weight: Weight::ONE,
        };
        let text = line.encode();
        assert_eq!(text, format!("{{\"t\":\"{TRACKER}\",{expected}"));
        assert_eq!(Value::parse(text.as_bytes()).unwrap().encode(), text);
        assert_eq!(Line::parse(text.as_bytes(), &rules).unwrap(), line);
        let heavy = Line {
            weight: Weight::MAX,
            ..line
        };
        let text = heavy.encode();
        assert!(text.ends_with(",\"w\":1000000}"), "{text}");
        assert_eq!(Line::parse(text.as_bytes(), &rules).unwrap(), heavy);
    }
}

#[test]
fn lines_that_no_honest_seal_makes_are_refused() {
    let refused = [
        ("meek-prf-1", r#"[[1],[]]"#, "rank without an option"),
        ("meek-prf-1", r#"[[1],[1]]"#, "twice"),
        ("meek-prf-1", r#"[[1,1]]"#, "twice"),
        ("meek-prf-1", r#"[[2,1]]"#, "ascending"),
        ("meek-prf-1", r#"[[0]]"#, "not on the ballot"),
        ("meek-prf-1", r#"[[5]]"#, "not on the ballot"),
        ("meek-prf-1", r#"[[4294967297]]"#, "not on the ballot"),
        ("meek-prf-1", r#"[1]"#, "form"),
        ("meek-prf-1", r#"[["ada"]]"#, "form"),
        ("meek-prf-1", r#"["ada"]"#, "form"),
        ("meek-prf-1", r#""yes""#, "form"),
        ("approval-1", r#"["dee","ada"]"#, "ascending"),
        ("approval-1", r#"["ada","ada"]"#, "twice"),
        ("approval-1", r#"["eve"]"#, "not on the ballot"),
        ("approval-1", r#"["Ada"]"#, "not on the ballot"),
        ("approval-1", r#"[1]"#, "form"),
        ("plurality-1", r#"["ada","bob","cyd"]"#, "more than 2 marks"),
        ("score-1", r#"{"ada":6}"#, "above 5"),
        ("score-1", r#"{"eve":1}"#, "not on the ballot"),
        ("score-1", r#"{"ada":"5"}"#, "form"),
        ("score-1", r#"[]"#, "form"),
        ("motion-1", r#""Yes""#, "form"),
        ("motion-1", r#""maybe""#, "form"),
        ("motion-1", r#"[]"#, "form"),
    ];
    for (method, choice, fault) in refused {
        let line = format!("{{\"t\":\"{TRACKER}\",\"v\":{choice}}}");
        let refusal = Line::parse(line.as_bytes(), manifest(method).ballot_rules()).unwrap_err();
        assert!(
            refusal.to_string().contains(fault),
            "{method} {choice}: {refusal}"
        );
    }
    let rules = manifest("motion-1").ballot_rules().clone();
    let refused = [
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes","w":1}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes","w":0}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes","w":1000001}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes","w":"2"}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz","v":"yes","x":1}"#,
        r#"{"t":"abcdefghijklmnop-q4m7tz"}"#,
        r#"{"t":"abcdefghijklmnop-q4m7t","v":"yes"}"#,
        r#"{"t":"abcdefghijklmno-q4m7tz2","v":"yes"}"#,
        r#"{"t":"abcdefghijklmnop_q4m7tz","v":"yes"}"#,
        r#"{"t":"abcdefghijklmno1-q4m7tz","v":"yes"}"#,
        r#"{"t":"Abcdefghijklmnop-q4m7tz","v":"yes"}"#,
        r#"{"v":"yes","t":"abcdefghijklmnop-q4m7tz"}"#,
        r#"{"t": "abcdefghijklmnop-q4m7tz","v":"yes"}"#,
        r#"["abcdefghijklmnop-q4m7tz","yes"]"#,
    ];
    for line in refused {
        assert!(Line::parse(line.as_bytes(), &rules).is_err(), "{line}");
    }
}

#[test]
fn the_longest_line_decides_the_pad_and_nothing_is_longer() {
    let longest = [
        ("meek-prf-1", "[[1],[2],[3],[4]]"),
        ("approval-1", r#"["ada","bob","cyd","dee"]"#),
        ("plurality-1", r#"["ada","bob"]"#),
        ("score-1", r#"{"ada":5,"bob":5,"cyd":5,"dee":5}"#),
        ("motion-1", r#""abstain""#),
    ];
    for (method, choice) in longest {
        let manifest = manifest(method);
        let line = format!("{{\"t\":\"{TRACKER}\",\"v\":{choice}}}");
        assert!(
            Line::parse(line.as_bytes(), manifest.ballot_rules()).is_ok(),
            "{line}"
        );
        assert_eq!(
            manifest.ballot_rules().longest_line(),
            line.len(),
            "{method}"
        );
        assert_eq!(manifest.pad(), (4 + line.len()).div_ceil(64) * 64);
    }
}

#[test]
fn pad_follows_ids_marks_and_scores() {
    let options: Vec<PollOption> = (1..=120)
        .map(|i| PollOption {
            id: code(&format!("candidate-{i}")),
            name: format!("Candidate {i}"),
        })
        .collect();
    let none = BTreeMap::new();
    let one = BTreeMap::from([("max_marks".to_owned(), Value::Int(1))]);
    let pad = |method: &str, seats: u64, parameters: &BTreeMap<String, Value>| {
        let mut terms = terms(method);
        terms.options.clone_from(&options);
        terms.seats = seats;
        terms.parameters.clone_from(parameters);
        Manifest::build(terms).map(|manifest| manifest.pad())
    };
    // The length in front is 4 bytes, {"t":"…","v":…} 36 around the choice. Ranks of one option
    // each are 9·3 + 90·4 + 21·5 bytes, with 119 commas and two brackets: 653 in all.
    assert_eq!(pad("meek-prf-1", 3, &none), Ok(704));
    assert_eq!(pad("approval-1", 3, &one), Ok(64));
    assert_eq!(pad("plurality-1", 1, &none), Ok(64));
    assert_eq!(manifest("motion-1").pad(), 64);
    assert!(pad("motion-2", 1, &none).is_err());
}

#[test]
fn a_choice_of_another_form_is_illegal() {
    for (method, _) in choices() {
        let rules = manifest(method).ballot_rules().clone();
        for (_, choice) in choices() {
            let expected = if choice.form() == rules.form() {
                Ok(())
            } else {
                Err(Illegal::Form)
            };
            assert_eq!(rules.check(&choice), expected, "{method} {choice:?}");
        }
    }
}

#[test]
fn ballot_files_ascend_and_repeat_no_tracker() {
    let manifest = manifest("approval-1");
    let rules = manifest.ballot_rules();
    let lines: Vec<Line> = (0..40)
        .map(|i| {
            let choice = Choice::Approval(if i % 2 == 0 {
                [].into()
            } else {
                [code("bob")].into()
            });
            let (_, tracker) = cast(&manifest, &format!("voter {i}"), 1, &choice);
            Line {
                tracker,
                choice,
                weight: weight(1 + i % 3),
            }
        })
        .collect();
    let file = write_ballots(&lines);
    let read = parse_ballots(&file, rules).unwrap();
    assert_eq!(read.len(), 40);
    assert_eq!(write_ballots(&read), file);
    let text = String::from_utf8(file).unwrap();
    let mut unsorted: Vec<&str> = text.lines().collect();
    unsorted.swap(3, 4);
    let refusal = parse_ballots(format!("{}\n", unsorted.join("\n")).as_bytes(), rules);
    assert!(
        refusal
            .unwrap_err()
            .to_string()
            .contains("line 5: the lines are not")
    );
    assert!(parse_ballots(text.trim_end().as_bytes(), rules).is_err());
    assert!(parse_ballots(format!("{text}\n").as_bytes(), rules).is_err());
    let same = format!(
        "{{\"t\":\"{TRACKER}\",\"v\":[\"ada\"]}}\n{{\"t\":\"{TRACKER}\",\"v\":[\"bob\"]}}\n"
    );
    let refusal = parse_ballots(same.as_bytes(), rules).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "ballots.jsonl, line 2: an earlier line has the same tracker"
    );
}

#[test]
fn trackers_are_shown_in_groups_and_hidden_from_logs() {
    let shown = fours(tracker().as_str()).join(" ");
    assert_eq!(shown, "abcd efgh ijkl mnop - q4m7tz");
    assert_eq!(format!("{:?}", tracker()), "Tracker(…)");
}

#[test]
fn own_parts_are_six_characters() {
    assert!(OwnPart::parse("q4m7tz").is_ok());
    for wrong in [
        "",
        "q4m7t",
        "q4m7tzz",
        "q4m7t1",
        "Q4m7tz",
        "q4m7t ",
        "ääääää",
        "äää",
    ] {
        assert!(OwnPart::parse(wrong).is_err(), "{wrong}");
    }
    let mut rng = TestRng::new("suggestions");
    for _ in 0..200 {
        let own = OwnPart::suggest(&mut rng);
        assert_eq!(OwnPart::parse(own.as_str()), Ok(own));
    }
}

proptest! {
    #[test]
    fn ranked_lines_read_back(order in Just(vec![1u32, 2, 3, 4]).prop_shuffle(), cuts in 0u32..16, kept in 0usize..=4) {
        let mut ranks: Vec<Vec<u32>> = Vec::new();
        for (i, number) in order.into_iter().take(kept).enumerate() {
            match ranks.last_mut() {
                Some(rank) if cuts >> i & 1 == 1 => rank.push(number),
                _ => ranks.push(vec![number]),
            }
        }
        ranks.iter_mut().for_each(|rank| rank.sort_unstable());
        let rules = Manifest::build(terms("irv-1")).unwrap().ballot_rules().clone();
        let line = Line { tracker: tracker(), choice: Choice::Ranked(ranks), weight: Weight::ONE };
        prop_assert_eq!(Line::parse(line.encode().as_bytes(), &rules), Ok(line));
    }

    #[test]
    fn a_changed_line_is_refused_or_another_line(at in 0usize..60, byte in any::<u8>()) {
        let rules = manifest("meek-prf-1").ballot_rules().clone();
        let line = format!("{{\"t\":\"{TRACKER}\",\"v\":[[3],[1,4],[2]],\"w\":15}}");
        let mut bytes = line.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(read) = Line::parse(&bytes, &rules) {
            let text = read.encode();
            prop_assert_eq!(text.as_bytes(), bytes.as_slice());
        }
    }
}
