//! Requests for permission, as officers see them.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{lines, size, use_said};
use crate::permits::model::{HolderKind, RequestState, Verdict};
use crate::permits::store::deciding::Decision;
use crate::permits::store::register::Permission;
use crate::permits::store::requests::{Image, Request, Said};
use crate::rulebook::model::Rule;
use crate::web::figures::hex;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

fn state_said(state: RequestState) -> (&'static str, &'static str) {
    match state {
        RequestState::Open => ("○ open", "mark-open"),
        RequestState::Asked => ("○ more was asked", "mark-counted"),
        RequestState::Decided => ("○ a second officer is awaited", "mark-open"),
        RequestState::Granted => ("✓ granted", "mark-certified"),
        RequestState::Refused => ("✕ refused", "mark-closed"),
        RequestState::Withdrawn => ("✕ taken back", "mark-closed"),
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub requests: Vec<Request>,
    /// Whether newer ones stand on a page before.
    pub is_later: bool,
    /// From which number down the next page goes.
    pub next: Option<i64>,
}

impl ListPage {
    fn state(&self, request: &Request) -> (&'static str, &'static str) {
        state_said(request.state)
    }

    fn use_said(&self, request: &Request) -> String {
        use_said(&self.frame, request.usage)
    }

    fn asker(&self, request: &Request) -> String {
        request
            .asker
            .as_ref()
            .map_or_else(|| "erased".to_owned(), |asker| asker.name.clone())
    }

    fn when(&self, request: &Request) -> String {
        times::on_page(&self.frame, request.at)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "permits/room/request.html")]
pub struct RequestPage {
    pub frame: Frame,
    reader: Uuid,
    /// Whether the reader decides on the use of marks.
    pub decides: bool,
    pub request: Request,
    pub images: Vec<Image>,
    pub said: Vec<Said>,
    pub decision: Option<Decision>,
    pub permission: Option<Permission>,
    /// The rule on how many officers decide.
    pub rule: Option<Rule>,
    today: NaiveDate,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
    /// Whether a code is asked before the decision can be confirmed.
    pub code_due: bool,
}

impl RequestPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (reader, decides, code_due): (Uuid, bool, bool),
        request: Request,
        (images, said): (Vec<Image>, Vec<Said>),
        (decision, permission): (Option<Decision>, Option<Permission>),
        (rule, today): (Option<Rule>, NaiveDate),
        (typed, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: typed.form_id(),
            frame,
            reader,
            decides,
            request,
            images,
            said,
            decision,
            permission,
            rule,
            today,
            typed,
            faults,
            code_due,
        }
    }

    /// Where this page stands.
    fn place(&self) -> String {
        format!("/room/permits/{}", self.request.number)
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn state(&self) -> (&'static str, &'static str) {
        state_said(self.request.state)
    }

    fn use_said(&self) -> String {
        use_said(&self.frame, self.request.usage)
    }

    fn holder_said(&self) -> &'static str {
        match self.request.holder {
            HolderKind::Organisation => "an organisation, which the register names",
            HolderKind::Named => "a person, whom the register names",
            HolderKind::Withheld => "a person, whom the register does not name",
        }
    }

    fn step_said(&self, said: &Said) -> &'static str {
        match said.step.as_str() {
            "ask" => "Asked",
            "answer" => "Answered",
            _ => "Taken back by the asker",
        }
    }

    fn verdict_said(&self, decision: &Decision) -> &'static str {
        match decision.verdict {
            Verdict::Granted => "Granted",
            Verdict::Refused => "Refused",
        }
    }

    fn verdicts(&self) -> [(&'static str, &'static str); 3] {
        [
            ("", "Choose"),
            (Verdict::Granted.word(), "granted"),
            (Verdict::Refused.word(), "refused"),
        ]
    }

    /// The clause by which one asks is where a decision begins.
    fn clause(&self) -> &str {
        match self.typed.get("clause") {
            "" => &self.request.clause,
            typed => typed,
        }
    }

    fn conditions(&self, decision: &Decision) -> Vec<String> {
        lines(&decision.conditions)
    }

    fn can_confirm(&self, decision: &Decision) -> bool {
        self.request.state == RequestState::Decided
            && decision.decided_by != self.reader
            && self.request.asked_by != Some(self.reader)
    }

    /// The permission, where it can still be revoked.
    fn revocable(&self) -> Option<&Permission> {
        self.permission
            .as_ref()
            .filter(|permission| self.decides && permission.standing(self.today) == "in-force")
    }

    /// How many officers decide, in a sentence.
    fn officers(&self) -> String {
        let two = self
            .rule
            .as_ref()
            .is_some_and(|rule| rule.count().is_ok_and(|officers| officers >= 2));
        match (two, self.request.protected) {
            (true, true) => {
                "This mark is protected: another officer confirms what you decide.".to_owned()
            }
            (true, false) => "This mark is not protected: you decide alone.".to_owned(),
            (false, _) => "You decide alone: no rule asks for a second officer.".to_owned(),
        }
    }

    fn image_said(&self, image: &Image) -> String {
        let kind = match image.media_type.as_str() {
            "image/png" => "PNG",
            "image/jpeg" => "JPEG",
            _ => "WebP",
        };
        format!("{kind}, {}", size(image.bytes))
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day_said(day)
    }

    fn when(&self, at: &chrono::DateTime<chrono::Utc>) -> String {
        times::on_page(&self.frame, *at)
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }
}
