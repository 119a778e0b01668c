//! Letters as written, in every language.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use uuid::Uuid;

use super::{Enclosed, Letterhead, LogMark, RollOpening, wrap, write};
use crate::outbox::model::{
    ApplicationNews, Code, Decided, EndNews, FactorNews, InterestNews, Letter, MotionNews,
    ProxyNews, RepresentationNews, RollLine, Wording,
};
use crate::web::words::{Locale, Words};

fn head() -> Letterhead {
    Letterhead {
        foundation: "Tamarack OS Foundation".into(),
        zone: Tz::Europe__Berlin,
        public_origin: "https://vote.example.org".into(),
        log: Some(LogMark::new(1204, &[0x9f; 32])),
    }
}

fn line() -> RollLine {
    RollLine {
        roll: Uuid::nil(),
        entitlement: "00".repeat(16),
    }
}

/// One letter of every kind.
fn letters() -> Vec<Letter> {
    let at = "2026-10-02T17:00:00Z".parse().expect("an instant");
    let title = Wording::from("Board election\n2026");
    let masked = || "n…@example.org".to_owned();
    vec![
        Letter::SignInLink { next: "/me".into() },
        Letter::Invitation {},
        Letter::PasswordChanged { removed: false },
        Letter::SessionsEnded {},
        Letter::AddressChangeProposed {
            new_masked: masked(),
            reason: "Lost mailbox".into(),
        },
        Letter::AddressChangeApproved {
            new_masked: masked(),
            effective_at: at,
        },
        Letter::AddressChangeStopped {
            new_masked: masked(),
        },
        Letter::AddressChanged {
            old_masked: "o…@example.org".into(),
            new_masked: masked(),
        },
        Letter::PollOpened {
            title: title.clone(),
            path: "/polls/1".into(),
            closes_at: at,
        },
        Letter::PollVoided {
            title: title.clone(),
            path: "/polls/1".into(),
            reason: "A nominator was not entitled to nominate.".into(),
        },
        Letter::PollExtended {
            title: title.clone(),
            path: "/polls/1".into(),
            closes_at: at,
            reason: "The quorum is not reached.".into(),
        },
        Letter::PollExcluded {
            title: title.clone(),
            path: "/polls/1".into(),
            option: "Dee Ek".into(),
            reason: "Withdrew by a letter of 1 October.".into(),
            again_until: Some(at),
        },
        Letter::PollResult {
            title: title.clone(),
            path: "/polls/1/results".into(),
            decided: Decided::Elected {
                names: vec!["Ines Wójcik".into()],
                tied: vec![vec!["Dee Ek".into(), "Farah Lindqvist".into()]],
            },
            turnout: Some((141, 374)),
        },
        Letter::ComplaintReceived {
            title: title.clone(),
            path: "/polls/1/complaints".into(),
            number: 4,
        },
        Letter::ComplaintAnswered {
            title: title.clone(),
            path: "/polls/1/complaints".into(),
            number: 4,
            answer: "Your ballot is in the live set.".into(),
        },
        Letter::CastConfirmed {
            title: title.clone(),
            path: "/polls/1".into(),
            closes_at: at,
            line: line(),
        },
        Letter::CastUnderProxy {
            title: title.clone(),
            path: "/polls/1".into(),
            closes_at: at,
            proxy: 3,
        },
        Letter::ProxyNews {
            news: ProxyNews::Granted,
            number: 3,
            path: "/me/proxies".into(),
        },
        Letter::RecordSays {
            title,
            path: "/polls/1".into(),
            complain_path: "/polls/1/complaints".into(),
            voted: false,
            line: line(),
        },
        Letter::Notice {
            title: Wording::from("Annual meeting of the members"),
            text: Wording::from("The members meet on 2 October.\n\nThe board reports."),
            path: "/notices/1".into(),
            statutory: true,
        },
        Letter::PollReminder {
            title: Wording::from("Board election"),
            path: "/polls/1".into(),
            closes_at: at,
        },
        Letter::RollAnswered {
            roll: 2,
            upheld: false,
            answer: "The term ran out on 31 May, before the record date.".into(),
            citation: "Bylaws § 9.4".into(),
            path: "/me/rolls/2".into(),
        },
        Letter::PetitionDelivered {
            number: 4,
            title: "A code of conduct".into(),
            votes: 62,
            total: 612,
            notice_by: Some(at.date_naive()),
            earliest: Some(at.date_naive()),
            latest: Some(at.date_naive()),
            path: "/room/petitions/4".into(),
        },
        Letter::AssetIncident {
            number: 7,
            title: "tamarack.example".into(),
            what: "unauthorised_transfer".into(),
            happened_on: at.date_naive(),
            owner: "Tamarack OS Foundation".into(),
            path: "/registry/7".into(),
        },
        Letter::AssetWatched {
            number: 7,
            title: "tamarack.example".into(),
            findings: vec![
                ("no_transfer_lock".into(), String::new()),
                ("no_renewal".into(), String::new()),
                ("nearer_expiry".into(), "2027-01-10".into()),
                ("other_owner".into(), String::new()),
                ("other_status".into(), "ok, pendingTransfer".into()),
                ("absent".into(), String::new()),
            ],
            path: "/room/registry/watch".into(),
        },
        Letter::FactorChanged {
            news: FactorNews::ResetProposed,
            reason: "The telephone is lost; we spoke by video.".into(),
        },
        Letter::AddressChangeRenewed {
            old_masked: "o…@example.org".into(),
            new_masked: masked(),
            reason: "We met, and she showed her passport.".into(),
            approved: true,
            effective_at: Some(at),
        },
        Letter::RepresentationChanged {
            news: RepresentationNews::Proposed,
            organisation: "Northlight Hosting".into(),
            person: "Zoe Martins".into(),
            by: "Chi Moreau".into(),
            from: at.date_naive(),
            path: "/me".into(),
        },
        Letter::MembershipEnded {
            news: EndNews::Resigned,
            number: 7,
            by: "Chi Moreau".into(),
            from: at.date_naive(),
            path: "/me".into(),
        },
        Letter::Nominated {
            title: "Election of the board 2027".into(),
            by: "Kim Abara".into(),
            until: at.date_naive(),
            path: "/elections/1/nomination".into(),
        },
        Letter::CandidateLetter {
            title: "Election of the board 2027".into(),
            candidate: "Kim Abara".into(),
            subject: "What I stand for".into(),
            text: "Dear members,\n\nplease vote.".into(),
            path: "/elections/1".into(),
        },
        Letter::MotionNews {
            number: 7,
            title: "Mirror network budget".into(),
            path: "/motions/7".into(),
            news: MotionNews::LackQuorum,
        },
        Letter::InterestFound {
            number: 7,
            title: "Mirror network budget".into(),
            path: "/motions/7".into(),
            found: InterestNews::Recused,
        },
        Letter::WorkDigest {},
        Letter::ApplicationNews {
            number: 3,
            path: "/join/applications/3".into(),
            news: ApplicationNews::Welcome,
        },
        Letter::RenewalReminder {
            class_name: "Individual".into(),
            last_day: at.date_naive(),
            record_date: Some(at.date_naive()),
            path: "/me".into(),
        },
        Letter::DuesInvoice {
            number: "2026-0014".into(),
            amount: "2500.00".into(),
            currency: "USD".into(),
            due_on: "2026-12-31".parse().expect("a day"),
            lobbying: Some("12.50".into()),
            year: 2026,
            path: "/me/dues/2026-0014".into(),
        },
        Letter::TestLetter {},
    ]
}

/// A list that lacks a letter that tells would have it counted, and logged at its minute.
#[test]
fn the_lists_of_kinds_are_what_is_said_of_each_letter() {
    let mut letters = letters();
    for letter in &mut letters {
        // A kind is optional when one of its letters is.
        if let Letter::Notice { statutory, .. } = letter {
            *statutory = false;
        }
    }
    let kinds = |is: fn(&Letter) -> bool| -> BTreeSet<&'static str> {
        let those = letters.iter().filter(|letter| is(letter));
        those.map(Letter::kind).collect()
    };
    assert_eq!(kinds(Letter::is_telling), BTreeSet::from(Letter::TELLING));
    assert_eq!(kinds(Letter::is_optional), BTreeSet::from(Letter::OPTIONAL));
    assert_eq!(kinds(Letter::is_pressing), BTreeSet::from(Letter::PRESSING));
}

#[test]
fn every_letter_can_be_written_in_every_language() {
    let words = Words::load();
    let enclosed = Enclosed {
        words: None,
        sign_in_path: Some(format!("/sign-in/link?token={}", "ab".repeat(32))),
        memberships: vec!["Individual member, number 12".into()],
        roll: Some(RollOpening {
            subject: "Ada Lovelace, individual member, number 12".into(),
            lines: format!("Ada Lovelace\n{{}}\n{}", "cd".repeat(32)),
            position: 16,
        }),
        work: vec![("Your vote: Board election".into(), "/polls/1".into())],
    };
    let code = Code::from_bytes([1; 5]);
    let letters = letters();
    assert_eq!(
        letters.iter().map(Letter::kind).collect::<Vec<_>>(),
        Letter::KINDS
    );
    for locale in Locale::ALL {
        let speaker = words.speaker(locale);
        for letter in &letters {
            let written = write(letter, &speaker, &head(), "Ada", &enclosed, Some(&code))
                .unwrap_or_else(|fault| panic!("{}: {fault}", letter.kind()));
            let text = format!("{}\n{}", written.subject, written.text);
            assert!(!text.contains("letter-"), "{locale:?} {text}");
            assert!(
                !text.contains("{ $") && !text.contains("{$"),
                "{locale:?} {text}"
            );
            assert!(!written.subject.contains('\n'));
            assert!(written.text.contains(code.as_str()));
            assert!(written.text.contains("https://vote.example.org"));
            for sheet in [&written.text, &written.html] {
                assert!(sheet.contains("9f9f 9f9f 9f9f 9f9f"), "{locale:?} {sheet}");
            }
            for line in written.text.lines() {
                assert!(
                    line.chars().count() <= 80 || !line.contains(' '),
                    "{locale:?} {line}"
                );
            }
        }
    }
}

#[test]
fn every_reason_of_an_end_has_its_words() {
    let words = Words::load();
    for locale in Locale::ALL {
        for news in EndNews::ALL {
            let letter = Letter::MembershipEnded {
                news,
                number: 7,
                by: "Chi Moreau".into(),
                from: "2026-10-02".parse().expect("a day"),
                path: "/me".into(),
            };
            let speaker = words.speaker(locale);
            let written = write(&letter, &speaker, &head(), "", &Enclosed::default(), None)
                .unwrap_or_else(|fault| panic!("{news:?}: {fault}"));
            assert!(!written.text.contains("letter-"), "{}", written.text);
            assert!(written.text.contains("Chi Moreau"), "{}", written.text);
        }
    }
}

#[test]
fn every_finding_of_an_interest_has_its_words() {
    let words = Words::load();
    for locale in Locale::ALL {
        for found in InterestNews::ALL {
            let letter = Letter::InterestFound {
                number: 7,
                title: "Mirror network budget".into(),
                path: "/motions/7".into(),
                found,
            };
            let speaker = words.speaker(locale);
            let written = write(&letter, &speaker, &head(), "", &Enclosed::default(), None)
                .unwrap_or_else(|fault| panic!("{found:?}: {fault}"));
            assert!(!written.text.contains("letter-"), "{}", written.text);
        }
    }
}

#[test]
fn a_renewed_change_says_that_it_waits_until_it_has_a_day() {
    let words = Words::load();
    let each = Locale::ALL.map(|locale| [(locale, false), (locale, true)]);
    for (locale, approved) in each.into_iter().flatten() {
        let letter = Letter::AddressChangeRenewed {
            old_masked: "o…@example.org".into(),
            new_masked: "n…@example.org".into(),
            reason: "Passport.".into(),
            approved,
            effective_at: None,
        };
        let speaker = words.speaker(locale);
        let written = write(&letter, &speaker, &head(), "", &Enclosed::default(), None)
            .unwrap_or_else(|fault| panic!("{fault}"));
        for what in ["o…@example.org", "n…@example.org", "Passport."] {
            assert!(written.text.contains(what), "{what}: {}", written.text);
        }
        assert!(!written.text.contains("letter-"), "{}", written.text);
        assert!(!written.text.contains("2026"), "{}", written.text);
    }
}

#[test]
fn a_link_is_not_written_without_its_token() {
    let speaker = Words::load().speaker(Locale::English);
    let letter = Letter::SignInLink { next: "/".into() };
    assert!(write(&letter, &speaker, &head(), "", &Enclosed::default(), None).is_err());
}

#[test]
fn a_german_letter_gives_the_hour_in_the_foundations_zone() {
    let speaker = Words::load().speaker(Locale::German);
    let letters = letters();
    let written = write(
        letters.get(8).expect("the ninth letter"),
        &speaker,
        &head(),
        "",
        &Enclosed::default(),
        None,
    )
    .expect("a letter");
    let unwrapped = written.text.replace('\n', " ");
    assert!(
        unwrapped.contains("Freitag, 2. Oktober 2026, 19:00 Uhr MESZ"),
        "{unwrapped}"
    );
    assert!(
        written.text.starts_with("Guten Tag,\n\n"),
        "{}",
        written.text
    );
}

#[test]
fn paragraphs_are_broken_at_blanks_and_addresses_stay_whole() {
    let text = format!(
        "{} https://vote.example.org/{}",
        "word ".repeat(20),
        "x".repeat(90)
    );
    let wrapped = wrap(&text);
    assert!(
        wrapped
            .lines()
            .all(|line| line.chars().count() <= 72 || line.starts_with("https"))
    );
    assert_eq!(wrapped.replace('\n', " "), text);
}

#[test]
fn the_digest_of_a_text_stands_in_the_body_and_not_in_the_subject() {
    let words = Words::load();
    let digest = "9f".repeat(32);
    let question = format!("Motion 4: Terms. Text with SHA-256 {digest}.");
    for locale in Locale::ALL {
        let letter = Letter::PollOpened {
            title: Wording::from(question.as_str()),
            path: "/polls/1".into(),
            closes_at: "2026-10-02T17:00:00Z".parse().expect("an instant"),
        };
        let speaker = words.speaker(locale);
        let written = write(&letter, &speaker, &head(), "", &Enclosed::default(), None)
            .unwrap_or_else(|fault| panic!("{fault}"));
        assert!(
            written.subject.contains("Motion 4: Terms") && !written.subject.contains("SHA-256"),
            "{}",
            written.subject
        );
        assert!(written.text.contains(&digest), "{}", written.text);
    }
}
