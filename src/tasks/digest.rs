//! The letter that says once a week what waits: for whom it is asked, and when.

use diesel_async::AsyncConnection;
use std::sync::Arc;

use super::store;
use super::work::{Fault, Joined, Reader, agenda};
use super::worker::{Chore, Round};
use crate::bodies;
use crate::db::Connection;
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::rulebook::keys;
use crate::rulebook::model::clock::{Hours, Weekly};
use crate::rulebook::store as rulebook;
use crate::web::words::Words;

/// Accounts asked for in one transaction.
const BATCH: i64 = 100;

/// Queues the weekly letters. What is queued holds no lines: they are looked up
/// when a letter is sent, in the language the account has then.
pub struct Digest {
    pub work: Joined,
    pub words: Arc<Words>,
}

impl Chore for Digest {
    fn round<'a>(&'a self, conn: &'a mut Connection) -> Round<'a> {
        Box::pin(async move {
            store::sweep_snoozes(conn).await?;
            while self.batch(conn).await? {}
            Ok(())
        })
    }
}

impl Digest {
    /// Asks for the next accounts' letters; whether there may be more.
    async fn batch(&self, conn: &mut Connection) -> Result<bool, Fault> {
        conn.transaction(async |conn| {
            let Some(foundation) = bodies::store::foundation(conn).await? else {
                return Ok(false);
            };
            let now = bodies::store::now(conn).await?;
            let Some(rule) = rulebook::find(conn, keys::REMINDERS_DIGEST, now).await? else {
                return Ok(false);
            };
            let Some(weekly) = Weekly::parse(&rule.value) else {
                return Ok(false);
            };
            let due = weekly.latest(now, foundation.zone);
            // A rule asks for nothing from before it was in force.
            let then = rulebook::find(conn, keys::REMINDERS_DIGEST, due).await?;
            if then.is_none_or(|then| then.value != rule.value) {
                return Ok(false);
            }
            if !store::elected(conn, "weekly letters").await? {
                return Ok(false);
            }
            let accounts = store::undigested(conn, due, BATCH).await?;
            if accounts.is_empty() {
                store::sweep_digests(conn, due).await?;
                return Ok(false);
            }
            let quiet = rulebook::find(conn, keys::REMINDERS_QUIET, now).await?;
            let begin = quiet
                .and_then(|rule| Hours::parse(&rule.value))
                .and_then(|hours| hours.end_of(now, foundation.zone));
            let mut letters = Vec::new();
            for account in &accounts {
                let t = self.words.speaker(account.locale());
                let person = PartyId(account.person);
                let Some(reader) = Reader::of(conn, account.id, person, t).await? else {
                    return Ok(false);
                };
                if !agenda(conn, &self.work, &reader).await?.waiting.is_empty() {
                    letters.push((Recipient::Account(account.id), Letter::WorkDigest {}));
                }
            }
            let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
            store::note_digest(conn, due, &ids).await?;
            outbox::store::queue_all_from(conn, letters, begin).await?;
            Ok(true)
        })
        .await
    }
}
