//! The treasurer's room.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{said_in, short};
use crate::dues::store::lists::{Left, Open};
use crate::dues::store::years::Year;
use crate::web::Frame;

/// An open invoice, as the list shows it.
pub struct OpenRow {
    pub number: String,
    pub member: String,
    pub membership: i64,
    pub due: String,
    pub owed: String,
}

impl OpenRow {
    fn of(open: &Open) -> Self {
        Self {
            number: open.number.clone(),
            member: open.member.clone(),
            membership: open.membership,
            due: short(open.due_on),
            owed: said_in(open.owed, &open.currency),
        }
    }
}

/// A payment with something left.
pub struct LeftRow {
    pub id: Uuid,
    pub payer: String,
    pub reference: String,
    pub received: String,
    pub rest: String,
}

impl LeftRow {
    fn of(left: &Left) -> Self {
        Self {
            id: left.id,
            payer: left.payer.clone(),
            reference: left.reference.clone(),
            received: short(left.received_on),
            rest: said_in(left.rest, &left.currency),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "dues/room/index.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub overdue: Vec<OpenRow>,
    pub open: Vec<OpenRow>,
    /// Payments whose payer owes something.
    pub waiting: Vec<LeftRow>,
    /// Payments of which the rest stands as credit.
    pub credits: Vec<LeftRow>,
    pub years: Vec<Year>,
}

impl RoomPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        open: Vec<Open>,
        left: Vec<Left>,
        years: Vec<Year>,
        today: NaiveDate,
    ) -> Self {
        let (overdue, open): (Vec<Open>, Vec<Open>) =
            open.into_iter().partition(|each| each.due_on < today);
        let (waiting, credits): (Vec<Left>, Vec<Left>) =
            left.into_iter().partition(|each| each.waits);
        Self {
            frame,
            overdue: overdue.iter().map(OpenRow::of).collect(),
            open: open.iter().map(OpenRow::of).collect(),
            waiting: waiting.iter().map(LeftRow::of).collect(),
            credits: credits.iter().map(LeftRow::of).collect(),
            years,
        }
    }
}
