//! What the pages about offices, decisions and rules show.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Office, OfficeTerm};
use super::store::Decision;
use crate::web::{Fields, Frame};

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
    pub records_decisions: bool,
    pub offices: Vec<OfficeLine>,
}

impl OfficesPage {
    /// The terms sorted by office, as they stand at `now`; `names` by person.
    #[must_use]
    pub fn of(
        frame: Frame,
        records_decisions: bool,
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
                .map_or_else(String::new, |end| day_said(&frame, &end)),
        };
        let offices = Office::ALL
            .into_iter()
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
            records_decisions,
            offices,
        }
    }
}

/// The legal day of an instant, as officers' pages write it.
fn day_said(frame: &Frame, at: &DateTime<Utc>) -> String {
    let zone = frame.site.as_ref().map_or(chrono_tz::UTC, |site| site.zone);
    at.with_timezone(&zone).format("%-d %B %Y").to_string()
}

/// What a decision about an office does.
pub enum Act {
    Appoint,
    /// Ends this term of this office, held by the person of this name.
    End {
        term: Uuid,
        office: Office,
        name: String,
    },
}

/// The form of a decision about an office.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/decision_form.html")]
pub struct DecisionFormPage {
    pub frame: Frame,
    pub act: Act,
    pub fields: Fields,
    /// Every fault: the field's id and a sentence.
    pub faults: Vec<(String, String)>,
}

impl DecisionFormPage {
    fn fault(&self, field: &str) -> &str {
        self.faults
            .iter()
            .find(|(id, _)| id == field)
            .map_or("", |(_, sentence)| sentence.as_str())
    }

    fn offices(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(Office::ALL.map(|office| (office.word(), office.title())))
            .collect()
    }

    fn path(&self) -> String {
        match &self.act {
            Act::Appoint => "/room/offices".to_owned(),
            Act::End { term, .. } => format!("/room/offices/{term}/end"),
        }
    }
}

/// Every recorded decision.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/decisions.html")]
pub struct DecisionsPage {
    pub frame: Frame,
    pub decisions: Vec<Decision>,
}
