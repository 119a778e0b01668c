//! Seats of the board on which nobody sits, and who may fill them. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::BodyId;
use super::seats::{Chairs, Incumbency, Standing};
use crate::rulebook::model::{Rule, keys};
use crate::web::times::day_said;

/// Why nobody sits on a seat by a term of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody ever sat there.
    NeverTaken,
    /// The term is over, and nobody came.
    TermOver,
    /// Left or taken away before the term was over.
    EndedEarly,
    /// The term is over; whoever sat stays until a successor does.
    HeldOver,
}

/// A seat to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    pub seat: Uuid,
    pub name: String,
    pub cohort: String,
    pub since: NaiveDate,
    pub why: Why,
    /// The incumbency that was the last there.
    pub last: Option<Uuid>,
    /// The first day after the term that was cut short, where it is still to come.
    pub rest_of_term: Option<NaiveDate>,
}

impl Vacancy {
    /// Whether nobody at all sits there.
    #[must_use]
    pub fn is_vacant(&self) -> bool {
        match self.why {
            Why::NeverTaken | Why::TermOver | Why::EndedEarly => true,
            Why::HeldOver => false,
        }
    }
}

/// The seats of a body that nobody holds by a term of their own, in their order.
#[must_use]
pub fn vacancies(
    chairs: &Chairs,
    body: &BodyId,
    now: DateTime<Utc>,
    zone: Tz,
    holdover: bool,
) -> Vec<Vacancy> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let end = |sitting: &Incumbency| sitting.ended_at.into_iter().chain(sitting.ends_at).min();
    chairs
        .at(body, now, holdover)
        .into_iter()
        .filter_map(|place| {
            let last = chairs
                .incumbencies
                .iter()
                .filter(|sitting| sitting.seat == place.seat.id && sitting.starts_at <= now)
                .max_by_key(|sitting| sitting.starts_at);
            let why = match (place.taken, last) {
                (Some((sitting, standing)), _) => match standing {
                    Standing::InOffice | Standing::Suspended => {
                        // A suspension does not hide that a term is over.
                        if sitting.ends_at.is_none_or(|ends| now < ends) {
                            return None;
                        }
                        Why::HeldOver
                    }
                    Standing::HeldOver => Why::HeldOver,
                },
                (None, None) => Why::NeverTaken,
                (None, Some(last)) => match (last.ended_at, last.ends_at) {
                    (Some(ended), Some(ends)) if ended >= ends => Why::TermOver,
                    (Some(_), _) => Why::EndedEarly,
                    (None, _) => Why::TermOver,
                },
            };
            let rest = last
                .filter(|_| why == Why::EndedEarly)
                .and_then(|last| last.ends_at)
                .map(day)
                .filter(|ends| *ends > day(now));
            Some(Vacancy {
                seat: place.seat.id,
                name: place.seat.name.clone(),
                cohort: place.seat.cohort.clone(),
                since: last.and_then(end).map_or(day(place.seat.since), day),
                why,
                last: last.map(|last| last.id),
                rest_of_term: rest,
            })
        })
        .collect()
}

/// The sizes of the smallest and the largest cohort of a body, where they differ by more
/// than one; seats without a cohort are of none.
#[must_use]
pub fn uneven_cohorts(chairs: &Chairs, body: &BodyId) -> Option<(u32, u32)> {
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for seat in &chairs.seats {
        if seat.body == *body && !seat.cohort.is_empty() {
            let size = sizes.entry(seat.cohort.as_str()).or_default();
            *size = size.saturating_add(1);
        }
    }
    let (least, most) = (*sizes.values().min()?, *sizes.values().max()?);
    (most.saturating_sub(least) > 1).then_some((least, most))
}

/// Who may fill a seat that nobody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A vote of the members.
    Members,
    /// The board, by the majority of an ordinary decision.
    Board,
    /// The board, by a majority of the directors in office: the election is near.
    BoardByMajorityInOffice,
    /// Nobody until the next election.
    LeaveOpen,
}

/// What the rulebook says of vacancies, with where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VacancyRules {
    /// `members`, `board`, `members or board`; empty where the rulebook is silent.
    pub filled_by: String,
    pub citation: String,
    pub fork_months: Option<u32>,
    pub fork_citation: String,
    /// Whoever fills a vacancy sits for the rest of the term.
    pub rest_of_term: bool,
    pub term_citation: String,
}

impl VacancyRules {
    #[must_use]
    pub fn of(rules: &[Rule]) -> Self {
        let find = |key: &str| rules.iter().find(|rule| rule.key == key);
        let said = |key: &str| {
            find(key).map_or_else(Default::default, |rule| {
                (rule.value.clone(), rule.citation.clone())
            })
        };
        let (filled_by, citation) = said(keys::BOARD_VACANCY);
        let (fork, fork_citation) = said(keys::BOARD_VACANCY_FORK);
        let (term, term_citation) = said(keys::BOARD_VACANCY_TERM);
        Self {
            filled_by,
            citation,
            fork_months: fork.parse().ok(),
            fork_citation,
            rest_of_term: term == "the rest of the term",
            term_citation,
        }
    }

    /// Whether so few months are left to the next election that the board may act.
    #[must_use]
    pub fn is_near(&self, today: NaiveDate, next_election: Option<NaiveDate>) -> bool {
        let (Some(months), Some(next)) = (self.fork_months, next_election) else {
            return false;
        };
        today
            .checked_add_months(Months::new(months))
            .is_some_and(|fork| next < fork)
    }

    /// Who may fill a vacancy today.
    #[must_use]
    pub fn routes(&self, today: NaiveDate, next_election: Option<NaiveDate>) -> Vec<Route> {
        match self.filled_by.as_str() {
            "board" => vec![Route::Board],
            "members or board" => vec![Route::Members, Route::Board],
            _ if self.is_near(today, next_election) => vec![
                Route::Members,
                Route::BoardByMajorityInOffice,
                Route::LeaveOpen,
            ],
            _ => vec![Route::Members],
        }
    }

    /// Whether the board may fill a vacancy today, by whichever majority.
    #[must_use]
    pub fn board_may(&self, today: NaiveDate, next_election: Option<NaiveDate>) -> bool {
        self.routes(today, next_election)
            .iter()
            .any(|route| match route {
                Route::Board | Route::BoardByMajorityInOffice => true,
                Route::Members | Route::LeaveOpen => false,
            })
    }

    /// Why the board may not, in a sentence, with where that stands.
    #[must_use]
    pub fn refusal(&self, next_election: Option<NaiveDate>) -> String {
        let next = next_election.map_or_else(
            || "no election is in sight".to_owned(),
            |day| format!("the next is on {}", day_said(&day)),
        );
        match self.fork_months {
            Some(months) => format!(
                "The members fill the seats of the board, not the board itself ({}). It may only where fewer than {months} months are left to the next election ({}), and {next}. Draft a poll that fills it.",
                self.citation, self.fork_citation
            ),
            None => format!(
                "The members fill the seats of the board, not the board itself ({}). Draft a poll that fills it.",
                self.citation
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days, NaiveDate, Utc};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Route, VacancyRules, Why, uneven_cohorts, vacancies};
    use crate::bodies::model::BodyId;
    use crate::bodies::model::seats::{Basis, Chairs, Incumbency, Seat};
    use crate::parties::PartyId;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T00:00:00Z").parse().expect("an instant")
    }

    fn rules(filled_by: &str, fork_months: Option<u32>) -> VacancyRules {
        VacancyRules {
            filled_by: filled_by.into(),
            citation: "Bylaws § 4.7(a)".into(),
            fork_months,
            fork_citation: "Bylaws § 4.7(b)".into(),
            rest_of_term: true,
            term_citation: "Bylaws § 4.7(c)".into(),
        }
    }

    #[test]
    fn three_months_decide_who_fills_a_seat() {
        let near = [
            Route::Members,
            Route::BoardByMajorityInOffice,
            Route::LeaveOpen,
        ];
        for (filled_by, fork, next, expected) in [
            ("members", Some(3), Some("2026-08-31"), &near[..]),
            // On the day itself three months are left, not fewer.
            ("members", Some(3), Some("2026-09-01"), &[Route::Members]),
            ("members", Some(3), None, &[Route::Members]),
            ("members", None, Some("2026-06-02"), &[Route::Members]),
            ("", None, None, &[Route::Members]),
            ("board", Some(3), None, &[Route::Board]),
            (
                "members or board",
                None,
                None,
                &[Route::Members, Route::Board],
            ),
        ] {
            let found = rules(filled_by, fork).routes(day("2026-06-01"), next.map(day));
            assert_eq!(found, expected, "{filled_by} {fork:?} {next:?}");
        }
        let refusal = rules("members", Some(3)).refusal(Some(day("2026-09-01")));
        assert!(refusal.contains("Bylaws § 4.7(a)"), "{refusal}");
        assert!(refusal.contains("Bylaws § 4.7(b)"), "{refusal}");
    }

    #[test]
    fn every_seat_without_a_term_that_runs_is_told_with_its_reason() {
        let seat = |number: u128| Seat {
            id: Uuid::from_u128(number),
            body: BodyId::board(),
            cohort: "A".into(),
            name: format!("Seat {number}"),
            since: at("2024-01-01"),
        };
        let sits = |seat: u128, ends: Option<&str>, ended: Option<&str>| Incumbency {
            id: Uuid::from_u128(100 + seat),
            seat: Uuid::from_u128(seat),
            person: PartyId(Uuid::from_u128(200 + seat)),
            starts_at: at("2024-02-01"),
            ends_at: ends.map(at),
            ended_at: ended.map(at),
            basis: Basis::Election,
            affiliation: String::new(),
            decision: None,
            poll: None,
        };
        let chairs = Chairs {
            seats: (1..=5).map(seat).collect(),
            incumbencies: vec![
                sits(1, Some("2028-02-01"), None),
                sits(2, Some("2026-02-01"), None),
                sits(3, Some("2028-02-01"), Some("2026-03-01")),
                sits(4, None, Some("2026-04-01")),
            ],
            suspensions: Vec::new(),
        };
        let found = |holdover| {
            vacancies(
                &chairs,
                &BodyId::board(),
                at("2026-06-01"),
                chrono_tz::UTC,
                holdover,
            )
            .into_iter()
            .map(|vacancy| {
                (
                    vacancy.name,
                    vacancy.why,
                    vacancy.since,
                    vacancy.rest_of_term,
                )
            })
            .collect::<Vec<_>>()
        };
        let named = |number: u128, why, since, rest: Option<&str>| {
            (format!("Seat {number}"), why, day(since), rest.map(day))
        };
        let rest = [
            named(3, Why::EndedEarly, "2026-03-01", Some("2028-02-01")),
            named(4, Why::EndedEarly, "2026-04-01", None),
            named(5, Why::NeverTaken, "2024-01-01", None),
        ];
        let second = |why| named(2, why, "2026-02-01", None);
        assert_eq!(found(true), [&[second(Why::HeldOver)], &rest[..]].concat());
        assert_eq!(found(false), [&[second(Why::TermOver)], &rest[..]].concat());
    }

    #[test]
    fn cohorts_may_differ_by_one_seat() {
        let seats = |cohorts: &[&str]| Chairs {
            seats: (1_u128..)
                .zip(cohorts)
                .map(|(number, cohort)| Seat {
                    id: Uuid::from_u128(number),
                    body: BodyId::board(),
                    cohort: (*cohort).into(),
                    name: format!("Seat {number}"),
                    since: at("2024-01-01"),
                })
                .collect(),
            ..Chairs::default()
        };
        let uneven = |cohorts| uneven_cohorts(&seats(cohorts), &BodyId::board());
        assert_eq!(uneven(&["A", "A", "B"]), None);
        assert_eq!(uneven(&["A", "A", "A", "B", ""]), Some((1, 3)));
        assert_eq!(uneven(&[]), None);
    }

    proptest! {
        #[test]
        fn the_board_never_fills_a_seat_early_that_it_may_not_fill_later(
            fork in 0_u32..24, left in 0_u64..900, closer in 0_u64..900
        ) {
            let rules = rules("members", Some(fork));
            let election = day("2030-01-01");
            let early = election - Days::new(left.max(closer));
            let late = election - Days::new(left.min(closer));
            prop_assert!(
                !rules.board_may(early, Some(election)) || rules.board_may(late, Some(election))
            );
        }

        #[test]
        fn the_members_are_asked_whatever_the_fork_says(fork in 0_u32..24, left in 0_u64..900) {
            let today = day("2030-01-01");
            let routes = rules("members", Some(fork)).routes(today, Some(today + Days::new(left)));
            prop_assert!(routes.contains(&Route::Members));
        }
    }
}
