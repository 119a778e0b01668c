//! What the page of the watch shows, and the line on an asset's own page.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Finding, NotAsked, Outcome, Sight, Source, plan};
use super::store::list::Line;
use crate::config::Watch;
use crate::web::Frame;
use crate::web::times::instant_said;

/// What is asked about, with how it was seen.
pub struct WatchedLine {
    pub number: i64,
    pub title: String,
    /// `US 90123456`, or nothing of a domain.
    pub of: String,
    pub source: Source,
    pub outcome: Option<Outcome>,
    pub said: String,
    pub findings: Vec<Finding>,
    /// How long ago it was seen; none where it was never asked for.
    pub sight: Option<Sight>,
    pub seen: String,
    pub file: Option<Uuid>,
}

impl WatchedLine {
    /// What comes first: what was not seen for long, then what differs.
    fn rank(&self) -> (Option<Sight>, bool, bool) {
        let differs = self.outcome != Some(Outcome::Equal);
        (self.sight, !self.findings.is_empty(), differs)
    }
}

/// What is not asked about, and why.
pub struct UnwatchedLine {
    pub number: i64,
    pub title: String,
    pub of: String,
    pub why: NotAsked,
}

/// `/room/registry/watch`
#[derive(Template, WebTemplate)]
#[template(path = "registry/room/watch.html")]
pub struct WatchPage {
    pub frame: Frame,
    /// Whether this officer keeps the register, and so takes files over.
    pub keeps: bool,
    pub is_on: bool,
    pub rdap: bool,
    pub tsdr: bool,
    /// When anything was asked for last; empty before the first time.
    pub last: String,
    pub watched: Vec<WatchedLine>,
    pub unwatched: Vec<UnwatchedLine>,
}

/// How a case is named beside its mark.
fn of(line: &Line) -> String {
    let watched = &line.watched;
    if watched.mark_case.is_none() {
        return String::new();
    }
    let number = if watched.registration_no.is_empty() {
        &watched.application_no
    } else {
        &watched.registration_no
    };
    format!("{} {number}", watched.office).trim().to_owned()
}

impl WatchPage {
    #[must_use]
    pub fn of(
        frame: Frame,
        keeps: bool,
        whom: &Watch,
        lines: Vec<Line>,
        now: DateTime<Utc>,
    ) -> Self {
        let last = lines.iter().filter_map(|line| line.asked_at).max();
        let mut watched = Vec::new();
        let mut unwatched = Vec::new();
        for line in lines {
            let fqdn = line.watched.fqdn();
            let of = of(&line);
            let candidate = line.watched.candidate(&fqdn);
            match plan(candidate, whom.rdap.is_some(), whom.tsdr.is_some()) {
                Ok(plan) => watched.push(WatchedLine {
                    number: line.watched.number,
                    of,
                    source: plan.source,
                    outcome: line.outcome,
                    findings: findings(&line),
                    sight: line.since().map(|since| Sight::of(since, now)),
                    seen: line
                        .seen_at
                        .map_or_else(|| "never".to_owned(), |at| instant_said(&frame, &at)),
                    said: line.said.unwrap_or_default(),
                    file: line.file,
                    title: line.watched.title,
                }),
                Err(why) => unwatched.push(UnwatchedLine {
                    number: line.watched.number,
                    of,
                    why,
                    title: line.watched.title,
                }),
            }
        }
        watched.sort_by_key(|line| std::cmp::Reverse(line.rank()));
        Self {
            is_on: whom.is_on(),
            rdap: whom.rdap.is_some(),
            tsdr: whom.tsdr.is_some(),
            last: last.map_or_else(String::new, |at| instant_said(&frame, &at)),
            frame,
            keeps,
            watched,
            unwatched,
        }
    }

    fn unseen(&self) -> usize {
        self.watched
            .iter()
            .filter(|line| line.sight > Some(Sight::Fresh))
            .count()
    }

    fn files(&self) -> usize {
        self.watched
            .iter()
            .filter(|line| line.file.is_some())
            .count()
    }
}

fn findings(line: &Line) -> Vec<Finding> {
    line.findings
        .as_deref()
        .map(Finding::decode)
        .unwrap_or_default()
}

/// How an asset was seen from outside, on its page in the room.
pub struct OnAsset(Vec<String>);

impl OnAsset {
    /// A sentence for each domain or case that was ever asked for.
    #[must_use]
    pub fn new(frame: &Frame, lines: &[Line]) -> Self {
        let sentence = |line: &Line| {
            let asked = line.asked_at?;
            let of = match of(line).as_str() {
                "" => String::new(),
                of => format!(" ({of})"),
            };
            let equal = line.equal_at.map_or_else(
                || "never seen equal to the register".to_owned(),
                |at| format!("last seen equal on {}", instant_said(frame, &at)),
            );
            let now = match line.outcome {
                Some(Outcome::Equal) | None => String::new(),
                Some(Outcome::Differs) => "; the last answer differs".to_owned(),
                Some(Outcome::Absent) => "; the server knows it no more".to_owned(),
                Some(Outcome::Unreadable | Outcome::Failed) => format!(
                    "; asked for on {} without an answer that counts",
                    instant_said(frame, &asked)
                ),
            };
            Some(format!("Watched{of}: {equal}{now}."))
        };
        Self(lines.iter().filter_map(sentence).collect())
    }

    /// The sentences, for the page.
    #[must_use]
    pub fn sentences(&self) -> &[String] {
        &self.0
    }
}
