//! Assembly: the routes of every subject, middleware, workers.
//!
//! Nothing imports this but the command line.

mod acts;
mod addresses;
mod bundles;
mod codes;
mod dates;
mod enclosures;
mod guide;
mod health;
mod identify;
mod metrics;
mod news;
mod rosters;
mod tasks;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{NormalizePath, TrailingSlash, from_fn};
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer};
use thiserror::Error;
use tokio::task::JoinHandle;

use crate::audit::bundles::Bundles;
use crate::audit::sight::Sight;
use crate::db::Pool;
use crate::factors::FactorKey;
use crate::ledger::publisher::{Health, Publisher};
use crate::notices::JoinedRosters;
use crate::outbox::worker::{self, Stop, Worker};
use crate::outbox::{Post, returns};
use crate::polls::booth::OpenedPolls;
use crate::polls::outcomes::Outcomes;
use crate::polls::reminders::Reminders;
use crate::polls::{Manifests, ReceiptKey};
use crate::registry::watch::chore::Watcher;
use crate::renewals::chore::Renewals;
use crate::tasks::digest::Digest;
use crate::web::requests::{self, Counted, Ending};
use crate::web::{AppState, assets, error, headers, panics};
use crate::{
    accounts, adoption, audit, board, bodies, book, debate, deeds, demo, dues, elections, factors,
    feeds, holders, joining, ledger, licences, matters, members, motions, notices, outbox, permits,
    petitions, polls, privacy, proxies, registry, renewals, resolutions, rolls, setup, standing,
};

/// How long answers under way may take once the end was asked for, in seconds: less than those
/// who start a server wait before they end it.
const LAST_ANSWERS_SECONDS: u64 = 20;

/// To whom notices are due, as every subject knows it.
#[must_use]
pub fn rosters() -> JoinedRosters {
    Arc::new(rosters::Subjects)
}

/// Everything a server is made of before it listens.
pub struct Assembly {
    pub state: Data<AppState>,
    pub post: Data<Post>,
    pub receipt_key: Data<ReceiptKey>,
    pub factor_key: Data<FactorKey>,
    pub log: Data<Health>,
    /// Requests handled at once; the number of processors when unset.
    pub workers: Option<usize>,
    /// Where figures are told to the operator; nowhere when unset.
    pub metrics: Option<SocketAddr>,
    /// Whether the end was asked for.
    pub ending: Data<Ending>,
}

/// A server that begins to answer.
pub struct Listening {
    pub server: Server,
    pub addresses: Vec<SocketAddr>,
    /// What tells figures, and where; none unless an address was named.
    pub metrics: Option<(Server, Vec<SocketAddr>)>,
}

/// Why a server does not begin to answer.
#[derive(Debug, Error)]
pub enum ListenError {
    #[error("The socket cannot be served: {0}.")]
    Pages(#[from] io::Error),
    #[error(
        "The address {address}, at which figures are to be told (COMMONHOLD_METRICS or --metrics), cannot be used: {source}."
    )]
    Figures {
        address: SocketAddr,
        source: io::Error,
    },
}

impl Assembly {
    /// Begins to answer on a bound socket.
    ///
    /// # Errors
    /// When the socket cannot be used, or the address for figures.
    pub fn listen(self, socket: TcpListener) -> Result<Listening, ListenError> {
        let state = self.state;
        let post = self.post;
        let receipt_key = self.receipt_key;
        let log = self.log;
        let manifests = Data::new(Manifests::default());
        let opened_polls = Data::new(OpenedPolls::default());
        let outcomes = Data::new(Outcomes::default());
        let demo = state.config.demo;
        let workers = self.workers;
        let foundation = Data::new(identify::KnownFoundation::default());
        let guide = Data::new(guide::guide());
        let subjects = Data::new(acts::subjects());
        let work = Data::new(tasks::joined(&receipt_key));
        let bundles = Data::new(Bundles::of(&state.config.data));
        let joined_bundles = Data::new(bundles::joined(state.clone(), bundles.clone()));
        let rosters = Data::new(rosters());
        let addresses = Data::new(addresses::joined());
        let codes = Data::new(codes::joined());
        let reports = Data::new(book::web::Reports::default());
        let holdings = Data::new(holders::web::Reports::default());
        let dates = Data::new(dates::joined());
        let news = Data::new(news::joined());
        let sight = Data::new(Sight::of(&state.config));
        let factor_key = self.factor_key;
        let ending = self.ending;
        let lookout = Data::new(health::Lookout::new(
            state.clone(),
            receipt_key.clone(),
            log.clone(),
            ending.clone(),
        ));
        let counted = Counted::default();
        let metrics = self.metrics.map(|address| {
            let told = metrics::Told {
                state: state.clone(),
                lookout: lookout.clone(),
                counted: counted.clone(),
            };
            metrics::serve(address, told).map_err(|source| ListenError::Figures { address, source })
        });
        let metrics = metrics.transpose()?;
        let counted = Data::new(counted);
        let mut server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(post.clone())
                .app_data(foundation.clone())
                .app_data(guide.clone())
                .app_data(subjects.clone())
                .app_data(work.clone())
                .app_data(bundles.clone())
                .app_data(joined_bundles.clone())
                .app_data(sight.clone())
                .app_data(factor_key.clone())
                .app_data(rosters.clone())
                .app_data(addresses.clone())
                .app_data(codes.clone())
                .app_data(reports.clone())
                .app_data(holdings.clone())
                .app_data(dates.clone())
                .app_data(news.clone())
                .app_data(lookout.clone())
                .app_data(ending.clone())
                .app_data(counted.clone())
                .app_data(receipt_key.clone())
                .app_data(log.clone())
                .app_data(manifests.clone())
                .app_data(opened_polls.clone())
                .app_data(outcomes.clone())
                .configure(routes)
                .configure(|service| {
                    if demo {
                        demo::web::routes(service);
                    }
                })
                .wrap(from_fn(panics::caught))
                .wrap(from_fn(headers::no_null_in_address))
                .wrap(from_fn(headers::same_site_posts))
                .wrap(from_fn(error::problem_pages))
                .wrap(from_fn(identify::identify))
                // Of what is between the two, too; there is no page for it.
                .wrap(from_fn(panics::caught))
                .wrap(NormalizePath::new(TrailingSlash::Trim))
                .wrap(from_fn(headers::strict_headers))
                .wrap(from_fn(headers::heads_as_gets))
                .wrap(from_fn(requests::numbered))
        })
        // In a crowd it takes a while until a request that came is read.
        .client_request_timeout(Duration::from_secs(20))
        .shutdown_timeout(LAST_ANSWERS_SECONDS)
        .disable_signals();
        if let Some(workers) = workers {
            server = server.workers(workers);
        }
        let server = server.listen(socket)?;
        let addresses = server.addrs();
        Ok(Listening {
            server: server.run(),
            addresses,
            metrics,
        })
    }
}

/// What works beside the requests of a server; any number of nodes run it.
pub struct Helpers {
    letters: Worker,
    returns: JoinHandle<()>,
    accounts: JoinHandle<()>,
    polls: JoinHandle<()>,
    reminders: JoinHandle<()>,
    /// Asks about assets once a day, where the operator names whom to ask.
    watch: Option<JoinHandle<()>>,
    /// Signs for the officers, in the demonstration.
    signing: Option<JoinHandle<()>>,
    log: JoinHandle<()>,
}

impl Helpers {
    /// Starts them on the current runtime. Polls are closed over a connection of their own:
    /// at the hour of a close a crowd may hold all others.
    #[must_use]
    pub fn start(
        state: &Data<AppState>,
        closing: Pool,
        post: &Data<Post>,
        receipt_key: &Data<ReceiptKey>,
        log: &Health,
        watcher: Option<Watcher>,
    ) -> Self {
        let db = state.db.clone();
        let work = tasks::joined(receipt_key);
        let words = Arc::clone(&state.words);
        let enclosures = enclosures::Subjects {
            work: work.clone(),
            words: Arc::clone(&words),
        };
        Self {
            letters: worker::spawn(db.clone(), Arc::clone(post), Arc::new(enclosures)),
            returns: returns::spawn(
                db.clone(),
                state.config.bounce_folder.clone(),
                post.host().to_owned(),
            ),
            accounts: accounts::caretaker::spawn(db.clone()),
            polls: polls::closer::spawn(closing),
            reminders: crate::tasks::worker::spawn(
                db.clone(),
                vec![
                    Arc::new(Reminders),
                    Arc::new(Renewals),
                    Arc::new(board::chore::SeatEvents),
                    Arc::new(crate::docket::chore::Docket),
                    Arc::new(crate::registry::imports::chore::Drafts),
                    Arc::new(Digest { work, words }),
                    Arc::new(joining::alumni::Alumni),
                    Arc::new(joining::admitting::Admitting),
                ],
            ),
            // It waits for answers, so that nothing that is due waits behind it.
            watch: watcher
                .map(|watcher| crate::tasks::worker::spawn(db.clone(), vec![Arc::new(watcher)])),
            signing: (state.config.demo)
                .then(|| demo::signing::spawn(db.clone(), state.config.data.clone())),
            log: Publisher::spawn(db, &state.config.data, log.clone()),
        }
    }

    /// What has them take no more letters, before they are ended.
    #[must_use]
    pub fn stopping_letters(&self) -> Stop {
        self.letters.stopping()
    }

    /// Ends them, and waits a moment for the letters in hand.
    pub async fn stop(self) {
        self.returns.abort();
        self.accounts.abort();
        self.polls.abort();
        self.reminders.abort();
        for helper in [self.watch, self.signing].into_iter().flatten() {
            helper.abort();
        }
        self.log.abort();
        self.letters.stop().await;
    }
}

/// The routes of every subject. Where two could match an address, the one named first does.
fn routes(service: &mut ServiceConfig) {
    assets::routes(service);
    health::routes(service);
    bodies::desk::routes(service);
    accounts::web::routes(service);
    ledger::web::routes(service);
    outbox::web::routes(service);
    bodies::web::routes(service);
    board::web::routes(service);
    crate::acts::web::routes(service);
    factors::web::routes(service);
    notices::web::routes(service);
    crate::tasks::web::routes(service);
    feeds::web::routes(service);
    members::web::routes(service);
    dues::web::routes(service);
    joining::web::routes(service);
    adoption::web::routes(service);
    rolls::web::routes(service);
    renewals::web::routes(service);
    debate::web::routes(service);
    crate::docket::web::routes(service);
    resolutions::web::routes(service);
    registry::imports::web::routes(service);
    registry::watch::web::routes(service);
    proxies::web::routes(service);
    elections::web::routes(service);
    deeds::web::routes(service);
    motions::web::routes(service);
    petitions::web::routes(service);
    registry::web::routes(service);
    book::web::routes(service);
    holders::web::routes(service);
    standing::web::routes(service);
    privacy::web::routes(service);
    permits::web::routes(service);
    licences::web::routes(service);
    matters::web::routes(service);
    polls::web::routes(service);
    setup::web::routes(service);
    audit::pack::routes(service);
    audit::web::routes(service);
    audit::room::routes(service);
}
