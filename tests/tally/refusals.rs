//! What no count is made of: contests, ballots and parameters at the last value that is taken
//! and the first that is not.

use commonhold::tally::{
    BallotError, Ballots, Contest, ContestError, ContestOption, CountError, DEFAULT_MAX_SCORE,
    Folder, Fraction, MAX_OPTIONS, MAX_SCORE, MAX_VOTES, Method, MotionAnswer, MotionVotes,
    OptionNo, ParameterError, Parameters, Preferences, Ratio, ScoreFolder, count,
};
use serde_json::{Value, json};

use crate::election::number;

fn contest(names: &[&str], seats: u32) -> Contest {
    Contest::of_names(names.iter().copied(), seats).expect("a contest")
}

fn three() -> Contest {
    contest(&["Ada", "Ben", "Cyd"], 1)
}

fn ranked(options: usize, ballots: &[&[usize]]) -> Preferences {
    let mut folder = Folder::new(options);
    for ballot in ballots {
        let ranks: Vec<[OptionNo; 1]> = ballot.iter().map(|o| [number(*o)]).collect();
        folder.add(&ranks, 1).expect("a ballot");
    }
    folder.finish()
}

fn scored(options: usize, score: u64, weight: u64) -> Ballots {
    let mut folder = ScoreFolder::new(options);
    folder.add(&[(number(0), score)], weight).expect("a ballot");
    Ballots::Scored(folder.finish())
}

fn refused(contest: &Contest, ballots: &Ballots, method: Method, rule: Value) -> CountError {
    let parameters = Parameters::from_json(&rule, contest, method).expect("parameters");
    count(contest, ballots, method, &parameters).expect_err("no count")
}

#[test]
fn a_contest_has_one_to_a_thousand_options_and_a_seat() {
    let names = |many: usize| (0..many).map(|option| format!("Option {option}"));
    let of = |many: usize, seats: u32| Contest::of_names(names(many), seats).map(|_| ());
    assert_eq!(of(0, 1), Err(ContestError::NoOptions));
    assert_eq!(of(1, 1), Ok(()));
    assert_eq!(of(MAX_OPTIONS, 1), Ok(()));
    assert_eq!(
        of(MAX_OPTIONS + 1, 1),
        Err(ContestError::TooManyOptions(MAX_OPTIONS + 1))
    );
    assert_eq!(of(1, 0), Err(ContestError::NoSeats));
    assert_eq!(three().with_seats(0), Err(ContestError::NoSeats));
    assert_eq!(three().with_seats(2).expect("two").seats(), 2);
    assert_eq!(OptionNo::new(0), None);
    assert_eq!(OptionNo::new(MAX_OPTIONS + 1), None);
    let last = OptionNo::new(MAX_OPTIONS).expect("the last");
    assert_eq!((usize::from(last.get()), last.index()), (1000, 999));
}

#[test]
fn options_are_told_apart_by_id_and_by_name() {
    let option = |id: &str, name: &str| ContestOption {
        id: id.to_owned(),
        name: name.to_owned(),
    };
    let of = |pairs: &[(&str, &str)]| {
        let options = pairs.iter().map(|(id, name)| option(id, name)).collect();
        Contest::new(options, 1)
    };
    let same = |name: &str| Err(ContestError::SameName(name.to_owned()));
    assert_eq!(of(&[("a", "Ada"), ("a", "Ben")]), same("a"));
    assert_eq!(of(&[("a", "Ada"), ("b", "Ada")]), same("Ada"));
    // A name that is another's id: the name goes before.
    let crossed = of(&[("Ben", "Ada"), ("b", "Ben")]).expect("a contest");
    assert_eq!(crossed.find("Ben"), Some(number(1)));
    assert_eq!(crossed.find_id("Ben"), Some(number(0)));
    assert_eq!(crossed.find("b"), Some(number(1)));
    assert_eq!(crossed.find_id("Ada"), None);
    assert_eq!(crossed.find("Cyd"), None);
    assert_eq!(crossed.name(number(1)), "Ben");
    assert_eq!(crossed.name(number(2)), "");
    assert_eq!(crossed.option(number(0)), Some(&option("Ben", "Ada")));
    let withdrawn = three().with_withdrawn([number(1), number(7)]);
    let standing: Vec<u16> = withdrawn.standing().map(OptionNo::get).collect();
    assert_eq!(standing, [1, 3]);
    assert_eq!(withdrawn.numbers().count(), 3);
    assert!(withdrawn.is_withdrawn(number(1)) && !withdrawn.is_withdrawn(number(0)));
    assert!(!withdrawn.is_withdrawn(number(7)));
}

#[test]
fn answers_to_a_motion_add_up_to_what_a_count_can_carry() {
    for (word, answer) in [
        ("yes", Some(MotionAnswer::Yes)),
        ("no", Some(MotionAnswer::No)),
        ("abstain", Some(MotionAnswer::Abstain)),
        ("blank", Some(MotionAnswer::Blank)),
        ("Yes", None),
        ("", None),
    ] {
        assert_eq!(MotionAnswer::parse(word), answer, "{word}");
    }
    let mut votes = MotionVotes::default();
    assert_eq!(votes.add(MotionAnswer::Yes, 0), Err(BallotError::NoWeight));
    votes.add(MotionAnswer::No, 2).expect("few");
    votes.add(MotionAnswer::Abstain, 3).expect("few");
    votes.add(MotionAnswer::Blank, 4).expect("few");
    let rest = MAX_VOTES - 9;
    assert_eq!(
        votes.add(MotionAnswer::Yes, rest + 1),
        Err(BallotError::TooManyVotes)
    );
    votes
        .add(MotionAnswer::Yes, rest)
        .expect("as many as can be");
    assert_eq!(
        (votes.yes(), votes.no(), votes.abstain(), votes.blank()),
        (rest, 2, 3, 4)
    );
    assert_eq!(Ballots::Motion(votes).cast(), MAX_VOTES);
    assert_eq!(
        votes.add(MotionAnswer::Blank, 1),
        Err(BallotError::TooManyVotes)
    );
}

#[test]
fn ballots_of_another_kind_or_contest_are_refused() {
    let marked = Ballots::Marked(ranked(3, &[&[0]]));
    let preferences = Ballots::Ranked(ranked(3, &[&[0]]));
    let mut votes = MotionVotes::default();
    votes.add(MotionAnswer::Yes, 1).expect("one");
    let motion = Ballots::Motion(votes);
    let scores = scored(3, 1, 1);
    for (ballots, methods) in [
        (
            &marked,
            &[Method::MeekPrf1, Method::Score1, Method::Motion1][..],
        ),
        (
            &preferences,
            &[Method::Approval1, Method::Star1, Method::Motion1],
        ),
        (
            &scores,
            &[Method::Plurality1, Method::Schulze1, Method::Motion1],
        ),
        (
            &motion,
            &[Method::MeekPrf1, Method::Approval1, Method::BlocStar1],
        ),
    ] {
        for method in methods {
            let fault = refused(&three(), ballots, *method, json!({}));
            assert_eq!(fault, CountError::WrongBallots(*method), "{ballots:?}");
        }
    }
    let other = CountError::OtherOptions {
        ballots: 2,
        contest: 3,
    };
    let two = ranked(2, &[&[0]]);
    for (ballots, method) in [
        (Ballots::Ranked(two.clone()), Method::Irv1),
        (Ballots::Marked(two), Method::Approval1),
        (scored(2, 1, 1), Method::Score1),
    ] {
        assert_eq!(refused(&three(), &ballots, method, json!({})), other);
    }
    for ballots in [&marked, &preferences, &scores, &motion] {
        assert_eq!(ballots.cast(), 1, "{ballots:?}");
    }
}

#[test]
fn somebody_must_stand_and_those_kept_must_have_seats() {
    let ballots = Ballots::Ranked(ranked(3, &[&[0]]));
    let method = Method::MeekPrf1;
    assert_eq!(
        refused(&three(), &ballots, method, json!({"withdrawn": [1, 2, 3]})),
        CountError::NobodyStands
    );
    assert_eq!(
        refused(&three(), &ballots, method, json!({"kept": [1, 2]})),
        CountError::MoreKeptThanSeats { kept: 2, seats: 1 }
    );
    let as_many = json!({"kept": [2]});
    let parameters = Parameters::from_json(&as_many, &three(), method).expect("parameters");
    let outcome = count(&three(), &ballots, method, &parameters).expect("a count");
    assert_eq!(outcome.certain().collect::<Vec<_>>(), [number(1)]);
    let debian = Method::SchulzeDebian2016;
    for rule in [json!({}), json!({"default_option": 3, "withdrawn": [3]})] {
        assert_eq!(
            refused(&three(), &ballots, debian, rule),
            CountError::DefaultMissing
        );
    }
    let two = contest(&["Ada", "Ben"], 2);
    let one_seat = |method, ballots: &Ballots| refused(&two, ballots, method, json!({}));
    let pair = Ballots::Ranked(ranked(2, &[&[0]]));
    assert_eq!(
        one_seat(Method::Irv1, &pair),
        CountError::OneSeat(Method::Irv1)
    );
    assert_eq!(
        one_seat(Method::Star1, &scored(2, 1, 1)),
        CountError::OneSeat(Method::Star1)
    );
}

#[test]
fn points_are_bounded_as_votes_are() {
    let most = MAX_VOTES / u64::from(DEFAULT_MAX_SCORE);
    let parameters = Parameters::default();
    let counted =
        |weight| count(&three(), &scored(3, 5, weight), Method::Score1, &parameters).map(|_| ());
    assert_eq!(counted(most), Ok(()));
    assert_eq!(
        counted(most + 1),
        Err(CountError::TooManyPoints {
            cast: most + 1,
            max_score: DEFAULT_MAX_SCORE.into()
        })
    );
    let mut folder = ScoreFolder::new(2);
    let mut add = |score, weight| folder.add(&[(number(0), score)], weight);
    assert_eq!(add(MAX_SCORE, 1), Ok(()));
    assert_eq!(
        add(MAX_SCORE + 1, 1),
        Err(BallotError::ScoreTooHigh(MAX_SCORE + 1))
    );
    assert_eq!(add(70_000, 1), Err(BallotError::ScoreTooHigh(70_000)));
    assert_eq!(add(1, 0), Err(BallotError::NoWeight));
    let beyond = [(number(2), 1)];
    assert_eq!(folder.add(&beyond, 1), Err(BallotError::UnknownOption(3)));
    let last = [(number(1), 2)];
    assert_eq!(folder.add(&last, 4), Ok(()));
    let zero = [(number(1), 0)];
    assert_eq!(folder.add(&zero, 5), Ok(()), "0 is the same as no score");
    let folded = folder.finish();
    assert_eq!(
        (folded.options(), folded.different(), folded.cast()),
        (2, 3, 10)
    );
    let read: Vec<(u64, Vec<(u16, u64)>)> = folded
        .iter()
        .map(|ballot| {
            let scores = ballot.scores().map(|(option, score)| (option.get(), score));
            (ballot.weight(), scores.collect())
        })
        .collect();
    assert_eq!(read, [(1, vec![(1, 100)]), (4, vec![(2, 2)]), (5, vec![])]);
}

#[test]
fn ballots_are_folded_and_unfolded_as_they_were() {
    let mut folder = Folder::new(3);
    let groups = |ranks: &[&[usize]]| -> Vec<Vec<OptionNo>> {
        let rank = |rank: &&[usize]| rank.iter().map(|option| number(*option)).collect();
        ranks.iter().map(rank).collect()
    };
    for (ranks, weight) in [
        (groups(&[&[2], &[1, 0]]), 2),
        (groups(&[]), 3),
        (groups(&[&[2], &[], &[0, 1]]), 4),
    ] {
        folder.add(&ranks, weight).expect("a ballot");
    }
    assert_eq!(
        folder.add(&groups(&[&[3]]), 1),
        Err(BallotError::UnknownOption(4))
    );
    assert_eq!(
        folder.add(&groups(&[&[0], &[0]]), 1),
        Err(BallotError::Twice(1))
    );
    assert_eq!(folder.add(&groups(&[&[0]]), 0), Err(BallotError::NoWeight));
    let folded = folder.finish();
    assert_eq!(
        (folded.options(), folded.different(), folded.cast()),
        (3, 2, 9)
    );
    let read: Vec<(u64, Vec<Vec<OptionNo>>)> = folded
        .iter()
        .map(|ballot| (ballot.weight(), ballot.ranks().collect()))
        .collect();
    assert_eq!(read, [(6, groups(&[&[2], &[0, 1]])), (3, Vec::new())]);
    let [first, second] = [groups(&[&[2], &[1, 0]]), groups(&[])];
    let again = Preferences::fold(3, [(&first[..], 6), (&second[..], 3)]);
    assert_eq!(again, Ok(folded));
}

/// More different ballots than the table that finds equal ones begins with.
#[test]
fn thousands_of_different_ballots_stay_apart_and_equal_ones_come_together() {
    let options = 8;
    let mut folder = Folder::new(options);
    let mut orders = Vec::new();
    for first in 0..options {
        for second in (0..options).filter(|second| *second != first) {
            for third in (0..options).filter(|third| ![first, second].contains(third)) {
                for fourth in (0..options).filter(|o| ![first, second, third].contains(o)) {
                    orders.push([first, second, third, fourth].map(|option| [number(option)]));
                }
            }
        }
    }
    for weight in [1, 2] {
        for order in &orders {
            folder.add(order, weight).expect("a ballot");
        }
    }
    let folded = folder.finish();
    assert_eq!(folded.different(), orders.len());
    assert!(folded.iter().all(|ballot| ballot.weight() == 3));
    let read: Vec<Vec<OptionNo>> = folded.iter().map(|b| b.options().collect()).collect();
    let given: Vec<Vec<OptionNo>> = orders.iter().map(|order| order.concat()).collect();
    assert_eq!(read, given, "in the order in which they first came");
}

#[test]
fn a_fraction_is_above_nothing_and_up_to_the_whole() {
    let fraction = |text: &str| text.parse::<Fraction>().expect(text);
    for wrong in [
        "0/3", "4/3", "1/0", "1", "/2", "1/", "+1/2", "1/ 2", "a/b", "",
    ] {
        let fault = wrong.parse::<Fraction>().expect_err(wrong);
        assert_eq!(fault.0, wrong);
    }
    let two_thirds = fraction("2/3");
    assert_eq!(two_thirds.to_string(), "2/3");
    for (whole, at_least, more_than) in [
        (0, 0, 1),
        (9, 6, 7),
        (10, 7, 7),
        (
            u64::MAX,
            12_297_829_382_473_034_410,
            12_297_829_382_473_034_411,
        ),
    ] {
        assert_eq!(two_thirds.of_at_least(whole), at_least, "{whole}");
        assert_eq!(two_thirds.of_more_than(whole), more_than, "{whole}");
    }
    assert!(fraction("2/4").is_half() && Fraction::HALF.is_half());
    assert!(!two_thirds.is_half() && !fraction("1/1").is_half());
    assert!(fraction("3/3").is_whole() && !two_thirds.is_whole());
}

#[test]
fn a_parameter_is_of_its_kind_and_within_its_bounds() {
    let read = |method, rule: Value| Parameters::from_json(&rule, &three(), method);
    let marks = |value: Value| read(Method::Plurality1, json!({"max_marks": value}));
    assert_eq!(marks(json!(1)).expect("one").max_marks, Some(1));
    for wrong in [json!(0), json!(-1), json!("1"), json!(4_294_967_296_u64)] {
        assert!(marks(wrong.clone()).is_err(), "{wrong}");
    }
    let score = |value: Value| read(Method::Star1, json!({"max_score": value}));
    assert_eq!(score(json!(1)).expect("one").max_score, Some(1));
    assert_eq!(score(json!(100)).expect("the most").max_score, Some(100));
    for wrong in [json!(0), json!(101), json!("5")] {
        assert!(score(wrong.clone()).is_err(), "{wrong}");
    }
    // What a method does not read is named, and changes nothing.
    let foreign = json!({"max_score": 0, "max_marks": 0, "quorum": 0, "zeal": 1, "majority": 0});
    let unread = read(Method::MeekPrf1, foreign).expect("parameters");
    assert_eq!(
        unread.unread,
        ["majority", "max_marks", "max_score", "quorum", "zeal"]
    );
    assert_eq!((unread.max_marks, unread.max_score), (None, None));
    let option = |value: Value| read(Method::MeekPrf1, json!({"withdrawn": [value]}));
    assert_eq!(option(json!(3)).expect("the last").withdrawn, [number(2)]);
    for wrong in [
        json!(0),
        json!(4),
        json!(-1),
        json!("Dee"),
        json!(1001),
        json!(null),
    ] {
        let fault = option(wrong.clone()).expect_err("no option");
        let ParameterError::NoSuchOption { name, given } = fault else {
            panic!("{wrong}: {fault}");
        };
        assert_eq!((name, given), ("withdrawn", wrong.to_string()));
    }
}

#[test]
fn debians_majorities_are_ratios_of_whole_numbers() {
    let read = |majority: Value| {
        let rule = json!({"default_option": "Cyd", "majority": majority});
        Parameters::from_json(&rule, &three(), Method::SchulzeDebian2016)
    };
    let ratio = |above, below| Ratio { above, below };
    for (given, expected) in [
        (json!("3/1"), ratio(3, 1)),
        (json!("3:1"), ratio(3, 1)),
        (json!("3"), ratio(3, 1)),
        (json!(3), ratio(3, 1)),
        (json!("3/2"), ratio(3, 2)),
        (json!(MAX_VOTES), ratio(MAX_VOTES, 1)),
    ] {
        let rule = read(json!({"Ada": given})).expect("a rule").default_rule;
        let rule = rule.expect("a default option");
        assert_eq!(rule.majorities, [(number(0), expected)], "{given}");
        assert_eq!((rule.option, rule.quorum), (number(2), 0));
    }
    for wrong in [
        json!("0/1"),
        json!("1/0"),
        json!("3/"),
        json!("/3"),
        json!("3/1/1"),
        json!("-3"),
        json!(0),
        json!(1.5),
        json!(MAX_VOTES + 1),
        json!(null),
    ] {
        assert!(read(json!({"Ada": wrong})).is_err(), "{wrong}");
    }
    assert!(read(json!(["Ada"])).is_err());
    assert!(read(json!({"Dee": 3})).is_err());
    // One option under two of its names.
    assert!(read(json!({"Ada": 3, "1": 3})).is_err());
    let two = read(json!({"Ben": 2, "Ada": 3})).expect("a rule");
    let majorities = two.default_rule.expect("a default option").majorities;
    assert_eq!(
        majorities,
        [(number(0), ratio(3, 1)), (number(1), ratio(2, 1))]
    );
    let quorum = |quorum: Value| {
        let rule = json!({"default_option": 3, "quorum": quorum});
        let read = Parameters::from_json(&rule, &three(), Method::SchulzeDebian2016);
        read.map(|read| read.default_rule.expect("a default option").quorum)
    };
    assert_eq!(quorum(json!(7)), Ok(7));
    assert_eq!(quorum(json!(MAX_VOTES)), Ok(MAX_VOTES));
    assert!(quorum(json!(MAX_VOTES + 1)).is_err() && quorum(json!("7")).is_err());
}

#[test]
fn every_method_is_found_by_its_name() {
    for method in Method::ALL {
        assert_eq!(method.to_string(), method.name());
        assert_eq!(method.name().parse(), Ok(method));
    }
    let unknown = "meek-2".parse::<Method>().expect_err("no method");
    assert_eq!(unknown.to_string(), "There is no counting method “meek-2”.");
}
