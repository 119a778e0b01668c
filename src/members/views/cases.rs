//! Cases against memberships, as the secretary works on them.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::members::model::cases::{CaseRules, Channel, Ground, Manner, Proposes, Way};
use crate::members::store::Line;
use crate::members::store::cases::{Case, Step};
use crate::web::form::{Faults, fault};
use crate::web::times::Moment;
use crate::web::{Fields, Frame};

/// The wizard by which a case is opened.
#[derive(Template, WebTemplate)]
#[template(path = "members/case_new.html")]
pub struct NewCasePage {
    pub frame: Frame,
    pub line: Line,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
    pub rules: CaseRules,
    /// The first day it could take effect, were the member told now.
    pub first_day: NaiveDate,
}

impl NewCasePage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn proposals(&self) -> Vec<(&'static str, &'static str)> {
        Proposes::ALL.map(|p| (p.word(), p.said())).to_vec()
    }

    fn grounds(&self) -> Vec<(&'static str, &'static str)> {
        Ground::ALL.map(|g| (g.word(), g.said())).to_vec()
    }

    fn effective_on(&self) -> String {
        match self.fields.get("effective_on") {
            "" => self.first_day.to_string(),
            typed => typed.to_owned(),
        }
    }
}

/// All cases.
#[derive(Template, WebTemplate)]
#[template(path = "members/cases.html")]
pub struct CasesPage {
    pub frame: Frame,
    pub cases: Vec<Case>,
}

/// A step with the sentence that tells of it.
pub struct Told {
    pub sentence: String,
    pub at: Moment,
}

/// One case.
#[derive(Template, WebTemplate)]
#[template(path = "members/case.html")]
pub struct CasePage {
    pub frame: Frame,
    pub case: Case,
    pub steps: Vec<Told>,
    pub hearing: Option<Moment>,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
    pub rules: CaseRules,
    pub acts: bool,
}

impl CasePage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        Channel::ALL.map(|c| (c.word(), c.said())).to_vec()
    }

    fn manners(&self) -> Vec<(&'static str, &'static str)> {
        Manner::ALL.map(|m| (m.word(), m.said())).to_vec()
    }
}

/// What was done, in a sentence.
#[must_use]
pub fn step_said(step: &Step) -> String {
    let text = if step.text.is_empty() {
        String::new()
    } else {
        format!(": {}", step.text)
    };
    let way = match step.way {
        Way::Given(Channel::EMail) => "Notice given by e-mail",
        Way::Given(Channel::Personal) => "Notice handed over in person",
        Way::Given(Channel::CertifiedMail) => "Notice sent by certified mail",
        Way::Given(Channel::Courier) => "Notice sent by overnight courier",
        Way::Heard(Manner::Orally) => "The member was heard orally",
        Way::Heard(Manner::InWriting) => "The member was heard in writing",
        Way::Heard(Manner::NotUsed) => "The member did not use the opportunity to be heard",
    };
    format!("{way}{text}. Recorded by {}.", step.by)
}
