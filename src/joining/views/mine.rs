//! An application as its applicant follows it.

use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::joining::model::{State, Step};
use crate::joining::store::agreements::Agreement;
use crate::joining::store::reading::Application;
use crate::web::times::{self, Moment};
use crate::web::{Frame, figures};

/// A step the applicant is told of.
pub struct Told {
    pub step: Step,
    pub words: String,
    pub at: Moment,
}

#[derive(Template)]
#[template(path = "joining/mine.html")]
pub struct MinePage {
    pub frame: Frame,
    pub application: Application,
    pub came: Moment,
    /// Until when it is decided, while that is the committee's turn or the board's, and the
    /// rule that says so.
    pub due: Option<(NaiveDate, String)>,
    pub told: Vec<Told>,
    /// What is left to accept after an approval, by whomever.
    pub missing: Vec<Agreement>,
    /// Whether the reader accepts it.
    pub may_accept: bool,
    /// Who votes for the applicant now; none where nobody does.
    pub voter: Option<String>,
    pub typed: String,
    pub fault: String,
    pub form: Uuid,
}

impl MinePage {
    fn state_key(&self) -> String {
        format!(
            "join-state-{}",
            self.application.state().word().replace('_', "-")
        )
    }

    fn due_said(&self) -> Option<String> {
        let t = &self.frame.t;
        let (day, rule) = self.due.as_ref()?;
        let (day, rule) = (times::day(t, *day), figures::cited(rule));
        Some(t.say2("join-due", "day", day, "rule", rule))
    }

    fn step_key(&self, step: &Step) -> String {
        format!("join-step-{}", step.word().replace('_', "-"))
    }

    fn asks(&self) -> bool {
        self.application.state() == State::InformationRequested
    }

    /// Who accepts what is left, where the reader does not.
    fn accepted_by_another(&self) -> Option<String> {
        if self.may_accept || self.missing.is_empty() {
            return None;
        }
        let (t, organisation) = (&self.frame.t, &self.application.name);
        Some(match &self.voter {
            Some(voter) => t.say2(
                "join-accept-voter",
                "voter",
                voter,
                "organisation",
                organisation,
            ),
            None => t.say1("join-accept-nobody", "organisation", organisation),
        })
    }

    /// Whether it is approved, and nothing is left that anybody could accept for the applicant.
    fn only_waits(&self) -> bool {
        self.application.state() == State::Approved
            && self.application.member_number.is_none()
            && self.missing.is_empty()
    }

    fn can_withdraw(&self) -> bool {
        self.application.state().is_pending()
    }

    fn faults(&self) -> Vec<(&'static str, String)> {
        if self.fault.is_empty() {
            Vec::new()
        } else {
            vec![("answer", self.fault.clone())]
        }
    }
}
