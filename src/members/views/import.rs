//! The pages of a file of members: upload and dry run.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use crate::members::import::leaf::Leaf;
use crate::members::import::plan::{Known, Plan, Refusal};
use crate::members::import::row::COLUMNS;
use crate::members::store::intake::IntakeError;
use crate::parties::Kind;
use crate::web::Frame;

/// Who brought a file, and what the reader may do with it.
pub struct Bringing {
    /// The name of who brought it.
    pub name: String,
    /// The reader brought it.
    pub own: bool,
    /// Who brought it still keeps the list of members.
    pub keeps: bool,
    /// Since the first roll was certified it takes another to have its members recorded.
    pub takes_two: bool,
    /// A code of the reader's second factor is asked first.
    pub code_due: bool,
}

impl Bringing {
    /// Whether the reader may have its members recorded.
    #[must_use]
    pub const fn may_take(&self) -> bool {
        self.keeps && !(self.own && self.takes_two)
    }

    /// Why nobody has its members recorded, where who brought it keeps them no more.
    #[must_use]
    pub fn refusal(&self) -> String {
        IntakeError::NotKeeping.to_string()
    }
}

/// The upload of a file of members.
#[derive(Template, WebTemplate)]
#[template(path = "members/import.html")]
pub struct ImportPage {
    pub frame: Frame,
    /// Names of the classes that a file may name.
    pub classes: Vec<String>,
    /// Why the file that came was refused.
    pub refusal: Option<Refusal>,
    /// What else was wrong; empty when nothing was.
    pub sentence: String,
}

impl ImportPage {
    fn columns(&self) -> [&'static str; COLUMNS.len()] {
        COLUMNS
    }
}

/// What a file would add.
#[derive(Template, WebTemplate)]
#[template(path = "members/dry_run.html")]
pub struct DryRunPage {
    pub frame: Frame,
    /// The file's SHA-256 in hexadecimal.
    pub hash: String,
    pub members: usize,
    pub organisations: usize,
    /// Members whose term holds today.
    pub current: usize,
    pub today: NaiveDate,
    /// Name of each class and how many members it gains.
    pub per_class: Vec<(String, usize)>,
    /// The members of the file, a page of them.
    pub leaf: Leaf,
    pub warnings: Vec<(String, String)>,
    pub bringing: Bringing,
}

impl DryRunPage {
    fn place(&self) -> String {
        format!("/room/members/import/{}", self.hash)
    }

    /// `asked` is the page of the file's members that was asked for.
    #[must_use]
    pub fn of(
        frame: Frame,
        hash: &str,
        plan: &Plan,
        known: &Known,
        (today, asked): (NaiveDate, &str),
        bringing: Bringing,
    ) -> Self {
        Self {
            frame,
            hash: hash.to_owned(),
            members: plan.members.len(),
            organisations: plan
                .members
                .iter()
                .filter(|member| member.kind == Kind::Organisation)
                .count(),
            current: plan.current_on(today),
            today,
            per_class: plan
                .per_class(&known.classes)
                .into_iter()
                .map(|(class, gained)| (class.name.clone(), gained))
                .collect(),
            leaf: Leaf::of(asked, &plan.members, &known.classes),
            warnings: plan
                .warnings
                .iter()
                .map(|warning| (warning.place.to_string(), warning.sentence.clone()))
                .collect(),
            bringing,
        }
    }
}
