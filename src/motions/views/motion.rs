//! The page of one motion.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{fault, label, listed, resolution_of};
use crate::bodies::model::effect::{Effect, day_said};
use crate::bodies::model::votes::{Measure, Vote};
use crate::motions::model::merge::{Line, collides, compared};
use crate::motions::model::{Form, Offer, Relation, Situation, State, Step, offers};
use crate::motions::store::Cast;
use crate::motions::store::{
    Document, Interest, Link, MembersAhead, MembersDecided, Motion, Outcome, Question, StepRow,
    Suggestion, Text,
};
use crate::parties::PartyId;
use crate::web::markdown;
use crate::web::{Fields, Frame};

/// Who reads the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader {
    pub person: Option<PartyId>,
    /// Sits on the body, or brings motions before the members.
    pub speaks: bool,
    pub keeps: bool,
    /// An officer who may confirm what another declared.
    pub confirms: bool,
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
        Form::parse(&self.question.form).unwrap_or(Form::RollCall)
    }

    fn put_as(&self) -> Form {
        Form::parse(&self.question.put_as).unwrap_or(Form::RollCall)
    }
}

/// An amendment beside the text it changes.
pub struct Amended {
    pub motion: Motion,
    pub proposed: Text,
    base: String,
    pub lines: Vec<Line>,
    /// Numbers of pending ones that change the same lines.
    pub collides: Vec<i64>,
}

impl Amended {
    #[must_use]
    pub fn new(motion: Motion, proposed: Text, base: String) -> Self {
        Self {
            lines: compared(&base, &proposed.text),
            motion,
            proposed,
            base,
            collides: Vec::new(),
        }
    }

    /// Finds which of those that wait change the same lines of the same version.
    #[must_use]
    pub fn with_collisions(mut all: Vec<Self>) -> Vec<Self> {
        let found: Vec<Vec<i64>> = all
            .iter()
            .map(|one| {
                all.iter()
                    .filter(|other| other.motion.id != one.motion.id)
                    .filter(|other| {
                        one.motion.state().is_pending() && other.motion.state().is_pending()
                    })
                    .filter(|other| {
                        other.proposed.base == one.proposed.base
                            && collides(&one.base, &one.proposed.text, &other.proposed.text)
                    })
                    .map(|other| other.motion.number)
                    .collect()
            })
            .collect();
        for (one, collides) in all.iter_mut().zip(found) {
            one.collides = collides;
        }
        all
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
    pub ahead: Option<Ahead>,
    pub voting: Option<Voting>,
    pub amended: Vec<Amended>,
    pub parts: Parts,
    /// The debate, drawn; empty for whom it is closed to.
    thread: String,
    pub form: String,
    fields: Fields,
    faults: Vec<(String, String)>,
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
        (interests, suggestions): (Vec<Interest>, Vec<Suggestion>),
        (ahead, voting): (Option<Ahead>, Option<Voting>),
        amended: Vec<Amended>,
        parts: Parts,
        thread: String,
        (fields, faults): (Fields, Vec<(String, String)>),
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

    /// The text as HTML that does nothing.
    fn drawn(&self) -> String {
        self.latest()
            .map(|text| markdown::render(&text.text))
            .unwrap_or_default()
    }

    fn instant(&self, at: &DateTime<Utc>) -> String {
        at.with_timezone(&self.zone)
            .format("%-d %B %Y, %H:%M %Z")
            .to_string()
    }

    fn resolution(&self) -> Option<String> {
        resolution_of(&self.motion)
    }

    fn effect(&self) -> Option<String> {
        let effect = Effect::parse(self.motion.effect.as_deref()?)?;
        Some(effect.said(&|person| person.0.to_string()))
    }

    fn effective(&self) -> Option<String> {
        self.motion.effective_on.as_ref().map(day_said)
    }

    fn link_label(&self, link: &Link) -> String {
        label(&link.body, link.year, link.number)
    }

    fn link_said(&self, link: &Link) -> &'static str {
        Relation::parse(&link.relation).map_or("", Relation::word)
    }

    fn step_done(&self, row: &StepRow) -> &'static str {
        Step::parse(&row.step).map_or("", Step::done)
    }

    fn mover(&self) -> Option<&StepRow> {
        self.parts.steps.iter().rev().find(|row| row.step == "move")
    }

    fn seconder(&self) -> Option<&StepRow> {
        self.parts
            .steps
            .iter()
            .rev()
            .find(|row| row.step == "second")
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

    /// What is needed, before anybody votes.
    fn needed(&self) -> Vec<String> {
        let mut said = Vec::new();
        match &self.ahead {
            Some(Ahead::OfBody(outcome)) => {
                for quorum in &outcome.verdict.quorums {
                    said.push(quorum_said(quorum));
                }
                let threshold = &outcome.verdict.threshold;
                said.push(format!(
                    "To be adopted: {} yes of the {} {} if all {} who take part are there; the rule is {} ({}).",
                    threshold.needed,
                    threshold.of,
                    threshold.base,
                    outcome.counts.yes,
                    threshold.rule.said(),
                    threshold.rule.citation
                ));
            }
            Some(Ahead::OfMembers(ahead)) => {
                let [members, votes, majority] = &ahead.rules;
                said.push(format!(
                    "Quorum: {} of the members on the roll ({}), and {} of their votes ({}).",
                    members.value, members.citation, votes.value, votes.citation
                ));
                said.push(format!(
                    "To be adopted, of the votes: {} ({}).",
                    majority.said(),
                    majority.citation
                ));
                if let Some(turnout) = &ahead.turnout {
                    said.push(format!(
                        "Turnout of a referendum: at least {} of all votes ({}).",
                        turnout.value, turnout.citation
                    ));
                }
            }
            None => {}
        }
        said
    }

    /// Whether anything came of the question so far: before the first vote nothing is said
    /// about what the votes come to.
    fn is_begun(&self) -> bool {
        self.voting.as_ref().is_some_and(|voting| {
            !voting.question.is_open
                || voting
                    .casts
                    .iter()
                    .any(|cast| cast.is_written && cast.vote() != Vote::Recused)
        })
    }

    /// What the votes come to: how many are needed, of whom, and why.
    fn verdict(&self) -> Option<String> {
        let voting = self.voting.as_ref()?;
        if let Some(decided) = &voting.decided {
            return Some(decided.verdict.to_string());
        }
        let outcome = voting.outcome.as_ref()?;
        let casting = outcome.casting.as_ref().map_or_else(String::new, |rule| {
            format!(
                " The chair’s casting vote breaks the tie ({}).",
                rule.citation
            )
        });
        Some(format!("{}{casting}", outcome.verdict))
    }

    /// The majority of those who have no interest, where somebody said that they have one.
    fn disinterested(&self) -> Option<String> {
        let interested: Vec<Uuid> = self
            .interests
            .iter()
            .filter(|interest| interest.answer != "none")
            .map(|interest| interest.person)
            .collect();
        if interested.is_empty() {
            return None;
        }
        let voting = self.voting.as_ref()?;
        let others: Vec<&Cast> = voting
            .casts
            .iter()
            .filter(|cast| !matches!(cast.vote(), Vote::Vacant | Vote::Suspended))
            .filter(|cast| {
                cast.person
                    .is_some_and(|person| !interested.contains(&person))
            })
            .collect();
        let yes = others
            .iter()
            .filter(|cast| cast.vote() == Vote::Yes)
            .count();
        let needed = others.len() / 2 + 1;
        Some(format!(
            "Of the {} in office who have no interest in it, {yes} said yes; a majority of them is {needed}: {}.",
            others.len(),
            if yes >= needed {
                "reached"
            } else {
                "not reached, so the decision does not stand as one of the disinterested"
            }
        ))
    }

    /// The eight words with how many and who.
    fn lines(&self) -> Vec<(&'static str, usize, String)> {
        let Some(voting) = &self.voting else {
            return Vec::new();
        };
        // Who said nothing yet counts as absent in the end, and is not called so before.
        let waits = |cast: &Cast| {
            voting.question.is_open && !cast.is_written && cast.vote() == Vote::Absent
        };
        Vote::ALL
            .into_iter()
            .map(|vote| (Some(vote), vote.said()))
            .chain([(None, "nothing yet")])
            .filter_map(|(vote, said)| {
                let who: Vec<&str> = voting
                    .casts
                    .iter()
                    .filter(|cast| {
                        vote.map_or(waits(cast), |vote| cast.vote() == vote && !waits(cast))
                    })
                    .map(|cast| cast.name.as_str())
                    .collect();
                (!who.is_empty()).then(|| {
                    let names: Vec<&str> = who
                        .iter()
                        .copied()
                        .filter(|name| !name.is_empty())
                        .collect();
                    (said, who.len(), names.join(", "))
                })
            })
            .collect()
    }

    /// Those whose votes whoever keeps the minutes writes down: person, name, vote so far.
    fn roll(&self) -> Vec<(String, &str, &'static str)> {
        let Some(voting) = &self.voting else {
            return Vec::new();
        };
        voting
            .casts
            .iter()
            .filter(|cast| !matches!(cast.vote(), Vote::Vacant | Vote::Suspended | Vote::Recused))
            .filter_map(|cast| {
                let written = if cast.is_written {
                    cast.vote().word()
                } else {
                    ""
                };
                Some((cast.person?.to_string(), cast.name.as_str(), written))
            })
            .collect()
    }

    fn roll_choices(&self) -> Vec<(&'static str, &'static str)> {
        let form = self.voting.as_ref().map(Voting::form);
        let votes: &[Vote] = match form {
            Some(Form::Secret) => &[Vote::NotVoting, Vote::Absent],
            _ => &[
                Vote::Yes,
                Vote::No,
                Vote::Abstain,
                Vote::NotVoting,
                Vote::Absent,
            ],
        };
        std::iter::once(("", "not written down"))
            .chain(votes.iter().map(|vote| {
                let said = match (form, vote) {
                    (Some(Form::Secret), Vote::NotVoting) => "present",
                    (Some(Form::Voice | Form::Consent), Vote::NotVoting) => {
                        "present, with the result"
                    }
                    _ => vote.said(),
                };
                (vote.word(), said)
            }))
            .collect()
    }

    /// Whether the reader votes here, and how so far.
    fn own_vote(&self) -> Option<&'static str> {
        let person = self.reader.person?;
        let voting = self.voting.as_ref()?;
        if !voting.question.is_open || voting.form() == Form::Secret {
            return None;
        }
        let own = voting
            .casts
            .iter()
            .find(|cast| cast.person == Some(person.0))?;
        match own.vote() {
            Vote::Recused | Vote::Vacant | Vote::Suspended => None,
            _ if !own.is_written => Some(""),
            vote => Some(vote.said()),
        }
    }

    /// Why one who sits on the body does not vote here; empty otherwise.
    fn kept_out(&self) -> &'static str {
        let own = self.reader.person.and_then(|person| {
            let voting = self
                .voting
                .as_ref()
                .filter(|voting| voting.question.is_open)?;
            voting
                .casts
                .iter()
                .find(|cast| cast.person == Some(person.0))
        });
        match own.map(Cast::vote) {
            Some(Vote::Recused) => "You keep out of this matter, and do not vote on it.",
            Some(Vote::Suspended) => "You are suspended from this body, and do not vote.",
            _ => "",
        }
    }

    /// Whether the reader can object or ask for a division.
    fn can_demand(&self) -> bool {
        self.kept_out().is_empty()
            && self.voting.as_ref().is_some_and(|voting| {
                matches!(voting.form(), Form::Voice | Form::Consent)
                    && !voting.question.is_final
                    && self.motion.state() == State::Put
                    && self.reader.person.is_some_and(|person| {
                        voting
                            .casts
                            .iter()
                            .any(|cast| cast.person == Some(person.0))
                    })
            })
    }

    fn forms(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Choose"))
            .chain(
                Form::OF_BODIES
                    .into_iter()
                    .map(|form| (form.word(), form.said())),
            )
            .collect()
    }

    fn answers(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", "Choose"),
            ("recused", "I have one, and keep out"),
            ("stays", "I have one, and take part, having said so"),
            ("none", "I have none"),
        ]
    }

    fn own_suggestions(&self) -> Vec<&str> {
        self.suggestions
            .iter()
            .filter(|one| self.reader.person == Some(PartyId(one.person)))
            .map(|one| one.about.as_str())
            .collect()
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

    fn says_interests(&self) -> bool {
        self.reader.speaks && !self.motion.is_of_members() && self.motion.state().is_pending()
    }
}

fn quorum_said(quorum: &Measure) -> String {
    let lowered = if quorum.lowered > 0 {
        format!(" ({} fewer for those who keep out)", quorum.lowered)
    } else {
        String::new()
    };
    format!(
        "Quorum: {} present of the {} {}{lowered} ({}).",
        quorum.needed, quorum.of, quorum.base, quorum.rule.citation
    )
}
