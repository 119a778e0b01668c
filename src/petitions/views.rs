//! Pages of petitions.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{Clocks, KINDS, Mark, Purpose, State};
use super::store::answering::Decision;
use super::store::petitions::{Answered, Petition, Signature};
use crate::web::times::{self, Moment};
use crate::web::words::Speaker;
use crate::web::{Fields, Frame};

/// What is wrong with a form: field and sentence.
pub(super) type Faults = Vec<(String, String)>;

fn fault<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(faulty, _)| faulty == field)
        .map_or("", |(_, sentence)| sentence)
}

fn listed(faults: &[(String, String)]) -> Vec<(&str, &str)> {
    faults
        .iter()
        .map(|(field, sentence)| (field.as_str(), sentence.as_str()))
        .collect()
}

/// The form's identity: that which came back with it, or a new one.
fn form_of(fields: &Fields) -> Uuid {
    Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4())
}

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

/// How a petition stands, in a sentence; `total` are all votes of today.
fn standing(t: &Speaker, petition: &Petition, total: u64) -> String {
    let day = |day: NaiveDate| times::day(t, day);
    let until = day(petition.closes_on);
    let needed = petition.needed(total);
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
        let group = |key: &str, states: &[State]| Group {
            title: frame.t.say(key),
            rows: all
                .iter()
                .filter(|petition| states.contains(&petition.state))
                .map(|petition| Row {
                    number: petition.number,
                    title: petition.title.clone(),
                    purpose: purpose_said(&frame.t, petition.purpose),
                    standing: standing(&frame.t, petition, total),
                    clocks: petition
                        .delivery
                        .as_ref()
                        .filter(|_| petition.state == State::Delivered)
                        .map_or_else(Vec::new, |delivery| clocks_said(&frame.t, &delivery.clocks)),
                })
                .collect(),
        };
        let groups = [
            group("petitions-open", &[State::Open]),
            group(
                "petitions-delivered",
                &[State::Delivered, State::Dated, State::OnBallot],
            ),
            group("petitions-refused", &[State::Refused]),
            group("petitions-lapsed", &[State::Lapsed]),
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
            form: form_of(&fields),
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
                    None => {
                        let key = share.purpose.share_key();
                        let sentence = t.say1(&format!("petition-silent-{word}"), "rule", key);
                        (sentence, String::new())
                    }
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

/// A membership for which the reader acts, and this petition.
pub struct OwnLine {
    pub membership: Uuid,
    pub name: String,
    pub class_name: String,
    pub number: i64,
    /// Votes it brings today; none where it brings none.
    pub votes: Option<u32>,
    /// Its signature that stands, with the votes it was given.
    pub signed: Option<(Uuid, u64)>,
    pub form: Uuid,
}

/// Who reads the page, as far as it offers them anything.
#[derive(Default)]
pub struct Reader {
    pub own: Vec<OwnLine>,
    /// Whether they act for the membership that opened it.
    pub opened: bool,
    /// Whether they are shown who signed.
    pub signatures: Option<Vec<Signature>>,
}

/// A signature by name, for officers and whoever opened the petition.
pub struct Signed {
    pub member: String,
    pub number: i64,
    pub by: String,
    pub votes: i64,
    pub at: Moment,
    pub withdrawn: Option<Moment>,
}

/// What was recorded about a petition that was received.
pub struct Said {
    pub sentence: String,
    pub reason: String,
    pub by: String,
    pub at: Moment,
}

/// `/petitions/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "petitions/petition.html")]
pub struct PetitionPage {
    pub frame: Frame,
    pub petition: Petition,
    pub purpose: String,
    pub kind: String,
    pub standing: String,
    pub paragraphs: Vec<String>,
    pub effect: Option<(String, String)>,
    pub opened: Moment,
    /// Whether the reader is told who opened it.
    pub named: bool,
    pub figures: String,
    pub clocks: Vec<(String, String)>,
    pub said: Option<Said>,
    pub own: Vec<OwnLine>,
    pub is_open: bool,
    pub can_deliver: bool,
    /// Whether the reader opened it, and the share is not reached yet.
    pub must_wait: bool,
    pub signatures: Option<Vec<Signed>>,
    pub faults: Faults,
}

impl PetitionPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        petition: Petition,
        reader: Reader,
        (total, now): (u64, DateTime<Utc>),
        faults: Faults,
    ) -> Self {
        let t = &frame.t;
        let is_open = petition.state == State::Open;
        let reached = petition.votes >= petition.needed(total);
        let (votes, needed, all) = petition.delivery.as_ref().map_or_else(
            || (petition.votes, petition.needed(total), total),
            |delivery| (delivery.votes, delivery.needed, delivery.total),
        );
        let figures = t.say_all(
            "petition-figures",
            &[
                ("votes", &votes),
                ("needed", &needed),
                ("total", &all),
                ("members", &petition.members),
                ("share", &petition.share),
            ],
        );
        let effect = petition
            .effect
            .as_deref()
            .and_then(crate::bodies::model::effect::Effect::parse)
            .and_then(|effect| match effect {
                crate::bodies::model::effect::Effect::AdoptRulebook {
                    sha256,
                    effective_on,
                } => Some((sha256, times::day(t, effective_on))),
                _ => None,
            });
        let said = petition.answer.as_ref().map(|answer| Said {
            sentence: match &answer.what {
                Answered::Meeting {
                    decision,
                    meeting_on,
                    notice_on,
                } => t.say_all(
                    "petition-answer-meeting",
                    &[
                        ("day", &times::day(t, *meeting_on)),
                        ("notice", &times::day(t, *notice_on)),
                        ("decision", &decision.to_string()),
                    ],
                ),
                Answered::Refused { citation } => {
                    t.say1("petition-answer-refused", "citation", citation.as_str())
                }
            },
            reason: answer.reason.clone(),
            by: answer.by.clone(),
            at: Moment::on_page(&frame, answer.at, now),
        });
        let signatures = reader.signatures.map(|all| {
            all.into_iter()
                .map(|one| Signed {
                    at: Moment::on_page(&frame, one.at, now),
                    withdrawn: one.withdrawn_at.map(|at| Moment::on_page(&frame, at, now)),
                    member: one.member,
                    number: one.member_number,
                    by: one.signed_by,
                    votes: one.votes,
                })
                .collect()
        });
        Self {
            purpose: purpose_said(t, petition.purpose),
            kind: kind_said(t, &petition.kind),
            standing: standing(t, &petition, total),
            paragraphs: paragraphs(&petition.text),
            effect,
            opened: Moment::on_page(&frame, petition.opened_at, now),
            named: frame.account.is_some() || petition.disclosed,
            figures,
            clocks: petition
                .delivery
                .as_ref()
                .map_or_else(Vec::new, |delivery| clocks_said(t, &delivery.clocks)),
            said,
            own: reader.own,
            is_open,
            can_deliver: is_open && reader.opened && reached,
            must_wait: is_open && reader.opened && !reached,
            signatures,
            faults,
            petition,
            frame,
        }
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    /// The member, where another than a person opened it.
    fn opener(&self) -> String {
        if self.petition.opener == self.petition.member {
            return self.petition.opener.clone();
        }
        self.frame.t.say2(
            "petition-opener-for",
            "name",
            &self.petition.opener,
            "member",
            &self.petition.member,
        )
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
            clocks: petition
                .delivery
                .as_ref()
                .map_or_else(Vec::new, |delivery| clocks_said(&frame.t, &delivery.clocks)),
            form: form_of(&fields),
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
