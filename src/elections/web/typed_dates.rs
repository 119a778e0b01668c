//! The dates of an election as a form brings and shows them.

use chrono::{DateTime, NaiveDate, Utc};

use super::fault;
use crate::db::Connection;
use crate::elections::model::calendar::{self, Check, Dates};
use crate::elections::store::elections;
use crate::elections::store::facts::Now;
use crate::web::form::Faults;
use crate::web::times::{parse_day, parse_local};
use crate::web::{Fields, WebError};

pub(super) fn written(dates: &Dates, now: Now) -> Vec<(String, String)> {
    let instant = |at: DateTime<Utc>| {
        at.with_timezone(&now.zone)
            .format("%Y-%m-%dT%H:%M")
            .to_string()
    };
    [
        ("record_date", dates.record_date.to_string()),
        ("notice_on", dates.notice_on.to_string()),
        ("nominations_open", dates.nominations_open.to_string()),
        ("nominations_close", dates.nominations_close.to_string()),
        ("list_on", dates.list_on.to_string()),
        ("exceptions_end", dates.exceptions_end.to_string()),
        ("opens_at", instant(dates.opens_at)),
        ("closes_at", instant(dates.closes_at)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

pub(super) fn read_dates(fields: &Fields, now: Now) -> Result<Dates, Faults> {
    let mut faults = Faults::new();
    let mut day = |field: &str| {
        parse_day(fields.get(field)).unwrap_or_else(|| {
            faults.extend(fault(field, "Give a date like 2027-07-31."));
            NaiveDate::MIN
        })
    };
    let record_date = day("record_date");
    let notice_on = day("notice_on");
    let nominations_open = day("nominations_open");
    let nominations_close = day("nominations_close");
    let list_on = day("list_on");
    let exceptions_end = day("exceptions_end");
    let mut instant = |field: &str, what: &str| {
        parse_local(what, fields.get(field), now.zone).unwrap_or_else(|sentence| {
            faults.extend(fault(field, sentence));
            DateTime::<Utc>::MIN_UTC
        })
    };
    let opens_at = instant("opens_at", "opening");
    let closes_at = instant("closes_at", "close");
    if faults.is_empty() && closes_at <= opens_at {
        faults.extend(fault(
            "closes_at",
            "The close comes after the opening. Give a later close.",
        ));
    }
    if faults.is_empty() && nominations_close < nominations_open {
        faults.extend(fault(
            "nominations_close",
            "Nominations close on the day they open, or later. Give a later day.",
        ));
    }
    if faults.is_empty() {
        Ok(Dates {
            record_date,
            notice_on,
            nominations_open,
            nominations_close,
            list_on,
            exceptions_end,
            opens_at,
            closes_at,
        })
    } else {
        Err(faults)
    }
}

/// What the checks say of typed dates, without waivers; nothing while they cannot be read.
pub(super) async fn judged(
    conn: &mut Connection,
    fields: &Fields,
    now: Now,
) -> Result<Vec<Check>, WebError> {
    let rules = elections::date_rules(conn, now.at)
        .await
        .map_err(WebError::internal)?;
    Ok(read_dates(fields, now)
        .map(|dates| calendar::check(&dates, &rules, &[], now.zone))
        .unwrap_or_default())
}
