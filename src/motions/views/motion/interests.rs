//! Interests on the page of a motion: what somebody says of their own, and the form by which
//! whoever keeps the minutes writes down what the body found.

use super::MotionPage;
use crate::motions::store::Interest;
use crate::motions::views::{choice_of, named};
use crate::parties::PartyId;

impl MotionPage {
    pub(super) fn interest_said(&self, interest: &Interest) -> String {
        let answer = match interest.answer.as_str() {
            "recused" | "stays" => &interest.answer,
            _ => "none",
        };
        named(&self.frame.t, "interest", answer)
    }

    pub(super) fn answers(&self) -> [(&'static str, String); 4] {
        let t = &self.frame.t;
        [
            ("", t.say("motion-choose")),
            ("recused", t.say("motion-interest-answer-recused")),
            ("stays", t.say("motion-interest-answer-stays")),
            ("none", t.say("motion-interest-answer-none")),
        ]
    }

    pub(super) fn own_suggestions(&self) -> Vec<&str> {
        self.suggestions
            .iter()
            .filter(|one| self.reader.person == Some(PartyId(one.person)))
            .map(|one| one.about.as_str())
            .collect()
    }

    pub(super) fn says_interests(&self) -> bool {
        self.reader.speaks && !self.motion.is_of_members() && self.motion.state().is_pending()
    }

    /// Whether the reader writes down what the body found.
    pub(super) fn notes_findings(&self) -> bool {
        !self.sitting.is_empty()
    }

    /// Whether the form of one's own interest came back.
    pub(super) fn is_own_refused(&self) -> bool {
        self.is_wrong(&["about", "answer", "reason"])
    }

    /// Whether the form of what the body found came back.
    pub(super) fn is_finding_refused(&self) -> bool {
        self.is_wrong(&[
            "found_person",
            "found_about",
            "found_answer",
            "found_reason",
        ])
    }

    fn is_wrong(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| !self.fault(field).is_empty())
    }

    /// The interests of others that are declared or asked about, as the body finds on them.
    pub(super) fn found_of(&self) -> Vec<(String, String)> {
        let none = self.frame.t.say("motion-found-of-other");
        let declared = self.interests.iter().map(|one| {
            (
                one.suggested,
                one.person,
                one.name.as_str(),
                one.about.as_str(),
            )
        });
        let asked = self
            .suggestions
            .iter()
            .map(|one| (true, one.person, one.name.as_str(), one.about.as_str()));
        let known = declared
            .chain(asked)
            .filter(|(_, person, _, _)| self.sitting.iter().any(|one| one.person == *person))
            .map(|(is_suggested, person, name, about)| {
                (
                    choice_of(is_suggested, person, about),
                    format!("{name}: {about}"),
                )
            });
        std::iter::once((String::new(), none))
            .chain(known)
            .collect()
    }

    /// Those of the body whose interest it may find.
    pub(super) fn found_persons(&self) -> Vec<(String, String)> {
        let none = self.frame.t.say("motion-choose");
        let sitting = self.sitting.iter();
        let persons = sitting.map(|one| (one.person.to_string(), one.name.clone()));
        std::iter::once((String::new(), none))
            .chain(persons)
            .collect()
    }

    pub(super) fn findings(&self) -> [(&'static str, String); 4] {
        let t = &self.frame.t;
        [
            ("", t.say("motion-choose")),
            ("recused", t.say("motion-found-recused")),
            ("stays", t.say("motion-found-stays")),
            ("none", t.say("motion-found-none")),
        ]
    }
}
