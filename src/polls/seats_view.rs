//! The officers' page on which a poll is told which seats it fills, or whose it ends.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::polls::store::seating::{Removal, SeatTaken};
use crate::web::Frame;
use crate::web::form::fault;

/// A seat of the body, as the form names it.
#[derive(Clone, Debug, Default)]
pub struct SeatRow {
    pub id: String,
    pub name: String,
    pub cohort: String,
    /// Who sits there and to which day, or why nobody does.
    pub holder: String,
    pub chosen: bool,
    /// The last day as typed; empty for the one that follows from the rules.
    pub last_day: String,
    /// What follows from the rules, in words.
    pub by_rule: String,
}

/// An option with the person behind it, as the form names them.
#[derive(Clone, Debug, Default)]
pub struct OptionRow {
    pub id: String,
    pub name: String,
    /// Mail address.
    pub address: String,
    pub affiliation: String,
    /// Number of the membership of the sponsor.
    pub sponsor: String,
    /// Who is declared now, in words; empty for nobody.
    pub declared: String,
    /// Why they take no seat; empty where they do.
    pub refused: String,
}

/// The page.
#[derive(Template, WebTemplate)]
#[template(path = "polls/room/seats.html")]
pub struct SeatsPage {
    pub frame: Frame,
    pub number: i32,
    pub question: String,
    pub is_draft: bool,
    /// The reader may declare it.
    pub drafts: bool,
    pub is_motion: bool,
    /// Nothing was certified, so that somebody may still refuse.
    pub before_certification: bool,
    pub form: Uuid,
    pub body: String,
    pub bodies: Vec<(String, String)>,
    pub seats: Vec<SeatRow>,
    pub options: Vec<OptionRow>,
    /// How many the draft elects.
    pub elects: u32,
    pub first_day: String,
    pub new_seats: String,
    pub new_cohort: String,
    pub new_last_day: String,
    /// What is declared now, a sentence for each place; empty for nothing.
    pub declared: Vec<String>,
    /// What the declaration lacks.
    pub missing: Vec<String>,
    pub taken: Vec<(SeatTaken, String, String)>,
    pub removal: Option<Removal>,
    /// Who could be removed: the incumbency, and who it is.
    pub sitting: Vec<(String, String)>,
    pub chosen: String,
    pub reason: String,
    /// Field and sentence.
    pub faults: Vec<(String, String)>,
}

impl SeatsPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn refusable(&self) -> Vec<(String, String)> {
        self.options
            .iter()
            .filter(|option| !option.declared.is_empty() && option.refused.is_empty())
            .map(|option| (option.id.clone(), option.name.clone()))
            .collect()
    }
}
