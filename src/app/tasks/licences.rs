//! Licences that wait for a second officer, reviews that are due, late or missed, and what else a
//! licence cannot stay with. What is red every director reads of.

use chrono::Days;

use super::end_of;
use crate::bodies::Office;
use crate::db::Connection;
use crate::licences::model::{Health, Stage};
use crate::licences::store::{self, Licence};
use crate::tasks::{Answer, Item, Reader, Work};

/// Who keeps licences.
const KEEPS: [Office; 3] = [Office::Secretary, Office::Treasurer, Office::Chair];
/// From how many days before its day on a review is work.
const AHEAD_DAYS: u64 = 14;

pub(super) struct Reviews;

impl Work for Reviews {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let keeps = reader.holds_one_of(&KEEPS);
            if !keeps && !reader.holds(Office::Director) {
                return Ok(Vec::new());
            }
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let mut items = Vec::new();
            for licence in store::all(conn).await? {
                let standing = licence.standing(today);
                if standing.health == Health::Over {
                    continue;
                }
                if !keeps {
                    let is_replaced = licence.replaced_by.is_some();
                    if standing.health == Health::Red && licence.counts() && !is_replaced {
                        items.push(of_director(&licence, standing.said));
                    }
                    continue;
                }
                let path = format!("/room/licences/{}", licence.number);
                if licence.stage == Stage::Waits {
                    if licence.entered_by != reader.person.0 {
                        items.push(Item {
                            since: Some(licence.at),
                            due: Some(licence.waits_until),
                            to_the_hour: true,
                            shared: "Every officer who keeps the register may do it who did not enter it.".to_owned(),
                            ..Item::of_office(
                                format!("licence:{}:confirmation", licence.number),
                                format!(
                                    "Confirm licence {}, “{}”, to {}, or take it back.",
                                    licence.number, licence.title, licence.counterparty
                                ),
                                path,
                            )
                        });
                    }
                    continue;
                }
                let ahead = today.checked_add_days(Days::new(AHEAD_DAYS));
                let due = licence.review_by(today).filter(|day| Some(*day) <= ahead);
                if let Some(due) = due {
                    items.push(Item {
                        due: end_of(due, reader.zone),
                        shared: reader.shared(&KEEPS),
                        ..Item::of_office(
                            format!("licence:{}:review:{due}", licence.number),
                            format!(
                                "Review how {} keeps licence {}, “{}”, and record it.",
                                licence.counterparty, licence.number, licence.title
                            ),
                            path,
                        )
                    });
                } else if standing.health == Health::Red && licence.replaced_by.is_none() {
                    items.push(Item {
                        since: Some(licence.at),
                        shared: reader.shared(&KEEPS),
                        ..Item::of_office(
                            format!("licence:{}:red", licence.number),
                            format!(
                                "Licence {}, “{}”, cannot stay as it is: see why, and replace or end it.",
                                licence.number, licence.title
                            ),
                            path,
                        )
                    });
                }
            }
            Ok(items)
        })
    }
}

/// What is red, for a director who does not keep the register: the board answers for the mark.
fn of_director(licence: &Licence, said: &str) -> Item {
    Item::of_office(
        format!("licence:{}:director", licence.number),
        format!(
            "Know as a director, and see that it is put right: licence {}, “{}”, to {} is red. {said}.",
            licence.number, licence.title, licence.counterparty
        ),
        format!("/room/licences/{}", licence.number),
    )
}
