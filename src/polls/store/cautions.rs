//! What has to be said beside an act about a poll, since the bytes that officers sign do not.

use diesel::prelude::*;
use uuid::Uuid;

use super::{certifications, keys};
use crate::acts::store::Caution;
use crate::db::Connection;
use crate::evidence::act::Act;
use crate::evidence::leaf::Leaf;

/// What whoever signs this act about a poll has to know; none of acts about anything else.
///
/// # Errors
/// Those of the database.
pub async fn caution(conn: &mut Connection, act: &Act, poll: Uuid) -> QueryResult<Option<Caution>> {
    match (act.leaf(), act.manifest()) {
        (Leaf::PollOpened(_), Some(manifest)) => {
            let fixed = manifest.terms().seal_key.to_bytes();
            let brought = keys(conn, poll).await?;
            let same = |key: &super::KeyRow| key.kind == "seal" && key.key == fixed;
            Ok((!brought.iter().any(same)).then_some(Caution::OtherSealingKey))
        }
        (Leaf::PollVoided(_), _) => {
            let certified = certifications(conn, poll).await?;
            Ok(certified
                .first()
                .map(|first| Caution::Certified(first.recorded_at)))
        }
        _ => Ok(None),
    }
}
