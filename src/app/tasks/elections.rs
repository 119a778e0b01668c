//! Elections: a nomination to answer, and acts of a committee to confirm.

use crate::db::Connection;
use crate::elections::store::{committee, elections, facts, nominees};
use crate::tasks::{Answer, Item, Reader, Work};

pub(super) struct Nominations;

impl Work for Nominations {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let asked = nominees::asked(conn, reader.person).await?;
            Ok(asked
                .into_iter()
                .map(|(number, (title, since))| Item {
                    key: format!("election:{number}:nomination"),
                    sentence: reader.t.say1("task-nomination", "title", title),
                    english: false,
                    path: format!("/elections/{number}/nomination"),
                    due: None,
                    to_the_hour: false,
                    since: Some(since),
                    rule: None,
                    shared: String::new(),
                    can_wait: true,
                })
                .collect())
        })
    }
}

pub(super) struct CommitteeActs;

impl Work for CommitteeActs {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            let mut items = Vec::new();
            for election in elections::all(conn).await? {
                if election.calendar.dates().closes_at < reader.now {
                    continue;
                }
                let sits = facts::committee_of(conn, &election, reader.now).await?;
                if !sits.contains(&reader.person) {
                    continue;
                }
                let nominees = nominees::nominees(conn, election.id).await?;
                for act in committee::acts(conn, election.id).await? {
                    if act.waits() && act.proposer != reader.person.0 {
                        items.push(Item {
                            since: Some(act.proposed_at),
                            ..Item::of_office(
                                format!("election:{}:act:{}", election.number, act.number),
                                format!(
                                    "Confirm, or leave, what was proposed: {}.",
                                    act.said(&nominees)
                                ),
                                format!("/elections/{}/committee", election.number),
                            )
                        });
                    }
                }
            }
            Ok(items)
        })
    }
}
