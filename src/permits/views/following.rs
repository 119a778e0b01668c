//! What whoever asked reads at their secret address.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{holder_said, lines, use_said};
use crate::permits::store::deciding::Decision;
use crate::permits::store::register::Permission;
use crate::permits::store::requests::{Image, Request, Said};
use crate::web::figures::hex;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

#[derive(Template, WebTemplate)]
#[template(path = "permits/request.html")]
pub struct RequestPage {
    pub frame: Frame,
    pub secret: String,
    pub request: Request,
    pub images: Vec<Image>,
    pub said: Vec<Said>,
    /// Shown once it counts.
    pub decision: Option<Decision>,
    pub permission: Option<Permission>,
    today: NaiveDate,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl RequestPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        secret: String,
        request: Request,
        (images, said): (Vec<Image>, Vec<Said>),
        (decision, permission): (Option<Decision>, Option<Permission>),
        today: NaiveDate,
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            secret,
            request,
            images,
            said,
            decision,
            permission,
            today,
            typed,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// How the permission stands, once it is in force no more.
    fn is_over(&self) -> Option<String> {
        let standing = self.permission.as_ref()?.standing(self.today);
        (standing != "in-force").then(|| self.frame.t.say(&format!("permission-is-{standing}")))
    }

    fn state(&self) -> (String, String) {
        let word = self.request.state.word();
        (
            self.frame.t.say(&format!("permit-state-{word}")),
            self.frame.t.say(&format!("permit-state-{word}-sentence")),
        )
    }

    /// The class of the state's mark.
    fn mark(&self) -> &'static str {
        use crate::permits::model::RequestState::{
            Asked, Decided, Granted, Open, Refused, Withdrawn,
        };
        match self.request.state {
            Open | Decided => "mark-open",
            Asked => "mark-counted",
            Granted => "mark-certified",
            Refused => "mark-wrong",
            Withdrawn => "mark-closed",
        }
    }

    /// What was decided, once it counts.
    fn decided(&self) -> Option<&Decision> {
        let counts = self
            .decision
            .as_ref()
            .is_some_and(|decision| !decision.takes_two || decision.confirmer.is_some());
        self.decision.as_ref().filter(|_| counts)
    }

    fn use_said(&self) -> String {
        use_said(&self.frame, self.request.usage)
    }

    fn holder_said(&self) -> String {
        holder_said(&self.frame, self.request.holder)
    }

    fn conditions(&self, decision: &Decision) -> Vec<String> {
        lines(&decision.conditions)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    fn when(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        times::on_page(&self.frame, *at)
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    /// The name and the salt in digits by which the asker proves that it is theirs.
    fn opens(&self) -> Option<(String, String)> {
        let (name, salt) = self.permission.as_ref()?.name.as_ref()?;
        Some((name.clone(), hex(salt)))
    }

    fn said_by(&self, said: &Said) -> String {
        self.frame.t.say(&format!("permit-said-{}", said.step))
    }

    fn can_withdraw(&self) -> bool {
        use crate::permits::model::RequestState::{
            Asked, Decided, Granted, Open, Refused, Withdrawn,
        };
        match self.request.state {
            Open | Asked | Decided => true,
            Granted | Refused | Withdrawn => false,
        }
    }
}
