//! What ends a director's seat without anybody's vote: the member that is
//! represented lapses, the employment with it ends, or two members with a director
//! each come together. Pure. Found, it is recorded with a clock; nobody is unseated
//! by finding it.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

/// Which of them it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// The membership of the sponsor that nominated the director is over.
    MembershipEnded,
    /// The director does not work for the sponsor any more.
    EmploymentEnded,
    /// The sponsor and another member with a director came together.
    MembersMerged,
}

impl EventKind {
    pub const ALL: [Self; 3] = [
        Self::MembershipEnded,
        Self::EmploymentEnded,
        Self::MembersMerged,
    ];

    /// The word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MembershipEnded => "membership_ended",
            Self::EmploymentEnded => "employment_ended",
            Self::MembersMerged => "members_merged",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What happened, of a sponsor with this name.
    #[must_use]
    pub fn said(self, sponsor: &str) -> String {
        match self {
            Self::MembershipEnded => format!("The membership of {sponsor} is over."),
            Self::EmploymentEnded => format!("The employment by {sponsor} is over."),
            Self::MembersMerged => {
                format!("{sponsor} came together with another member that has a director.")
            }
        }
    }

    /// What puts it right.
    #[must_use]
    pub fn cure(self, sponsor: &str) -> String {
        match self {
            Self::MembershipEnded => format!("{sponsor} renews its membership."),
            Self::EmploymentEnded => format!("{sponsor} employs the director again."),
            Self::MembersMerged => "Only one of the two directors stays.".to_owned(),
        }
    }
}

/// From one day until another, which is the first without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl Stretch {
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A merger of two members that each have a director.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merger {
    pub breach: Uuid,
    pub effective_on: NaiveDate,
    /// Both directors still sit, and the merger was not declared in error.
    pub stands: bool,
    /// The last day of the cure, as the breach says.
    pub last_day: Option<NaiveDate>,
}

/// What is known of a director and the sponsor they sit for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SponsorFacts {
    /// When the sponsor's memberships were current: grace counts.
    pub memberships: Vec<Stretch>,
    /// When the director worked for the sponsor or another of its related group.
    pub employed: Vec<Stretch>,
    pub mergers: Vec<Merger>,
}

/// An event that is found and stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: EventKind,
    pub happened_on: NaiveDate,
    /// Of a merger: the breach, which has a clock of its own.
    pub breach: Option<Uuid>,
    pub own_last_day: Option<NaiveDate>,
}

/// The day on which the last of these stretches ended, where one held at some time
/// since `since` and none holds today.
fn over(stretches: &[Stretch], since: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    if stretches.iter().any(|stretch| stretch.holds_on(today)) {
        return None;
    }
    stretches
        .iter()
        .filter(|stretch| stretch.from <= today)
        .filter_map(|stretch| stretch.until)
        .filter(|until| *until > since && *until <= today)
        .max()
}

/// What of these ends the seat of a director who sits since `since`, as of today: at
/// most one of each kind, but every merger.
#[must_use]
pub fn events(facts: &SponsorFacts, since: NaiveDate, today: NaiveDate) -> Vec<Found> {
    let plain = |kind, happened_on| Found {
        kind,
        happened_on,
        breach: None,
        own_last_day: None,
    };
    let lapsed =
        over(&facts.memberships, since, today).map(|day| plain(EventKind::MembershipEnded, day));
    let left =
        over(&facts.employed, since, today).map(|day| plain(EventKind::EmploymentEnded, day));
    let merged = facts
        .mergers
        .iter()
        .filter(|merger| merger.stands && merger.effective_on <= today)
        .map(|merger| Found {
            kind: EventKind::MembersMerged,
            happened_on: merger.effective_on,
            breach: Some(merger.breach),
            own_last_day: merger.last_day,
        });
    lapsed.into_iter().chain(left).chain(merged).collect()
}

/// The last day of a cure: so many days after it happened, or after it was recorded
/// where that is later; none where the rulebook gives no days.
#[must_use]
pub fn last_day(
    happened_on: NaiveDate,
    recorded_on: NaiveDate,
    days: Option<u32>,
) -> Option<NaiveDate> {
    happened_on
        .max(recorded_on)
        .checked_add_days(Days::new(u64::from(days?)))
}

/// Where an event that was recorded stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Put right, and recorded so.
    Cured,
    /// The seat is over, by this event or otherwise.
    Ended,
    /// The facts say that it is put right; an officer records it.
    PutRight,
    /// To the end of this day.
    Runs(NaiveDate),
    /// Nothing holds back the end of the seat any more; two officers record it.
    Over,
}

impl Clock {
    #[must_use]
    pub fn of(
        cured: bool,
        ended: bool,
        put_right: bool,
        last_day: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Self {
        if cured {
            return Self::Cured;
        }
        if ended {
            return Self::Ended;
        }
        if put_right {
            return Self::PutRight;
        }
        match last_day {
            Some(last) if today <= last => Self::Runs(last),
            Some(_) | None => Self::Over,
        }
    }

    /// Whether somebody still has to do or wait for something.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Cured | Self::Ended => false,
            Self::PutRight | Self::Runs(_) | Self::Over => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Clock, EventKind, Merger, SponsorFacts, Stretch, events, last_day};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn stretch(from: &str, until: Option<&str>) -> Stretch {
        Stretch {
            from: day(from),
            until: until.map(day),
        }
    }

    #[test]
    fn what_ends_a_seat_is_found_from_dated_facts() {
        let since = day("2026-10-01");
        let today = day("2027-06-01");
        let lapsed = [stretch("2025-01-01", Some("2027-01-01"))];
        let renewed = [lapsed[0], stretch("2027-05-01", None)];
        let before = [stretch("2020-01-01", Some("2021-01-01"))];
        let ahead = [stretch("2025-01-01", Some("2028-01-01"))];
        for (stretches, expected) in [
            (&lapsed[..], Some("2027-01-01")),
            (&renewed, None),
            // Over before the term began: whoever seated the director knew.
            (&before, None),
            (&ahead, None),
            (&[], None),
        ] {
            for kind in [EventKind::MembershipEnded, EventKind::EmploymentEnded] {
                let facts = match kind {
                    EventKind::MembershipEnded => SponsorFacts {
                        memberships: stretches.to_vec(),
                        ..SponsorFacts::default()
                    },
                    EventKind::EmploymentEnded | EventKind::MembersMerged => SponsorFacts {
                        employed: stretches.to_vec(),
                        ..SponsorFacts::default()
                    },
                };
                let found = events(&facts, since, today);
                let told: Vec<_> = found
                    .iter()
                    .map(|event| (event.kind, event.happened_on))
                    .collect();
                let expected: Vec<_> = expected.iter().map(|on| (kind, day(on))).collect();
                assert_eq!(told, expected, "{stretches:?}");
            }
        }
    }

    #[test]
    fn a_merger_stands_while_both_directors_sit() {
        let merger = |stands| Merger {
            breach: Uuid::from_u128(7),
            effective_on: day("2027-02-01"),
            stands,
            last_day: Some(day("2027-03-03")),
        };
        let facts = |stands| SponsorFacts {
            mergers: vec![merger(stands)],
            ..SponsorFacts::default()
        };
        let today = day("2027-02-10");
        let found = events(&facts(true), day("2026-10-01"), today);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].own_last_day, Some(day("2027-03-03")));
        assert!(events(&facts(false), day("2026-10-01"), today).is_empty());
    }

    #[test]
    fn the_clock_runs_to_the_end_of_its_last_day() {
        let last = last_day(day("2027-01-01"), day("2027-01-10"), Some(30));
        assert_eq!(last, Some(day("2027-02-09")));
        assert_eq!(last_day(day("2027-01-01"), day("2027-01-10"), None), None);
        for (cured, ended, put_right, today, expected) in [
            (
                false,
                false,
                false,
                "2027-02-09",
                Clock::Runs(day("2027-02-09")),
            ),
            (false, false, false, "2027-02-10", Clock::Over),
            (false, false, true, "2027-02-10", Clock::PutRight),
            (false, true, true, "2027-02-10", Clock::Ended),
            (true, false, false, "2027-02-10", Clock::Cured),
        ] {
            let clock = Clock::of(cured, ended, put_right, last, day(today));
            assert_eq!(clock, expected);
        }
        assert_eq!(
            Clock::of(false, false, false, None, day("2027-01-10")),
            Clock::Over
        );
    }

    proptest! {
        #[test]
        fn what_is_found_has_happened_and_nothing_holds_any_more(
            ends in prop::collection::vec((0_u64..2_000, 1_u64..800), 0..5), today in 0_u64..3_000
        ) {
            let origin = day("2020-01-01");
            let today = origin + Days::new(today);
            let memberships = ends.iter().map(|(from, long)| Stretch {
                from: origin + Days::new(*from),
                until: Some(origin + Days::new(from + long)),
            }).collect();
            let facts = SponsorFacts { memberships, ..SponsorFacts::default() };
            for event in events(&facts, origin, today) {
                prop_assert!(event.happened_on <= today);
                prop_assert!(!facts.memberships.iter().any(|stretch| stretch.holds_on(today)));
            }
        }
    }
}
