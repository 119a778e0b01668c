//! Words of a foundation's own: what is taken, refused and filled in.

use proptest::prelude::*;

use super::{Editable, Text, check};
use crate::outbox::write::{Enclosed, Letterhead, RollOpening, write};
use crate::outbox::{Letter, Wording};
use crate::web::words::{Locale, Words};

fn head() -> Letterhead {
    Letterhead {
        foundation: "Tamarack OS Foundation".into(),
        zone: chrono_tz::Tz::Europe__Berlin,
        public_origin: "https://vote.example.org".into(),
        log: None,
    }
}

fn enclosed(words: Option<Text>) -> Enclosed {
    Enclosed {
        sign_in_path: Some("/sign-in/link?token=ab".into()),
        memberships: vec!["Individual member, number 12".into()],
        roll: Some(RollOpening {
            subject: "Ada Lovelace, individual member, number 12".into(),
            lines: String::new(),
            position: 0,
        }),
        words,
        ..Enclosed::default()
    }
}

fn letter(kind: Editable) -> Letter {
    let at = "2026-10-02T17:00:00Z".parse().expect("an instant");
    let title = Wording::from("Board election {when} 2026");
    let path = "/polls/1".to_owned();
    match kind.of_placeholders() {
        Letter::PollOpened { .. } => Letter::PollOpened {
            title,
            path,
            closes_at: at,
        },
        Letter::PollReminder { .. } => Letter::PollReminder {
            title,
            path,
            closes_at: at,
        },
        Letter::CastConfirmed { line, .. } => Letter::CastConfirmed {
            title,
            path,
            closes_at: at,
            line,
        },
        Letter::AddressChangeApproved { .. } => Letter::AddressChangeApproved {
            new_masked: "n…@example.org".into(),
            effective_at: at,
        },
        other => other,
    }
}

#[test]
fn the_programs_own_words_as_a_text_say_what_the_program_says() {
    let words = Words::load();
    for locale in [Locale::English, Locale::German] {
        let t = words.speaker(locale);
        for kind in Editable::ALL {
            let text = kind.own_words(&t).expect("its words");
            assert_eq!(
                check(kind, &text, &head().public_origin),
                Ok(()),
                "{kind:?} {text:?}"
            );
            let letter = letter(kind);
            assert_eq!(Editable::of(&letter), Some(kind));
            let own = write(&letter, &t, &head(), "Ada", &enclosed(None), None);
            let edited = write(&letter, &t, &head(), "Ada", &enclosed(Some(text)), None);
            assert_eq!(own, edited, "{kind:?} in {locale:?}");
        }
    }
}

#[test]
fn words_that_cannot_stand_are_told_by_line_and_placeholder() {
    let of = |subject: &str, body: &str| Text {
        subject: subject.to_owned(),
        body: body.to_owned(),
    };
    for (text, field, sentence) in [
        (
            of("", "{title} {closes} {link}"),
            "subject",
            "Give the letter a subject",
        ),
        (
            of("a\r\nBcc: x", "{title} {closes} {link}"),
            "subject",
            "on one line",
        ),
        (
            of("{token}", "{title} {closes} {link}"),
            "subject",
            "no placeholder {token}",
        ),
        (of("Vote", "{title}\n{closes}"), "body", "must say {link}"),
        (
            of("Vote", "{title}\n{closses} {link}"),
            "body",
            "Line 2: there is no placeholder {closses}",
        ),
        (
            of("Vote", "{title} {closes} {link} {"),
            "body",
            "is not closed",
        ),
        (of("Vote", ""), "body", "Write the words"),
        (
            of("Vote", "{title} {closes} {link} or https://evil.example/"),
            "body",
            "Letters lead to https://vote.example.org and nowhere else",
        ),
        (
            of("Vote at evil.example", "{title} {closes} {link}"),
            "subject",
            "“evil.example” is an address",
        ),
    ] {
        let (found, told) =
            check(Editable::PollOpened, &text, &head().public_origin).expect_err("a fault");
        assert_eq!(found, field, "{told}");
        assert!(told.contains(sentence), "{told}");
    }
}

proptest! {
    /// Whatever the checker lets pass can be written, with whatever title, and
    /// its subject stays on one line.
    #[test]
    fn what_is_accepted_can_be_written(
        subject in "[a-zäß{} \\PC]{0,40}",
        body in "([a-z ]|\\{link\\}|\\{title\\}|\\{closes\\}|\n|[{}]|\\PC){0,60}",
        title in "\\PC{0,40}|.{0,20}",
    ) {
        let text = Text { subject, body };
        if check(Editable::PollOpened, &text, &head().public_origin).is_ok() {
            let letter = Letter::PollOpened {
                title: Wording::from(title.as_str()),
                path: "/polls/1".into(),
                closes_at: chrono::DateTime::UNIX_EPOCH,
            };
            let t = Words::load().speaker(Locale::English);
            let written = write(&letter, &t, &head(), "", &enclosed(Some(text)), None);
            let written = written.expect("a letter");
            prop_assert!(!written.subject.chars().any(char::is_control));
            prop_assert!(written.text.contains("https://vote.example.org/polls/1"));
        }
    }
}
