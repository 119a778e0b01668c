//! Figures for the operator, in the words of OpenMetrics, which Prometheus reads.
//!
//! They are answered at an address of their own (`--metrics`), which is to be the operator's
//! alone, and nowhere while none is named. Nothing in them grows with the casts of a vote, but for
//! those that failed by a fault of ours, which are counted in one sum with every other: letters
//! that tell of one are left out, as they are on the officers' page of letters.

use std::net::SocketAddr;
use std::time::Instant;

use actix_web::dev::Server;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use tokio::time::timeout;

use super::health::{Lookout, PATIENCE};
use crate::web::AppState;
use crate::web::requests::Counted;
use crate::{acts, outbox};

/// What an OpenMetrics text is called.
const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything that is told, and what is asked anew for each reading.
struct Figures {
    registry: Registry,
    begun: Instant,
    uptime: Gauge,
    ready: Gauge,
    connections: Gauge,
    connections_free: Gauge,
    log_entries: Gauge,
    log_faults: Gauge,
    ledger_runs: Gauge,
    certifier_runs: Gauge,
    letters_due: Gauge,
    letters_stuck: Gauge,
    acts_waiting: Gauge,
    ballots_refused: Gauge,
    closes_overdue: Gauge,
}

/// How many stuck letters are counted at most.
const STUCK_MOST: i64 = 1_000;

impl Figures {
    fn new(counted: &Counted) -> Self {
        let mut registry = Registry::with_prefix("commonhold");
        counted.register(&mut registry);
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let ready = gauge("ready", "1 while /readyz answers 200");
        let connections = gauge("database_connections", "Connections to the database");
        let connections_free = gauge("database_connections_free", "Those that nobody uses");
        let log_entries = gauge("log_entries", "Entries of the public log that have a place");
        let log_faults = gauge(
            "log_faults",
            "1 while the log is not signed or not published here",
        );
        let ledger_runs = gauge("ledger_runs", "1 while a ledger leads the public log");
        let certifier_runs = gauge("certifier_runs", "1 while a certifier works");
        let letters_due = gauge("letters_due", "Letters that are due and have not left");
        let letters_stuck = gauge(
            "letters_stuck",
            "Letters put off or given up, a thousand at most",
        );
        let acts_waiting = gauge(
            "acts_waiting",
            "Acts that wait for signatures or the certifier",
        );
        let ballots_refused = gauge(
            "ballots_refused",
            "Open votes in which this server takes no ballots",
        );
        let closes_overdue = gauge(
            "closes_overdue",
            "Votes that are not closed more than a minute after their close",
        );
        let uptime = Gauge::default();
        registry.register_with_unit(
            "uptime",
            "Since this process began",
            Unit::Seconds,
            uptime.clone(),
        );
        Self {
            registry,
            begun: Instant::now(),
            uptime,
            ready,
            connections,
            connections_free,
            log_entries,
            log_faults,
            ledger_runs,
            certifier_runs,
            letters_due,
            letters_stuck,
            acts_waiting,
            ballots_refused,
            closes_overdue,
        }
    }

    /// Asks what is asked anew. What the database does not tell stays as it was told last, but that
    /// a ledger and a certifier run: that is known, or it is not so.
    async fn read(&self, state: &AppState, lookout: &Lookout) {
        self.uptime.set(number(self.begun.elapsed().as_secs()));
        let pool = state.db.status();
        self.connections.set(number(pool.size));
        self.connections_free.set(number(pool.available));
        let found = lookout.look().await;
        self.ready.set(i64::from(found.is_ready()));
        let facts = found.facts.as_ref();
        let (ledger, certifier) = facts.map_or((false, false), |it| (it.ledger, it.certifier));
        self.ledger_runs.set(i64::from(ledger));
        self.certifier_runs.set(i64::from(certifier));
        let Some(facts) = facts else {
            return;
        };
        self.log_entries.set(number(facts.log.size));
        self.log_faults.set(i64::from(found.log_fault().is_some()));
        self.ballots_refused.set(number(facts.refused.len()));
        self.closes_overdue.set(number(facts.overdue.len()));
        let Ok(Ok(mut conn)) = timeout(PATIENCE, state.db.get()).await else {
            return;
        };
        if let Ok(pace) = outbox::store::pace(&mut conn).await {
            self.letters_due.set(pace.due);
        }
        if let Ok(stuck) = outbox::store::stuck(&mut conn, STUCK_MOST).await {
            self.letters_stuck.set(number(stuck.len()));
        }
        if let Ok(waiting) = acts::store::waiting(&mut conn).await {
            self.acts_waiting.set(number(waiting.len()));
        }
    }
}

fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// What is needed to answer.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) state: Data<AppState>,
    pub(super) lookout: Data<Lookout>,
    pub(super) counted: Counted,
}

/// Begins to answer `/metrics` at this address.
///
/// # Errors
/// When the address cannot be used.
pub(super) fn serve(address: SocketAddr, told: Told) -> std::io::Result<(Server, Vec<SocketAddr>)> {
    let figures = Data::new(Figures::new(&told.counted));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(told.state.clone())
            .app_data(told.lookout.clone())
            .app_data(figures.clone())
            .route("/metrics", web::get().to(metrics))
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(1)
    .bind(address)?;
    let addresses = server.addrs();
    Ok((server.run(), addresses))
}

async fn metrics(
    state: Data<AppState>,
    lookout: Data<Lookout>,
    figures: Data<Figures>,
) -> HttpResponse {
    figures.read(&state, &lookout).await;
    let mut text = String::new();
    if encode(&mut text, &figures.registry).is_err() {
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::Ok().content_type(KIND).body(text)
}
