//! The dates of a person, as votes, notices, offices and the docket know them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::bodies::Office;
use crate::bodies::store::decisions;
use crate::bodies::{self, store::seats};
use crate::db::Connection;
use crate::docket;
use crate::feeds::model::event::{Event, Status, When};
use crate::feeds::{Answer, Dates, JoinedDates, Reader};
use crate::notices;
use crate::notices::model::kind::{Audience, Kind};
use crate::polls;
use crate::polls::store::{Entitlement, Poll};

/// Every subject that knows dates.
pub(super) fn joined() -> JoinedDates {
    JoinedDates(vec![
        Arc::new(Votes),
        Arc::new(Notices),
        Arc::new(Offices),
        Arc::new(Deadlines),
    ])
}

/// Opening and close of the votes on whose roll a person stands.
struct Votes;

impl Dates for Votes {
    fn dates<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a, Vec<Event>> {
        Box::pin(async move {
            let endings = polls::store::endings(conn).await?;
            let mut events = Vec::new();
            for poll in polls::store::all(conn, false).await? {
                let Some(roll) = poll.roll else { continue };
                let person = reader.person.0;
                let mut places = polls::store::entitlements(conn, poll.id, roll, person).await?;
                let held = polls::store::proxied(conn, poll.id, roll, person).await?;
                places.extend(held);
                if places.is_empty() {
                    continue;
                }
                let ending = endings.get(&poll.id);
                let voided = ending.and_then(|ending| ending.reason.as_deref());
                events.extend(of_vote(reader, &poll, &places, voided));
            }
            Ok(events)
        })
    }
}

fn of_vote(
    reader: &Reader,
    poll: &Poll,
    places: &[Entitlement],
    voided: Option<&str>,
) -> Vec<Event> {
    let t = &reader.t;
    let question = poll.draft.title_in(t.locale);
    let mut described: Vec<String> = places
        .iter()
        .map(|place| {
            t.say_all(
                "date-poll-place",
                &[
                    ("member", &place.member),
                    ("class", &place.class_name),
                    ("votes", &place.votes),
                    ("citation", &place.citation),
                ],
            )
        })
        .collect();
    let status = match voided {
        Some(reason) => {
            described = vec![t.say1("date-poll-voided", "reason", reason)];
            Status::Cancelled
        }
        None => Status::Confirmed,
    };
    let event = |end: &str, at: DateTime<Utc>, described: &[String]| Event {
        id: format!("poll-{}-{end}", poll.id),
        when: When::At(at),
        title: t.say1(&format!("date-poll-{end}"), "question", &question),
        description: described.join("\n"),
        path: format!("/polls/{}", poll.number),
        status,
        alarm_days: None,
    };
    let mut events = Vec::new();
    if let Some(opens) = poll.facts.opens_at {
        events.push(event("opens", opens, &described));
    }
    if let Some(closes) = poll.facts.closes_at {
        if voided.is_none() {
            described.push(t.say("date-poll-until"));
        }
        events.push(event("closes", closes, &described));
    }
    events
}

/// What was given notice of to a person, but for what concerns them alone:
/// calendars are shown to others.
struct Notices;

impl Dates for Notices {
    fn dates<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a, Vec<Event>> {
        Box::pin(async move {
            let t = &reader.t;
            let given = notices::store::reading::of_person(conn, reader.person).await?;
            Ok(given
                .into_iter()
                .filter(|notice| {
                    notice.kind != Kind::Termination && notice.audience != Audience::Numbers
                })
                .filter_map(|notice| {
                    let rule = notice.lead.least.as_ref();
                    Some(Event {
                        id: format!("notice-{}", notice.id),
                        when: When::At(notice.event_at?),
                        title: notice.title.in_locale(t.locale).to_owned(),
                        description: rule.map_or_else(String::new, |rule| {
                            t.say1("date-notice-rule", "citation", &rule.citation)
                        }),
                        path: format!("/notices/{}", notice.number),
                        status: Status::Confirmed,
                        alarm_days: None,
                    })
                })
                .collect())
        })
    }
}

/// The last days of a person's own offices and seats.
struct Offices;

impl Dates for Offices {
    fn dates<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a, Vec<Event>> {
        Box::pin(async move {
            let t = &reader.t;
            let terms = bodies::store::office_terms(conn).await?;
            let chairs = seats::chairs(conn).await?;
            let own_terms: Vec<_> = terms
                .iter()
                .filter(|term| term.person == reader.person)
                .collect();
            let own_seats: Vec<_> = chairs
                .incumbencies
                .iter()
                .filter(|sitting| sitting.person == reader.person)
                .collect();
            if own_terms.is_empty() && own_seats.is_empty() {
                return Ok(Vec::new());
            }
            let decided = decisions::all(conn).await?;
            let by = |id: Uuid| {
                decided
                    .iter()
                    .find(|decision| decision.decided == Some(id))
                    .map_or_else(String::new, |decision| {
                        t.say2(
                            "date-by-decision",
                            "number",
                            decision.number,
                            "title",
                            &decision.title,
                        )
                    })
            };
            // What has a last day ends at the midnight after it.
            let last_day = |end: DateTime<Utc>| {
                let last = end - TimeDelta::microseconds(1);
                When::On(last.with_timezone(&reader.zone).date_naive())
            };
            let mut events = Vec::new();
            for term in own_terms {
                let Some(end) = term.end() else { continue };
                let office = term.office.word().replace('_', "-");
                let office = t.say(&format!("people-office-{office}"));
                events.push(Event {
                    id: format!("office-{}", term.id),
                    when: last_day(end),
                    title: t.say1("date-office-ends", "office", office),
                    description: by(term.decision),
                    path: "/people".to_owned(),
                    status: Status::Confirmed,
                    alarm_days: None,
                });
            }
            let holdover = seats::holdover(conn, reader.now).await?;
            let charters = seats::charters_at(conn, reader.now).await?;
            for sitting in own_seats {
                let end = sitting.ended_at.into_iter().chain(sitting.ends_at).min();
                let seat = chairs.seats.iter().find(|seat| seat.id == sitting.seat);
                let (Some(end), Some(seat)) = (end, seat) else {
                    continue;
                };
                let body = charters.iter().find(|charter| charter.body == seat.body);
                let mut description = match (sitting.decision, sitting.poll) {
                    (Some(decision), _) => by(decision),
                    (None, Some(poll)) => t.say1("people-by-vote", "number", poll),
                    (None, None) => String::new(),
                };
                if holdover && seat.body.is_board() && sitting.ended_at.is_none() {
                    description = format!("{description}\n{}", t.say("date-held-over"));
                }
                events.push(Event {
                    id: format!("seat-{}", sitting.id),
                    when: last_day(end),
                    title: t.say2(
                        "date-seat-ends",
                        "seat",
                        &seat.name,
                        "body",
                        body.map_or(seat.body.as_str(), |body| body.name.as_str()),
                    ),
                    description,
                    path: "/people".to_owned(),
                    status: Status::Confirmed,
                    alarm_days: None,
                });
            }
            Ok(events)
        })
    }
}

/// So many days before a last day programs remind of it.
const ALARM_DAYS: u16 = 7;

/// What has to be done about what the foundation owns: for those who keep the register.
struct Deadlines;

impl Dates for Deadlines {
    fn dates<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a, Vec<Event>> {
        Box::pin(async move {
            let held = bodies::store::offices_of(conn, reader.person, reader.now).await?;
            let keeps = held.iter().any(|office| {
                [Office::Secretary, Office::Chair, Office::Treasurer].contains(&office.stands_for())
            });
            if !keeps {
                return Ok(Vec::new());
            }
            let today = docket::store::today(conn).await?;
            let lines = docket::store::list::for_calendars(conn, today).await?;
            Ok(lines
                .into_iter()
                .filter_map(|line| {
                    let taken = line.dates.due_actionable?;
                    let mut description = format!("{} A-{}", line.asset_title, line.asset);
                    if let Some(opens) = line.dates.opens {
                        description = format!("{description}\nopens {opens}");
                    }
                    if Some(taken) != line.dates.due {
                        description = format!("{description}\ntaken until {taken}");
                    }
                    if let Some(grace) = line.dates.grace_actionable {
                        description = format!("{description}\ngrace until {grace}");
                    }
                    Some(Event {
                        id: format!("deadline-{}", line.id),
                        when: When::On(line.dates.due?),
                        title: format!("DL-{} {}: {}", line.number, line.title, line.asset_title),
                        description,
                        path: format!("/room/docket/{}", line.number),
                        status: Status::Confirmed,
                        alarm_days: Some(ALARM_DAYS),
                    })
                })
                .collect())
        })
    }
}
