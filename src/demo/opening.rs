//! Opening a closed poll with the keys that the demonstration keeps. Of a real
//! foundation there are none here, and its officers open on machines of their own.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::{Fault, keys};
use crate::acts;
use crate::bodies;
use crate::db::Connection;
use crate::polls::store::{self, OpenedFiles, Poll};
use crate::rolls;
use crate::seal::lot::RevealFile;
use crate::seal::opening::open_export;

/// Opens a closed poll with the keys the demonstration keeps, as `openings` officers.
///
/// # Errors
/// When it keeps none, or an opening is refused.
pub(super) async fn open_with_kept_keys(
    conn: &mut Connection,
    data: &Path,
    poll: &Poll,
    openings: usize,
) -> Result<(), Fault> {
    let manifest = store::manifest(conn, poll.id)
        .await?
        .ok_or("the poll has no manifest")?;
    let closing = store::closing(conn, poll.id)
        .await?
        .ok_or("the poll is not closed")?;
    let roll = poll.roll.ok_or("the poll has no roll")?;
    let officers = acts::store::keys(conn).await?;
    let name_of = |person| {
        let names = officers.iter().find(|key| key.person_id == person)?;
        Some(names.name.clone())
    };
    let kept = keys::officers(data, name_of)?;
    let seal = keys::seal(data, poll.id)?
        .ok_or("the demonstration holds no keys of this poll: it was drafted by hand, and its officers open it")?;
    let leaves = rolls::store::leaves(conn, roll).await?;
    let export = store::envelopes(conn, poll.id, roll, leaves, &manifest).await?;
    let opening = open_export(&seal, &manifest, &export)?;
    let now: DateTime<Utc> = bodies::store::now(conn).await?;
    for (place, officer) in kept.iter().enumerate() {
        let reveal = RevealFile {
            eid: manifest.eid(),
            by: officer.name.clone(),
            reveal: officer.share(poll.id),
        }
        .encode();
        if place < openings {
            let statement = opening.statement(
                &officer.name,
                &officer.signer,
                u64::try_from(now.timestamp())?,
            )?;
            let files = OpenedFiles {
                statement: statement.encode(),
                ballots: opening.ballots_file(),
                open: opening.open_file(),
                reveal,
            };
            store::add_unsealing(conn, poll.id, &manifest, &closing, officer.person, &files)
                .await?;
        } else {
            store::add_reveal(conn, poll.id, &manifest, officer.person, &reveal).await?;
        }
    }
    Ok(())
}
