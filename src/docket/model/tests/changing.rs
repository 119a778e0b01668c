//! What is on record when events are corrected or withdrawn, and under another pack: nothing
//! vanishes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::{any_day, any_events, case, day, event, supplied};
use crate::docket::model::change::{Kept, Known, Why, changes};
use crate::docket::model::pack::SUPPLIED;
use crate::docket::model::{Event, Line, Pack, State, lines};

/// What is on record once these were worked out.
fn kept(pack: &Pack, lines: Vec<Line<'_>>, mut fresh: impl FnMut() -> Uuid) -> Vec<Kept> {
    lines
        .into_iter()
        .map(|line| Kept {
            id: fresh(),
            pack: pack.version.clone(),
            rule: line.rule.id.clone(),
            trigger: line.trigger,
            occurrence: line.occurrence,
            kind: line.rule.kind,
            dates: line.reckoned.dates,
            state: State::Running,
            outcome: line.outcome,
        })
        .collect()
}

#[test]
fn a_corrected_event_supersedes_and_nothing_vanishes() {
    let pack = supplied();
    let today = day("2026-11-29");
    let before = case(
        "US",
        "1(a)",
        vec![event(1, "REGISTRATION", day("2018-03-15"))],
    );
    let mut n = 100;
    let mut fresh = move || {
        n += 1;
        Uuid::from_u128(n)
    };
    let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
    let kept = kept(&pack, lines(&pack, &before, today), &mut fresh);
    assert_eq!(kept.len(), 3);
    let after = case(
        "US",
        "1(a)",
        vec![event(2, "REGISTRATION", day("2018-05-15"))],
    );
    let corrected = BTreeMap::from([(Uuid::from_u128(1), Uuid::from_u128(2))]);
    let events = BTreeSet::from([Uuid::from_u128(2)]);
    let known = Known {
        pack: &pack,
        kept: &kept,
        packs: &packs,
        corrected: &corrected,
        events: &events,
    };
    let found = changes(lines(&pack, &after, today), &known, today, &mut fresh);
    assert_eq!(found.new.len(), 3);
    assert_eq!(found.superseded.len(), 3);
    assert!(
        found
            .superseded
            .iter()
            .all(|(_, by, why)| by.is_some() && *why == Why::Corrected)
    );
    let nothing = Known {
        corrected: &BTreeMap::new(),
        ..known
    };
    let withdrawn = changes(Vec::new(), &nothing, today, &mut fresh);
    assert!(
        withdrawn
            .superseded
            .iter()
            .all(|(_, by, why)| by.is_none() && *why == Why::Withdrawn)
    );
    // The same again writes nothing.
    let events = BTreeSet::from([Uuid::from_u128(1)]);
    let same = Known {
        events: &events,
        ..nothing
    };
    assert!(changes(lines(&pack, &before, today), &same, today, &mut fresh).is_empty());
}

#[test]
fn another_pack_touches_what_is_open_and_leaves_what_is_over() {
    let pack = supplied();
    let text = SUPPLIED
        .replacen("version = \"2026-12\"", "version = \"2027-01\"", 1)
        .replace("TMEP 1604.04, 1604.04(a)", "TMEP 1604.04 (2027)")
        .replace("15 USC 1058, 1059; TMEP 1604.04\"", "15 USC 1058, 1059\"");
    let newer = Pack::parse(&text).expect("a pack");
    let today = day("2026-11-29");
    let thread = case(
        "US",
        "1(a)",
        vec![event(1, "REGISTRATION", day("2019-03-15"))],
    );
    let mut n = 100;
    let mut fresh = move || {
        n += 1;
        Uuid::from_u128(n)
    };
    let kept = kept(&pack, lines(&pack, &thread, today), &mut fresh);
    let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
    let known = Known {
        pack: &newer,
        kept: &kept,
        packs: &packs,
        corrected: &BTreeMap::new(),
        events: &BTreeSet::from([Uuid::from_u128(1)]),
    };
    let found = changes(lines(&newer, &thread, today), &known, today, &mut fresh);
    // The declaration was missed in September 2025 and stays; the renewal is worked out anew.
    assert_eq!(found.new.len(), 1);
    assert_eq!(found.new[0].line.rule.id, "us-s8-s9");
    assert_eq!(found.superseded[0].2, Why::RuleChanged);
}

proptest! {
    #[test]
    fn nothing_vanishes_when_any_event_is_corrected(events in any_events(), which in any::<prop::sample::Index>(), on in any_day()) {
        let pack = supplied();
        let today = day("2040-06-01");
        let packs = BTreeMap::from([(pack.version.clone(), pack.clone())]);
        let mut n = 1000;
        let mut fresh = move || { n += 1; Uuid::from_u128(n) };
        let before = case("US", "1(a)", events.clone());
        let kept = kept(&pack, lines(&pack, &before, today), &mut fresh);
        let mut after = events;
        let at = which.index(after.len());
        let old = after[at].id;
        after[at] = Event { id: Uuid::from_u128(999), on, ..after[at].clone() };
        let thread = case("US", "1(a)", after.clone());
        let known = Known {
            pack: &pack, kept: &kept, packs: &packs,
            corrected: &BTreeMap::from([(old, Uuid::from_u128(999))]),
            events: &after.iter().map(|event| event.id).collect(),
        };
        let now = lines(&pack, &thread, today);
        let expected = now.len();
        let found = changes(now, &known, today, &mut fresh);
        // What was there is either untouched or named as superseded, and what follows now is all there.
        let gone: BTreeSet<Uuid> = found.superseded.iter().map(|(id, ..)| *id).collect();
        prop_assert_eq!(gone.len(), found.superseded.len());
        prop_assert_eq!(kept.len() - gone.len() + found.new.len(), expected);
        for line in &kept {
            prop_assert!(line.trigger != old || gone.contains(&line.id));
        }
    }
}
