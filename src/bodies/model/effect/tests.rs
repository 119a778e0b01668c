//! What is written is read again, and nothing else is.

use uuid::Uuid;

use super::{Effect, NewCharter, Taking};
use crate::bodies::model::Office;
use crate::bodies::model::body::{BodyId, Power, Size};
use crate::bodies::model::seats::Basis;
use crate::parties::PartyId;

fn every_effect() -> Vec<Effect> {
    let person = PartyId(Uuid::from_u128(7));
    let day = "2027-07-31".parse().expect("a day");
    vec![
        Effect::Appoint {
            office: Office::DeputyTreasurer,
            person,
            last_day: Some(day),
        },
        Effect::EndOffice {
            term: Uuid::from_u128(8),
            office: Office::Chair,
            person,
            last_day: None,
        },
        Effect::Seat {
            body: BodyId::board(),
            basis: Basis::Election,
            seats: vec![Taking {
                person,
                cohort: "A".into(),
                affiliation: "Quill & Ink \"Software\"".into(),
                last_day: Some(day),
            }],
        },
        Effect::Unseat {
            incumbency: Uuid::from_u128(9),
            person,
            reason: "Resigned".into(),
            last_day: None,
        },
        Effect::Suspend {
            body: BodyId::membership_committee(),
            person,
            reason: "An inquiry".into(),
            last_day: day,
        },
        Effect::LiftSuspension {
            suspension: Uuid::from_u128(10),
            person,
            reason: "Cleared".into(),
        },
        Effect::Charter(NewCharter {
            body: BodyId::parse("audit-committee").expect("a name"),
            name: "Audit committee".into(),
            text: "It reads the accounts.".into(),
            citation: "Bylaws § 5.2".into(),
            size: Size {
                min: Some(3),
                max: Some(5),
                odd: true,
                directors_min: None,
                directors_max: Some(1),
            },
            powers: vec![Power::AdmitMembers],
            withheld: vec![Power::Suspend, Power::HoldElections],
        }),
        Effect::AdoptRulebook {
            sha256: "ab".repeat(32),
            effective_on: day,
        },
    ]
}

#[test]
fn every_effect_is_read_as_it_was_written() {
    for effect in every_effect() {
        let json = effect.encode().expect("plain text");
        assert_eq!(Effect::parse(&json), Some(effect), "{json}");
    }
    assert_eq!(
        every_effect()[0].encode().as_deref(),
        Some(
            r#"{"act":"appoint","last_day":"2027-07-31","office":"deputy_treasurer","person":"00000000-0000-0000-0000-000000000007"}"#
        )
    );
    for wrong in [
        "",
        "{}",
        r#"{"act":"appoint"}"#,
        r#"{"act":"reign"}"#,
        r#"{"act": "appoint"}"#,
    ] {
        assert_eq!(Effect::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_line_break_is_not_written() {
    let effect = Effect::Unseat {
        incumbency: Uuid::nil(),
        person: PartyId(Uuid::nil()),
        reason: "one\ntwo".into(),
        last_day: None,
    };
    assert_eq!(effect.encode(), None);
}

#[test]
fn an_effect_says_whom_it_concerns_and_what_it_takes() {
    let powers: Vec<Power> = every_effect()
        .iter()
        .filter_map(|effect| effect.power(true))
        .collect();
    assert_eq!(
        powers,
        [
            Power::AppointOfficers,
            Power::AppointOfficers,
            Power::SeatDirectors,
            Power::SeatDirectors,
            Power::Suspend,
            Power::Suspend,
            Power::AppointCommittees,
            Power::AdoptRulebook,
        ]
    );
    let concerned: Vec<usize> = every_effect()
        .iter()
        .map(|effect| effect.concerned().len())
        .collect();
    assert_eq!(concerned, [1, 1, 1, 1, 1, 1, 0, 0]);
    let name = |_: PartyId| "Ada Okafor".to_owned();
    assert_eq!(
        every_effect()[0].said(&name),
        "Ada Okafor holds an office from then on: Deputy treasurer. The last day is 31 July 2027."
    );
}
