//! Has reminders written when they are due: what is due and was not sent is asked
//! of the database each minute, so that nothing is lost with a server.
//!
//! Any number of servers run it; each chore elects one of them in its transaction,
//! and its tables hold that nobody is written to twice.

use std::any::type_name;
use std::collections::BTreeSet;
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

    /// What the operator's log calls it.
    fn name(&self) -> &'static str {
        type_name::<Self>()
    }
}

/// How often the clock is looked at. When it shows another minute, by itself or
/// because somebody set it, the chores have their round.
const GLANCE: Duration = Duration::from_secs(1);

/// Starts the worker; it ends with the task.
#[must_use]
pub fn spawn(db: Pool, chores: Vec<Arc<dyn Chore>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut failing = BTreeSet::new();
        let mut done = None;
        loop {
            let minute = Utc::now().timestamp().div_euclid(60);
            if done != Some(minute) {
                done = Some(minute);
                round(&db, &chores, &mut failing).await;
            }
            tokio::time::sleep(GLANCE).await;
        }
    })
}

/// Has every chore its round: one that cannot be done keeps none of the others waiting. Of
/// those that fail the first time is said.
async fn round(db: &Pool, chores: &[Arc<dyn Chore>], failing: &mut BTreeSet<&'static str>) {
    for chore in chores {
        let done = match db.get().await {
            Ok(mut conn) => chore.round(&mut conn).await,
            Err(error) => Err(error.into()),
        };
        match done {
            Ok(()) => {
                failing.remove(chore.name());
            }
            Err(error) if failing.insert(chore.name()) => {
                tracing::error!(chore = chore.name(), %error, "a chore could not be done; trying on");
            }
            Err(_) => {}
        }
    }
}
