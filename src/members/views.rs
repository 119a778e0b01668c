//! What the pages about members show.

pub mod affiliations;
pub mod cases;
pub mod import;
pub mod large;
pub mod parties;

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::model::steps::{Search, Step, StepState};
use super::model::{Capacity, EndReason, Standing, last_day_before};
use super::store::dossier::{Dossier, Fact};
use super::store::files::Waiting;
use super::store::representatives::Representative;
use super::store::{Class, Line};
use crate::bodies::{
    ElectionOfficer, MemberKeeper, NoticeGiver, Officer, RegistryKeeper, Treasurer,
};
use crate::factors::model::Asked;
use crate::parties::Kind;
use crate::web::form::{Faults, fault};
use crate::web::times::day_said;
use crate::web::{Fields, Frame};

/// A standing in words, with the day that makes it so.
#[must_use]
pub fn standing_said(standing: Standing) -> String {
    match standing {
        Standing::Current(term) => format!("current until {}", last_day_said(term.ends_on())),
        Standing::Suspended(until) => {
            format!("suspended until {}", last_day_said(until))
        }
        Standing::NotYet(from) => format!("from {}", day_said(&from)),
        Standing::Grace { since, until } => format!(
            "in grace since {}, renewable until {}",
            day_said(&since),
            last_day_said(until)
        ),
        Standing::Lapsed(on) => format!("lapsed on {}", day_said(&on)),
        Standing::Ended(end) => {
            format!(
                "ended on {} ({})",
                day_said(&end.ends_on),
                end.reason.said()
            )
        }
        Standing::NoTerm => "no term recorded".to_owned(),
    }
}

/// The last day of a span that ends before `ends_on`.
pub(crate) fn last_day_said(ends_on: NaiveDate) -> String {
    day_said(&last_day_before(ends_on))
}

/// The officers' room.
#[derive(Template, WebTemplate)]
#[template(path = "room/index.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub officer: Officer,
    pub keeps_members: bool,
    pub steps: Vec<Step>,
    /// People with an account who were never invited.
    pub uninvited: usize,
}

impl RoomPage {
    /// What is to be done, and what comes.
    fn steps(&self) -> Vec<(&Step, StepState)> {
        let mut turns = Step::in_turn(&self.steps);
        turns.retain(|(_, state)| *state != StepState::Done);
        turns
    }

    fn done(&self) -> Vec<&Step> {
        Step::in_turn(&self.steps)
            .into_iter()
            .filter(|(_, state)| *state == StepState::Done)
            .map(|(step, _)| step)
            .collect()
    }

    fn keeps_registry(&self) -> bool {
        RegistryKeeper::is(&self.officer)
    }

    fn keeps_dues(&self) -> bool {
        Treasurer::is(&self.officer)
    }

    fn changes_addresses(&self) -> bool {
        MemberKeeper::is(&self.officer) || ElectionOfficer::is(&self.officer)
    }

    fn gives_notices(&self) -> bool {
        NoticeGiver::is(&self.officer)
    }

    fn offices(&self) -> String {
        let titles: Vec<&str> = self
            .officer
            .offices
            .iter()
            .map(|office| office.title())
            .collect();
        titles.join(", ")
    }
}

/// The list of members.
#[derive(Template, WebTemplate)]
#[template(path = "members/list.html")]
pub struct MembersPage {
    pub frame: Frame,
    pub keeps_members: bool,
    /// The legal day as of which standings are shown.
    pub day: NaiveDate,
    /// Memberships recorded at all.
    pub recorded: usize,
    /// Memberships that the search finds.
    pub found: usize,
    pub lines: Vec<Line>,
    /// Files that wait for a second officer; of a reader who may be it.
    pub waiting: Vec<Waiting>,
    /// Identity and name of each class.
    pub classes: Vec<(String, String)>,
    pub search: Search,
    /// This page and the last, from 1.
    pub page: usize,
    pub pages: usize,
}

impl MembersPage {
    /// The standings to search for: word and label.
    fn standings(&self) -> [(&'static str, &'static str); 7] {
        [
            ("", "any standing"),
            ("current", "current"),
            ("not-yet", "not yet"),
            ("grace", "in grace"),
            ("lapsed", "lapsed"),
            ("suspended", "suspended"),
            ("ended", "ended"),
        ]
    }

    /// The query of this search, for page `page`; with 0 for the file.
    fn query(&self, page: usize) -> String {
        use crate::web::error::encode_path as encode;
        let mut query = format!(
            "q={}&class={}&standing={}&day={}",
            encode(&self.search.q),
            encode(&self.search.class),
            encode(&self.search.standing),
            self.day
        );
        if page > 0 {
            query.push_str(&format!("&page={page}"));
        }
        query
    }
}

/// One membership.
#[derive(Template, WebTemplate)]
#[template(path = "members/member.html")]
pub struct MemberPage {
    pub frame: Frame,
    pub keeps_members: bool,
    pub is_secretary: bool,
    pub representatives: Vec<Representative>,
    pub dossier: Dossier,
    /// The identity under which a form records, so that sent twice it records once.
    pub form: Uuid,
    /// The form that came back, as typed.
    pub fields: Fields,
    /// Every fault: the field's id and a sentence.
    pub faults: Faults,
    /// What may be asked of this officer before they say who votes for the member, or end it.
    pub asked: Asked,
    /// Whether they may confirm that another votes for it, and withdraw that.
    pub second: bool,
    pub withdraws: bool,
}

impl MemberPage {
    fn line(&self) -> &Line {
        &self.dossier.line
    }

    fn is_organisation(&self) -> bool {
        self.dossier.line.kind == Kind::Organisation
    }

    fn is_ended(&self) -> bool {
        self.dossier.facts.iter().any(|fact| fact.kind == "end")
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// What was typed into a field, else what is known.
    fn typed<'a>(&'a self, field: &str, known: &'a str) -> &'a str {
        if self.faults.is_empty() {
            known
        } else {
            self.fields.get(field)
        }
    }

    /// Whether the forms about who votes for it, and whether anybody does, may be sent at once.
    fn may_go_on(&self) -> bool {
        self.asked == Asked::Nothing
    }

    fn is_suspended(&self) -> bool {
        matches!(self.dossier.line.standing, Standing::Suspended(_))
    }

    fn is_lapsed(&self) -> bool {
        matches!(self.dossier.line.standing, Standing::Lapsed(_))
    }

    fn capacities(&self) -> Vec<(&'static str, &'static str)> {
        Capacity::ALL.map(|c| (c.word(), c.said())).to_vec()
    }

    fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(EndReason::BY_HAND.map(|reason| (reason.word(), reason.said())))
            .collect()
    }

    /// A fact in a sentence.
    fn said(&self, fact: &Fact) -> String {
        let from = fact.from.as_ref().map(day_said).unwrap_or_default();
        let text = &fact.text;
        match fact.kind.as_str() {
            "admitted" => format!("Recorded as a member of the class {text}, member since {from}."),
            "term" => {
                let until = fact.until.map(last_day_said).unwrap_or_default();
                let corrected = if text.is_empty() {
                    String::new()
                } else {
                    format!(" ({text})")
                };
                format!("Term from {from} until {until}{corrected}.")
            }
            "end" => {
                let (word, shown) = text.split_once('\n').unwrap_or((text.as_str(), ""));
                let reason = match EndReason::parse(word) {
                    Some(reason) => reason.said(),
                    None => word,
                };
                match shown {
                    "" => format!("Membership over from {from} on: {reason}."),
                    shown => format!(
                        "Membership over from {from} on: {reason}. By {}: {shown}",
                        fact.by
                    ),
                }
            }
            "name" => format!("Name: {text}."),
            "representative" => {
                format!(
                    "From {from} on {text} votes for the member, by {}.",
                    fact.by
                )
            }
            "successor" => format!("From {from} on successor to membership no. {text}."),
            _ => text.clone(),
        }
    }
}

/// A class as its table shows it.
pub struct ClassLine {
    pub name: String,
    /// Votes of each member today; none before the first row.
    pub votes: Option<(u32, String)>,
    /// Earlier and coming votes, in words.
    pub history: Vec<String>,
    pub current: usize,
}

impl ClassLine {
    /// Votes of all its current members together.
    fn together(&self) -> u64 {
        let each = self
            .votes
            .as_ref()
            .map_or(0, |(votes, _)| u64::from(*votes));
        u64::try_from(self.current)
            .unwrap_or(u64::MAX)
            .saturating_mul(each)
    }
}

/// The classes with their votes.
#[derive(Template, WebTemplate)]
#[template(path = "members/classes.html")]
pub struct ClassesPage {
    pub frame: Frame,
    pub today: NaiveDate,
    pub classes: Vec<ClassLine>,
}

impl ClassesPage {
    #[must_use]
    pub fn of(
        frame: Frame,
        classes: &[Class],
        current: &BTreeMap<String, usize>,
        today: NaiveDate,
    ) -> Self {
        let classes = classes
            .iter()
            .map(|class| ClassLine {
                name: class.name.clone(),
                votes: class
                    .votes_on(today)
                    .map(|votes| (votes.votes, votes.citation.clone())),
                history: class
                    .votes
                    .iter()
                    .map(|votes| {
                        let from = votes.starts_on.map_or_else(
                            || "from the beginning".to_owned(),
                            |day| format!("from {}", day_said(&day)),
                        );
                        format!("{from}: {} ({})", votes.votes, votes.citation)
                    })
                    .collect(),
                current: current.get(class.id.as_str()).copied().unwrap_or(0),
            })
            .collect();
        Self {
            frame,
            today,
            classes,
        }
    }

    fn members(&self) -> usize {
        self.classes.iter().map(|class| class.current).sum()
    }

    fn votes(&self) -> u64 {
        self.classes.iter().map(ClassLine::together).sum()
    }
}
