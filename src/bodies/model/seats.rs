//! Seats and who sits on them, as of an instant. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::BodyId;
use crate::parties::PartyId;

/// A seat of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub id: Uuid,
    pub body: BodyId,
    /// Empty where the body has no cohorts.
    pub cohort: String,
    pub name: String,
    pub since: DateTime<Utc>,
}

/// By what somebody came to a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    Election,
    Appointment,
}

impl Basis {
    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Appointment => "appointment",
        }
    }

    /// The basis this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Election, Self::Appointment]
            .into_iter()
            .find(|basis| basis.word() == word)
    }
}

/// One person's time on one seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incumbency {
    pub id: Uuid,
    pub seat: Uuid,
    pub person: PartyId,
    pub starts_at: DateTime<Utc>,
    /// The end of the term.
    pub ends_at: Option<DateTime<Utc>>,
    /// The end recorded since: resigned, or removed.
    pub ended_at: Option<DateTime<Utc>>,
    pub basis: Basis,
    /// For whom the person worked or spoke when seated; empty for nobody.
    pub affiliation: String,
    /// By which decision; none of whom a certified vote seated.
    pub decision: Option<Uuid>,
    /// The number of the vote whose certified result seated the person.
    pub poll: Option<i32>,
}

/// Somebody is kept out of a body for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    pub id: Uuid,
    pub body: BodyId,
    pub person: PartyId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Lifted before it was over.
    pub lifted_at: Option<DateTime<Utc>>,
    pub reason: String,
}

impl Suspension {
    /// Whether it keeps the person out at this instant.
    #[must_use]
    pub fn lasts_at(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && at < self.ends_at && self.lifted_at.is_none_or(|lifted| at < lifted)
    }
}

/// How a seat is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InOffice,
    /// The term is over, and no successor sits: in office all the same.
    HeldOver,
    Suspended,
}

/// A seat as it stood at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub seat: &'a Seat,
    /// Nobody on a vacant seat.
    pub taken: Option<(&'a Incumbency, Standing)>,
}

/// Every seat, everyone who ever sat, everyone who was ever suspended.
#[derive(Clone, Debug, Default)]
pub struct Chairs {
    pub seats: Vec<Seat>,
    pub incumbencies: Vec<Incumbency>,
    pub suspensions: Vec<Suspension>,
}

impl Chairs {
    /// The seats of a body at an instant. `holdover` is whether its members stay until
    /// their successors sit, under the rule then in force.
    #[must_use]
    pub fn at(&self, body: &BodyId, at: DateTime<Utc>, holdover: bool) -> Vec<Place<'_>> {
        self.seats
            .iter()
            .filter(|seat| seat.body == *body && seat.since <= at)
            .map(|seat| Place {
                seat,
                taken: self.on(seat, at, holdover),
            })
            .collect()
    }

    /// The suspension that keeps somebody out of a body at an instant; of several the first.
    #[must_use]
    pub fn suspension(
        &self,
        body: &BodyId,
        person: PartyId,
        at: DateTime<Utc>,
    ) -> Option<&Suspension> {
        self.suspensions.iter().find(|suspension| {
            suspension.body == *body && suspension.person == person && suspension.lasts_at(at)
        })
    }

    fn on(
        &self,
        seat: &Seat,
        at: DateTime<Utc>,
        holdover: bool,
    ) -> Option<(&Incumbency, Standing)> {
        // The last who came: before a successor sits, nobody has.
        let last = self
            .incumbencies
            .iter()
            .filter(|incumbency| incumbency.seat == seat.id && incumbency.starts_at <= at)
            .max_by_key(|incumbency| incumbency.starts_at)?;
        if last.ended_at.is_some_and(|ended| ended <= at) {
            return None;
        }
        let over = last.ends_at.is_some_and(|ends| ends <= at);
        if over && !holdover {
            return None;
        }
        let suspended = self.suspension(&seat.body, last.person, at).is_some();
        let standing = match (suspended, over) {
            (true, _) => Standing::Suspended,
            (false, true) => Standing::HeldOver,
            (false, false) => Standing::InOffice,
        };
        Some((last, standing))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::{Basis, Chairs, Incumbency, Seat, Standing, Suspension};
    use crate::bodies::model::BodyId;
    use crate::parties::PartyId;

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T00:00:00Z").parse().expect("a day")
    }

    fn person(number: u128) -> PartyId {
        PartyId(Uuid::from_u128(number))
    }

    fn chairs() -> Chairs {
        let seat = |number, since| Seat {
            id: Uuid::from_u128(number),
            body: BodyId::board(),
            cohort: "A".into(),
            name: format!("Seat {number}"),
            since: at(since),
        };
        let sits = |seat, who, from, to: Option<&str>, left: Option<&str>| Incumbency {
            id: Uuid::from_u128(100 + who),
            seat: Uuid::from_u128(seat),
            person: person(who),
            starts_at: at(from),
            ends_at: to.map(at),
            ended_at: left.map(at),
            basis: Basis::Election,
            affiliation: String::new(),
            decision: None,
            poll: None,
        };
        Chairs {
            seats: vec![seat(1, "2026-01-01"), seat(2, "2026-06-01")],
            incumbencies: vec![
                sits(1, 1, "2026-01-01", Some("2026-07-01"), None),
                sits(1, 2, "2026-08-01", None, Some("2026-10-01")),
                sits(2, 3, "2026-06-01", None, None),
            ],
            suspensions: vec![Suspension {
                id: Uuid::from_u128(200),
                body: BodyId::board(),
                person: person(3),
                starts_at: at("2026-09-01"),
                ends_at: at("2026-09-15"),
                lifted_at: None,
                reason: "An inquiry.".into(),
            }],
        }
    }

    #[test]
    fn a_seat_is_taken_from_its_start_until_a_successor_sits() {
        let chairs = chairs();
        let on = |day, holdover| {
            chairs
                .at(&BodyId::board(), at(day), holdover)
                .into_iter()
                .map(|place| {
                    place
                        .taken
                        .map(|(incumbency, standing)| (incumbency.person, standing))
                })
                .collect::<Vec<_>>()
        };
        let (first, second, third) = (person(1), person(2), person(3));
        assert_eq!(on("2025-12-31", true), []);
        assert_eq!(on("2026-01-01", true), [Some((first, Standing::InOffice))]);
        let third_sits = Some((third, Standing::InOffice));
        assert_eq!(
            on("2026-07-01", true),
            [Some((first, Standing::HeldOver)), third_sits]
        );
        assert_eq!(on("2026-07-01", false), [None, third_sits]);
        assert_eq!(
            on("2026-09-01", true),
            [
                Some((second, Standing::InOffice)),
                Some((third, Standing::Suspended))
            ]
        );
        assert_eq!(on("2026-09-15", true)[1], third_sits);
        let mut lifted = chairs.clone();
        lifted.suspensions[0].lifted_at = Some(at("2026-09-02"));
        let third_on = |day| lifted.at(&BodyId::board(), at(day), true)[1].taken;
        let standing = |day| third_on(day).map(|(_, standing)| standing);
        assert_eq!(standing("2026-09-01"), Some(Standing::Suspended));
        assert_eq!(standing("2026-09-02"), Some(Standing::InOffice));
        // Who was removed is not held over, and neither is who was there before.
        assert_eq!(on("2026-10-01", true), [None, third_sits]);
        assert_eq!(chairs.at(&BodyId::members(), at("2026-10-01"), true), []);
    }
}
