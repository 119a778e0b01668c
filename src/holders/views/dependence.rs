//! What would fall if a sponsor left, for officers: in English.

use askama::Template;
use askama_web::WebTemplate;

use crate::dues::model::currency::Currency;
use crate::dues::model::money::Money;
use crate::holders::model::dependence::{Check, Custody, What};
use crate::holders::model::weights::Amounts;
use crate::holders::store::dependence::{Dependence, Kept, Next, Sponsor};
use crate::members::store::Line;
use crate::web::Frame;
use crate::web::times::day_said;

/// `/room/dependence`
#[derive(Template, WebTemplate)]
#[template(path = "holders/dependences.html")]
pub struct DependencesPage {
    pub frame: Frame,
    pub sponsors: Vec<Sponsor>,
}

/// `/room/dependence/{party}`
#[derive(Template, WebTemplate)]
#[template(path = "holders/dependence.html")]
pub struct DependencePage {
    pub frame: Frame,
    pub report: Dependence,
}

impl DependencePage {
    fn share(&self, part: &u64, whole: &u64) -> String {
        self.frame.t.percent(*part, *whole)
    }

    fn votes(&self, line: &Line) -> u32 {
        line.votes_on_roll().unwrap_or(0)
    }

    fn dues(&self, amounts: &Amounts) -> String {
        let said: Vec<String> = amounts
            .iter()
            .map(|(code, minor)| {
                let money = Currency::parse(code).map(|currency| Money::new(*minor, currency));
                let figures = money.map_or_else(|_| minor.to_string(), Money::grouped);
                format!("{figures} {code}")
            })
            .collect();
        if said.is_empty() {
            "none".to_owned()
        } else {
            said.join(", ")
        }
    }

    fn fails(&self) -> usize {
        let checks = self.report.checks.iter().filter(|check| check.fails());
        let custody = self.report.kept.iter().filter(|kept| kept.custody.fails());
        checks.count() + custody.count()
    }

    fn check(&self, check: &Check) -> String {
        let Check {
            before,
            after,
            needed,
            ..
        } = check;
        match check.what {
            What::QuorumMembers => format!(
                "Quorum of members: at the last turnout {before} take part, {after} without them; {needed} are needed of those who stay."
            ),
            What::QuorumVotes => format!(
                "Quorum of votes: at the last turnout {before} are cast, {after} without theirs; {needed} are needed of those that stay."
            ),
            What::Directors => format!(
                "Directors in office: {before} now, {after} without them; the rulebook asks for {needed}."
            ),
            What::Officers => format!(
                "Officers who enter and confirm decisions: {before} now, {after} without them; {needed} are needed."
            ),
        }
    }

    fn next(&self, next: &Next) -> String {
        format!("next day: {}, {}", day_said(&next.due), next.what)
    }

    fn custody(&self, kept: &Kept) -> String {
        let left = kept.custody.left();
        let who = kept.who.join(", ");
        let all = kept.custody.custodians;
        let together = if left >= Custody::LEAST && kept.custody.fails() {
            ", who do not stand apart (registry.custody.groups)"
        } else {
            ""
        };
        format!("{who} would leave; {left} of {all} custodians stay{together}")
    }
}
