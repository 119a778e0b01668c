//! The page of a petition: who opened it, how it stands, what was answered, and what its
//! reader can do. Who signed is shown to officers and to whoever opened it alone.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{clocks_ahead, kind_said, paragraphs, purpose_said, standing};
use crate::petitions::model::State;
use crate::petitions::store::petitions::{Answered, Petition};
use crate::petitions::store::signatures::Signature;
use crate::web::Frame;
use crate::web::form::{Faults, listed};
use crate::web::times::{self, Moment};

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
            clocks: clocks_ahead(t, &petition),
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
