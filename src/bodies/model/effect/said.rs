//! Whom an effect concerns, which power it takes, and what it does in plain words.

use chrono::NaiveDate;

use super::Effect;
use crate::bodies::model::Office;
use crate::bodies::model::body::Power;
use crate::parties::PartyId;
use crate::web::times::day_said;

/// Under which a parameter of what is authorised is the SHA-256 of its terms.
const TERMS: &str = "terms";

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

    /// The SHA-256 that it names, in hex, with what it is of: it stands beside the sentence, and
    /// not within it.
    #[must_use]
    pub fn digest(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::AdoptRulebook { sha256, .. } => Some(("SHA-256 of the rulebook", sha256)),
            Self::Authorise { parameters, .. } => parameters
                .get(TERMS)
                .map(|terms| ("SHA-256 of the terms", terms.as_str())),
            Self::Appoint { .. }
            | Self::EndOffice { .. }
            | Self::Seat { .. }
            | Self::Unseat { .. }
            | Self::Suspend { .. }
            | Self::LiftSuspension { .. }
            | Self::Charter(_) => None,
        }
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
            Self::AdoptRulebook { effective_on, .. } => format!(
                "The rulebook of this digest is adopted, in force from {}; officers take it up by a signed act.",
                day_said(effective_on)
            ),
            Self::Authorise {
                kind,
                subject,
                parameters,
            } => {
                let details: Vec<String> = parameters
                    .iter()
                    .filter(|(key, _)| *key != TERMS)
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
