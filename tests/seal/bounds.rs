//! The last value that is allowed and the first that is not, and what shows nothing of a secret.

use std::collections::{BTreeMap, BTreeSet};

use commonhold::seal::ballot::{Choice, Illegal, Line, total_lines, total_votes};
use commonhold::seal::canonical::{MAX_INT, Value};
use commonhold::seal::hash::{Digest, EnvelopeId, FormKey, PollId, Reveal, Weight, h, sha256};
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::lot::share_of;
use commonhold::seal::manifest::{Beacon, Manifest, PollOption, Rule, SmallCells, Terms};
use commonhold::seal::opening::SealSecret;
use commonhold::seal::roll::Leaves;
use commonhold::seal::statement::{SignedStatement, Statement};
use commonhold::seal::tracker::{OwnPart, Tracker};

use crate::support::{
    TestRng, choices, code, leaves, manifest, members, receipt_signer, refused, terms, weight,
};

fn built(method: &str, change: impl Fn(&mut Terms)) -> Result<Manifest, String> {
    let mut terms = terms(method);
    change(&mut terms);
    Manifest::build(terms).map_err(|refusal| refusal.to_string())
}

fn options(count: usize) -> Vec<PollOption> {
    let option = |i| PollOption {
        id: code(&format!("o{i}")),
        name: "x".to_owned(),
    };
    (0..count).map(option).collect()
}

fn parameter(key: &str, value: Value) -> BTreeMap<String, Value> {
    BTreeMap::from([(key.to_owned(), value)])
}

#[test]
fn a_manifest_may_reach_each_bound() {
    type Change = fn(&mut Terms);
    let lawful: Vec<(&str, Change)> = vec![
        ("meek-prf-1", |t| t.opens = t.closes - 1),
        ("meek-prf-1", |t| t.closes = MAX_INT),
        ("meek-prf-1", |t| t.k = 1),
        ("meek-prf-1", |t| t.options.truncate(1)),
        ("meek-prf-1", |t| t.options = options(1000)),
        ("meek-prf-1", |t| t.seats = 1),
        ("meek-prf-1", |t| t.seats = 1000),
        ("meek-prf-1", |t| {
            let (source, after) = ("a beacon".to_owned(), t.closes);
            t.beacon = Beacon::Public { source, after };
        }),
        ("score-1", |t| {
            t.parameters = parameter("max_score", Value::Int(1));
        }),
        ("score-1", |t| {
            t.parameters = parameter("max_score", Value::Int(100));
        }),
        ("schulze-debian-2016", |t| {
            t.parameters = parameter("default_option", "ada".into());
        }),
    ];
    for (at, (method, change)) in lawful.into_iter().enumerate() {
        assert!(
            built(method, change).is_ok(),
            "{at}: {:?}",
            built(method, change)
        );
    }
    let refusals: Vec<(&str, &str, Change)> = vec![
        ("meek-prf-1", "closes before it opens", |t| {
            t.opens = t.closes + 1
        }),
        ("meek-prf-1", "1 to 1000 seats", |t| t.seats = 1001),
        ("motion-1", "a motion has no options", |t| t.seats = 1),
        ("motion-1", "a motion has no options", |t| {
            t.options = options(1)
        }),
        ("score-1", "`max_score` is above 100", |t| {
            t.parameters = parameter("max_score", Value::Int(101));
        }),
        (
            "schulze-debian-2016",
            "needs the parameter `default_option`",
            |_| {},
        ),
        ("meek-prf-1", "two rules have the same key", |t| {
            t.rules.push(t.rules[0].clone())
        }),
        ("meek-prf-1", "`origin` cannot be", |t| {
            t.origin = "a log".to_owned()
        }),
        ("meek-prf-1", "`origin` cannot be", |t| {
            t.origin = "a+log".to_owned()
        }),
        ("meek-prf-1", "`key` is empty", |t| t.rules[0].key.clear()),
        ("meek-prf-1", "`value` is empty", |t| {
            t.rules[0].value.clear()
        }),
        ("meek-prf-1", "`name` is empty", |t| {
            t.officers[0].name.clear()
        }),
        ("meek-prf-1", "`name` is empty", |t| {
            t.options[0].name = " ".to_owned()
        }),
        ("meek-prf-1", "`source` is empty", |t| {
            let (source, after) = (String::new(), t.closes);
            t.beacon = Beacon::Public { source, after };
        }),
        ("meek-prf-1", "is there twice", |t| {
            if let Beacon::Reveals(commitments) = &mut t.beacon {
                commitments[1].by = commitments[0].by.clone();
            }
        }),
    ];
    for (method, part, change) in refusals {
        refused(built(method, change), part);
    }
    // Another rule under another key is no repetition.
    let more = |t: &mut Terms| {
        t.rules.push(Rule {
            citation: "Bylaws 2024, section 7.4".to_owned(),
            key: "quorum.votes".to_owned(),
            value: "1/10".to_owned(),
        });
    };
    assert!(built("meek-prf-1", more).is_ok());
}

/// A manifest that somebody else wrote is read and judged, not only one that is built.
#[test]
fn an_empty_text_is_refused_in_a_manifest_that_is_read() {
    let text = String::from_utf8(manifest("meek-prf-1").bytes().to_vec()).unwrap();
    for (full, empty) in [
        (
            "\"question\":\"Who shall sit on the board?\"",
            "\"question\":\"\"",
        ),
        (
            "\"citation\":\"Bylaws 2024, section 7.3\"",
            "\"citation\":\"\"",
        ),
        ("\"value\":\"1/10\"", "\"value\":\"\""),
        ("\"name\":\"Dee\"", "\"name\":\"\""),
    ] {
        assert!(text.contains(full), "{full}");
        let altered = text.replacen(full, empty, 1);
        refused(Manifest::parse(altered.as_bytes()), "a text in it is empty");
    }
}

#[test]
fn every_method_has_the_ballot_of_its_form() {
    for (methods, (form, blank)) in [
        (
            &[
                "meek-prf-1",
                "scottish-stv-1",
                "irv-1",
                "schulze-1",
                "schulze-no-opinion-1",
                "schulze-margins-1",
                "schulze-margins-no-opinion-1",
                "schulze-debian-2016",
            ][..],
            ("[]", Choice::Ranked(Vec::new())),
        ),
        (&["approval-1"], ("[]", Choice::Approval(BTreeSet::new()))),
        (&["plurality-1"], ("[]", Choice::Plurality(BTreeSet::new()))),
        (
            &["score-1", "star-1", "bloc-star-1"],
            ("{}", Choice::Score(BTreeMap::new())),
        ),
    ] {
        for method in methods {
            let default = |t: &mut Terms| {
                if *method == "schulze-debian-2016" {
                    t.parameters = parameter("default_option", "ada".into());
                }
            };
            let manifest = built(method, default).unwrap();
            let rules = manifest.ballot_rules();
            assert_eq!(rules.form(), blank.form(), "{method}");
            let line = format!("{{\"t\":\"abcdefghijklmnop-q4m7tz\",\"v\":{form}}}");
            let read = Line::parse(line.as_bytes(), rules).unwrap();
            assert_eq!(read.choice, blank, "{method}");
        }
    }
}

#[test]
fn marks_and_scores_reach_their_bound_and_do_not_pass_it() {
    let marks = |names: &[&str]| names.iter().map(|name| code(name)).collect::<BTreeSet<_>>();
    let two = built("approval-1", |t| {
        t.parameters = parameter("max_marks", Value::Int(2))
    });
    let two = two.unwrap();
    let rules = two.ballot_rules();
    assert_eq!((rules.max_marks(), rules.options().len()), (2, 4));
    assert_eq!(
        rules.check(&Choice::Approval(marks(&["ada", "bob"]))),
        Ok(())
    );
    assert_eq!(
        rules.check(&Choice::Approval(marks(&["ada", "bob", "cyd"]))),
        Err(Illegal::TooManyMarks { max: 2 })
    );
    // Of more marks than options all options may be marked; without a number, likewise.
    for marks in [Some(9), None] {
        let many = built("approval-1", |t| {
            if let Some(marks) = marks {
                t.parameters = parameter("max_marks", Value::Int(marks));
            }
        });
        assert_eq!(many.unwrap().ballot_rules().max_marks(), 4);
    }
    let seats = built("plurality-1", |t| t.seats = 3).unwrap();
    assert_eq!(seats.ballot_rules().max_marks(), 3);
    let more = built("plurality-1", |t| t.seats = 9).unwrap();
    assert_eq!(more.ballot_rules().max_marks(), 4);
    let one = built("plurality-1", |t| {
        t.parameters = parameter("max_marks", Value::Int(1))
    });
    assert_eq!(one.unwrap().ballot_rules().max_marks(), 1);
    let ten = built("score-1", |t| {
        t.parameters = parameter("max_score", Value::Int(10))
    });
    let ten = ten.unwrap();
    let score = |score| Choice::Score([(code("ada"), score)].into());
    assert_eq!(ten.ballot_rules().max_score(), 10);
    assert_eq!(ten.ballot_rules().check(&score(10)), Ok(()));
    assert_eq!(
        ten.ballot_rules().check(&score(11)),
        Err(Illegal::ScoreTooHigh { max: 10 })
    );
    assert_eq!(manifest("score-1").ballot_rules().max_score(), 5);
}

#[test]
fn winners_only_shows_itself_where_a_cell_is_smaller_than_k() {
    let cells = |sizes: &[u64]| -> BTreeMap<Weight, u64> {
        (1..).map(weight).zip(sizes.iter().copied()).collect()
    };
    let winners = built("meek-prf-1", |t| t.small_cells = SmallCells::WinnersOnly).unwrap();
    let open = manifest("meek-prf-1");
    for (sizes, small) in [
        (&[5, 9][..], false),
        (&[5, 4], true),
        (&[4], true),
        (&[], false),
    ] {
        assert_eq!(
            winners.shows_winners_only(&cells(sizes)),
            small,
            "{sizes:?}"
        );
        assert!(!open.shows_winners_only(&cells(sizes)), "{sizes:?}");
    }
}

#[test]
fn a_statement_lists_nine_hundred_digests_at_most() {
    let digests = |from: u32, count: u32| {
        let digest = |i: u32| sha256(&i.to_be_bytes());
        let mut digests: Vec<Digest> = (from..from + count).map(digest).collect();
        digests.sort_unstable();
        digests
    };
    let statement = |undecodable: u32, clashing: u32| Statement {
        at: 1_704_700_000,
        ballots: sha256(b"ballots"),
        clashing: digests(10_000, clashing),
        eid: manifest("irv-1").eid(),
        lines: 7,
        live_root: sha256(b"live"),
        officer: "Lena Aalto".to_owned(),
        open: sha256(b""),
        undecodable: digests(0, undecodable),
        votes: 9,
    };
    let key = receipt_signer();
    for (undecodable, clashing) in [(900, 0), (0, 900), (450, 450)] {
        let signed = statement(undecodable, clashing).sign(&key).unwrap();
        assert_eq!(SignedStatement::parse(&signed.encode()).unwrap(), signed);
        assert_eq!(signed.hindered(), 900);
    }
    for (undecodable, clashing) in [(901, 0), (0, 901), (450, 451)] {
        refused(statement(undecodable, clashing).sign(&key), "more than 900");
    }
    // One that another program signed.
    let mut long = statement(450, 450).sign(&key).unwrap();
    long.statement.clashing = digests(10_000, 451);
    refused(
        SignedStatement::parse(&long.encode()),
        "lists more than 900",
    );
    let mut nameless = statement(0, 0).sign(&key).unwrap();
    nameless.statement.officer.clear();
    refused(
        SignedStatement::parse(&nameless.encode()),
        "`officer` is empty",
    );
    let mut twice = statement(2, 0).sign(&key).unwrap();
    twice.statement.undecodable.swap(0, 1);
    refused(
        SignedStatement::parse(&twice.encode()),
        "`undecodable` does not ascend",
    );
}

#[test]
fn live_sets_and_positions_are_asked_and_bounded() {
    let digest = |text: &str| sha256(text.as_bytes());
    let live = vec![(digest("a"), weight(2)), (digest("b"), weight(3))];
    let set = LiveSet::new(live.clone()).unwrap();
    assert!(set.contains(&digest("a")) && set.contains(&digest("b")));
    assert!(!set.contains(&digest("c")));
    let mut sorted = live;
    sorted.sort_unstable();
    assert_eq!(set.as_slice(), sorted);
    // The same digest with two weights is there twice.
    let twice = vec![(digest("a"), weight(2)), (digest("a"), weight(3))];
    refused(LiveSet::new(twice), "is there twice");
    let eid = manifest("irv-1").eid();
    let part = Participation::new(eid, vec![MAX_INT, 3]).unwrap();
    assert_eq!((part.poll(), part.voted()), (eid, &[3, MAX_INT][..]));
    refused(Participation::new(eid, vec![MAX_INT + 1]), "too large");
    let text = String::from_utf8(part.encode()).unwrap();
    let again = text.replace("[3,", "[3,3,");
    refused(Participation::parse(again.as_bytes()), "do not ascend");
    refused(
        Participation::parse(text.replace("\"v\":1", "\"v\":2").as_bytes()),
        "version 2",
    );
}

#[test]
fn a_leaf_twice_is_out_of_order() {
    let roll = commonhold::seal::hash::RollId::random(&mut TestRng::new("roll"));
    let sample = leaves(&members(&roll));
    let text = String::from_utf8(sample.to_jsonl()).unwrap();
    let first = text.lines().next().unwrap();
    let doubled = format!("{first}\n{text}");
    refused(
        Leaves::parse_jsonl(doubled.as_bytes()),
        "line 2: the commitments do not ascend",
    );
}

#[test]
fn lines_and_votes_are_added_up() {
    let rules = manifest("approval-1").ballot_rules().clone();
    let line = |mark: &str, rest: &str| {
        let text = format!("{{\"t\":\"abcdefghijklmnop-{mark}\",\"v\":[\"ada\"]{rest}}}");
        Line::parse(text.as_bytes(), &rules).unwrap()
    };
    let lines = [
        line("aaaaaa", ""),
        line("bbbbbb", ",\"w\":2"),
        line("cccccc", ",\"w\":40"),
    ];
    assert_eq!((total_lines(&lines), total_votes(&lines)), (3, 43));
    assert_eq!((total_lines(&[]), total_votes(&[])), (0, 0));
}

/// A key made for one poll gives its value; a standing key another one to each poll.
#[test]
fn the_share_of_a_standing_key_is_another_in_each_poll() {
    let mut rng = TestRng::new("standing");
    let value = Reveal::random(&mut rng);
    let (one, two) = (PollId::random(&mut rng), PollId::random(&mut rng));
    assert_eq!(share_of(&value, Some(one), &one), value);
    let share = share_of(&value, None, &one);
    let by_hand = h("lot-share", &[value.as_bytes(), one.as_bytes()]);
    assert_eq!(share.as_bytes(), by_hand.as_bytes());
    assert_ne!(share, share_of(&value, None, &two));
}

#[test]
fn suggestions_use_every_character_at_every_place() {
    let mut rng = TestRng::new("suggestions");
    let mut seen: Vec<BTreeSet<char>> = vec![BTreeSet::new(); OwnPart::CHARS];
    for _ in 0..800 {
        let own = OwnPart::suggest(&mut rng);
        assert_eq!(own.as_str().len(), OwnPart::CHARS);
        for (place, c) in own.as_str().chars().enumerate() {
            seen[place].insert(c);
        }
    }
    for place in seen {
        assert_eq!(place.len(), 32, "{place:?}");
    }
}

/// What is shown where a programmer prints a value says nothing of what a voter or officer hides.
#[test]
fn secrets_show_nothing_of_themselves() {
    let mut rng = TestRng::new("shown");
    let own = OwnPart::parse("q4m7tz").unwrap();
    assert_eq!(format!("{own:?}"), "OwnPart(…)");
    let secret = SealSecret::generate(&mut rng);
    assert_eq!(format!("{secret:?}"), "SealSecret(…)");
    let key = format!("{:?}", secret.public());
    assert_eq!(
        key,
        format!("SealKey({}…)", &secret.public().to_string()[..16])
    );
    for (_, choice) in choices() {
        assert_eq!(format!("{choice:?}"), format!("{:?}(…)", choice.form()));
    }
    let form = FormKey::random(&mut rng);
    let eid = manifest("irv-1").eid();
    let tracker = Tracker::derive(&eid, &EnvelopeId::random(&mut rng), &form, &own);
    assert_eq!(tracker.to_string(), tracker.as_str());
    assert!(tracker.as_str().ends_with("-q4m7tz"));
    assert_eq!(tracker.as_str().parse(), Ok(tracker));
}
