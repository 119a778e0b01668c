//! A member's page of a preliminary roll, and the sentence that says whether a
//! membership stands on a roll.

use askama::Template;
use askama_web::WebTemplate;
use uuid::Uuid;

use crate::members::model::Standing;
use crate::members::store::Line;
use crate::rolls::model::challenge::{ChallengeKind, Verdict};
use crate::rolls::store::Roll;
use crate::rolls::store::challenges::{Answer, Challenge};
use crate::web::Frame;
use crate::web::times::{Moment, day};
use crate::web::words::Speaker;

/// Whether a membership stands on the roll of a record date, with the reason.
#[must_use]
pub fn standing_sentence(t: &Speaker, line: &Line, roll: &Roll) -> String {
    let date = day(t, roll.record_date);
    if line.votes_on_roll().is_some() && !roll.is_of(line.class.as_str()) {
        return t.say2(
            "roll-off-other-class",
            "classes",
            roll.class_names.join(", "),
            "class",
            &line.class_name,
        );
    }
    match (line.votes_on_roll(), line.standing) {
        (Some(votes), Standing::Current(term)) => t.say_all(
            "roll-on",
            &[
                ("date", &date),
                ("votes", &votes),
                ("class", &line.class_name),
                (
                    "citation",
                    &line
                        .votes
                        .as_ref()
                        .map_or("", |votes| votes.citation.as_str()),
                ),
                ("from", &day(t, term.starts_on())),
                ("last", &day(t, term.last_day())),
            ],
        ),
        (_, Standing::Current(_)) => t.say2(
            "roll-off-no-votes",
            "date",
            &date,
            "class",
            &line.class_name,
        ),
        (_, Standing::Suspended(_)) => t.say1("roll-off-suspended", "date", &date),
        (_, Standing::NotYet(from)) => {
            t.say2("roll-off-not-yet", "date", &date, "from", day(t, from))
        }
        (_, Standing::Lapsed(since) | Standing::Grace { since, .. }) => {
            t.say2("roll-off-lapsed", "date", &date, "since", day(t, since))
        }
        (_, Standing::Ended(end)) => t.say2(
            "roll-off-ended",
            "date",
            &date,
            "since",
            day(t, end.ends_on),
        ),
        (_, Standing::NoTerm) => t.say1("roll-off-no-term", "date", &date),
    }
}

/// One membership of the reader and this roll.
pub struct OwnLine {
    pub membership: Uuid,
    pub number: i64,
    pub name: String,
    pub class_name: String,
    pub sentence: String,
    /// By what is recorded now it would stand otherwise.
    pub changed: bool,
}

/// What the reader asked, as typed.
#[derive(Default)]
pub struct AskForm {
    pub form: Option<Uuid>,
    pub kind: String,
    pub membership: String,
    pub text: String,
    pub kind_error: String,
    pub membership_error: String,
    pub text_error: String,
    pub refusal: String,
}

impl AskForm {
    /// The identity that the form brings back.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.form.unwrap_or_else(Uuid::new_v4)
    }

    #[must_use]
    pub fn is_faulty(&self) -> bool {
        [
            &self.kind_error,
            &self.membership_error,
            &self.text_error,
            &self.refusal,
        ]
        .iter()
        .any(|sentence| !sentence.is_empty())
    }
}

/// One challenge of the reader.
pub struct OwnChallenge {
    pub asked: Moment,
    pub kind: String,
    pub membership: Option<i64>,
    pub text: String,
    pub answers: Vec<OwnAnswer>,
}

pub struct OwnAnswer {
    pub verdict: String,
    pub text: String,
    pub rule: String,
    pub by: String,
    pub when: Moment,
}

/// Where the roll stands.
pub enum RollState {
    Open,
    /// The window is over, and it is not certified.
    Over,
    Certified,
}

/// `/me/rolls/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "rolls/own.html")]
pub struct OwnRoll {
    pub frame: Frame,
    pub number: i32,
    pub record_date: String,
    /// The classes it is of, by name; empty where it is of all.
    pub classes: String,
    pub state: RollState,
    pub closes: Moment,
    pub known: Moment,
    /// The number of the certified roll that took its place.
    pub corrected_by: Option<i32>,
    pub lines: Vec<OwnLine>,
    pub asked: Vec<OwnChallenge>,
    pub form: AskForm,
}

impl OwnRoll {
    fn faults(&self) -> Vec<(&'static str, &str)> {
        [
            ("kind", self.form.kind_error.as_str()),
            ("membership", self.form.membership_error.as_str()),
            ("text", self.form.text_error.as_str()),
            ("", self.form.refusal.as_str()),
        ]
        .into_iter()
        .filter(|(_, sentence)| !sentence.is_empty())
        .collect()
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        let mut kinds = vec![("", self.frame.t.say("rolls-own-kind-choose"))];
        kinds.extend(
            ChallengeKind::ALL
                .into_iter()
                .map(|kind| (kind.word(), kind_said(&self.frame.t, kind))),
        );
        kinds
    }

    fn memberships(&self) -> Vec<(String, String)> {
        let mut all = vec![(String::new(), self.frame.t.say("rolls-own-membership-none"))];
        all.extend(self.lines.iter().map(|line| {
            let said = self.frame.t.say2(
                "rolls-own-membership",
                "name",
                &line.name,
                "number",
                line.number.to_string(),
            );
            (line.membership.to_string(), said)
        }));
        all
    }
}

fn kind_said(t: &Speaker, kind: ChallengeKind) -> String {
    t.say(match kind {
        ChallengeKind::Missing => "rolls-own-kind-missing",
        ChallengeKind::Votes => "rolls-own-kind-votes",
        ChallengeKind::Stranger => "rolls-own-kind-stranger",
    })
}

impl OwnChallenge {
    #[must_use]
    pub fn new(frame: &Frame, challenge: &Challenge, now: chrono::DateTime<chrono::Utc>) -> Self {
        let answer = |answer: &Answer| OwnAnswer {
            verdict: frame.t.say(match answer.verdict {
                Verdict::Upheld => "rolls-own-upheld",
                Verdict::NotUpheld => "rolls-own-not-upheld",
            }),
            text: answer.text.clone(),
            rule: frame
                .t
                .say1("rolls-own-rule", "citation", answer.citation.as_str()),
            by: answer.by.clone(),
            when: Moment::on_page(frame, answer.at, now),
        };
        Self {
            asked: Moment::on_page(frame, challenge.at, now),
            kind: kind_said(&frame.t, challenge.kind),
            membership: challenge.membership,
            text: challenge.text.clone(),
            answers: challenge.answers.iter().map(answer).collect(),
        }
    }
}
