//! Renewals: a member's own term that ends inside an announced vote, and members
//! whom no reminder reached.

use chrono::{Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::bodies::Office;
use crate::db::Connection;
use crate::parties;
use crate::renewals::chore::days_by;
use crate::renewals::model::warns_from;
use crate::renewals::store::{dates, due, reading};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};
use crate::web::times;
use crate::web::times::weekday_said;

/// Who keeps the list of members.
const KEEPS: [Office; 2] = [Office::Secretary, Office::MembershipCommittee];

/// How far ahead terms are looked at.
const AHEAD: Days = Days::new(400);

/// The midnight with which a legal day begins.
fn midnight(day: NaiveDate, zone: Tz) -> Option<chrono::DateTime<Utc>> {
    let begin = zone.from_local_datetime(&day.and_hms_opt(0, 0, 0)?);
    Some(begin.earliest()?.with_timezone(&Utc))
}

pub(super) struct Own;

impl Work for Own {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let ahead = dates::ahead(conn, today).await?;
            if ahead.is_empty() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::RENEWALS_WARNING_DAYS, reader.now).await?;
            let days: Option<u32> = rule.as_ref().and_then(|rule| rule.value.parse().ok());
            let Some(days) = days else {
                return Ok(Vec::new());
            };
            let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, reader.now).await?;
            let mut members = parties::store::represented_by(conn, reader.person, today).await?;
            members.push(reader.person);
            let mut items = Vec::new();
            for date in ahead {
                let from = warns_from(date.record_date, days);
                if today < from {
                    continue;
                }
                let lapsing =
                    due::lapsing(conn, &date, &members, today, grace.unwrap_or(0)).await?;
                items.extend(lapsing.into_iter().map(|term| {
                    let (sentence, day) = if !term.runs {
                        ("task-lapse-over", date.record_date)
                    } else if term.ends_on <= date.record_date {
                        ("task-lapse", date.record_date)
                    } else {
                        ("task-lapse-vote", date.closes_on)
                    };
                    let day = times::day(&reader.t, day);
                    let title = date.title.as_str();
                    Item {
                        key: format!("renewal:{}:record-date-{}", term.number, date.number),
                        sentence: reader.t.say2(sentence, "day", day, "title", title),
                        english: false,
                        path: "/me".to_owned(),
                        // A term that is over is renewed until its grace ends, at any hour.
                        due: midnight(term.ends_on, reader.zone).filter(|_| term.runs),
                        to_the_hour: false,
                        since: midnight(from, reader.zone),
                        rule: rule.clone(),
                        shared: String::new(),
                        can_wait: true,
                    }
                }));
            }
            Ok(items)
        })
    }
}

pub(super) struct Unreached;

impl Work for Unreached {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let grace = days_by(conn, keys::MEMBERSHIP_GRACE_DAYS, reader.now).await?;
            let grace = Days::new(u64::from(grace.unwrap_or(0)));
            let span = (
                today.checked_sub_days(grace).unwrap_or(today),
                today.checked_add_days(AHEAD).unwrap_or(today),
            );
            let unreached = reading::unreached(conn, span, today).await?;
            Ok(unreached
                .into_iter()
                .map(|ending| {
                    let sentence = format!(
                        "Reach {}: the reminder that their term ends on {} did not arrive.",
                        ending.name,
                        weekday_said(&ending.last_day())
                    );
                    let key = format!("renewal:{}:{}:reached", ending.number, ending.ends_on);
                    Item {
                        due: midnight(ending.ends_on, reader.zone).filter(|due| *due > reader.now),
                        since: ending.letters.first().map(|letter| letter.at),
                        shared: reader.shared(&KEEPS),
                        ..Item::of_office(
                            key,
                            sentence,
                            format!("/room/renewals/{}", ending.number),
                        )
                    }
                })
                .collect())
        })
    }
}
