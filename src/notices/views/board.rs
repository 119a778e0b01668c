//! The notice board, and one notice as its readers see it.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use data_encoding::HEXLOWER;

use crate::notices::model::lead::{Counting, Days};
use crate::notices::model::record::{Line, Mail, StepKind};
use crate::notices::store::reading::Notice;
use crate::web::Frame;
use crate::web::times::{Moment, full};

/// A notice in a list.
pub struct Row {
    pub number: i32,
    pub title: String,
    pub kind: String,
    pub given: Moment,
    pub event: Option<Moment>,
}

impl Row {
    #[must_use]
    pub fn new(frame: &Frame, notice: &Notice, now: DateTime<Utc>) -> Self {
        Self {
            number: notice.number,
            title: notice.title.in_locale(frame.t.locale).to_owned(),
            kind: frame.t.say(&notice.kind.key()),
            given: Moment::on_page(frame, notice.given_at, now),
            event: notice
                .event_at
                .map(|event| Moment::on_page(frame, event, now)),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/board.html")]
pub struct BoardPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
}

/// What a recipient reads of their own line.
pub struct OwnLine {
    pub sentences: Vec<String>,
    pub waived: bool,
}

impl OwnLine {
    /// How the notice reached this recipient, in their language.
    #[must_use]
    pub fn new(frame: &Frame, line: &Line, given_at: DateTime<Utc>) -> Self {
        let zone = zone(frame);
        let when = |at: DateTime<Utc>| full(&frame.t, zone, at);
        let address = line.masked_address.as_str();
        let mut sentences =
            vec![
                frame
                    .t
                    .say1("notice-yours-line", "capacity", line.capacity.as_str()),
            ];
        match &line.mail {
            Mail::UnderWay => {}

            Mail::Accepted { .. } => sentences.push(frame.t.say2(
                "notice-yours-mailed",
                "address",
                address,
                "time",
                when(given_at),
            )),
            Mail::Returned { .. } | Mail::GivenUp { .. } => {
                sentences.push(frame.t.say1("notice-yours-returned", "address", address));
            }
            Mail::None(_) | Mail::Unwanted => {
                sentences.push(frame.t.say("notice-yours-no-mail"));
            }
        }
        for step in &line.steps {
            match step.kind {
                StepKind::Seen => {
                    sentences.push(frame.t.say1("notice-yours-seen", "time", when(step.at)));
                }
                StepKind::Waived => {
                    sentences.push(frame.t.say1("notice-yours-waived", "time", when(step.at)));
                }
                StepKind::Posted | StepKind::Couriered | StepKind::Handed | StepKind::Attended => {}
            }
        }
        Self {
            sentences,
            waived: line.steps.iter().any(|step| step.kind == StepKind::Waived),
        }
    }
}

fn zone(frame: &Frame) -> Tz {
    frame.zone()
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/notice.html")]
pub struct NoticePage {
    pub frame: Frame,
    pub notice: Notice,
    pub row: Row,
    pub recipients: i64,
    pub own: Vec<OwnLine>,
    pub keeps: bool,
    pub paragraphs: Vec<String>,
    pub latest: Option<String>,
}

impl NoticePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        notice: Notice,
        recipients: i64,
        own: Vec<Line>,
        keeps: bool,
        now: DateTime<Utc>,
    ) -> Self {
        let zone = zone(&frame);
        Self {
            row: Row::new(&frame, &notice, now),
            own: own
                .iter()
                .map(|line| OwnLine::new(&frame, line, notice.given_at))
                .collect(),
            paragraphs: notice
                .words
                .in_locale(frame.t.locale)
                .split("\n\n")
                .map(|paragraph| paragraph.trim().to_owned())
                .filter(|paragraph| !paragraph.is_empty())
                .collect(),
            latest: notice
                .latest(zone)
                .map(|latest| full(&frame.t, zone, latest)),
            frame,
            notice,
            recipients,
            keeps,
        }
    }

    fn digest(&self) -> String {
        HEXLOWER.encode(&self.notice.sha256)
    }

    /// The rules on days of notice: what each asks, and where it stands.
    fn rules(&self) -> Vec<(String, String)> {
        let said = |key: &str, rule: &Days| {
            (
                self.frame.t.say1(key, "days", i64::from(rule.days)),
                rule.citation.clone(),
            )
        };
        let lead = &self.notice.lead;
        let least = lead
            .least
            .iter()
            .map(|rule| said("notice-rule-least", rule));
        let most = lead.most.iter().map(|rule| said("notice-rule-most", rule));
        least.chain(most).collect()
    }

    fn counted(&self) -> String {
        let key = match self.notice.lead.counting {
            Counting::SameHour => "notice-counted-hour",
            Counting::ClearDays => "notice-counted-clear",
        };
        self.frame.t.say1(key, "zone", zone(&self.frame).name())
    }

    fn may_waive(&self) -> bool {
        self.notice.statutory && !self.own.is_empty() && self.own.iter().any(|line| !line.waived)
    }
}
