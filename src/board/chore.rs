//! Looks each minute whether something ended a seat, or was put right, and records it:
//! a clock that nobody started protects nobody. It ends no seat.

use diesel_async::AsyncConnection;

use super::store;
use crate::bodies;
use crate::db::Connection;
use crate::tasks::store::elected;
use crate::tasks::work::Fault;
use crate::tasks::worker::{Chore, Round};

/// What ends seats, as the records say it.
pub struct SeatEvents;

impl Chore for SeatEvents {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move { conn.transaction(look).await })
    }
}

async fn look(conn: &mut Connection) -> Result<(), Fault> {
    let Some(foundation) = bodies::store::foundation(conn).await? else {
        return Ok(());
    };
    // Without a sponsor nothing ends a seat so.
    if !store::has_sponsors(conn).await? || !elected(conn, "what ends seats").await? {
        return Ok(());
    }
    let now = bodies::store::now(conn).await?;
    store::events::record_cures(conn, None).await?;
    store::events::record_found(conn, None, now, foundation.zone).await?;
    Ok(())
}
