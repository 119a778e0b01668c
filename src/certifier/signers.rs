//! Whose signatures of an act count, and whether they are enough.

use uuid::Uuid;

use super::{Fault, keys, needed};
use crate::acts::store::{self, ActRow};
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::Signatures;
use crate::parties::PartyId;
use crate::polls::store as polls;

/// The officers whose signatures of one act count.
pub(super) struct Signers {
    pub(super) persons: Vec<Uuid>,
    pub(super) signatures: Signatures,
}

/// Whose signatures hold, if they are as many as the act takes.
pub(super) async fn enough(
    conn: &mut Connection,
    row: &ActRow,
    act: &Act,
) -> Result<Option<Signers>, Fault> {
    let signers = signers(conn, row, act).await?;
    let needed = needed(conn, row, act).await?;
    Ok((signers.persons.len() >= needed).then_some(signers))
}

/// Whose signatures hold: by a key that counts for this act, of an election officer of today who
/// did not take theirs back. Where a poll is opened, only those whom its manifest names with that
/// key.
async fn signers(conn: &mut Connection, row: &ActRow, act: &Act) -> Result<Signers, Fault> {
    let known = polls::signing_keys(conn, act.leaf().kind(), row.subject_id).await?;
    let mut signers = Signers {
        persons: Vec::new(),
        signatures: Signatures::default(),
    };
    for uploaded in store::signatures(conn, row.id).await? {
        if !uploaded.stands {
            continue;
        }
        let Some(key) = known.iter().find(|key| key.name == uploaded.name) else {
            continue;
        };
        let public = key.public()?;
        let mut leaf = act.leaf().clone();
        let Some(alone) = leaf.signatures_mut() else {
            continue;
        };
        alone.insert(key.name.clone(), uploaded.signature()?);
        let named = act.manifest().is_none_or(|manifest| {
            manifest
                .officer_by_name(&key.name)
                .is_some_and(|officer| officer.key == public)
        });
        let counts = named
            && leaf.verify(|_| Some(public)).is_ok()
            && !signers.persons.contains(&key.person_id)
            && keys::is_officer(conn, PartyId(key.person_id)).await?;
        if counts {
            signers.persons.push(key.person_id);
            signers
                .signatures
                .insert(key.name.clone(), uploaded.signature()?);
        }
    }
    Ok(signers)
}
