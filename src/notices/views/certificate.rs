//! A certificate of notice, to print and sign.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use data_encoding::HEXLOWER;
use serde::Deserialize;

use crate::notices::store::certificates::Made;
use crate::notices::store::reading::Notice;
use crate::web::Frame;
use crate::web::times::weekday_hour_said;

/// The certificate as read back from the bytes that were hashed: what is printed
/// is what the digest stands for.
#[derive(Deserialize)]
struct Read {
    foundation: String,
    notice: u64,
    certificate: u64,
    content: String,
    title: String,
    given: i64,
    event: Option<i64>,
    latest: Option<i64>,
    made: i64,
    by: String,
    recipients: u64,
    has: u64,
    late: u64,
    lacks: u64,
    lines: Vec<ReadLine>,
}

#[derive(Deserialize)]
struct ReadLine {
    line: u64,
    name: String,
    capacity: String,
    result: String,
    #[serde(default)]
    address: String,
    mail: ReadMail,
    steps: Vec<ReadStep>,
}

#[derive(Deserialize)]
struct ReadMail {
    state: String,
    at: Option<i64>,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
struct ReadStep {
    step: String,
    at: i64,
    evidence: String,
}

/// A line in words.
struct Line {
    line: u64,
    name: String,
    capacity: String,
    how: Vec<String>,
    result: &'static str,
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/certificate.html")]
pub struct CertificatePage {
    frame: Frame,
    number: i32,
    read: Read,
    sha256: String,
    zone: Tz,
    lines: Vec<Line>,
    words: Vec<String>,
    rules: Vec<String>,
}

fn said(zone: Tz, seconds: i64) -> String {
    DateTime::<Utc>::from_timestamp(seconds, 0)
        .map_or_else(String::new, |at| weekday_hour_said(zone, at))
}

impl CertificatePage {
    /// None where the bytes cannot be read as a certificate.
    #[must_use]
    pub fn new(frame: Frame, notice: &Notice, made: Made, zone: Tz) -> Option<Self> {
        let read: Read = serde_json::from_slice(&made.file).ok()?;
        let lines = read
            .lines
            .iter()
            .map(|line| in_words(line, &read, zone))
            .collect();
        let lead = &notice.lead;
        let rule = |rule: &crate::notices::model::lead::Days, how: &str| {
            format!("{how} {} days of notice ({})", rule.days, rule.citation)
        };
        Some(Self {
            frame,
            number: notice.number,
            sha256: HEXLOWER.encode(&made.sha256),
            zone,
            lines,
            words: notice.words.text.split("\n\n").map(str::to_owned).collect(),
            rules: lead
                .least
                .iter()
                .map(|least| rule(least, "at least"))
                .chain(lead.most.iter().map(|most| rule(most, "at most")))
                .collect(),
            read,
        })
    }

    fn when(&self, seconds: &i64) -> String {
        said(self.zone, *seconds)
    }
}

fn in_words(line: &ReadLine, read: &Read, zone: Tz) -> Line {
    let mut how = Vec::new();
    let when = |at: Option<i64>| at.map_or_else(String::new, |at| said(zone, at));
    let address = line.address.as_str();
    match line.mail.state.as_str() {
        "accepted" => how.push(format!(
            "By e-mail to {address}, directed {}; accepted by the mail server{}",
            said(zone, read.given),
            match line.mail.answer.as_str() {
                "" => String::new(),
                answer => format!(" ({answer})"),
            }
        )),
        "returned" => how.push(format!(
            "By e-mail to {address}; came back {}: {}",
            when(line.mail.at),
            line.mail.reason
        )),
        "given_up" => how.push(format!(
            "By e-mail to {address}; could not be delivered: {}",
            line.mail.reason
        )),
        "unwanted" => how
            .push("Not by e-mail: they chose not to get letters that no rule asks for".to_owned()),
        "objection" => how.push("Not by e-mail: the recipient objects to it".to_owned()),
        "failures" => how.push("Not by e-mail: earlier notices could not be delivered".to_owned()),
        _ => how.push("Not by e-mail: no address is recorded".to_owned()),
    }
    for step in &line.steps {
        let kind = crate::notices::model::record::StepKind::parse(&step.step);
        let title = kind.map_or(step.step.as_str(), |kind| kind.title());
        how.push(match step.evidence.as_str() {
            "" => format!("{title}, {}", said(zone, step.at)),
            evidence => format!("{title}, {}: {evidence}", said(zone, step.at)),
        });
    }
    Line {
        line: line.line,
        name: line.name.clone(),
        capacity: line.capacity.clone(),
        how,
        result: match line.result.as_str() {
            "has" => "has it",
            "late" => "has it, late",
            "under_way" => "under way",
            _ => "does not have it",
        },
    }
}
