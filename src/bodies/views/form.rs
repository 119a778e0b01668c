//! The form of a decision.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::bodies::model::Office;
use crate::bodies::model::body::{Charter, Power};
use crate::bodies::model::votes::{Matter, RuleLine, Vote};
use crate::bodies::store::seats::Rostered;
use crate::web::form::{Faults, fault};
use crate::web::times::day_said;
use crate::web::{Fields, Frame};

/// Persons whom one decision can seat.
pub const SEAT_ROWS: usize = 13;

/// What a decision does, as the form asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing that the program knows of.
    Plain,
    Appoint,
    EndOffice,
    Seat,
    Unseat,
    Suspend,
    LiftSuspension,
    Charter,
    AdoptRulebook,
}

impl Act {
    /// Those that a form can be opened with; an end is begun from what ends.
    const TO_CHOOSE: [Self; 6] = [
        Self::Plain,
        Self::Appoint,
        Self::Seat,
        Self::Suspend,
        Self::Charter,
        Self::AdoptRulebook,
    ];

    /// The word in addresses and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Appoint => "appoint",
            Self::EndOffice => "end_office",
            Self::Seat => "seat",
            Self::Unseat => "unseat",
            Self::Suspend => "suspend",
            Self::LiftSuspension => "lift_suspension",
            Self::Charter => "charter",
            Self::AdoptRulebook => "adopt_rulebook",
        }
    }

    /// The act this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::EndOffice, Self::Unseat, Self::LiftSuspension]
            .into_iter()
            .chain(Self::TO_CHOOSE)
            .find(|act| act.word() == word)
    }

    /// The act as the form's title says it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Plain => "says something, and does nothing here",
            Self::Appoint => "appoints an officer",
            Self::EndOffice => "ends an office",
            Self::Seat => "seats persons in a body",
            Self::Unseat => "ends somebody’s time on a seat",
            Self::Suspend => "suspends somebody from a body",
            Self::LiftSuspension => "lifts a suspension",
            Self::Charter => "makes a committee, or gives it another charter",
            Self::AdoptRulebook => "adopts a rulebook",
        }
    }
}

/// The form by which an officer enters a decision.
#[derive(Template, WebTemplate)]
#[template(path = "bodies/decision_form.html")]
pub struct DecisionFormPage {
    pub frame: Frame,
    pub act: Act,
    /// What ends, where something does.
    pub of: String,
    pub subject: String,
    pub fields: Fields,
    /// Every fault: the field's id and a sentence.
    pub faults: Faults,
    pub body: Charter,
    pub on: NaiveDate,
    pub roster: Vec<Rostered>,
    pub ordinary: [RuleLine; 3],
    pub reserved: [RuleLine; 3],
    /// The rule on deciding in writing; none of a body that decides at meetings alone.
    pub consent: Option<RuleLine>,
    pub charters: Vec<Charter>,
    pub cohorts: Vec<String>,
    /// Whether the matter is reserved, whatever the officer would choose.
    pub must_be_reserved: bool,
}

impl DecisionFormPage {
    /// What this form is told by when it is sent again: kept when it comes back, else new.
    fn form(&self) -> Uuid {
        Uuid::parse_str(self.fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn day(&self) -> String {
        day_said(&self.on)
    }

    fn acts(&self) -> Vec<(&'static str, &'static str)> {
        let of_form = (!Act::TO_CHOOSE.contains(&self.act)).then_some(self.act);
        of_form
            .into_iter()
            .chain(Act::TO_CHOOSE)
            .map(|act| (act.word(), act.said()))
            .collect()
    }

    fn bodies(&self) -> Vec<(&str, &str)> {
        self.charters
            .iter()
            .map(|charter| (charter.body.as_str(), charter.name.as_str()))
            .collect()
    }

    fn seated_bodies(&self) -> Vec<(&str, &str)> {
        std::iter::once(("", "Choose"))
            .chain(
                self.charters
                    .iter()
                    .filter(|charter| charter.body.has_seats())
                    .map(|charter| (charter.body.as_str(), charter.name.as_str())),
            )
            .collect()
    }

    fn committees(&self) -> Vec<(&str, &str)> {
        std::iter::once(("", "A new committee"))
            .chain(
                self.charters
                    .iter()
                    .filter(|charter| charter.body.has_seats() && !charter.body.is_board())
                    .map(|charter| (charter.body.as_str(), charter.name.as_str())),
            )
            .collect()
    }

    fn offices(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(
                Office::ALL
                    .into_iter()
                    .filter(|office| !office.comes_with_a_seat())
                    .map(|office| (office.word(), office.title())),
            )
            .collect()
    }

    fn votes(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(Vote::OF_ONE_IN_OFFICE.map(|vote| (vote.word(), vote.said())))
            .collect()
    }

    fn matters(&self) -> Vec<(&'static str, &'static str)> {
        [Matter::Ordinary, Matter::Reserved]
            .into_iter()
            .filter(|matter| *matter == Matter::Reserved || !self.must_be_reserved)
            .map(|matter| (matter.word(), matter.word()))
            .collect()
    }

    fn manners(&self) -> [(&'static str, &'static str); 2] {
        [
            ("meeting", "at a meeting"),
            ("writing", "in writing, without a meeting"),
        ]
    }

    fn powers(&self) -> [Power; 8] {
        Power::ALL
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        1..=SEAT_ROWS
    }

    /// What was typed in a row's field.
    fn at(&self, field: &str, at: &usize) -> &str {
        self.fields.get(&format!("{field}_{at}"))
    }

    fn fault_at(&self, field: &str, at: &usize) -> &str {
        self.fault(&format!("{field}_{at}"))
    }

    fn vote_field(&self, line: &Rostered) -> String {
        format!("vote_{}", line.key())
    }

    fn vote_of(&self, line: &Rostered) -> &str {
        self.fields.get(&self.vote_field(line))
    }

    fn vote_fault(&self, line: &Rostered) -> &str {
        self.fault(&self.vote_field(line))
    }

    fn is_ticked(&self, field: &str) -> bool {
        !self.fields.get(field).is_empty()
    }

    fn cohorts_said(&self) -> String {
        self.cohorts.join(", ")
    }
}
