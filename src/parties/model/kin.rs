//! Which organisations belong together on a day. Pure.
//!
//! A related group is whoever is reached by links in either direction: control
//! above the rule's percentage, mergers, acquisitions. So two organisations under
//! one parent are of one group, though neither holds anything of the other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::PartyId;

/// One organisation holds so much of the control of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlLink {
    pub parent: PartyId,
    pub child: PartyId,
    /// Hundredths of a percent.
    pub percent_bp: u32,
    pub starts_on: NaiveDate,
    /// The first day on which it is held no more.
    pub ends_on: Option<NaiveDate>,
}

impl ControlLink {
    /// Whether it is held on this day and above this threshold; without one none is.
    #[must_use]
    pub fn counts_on(&self, day: NaiveDate, threshold_bp: Option<u32>) -> bool {
        self.starts_on <= day
            && self.ends_on.is_none_or(|end| day < end)
            && threshold_bp.is_some_and(|threshold| self.percent_bp > threshold)
    }
}

/// What becomes of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    Merged,
    Acquired,
    Renamed,
    Dissolved,
}

impl EventKind {
    pub const ALL: [Self; 4] = [Self::Acquired, Self::Merged, Self::Renamed, Self::Dissolved];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Acquired => "acquired",
            Self::Renamed => "renamed",
            Self::Dissolved => "dissolved",
        }
    }

    /// As a page says it of the organisation.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Merged => "merged into",
            Self::Acquired => "acquired by",
            Self::Renamed => "renamed",
            Self::Dissolved => "dissolved",
        }
    }

    /// The kind this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether another organisation goes on in its place.
    #[must_use]
    pub fn has_successor(self) -> bool {
        match self {
            Self::Merged | Self::Acquired => true,
            Self::Renamed | Self::Dissolved => false,
        }
    }
}

/// What became of an organisation, and was not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub organisation: PartyId,
    pub kind: EventKind,
    pub effective_on: NaiveDate,
    pub successor: Option<PartyId>,
}

impl Event {
    /// The successor with which the organisation is one from this day on.
    fn joins_on(&self, day: NaiveDate) -> Option<PartyId> {
        self.successor
            .filter(|_| self.kind.has_successor() && self.effective_on <= day)
    }
}

/// The related groups on a day, each of two organisations at least, in order of
/// their first. Nobody is in two. Links of exactly the threshold do not count.
#[must_use]
pub fn related_groups(
    links: &[ControlLink],
    events: &[Event],
    day: NaiveDate,
    threshold_bp: Option<u32>,
) -> Vec<BTreeSet<PartyId>> {
    let held = links
        .iter()
        .filter(|link| link.counts_on(day, threshold_bp))
        .map(|link| (link.parent, link.child));
    let joined = events
        .iter()
        .filter_map(|event| Some((event.organisation, event.joins_on(day)?)));
    let mut near: BTreeMap<PartyId, BTreeSet<PartyId>> = BTreeMap::new();
    for (one, other) in held.chain(joined).filter(|(one, other)| one != other) {
        near.entry(one).or_default().insert(other);
        near.entry(other).or_default().insert(one);
    }
    let mut placed = BTreeSet::new();
    let mut groups = Vec::new();
    for first in near.keys() {
        if placed.contains(first) {
            continue;
        }
        let mut group = BTreeSet::from([*first]);
        let mut open = vec![*first];
        while let Some(at) = open.pop() {
            for next in near.get(&at).into_iter().flatten() {
                if group.insert(*next) {
                    open.push(*next);
                }
            }
        }
        placed.extend(group.iter().copied());
        groups.push(group);
    }
    groups
}

/// The group of one party: itself alone where it is in none.
#[must_use]
pub fn group_of(groups: &[BTreeSet<PartyId>], party: PartyId) -> BTreeSet<PartyId> {
    groups
        .iter()
        .find(|group| group.contains(&party))
        .cloned()
        .unwrap_or_else(|| BTreeSet::from([party]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{ControlLink, Event, EventKind, group_of, related_groups};
    use crate::parties::PartyId;

    fn party(number: u8) -> PartyId {
        PartyId(Uuid::from_u128(u128::from(number)))
    }

    fn day(offset: u8) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1)
            .and_then(|first| first.checked_add_days(Days::new(u64::from(offset))))
            .unwrap()
    }

    fn link(parent: u8, child: u8, percent_bp: u32, from: u8, to: Option<u8>) -> ControlLink {
        ControlLink {
            parent: party(parent),
            child: party(child),
            percent_bp,
            starts_on: day(from),
            ends_on: to.map(day),
        }
    }

    fn merger(organisation: u8, successor: u8, on: u8) -> Event {
        Event {
            organisation: party(organisation),
            kind: EventKind::Acquired,
            effective_on: day(on),
            successor: Some(party(successor)),
        }
    }

    fn said(groups: &[BTreeSet<PartyId>]) -> Vec<Vec<u128>> {
        groups
            .iter()
            .map(|group| group.iter().map(|party| party.0.as_u128()).collect())
            .collect()
    }

    #[test]
    fn groups_follow_links_above_the_threshold() {
        let links = [
            link(1, 2, 5001, 0, None),
            link(1, 3, 10_000, 0, Some(10)),
            link(4, 5, 5000, 0, None),
            link(6, 7, 8000, 20, None),
        ];
        let events = [merger(5, 6, 5)];
        for (on, threshold, expected) in [
            (0, Some(5000), vec![vec![1, 2, 3]]),
            (5, Some(5000), vec![vec![1, 2, 3], vec![5, 6]]),
            (9, Some(5000), vec![vec![1, 2, 3], vec![5, 6]]),
            (10, Some(5000), vec![vec![1, 2], vec![5, 6]]),
            (20, Some(5000), vec![vec![1, 2], vec![5, 6, 7]]),
            (20, Some(4999), vec![vec![1, 2], vec![4, 5, 6, 7]]),
            (20, Some(10_000), vec![vec![5, 6]]),
            // Where the rulebook is silent no control counts.
            (20, None, vec![vec![5, 6]]),
        ] {
            let groups = related_groups(&links, &events, day(on), threshold);
            assert_eq!(said(&groups), expected, "day {on}, {threshold:?}");
        }
    }

    #[test]
    fn renamed_and_dissolved_join_nobody() {
        for kind in [EventKind::Renamed, EventKind::Dissolved] {
            let event = Event {
                kind,
                ..merger(1, 2, 0)
            };
            assert!(related_groups(&[], &[event], day(1), Some(5000)).is_empty());
        }
        assert_eq!(group_of(&[], party(1)), BTreeSet::from([party(1)]));
    }

    #[test]
    fn words_name_their_kind() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.word()), Some(kind));
        }
        assert_eq!(EventKind::parse("sold"), None);
    }

    fn any_link() -> impl Strategy<Value = ControlLink> {
        (
            0u8..12,
            0u8..12,
            1u32..=10_000,
            0u8..20,
            proptest::option::of(0u8..20),
        )
            .prop_map(|(parent, child, percent, from, lasts)| {
                link(
                    parent,
                    child,
                    percent,
                    from,
                    lasts.map(|lasts| from + lasts + 1),
                )
            })
    }

    fn any_event() -> impl Strategy<Value = Event> {
        (0u8..12, 0u8..12, 0u8..20).prop_map(|(one, other, on)| merger(one, other, on))
    }

    proptest! {
        #[test]
        fn groups_are_a_partition_in_order(
            links in proptest::collection::vec(any_link(), 0..20),
            events in proptest::collection::vec(any_event(), 0..5),
            on in 0u8..40,
        ) {
            let groups = related_groups(&links, &events, day(on), Some(5000));
            let mut seen = BTreeSet::new();
            for group in &groups {
                prop_assert!(group.len() >= 2);
                for party in group {
                    prop_assert!(seen.insert(*party), "in two groups");
                }
            }
            prop_assert!(groups.is_sorted_by(|a, b| a.first() < b.first()));
            // Every pair that a link joins is in one group.
            for link in links.iter().filter(|link| link.counts_on(day(on), Some(5000))) {
                prop_assert_eq!(group_of(&groups, link.parent), group_of(&groups, link.child));
            }
        }

        #[test]
        fn another_link_never_splits(
            links in proptest::collection::vec(any_link(), 0..20),
            more in any_link(),
            on in 0u8..40,
        ) {
            let before = related_groups(&links, &[], day(on), Some(5000));
            let with: Vec<_> = links.iter().cloned().chain([more]).collect();
            let after = related_groups(&with, &[], day(on), Some(5000));
            for group in &before {
                prop_assert!(after.iter().any(|larger| larger.is_superset(group)));
            }
        }

        #[test]
        fn the_order_of_links_does_not_matter(
            mut links in proptest::collection::vec(any_link(), 0..20),
            on in 0u8..40,
        ) {
            let one = related_groups(&links, &[], day(on), Some(5000));
            links.reverse();
            prop_assert_eq!(one, related_groups(&links, &[], day(on), Some(5000)));
        }

        #[test]
        fn what_never_ends_only_grows_with_time_and_with_a_lower_threshold(
            links in proptest::collection::vec(any_link(), 0..20),
            events in proptest::collection::vec(any_event(), 0..5),
            on in 0u8..40,
            later in 0u8..40,
            threshold in 0u32..10_000,
            lower in 0u32..10_000,
        ) {
            let links: Vec<_> = links
                .into_iter()
                .map(|link| ControlLink { ends_on: None, ..link })
                .collect();
            let before = related_groups(&links, &events, day(on), Some(threshold.max(lower)));
            let after = related_groups(&links, &events, day(on + later), Some(threshold.min(lower)));
            for group in &before {
                prop_assert!(after.iter().any(|larger| larger.is_superset(group)));
            }
        }
    }
}
