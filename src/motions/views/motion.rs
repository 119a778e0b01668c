//! The page of one motion.

mod amended;
mod interests;
mod vote;

pub use amended::Amended;

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{body_key, kind_said, label, named, resolution_of, state_said};
use crate::bodies::model::effect::Effect;
use crate::bodies::model::votes::{RuleLine, Vote};
use crate::motions::model::merge::{Line, compared};
use crate::motions::model::{Barred, Form, Kind, Offer, Situation, State, Step, offers};
use crate::motions::store::Cast;
use crate::motions::store::{
    Document, Interest, Link, MembersAhead, MembersDecided, Motion, Outcome, Question, Sitting,
    StepRow, Suggestion, Text,
};
use crate::parties::PartyId;
use crate::web::figures::fours;
use crate::web::form::{Faults, fault, listed};
use crate::web::{Fields, Frame, markdown, times};

/// Who reads the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader {
    pub person: Option<PartyId>,
    /// Sits on the body, or brings motions before the members.
    pub speaks: bool,
    pub keeps: bool,
    /// An officer who may confirm what another declared.
    pub confirms: bool,
    /// An officer of whom a code is asked before they confirm, or record what the body found.
    pub code_due: bool,
}

/// What the vote would need.
pub enum Ahead {
    OfBody(Box<Outcome>),
    OfMembers(Box<MembersAhead>),
}

/// The latest vote on the motion.
pub struct Voting {
    pub question: Question,
    pub casts: Vec<Cast>,
    /// Who objected or asked for a division.
    pub demands: Vec<String>,
    /// What the votes written down so far come to.
    pub outcome: Option<Outcome>,
    /// The rule by which the body decides in writing; none of one that does not.
    pub consent: Option<RuleLine>,
    pub decided: Option<MembersDecided>,
}

impl Voting {
    /// Whether somebody's vote was on the side that prevailed.
    #[must_use]
    pub fn prevailed(&self, person: PartyId, state: State) -> bool {
        let side = match state {
            State::Adopted => Vote::Yes,
            State::Lost => Vote::No,
            _ => return false,
        };
        self.casts
            .iter()
            .any(|cast| cast.person == Some(person.0) && cast.vote() == side)
    }

    fn form(&self) -> Form {
        self.question.form
    }

    fn put_as(&self) -> Form {
        self.question.put_as
    }
}

/// What belongs to the motion.
pub struct Parts {
    pub steps: Vec<StepRow>,
    pub links: Vec<Link>,
    pub documents: Vec<Document>,
    /// How many adopted amendments its text does not hold yet.
    pub pending_merge: usize,
}

/// What a motion does once it is adopted.
struct Done {
    /// Whether it is said in English alone.
    is_english: bool,
    sentence: String,
}

/// One motion.
#[derive(Template, WebTemplate)]
#[template(path = "motions/motion.html")]
pub struct MotionPage {
    pub frame: Frame,
    pub motion: Motion,
    zone: Tz,
    pub reader: Reader,
    pub offers: Vec<Offer>,
    pub texts: Vec<Text>,
    /// Of an amendment the versions of what it amends.
    main: Vec<Text>,
    pub interests: Vec<Interest>,
    pub suggestions: Vec<Suggestion>,
    /// Whose interest the body may find, for whoever keeps its minutes.
    sitting: Vec<Sitting>,
    pub ahead: Option<Ahead>,
    pub voting: Option<Voting>,
    pub amended: Vec<Amended>,
    pub parts: Parts,
    /// The debate, drawn; empty for whom it is closed to.
    thread: String,
    pub form: String,
    fields: Fields,
    faults: Faults,
}

impl MotionPage {
    #[expect(clippy::too_many_arguments, reason = "a page of many parts")]
    #[must_use]
    pub fn new(
        frame: Frame,
        (motion, zone): (Motion, Tz),
        reader: Reader,
        situation: Situation,
        (texts, main): (Vec<Text>, Vec<Text>),
        (interests, suggestions, sitting): (Vec<Interest>, Vec<Suggestion>, Vec<Sitting>),
        (ahead, voting): (Option<Ahead>, Option<Voting>),
        amended: Vec<Amended>,
        parts: Parts,
        thread: String,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            offers: if reader.person.is_some() {
                offers(motion.state(), &situation)
            } else {
                Vec::new()
            },
            frame,
            motion,
            zone,
            reader,
            texts,
            main,
            interests,
            suggestions,
            sitting,
            ahead,
            voting,
            amended,
            parts,
            thread,
            form: Uuid::new_v4().to_string(),
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn note_fault(&self, offer: &Offer) -> &str {
        self.fault(&format!("note-{}", offer.step.word()))
    }

    /// What was typed with this step, where its form came back.
    fn note_typed(&self, offer: &Offer) -> &str {
        if self.typed("step") == offer.step.word() {
            self.typed("note")
        } else {
            ""
        }
    }

    fn typed(&self, field: &str) -> &str {
        self.fields.get(field)
    }

    fn latest(&self) -> Option<&Text> {
        self.texts.last()
    }

    fn version(&self) -> i32 {
        self.latest().map_or(0, |text| text.version)
    }

    fn hex(&self) -> String {
        self.latest().map(Text::hex).unwrap_or_default()
    }

    /// Whether the reader may confirm what was declared: an officer, and another than who
    /// declared it.
    fn may_confirm(&self) -> bool {
        let declared_by = self
            .voting
            .as_ref()
            .and_then(|voting| voting.question.entered_by);
        self.reader.confirms && declared_by != self.reader.person.map(|person| person.0)
    }

    /// The text as HTML that does nothing.
    fn drawn(&self) -> String {
        self.latest()
            .map(|text| markdown::render(&text.text))
            .unwrap_or_default()
    }

    fn instant(&self, at: &DateTime<Utc>) -> String {
        times::full(&self.frame.t, self.zone, *at)
    }

    fn state(&self, motion: &Motion) -> String {
        state_said(&self.frame.t, motion)
    }

    /// Before whom it is, and about what.
    fn before(&self) -> String {
        let motion = &self.motion;
        self.frame.t.say_all(
            "motion-before",
            &[
                ("body", &body_key(&motion.body, &motion.body_name)),
                ("name", &motion.body_name),
                ("kind", &kind_said(&self.frame.t, motion.kind())),
            ],
        )
    }

    fn resolution(&self) -> Option<String> {
        resolution_of(&self.motion)
    }

    fn effect(&self) -> Option<Done> {
        let t = &self.frame.t;
        let effect = Effect::parse(self.motion.effect.as_deref()?)?;
        let sentence = match &effect {
            Effect::AdoptRulebook {
                sha256,
                effective_on,
            } => t.say2(
                "motion-adopts-rulebook",
                "digest",
                fours(sha256).join(" "),
                "day",
                times::day(t, *effective_on),
            ),
            Effect::Authorise {
                kind,
                subject,
                parameters,
            } => {
                let kind =
                    Kind::parse(kind).map_or_else(|| kind.clone(), |kind| kind_said(t, kind));
                match parameters.get("terms") {
                    Some(terms) => t.say_all(
                        "motion-authorises-on-terms",
                        &[("kind", &kind), ("subject", subject), ("terms", terms)],
                    ),
                    None => t.say2("motion-authorises", "kind", kind, "subject", subject),
                }
            }
            // What motions do not do is said as the room of decisions says it.
            other => {
                return Some(Done {
                    is_english: true,
                    sentence: other.said(&|person| person.0.to_string()),
                });
            }
        };
        Some(Done {
            is_english: false,
            sentence,
        })
    }

    fn effective(&self) -> Option<String> {
        let day = self.motion.effective_on?;
        Some(times::day(&self.frame.t, day))
    }

    fn link_label(&self, link: &Link) -> String {
        label(&link.body, link.year, link.number)
    }

    fn link_said(&self, link: &Link) -> String {
        named(&self.frame.t, "relation", link.relation.word())
    }

    fn step_done(&self, row: &StepRow) -> String {
        named(&self.frame.t, "done", row.step.word())
    }

    /// The words on the button of a step.
    fn step_said(&self, offer: &Offer) -> String {
        named(&self.frame.t, "step", offer.step.word())
    }

    /// What whoever takes the step says with it.
    fn step_asks(&self, offer: &Offer) -> String {
        named(&self.frame.t, "why", offer.step.word())
    }

    /// Why the reader cannot take a step.
    fn barred(&self, why: &Barred) -> String {
        let key = format!("motion-barred-{}", why.word());
        match why.citation() {
            Some(citation) => self.frame.t.say1(&key, "citation", citation),
            None => self.frame.t.say(&key),
        }
    }

    /// The steps that the reader can take.
    fn own_acts(&self) -> Vec<&Offer> {
        let offers = self.offers.iter();
        offers.filter(|offer| offer.barred.is_none()).collect()
    }

    /// Those that they cannot take, each with why.
    fn barred_acts(&self) -> Vec<(&Offer, &Barred)> {
        let offers = self.offers.iter();
        offers
            .filter_map(|offer| Some((offer, offer.barred.as_ref()?)))
            .collect()
    }

    fn form_said(&self, form: Form) -> String {
        named(&self.frame.t, "form", form.word())
    }

    fn form_means(&self, form: Form) -> String {
        named(&self.frame.t, "form", &format!("{}-means", form.word()))
    }

    fn mover(&self) -> Option<&StepRow> {
        self.parts
            .steps
            .iter()
            .rev()
            .find(|row| row.step == Step::Move)
    }

    fn seconder(&self) -> Option<&StepRow> {
        self.parts
            .steps
            .iter()
            .rev()
            .find(|row| row.step == Step::Second)
    }

    fn is_in_debate(&self) -> bool {
        self.motion.state() == State::InDebate
    }

    fn is_draft(&self) -> bool {
        matches!(self.motion.state(), State::Draft | State::Submitted)
            && self.reader.person == Some(PartyId(self.motion.opened_by))
    }

    fn takes_amendments(&self) -> bool {
        self.reader.speaks
            && self.motion.parent.is_none()
            && !self.motion.is_of_members()
            && matches!(
                self.motion.state(),
                State::Moved | State::Seconded | State::InDebate
            )
    }

    /// Of an amendment its text beside the one it changes.
    fn against_main(&self) -> Vec<Line> {
        let base = self.latest().and_then(|text| text.base);
        let main = self.main.iter().find(|text| Some(text.version) == base);
        match (main, self.latest()) {
            (Some(main), Some(own)) => compared(&main.text, &own.text),
            _ => Vec::new(),
        }
    }

    /// Whether most of the body keep out, so that a committee of the others decides.
    fn is_conflicted(&self) -> bool {
        match &self.ahead {
            Some(Ahead::OfBody(outcome)) => {
                let counts = &outcome.counts;
                counts.recused.saturating_mul(2) > counts.yes.saturating_add(counts.recused)
            }
            _ => false,
        }
    }
}
