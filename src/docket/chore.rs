//! Keeps the docket up: works out what is stale each minute, everything once a day, and
//! has the trial of the day done. Of any number of servers one does.

use super::store::{canary, recompute};
use crate::bodies;
use crate::db::Connection;
use crate::tasks::work::Fault;
use crate::tasks::worker::{Chore, Round};

/// Deadlines, as the events say them.
pub struct Docket;

impl Chore for Docket {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move { round(conn).await })
    }
}

async fn round(conn: &mut Connection) -> Result<(), Fault> {
    if bodies::store::foundation(conn).await?.is_none() {
        return Ok(());
    }
    recompute::refresh(conn).await?;
    canary::fly(conn).await?;
    Ok(())
}
