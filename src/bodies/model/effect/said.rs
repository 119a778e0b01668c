//! Whom an effect concerns, which power it takes, and what it does in plain words.

use chrono::NaiveDate;

use super::Effect;
use crate::bodies::model::Office;
use crate::bodies::model::body::Power;
use crate::parties::PartyId;
use crate::web::figures::fours;

impl Effect {
    /// Everybody to whom it is done.
    #[must_use]
    pub fn concerned(&self) -> Vec<PartyId> {
        match self {
            Self::Appoint { person, .. }
            | Self::EndOffice { person, .. }
            | Self::Unseat { person, .. }
            | Self::Suspend { person, .. }
            | Self::LiftSuspension { person, .. } => vec![*person],
            Self::Seat { seats, .. } => seats.iter().map(|taking| taking.person).collect(),
            Self::Charter(_) | Self::AdoptRulebook { .. } | Self::Authorise { .. } => Vec::new(),
        }
    }

    /// The power of a charter that it takes; none for what the board and the members
    /// authorise without one. Of an unseating `from_board` says whence.
    #[must_use]
    pub fn power(&self, from_board: bool) -> Option<Power> {
        Some(match self {
            Self::Appoint { office, .. } | Self::EndOffice { office, .. } => {
                if *office == Office::Auditor {
                    Power::AppointAuditor
                } else {
                    Power::AppointOfficers
                }
            }
            Self::Seat { body, .. } if body.is_board() => Power::SeatDirectors,
            Self::Unseat { .. } if from_board => Power::SeatDirectors,
            Self::Seat { .. } | Self::Unseat { .. } | Self::Charter(_) => Power::AppointCommittees,
            Self::Suspend { .. } | Self::LiftSuspension { .. } => Power::Suspend,
            Self::AdoptRulebook { .. } => Power::AdoptRulebook,
            Self::Authorise { .. } => return None,
        })
    }

    /// What it does, in plain words; `name` tells who somebody is.
    #[must_use]
    pub fn said(&self, name: &dyn Fn(PartyId) -> String) -> String {
        let until = |last: &Option<NaiveDate>| {
            last.map_or_else(String::new, |day| {
                format!(" The last day is {}.", day_said(&day))
            })
        };
        match self {
            Self::Appoint {
                office,
                person,
                last_day,
            } => format!(
                "{} holds an office from then on: {}.{}",
                name(*person),
                office.title(),
                until(last_day)
            ),
            Self::EndOffice {
                office,
                person,
                last_day,
                ..
            } => format!(
                "{} holds an office no longer: {}.{}",
                name(*person),
                office.title(),
                until(last_day)
            ),
            Self::Seat { body, basis, seats } => {
                let takes: Vec<String> = seats
                    .iter()
                    .map(|taking| {
                        let cohort = if taking.cohort.is_empty() {
                            String::new()
                        } else {
                            format!(" (cohort {})", taking.cohort)
                        };
                        format!("{}{cohort}", name(taking.person))
                    })
                    .collect();
                format!(
                    "By {}, these sit on the body “{body}”: {}.",
                    basis.word(),
                    takes.join(", ")
                )
            }
            Self::Unseat {
                person,
                reason,
                last_day,
                ..
            } => format!(
                "{} leaves a seat: {reason}.{}",
                name(*person),
                until(last_day)
            ),
            Self::Suspend {
                body,
                person,
                reason,
                last_day,
            } => format!(
                "{} is suspended from the body “{body}” to {}: {reason}.",
                name(*person),
                day_said(last_day)
            ),
            Self::LiftSuspension { person, reason, .. } => {
                format!("{} is suspended no longer: {reason}.", name(*person))
            }
            Self::Charter(charter) => format!(
                "“{}” has this charter from then on: {}",
                charter.name, charter.text
            ),
            Self::AdoptRulebook {
                sha256,
                effective_on,
            } => format!(
                "The rulebook with the digest {} is adopted, in force from {}; officers take it up by a signed act.",
                fours(sha256).join(" "),
                day_said(effective_on)
            ),
            Self::Authorise {
                kind,
                subject,
                parameters,
            } => {
                let details: Vec<String> = parameters
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!(
                    "It authorises, once: {} of {subject}{}{}.",
                    kind.replace('_', " "),
                    if details.is_empty() { "" } else { "; " },
                    details.join("; ")
                )
            }
        }
    }
}

/// A legal day as officers' pages write it: `31 July 2026`.
#[must_use]
pub fn day_said(day: &NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}
