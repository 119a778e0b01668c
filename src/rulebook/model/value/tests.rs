//! Shares, counts and spans as rules write them.

use super::{Base, Kind, Ratio, Span, Threshold};

#[test]
fn a_share_is_rounded_up_to_whole_members() {
    for (share, total, needed) in [
        ("1/10", 374, 38),
        ("1/10", 612, 62),
        ("1/10", 370, 37),
        ("1/10", 0, 0),
        ("2/3", 10, 7),
        ("1/1", u64::MAX, u64::MAX),
        ("0/1", 9, 0),
    ] {
        let ratio = Ratio::parse(share).expect(share);
        assert_eq!(ratio.at_least_of(total), needed, "{share} of {total}");
        assert_eq!(ratio.to_string(), share);
    }
    for wrong in [
        "", "1", "1/0", "3/2", "-1/2", "1/ 2", "01/2", "+1/2", "0.1", "1/2/3",
    ] {
        assert_eq!(Ratio::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_threshold_says_what_it_is_a_share_of() {
    for (text, total, needed) in [
        ("more than 1/2 of present", 5, 3),
        ("more than 1/2 of present", 4, 3),
        ("at least 1/2 of present", 4, 2),
        ("at least 2/3 of in office", 8, 6),
        ("at least 2/3 of in office", 7, 5),
        ("at least 2/3 of entitled", 148, 99),
        ("at least 1/1 of in office", 7, 7),
        ("more than 1/2 of cast", 0, 1),
    ] {
        let threshold = Threshold::parse(text).expect(text);
        assert_eq!(threshold.needed_of(total), needed, "{text} of {total}");
        assert_eq!(threshold.to_string(), text);
    }
    for wrong in [
        "1/2",
        "more than 3/2 of present",
        "at least 1/0 of present",
        "at least 0/1 of present",
        "more than 1/1 of present",
        "more than 1/2",
        "more than 1/2 of everyone",
        "most of present",
    ] {
        assert_eq!(Threshold::parse(wrong), None, "{wrong}");
    }
    for base in Base::ALL {
        assert_eq!(Base::parse(base.word()), Some(base));
    }
}

#[test]
fn the_weaker_threshold_asks_for_less() {
    let threshold = |text| Threshold::parse(text).expect(text);
    let half = threshold("at least 1/2 of in office");
    let majority = threshold("more than 1/2 of in office");
    let two_thirds = threshold("at least 2/3 of in office");
    assert!(half.is_weaker_than(majority) && majority.is_weaker_than(two_thirds));
    assert!(!majority.is_weaker_than(half) && !half.is_weaker_than(half));
}

#[test]
fn values_are_told_by_their_kind() {
    let words = Kind::Word(&["never", "sponsors only"]);
    for (kind, right, wrong) in [
        (Kind::Ratio, "1/10", "10"),
        (Kind::Count("days"), "10", "1/10"),
        (Kind::Span, "10 business days", "10 weeks"),
        (Kind::Threshold, "more than 1/2 of cast", "1/2"),
        (Kind::Flag, "yes", "true"),
        (words, "never", "always"),
        (Kind::Words, "a, b", "a, a"),
        (Kind::DaysBefore, "7, 2", "7 days"),
        (Kind::Hours, "21:00-08:00", "at night"),
        (Kind::Weekly, "Monday 09:00", "Mondays"),
    ] {
        assert!(kind.accepts(right), "{right}");
        assert!(!kind.accepts(wrong), "{wrong}: {}", kind.wanted());
    }
    assert_eq!(Span::parse("3 months"), Some(Span::Months(3)));
}
