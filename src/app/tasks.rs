//! The work of every subject, in the order in which it is asked: each gives what
//! waits for one person.

mod ballots;
mod board;
mod desk;
mod docket;
mod dues;
mod elections;
mod holders;
mod joining;
mod licences;
mod matters;
mod permits;
mod petitions;
mod registry;
mod renewals;
mod resolutions;
mod signing;
mod votes;

use std::sync::Arc;

use actix_web::web::Data;
use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::polls::ReceiptKey;
use crate::tasks::{Joined, Work};

/// All of it, as pages and the weekly letter ask it.
pub(super) fn joined(receipt_key: &Data<ReceiptKey>) -> Joined {
    let all: Vec<Arc<dyn Work>> = vec![
        Arc::new(ballots::Ballots),
        Arc::new(signing::Keys),
        Arc::new(signing::Acts(receipt_key.public())),
        Arc::new(desk::Decisions),
        Arc::new(desk::Addresses),
        Arc::new(desk::Representations),
        Arc::new(desk::Proxies),
        Arc::new(desk::Files),
        Arc::new(desk::Texts),
        Arc::new(desk::Letters),
        Arc::new(board::Vacancies),
        Arc::new(board::Clocks),
        Arc::new(docket::Deadlines),
        Arc::new(docket::ToConfirm),
        Arc::new(docket::Trial),
        Arc::new(dues::Own),
        Arc::new(dues::Overdue),
        Arc::new(dues::Payments),
        Arc::new(elections::Nominations),
        Arc::new(elections::CommitteeActs),
        Arc::new(joining::Applications),
        Arc::new(joining::OwnApplications),
        Arc::new(licences::Reviews),
        Arc::new(matters::BindingDays),
        Arc::new(matters::UnreadNotes),
        Arc::new(permits::Requests),
        Arc::new(permits::Policies),
        Arc::new(permits::Misuse),
        Arc::new(petitions::Undated),
        Arc::new(resolutions::ToCarryOut),
        Arc::new(registry::Incidents),
        Arc::new(registry::Withdrawals),
        Arc::new(registry::Thin),
        Arc::new(registry::HandOvers),
        Arc::new(registry::Attestations),
        Arc::new(registry::Titles),
        Arc::new(registry::Unrecorded),
        Arc::new(registry::Found),
        Arc::new(holders::ToConfirm),
        Arc::new(renewals::Own),
        Arc::new(renewals::Unreached),
        Arc::new(votes::Rolls),
        Arc::new(votes::Complaints),
        Arc::new(votes::Counts),
    ];
    Joined(all)
}

/// The midnight at which a legal day begins.
fn begin_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let begin = zone
        .from_local_datetime(&day.and_hms_opt(0, 0, 0)?)
        .earliest()?;
    Some(begin.with_timezone(&Utc))
}

/// The midnight at which a legal day is over.
fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    begin_of(day.checked_add_days(Days::new(1))?, zone)
}
