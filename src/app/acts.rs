//! Where the subject of an act stands in the officers' room.

use std::sync::Arc;

use uuid::Uuid;

use crate::acts::web::{Joined, Place, Subjects};
use crate::db::Connection;
use crate::{polls, rolls};

/// What acts ask of rolls and polls.
pub(super) fn subjects() -> Joined {
    Arc::new(RollsAndPolls)
}

struct RollsAndPolls;

impl Subjects for RollsAndPolls {
    fn place<'a>(&'a self, conn: &'a mut Connection, kind: &'a str, subject: Uuid) -> Place<'a> {
        Box::pin(async move {
            if kind.starts_with("roll.") {
                let roll = rolls::store::by_id(conn, subject).await?;
                return Ok(roll.map(|roll| {
                    let name = format!("Roll {} of record date {}", roll.number, roll.record_date);
                    (format!("/room/rolls/{}", roll.number), name)
                }));
            }
            let poll = polls::store::by_id(conn, subject).await?;
            Ok(poll.map(|poll| (format!("/room/polls/{}", poll.number), poll.draft.question)))
        })
    }
}
