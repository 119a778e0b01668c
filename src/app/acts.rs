//! What acts ask of their subjects: where one stands in the officers' room, and whose signatures
//! count.

use std::sync::Arc;

use uuid::Uuid;

use crate::acts::store::{Caution, KeyRow};
use crate::acts::web::{Answer, Joined, Place, Subjects};
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::{AssetExecuted, OfficerKey, RulebookAdopted};
use crate::web::times::day_said;
use crate::{deeds, polls, rolls};

/// What acts ask of rolls, polls, deeds and the rulebook.
pub(super) fn subjects() -> Joined {
    Arc::new(Joining)
}

struct Joining;

impl Subjects for Joining {
    fn place<'a>(&'a self, conn: &'a mut Connection, kind: &'a str, subject: Uuid) -> Place<'a> {
        Box::pin(async move {
            if kind.starts_with("roll.") {
                let roll = rolls::store::by_id(conn, subject).await?;
                return Ok(roll.map(|roll| {
                    let day = day_said(&roll.record_date);
                    let name = format!("Roll {} of record date {day}", roll.number);
                    (format!("/room/rolls/{}", roll.number), name)
                }));
            }
            if kind == OfficerKey::KIND {
                return Ok(None);
            }
            if kind == RulebookAdopted::KIND {
                let place = ("/room/rulebook".to_owned(), "The rulebook".to_owned());
                return Ok(Some(place));
            }
            if kind == AssetExecuted::KIND {
                let deed = deeds::store::by_id(conn, subject).await?;
                return Ok(deed.map(|deed| {
                    let name = format!("Deed {} on {}", deed.label(), deed.title);
                    (format!("/room/deeds/{}", deed.number), name)
                }));
            }
            let poll = polls::store::by_id(conn, subject).await?;
            Ok(poll.map(|poll| {
                let path = format!("/room/polls/{}", poll.number);
                (path, poll.draft.title().to_owned())
            }))
        })
    }

    fn keys<'a>(
        &'a self,
        conn: &'a mut Connection,
        kind: &'a str,
        subject: Uuid,
    ) -> Answer<'a, Vec<KeyRow>> {
        Box::pin(polls::store::signing_keys(conn, kind, subject))
    }

    fn caution<'a>(
        &'a self,
        conn: &'a mut Connection,
        act: &'a Act,
        subject: Uuid,
    ) -> Answer<'a, Option<Caution>> {
        Box::pin(polls::store::caution(conn, act, subject))
    }
}
