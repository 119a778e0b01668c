//! The committee's queue and one application in it.

use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::joining::model::contributions;
use crate::joining::model::form::ApplicationForm;
use crate::joining::model::{State, View, business_days_after};
use crate::joining::store::evidence::{Identity, Item};
use crate::joining::store::reading::{Application, Checked, Held, Taken, Verdict};
use crate::members::store::kin::GroupWeight;
use crate::web::form::{Faults, fault};
use crate::web::times::Moment;
use crate::web::{Fields, Frame};

/// A line of the queue.
pub struct Row {
    pub application: Application,
    pub due: Option<NaiveDate>,
    pub late: bool,
}

impl Row {
    /// With the business days in which it is decided, as of this day.
    #[must_use]
    pub fn new(application: Application, days: Option<u32>, today: NaiveDate) -> Self {
        let due = days.map(|days| business_days_after(application.came_on, days));
        let pending = application.state().is_pending();
        Self {
            late: pending && due.is_some_and(|due| due < today),
            due: due.filter(|_| pending),
            application,
        }
    }
}

#[derive(Template)]
#[template(path = "joining/queue.html")]
pub struct QueuePage {
    pub frame: Frame,
    pub keeps_members: bool,
    pub rows: Vec<Row>,
    /// The days in which an application is decided, and where that stands.
    pub clock: Option<(u32, String)>,
}

impl QueuePage {
    fn late(&self) -> usize {
        self.rows.iter().filter(|row| row.late).count()
    }

    fn pending(&self) -> usize {
        let pending = |row: &&Row| row.application.state().is_pending();
        self.rows.iter().filter(pending).count()
    }
}

/// A step with its hour.
pub struct Done {
    pub step: Taken,
    pub at: Moment,
}

#[derive(Template)]
#[template(path = "joining/application.html")]
pub struct ApplicationPage {
    pub frame: Frame,
    pub application: Application,
    pub came: Moment,
    pub due: Option<NaiveDate>,
    pub late: bool,
    pub clock: Option<(u32, String)>,
    /// What the applicant wrote; none where it was erased.
    pub form: Option<ApplicationForm>,
    /// Whether the reader sits on the committee.
    pub sits: bool,
    /// Whether the reader is affiliated with the applicant.
    pub interested: bool,
    pub keeps_members: bool,
    pub is_treasurer: bool,
    pub views: Vec<Held>,
    pub verdict: Verdict,
    pub steps: Vec<Done>,
    pub checks: Vec<Checked>,
    pub items: Vec<Item>,
    pub identities: Vec<Identity>,
    /// Titles of agreements not accepted yet.
    pub missing: Vec<String>,
    /// What the applicant's related group weighs without this membership.
    pub weight: GroupWeight,
    pub form_id: Uuid,
    pub today: NaiveDate,
    pub fields: Fields,
    pub faults: Faults,
}

impl ApplicationPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn is(&self, state: &str) -> bool {
        self.application.state().word() == state
    }

    fn is_pending(&self) -> bool {
        self.application.state().is_pending()
    }

    fn can_reopen(&self) -> bool {
        matches!(
            self.application.state(),
            State::Declined | State::ClosedNoResponse
        )
    }

    fn outcome(&self) -> &str {
        self.verdict.outcome.as_deref().unwrap_or("")
    }

    /// What can be done under review that the applicant is told in words: step, label, button.
    /// It is declined where the views say so, referred where they say nothing; the database
    /// refuses anything else, and what was refused stays with its sentence.
    fn steps_with_words(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let ask = ("ask", "Ask the applicant", "Send the question");
        let decline = ("decline", "Decline it, as the views say", "Decline");
        let refer = ("refer", "Refer it to the board", "Refer");
        let offered = |step: &str| match step {
            "decline" => self.outcome() == "decline",
            "refer" => self.outcome().is_empty(),
            _ => true,
        };
        [ask, decline, refer]
            .into_iter()
            .filter(|(step, _, _)| offered(step) || !self.fault(step).is_empty())
            .collect()
    }

    /// Who of the committee is still to give a view, while that decides nothing yet.
    fn silent(&self) -> Vec<&str> {
        let asked = self.is("under_review") && self.outcome().is_empty();
        let silent = self.views.iter().filter(|held| held.view().is_none());
        silent
            .filter(|_| asked)
            .map(|held| held.name.as_str())
            .collect()
    }

    /// What the views amount to, in a sentence.
    fn verdict_said(&self) -> String {
        let by = match self.verdict.by.as_str() {
            "vote" => "by vote",
            _ => "by consensus",
        };
        match self.outcome() {
            "approve" => format!("The views approve the application, {by}."),
            "decline" => format!("The views decline the application, {by}."),
            _ if self.verdict.too_few => {
                "The committee is smaller than its charter says: the board decides.".to_owned()
            }
            _ => format!(
                "The views decide nothing yet. The committee decides {by}, by at least two who are not recused."
            ),
        }
    }

    fn views_choices(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            (View::Approve.word(), "I would approve"),
            (View::Discuss.word(), "I want to discuss it"),
            (View::Decline.word(), "I would decline"),
            (View::Recuse.word(), "I am recused"),
        ]
    }

    fn evidence_kinds(&self) -> Vec<(&'static str, String)> {
        contributions::KINDS
            .into_iter()
            .chain(["committee_knowledge"])
            .map(|kind| (kind, kind.replace('_', " ")))
            .collect()
    }

    fn identity_kinds(&self) -> [(&'static str, &'static str); 3] {
        [
            ("git_email", "git address"),
            ("forge_account", "forge account"),
            ("key_fingerprint", "key fingerprint"),
        ]
    }
}

/// Taking in a file of contributions.
#[derive(Template)]
#[template(path = "joining/evidence.html")]
pub struct EvidencePage {
    pub frame: Frame,
    pub said: String,
    pub faults: Faults,
    pub source: String,
}

impl EvidencePage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn columns(&self) -> String {
        contributions::COLUMNS.join(",")
    }
}
