//! Bodies with their charters and seats.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{day_said, last_day_said};
use crate::bodies::model::body::Charter;
use crate::bodies::model::seats::{Basis, Place, Standing};
use crate::web::{Frame, times};

/// All bodies.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/bodies.html")]
pub struct BodiesPage {
    pub frame: Frame,
    pub enters: bool,
    /// Each with how many are in office now.
    pub bodies: Vec<(Charter, usize)>,
}

/// A seat as its line shows it.
pub struct Sitting {
    pub seat: String,
    pub cohort: String,
    /// Empty on a vacant seat.
    pub name: String,
    pub affiliation: String,
    pub state: String,
    pub incumbency: String,
    /// The one that keeps this person out; empty where none does.
    pub suspension: String,
    pub decision: i64,
    /// The vote by which the person was seated, where one was.
    pub poll: Option<i32>,
}

impl Sitting {
    /// A seat at the instant it was asked of; `number_of` tells a decision's number,
    /// and `suspension` is what keeps the person on it out.
    #[must_use]
    pub fn of(
        frame: &Frame,
        place: &Place<'_>,
        names: &BTreeMap<Uuid, String>,
        number_of: &dyn Fn(Uuid) -> i64,
        suspension: Option<Uuid>,
    ) -> Self {
        let seat = place.seat.name.clone();
        let cohort = place.seat.cohort.clone();
        let Some((sitting, standing)) = place.taken else {
            return Self {
                seat,
                cohort,
                name: String::new(),
                affiliation: String::new(),
                state: "vacant".to_owned(),
                incumbency: String::new(),
                suspension: String::new(),
                decision: 0,
                poll: None,
            };
        };
        let basis = match sitting.basis {
            Basis::Election => "elected",
            Basis::Appointment => "appointed",
        };
        let mut state = format!("{basis}, since {}", day_said(frame, &sitting.starts_at));
        if let Some(end) = sitting.ended_at.into_iter().chain(sitting.ends_at).min() {
            state += &format!(", to {}", last_day_said(frame, &end));
        }
        state += match standing {
            Standing::InOffice => "",
            Standing::HeldOver => "; stays until a successor sits",
            Standing::Suspended => "; suspended",
        };
        Self {
            seat,
            cohort,
            name: names.get(&sitting.person.0).cloned().unwrap_or_default(),
            affiliation: sitting.affiliation.clone(),
            state,
            incumbency: sitting.id.to_string(),
            suspension: suspension.map_or_else(String::new, |id| id.to_string()),
            decision: sitting.decision.map_or(0, number_of),
            poll: sitting.poll,
        }
    }
}

/// One body as of a day.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/body.html")]
pub struct BodyPage {
    pub frame: Frame,
    pub enters: bool,
    pub charter: Charter,
    pub charter_decision: i64,
    pub on: NaiveDate,
    pub today: NaiveDate,
    pub sittings: Vec<Sitting>,
    /// Of the founders alone.
    pub founders: Vec<String>,
    /// Size rules that are broken, each a sentence.
    pub broken: Vec<String>,
}

impl BodyPage {
    fn day(&self) -> String {
        times::day_said(&self.on)
    }

    fn is_today(&self) -> bool {
        self.on == self.today
    }

    fn since(&self) -> String {
        day_said(&self.frame, &self.charter.since)
    }

    fn has_cohorts(&self) -> bool {
        self.sittings.iter().any(|line| !line.cohort.is_empty())
    }
}
