//! Requests to use a mark that wait for an officer, versions of the policy that wait for
//! a second one, reports of misuse that nobody has taken up.

use crate::bodies::Office;
use crate::db::Connection;
use crate::permits::model::RequestState;
use crate::permits::store::{deciding, misuse, policy, requests};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::{Answer, Item, Reader, Work};

/// Who decides on the use of marks.
const DECIDES: [Office; 3] = [Office::Secretary, Office::Treasurer, Office::Chair];

/// What waits is read up to here, and stands on a list one by one up to there; the rooms
/// have all of it.
const READ: i64 = 200;
const MOST: usize = 25;

/// Leaves the oldest, and says where the rest is.
fn bounded(mut items: Vec<Item>, key: &str, sentence: &str, path: &str) -> Vec<Item> {
    if items.len() > MOST {
        items.truncate(MOST);
        items.push(Item::of_office(
            key.to_owned(),
            sentence.to_owned(),
            path.to_owned(),
        ));
    }
    items
}

fn acts(reader: &Reader) -> bool {
    reader.offices.iter().any(|held| *held != Office::Auditor)
}

pub(super) struct Requests;

impl Work for Requests {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !acts(reader) {
                return Ok(Vec::new());
            }
            let decides = reader.holds_one_of(&DECIDES);
            let rule = rulebook::find(conn, keys::PERMITS_OFFICERS, reader.now).await?;
            let mut items = Vec::new();
            for request in requests::waiting(conn, READ).await? {
                if request.asked_by == Some(reader.person.0) {
                    continue;
                }
                let path = format!("/room/permits/{}", request.number);
                if request.state == RequestState::Decided {
                    let decision = deciding::of_request(conn, request.id).await?;
                    let theirs = decision
                        .as_ref()
                        .is_some_and(|decision| decision.decided_by == reader.person.0);
                    if !theirs {
                        items.push(Item {
                            since: decision.map(|decision| decision.at),
                            rule: rule.clone(),
                            shared: "Every officer may do it who did not decide.".to_owned(),
                            ..Item::of_office(
                                format!("permit:{}:confirmation", request.number),
                                format!(
                                    "Confirm the decision on request {} to use {}.",
                                    request.number, request.mark
                                ),
                                path,
                            )
                        });
                    }
                } else if decides {
                    items.push(Item {
                        since: Some(request.at),
                        shared: reader.shared(&DECIDES),
                        ..Item::of_office(
                            format!("permit:{}:decision", request.number),
                            format!("Answer request {} to use {}.", request.number, request.mark),
                            path,
                        )
                    });
                }
            }
            Ok(bounded(
                items,
                "permit:more",
                "More requests to use marks wait: see the list.",
                "/room/permits",
            ))
        })
    }
}

pub(super) struct Policies;

impl Work for Policies {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !acts(reader) {
                return Ok(Vec::new());
            }
            let waiting = policy::waiting_for(conn, reader.person).await?;
            if waiting == 0 {
                return Ok(Vec::new());
            }
            let sentence = match waiting {
                1 => "Hold 1 version of the policy on marks against its source and confirm it."
                    .to_owned(),
                many => format!(
                    "Hold {many} versions of the policy on marks against their source and confirm them."
                ),
            };
            Ok(vec![Item {
                shared: "Every officer may do it who did not enter them.".to_owned(),
                ..Item::of_office(
                    "permits:policy".to_owned(),
                    sentence,
                    "/room/permits/policy".to_owned(),
                )
            }])
        })
    }
}

pub(super) struct Misuse;

impl Work for Misuse {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds_one_of(&DECIDES) {
                return Ok(Vec::new());
            }
            let items = misuse::waiting(conn, READ)
                .await?
                .into_iter()
                .map(|report| Item {
                    since: Some(report.at),
                    shared: reader.shared(&DECIDES),
                    ..Item::of_office(
                        format!("misuse:{}:triage", report.number),
                        format!("Take up report {} of misuse.", report.number),
                        format!("/room/misuse/{}", report.number),
                    )
                })
                .collect();
            Ok(bounded(
                items,
                "misuse:more",
                "More reports of misuse wait: see the list.",
                "/room/misuse",
            ))
        })
    }
}
