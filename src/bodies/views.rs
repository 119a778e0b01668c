//! What the pages about offices, bodies and decisions show.

pub mod board_chart;
pub mod bodies;
pub mod decisions;
pub mod form;
pub mod judged;
pub mod people;

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Office, OfficeTerm};
use crate::web::{Frame, times};

/// A term of office as its list shows it.
pub struct Holding {
    pub term: Uuid,
    pub name: String,
    pub from: String,
    /// Empty while no end is known.
    pub until: String,
}

/// An office with who holds it and who did.
pub struct OfficeLine {
    pub office: Office,
    pub present: Vec<Holding>,
    pub past: Vec<Holding>,
    pub coming: Vec<Holding>,
}

/// The offices and their holders.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/offices.html")]
pub struct OfficesPage {
    pub frame: Frame,
    /// Whether this officer enters decisions.
    pub enters: bool,
    pub offices: Vec<OfficeLine>,
}

impl OfficesPage {
    /// The terms sorted by office, as they stand at `now`; `names` by person.
    #[must_use]
    pub fn of(
        frame: Frame,
        enters: bool,
        terms: &[OfficeTerm],
        names: &BTreeMap<Uuid, String>,
        now: DateTime<Utc>,
    ) -> Self {
        let holding = |term: &OfficeTerm| Holding {
            term: term.id,
            name: names.get(&term.person.0).cloned().unwrap_or_default(),
            from: day_said(&frame, &term.starts_at),
            until: term
                .end()
                .map_or_else(String::new, |end| last_day_said(&frame, &end)),
        };
        let offices = Office::ALL
            .into_iter()
            .filter(|office| !office.comes_with_a_seat())
            .map(|office| {
                let of_office = || terms.iter().filter(|term| term.office == office);
                OfficeLine {
                    office,
                    present: of_office()
                        .filter(|term| term.held_at(now))
                        .map(holding)
                        .collect(),
                    past: of_office()
                        .filter(|term| term.end().is_some_and(|end| end <= now))
                        .map(holding)
                        .collect(),
                    coming: of_office()
                        .filter(|term| now < term.starts_at)
                        .map(holding)
                        .collect(),
                }
            })
            .collect();
        Self {
            frame,
            enters,
            offices,
        }
    }
}

/// The legal day of an instant, as officers' pages write it.
fn day_said(frame: &Frame, at: &DateTime<Utc>) -> String {
    times::day_said(&at.with_timezone(&frame.zone()).date_naive())
}

/// The last legal day of what ends at an instant: before a midnight, the day before.
fn last_day_said(frame: &Frame, end: &DateTime<Utc>) -> String {
    day_said(frame, &(*end - chrono::TimeDelta::microseconds(1)))
}
