//! Asks about everything that was not asked about today, one thing after another. Of any
//! number of servers one asks at a time, and the database takes one result a day.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::asking::{Answer, Asker};
use super::model::{Source, plan};
use super::store::candidates::{self, Watched};
use super::store::recording::{self, Answered};
use crate::bodies;
use crate::config::{Key, Watch};
use crate::db::Connection;
use crate::tasks::store::elected;
use crate::tasks::work::Fault;
use crate::tasks::worker::{Chore, Round};

/// The daily watch.
pub struct Watcher {
    whom: Watch,
    key: Option<Key>,
    asker: Asker,
    /// What this server asked about on its latest day: where a result cannot be recorded,
    /// nobody is asked again and again for it.
    asked: Mutex<Day>,
}

/// A day, and the assets and cases asked about on it.
struct Day {
    on: NaiveDate,
    asked: BTreeSet<(Uuid, Option<Uuid>)>,
}

impl Day {
    const fn of(on: NaiveDate) -> Self {
        Self {
            on,
            asked: BTreeSet::new(),
        }
    }
}

impl Chore for Watcher {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move { self.round(conn).await })
    }
}

impl Watcher {
    #[must_use]
    pub fn new(whom: Watch, key: Option<Key>) -> Self {
        Self {
            whom,
            key,
            asker: Asker::new(),
            asked: Mutex::new(Day::of(NaiveDate::MIN)),
        }
    }

    async fn round(&self, conn: &mut Connection) -> Result<(), Fault> {
        if bodies::store::foundation(conn).await?.is_none() {
            return Ok(());
        }
        let day = candidates::today(conn).await?;
        for watched in candidates::without_result(conn, day).await? {
            if self.plans(&watched)
                && self.is_first(&watched, day)
                && !self.see(conn, &watched, day).await?
            {
                // Another server is at it, or the day is over.
                break;
            }
        }
        Ok(())
    }

    fn plans(&self, watched: &Watched) -> bool {
        self.plan(watched).is_some()
    }

    fn plan(&self, watched: &Watched) -> Option<(Source, String)> {
        let fqdn = watched.fqdn();
        let of = watched.candidate(&fqdn);
        plan(of, self.whom.rdap.is_some(), self.whom.tsdr.is_some())
            .ok()
            .map(|plan| (plan.source, plan.path))
    }

    /// Whether this server was not at it today.
    fn is_first(&self, watched: &Watched, day: NaiveDate) -> bool {
        let latest = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        latest.on != day || !latest.asked.contains(&(watched.asset, watched.mark_case))
    }

    fn note(&self, watched: &Watched, day: NaiveDate) {
        let mut latest = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.on != day {
            *latest = Day::of(day);
        }
        latest.asked.insert((watched.asset, watched.mark_case));
    }

    /// Asks about one thing and records what was seen; whether it was this server's turn.
    ///
    /// The lock is held while the answer is waited for, which is bounded: so no two servers
    /// ask at once, and one that dies leaves nothing locked.
    async fn see(
        &self,
        conn: &mut Connection,
        watched: &Watched,
        day: NaiveDate,
    ) -> Result<bool, Fault> {
        conn.transaction(async |conn| {
            if !elected(conn, "daily watch").await? {
                return Ok(false);
            }
            // Over midnight a result would count for the next day: that has its own round.
            if candidates::today(conn).await? != day {
                return Ok(false);
            }
            let Some(watched) = candidates::still_without(conn, watched, day).await? else {
                return Ok(true);
            };
            let Some((source, path)) = self.plan(&watched) else {
                return Ok(true);
            };
            self.note(&watched, day);
            match self.ask(source, &path).await {
                Ok(Answer::Body(bytes)) => {
                    let answer = Answered {
                        source,
                        bytes: &bytes,
                    };
                    recording::answered(conn, &watched, answer).await?;
                }
                Ok(Answer::Absent) => recording::absent(conn, &watched).await?,
                Err(why) => recording::failed(conn, &watched, &why).await?,
            }
            Ok(true)
        })
        .await
    }

    async fn ask(&self, source: Source, path: &str) -> Result<Answer, String> {
        let (base, key) = match source {
            Source::Rdap => (&self.whom.rdap, None),
            Source::Tsdr => (&self.whom.tsdr, self.key.as_ref()),
        };
        let base = base
            .as_ref()
            .ok_or("The operator names no address for it.")?;
        self.asker.ask(base, path, source.accept(), key).await
    }
}
