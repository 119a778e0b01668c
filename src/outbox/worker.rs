//! Sends what is due: takes letters, has them written, records how it went.
//!
//! Any number of workers run, on any number of nodes; a letter that one has
//! taken is nobody else's until its lease is over. A worker that dies after a
//! letter left and before it was recorded sends it twice, with the same
//! Message-ID; it never loses one.

use std::collections::BTreeSet;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use uuid::Uuid;

use super::model::{Address, Letter, Recipient, wait_after};
use super::post::{Post, PostFault, Sending};
use super::store::{self, Outcome, Taken};
use super::texts::{self, Editable};
use super::write::{Enclosed, Letterhead, write};
use crate::db::{Connection, Pool};
use crate::web::words::Locale;

/// What a fault of the house looks like to the worker.
pub type Fault = Box<dyn Error + Send + Sync>;

/// What [`Enclosures`] answer with.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// Where an account's letters go when they are sent.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub name: String,
    pub address: Address,
    pub locale: Locale,
}

/// What letters need of subjects that stand above them; `app.rs` joins it.
pub trait Enclosures: Send + Sync {
    /// Name, zone and origin of the foundation; none before there is one.
    fn letterhead<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Option<Letterhead>>;

    /// Where this account is reached; none when there is no such account.
    fn addressee<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
    ) -> Answer<'a, Option<Addressee>>;

    /// Makes or looks up what this letter to this account needs and the outbox
    /// must not hold. What it makes is committed when it returns.
    fn enclose<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
        letter: &'a Letter,
    ) -> Answer<'a, Enclosed>;

    /// Why this letter is of no use to this account any more; none where it is.
    /// Asked just before it leaves.
    fn moot<'a>(
        &'a self,
        conn: &'a mut Connection,
        account: Uuid,
        letter: &'a Letter,
    ) -> Answer<'a, Option<String>>;
}

/// How often the queue is looked at.
const PACE: Duration = Duration::from_millis(300);
/// How many letters one worker sends at once.
const AT_ONCE: i64 = 8;
/// How long a letter stays with the worker that took it; longer than a mail
/// server may take for all its commands.
const LEASE_MINUTES: i64 = 3;

/// How long letters in hand may take once the worker is to end. A mail server may take far longer
/// for one than those who start a server wait before they end it.
const LAST_LETTERS: Duration = Duration::from_secs(5);

/// A running worker.
pub struct Worker {
    stop: Stop,
    task: JoinHandle<()>,
}

/// Has a worker take no more letters.
#[derive(Clone)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    /// From now on it takes none; with those in its hands it goes on.
    pub fn begins(&self) {
        // It may have ended already.
        let _ = self.0.send(true);
    }
}

impl Worker {
    /// What has it take no more letters, before it is ended.
    #[must_use]
    pub fn stopping(&self) -> Stop {
        self.stop.clone()
    }

    /// Ends the worker once the letters in its hands are done, or after a while: whoever takes
    /// them when their lease is over sends those that were cut off.
    pub async fn stop(mut self) {
        self.stop.begins();
        if timeout(LAST_LETTERS, &mut self.task).await.is_err() {
            tracing::info!("letters in hand are cut off, and are sent when their lease is over");
            self.task.abort();
        }
    }
}

/// Starts a worker on the current runtime.
#[must_use]
pub fn spawn(db: Pool, post: Arc<Post>, enclosures: Arc<dyn Enclosures>) -> Worker {
    let (stop, mut stopped) = watch::channel(false);
    let task = tokio::spawn(async move {
        let mut troubled = false;
        let said = Arc::new(Said::default());
        while !*stopped.borrow() {
            let begun = Instant::now();
            let rest = match round(&db, &post, &enclosures, &said).await {
                Ok(sent) => {
                    troubled = false;
                    // Letters give way: whoever waits for a page comes first.
                    if sent > 0 { begun.elapsed() } else { PACE }
                }
                Err(error) => {
                    if !troubled {
                        tracing::warn!(error = %error, "letters wait: the queue cannot be read");
                    }
                    troubled = true;
                    PACE
                }
            };
            let _ = timeout(rest.min(PACE), stopped.changed()).await;
        }
    });
    Worker {
        stop: Stop(stop),
        task,
    }
}

/// Why letters that tell who votes were given up, or put off, as far as the operator was told.
#[derive(Default)]
struct Said(Mutex<BTreeSet<(bool, String)>>);

impl Said {
    /// How many reasons are said at most: they may hold words of the database.
    const MOST: usize = 100;

    /// A line for a letter that did not leave. Of one that tells who votes the reason alone, and
    /// each once, whatever comes between: lines for every letter would tell when somebody did.
    fn how_it_went(&self, letter: Uuid, kind: &str, attempt: i32, outcome: &Outcome) {
        let (reason, is_given_up) = match outcome {
            Outcome::Sent { .. } | Outcome::Moot { .. } => return,
            Outcome::Deferred { reason, .. } => (reason, false),
            Outcome::Refused { reason } => (reason, true),
        };
        let is_telling = Letter::TELLING.contains(&kind);
        if is_telling && !self.is_news(is_given_up, reason) {
            return;
        }
        match (is_telling, is_given_up) {
            (true, false) => tracing::warn!(reason, "letters are put off"),
            (true, true) => tracing::error!(reason, "letters are given up"),
            (false, false) => {
                tracing::warn!(letter.id = %letter, letter.kind = kind, attempt, reason, "a letter was put off");
            }
            (false, true) => {
                tracing::error!(letter.id = %letter, letter.kind = kind, attempt, reason, "a letter was given up");
            }
        }
    }

    fn is_news(&self, is_given_up: bool, reason: &str) -> bool {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.len() < Self::MOST && said.insert((is_given_up, reason.to_owned()))
    }
}

/// Takes what is due and sends it; returns how many letters it took.
async fn round(
    db: &Pool,
    post: &Arc<Post>,
    enclosures: &Arc<dyn Enclosures>,
    said: &Arc<Said>,
) -> Result<usize, Fault> {
    let mut conn = db.get().await?;
    let taken =
        store::take_due(&mut conn, AT_ONCE, chrono::Duration::minutes(LEASE_MINUTES)).await?;
    let number = taken.len();
    if number == 0 {
        return Ok(0);
    }
    // The same for all letters of a round; without it none of them can leave.
    let head = match enclosures.letterhead(&mut conn).await {
        Ok(Some(head)) => Ok(head),
        Ok(None) => Err("there is no foundation yet".to_owned()),
        Err(fault) => Err(format!("the letter could not be written: {fault}")),
    };
    let head = Arc::new(head);
    let mut sending = JoinSet::new();
    for letter in taken {
        match letter {
            Ok(letter) => {
                let (db, post, enclosures) = (db.clone(), Arc::clone(post), Arc::clone(enclosures));
                let (head, said) = (Arc::clone(&head), Arc::clone(said));
                sending.spawn(async move {
                    attempt(&db, &post, &*enclosures, &head, &letter, &said).await
                });
            }
            Err(unreadable) => {
                let outcome = Outcome::Refused {
                    reason: "this version of the program does not know letters of this kind".into(),
                };
                said.how_it_went(
                    unreadable.id,
                    &unreadable.kind,
                    unreadable.attempt,
                    &outcome,
                );
                store::record_attempt(&mut conn, unreadable.id, unreadable.attempt, "", &outcome)
                    .await?;
            }
        }
    }
    drop(conn);
    while let Some(done) = sending.join_next().await {
        if let Err(error) = done? {
            tracing::warn!(error = %error, "the outcome of a letter could not be recorded");
        }
    }
    Ok(number)
}

/// One attempt to send one letter, and its record.
async fn attempt(
    db: &Pool,
    post: &Post,
    enclosures: &dyn Enclosures,
    head: &Result<Letterhead, String>,
    taken: &Taken,
    said: &Said,
) -> Result<(), Fault> {
    let mut masked = String::new();
    let result = deliver(db, post, enclosures, head, taken, &mut masked).await;
    let outcome = match result {
        Ok(answer) => Outcome::Sent { answer },
        Err(PostFault::Never(reason)) => Outcome::Refused { reason },
        Err(PostFault::Moot(reason)) => Outcome::Moot { reason },
        Err(PostFault::NotNow(reason)) => match wait_after(taken.attempt) {
            Some(wait) => Outcome::Deferred { wait, reason },
            None => Outcome::Refused { reason },
        },
    };
    said.how_it_went(taken.id, taken.letter.kind(), taken.attempt, &outcome);
    let mut conn = db.get().await?;
    store::record_attempt(&mut conn, taken.id, taken.attempt, &masked, &outcome).await?;
    Ok(())
}

async fn deliver(
    db: &Pool,
    post: &Post,
    enclosures: &dyn Enclosures,
    head: &Result<Letterhead, String>,
    taken: &Taken,
    masked: &mut String,
) -> Result<String, PostFault> {
    let not_now =
        |fault: Fault| PostFault::NotNow(format!("the letter could not be written: {fault}"));
    let head = head
        .as_ref()
        .map_err(|reason| PostFault::NotNow(reason.clone()))?;
    let mut conn = db.get().await.map_err(|error| not_now(error.into()))?;
    let addressee = match &taken.recipient {
        Recipient::Account(account) => enclosures
            .addressee(&mut conn, *account)
            .await
            .map_err(not_now)?
            .ok_or_else(|| PostFault::Never("the account is gone".into()))?,
        Recipient::Address { address, locale } => Addressee {
            name: String::new(),
            address: address.clone(),
            locale: *locale,
        },
    };
    *masked = addressee.address.masked();
    if taken.queued_at + taken.letter.good_for() <= taken.taken_at {
        return Err(PostFault::Never("it came too late to be of use".into()));
    }
    if let Recipient::Account(account) = &taken.recipient {
        let unwanted = taken.letter.is_optional()
            && !store::wants(&mut conn, *account, taken.letter.kind())
                .await
                .map_err(|error| not_now(error.into()))?;
        if unwanted {
            return Err(PostFault::Moot("its recipient chose not to get it".into()));
        }
        let moot = enclosures.moot(&mut conn, *account, &taken.letter);
        if let Some(reason) = moot.await.map_err(not_now)? {
            return Err(PostFault::Moot(reason));
        }
    }
    let mut enclosed = match &taken.recipient {
        Recipient::Account(account) => enclosures
            .enclose(&mut conn, *account, &taken.letter)
            .await
            .map_err(not_now)?,
        Recipient::Address { .. } => Enclosed::default(),
    };
    if let (Recipient::Account(account), Some(_)) = (&taken.recipient, &enclosed.sign_in_path) {
        // A link that was made after the address changed opens the account: it does not go to
        // where the account was reached before.
        let now = enclosures
            .addressee(&mut conn, *account)
            .await
            .map_err(not_now)?;
        if now.is_none_or(|now| now.address != addressee.address) {
            return Err(PostFault::NotNow(
                "its recipient’s address changed while it was written".into(),
            ));
        }
    }
    if let Some(kind) = Editable::of(&taken.letter) {
        enclosed.words = store::text(&mut conn, kind, addressee.locale)
            .await
            .map_err(|error| not_now(error.into()))?
            // What an older version let pass is no reason to keep the letter back.
            .filter(|text| texts::check(kind, text, &head.public_origin).is_ok());
    }
    drop(conn);
    let speaker = post.words().speaker(addressee.locale);
    let written = write(
        &taken.letter,
        &speaker,
        head,
        &addressee.name,
        &enclosed,
        Some(&taken.code),
    )
    .map_err(PostFault::Never)?;
    post.send(&Sending {
        id: taken.id,
        to: &addressee.address,
        name: &addressee.name,
        locale: addressee.locale,
        written: &written,
        head,
        optional: match &taken.recipient {
            Recipient::Account(account) if taken.letter.is_optional() => {
                Some((*account, taken.letter.kind()))
            }
            Recipient::Account(_) | Recipient::Address { .. } => None,
        },
    })
    .await
}
