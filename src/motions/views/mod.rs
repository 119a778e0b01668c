//! Motions on pages.

mod motion;

pub use motion::{Ahead, Amended, MotionPage, Parts, Reader, Voting};

use askama::Template;
use askama_web::WebTemplate;

use super::model::merge::{Line, compared};
use super::model::{Kind, Relation};
use super::store::{Filter, Motion, PAGE, Text};
use crate::bodies::model::BodyId;
use crate::web::{Fields, Frame};

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

    fn choices(&self) -> Vec<(&str, &str)> {
        std::iter::once(("", "Every body"))
            .chain(
                self.bodies
                    .iter()
                    .map(|(id, name)| (id.as_str(), name.as_str())),
            )
            .collect()
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
    pub faults: Vec<(String, String)>,
}

impl FormPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }

    fn kinds(&self) -> Vec<(&str, String)> {
        std::iter::once(("", "Choose".to_owned()))
            .chain(Kind::ALL.into_iter().map(|kind| {
                let reserved = if kind.is_reserved() {
                    " (reserved)"
                } else {
                    ""
                };
                (kind.word(), format!("{}{reserved}", kind.said()))
            }))
            .collect()
    }

    fn choices(&self) -> Vec<(&str, &str)> {
        std::iter::once(("", "Choose"))
            .chain(
                self.bodies
                    .iter()
                    .map(|(id, name)| (id.as_str(), name.as_str())),
            )
            .collect()
    }

    fn relations(&self) -> Vec<(&str, &str)> {
        std::iter::once(("", "Nothing"))
            .chain(
                Relation::ALL
                    .into_iter()
                    .map(|relation| (relation.word(), relation.word())),
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
