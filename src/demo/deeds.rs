//! A deed that the demonstration's officers wrote down, and that nobody has decided on yet.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Fault;
use crate::db::Connection;
use crate::deeds::model::{Act, Terms};
use crate::deeds::store;
use crate::parties::PartyId;

/// The word mark is to be held by a trust; board and members have not decided.
pub(super) async fn load(conn: &mut Connection, secretary: PartyId) -> Result<(), Fault> {
    let subject = store::subject(conn, 1)
        .await?
        .ok_or("the register of the demonstration is empty")?;
    let to: BTreeMap<String, String> = [
        ("goodwill", "yes"),
        ("holding", "held_in_trust"),
        ("instrument", "Deed of assignment, as drafted by counsel"),
        ("owner", "Tamarack Heritage Trust"),
        ("successor", "no"),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .collect();
    let terms = Terms {
        act: Act::Transfer,
        asset: subject.number,
        deed: Uuid::new_v4(),
        version: subject.version,
        to,
    };
    let why = "A trust that has no other purpose is to hold the mark, so that no creditor of the foundation reaches it.";
    store::propose(conn, subject.asset, &terms, why, secretary).await?;
    Ok(())
}
