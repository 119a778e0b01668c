//! `commonhold serve`: the web application; any number of them.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use actix_web::web::Data;
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep};

use crate::app::{self, Assembly, Helpers};
use crate::config::{Config, ServeArguments};
use crate::db::compare;
use crate::ledger::publisher::Health;
use crate::outbox::Post;
use crate::polls::ReceiptKey;
use crate::web::AppState;
use crate::web::words::Words;
use crate::{db, demo, rehearsal, setup};

/// Serves until told to stop.
pub fn run(arguments: &ServeArguments) -> ExitCode {
    super::on_runtime(async {
        serve(arguments).await?;
        Ok::<_, String>(ExitCode::SUCCESS)
    })
}

async fn serve(arguments: &ServeArguments) -> Result<(), String> {
    let mut config = Config::from_arguments(arguments);
    let db = db::pool(
        &config.data,
        db::Role::App,
        arguments.app_url.as_deref(),
        arguments.connections,
    )
    .await
    .map_err(|error| error.to_string())?;
    {
        let mut connection = db.get().await.map_err(|error| error.to_string())?;
        compare::refuse_differences(&mut connection, config.durability).await?;
        let of = rehearsal::store::of(&mut connection)
            .await
            .map_err(|error| error.to_string())?;
        config.rehearsal = of.is_some();
        // It has people and officers of its own, who keep their keys.
        config.demo &= !config.rehearsal;
        if config.rehearsal && config.smtp_url.is_some() {
            return Err(super::rehearse::NO_SMTP.to_owned());
        }
    }
    let words = Words::load();
    let post = Data::new(Post::from_config(&config, &words)?);
    let state = Data::new(AppState { db, config, words });
    let receipt_key = ReceiptKey::load(&state.config.data)
        .map(Data::new)
        .map_err(|error| format!("The key for receipts cannot be read or made: {error}."))?;
    let log = Data::new(Health::default());
    let helpers = Helpers::start(&state, &post, &receipt_key, &log);
    let assembly = Assembly {
        state: state.clone(),
        post,
        receipt_key: receipt_key.clone(),
        log,
        workers: arguments.workers,
    };
    let address = SocketAddr::new(arguments.host, arguments.port);
    let socket = bind(address)
        .await
        .map_err(|error| format!("The address {address} cannot be used: {error}."))?;
    let (server, addresses) = assembly
        .listen(socket)
        .map_err(|error| format!("The address {address} cannot be served: {error}."))?;
    first_run(&state, &receipt_key, &addresses).await?;
    for address in addresses {
        println!("Commonhold serves http://{address}/");
    }
    let handle = server.handle();
    let supervised = arguments.supervised;
    tokio::spawn(async move {
        super::wait_for_the_end(supervised).await;
        handle.stop(true).await;
    });
    let ended = server.await;
    helpers.stop().await;
    ended.map_err(|error| format!("The server ended: {error}."))
}

/// How long an address that is taken is tried again: an earlier server whose
/// supervisor died may still be finishing its last requests there.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(20);
/// Connections that wait to be taken up, as many as actix itself would allow.
const BACKLOG: u32 = 2048;

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
                .map_err(|error| {
                    format!(
                        "The demonstration could not be loaded: {error}. Start again with --fresh."
                    )
                })?;
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
