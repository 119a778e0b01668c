//! What a draft takes, and what it says of the rest.

use chrono::TimeZone;
use chrono_tz::Tz;

use super::*;

fn form() -> DraftForm {
    DraftForm {
        question: "Who shall sit on the board?".into(),
        method: "meek-prf-1".into(),
        options: "Ines Wójcik\nKaito García-López\n李 伟\n陈 静".into(),
        seats: "2".into(),
        opens: "2026-09-01T09:00".into(),
        closes: "2026-09-15T17:00".into(),
        ..DraftForm::default()
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, 20, 0, 0, 0)
        .single()
        .expect("a plain instant")
}

#[test]
fn a_plain_form_is_a_draft_and_the_draft_is_that_form_again() {
    let draft = form()
        .parse(chrono_tz::Europe::Berlin, now())
        .expect("a whole form");
    let ids: Vec<&str> = draft
        .options
        .iter()
        .map(|option| option.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["ines-w-jcik", "kaito-garc-a-l-pez", "option", "option-2"]
    );
    assert_eq!(draft.opens_at.to_rfc3339(), "2026-09-01T07:00:00+00:00");
    let again = DraftForm::of(&draft, chrono_tz::Europe::Berlin);
    assert_eq!(again.parse(chrono_tz::Europe::Berlin, now()), Ok(draft));
}

#[test]
fn each_fault_has_its_sentence() {
    type Change = fn(&mut DraftForm);
    let cases: [(&str, Change, &str); 10] = [
        (
            "question",
            |form| form.question.clear(),
            "Write the question",
        ),
        ("method", |form| form.method = "dice".into(), "Choose how"),
        (
            "options",
            |form| form.options = "Only one".into(),
            "at least two",
        ),
        (
            "options",
            |form| form.options = "Ada\nada".into(),
            "named twice",
        ),
        ("seats", |form| form.seats = "two".into(), "as a number"),
        ("seats", |form| form.seats = "9".into(), "only 4 options"),
        (
            "opens",
            |form| form.opens = "2026-03-29T02:30".into(),
            "does not exist",
        ),
        (
            "opens",
            |form| form.opens = "2026-10-25T02:30".into(),
            "comes twice",
        ),
        (
            "closes",
            |form| form.closes = "2026-09-01T09:00".into(),
            "after the opening",
        ),
        ("roll", |form| form.roll = "x".into(), "certified rolls"),
    ];
    for (field, change, words) in cases {
        let mut form = form();
        change(&mut form);
        let errors = form
            .parse(chrono_tz::Europe::Berlin, now())
            .expect_err(field);
        let list = errors.list();
        assert!(
            list.iter()
                .any(|(name, sentence)| *name == field && sentence.contains(words)),
            "{field}: {list:?}"
        );
    }
}

#[test]
fn a_motion_has_a_majority_and_no_seats() {
    let mut form = form();
    form.method = "motion-1".into();
    form.majority = "2/3".into();
    let draft = form.parse(Tz::UTC, now()).expect("a motion");
    assert_eq!(
        (draft.seats, draft.options.len(), draft.majority.as_str()),
        (0, 0, "2/3")
    );
    form.majority = "3/2".into();
    assert!(form.parse(Tz::UTC, now()).is_err());
}

#[test]
fn each_method_is_told_what_it_needs() {
    let mut form = form();
    form.method = "bloc-star-1".into();
    form.max_score = "9".into();
    form.default_option = "somebody else".into();
    let draft = form.parse(Tz::UTC, now()).expect("a draft");
    assert_eq!(draft.details.max_score, 9);
    assert_eq!(DraftForm::of(&draft, Tz::UTC).max_score, "9");
    form.max_score = "11".into();
    let errors = form.parse(Tz::UTC, now()).expect_err("too high");
    assert!(errors.max_score.contains("1 to 10"));

    form.method = "star-1".into();
    form.max_score.clear();
    let errors = form.parse(Tz::UTC, now()).expect_err("two seats");
    assert!(errors.seats.contains("one seat"));
    form.seats = "1".into();
    let draft = form.parse(Tz::UTC, now()).expect("a draft");
    assert_eq!(draft.details.max_score, 5);

    form.method = "schulze-debian-2016".into();
    let errors = form.parse(Tz::UTC, now()).expect_err("no such option");
    assert!(!errors.default_option.is_empty());
    form.default_option = "李 伟".into();
    form.default_quorum = "47".into();
    form.default_ratio = "3/1".into();
    let draft = form.parse(Tz::UTC, now()).expect("a draft");
    let details = &draft.details;
    let told = (details.default_option.as_str(), details.default_quorum);
    assert_eq!(told, ("option", 47));
    let again = DraftForm::of(&draft, Tz::UTC);
    assert_eq!(again.default_option, "李 伟");
    form.default_ratio = "1/3".into();
    form.default_quorum = "many".into();
    let errors = form.parse(Tz::UTC, now()).expect_err("no ratio");
    assert!(!errors.default_ratio.is_empty() && !errors.default_quorum.is_empty());
}

#[test]
fn no_option_is_mistaken_for_another_by_debians_rule() {
    let mut form = form();
    form.method = "schulze-debian-2016".into();
    form.options = "Ada B\nada-b\nNobody".into();
    form.default_option = "Nobody".into();
    let errors = form.parse(Tz::UTC, now()).expect_err("two that look alike");
    assert!(errors.options.contains("could be mistaken for “Ada B”"));
    form.options = "Ada B\nCleo\nNobody".into();
    assert!(form.parse(Tz::UTC, now()).is_ok());
}

#[test]
fn drafts_of_before_winners_only_keep_what_they_said_of_small_cells() {
    let kept = |json: &str| serde_json::from_str::<SmallCellChoice>(json).expect("a choice");
    assert_eq!(kept("true"), SmallCellChoice::Open);
    assert_eq!(kept("false"), SmallCellChoice::Undecided);
    for choice in [
        SmallCellChoice::Undecided,
        SmallCellChoice::Open,
        SmallCellChoice::WinnersOnly,
    ] {
        let written = serde_json::to_string(&choice).expect("it is written");
        assert_eq!(kept(&written), choice);
        assert_eq!(SmallCellChoice::of_word(choice.word()), choice);
    }
    assert_eq!(SmallCellChoice::of_word("shut"), SmallCellChoice::Undecided);
}

#[test]
fn a_question_about_a_text_is_headed_by_its_words_alone() {
    let digest = "9f".repeat(32);
    let asked = format!("Motion 4: Terms{TEXT_DIGEST}{digest}.");
    assert_eq!(parted(&asked), ("Motion 4: Terms", Some(digest.as_str())));
    // Whatever else is written so stays whole.
    for whole in [
        "Who?",
        "Terms. Text with SHA-256 9f9f.",
        &asked[..asked.len() - 1],
    ] {
        assert_eq!(parted(whole), (whole, None));
    }
}
