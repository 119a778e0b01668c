//! The register of assets: custody that too few keep, and that is to be handed over,
//! custodians' words that are due, incidents of an asset, chains of title that are not whole,
//! days from which nothing is counted, what the daily watch found.

use chrono::Days;

use super::end_of;
use crate::bodies::Office;
use crate::db::Connection;
use crate::registry::model::custody::{day_of, due_on};
use crate::registry::model::{event, label};
use crate::registry::store::{facts, figures, incidents, keeping, leaving};
use crate::registry::views::uncounted;
use crate::registry::watch::store::list;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};
use crate::web::times::day_said;

/// Who keeps the register.
const KEEPS: [Office; 3] = [Office::Secretary, Office::Chair, Office::Treasurer];

/// How many days before it is due custodians are asked for their word.
const AHEAD: u64 = 14;

/// Assets that stand on a list one by one, and one more that is read to know of the rest;
/// the room has them all.
const MOST: usize = 25;
const READ: i64 = 26;

/// Protected assets that fewer than two keep.
pub(super) struct Thin;

impl Work for Thin {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            // Protected ones come first.
            let thin = figures::thin(conn, READ).await?;
            let mut items: Vec<Item> = thin
                .into_iter()
                .filter(|line| line.protected)
                .map(|line| Item {
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("asset:{}:custody", line.number),
                        format!(
                            "Name another custodian of {} {}: it is protected and {}",
                            label(line.number),
                            line.title,
                            if line.custodians < 2 {
                                "not kept by two"
                            } else {
                                "kept by one related group alone"
                            }
                        ),
                        format!("/room/registry/{}/do/custody", line.number),
                    )
                })
                .collect();
            if items.len() > MOST {
                items.truncate(MOST);
                items.push(Item::of_office(
                    "asset:custody:more".to_owned(),
                    "More protected assets are not kept by two: see who keeps what.".to_owned(),
                    "/room/registry/custody".to_owned(),
                ));
            }
            Ok(items)
        })
    }
}

/// What somebody keeps whose seat, office or job ended.
pub(super) struct HandOvers;

impl Work for HandOvers {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            // Lines stand by the keeper's name: one item for all that a person keeps.
            let mut left = leaving::leaving(conn).await?;
            left.dedup_by_key(|line| line.party);
            Ok(left
                .into_iter()
                .map(|line| Item {
                    since: Some(line.known_at),
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("custody:{}:handover", line.party),
                        format!(
                            "Hand over what {} keeps: their {} ended",
                            line.name, line.what
                        ),
                        "/room/registry/custody#handover".to_owned(),
                    )
                })
                .collect())
        })
    }
}

/// What a custodian is to say again.
pub(super) struct Attestations;

impl Work for Attestations {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let kept = keeping::of_person(conn, reader.person).await?;
            if kept.is_empty() {
                return Ok(Vec::new());
            }
            let (days, _) = keeping::attestation_days(conn, reader.now).await?;
            let rule = rulebook::find(conn, keys::REGISTRY_ATTESTATION_DAYS, reader.now).await?;
            let today = reader.now.with_timezone(&reader.zone).date_naive();
            let soon = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
            Ok(kept
                .into_iter()
                .filter_map(|kept| {
                    let due = due_on(kept.since, day_of(kept.attested_at, reader.zone), days);
                    (due <= soon).then(|| Item {
                        key: format!("custody:{}:{due}", kept.custody),
                        sentence: reader.t.say1(
                            "task-custody",
                            "asset",
                            format!("{} {}", label(kept.number), kept.title),
                        ),
                        english: false,
                        path: "/custody".to_owned(),
                        due: end_of(due, reader.zone),
                        to_the_hour: false,
                        since: kept.attested_at,
                        rule: rule.clone(),
                        shared: String::new(),
                        can_wait: true,
                    })
                })
                .collect())
        })
    }
}

/// Incidents of an asset: a second officer confirms it, and every director is told.
pub(super) struct Incidents;

impl Work for Incidents {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.offices.iter().any(|held| *held != Office::Auditor) {
                return Ok(Vec::new());
            }
            let mut items = Vec::new();
            for incident in incidents::open(conn).await? {
                let name = format!("{} {}", label(incident.asset_number), incident.title);
                let path = format!("/room/registry/{}#incidents", incident.asset_number);
                let number = incident.number;
                if incident
                    .waits_for_another_than()
                    .is_some_and(|first| first != reader.person.0)
                {
                    let what = if incident.ended_on.is_some() {
                        "is put right"
                    } else {
                        "happened"
                    };
                    items.push(Item {
                        since: Some(incident.recorded_at),
                        ..Item::of_office(
                            format!("incident:{number}:confirmation:{}", incident.ended_on.is_some()),
                            format!("Confirm as a second officer, or tell who recorded it otherwise, that this {what}: {name}"),
                            path.clone(),
                        )
                    });
                }
                if incident.stands() && reader.holds(Office::Director) {
                    let kind = incident.kind.said();
                    items.push(Item {
                        since: incident.confirmed_at,
                        ..Item::of_office(
                            format!("incident:{number}:director"),
                            format!(
                                "Know as a director, and see that it is put right: {name}. {kind}."
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

/// Events that another keeper asks to have withdrawn.
pub(super) struct Withdrawals;

impl Work for Withdrawals {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let wishes = facts::wishes(conn).await?;
            Ok(wishes
                .into_iter()
                .filter(|wish| wish.wished_by != reader.person.0)
                .map(|wish| Item {
                    since: Some(wish.recorded_at),
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("withdrawal:{}", wish.id),
                        format!(
                            "Look up whether it never happened, and withdraw it, as {} asks: {} {}, {}",
                            wish.wisher,
                            label(wish.asset_number),
                            wish.title,
                            event::title(&wish.code)
                        ),
                        format!(
                            "/room/registry/{}/do/event-withdrawal?of={}",
                            wish.asset_number, wish.event
                        ),
                    )
                })
                .collect())
        })
    }
}

/// Chains of title in which a link is missing, or which end with another than the owner.
pub(super) struct Titles;

impl Work for Titles {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let broken = figures::broken(conn).await?;
            Ok(broken
                .into_iter()
                .filter(|(_, gaps)| gaps.iter().any(crate::registry::model::title::Gap::breaks))
                .map(|(asset, _)| Item {
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("asset:{}:title", asset.number),
                        format!(
                            "Complete the chain of title of {} {}",
                            label(asset.number),
                            asset.title
                        ),
                        format!("{}#title", asset.room_path()),
                    )
                })
                .collect())
        })
    }
}

/// Days that are entered and of which no event says so, and ends that were put off without a
/// new one: nothing is counted from them.
pub(super) struct Unrecorded;

impl Work for Unrecorded {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let mut items = Vec::new();
            for (asset, found) in figures::put_off(conn, READ).await? {
                items.push(Item {
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("asset:{}:put-off:{}", asset.number, found.renewed_on),
                        format!(
                            "Enter until when {} {} lasts now: “{}” is recorded on {}, and no deadline follows any more",
                            label(asset.number),
                            asset.title,
                            event::title(found.by),
                            day_said(&found.renewed_on)
                        ),
                        asset.room_path(),
                    )
                });
            }
            for found in figures::unrecorded(conn, READ).await? {
                let (asset, day) = (&found.asset, &found.day);
                let case = match found.case.as_str() {
                    "" => String::new(),
                    case => format!(" ({case})"),
                };
                items.push(Item {
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("asset:{}:event:{}", asset.number, day.key()),
                        format!(
                            "Record the event “{}” of {} {}{case}: {} is entered, and no deadline follows from it",
                            event::title(day.code),
                            label(asset.number),
                            asset.title,
                            day_said(&day.on)
                        ),
                        uncounted::path(asset, day),
                    )
                });
            }
            if items.len() > MOST {
                items.truncate(MOST);
                items.push(Item::of_office(
                    "asset:event:more".to_owned(),
                    "More days of assets are entered from which no deadline follows: record these first."
                        .to_owned(),
                    "/room/registry".to_owned(),
                ));
            }
            Ok(items)
        })
    }
}

/// What the daily watch found other than the register has it, and that it gets no answers.
pub(super) struct Found;

impl Work for Found {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let unseen = match list::unseen_for_a_week(conn).await? {
                0 => None,
                1 => Some("1 asset for a week".to_owned()),
                many => Some(format!("{many} assets for a week")),
            };
            let unseen = unseen.map(|many| Item {
                shared: reader.shared(&KEEPS),
                ..Item::of_office(
                    "watch:unseen".to_owned(),
                    format!("See why the daily watch got no answer about {many}"),
                    "/room/registry/watch".to_owned(),
                )
            });
            let found = list::waiting(conn).await?;
            Ok(found
                .into_iter()
                .map(|found| Item {
                    since: Some(found.brought_at),
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("watch:{}", found.file),
                        format!(
                            "Look at what the daily watch found, and take it over or discard it: {} {}",
                            label(found.number),
                            found.title
                        ),
                        format!("/room/registry/import/{}", found.file),
                    )
                })
                .chain(unseen)
                .collect())
        })
    }
}
