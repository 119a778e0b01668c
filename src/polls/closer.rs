//! Closes polls when their time has come; any number of nodes may run it.
//!
//! Who closes is decided by the database: the poll's lock lets one in, and the
//! next finds nothing to close. A node that dies mid-way has closed nothing.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::store;
use crate::db::Pool;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// How long after its time a poll may wait to be closed.
const PACE: Duration = Duration::from_millis(500);

/// Starts the worker; it ends with the task.
#[must_use]
pub fn spawn(db: Pool) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut failing = false;
        loop {
            tokio::time::sleep(PACE).await;
            match close_due(&db).await {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(%error, "polls whose time has come could not be closed; trying on");
                }
                Err(_) => {}
            }
        }
    })
}

/// Closes what is due. A poll that cannot be closed keeps none of the others open.
async fn close_due(db: &Pool) -> Result<(), Fault> {
    let mut conn = db.get().await?;
    let mut outcome = Ok(());
    for poll in store::due(&mut conn).await? {
        match store::close(&mut conn, poll).await {
            Ok(true) => tracing::info!(%poll, "closed"),
            Ok(false) => {}
            Err(error) => outcome = outcome.and(Err(format!("poll {poll}: {error}").into())),
        }
    }
    outcome
}
