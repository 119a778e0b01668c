//! Pages of petitions: their list, a new one, and the room in which they are answered;
//! [`petition`]: one of them.

pub mod petition;

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::model::{Clocks, KINDS, Mark, Purpose, State};
use super::store::answering::Decision;
use super::store::petitions::{Answered, Petition};
use crate::web::form::{Faults, fault, listed};
use crate::web::times;
use crate::web::words::Speaker;
use crate::web::{Fields, Frame};

/// The text of a petition as a page shows it: paragraphs, in which nothing is markup.
/// The template escapes each and keeps its line breaks.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(str::to_owned)
        .collect()
}

fn kind_said(t: &Speaker, kind: &str) -> String {
    if KINDS.contains(&kind) {
        t.say(&format!("petition-kind-{}", kind.replace('_', "-")))
    } else {
        kind.replace('_', " ")
    }
}

/// The days of the clocks in sentences, each with the rule that sets it.
fn clocks_said(t: &Speaker, clocks: &Clocks) -> Vec<(String, String)> {
    let said = |key: &str, mark: &Option<Mark>| {
        mark.as_ref().map(|mark| {
            let sentence = t.say2(key, "day", times::day(t, mark.day), "n", mark.rule.days);
            (sentence, mark.rule.citation.clone())
        })
    };
    [
        said("petition-clock-notice", &clocks.notice_by),
        said("petition-clock-earliest", &clocks.earliest),
        said("petition-clock-latest", &clocks.latest),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those that still run: of a petition that was received, and neither answered nor decided.
fn clocks_ahead(t: &Speaker, petition: &Petition) -> Vec<(String, String)> {
    petition
        .delivery
        .as_ref()
        .filter(|_| petition.state == State::Delivered && petition.decided().is_none())
        .map_or_else(Vec::new, |delivery| clocks_said(t, &delivery.clocks))
}

/// How a petition stands, in a sentence; `total` are all votes of today.
fn standing(t: &Speaker, petition: &Petition, total: u64) -> String {
    let day = |day: NaiveDate| times::day(t, day);
    let until = day(petition.closes_on);
    let needed = petition.needed(total);
    if let Some(decided) = petition.decided() {
        let key = if decided.is_adopted {
            "petition-decided-adopted"
        } else {
            "petition-decided-lost"
        };
        return t.say1(key, "day", day(decided.on));
    }
    match (&petition.delivery, petition.state) {
        (None, State::Lapsed) => t.say2("petition-lapsed", "day", until, "votes", petition.votes),
        (None, _) if petition.votes >= needed => t.say_all(
            "petition-reached",
            &[
                ("votes", &petition.votes),
                ("needed", &needed),
                ("day", &until),
            ],
        ),
        (None, _) => t.say_all(
            "petition-collects",
            &[
                ("votes", &petition.votes),
                ("needed", &needed),
                ("missing", &needed.saturating_sub(petition.votes)),
                ("day", &until),
            ],
        ),
        (Some(_), State::OnBallot) => {
            let poll = petition.course.as_ref().and_then(|course| course.poll);
            t.say1(
                "petition-ballot",
                "number",
                poll.unwrap_or_default().to_string(),
            )
        }
        (Some(delivery), _) => {
            let received = day(delivery.clocks.received_on);
            match petition.answer.as_ref().map(|answer| &answer.what) {
                Some(Answered::Meeting { meeting_on, .. }) => {
                    t.say1("petition-dated", "day", day(*meeting_on))
                }
                Some(Answered::Refused { citation }) => {
                    t.say1("petition-refused", "citation", citation.as_str())
                }
                None => t.say1("petition-received", "day", received),
            }
        }
    }
}

/// A petition in a list.
pub struct Row {
    pub number: i32,
    pub title: String,
    pub purpose: String,
    pub standing: String,
    pub clocks: Vec<(String, String)>,
}

/// Petitions that stand alike.
pub struct Group {
    pub title: String,
    pub rows: Vec<Row>,
}

#[derive(Template, WebTemplate)]
#[template(path = "petitions/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub groups: Vec<Group>,
}

impl ListPage {
    #[must_use]
    pub fn new(frame: Frame, all: &[Petition], total: u64) -> Self {
        let group = |key: &str, states: &[State], is_decided: bool| Group {
            title: frame.t.say(key),
            rows: all
                .iter()
                .filter(|petition| states.contains(&petition.state))
                .filter(|petition| petition.decided().is_some() == is_decided)
                .map(|petition| Row {
                    number: petition.number,
                    title: petition.title.clone(),
                    purpose: purpose_said(&frame.t, petition.purpose),
                    standing: standing(&frame.t, petition, total),
                    clocks: clocks_ahead(&frame.t, petition),
                })
                .collect(),
        };
        let delivered = [State::Delivered, State::Dated, State::OnBallot];
        let answered = [
            State::Delivered,
            State::Dated,
            State::OnBallot,
            State::Refused,
        ];
        let groups = [
            group("petitions-open", &[State::Open], false),
            group("petitions-delivered", &delivered, false),
            group("petitions-decided", &answered, true),
            group("petitions-refused", &[State::Refused], false),
            group("petitions-lapsed", &[State::Lapsed], false),
        ];
        Self {
            groups: groups
                .into_iter()
                .filter(|group| !group.rows.is_empty())
                .collect(),
            frame,
        }
    }
}

fn purpose_said(t: &Speaker, purpose: Purpose) -> String {
    t.say(&format!("petition-purpose-{}", purpose.word()))
}

/// The share that a purpose takes, as the rules say it today.
pub struct Share {
    pub purpose: Purpose,
    /// Value, document and section; none where the rulebook is silent.
    pub rule: Option<(String, String)>,
}

/// `/petitions/new`
#[derive(Template, WebTemplate)]
#[template(path = "petitions/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub shares: Vec<Share>,
    /// How many days a petition collects, with the rule; none where it names its last day.
    pub days: Option<(u32, String)>,
    /// For which memberships the reader can open one.
    pub memberships: Vec<(String, String)>,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
}

impl NewPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        shares: Vec<Share>,
        days: Option<(u32, String)>,
        memberships: Vec<(String, String)>,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            form: fields.form_id(),
            frame,
            shares,
            days,
            memberships,
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

    /// What each purpose takes: a sentence, and its rule where there is one.
    fn shares(&self) -> Vec<(String, String)> {
        let t = &self.frame.t;
        self.shares
            .iter()
            .map(|share| {
                let word = share.purpose.word();
                match &share.rule {
                    Some((value, citation)) => (
                        t.say1(&format!("petition-share-{word}"), "share", value.as_str()),
                        citation.clone(),
                    ),
                    None => (t.say(&format!("petition-silent-{word}")), String::new()),
                }
            })
            .collect()
    }

    fn purposes(&self) -> Vec<(&'static str, String)> {
        self.shares
            .iter()
            .filter(|share| share.rule.is_some())
            .map(|share| {
                (
                    share.purpose.word(),
                    purpose_said(&self.frame.t, share.purpose),
                )
            })
            .collect()
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        KINDS
            .map(|kind| (kind, kind_said(&self.frame.t, kind)))
            .into()
    }
}

/// `/room/petitions/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "petitions/room.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub petition: Petition,
    pub standing: String,
    pub paragraphs: Vec<String>,
    pub clocks: Vec<(String, String)>,
    pub decisions: Vec<Decision>,
    /// Whether the reader records answers.
    pub records: bool,
    pub form: Uuid,
    pub fields: Fields,
    pub faults: Faults,
}

impl RoomPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        petition: Petition,
        total: u64,
        decisions: Vec<Decision>,
        records: bool,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        Self {
            standing: standing(&frame.t, &petition, total),
            paragraphs: paragraphs(&petition.text),
            // Another day of the meeting has to lie within them too.
            clocks: petition
                .delivery
                .as_ref()
                .filter(|_| petition.decided().is_none())
                .map_or_else(Vec::new, |delivery| clocks_said(&frame.t, &delivery.clocks)),
            form: fields.form_id(),
            frame,
            petition,
            decisions,
            records,
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

    fn asks_for_a_meeting(&self) -> bool {
        self.petition.purpose == Purpose::Meeting
    }

    fn is_refused(&self) -> bool {
        self.petition.state == State::Refused
    }

    fn is_decided(&self) -> bool {
        self.petition.decided().is_some()
    }

    /// Whether another answer would stand in the place of one.
    fn is_answered(&self) -> bool {
        self.petition.answer.is_some()
    }

    fn choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "choose".to_owned());
        let decisions = self.decisions.iter().map(|decision| {
            let words = format!("{}. {}", decision.number, decision.title);
            (decision.number.to_string(), words)
        });
        std::iter::once(none).chain(decisions).collect()
    }
}
