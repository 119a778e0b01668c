//! What waits at the officers' desk: decisions to confirm, changes of address to
//! approve, representatives, proxies from paper and files of members to confirm, people whom
//! no letter reaches.

use crate::accounts::address_changes;
use crate::bodies::Office;
use crate::bodies::store::decisions;
use crate::db::Connection;
use crate::members::store::{files, representation_changes};
use crate::outbox;
use crate::parties::PartyId;
use crate::proxies;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

pub(super) struct Decisions;

impl Work for Decisions {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if reader.offices.iter().all(|held| *held == Office::Auditor) {
                return Ok(Vec::new());
            }
            let waiting = decisions::all(conn).await?;
            let mut waiting = waiting
                .into_iter()
                .filter(|decision| decision.can_be_confirmed_by(reader.person))
                .peekable();
            if waiting.peek().is_none() {
                return Ok(Vec::new());
            }
            let rule = rulebook::find(conn, keys::DECISION_OFFICERS, reader.now).await?;
            Ok(waiting
                .map(|decision| {
                    let sentence = format!(
                        "Compare decision {}, “{}”, with the minutes and confirm it.",
                        decision.number, decision.title
                    );
                    let path = format!("/room/decisions/{}", decision.number);
                    let key = format!("decision:{}:confirmation", decision.number);
                    Item {
                        since: Some(decision.entered_at),
                        rule: rule.clone(),
                        shared: "Every officer may do it who did not enter it and whom it does not concern.".to_owned(),
                        ..Item::of_office(key, sentence, path)
                    }
                })
                .collect())
        })
    }
}

pub(super) struct Addresses;

/// The offices that approve changes of address, and confirm who votes for an
/// organisation, or for a member by a proxy from paper, or a file of members; the database insists on the same.
const APPROVE: [Office; 3] = [
    Office::Secretary,
    Office::ElectionOfficer,
    Office::MembershipCommittee,
];

impl Work for Addresses {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&APPROVE) {
                return Ok(Vec::new());
            }
            let mut changes = address_changes::proposed(conn).await?;
            changes.retain(|change| {
                change.may_be_approved_by(reader.person.0) && change.account != reader.account
            });
            Ok(changes
                .into_iter()
                .map(|change| {
                    let sentence = if change.renewed {
                        format!(
                            "Approve or stop another mail address for {}, which was stopped from the account: three officers have to want it.",
                            change.name
                        )
                    } else {
                        format!("Approve or stop another mail address for {}.", change.name)
                    };
                    let key = format!("address:{}:approval", change.id);
                    Item {
                        since: Some(change.proposed_at),
                        shared: reader.shared(&APPROVE),
                        ..Item::of_office(key, sentence, "/room/addresses".to_owned())
                    }
                })
                .collect())
        })
    }
}

pub(super) struct Representations;

impl Work for Representations {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&APPROVE) {
                return Ok(Vec::new());
            }
            let waiting = representation_changes::waiting_for(conn, reader.person).await?;
            let items = waiting.into_iter().filter_map(|change| {
                let member = change.member?;
                let sentence = format!(
                    "Confirm or withdraw that another votes for {}.",
                    change.organisation_name
                );
                let key = format!("representation:{}:confirmation", change.id);
                Some(Item {
                    since: Some(change.proposed_at),
                    shared: reader.shared(&APPROVE),
                    ..Item::of_office(key, sentence, format!("/room/members/{member}"))
                })
            });
            Ok(items.collect())
        })
    }
}

pub(super) struct Proxies;

impl Work for Proxies {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&APPROVE) {
                return Ok(Vec::new());
            }
            let waiting = proxies::store::waiting_for(conn, reader.person).await?;
            let items = waiting.into_iter().map(|proxy| {
                let sentence = format!(
                    "Compare proxy {}, by which {} votes for {}, with its paper and confirm it.",
                    proxy.number, proxy.holder_name, proxy.member
                );
                let key = format!("proxy:{}:confirmation", proxy.number);
                Item {
                    since: Some(proxy.recorded_at),
                    shared: reader.shared(&APPROVE),
                    ..Item::of_office(key, sentence, "/room/proxies".to_owned())
                }
            });
            Ok(items.collect())
        })
    }
}

pub(super) struct Files;

impl Work for Files {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&APPROVE) {
                return Ok(Vec::new());
            }
            let waiting = files::waiting(conn).await?;
            let items = waiting
                .into_iter()
                .filter(|file| PartyId(file.brought_by) != reader.person)
                .map(|file| {
                    let sentence = format!(
                        "Compare the file of members that {} brought with what it rests on, and have them recorded or discard it.",
                        file.brought_by_name
                    );
                    let key = format!("import:{}:confirmation", file.path);
                    Item {
                        since: Some(file.brought_at),
                        shared: reader.shared(&APPROVE),
                        ..Item::of_office(key, sentence, file.path)
                    }
                });
            Ok(items.collect())
        })
    }
}

pub(super) struct Texts;

/// Who words letters, and confirms what another worded; the database insists on the same.
const WORD: [Office; 3] = [Office::Secretary, Office::Chair, Office::ElectionOfficer];

impl Work for Texts {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&WORD) {
                return Ok(Vec::new());
            }
            let newest = outbox::store::newest_texts(conn).await?;
            let waiting = newest
                .into_iter()
                .filter(|saved| saved.waits_for(reader.person.0));
            let items = waiting.map(|saved| {
                let key = format!("text:{}:{}:{}", saved.letter, saved.locale, saved.revision);
                let path = format!("/room/letters/texts/{}/{}", saved.letter, saved.locale);
                let sentence = format!(
                    "Confirm the words of a letter that {} wrote.",
                    saved.saved_by
                );
                Item {
                    since: Some(saved.saved_at),
                    shared: reader.shared(&WORD),
                    ..Item::of_office(key, sentence, path)
                }
            });
            Ok(items.collect())
        })
    }
}

pub(super) struct Letters;

/// Who sees to it that people are reached.
const REACH: [Office; 2] = [Office::Secretary, Office::ElectionOfficer];

impl Work for Letters {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&REACH) {
                return Ok(Vec::new());
            }
            let unreached = outbox::store::unreached(conn).await?;
            let Some(since) = unreached.since else {
                return Ok(Vec::new());
            };
            let sentence = match unreached.accounts {
                1 => {
                    "No letter reaches 1 person: see why, and have the address changed.".to_owned()
                }
                many => format!(
                    "No letter reaches {many} people: see why, and have the addresses changed."
                ),
            };
            Ok(vec![Item {
                since: Some(since),
                shared: reader.shared(&REACH),
                ..Item::of_office(
                    "letters:given-up".to_owned(),
                    sentence,
                    "/room/letters".to_owned(),
                )
            }])
        })
    }
}
