//! Whether this node lives (`/healthz`) and can serve (`/readyz`).

use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use diesel::sql_types::{Bool, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::db::compare::{self, Difference};
use crate::db::pool::PooledConnection;
use crate::db::{Connection, Role};
use crate::ledger::publisher::Health;
use crate::polls::ReceiptKey;
use crate::web::requests::Ending;
use crate::web::{AppState, error};
use crate::{certifier, ledger, polls};

/// How long what was compared is believed: probes are cheap, and a change is
/// known soon.
const BELIEVED: Duration = Duration::from_secs(5);
/// How long the database may take to answer at all: two probes, one after the
/// other, still end before those who ask give up, which is after ten seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);
/// How long it may take to answer all that is asked, once it answers: whoever waits behind such
/// a probe waits for it too.
const PATIENCE_WITH_ALL: Duration = Duration::from_secs(30);
/// How many differences are named.
const NAMED_MOST: usize = 50;
/// Said of a standby to which the server's address leads after a failover, and of a database that
/// was set to be read only: every page is shown, and nothing that anybody does is taken.
const TAKES_NO_WRITES: &str =
    "takes no writes: it is a standby, or default_transaction_read_only is on";

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready));
}

async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("alive\n")
}

/// A line per thing that is looked at; 503 when one that must hold does not.
async fn ready(lookout: Data<Lookout>) -> HttpResponse {
    let found = lookout.look().await;
    let mut response = if found.is_ready() {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    let body = found.lines();
    error::for_machines(
        response
            .content_type("text/plain; charset=utf-8")
            .body(body),
    )
}

/// What is looked at, and what was seen last.
pub(super) struct Lookout {
    state: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
    publisher: Data<Health>,
    ending: Data<Ending>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// When the database was compared last, and what differed.
    compared: Option<(Instant, Vec<Difference>)>,
    /// When it was asked last, and what it told.
    told: Option<(Instant, Told)>,
    /// Whether the log has it that the last facts could not be read: probes come every few seconds.
    unread: bool,
}

/// What the database tells.
#[derive(Clone)]
struct Told {
    /// Why it cannot be relied on, one sentence each.
    faults: Vec<String>,
    /// None where it does not answer.
    facts: Option<Facts>,
}

impl Told {
    fn fault(sentence: &str) -> Self {
        Self {
            faults: vec![sentence.to_owned()],
            facts: None,
        }
    }
}

/// What the database knows of log, processes and votes.
#[derive(Clone)]
pub(super) struct Facts {
    pub(super) log: ledger::store::State,
    /// Whether a ledger leads the log.
    pub(super) ledger: bool,
    /// Whether a certifier works.
    pub(super) certifier: bool,
    /// Open polls, by number, whose receipts another key signs than this server's.
    pub(super) refused: Vec<i32>,
    /// Polls, by number, that are not closed more than a minute after their close.
    pub(super) overdue: Vec<i32>,
}

/// How things stand.
pub(super) struct Found {
    database: Vec<String>,
    /// None where the database does not answer.
    pub(super) facts: Option<Facts>,
    /// Why the log is not published here.
    unpublished: Option<String>,
    ending: bool,
}

impl Found {
    /// What must hold for a server to be given requests. Ledger and certifier need not run for
    /// that: what they would do waits for them. Nor need the log be signed and published: ballots
    /// are received and wait, and one ledger's fault is every server's, so that a proxy would
    /// find none to ask. Nor need the key of a vote's receipts be here: where every server lost
    /// it, none would answer anything any more. A vote that is not closed in its time is told,
    /// and keeps nobody from the others.
    pub(super) fn is_ready(&self) -> bool {
        self.database.is_empty() && !self.ending
    }

    /// Why the log is not signed or not published here.
    pub(super) fn log_fault(&self) -> Option<&str> {
        let unsigned = self.facts.as_ref().and_then(|it| it.log.fault.as_deref());
        self.unpublished.as_deref().or(unsigned)
    }

    fn lines(&self) -> String {
        let mut lines: Vec<String> = self
            .database
            .iter()
            .map(|fault| format!("database: {fault}\n"))
            .collect();
        if lines.is_empty() {
            lines.push("database: ready\n".to_owned());
        }
        lines.push(match (self.log_fault(), &self.facts) {
            (Some(fault), _) => format!("log: {fault}\n"),
            (None, Some(_)) => "log: ready\n".to_owned(),
            (None, None) => "log: not known\n".to_owned(),
        });
        if let Some(facts) = &self.facts {
            for (process, runs) in [("ledger", facts.ledger), ("certifier", facts.certifier)] {
                let runs = if runs { "runs" } else { "none runs" };
                lines.push(format!("{process}: {runs}\n"));
            }
            for poll in &facts.overdue {
                lines.push(format!(
                    "votes: poll {poll} should have closed more than a minute ago\n"
                ));
            }
            for poll in &facts.refused {
                lines.push(format!(
                    "ballots: refused in poll {poll}, whose receipts another key signs than keys/receipt.key here\n"
                ));
            }
        }
        if self.ending {
            lines.push("server: is ending\n".to_owned());
        }
        lines.concat()
    }
}

impl Lookout {
    pub(super) fn new(
        state: Data<AppState>,
        receipt_key: Data<ReceiptKey>,
        publisher: Data<Health>,
        ending: Data<Ending>,
    ) -> Self {
        Self {
            state,
            receipt_key,
            publisher,
            ending,
            seen: Mutex::default(),
        }
    }

    /// Looks at everything.
    pub(super) async fn look(&self) -> Found {
        let mut told = self.ask().await;
        if told.faults.len() > NAMED_MOST {
            told.faults.truncate(NAMED_MOST);
            let more = "there is more; commonhold migrate --check names all of it";
            told.faults.push(more.to_owned());
        }
        Found {
            database: told.faults,
            facts: told.facts,
            unpublished: self.publisher.fault(),
            ending: self.ending.has_begun(),
        }
    }

    /// Of probes that come together one asks, over one connection, and the others take what it
    /// was told, where it began to ask after they came: a crowd of them takes no more of the
    /// database than two.
    async fn ask(&self) -> Told {
        let came = Instant::now();
        let mut seen = self.seen.lock().await;
        if let Some((began, told)) = &seen.told
            && *began >= came
        {
            return told.clone();
        }
        let began = Instant::now();
        let told = self.ask_anew(&mut seen).await;
        seen.told = Some((began, told.clone()));
        told
    }

    /// Nothing in the answer is an address or a password.
    async fn ask_anew(&self, seen: &mut Seen) -> Told {
        let (mut conn, takes_writes) = match timeout(PATIENCE, self.reach()).await {
            Ok(Ok(reached)) => reached,
            Ok(Err(sentence)) => return Told::fault(sentence),
            Err(_) => return Told::fault("does not answer in time"),
        };
        let told = timeout(PATIENCE_WITH_ALL, self.hear(&mut conn, seen)).await;
        let mut told = told.unwrap_or_else(|_| Told::fault("does not answer in time"));
        if !takes_writes {
            told.faults.insert(0, TAKES_NO_WRITES.to_owned());
        }
        told
    }

    /// A connection over which the database has answered, and whether what is written over it is
    /// taken: everything else that is asked here only reads.
    ///
    /// # Errors
    /// A sentence, when it cannot be asked.
    async fn reach(&self) -> Result<(PooledConnection, bool), &'static str> {
        #[derive(QueryableByName)]
        struct Acting {
            #[diesel(sql_type = Text)]
            role: String,
            #[diesel(sql_type = Bool)]
            takes_writes: bool,
        }
        let conn = self.state.db.get().await;
        let mut conn = conn.map_err(|_| "cannot be reached")?;
        let acting: Acting = crate::db::sql_query(
            "SELECT current_user::text AS role, \
                    NOT (pg_catalog.pg_is_in_recovery() \
                         OR pg_catalog.current_setting('transaction_read_only')::boolean) \
                        AS takes_writes",
        )
        .get_result(&mut conn)
        .await
        .map_err(|_| "does not answer")?;
        if acting.role != Role::App.name() {
            return Err("entered under another role than commonhold_app");
        }
        Ok((conn, acting.takes_writes))
    }

    async fn hear(&self, conn: &mut Connection, seen: &mut Seen) -> Told {
        let faults = match self.differences(conn, seen).await {
            Ok(differences) => differences.iter().map(Difference::name).collect(),
            Err(sentence) => vec![sentence.to_owned()],
        };
        let facts = match self.facts(conn).await {
            Ok(facts) => {
                seen.unread = false;
                Some(facts)
            }
            Err(error) => {
                if !seen.unread {
                    seen.unread = true;
                    tracing::error!(%error, "what the database knows of log, processes and votes could not be read; trying on");
                }
                None
            }
        };
        Told { faults, facts }
    }

    /// What differs in the database.
    async fn differences(
        &self,
        conn: &mut Connection,
        seen: &mut Seen,
    ) -> Result<Vec<Difference>, &'static str> {
        if let Some((at, differences)) = &seen.compared
            && at.elapsed() < BELIEVED
        {
            return Ok(differences.clone());
        }
        let differences = compare::differences(conn, self.state.config.durability)
            .await
            .map_err(|error| {
                tracing::error!(%error, "the database could not be compared");
                "could not be compared"
            })?;
        for difference in &differences {
            tracing::error!(%difference, "the database is not what the migrations make of it");
        }
        seen.compared = Some((Instant::now(), differences.clone()));
        Ok(differences)
    }

    async fn facts(&self, conn: &mut Connection) -> QueryResult<Facts> {
        let own = self.receipt_key.public();
        let refused = polls::store::open_under_another_key(conn, &own).await?;
        if let Some(&poll) = refused.as_slice().first() {
            self.receipt_key.refuses_casts_of(poll);
        }
        Ok(Facts {
            log: ledger::store::state(conn).await?,
            ledger: ledger::store::is_led(conn).await?,
            certifier: certifier::is_at_work(conn).await?,
            refused,
            overdue: polls::store::overdue(conn).await?,
        })
    }
}
