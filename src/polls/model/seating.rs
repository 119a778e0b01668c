//! Who takes which seat when a count is certified: declared while the poll is a
//! draft, worked out from the elected in their order. Pure.

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::bodies::model::BodyId;
use crate::parties::PartyId;

/// A seat that whoever is elected takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// None for a seat that the vote makes.
    pub seat: Option<Uuid>,
    /// Empty where the body has no cohorts.
    pub cohort: String,
    /// The last day of the term.
    pub last_day: NaiveDate,
}

/// The person behind an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The option's id.
    pub option: String,
    pub person: PartyId,
    /// For whom they work; may be empty.
    pub affiliation: String,
    /// The sponsor that nominated them, and for whom they sit.
    pub sponsor: Option<PartyId>,
}

/// What a poll fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seating {
    pub body: BodyId,
    /// The first day of the terms.
    pub first_day: NaiveDate,
    /// The first elected takes the first.
    pub places: Vec<Place>,
    pub candidates: Vec<Candidate>,
}

impl Seating {
    /// What is missing so that the count of a poll with these options and so many seats
    /// can be carried out; empty where nothing is.
    #[must_use]
    pub fn missing(&self, options: &[&str], seats: u32) -> Vec<String> {
        let mut missing = Vec::new();
        for option in options {
            if !self.candidates.iter().any(|known| known.option == **option) {
                missing.push(format!("Say who stands behind the option “{option}”."));
            }
        }
        for candidate in &self.candidates {
            if !options.contains(&candidate.option.as_str()) {
                missing.push(format!(
                    "The option “{}” is not in the draft any more. Choose another.",
                    candidate.option
                ));
            }
        }
        let places = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        if places != seats {
            missing.push(format!(
                "The poll elects {seats}, and {places} seats are named. Name as many as it elects."
            ));
        }
        missing
    }
}

/// The last day of a term of so many years that begins on a day.
#[must_use]
pub fn last_day_of_term(first_day: NaiveDate, years: u32) -> Option<NaiveDate> {
    first_day
        .checked_add_months(Months::new(years.checked_mul(12)?))?
        .pred_opt()
}

/// Somebody who takes a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken<'a> {
    pub candidate: &'a Candidate,
    pub place: &'a Place,
}

/// Gives the elected their places: the first elected the first term. Among places
/// whose terms end alike, whoever sits on one keeps it. `holds` is the seat somebody
/// sits on. Whoever is elected beyond the last place, and whoever refused, takes none;
/// the place of one who refused stays open.
#[must_use]
pub fn assign<'a>(
    seating: &'a Seating,
    elected: &[String],
    refused: &[String],
    holds: &dyn Fn(PartyId) -> Option<Uuid>,
) -> Vec<Taken<'a>> {
    let due: Vec<(&Candidate, &Place)> = elected
        .iter()
        .zip(&seating.places)
        .filter(|(option, _)| !refused.contains(option))
        .filter_map(|(option, place)| {
            let candidate = seating
                .candidates
                .iter()
                .find(|known| known.option == *option)?;
            Some((candidate, place))
        })
        .collect();
    let mut free: Vec<&Place> = due.iter().map(|(_, place)| *place).collect();
    let mut taken: Vec<Option<Taken<'a>>> = due
        .iter()
        .map(|(candidate, place)| {
            let own = holds(candidate.person)?;
            let at = free
                .iter()
                .position(|open| open.seat == Some(own) && open.last_day == place.last_day)?;
            Some(Taken {
                candidate,
                place: free.remove(at),
            })
        })
        .collect();
    for (slot, (candidate, place)) in taken.iter_mut().zip(&due) {
        if slot.is_some() {
            continue;
        }
        let at = free
            .iter()
            .position(|open| open.last_day == place.last_day)
            .unwrap_or(0);
        if at < free.len() {
            *slot = Some(Taken {
                candidate,
                place: free.remove(at),
            });
        }
    }
    taken.into_iter().flatten().collect()
}

/// The names of the elected in a `result.json`, in order; those between whom the votes
/// did not decide are left out.
#[must_use]
pub fn elected_of(result: &serde_json::Value) -> Vec<String> {
    result
        .get("elected")
        .and_then(serde_json::Value::as_array)
        .map(|list| {
            list.iter()
                .filter_map(|entry| entry.as_str().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::{Candidate, Place, Seating, assign, elected_of, last_day_of_term};
    use crate::bodies::model::BodyId;
    use crate::parties::PartyId;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn seating(lasts: &[&str]) -> Seating {
        Seating {
            body: BodyId::board(),
            first_day: day("2026-10-01"),
            places: (1_u128..)
                .zip(lasts)
                .map(|(seat, last)| Place {
                    seat: Some(Uuid::from_u128(seat)),
                    cohort: "A".into(),
                    last_day: day(last),
                })
                .collect(),
            candidates: (0_u128..6)
                .map(|number| Candidate {
                    option: format!("o{number}"),
                    person: PartyId(Uuid::from_u128(100 + number)),
                    affiliation: String::new(),
                    sponsor: None,
                })
                .collect(),
        }
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_first_elected_takes_the_first_term_and_a_holder_keeps_the_seat() {
        let (long, short) = ("2030-09-30", "2028-09-30");
        let nobody = |_: PartyId| None;
        let second_sits =
            |person: PartyId| (person.0.as_u128() == 101).then_some(Uuid::from_u128(1));
        type Case<'a> = (
            &'a [&'a str],
            &'a [&'a str],
            &'a [&'a str],
            bool,
            &'a [(&'a str, u128)],
        );
        let cases: [Case<'_>; 5] = [
            (
                &[long, long],
                &["o0", "o1"],
                &[],
                false,
                &[("o0", 1), ("o1", 2)],
            ),
            (
                &[long, long],
                &["o0", "o1"],
                &[],
                true,
                &[("o0", 2), ("o1", 1)],
            ),
            // Terms of different length go by the order of the count.
            (
                &[long, short],
                &["o0", "o1"],
                &[],
                true,
                &[("o0", 1), ("o1", 2)],
            ),
            // Whoever refuses leaves the place open.
            (&[long, long], &["o0", "o1"], &["o0"], false, &[("o1", 2)]),
            // A tie fills nothing.
            (&[long, long], &["o3"], &[], false, &[("o3", 1)]),
        ];
        for (lasts, elected, refused, sits, expected) in cases {
            let seating = seating(lasts);
            let holds: &dyn Fn(PartyId) -> Option<Uuid> = if sits { &second_sits } else { &nobody };
            let taken = assign(&seating, &names(elected), &names(refused), holds);
            let found: Vec<(&str, u128)> = taken
                .iter()
                .map(|taken| {
                    let seat = taken.place.seat.map_or(0, |seat| seat.as_u128());
                    (taken.candidate.option.as_str(), seat)
                })
                .collect();
            assert_eq!(found, expected, "{lasts:?} {elected:?}");
        }
    }

    #[test]
    fn ties_elect_nobody_and_terms_end_the_day_before() {
        let result = json!({"elected": ["ines-wojcik", ["a", "b"]], "seats": 2});
        assert_eq!(elected_of(&result), ["ines-wojcik"]);
        assert!(elected_of(&json!({"verdict": "adopted"})).is_empty());
        let last = last_day_of_term(day("2026-10-01"), 4);
        assert_eq!(last, Some(day("2030-09-30")));
        assert_eq!(last_day_of_term(day("2026-10-01"), u32::MAX), None);
    }

    #[test]
    fn what_does_not_fit_the_draft_is_told() {
        let seating = seating(&["2030-09-30"]);
        assert!(
            seating
                .missing(&["o0", "o1", "o2", "o3", "o4", "o5"], 1)
                .is_empty()
        );
        let missing = seating.missing(&["o0", "o1", "o2", "o3", "o4", "new"], 2);
        assert_eq!(missing.len(), 3, "{missing:?}");
    }

    proptest! {
        #[test]
        fn nobody_takes_two_places_and_no_place_is_taken_twice(
            elected in prop::sample::subsequence(vec!["o0", "o1", "o2", "o3", "o4", "o5"], 0..=6),
            lasts in prop::collection::vec(prop::sample::select(vec!["2028-09-30", "2030-09-30"]), 1..5),
            refused in prop::sample::subsequence(vec!["o0", "o1", "o2"], 0..=3),
            sits in 0_u128..6,
        ) {
            let seating = seating(&lasts);
            let elected = names(&elected);
            let refused = names(&refused);
            let holds = |person: PartyId| {
                (person.0.as_u128() < 102).then(|| Uuid::from_u128(1 + (person.0.as_u128() + sits) % 4))
            };
            let taken = assign(&seating, &elected, &refused, &holds);
            for (at, one) in taken.iter().enumerate() {
                prop_assert!(!refused.contains(&one.candidate.option));
                for other in &taken[at + 1..] {
                    prop_assert!(one.place.seat != other.place.seat);
                    prop_assert!(one.candidate.person != other.candidate.person);
                }
                // Whose turn it was decides the term.
                let turn = elected.iter().position(|name| *name == one.candidate.option).expect("elected");
                prop_assert_eq!(one.place.last_day, seating.places[turn].last_day);
            }
            let due = elected.iter().take(lasts.len()).filter(|name| !refused.contains(name)).count();
            prop_assert_eq!(taken.len(), due);
        }
    }
}
