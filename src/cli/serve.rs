//! `commonhold serve`: the web application; any number of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use actix_web::web::Data;
use listenfd::ListenFd;
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep};

use crate::app::{self, Assembly, Helpers, Listening};
use crate::bodies::model::{InClear, in_clear};
use crate::config::{Config, ServeArguments};
use crate::db::{Pool, compare};
use crate::factors::FactorKey;
use crate::ledger::publisher::Health;
use crate::outbox::Post;
use crate::polls::ReceiptKey;
use crate::registry::watch::chore::Watcher;
use crate::web::AppState;
use crate::web::requests::Ending;
use crate::web::words::Words;
use crate::{bodies, db, demo, polls, rehearsal, setup};

/// What remains to a foundation that an earlier version let begin at an http address.
const FOR_LIFE: &str = "Of a foundation that is there the address is for life, and no command changes it: the version before still serves it, and its registers can be exported; under an address that begins with https it is founded anew.";

/// Serves until told to stop.
pub fn run(arguments: &ServeArguments) -> ExitCode {
    super::on_runtime(async {
        serve(arguments).await?;
        Ok::<_, String>(ExitCode::SUCCESS)
    })
}

async fn serve(arguments: &ServeArguments) -> Result<(), String> {
    let mut config = Config::from_arguments(arguments);
    if let Some(folder) = &arguments.bounce_folder {
        refuse_unreadable(folder)?;
    }
    let db = pool(&config, arguments, arguments.connections).await?;
    let closing = pool(&config, arguments, 1).await?;
    {
        let mut connection = db.get().await.map_err(|error| error.to_string())?;
        compare::refuse_differences(&mut connection, config.durability).await?;
        let of = rehearsal::store::of(&mut connection)
            .await
            .map_err(|error| error.to_string())?;
        config.rehearsal = of.is_some();
        // It has people and officers of its own, who keep their keys.
        config.demo &= !config.rehearsal;
        // What is fictional or counts for nothing is no reason to ask anybody.
        if config.demo || config.rehearsal {
            config.watch.switch_off();
        }
        if config.rehearsal && config.smtp_url.is_some() {
            return Err(super::rehearse::NO_SMTP.to_owned());
        }
        let foundation = bodies::store::foundation(&mut connection)
            .await
            .map_err(|error| error.to_string())?;
        // Where everything is made up, and the password known, there is nothing to read on the way.
        if let Some(foundation) = foundation.filter(|_| !config.demo) {
            let origin = &foundation.public_origin;
            refuse_in_clear(origin, config.https).map_err(|sentence| {
                match in_clear(origin, config.https) {
                    Some(InClear::Http) => format!("{sentence} {FOR_LIFE}"),
                    _ => sentence,
                }
            })?;
        }
    }
    let words = Words::load();
    let post = Data::new(Post::from_config(&config, &words)?);
    let state = Data::new(AppState { db, config, words });
    let receipt_key = ReceiptKey::load(&state.config.data)
        .map(Data::new)
        .map_err(|error| format!("The key for receipts cannot be read or made: {error}."))?;
    let factor_key = FactorKey::load(&state.config.data)
        .map(Data::new)
        .map_err(|error| format!("The key for second factors cannot be read or made: {error}."))?;
    // `/readyz` names every one of them.
    if let Some(&poll) = under_another_key(&state, &receipt_key).await?.first() {
        receipt_key.refuses_casts_of(poll);
    }
    let log = Data::new(Health::default());
    let whom = &state.config.watch;
    let key = whom.key()?;
    let watcher = whom.is_on().then(|| Watcher::new(whom.clone(), key));
    let helpers = Helpers::start(&state, closing, &post, &receipt_key, &log, watcher);
    let ending = Data::new(Ending::default());
    let assembly = Assembly {
        state: state.clone(),
        post,
        receipt_key: receipt_key.clone(),
        factor_key,
        log,
        workers: arguments.workers,
        metrics: arguments.metrics,
        ending: ending.clone(),
    };
    let address = SocketAddr::new(arguments.host, arguments.port);
    let socket = match given_socket()? {
        Some(socket) => socket,
        None => bind(address)
            .await
            .map_err(|error| format!("The address {address} cannot be used: {error}."))?,
    };
    let Listening {
        server,
        addresses,
        metrics,
    } = assembly.listen(socket).map_err(|error| error.to_string())?;
    first_run(&state, &receipt_key, &addresses).await?;
    for address in addresses {
        println!("Commonhold serves http://{address}/");
    }
    let telling = metrics.map(|(server, addresses)| {
        for address in addresses {
            println!("Figures are told at http://{address}/metrics");
        }
        tokio::spawn(server)
    });
    let handle = server.handle();
    let letters = helpers.stopping_letters();
    let (supervised, drain) = (arguments.supervised, Duration::from_secs(arguments.drain));
    tokio::spawn(async move {
        super::wait_for_the_end(supervised).await;
        ending.begins();
        // The next server takes them; none is begun that this one would have to wait for.
        letters.begins();
        sleep(drain).await;
        // No new connection is taken, and what was taken reaches whoever answers it, before they end.
        handle.pause().await;
        sleep(HANDED_ON).await;
        handle.stop(true).await;
    });
    let ended = server.await;
    helpers.stop().await;
    if let Some(telling) = telling {
        telling.abort();
    }
    ended.map_err(|error| format!("The server ended: {error}."))
}

/// Nothing is served where people would send in clear what they send.
///
/// # Errors
/// A sentence that says what to set.
pub(super) fn refuse_in_clear(public_origin: &str, https: bool) -> Result<(), String> {
    match in_clear(public_origin, https) {
        None => Ok(()),
        Some(InClear::ServerNotTold) => Err(format!(
            "People reach this foundation at {public_origin}, and this server was not told that it is reached by https: its cookies would go by http too. Set COMMONHOLD_HTTPS=true (or --https), and let a proxy that speaks https stand before it, as docs/operating.md says."
        )),
        Some(InClear::Http) => Err(format!(
            "Links by which people sign in would lead to {public_origin}, and what they send there would go in clear. Only a machine’s own address, like http://127.0.0.1:8080, may begin with http; for every other one let a proxy that speaks https stand before the server, give the address that begins with https://, and set COMMONHOLD_HTTPS=true."
        )),
    }
}

/// A folder that an operator names is there: where it is misspelt, nothing would ever come back.
///
/// # Errors
/// A sentence that says what to do.
fn refuse_unreadable(bounce_folder: &Path) -> Result<(), String> {
    match fs::read_dir(bounce_folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!(
            "The folder for letters that come back, {}, cannot be read: {error}. Make it, and let this server read it and move files in it; or name another in COMMONHOLD_BOUNCE_FOLDER (or --bounce-folder).",
            bounce_folder.display()
        )),
    }
}

/// Connections to the database as the application.
async fn pool(config: &Config, arguments: &ServeArguments, size: usize) -> Result<Pool, String> {
    let given = arguments.app_url.as_deref();
    db::pool(&config.data, db::Role::App, given, size)
        .await
        .map_err(|error| error.to_string())
}

/// The open polls in which this server can take no ballot.
async fn under_another_key(state: &AppState, receipt_key: &ReceiptKey) -> Result<Vec<i32>, String> {
    let mut connection = state.db.get().await.map_err(|error| error.to_string())?;
    polls::store::open_under_another_key(&mut connection, &receipt_key.public())
        .await
        .map_err(|error| error.to_string())
}

/// How long a connection that was taken may need to reach a thread that answers it.
const HANDED_ON: Duration = Duration::from_millis(300);
/// How long an address that is taken is tried again: an earlier server whose
/// supervisor died may still be finishing its last requests there.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(20);
/// Connections that wait to be taken up, as many as actix itself would allow.
const BACKLOG: u32 = 2048;

/// The socket that whoever started this program opened for it, as systemd does for a
/// `.socket` unit: what comes between two servers waits there, and is lost by neither.
///
/// # Errors
/// When what was handed over is no socket that listens.
fn given_socket() -> Result<Option<TcpListener>, String> {
    let taken = ListenFd::from_env().take_tcp_listener(0);
    taken.map_err(|error| format!("The socket that was handed over cannot be used: {error}."))
}

/// Takes the address to listen on.
///
/// # Errors
/// When it is not this machine's, is forbidden, or stays taken.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let end = Instant::now() + ADDRESS_PATIENCE;
    loop {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        // Connections of an earlier server that linger are no reason to wait.
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(BACKLOG)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < end => {
                sleep(Duration::from_millis(100)).await;
            }
            bound => return bound?.into_std(),
        }
    }
}

/// On an empty database: loads the demonstration, or prints where to set up.
async fn first_run(
    state: &AppState,
    receipt_key: &ReceiptKey,
    addresses: &[SocketAddr],
) -> Result<(), String> {
    let origin = addresses
        .first()
        .map_or_else(String::new, |address| format!("http://{address}"));
    if state.config.demo {
        let rosters = app::rosters();
        let told = (rosters.as_ref(), &state.words);
        let loaded =
            demo::load::load_once(&state.db, &state.config.data, &origin, receipt_key, told)
                .await
                .map_err(|error| format!("The demonstration could not be loaded: {error}."))?;
        if loaded {
            println!(
                "The demonstration is loaded: a vote in each stage. One closes in five minutes."
            );
        }
        println!("Sign in with the password “{}” as", demo::load::PASSWORD);
        for (address, what) in demo::load::sign_ins() {
            println!("  {address}  {what}");
        }
        println!("Letters land on {origin}/demo/mail");
        return Ok(());
    }
    let mut conn = state.db.get().await.map_err(|error| error.to_string())?;
    if let Some(path) = setup::web::open_door(&mut conn)
        .await
        .map_err(|error| error.to_string())?
    {
        println!("Set up this foundation at {origin}{path}");
    }
    Ok(())
}
