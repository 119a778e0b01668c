//! The register of assets: custody that too few keep, custodians' words that are due,
//! what befell an asset, chains of title that are not whole.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::bodies::Office;
use crate::db::Connection;
use crate::registry::model::custody::{day_of, due_on};
use crate::registry::model::{IncidentKind, label};
use crate::registry::store::{figures, incidents, keeping};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who keeps the register.
const KEEPS: [Office; 3] = [Office::Secretary, Office::Chair, Office::Treasurer];

/// How many days before it is due custodians are asked for their word.
const AHEAD: u64 = 14;

/// The midnight at which a legal day is over.
fn end_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    let end = zone.from_local_datetime(&next).earliest()?;
    Some(end.with_timezone(&Utc))
}

/// Protected assets that fewer than two keep.
pub(super) struct Thin;

impl Work for Thin {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&KEEPS) {
                return Ok(Vec::new());
            }
            let thin = figures::thin(conn).await?;
            Ok(thin
                .into_iter()
                .filter(|line| line.protected)
                .map(|line| Item {
                    shared: reader.shared(&KEEPS),
                    ..Item::of_office(
                        format!("asset:{}:custody", line.number),
                        format!(
                            "Name another custodian of {} {}: it is protected and not kept by two",
                            label(line.number),
                            line.title
                        ),
                        format!("/room/registry/{}/do/custody", line.number),
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

/// What befell an asset: a second officer confirms it, and every director is told.
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
                        "befell us"
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
                    let kind = IncidentKind::parse(&incident.kind).map_or("", IncidentKind::said);
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
