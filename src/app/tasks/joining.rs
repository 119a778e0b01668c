//! Applications: those that wait for a committee member's view, for the treasurer,
//! for the secretary; and the applicant's own, where something is asked of them.

use chrono::{Days, TimeZone, Utc};

use crate::bodies::Office;
use crate::db::Connection;
use crate::joining::model::{State, business_days_after};
use crate::joining::store::{agreements, reading};
use crate::rulebook::{keys, store as rulebook};
use crate::tasks::work::Fault;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who sees to applications.
const KEEPS: [Office; 2] = [Office::Secretary, Office::MembershipCommittee];

pub(super) struct Applications;

impl Work for Applications {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::APPLICATIONS_DAYS, reader.now).await?;
            let mut items = Vec::new();
            for application in reading::pending(conn).await? {
                let (id, number) = (application.id, application.number);
                if reading::is_interested(conn, id, reader.person).await? {
                    continue;
                }
                let sentence = match application.state() {
                    State::Submitted => {
                        format!("Application {number} waits to be taken up.")
                    }
                    State::UnderReview => {
                        let views = reading::views(conn, id).await?;
                        let own = views.iter().find(|held| held.person() == reader.person);
                        let decided = reading::verdict(conn, id).await?.outcome.is_some();
                        match own {
                            Some(held) if held.view().is_none() => {
                                format!("Application {number} waits for your view.")
                            }
                            Some(_) | None if decided => {
                                format!("Application {number} can be decided: the views agree.")
                            }
                            Some(_) | None => continue,
                        }
                    }
                    State::ReferredToBoard => {
                        format!(
                            "Application {number} waits for the board’s decision to be entered."
                        )
                    }
                    State::InformationRequested
                    | State::Approved
                    | State::Declined
                    | State::Withdrawn
                    | State::ClosedNoResponse => continue,
                };
                let due = rule.as_ref().and_then(|rule| {
                    let days = rule.value.parse().ok()?;
                    let last = business_days_after(application.came_on, days);
                    let end = last.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
                    let end = reader.zone.from_local_datetime(&end).earliest()?;
                    Some(end.with_timezone(&Utc))
                });
                items.push(Item {
                    due,
                    since: Some(application.recorded_at),
                    rule: rule.clone(),
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("application:{number}:{}", application.state().word()),
                        sentence,
                        format!("/room/applications/{number}"),
                    )
                });
            }
            Ok(items)
        })
    }
}

pub(super) struct OwnApplications;

impl Work for OwnApplications {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let mut items: Vec<Item> = Vec::new();
            for application in reading::of_person(conn, reader.person).await? {
                let key = match application.state() {
                    State::InformationRequested => "task-application-answer",
                    State::Approved if application.member_number.is_none() => {
                        let party = application.party();
                        if !agreements::may_accept(conn, party, reader.person).await? {
                            continue;
                        }
                        "task-application-accept"
                    }
                    State::Submitted
                    | State::UnderReview
                    | State::Approved
                    | State::Declined
                    | State::ReferredToBoard
                    | State::Withdrawn
                    | State::ClosedNoResponse => continue,
                };
                let number = application.number;
                items.push(Item {
                    sentence: reader.t.say1(key, "number", number),
                    english: false,
                    ..Item::of_office(
                        format!("application:{number}:own"),
                        String::new(),
                        format!("/join/applications/{number}"),
                    )
                });
            }
            // What another applied for, whoever votes for the organisation now accepts.
            for application in reading::left_to_voter(conn, reader.person).await? {
                let number = application.number;
                items.push(Item {
                    sentence: reader.t.say2(
                        "task-application-accept-for",
                        "number",
                        number,
                        "organisation",
                        &application.name,
                    ),
                    english: false,
                    ..Item::of_office(
                        format!("application:{number}:voter"),
                        String::new(),
                        format!("/join/applications/{number}"),
                    )
                });
            }
            Ok::<_, Fault>(items)
        })
    }
}
