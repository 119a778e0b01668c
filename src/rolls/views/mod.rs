//! The pages of rolls: the officers', and each member's own.

mod hearing;
pub mod own;

pub use hearing::{
    AnswerForm, AnswerLine, ChallengeLine, CorrectionForm, HearingView, WindowForm, WindowLine,
};

use askama::Template;
use askama_web::WebTemplate;

use super::model::ClassTotal;
use super::store::Late;
use super::store::corrections::Correction;
use crate::web::Frame;
use crate::web::times::Moment;

/// A roll in the list.
pub struct Row {
    pub number: i32,
    pub record_date: String,
    /// The classes it is of, by name; empty where it is of all.
    pub classes: String,
    pub members: i32,
    pub votes: i64,
    pub certified: bool,
    /// The certified roll that took its place.
    pub corrected: bool,
}

/// `/room/rolls`
#[derive(Template, WebTemplate)]
#[template(path = "rolls/list.html")]
pub struct RollList {
    pub frame: Frame,
    pub rows: Vec<Row>,
    /// Id and name of each class, and whether it is chosen.
    pub classes: Vec<(String, String, bool)>,
    pub record_date: String,
    pub error: String,
    /// How far record date and opening lie apart, with the rule.
    pub distance: String,
}

impl RollList {
    fn faults(&self) -> Vec<(&'static str, &str)> {
        [("record_date", self.error.as_str())]
            .into_iter()
            .filter(|(_, sentence)| !sentence.is_empty())
            .collect()
    }
}

/// `/room/rolls/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "rolls/roll.html")]
pub struct RollPage {
    pub frame: Frame,
    pub number: i32,
    pub record_date: String,
    /// The classes it is of, by name; empty where it is of all.
    pub classes: String,
    pub known: Moment,
    pub proposer: String,
    pub proposed_by_me: bool,
    pub certifier: Option<(String, Moment)>,
    pub totals: Vec<ClassTotal>,
    /// What of it was recorded after its record date was announced or over, and since when.
    pub late: Late,
    pub late_since: Moment,
    pub members: i32,
    pub votes: i64,
    pub file_sha256: String,
    pub root: Option<String>,
    /// Votes each and members of each cell below k.
    pub small_cells: Vec<(u64, u64)>,
    pub k: u64,
    pub window: String,
    /// The act that waits for officers' signatures.
    pub act: Option<i32>,
    /// The reader may draft polls on it.
    pub drafts: bool,
    pub refusal: Option<String>,
    /// How it was published, what was asked of it, what keeps it from being certified.
    pub hearing: HearingView,
    /// The roll that it corrects.
    pub corrects: Option<Correction>,
    /// The corrections of it that were proposed.
    pub corrections: Vec<Correction>,
    pub correction_form: CorrectionForm,
}

impl RollPage {
    /// The certified roll that took the place of this one.
    fn corrected_by(&self) -> Option<&Correction> {
        self.corrections
            .iter()
            .find(|correction| correction.certified)
    }

    fn faults(&self) -> Vec<(String, String)> {
        let mut faults = self.hearing.faults();
        let reason = &self.correction_form.error;
        if !reason.is_empty() {
            faults.push(("reason".to_owned(), reason.clone()));
        }
        faults
    }
}
