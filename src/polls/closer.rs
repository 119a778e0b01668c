//! Closes polls when their time has come; any number of nodes may run it.
//!
//! Who closes is decided by the database: the poll's lock lets one in, and the
//! next finds nothing to close. A node that dies mid-way has closed nothing.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::time::Duration;

use tokio::task::JoinHandle;
use uuid::Uuid;

use super::store;
use crate::db::Pool;

/// How long after its time a poll may wait to be closed.
const PACE: Duration = Duration::from_millis(500);

/// Starts the worker; it ends with the task.
#[must_use]
pub fn spawn(db: Pool) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut said = Said::default();
        loop {
            tokio::time::sleep(PACE).await;
            close_due(&db, &mut said).await;
        }
    })
}

/// What the operator was told already: each fault once, until it is over.
#[derive(Default)]
struct Said {
    /// That nothing could be looked for.
    blind: bool,
    /// Which polls could not be closed.
    failing: BTreeSet<Uuid>,
}

impl Said {
    /// None can be closed, whichever is due.
    fn blind(&mut self, error: &dyn Display) {
        if !self.blind {
            self.blind = true;
            tracing::error!(%error, "polls whose time has come could not be closed; trying on");
        }
    }

    /// The silence about one poll is about this one alone.
    fn failing(&mut self, poll: Uuid, error: &dyn Display) {
        if self.failing.insert(poll) {
            tracing::error!(%poll, %error, "a poll whose time has come could not be closed; trying on");
        }
    }

    /// These are due: what was said of any other poll is over, whoever closed it.
    fn looked(&mut self, due: &[Uuid]) {
        self.blind = false;
        self.failing.retain(|poll| due.contains(poll));
    }
}

/// Closes what is due. A poll that cannot be closed keeps none of the others open.
async fn close_due(db: &Pool, said: &mut Said) {
    let mut conn = match db.get().await {
        Ok(conn) => conn,
        Err(error) => return said.blind(&error),
    };
    let due = match store::due(&mut conn).await {
        Ok(due) => due,
        Err(error) => return said.blind(&error),
    };
    said.looked(&due);
    for poll in due {
        match store::close(&mut conn, poll).await {
            Ok(true) => tracing::info!(%poll, "closed"),
            Ok(false) => {}
            Err(error) => said.failing(poll, &error),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Said;

    #[test]
    fn silence_about_one_poll_is_none_about_another() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut said = Said::default();
        said.failing(one, &"its log");
        assert!(!said.failing.contains(&other));
        said.failing(other, &"its log");
        said.looked(&[other]);
        // Closed meanwhile: if it fails once more, that is news.
        assert!(!said.failing.contains(&one) && said.failing.contains(&other));
    }
}
