//! The act after which the operator empties the envelopes of a poll.

use super::acts::{Undone, poll_of, refuse};
use crate::acts::store::ActRow;
use crate::db::Connection;
use crate::evidence::leaf::PollDestroyed;
use crate::polls::store as polls;

/// Keeps what officers signed: shares are destroyed, and the envelopes may be.
pub(super) async fn destroy(
    conn: &mut Connection,
    row: &ActRow,
    leaf: &PollDestroyed,
) -> Result<String, Undone> {
    let poll = poll_of(conn, row, &leaf.clone().into()).await?;
    match polls::keep_destruction(conn, &poll, row.id, leaf).await {
        Ok(()) => Ok(format!(
            "The end of the envelopes of poll {0} is in the log. The operator empties them with commonhold destroy {0}.",
            poll.number
        )),
        Err(polls::DestroyError::Database(fault)) => Err(fault.into()),
        Err(refusal) => refuse(refusal),
    }
}
