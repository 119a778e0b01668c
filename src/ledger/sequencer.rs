//! Gives entries their places and has the result signed: one process leads, any
//! others wait for it to end.
//!
//! Who leads is decided by a lock that lasts as long as the leader's one
//! connection. Everything the leader does goes over that connection, so that a
//! leader who lost the lock can do nothing more.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::signer::{self, Signer, SignerError};
use super::store;
use crate::db::Connection;
use crate::db::address::Address;
use crate::db::pool;
use crate::evidence::leaf::{Leaf, LogStart};
use crate::tlog::key::Signer as LogKey;

/// How often the queue is looked at.
const PACE: Duration = Duration::from_millis(250);
/// How long one who does not lead waits before trying again.
const IDLE: Duration = Duration::from_secs(1);
/// How many entries get their place in one transaction.
const AT_ONCE: i32 = 1_000;
/// Looking for casts reads the digests of every open poll: it may take up one
/// part in so many of the time.
const SHARE_OF_LOOKING: u32 = 20;

/// What one process that sequences and signs is made of.
pub struct Sequencer {
    address: Address,
    data: PathBuf,
}

impl Sequencer {
    /// One that enters the database at this address, with the log's key in
    /// this data folder.
    #[must_use]
    pub fn new(address: Address, data: &Path) -> Self {
        Self {
            address,
            data: data.to_owned(),
        }
    }

    /// Leads whenever nobody else does; never returns.
    pub async fn run(self) {
        let mut said = Said::default();
        loop {
            let ended = match pool::connect(&self.address).await {
                Ok(mut conn) => self.enter(&mut conn, &mut said).await,
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = ended {
                said.trouble(&error);
            }
            tokio::time::sleep(IDLE).await;
        }
    }

    /// Leads on this connection, or returns at once where another leads.
    async fn enter(&self, conn: &mut Connection, said: &mut Said) -> Result<(), String> {
        let led = store::lead(conn).await.map_err(|error| error.to_string())?;
        let Some(epoch) = led else {
            said.idle();
            return Ok(());
        };
        said.leads(epoch);
        let mut leader = Leader {
            epoch,
            data: &self.data,
            signer: None,
            looked: Looked::default(),
        };
        loop {
            let outcome = leader.round(conn).await;
            let fault = match outcome {
                Ok(()) => None,
                Err(error) if error.is_passing() => return Err(error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if said.fault(fault.as_deref()) {
                store::report(conn, epoch, fault.as_deref())
                    .await
                    .map_err(|error| error.to_string())?;
            }
            tokio::time::sleep(PACE).await;
        }
    }
}

/// What the operator was told already.
#[derive(Default)]
struct Said {
    idle: bool,
    trouble: bool,
    fault: Option<Option<String>>,
}

impl Said {
    fn idle(&mut self) {
        if !self.idle {
            self.idle = true;
            tracing::info!("another process leads the log; waiting");
        }
        self.trouble = false;
    }

    fn leads(&mut self, epoch: i64) {
        *self = Self::default();
        tracing::info!(epoch, "leading the log");
    }

    fn trouble(&mut self, error: &dyn Display) {
        if !self.trouble {
            self.trouble = true;
            tracing::warn!(%error, "the log waits for the database");
        }
    }

    /// Whether this is news, after having said it.
    fn fault(&mut self, fault: Option<&str>) -> bool {
        if self
            .fault
            .as_ref()
            .is_some_and(|said| said.as_deref() == fault)
        {
            return false;
        }
        match (fault, &self.fault) {
            (Some(fault), _) => tracing::error!(fault, "THE LOG IS NOT SIGNED"),
            (None, Some(Some(_))) => tracing::info!("the log is signed again"),
            (None, _) => {}
        }
        self.fault = Some(fault.map(str::to_owned));
        true
    }
}

/// When the leader looked for casts last, and how long that took.
#[derive(Default)]
struct Looked {
    last: Option<(Instant, Duration)>,
}

impl Looked {
    fn is_due(&self) -> bool {
        self.last
            .is_none_or(|(at, took)| at.elapsed() >= took * SHARE_OF_LOOKING)
    }
}

struct Leader<'a> {
    epoch: i64,
    data: &'a Path,
    /// None before the log begins, and after a fault: then all is checked anew.
    signer: Option<Signer>,
    looked: Looked,
}

impl Leader<'_> {
    async fn round(&mut self, conn: &mut Connection) -> Result<(), SignerError> {
        let Some(origin) = store::origin(conn).await? else {
            return Ok(());
        };
        if self.signer.is_none() {
            let key = begin(conn, self.data, &origin).await?;
            self.signer = Some(Signer::open(conn, self.data, key).await?);
        }
        // Where nothing may be signed, nothing gets a place either.
        self.enter_casts(conn).await?;
        while store::sequence(conn, self.epoch, AT_ONCE).await? > 0 {}
        let Some(signer) = &mut self.signer else {
            return Ok(());
        };
        match signer.sign(conn).await {
            Ok(_) => Ok(()),
            Err(error) => {
                self.signer = None;
                Err(error)
            }
        }
    }

    async fn enter_casts(&mut self, conn: &mut Connection) -> Result<(), SignerError> {
        if !self.looked.is_due() {
            return Ok(());
        }
        let began = Instant::now();
        for poll in store::polls_with_casts(conn).await? {
            store::log_casts(conn, poll).await?;
        }
        self.looked.last = Some((Instant::now(), began.elapsed()));
        Ok(())
    }
}

/// Reads the log's key, and begins the log with it where there is none yet.
async fn begin(conn: &mut Connection, data: &Path, origin: &str) -> Result<LogKey, SignerError> {
    let start = store::start(conn).await?;
    let key = signer::log_key(data, origin, start.as_deref())?;
    if start.is_none() {
        let leaf = Leaf::from(LogStart {
            at: store::now(conn).await?,
            key: key.verifier().to_string(),
            origin: origin.to_owned(),
        });
        store::append(conn, &leaf).await?;
        tracing::info!(origin, key = %key.verifier(), "the log begins");
    }
    Ok(key)
}
