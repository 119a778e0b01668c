//! The officers' list of notices, and of letters that came back.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::board::Row;
use crate::notices::model::record::{Standing, Totals};
use crate::notices::store::reading::Notice;
use crate::web::times::Moment;
use crate::web::{Fields, Frame};

pub struct DraftRow {
    pub id: Uuid,
    pub title: String,
    pub saved_by: String,
    pub saved: Moment,
}

pub struct GivenRow {
    pub row: Row,
    pub totals: Totals,
}

impl GivenRow {
    #[must_use]
    pub fn new(frame: &Frame, notice: &Notice, totals: Totals, now: DateTime<Utc>) -> Self {
        Self {
            row: Row::new(frame, notice, now),
            totals,
        }
    }
}

/// How many have a notice, in a sentence; who lacks it stands in the mark beside it.
#[must_use]
pub fn said(totals: &Totals) -> String {
    let Totals {
        all,
        has,
        late,
        under_way,
        ..
    } = totals;
    let mut sentence = format!("{has} of {all} have it");
    for (number, one, more) in [
        (late, "got it late", "got it late"),
        (
            under_way,
            "letter is on its way",
            "letters are on their way",
        ),
    ] {
        match number {
            0 => {}
            1 => sentence.push_str(&format!(", 1 {one}")),
            _ => sentence.push_str(&format!(", {number} {more}")),
        }
    }
    sentence.push('.');
    sentence
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub drafts: Vec<DraftRow>,
    pub given: Vec<GivenRow>,
    /// The form about an objection, as typed.
    pub typed: Fields,
    pub fault: String,
}

pub struct ReturnedRow {
    pub notice: i32,
    pub title: String,
    pub name: String,
    pub capacity: String,
    pub address: String,
    pub account: Option<Uuid>,
    pub reason: String,
    pub since: Option<Moment>,
    pub standing: Standing,
}

impl ReturnedRow {
    /// Whether it reached them otherwise in the meantime.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.standing >= Standing::HasLate
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/room/returned.html")]
pub struct ReturnedPage {
    pub frame: Frame,
    pub rows: Vec<ReturnedRow>,
}

#[cfg(test)]
mod tests {
    use super::said;
    use crate::notices::model::record::Totals;

    #[test]
    fn totals_are_said_in_a_sentence() {
        let totals = Totals {
            all: 374,
            has: 371,
            late: 0,
            under_way: 1,
            lacks: 2,
        };
        assert_eq!(said(&totals), "371 of 374 have it, 1 letter is on its way.");
    }
}
