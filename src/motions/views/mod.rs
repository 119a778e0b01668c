//! Motions on pages.

mod motion;

pub use motion::{Ahead, Amended, MotionPage, Parts, Reader, Voting};

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use super::model::merge::{Line, compared};
use super::model::{Kind, Relation};
use super::store::{Filter, Motion, PAGE, Refusal, Text};
use crate::bodies::model::BodyId;
use crate::bodies::views::judged::{self, Of};
use crate::web::form::{Faults, fault, listed};
use crate::web::words::{SayArg, Speaker};
use crate::web::{Fields, Frame};

/// The sentence of the catalogue for this word of the model.
fn named(t: &Speaker, of: &str, word: &str) -> String {
    t.say(&format!("motion-{of}-{}", word.replace('_', "-")))
}

/// Where a motion stands; of a vote of the members that is over, what it waits for.
fn state_said(t: &Speaker, motion: &Motion) -> String {
    match motion.awaits() {
        Some(awaited) => named(t, "awaits", awaited.word()),
        None => named(t, "state", motion.state().word()),
    }
}

fn kind_said(t: &Speaker, kind: Kind) -> String {
    named(t, "kind", kind.word())
}

/// The key by which the catalogue has a name of its own for this body, while it bears the one
/// with which every foundation begins.
fn body_key(id: &str, name: &str) -> &'static str {
    match (id, name) {
        ("board", "The board") => "board",
        ("members", "The members") => "members",
        ("founders", "The founders") => "founders",
        _ => "other",
    }
}

fn body_said(t: &Speaker, id: &str, name: &str) -> String {
    t.say2("motion-body", "body", body_key(id, name), "name", name)
}

/// What the form of a finding carries of an interest that is known: whether the records suggested
/// it, whose it is, and in what.
#[must_use]
pub fn choice_of(is_suggested: bool, person: Uuid, about: &str) -> String {
    format!("{} {person} {about}", u8::from(is_suggested))
}

/// Why something was refused, to whoever tried.
#[must_use]
pub fn refusal_said(t: &Speaker, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Said(key, places) => {
            let places: Vec<(&str, &dyn SayArg)> = places
                .iter()
                .map(|(name, value)| {
                    let value: &dyn SayArg = value;
                    (*name, value)
                })
                .collect();
            t.say_all(key, &places)
        }
        Refusal::NotCarried(verdict) => t.say1(
            "motion-refused-not-carried",
            "verdict",
            judged::verdict(t, Of::Body, verdict),
        ),
        Refusal::Elsewhere(sentence) => sentence.clone(),
    }
}

/// The label of a resolution: year, body and number.
#[must_use]
pub fn label(body: &str, year: i32, number: i32) -> String {
    let code = BodyId::parse(body).map_or_else(|| body.to_uppercase(), |body| body.code());
    format!("{year}-{code}-{number:03}")
}

/// The label of the resolution that a motion became.
fn resolution_of(motion: &Motion) -> Option<String> {
    Some(label(
        &motion.body,
        motion.resolved_year?,
        motion.resolved_number?,
    ))
}

/// Bodies to choose from, after a choice that names none.
fn choices<'a>(t: &Speaker, none: &str, bodies: &'a [(String, String)]) -> Vec<(&'a str, String)> {
    std::iter::once(("", t.say(none)))
        .chain(
            bodies
                .iter()
                .map(|(id, name)| (id.as_str(), body_said(t, id, name))),
        )
        .collect()
}

/// The motions somebody may read.
#[derive(Template, WebTemplate)]
#[template(path = "motions/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub rows: Vec<Motion>,
    pub filter: Filter,
    /// Id and name.
    pub bodies: Vec<(String, String)>,
    /// Whether the reader can draft one.
    pub drafts: bool,
}

impl ListPage {
    fn resolution(&self, motion: &Motion) -> String {
        resolution_of(motion).unwrap_or_default()
    }

    fn choices(&self) -> Vec<(&str, String)> {
        choices(&self.frame.t, "motions-any-body", &self.bodies)
    }

    fn state(&self, motion: &Motion) -> String {
        state_said(&self.frame.t, motion)
    }

    fn body(&self, motion: &Motion) -> String {
        body_said(&self.frame.t, &motion.body, &motion.body_name)
    }

    /// The address of the next page; empty on the last.
    fn next(&self) -> String {
        let is_full = i64::try_from(self.rows.len()).is_ok_and(|rows| rows >= PAGE);
        match self.rows.last() {
            Some(last) if is_full => format!(
                "/motions?body={}{}&before={}",
                self.filter.body,
                if self.filter.pending {
                    "&pending=1"
                } else {
                    ""
                },
                last.number
            ),
            _ => String::new(),
        }
    }
}

/// The form of a motion or an amendment.
#[derive(Template, WebTemplate)]
#[template(path = "motions/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub form: String,
    /// Id and name of those the reader can bring it to.
    pub bodies: Vec<(String, String)>,
    pub amends: Option<Motion>,
    /// Version and text of what is amended.
    pub base: Option<(i32, String)>,
    pub fields: Fields,
    pub faults: Faults,
}

impl FormPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn kinds(&self) -> Vec<(&str, String)> {
        let t = &self.frame.t;
        std::iter::once(("", t.say("motion-choose")))
            .chain(Kind::ALL.into_iter().map(|kind| {
                let said = kind_said(t, kind);
                let said = if kind.is_reserved() {
                    t.say1("motion-kind-reserved", "kind", said)
                } else {
                    said
                };
                (kind.word(), said)
            }))
            .collect()
    }

    fn choices(&self) -> Vec<(&str, String)> {
        choices(&self.frame.t, "motion-choose", &self.bodies)
    }

    fn relations(&self) -> Vec<(&str, String)> {
        let t = &self.frame.t;
        std::iter::once(("", t.say("motion-draft-relation-none")))
            .chain(
                Relation::ALL
                    .into_iter()
                    .map(|relation| (relation.word(), named(t, "draft-relation", relation.word()))),
            )
            .collect()
    }

    fn base_version(&self) -> i32 {
        self.base.as_ref().map_or(0, |(version, _)| *version)
    }
}

/// Two versions of a text, line by line.
#[derive(Template, WebTemplate)]
#[template(path = "motions/compare.html")]
pub struct ComparePage {
    pub frame: Frame,
    pub motion: Motion,
    pub from: Text,
    pub to: Text,
    pub lines: Vec<Line>,
    pub latest: i32,
}

impl ComparePage {
    #[must_use]
    pub fn new(frame: Frame, motion: Motion, from: Text, to: Text, latest: i32) -> Self {
        Self {
            lines: compared(&from.text, &to.text),
            frame,
            motion,
            from,
            to,
            latest,
        }
    }

    /// Those that have one before them.
    fn versions(&self) -> std::ops::RangeInclusive<i32> {
        2..=self.latest
    }
}

#[cfg(test)]
mod tests {
    use crate::bodies::model::votes::Vote;
    use crate::motions::model::{Awaited, Form, Kind, Relation, State, Step};
    use crate::web::words::{Locale, Words};

    /// What is looked up by a word of the model is in the catalogue.
    #[test]
    fn every_word_of_the_model_has_its_sentence() {
        let t = Words::load().speaker(Locale::English);
        let mut keys: Vec<(&str, &str)> = Vec::new();
        keys.extend(State::ALL.map(|state| ("state", state.word())));
        keys.extend(Awaited::ALL.map(|awaited| ("awaits", awaited.word())));
        keys.extend(Kind::ALL.map(|kind| ("kind", kind.word())));
        keys.extend(Form::ALL.map(|form| ("form", form.word())));
        keys.extend(Relation::ALL.map(|relation| ("relation", relation.word())));
        keys.extend(Relation::ALL.map(|relation| ("draft-relation", relation.word())));
        keys.extend(Vote::ALL.map(|vote| ("voted", vote.word())));
        keys.extend(Step::ALL.map(|step| ("done", step.word())));
        keys.extend(Step::BY_HAND.map(|step| ("step", step.word())));
        let asked = Step::BY_HAND.into_iter().filter(|step| step.asks_why());
        keys.extend(asked.map(|step| ("why", step.word())));
        for (of, word) in keys {
            let said = super::named(&t, of, word);
            assert!(!said.starts_with("motion-"), "{said}");
        }
        for form in Form::ALL {
            let means = super::named(&t, "form", &format!("{}-means", form.word()));
            assert!(means.ends_with('.'), "{means}");
        }
    }

    /// So is the sentence of every refusal.
    #[test]
    fn every_refusal_has_its_sentence() {
        let t = Words::load().speaker(Locale::English);
        let sources = [
            include_str!("../store/mod.rs"),
            include_str!("../store/merging.rs"),
            include_str!("../store/referendum.rs"),
            include_str!("../store/refusals.rs"),
            include_str!("../store/judging.rs"),
            include_str!("../store/voting.rs"),
            include_str!("../web/deciding.rs"),
            include_str!("../web/drafting.rs"),
            include_str!("../web/interests.rs"),
            include_str!("../web/mod.rs"),
        ];
        let mut found = 0;
        for literal in sources.iter().flat_map(|source| source.split('"')) {
            if literal.starts_with("motion-refused-") || literal.starts_with("motion-fault-") {
                assert_ne!(t.say(literal), literal, "it is in no catalogue");
                found += 1;
            }
        }
        assert!(found > 60, "the refusals were not found: {found}");
    }
}
