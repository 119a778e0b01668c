//! What the officers' pages about persons and organisations show: the search, breaches of
//! the cap, and pairs that may be one; [`party`]: a person or organisation.

pub mod party;

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::standing_said;
use crate::members::model::cap::Cure;
use crate::members::store::breaches::{Known, Part};
use crate::parties::PartyId;
use crate::parties::store::Found;
use crate::parties::store::merges::{Merge, Pair};
use crate::rulebook::keys;
use crate::web::form::{Faults, fault};
use crate::web::times::weekday_said;
use crate::web::{Fields, Frame};

/// Where the cure of a breach stands, in a sentence.
#[must_use]
pub fn cure_said(cure: Cure) -> String {
    match cure {
        Cure::Withdrawn => "Withdrawn: it was declared in error.".to_owned(),
        Cure::Cured => "Put right: only one of the two sides is still there.".to_owned(),
        Cure::Named => {
            "The surviving member’s choice is recorded; the other is still there.".to_owned()
        }
        Cure::Open(Some(last)) => format!(
            "Open: the surviving member chooses until {}.",
            weekday_said(&last)
        ),
        Cure::Open(None) => {
            "Open: the surviving member chooses; no rule says until when.".to_owned()
        }
        Cure::Overdue(last) => format!(
            "Overdue: the surviving member had until {}, and named nobody.",
            weekday_said(&last)
        ),
    }
}

/// The search for persons and organisations.
#[derive(Template, WebTemplate)]
#[template(path = "members/parties.html")]
pub struct FindPage {
    pub frame: Frame,
    pub keeps: bool,
    pub words: String,
    pub found: Vec<Found>,
    /// As many as a search shows: there may be more.
    pub full: bool,
    pub breaches: Vec<Known>,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
}

impl FindPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn waiting(&self) -> impl Iterator<Item = &Known> {
        self.breaches.iter().filter(|known| known.cure.waits())
    }

    fn any_waits(&self) -> bool {
        self.waiting().next().is_some()
    }
}

/// Two members that came together.
#[derive(Template, WebTemplate)]
#[template(path = "members/breach.html")]
pub struct BreachPage {
    pub frame: Frame,
    pub keeps: bool,
    pub known: Known,
    pub fields: Fields,
    pub faults: Faults,
}

impl BreachPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    /// What the rule that is broken decides, and what it says.
    fn rule_said(&self) -> String {
        let breach = &self.known.breach;
        format!(
            "{}: {}",
            keys::meaning(&breach.rule),
            keys::said(&breach.rule, &breach.rule_value)
        )
    }

    /// Between directors, or between memberships.
    fn of_directors(&self) -> bool {
        self.known
            .choices()
            .first()
            .is_some_and(|part| part.is_director)
    }

    fn side(&self, part: &Part) -> &str {
        let breach = &self.known.breach;
        if part.side == breach.survivor {
            &breach.survivor_name
        } else {
            &breach.absorbed_name
        }
    }

    fn what(&self) -> &'static str {
        self.known.breach.kind.said()
    }

    fn part_said(&self, part: &Part) -> String {
        let still = match (part.is_director, part.stands) {
            (true, true) => "sits on the board",
            (true, false) => "no longer sits on the board",
            (false, true) => "has a vote",
            (false, false) => "has no vote any more",
        };
        match &part.line {
            Some(line) => format!(
                "member no. {}, {}: {}; {still}",
                line.number,
                line.class_name,
                standing_said(line.standing)
            ),
            None => format!("{still}, for {}", self.side(part)),
        }
    }

    fn chosen(&self) -> Option<&Part> {
        self.known
            .parts
            .iter()
            .find(|part| Some(part.id) == self.known.breach.chosen)
    }

    fn may_choose(&self) -> bool {
        self.keeps
            && self.known.breach.chosen.is_none()
            && !self.known.breach.withdrawn
            && !self.known.choices().is_empty()
    }

    fn choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "Choose".to_owned());
        let parts = self.known.choices().into_iter().map(|part| {
            let words = match &part.line {
                Some(line) => format!("{} (no. {})", part.name, line.number),
                None => format!("{} ({})", part.name, self.side(part)),
            };
            (part.id.to_string(), words)
        });
        std::iter::once(none).chain(parts).collect()
    }
}

/// Pairs that may be one.
#[derive(Template, WebTemplate)]
#[template(path = "members/alike.html")]
pub struct AlikePage {
    pub frame: Frame,
    pub keeps: bool,
    /// Who reads: nobody confirms what they proposed.
    pub person: PartyId,
    /// Each with the identity of the act that its form brings.
    pub pairs: Vec<(Uuid, Pair)>,
    pub more: bool,
    pub merges: Vec<Merge>,
    pub fields: Fields,
    pub faults: Faults,
    /// Whether a code is asked before a merger can be confirmed.
    pub code_due: bool,
}

impl AlikePage {
    /// Whether the page asks for a code first: one of its proposals waits for the reader.
    fn asks_a_code(&self) -> bool {
        self.code_due && self.merges.iter().any(|merge| self.can_confirm(merge))
    }

    fn fault(&self, field: &str, pair: &Pair) -> &str {
        let id = format!("{field}-{}-{}", pair.one.party, pair.other.party);
        fault(&self.faults, &id)
    }

    /// What was typed into the form of this pair.
    fn typed(&self, field: &str, pair: &Pair) -> &str {
        let is_this = self.fields.get("one") == pair.one.party.to_string()
            && self.fields.get("other") == pair.other.party.to_string();
        if is_this { self.fields.get(field) } else { "" }
    }

    /// The identity that this pair's form came with, so that sent again it is one.
    fn form(&self, fresh: &Uuid, pair: &Pair) -> String {
        match self.typed("form", pair) {
            "" => fresh.to_string(),
            typed => typed.to_owned(),
        }
    }

    fn can_confirm(&self, merge: &Merge) -> bool {
        let person = self.person.0;
        self.keeps
            && merge.confirmed_at.is_none()
            && !merge.apart
            && ![merge.proposed_by, merge.duplicate, merge.kept].contains(&person)
    }

    fn waiting(&self) -> Vec<&Merge> {
        self.merges
            .iter()
            .filter(|merge| merge.confirmed_at.is_none() && !merge.apart)
            .collect()
    }

    fn settled(&self) -> Vec<&Merge> {
        self.merges
            .iter()
            .filter(|merge| merge.confirmed_at.is_some())
            .collect()
    }
}
