//! Has reminders written when they are due: what is due and was not sent is asked
//! of the database each minute, so that nothing is lost with a server.
//!
//! Any number of servers run it; each chore elects one of them in its transaction,
//! and its tables hold that nobody is written to twice.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::task::JoinHandle;

use super::work::Fault;
use crate::db::{Connection, Pool};

/// What a [`Chore`] answers with.
pub type Round<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// Something to be done when its time has come.
pub trait Chore: Send + Sync {
    /// Does what is due by the database's clock, or finds that nothing is.
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a>;
}

/// How often the clock is looked at. When it shows another minute, by itself or
/// because somebody set it, the chores have their round.
const GLANCE: Duration = Duration::from_secs(1);

/// Starts the worker; it ends with the task.
#[must_use]
pub fn spawn(db: Pool, chores: Vec<Arc<dyn Chore>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut failing = false;
        let mut done = None;
        loop {
            let minute = Utc::now().timestamp().div_euclid(60);
            if done != Some(minute) {
                done = Some(minute);
                match round(&db, &chores).await {
                    Ok(()) => failing = false,
                    Err(error) if !failing => {
                        failing = true;
                        tracing::error!(%error, "reminders could not be written; trying on");
                    }
                    Err(_) => {}
                }
            }
            tokio::time::sleep(GLANCE).await;
        }
    })
}

async fn round(db: &Pool, chores: &[Arc<dyn Chore>]) -> Result<(), Fault> {
    let mut conn = db.get().await?;
    for chore in chores {
        chore.round(&mut conn).await?;
    }
    Ok(())
}
