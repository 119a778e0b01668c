//! `commonhold rehearse`: a rehearsal of a foundation, founded once and run.
//!
//! It has a data folder, a database, a log and keys of its own. From the real
//! foundation it reads, in one transaction that cannot write.

use std::{env, net::IpAddr, path::PathBuf, process::ExitCode};

use clap::Args;

use super::run::{End, Ground, PlaceArguments, RunArguments, watch};
use crate::bodies::model::{Foundation, parse_public_origin};
use crate::db::compare::{self, Durability};
use crate::db::roles::RolesError;
use crate::db::{self, Connection, Role, folder::DataFolder};
use crate::rehearsal::load::{self, Loaded};
use crate::rehearsal::{model, original};

/// A rehearsal of an election, under a log of its own: reads the foundation of another
/// data folder and makes one to practise with. Nothing decided in it counts.
#[derive(Args, Clone, Debug)]
pub struct RehearseArguments {
    /// The data folder of the real foundation, which runs. Nothing is written there.
    #[arg(long, value_name = "DATA")]
    of: PathBuf,
    /// The data folder to make for the rehearsal. Afterwards: commonhold run --data REHEARSAL
    #[arg(long, value_name = "REHEARSAL")]
    data: PathBuf,
    /// The number of the election to rehearse, as in /room/elections/NUMBER.
    #[arg(long, value_name = "NUMBER")]
    election: Option<i32>,
    /// Where people reach the rehearsal; by default the address that is listened on.
    #[arg(long, value_name = "https://HOST")]
    public_origin: Option<String>,
    /// Address to listen on.
    #[arg(long, env = "COMMONHOLD_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Port to listen on.
    #[arg(long, env = "COMMONHOLD_PORT", default_value_t = 8081)]
    port: u16,
    /// End when standard input closes: the program that started this one is gone.
    #[arg(long, hide = true)]
    supervised: bool,
    /// Read from a database that a loss of power may make forget: for tests.
    #[arg(long, hide = true)]
    forgetful_database: bool,
}

/// What a rehearsal says of the mail server it is given.
pub(super) const NO_SMTP: &str = "This is a rehearsal: its letters go into the folder mail of its data folder, and to no mail server, so that nobody takes one for real. Start it without --smtp-url and COMMONHOLD_SMTP_URL.";

/// Which folder says how the real foundation's database is entered.
const WHICH: &str = "Name with --of the folder in which commonhold migrate was run for the real foundation, or that of commonhold run. Its file roles/commonhold_app holds the password by which the foundation is read: put it back for the while, if it was removed.";

/// Makes the rehearsal and runs it.
pub fn run(arguments: &RehearseArguments) -> ExitCode {
    super::on_runtime(rehearse(arguments))
}

async fn rehearse(arguments: &RehearseArguments) -> Result<ExitCode, String> {
    let mut end = End::listen(arguments.supervised).map_err(|error| error.to_string())?;
    refuse_settings_of_another()?;
    let ground = tokio::select! {
        made = make(arguments) => made?,
        () = end.asked() => return Ok(ExitCode::SUCCESS),
    };
    let run = RunArguments {
        host: arguments.host,
        port: arguments.port,
        place: place(arguments),
        fresh: false,
        empty: true,
        supervised: arguments.supervised,
    };
    let watched = watch(&run, ground, &mut end).await;
    watched.map_err(|error| error.to_string())
}

/// What this process was given for the real foundation must not reach the rehearsal's.
fn refuse_settings_of_another() -> Result<(), String> {
    let roles = Role::ALL.into_iter().map(Role::variable);
    for variable in roles.chain(["DATABASE_URL"]) {
        if env::var_os(variable).is_some_and(|value| !value.is_empty()) {
            return Err(format!(
                "{variable} is set, and names another database. A rehearsal has one of its own in its data folder, and finds the real one by --of. Unset it."
            ));
        }
    }
    match env::var_os("COMMONHOLD_SMTP_URL") {
        Some(url) if !url.is_empty() => Err(NO_SMTP.to_owned()),
        _ => Ok(()),
    }
}

fn place(arguments: &RehearseArguments) -> PlaceArguments {
    PlaceArguments {
        data: Some(arguments.data.clone()),
        database_url: None,
    }
}

async fn make(arguments: &RehearseArguments) -> Result<Ground, String> {
    let real = open_real(arguments)?;
    refuse_a_database(arguments)?;
    let mut conn = connect_to_real(arguments, &real).await?;
    let original = original::read(&mut conn, arguments.election)
        .await
        .map_err(|fault| format!("The foundation could not be read: {fault}"))?;
    drop(conn);
    let foundation = foundation_of(arguments, original.foundation())?;
    let ground = Ground::take(&place(arguments), false)
        .await
        .map_err(|error| error.to_string())?;
    let found = found(&ground, &original, &foundation).await;
    match found {
        Ok(loaded) => {
            tell(&foundation, &loaded, arguments);
            Ok(ground)
        }
        Err(sentence) => {
            ground.release().await;
            Err(format!(
                "{sentence} Remove {} before you try again.",
                arguments.data.display()
            ))
        }
    }
}

/// The real data folder; it is not made where it is missing.
fn open_real(arguments: &RehearseArguments) -> Result<DataFolder, String> {
    let of = &arguments.of;
    if !of.join("server").is_file() {
        return Err(format!(
            "{} is no data folder of a foundation that runs. {WHICH}",
            of.display()
        ));
    }
    let real = DataFolder::open(of).map_err(|error| error.to_string())?;
    let same = arguments
        .data
        .canonicalize()
        .is_ok_and(|data| data.starts_with(real.path()) || real.path().starts_with(&data));
    if same || arguments.data.starts_with(of) {
        return Err(
            "A rehearsal has a data folder of its own, outside the real one. Name another with --data."
                .to_owned(),
        );
    }
    Ok(real)
}

/// A database that is there is a foundation's: it is neither migrated nor written to.
fn refuse_a_database(arguments: &RehearseArguments) -> Result<(), String> {
    let data = arguments.data.display();
    if arguments.data.join("postgres").exists() {
        return Err(format!(
            "{data} holds a database already. If it is a rehearsal, go on with it with: commonhold run --data {data}. For another rehearsal name an empty folder with --data."
        ));
    }
    Ok(())
}

async fn connect_to_real(
    arguments: &RehearseArguments,
    real: &DataFolder,
) -> Result<Connection, String> {
    let address = db::roles::address_of(Role::App, real, None).map_err(|error| match error {
        RolesError::NoAddress { file, .. } => {
            format!("The real foundation cannot be read: {file} does not exist. {WHICH}")
        }
        other => other.to_string(),
    })?;
    let mut conn = db::pool::connect(&address).await.map_err(|error| {
        format!("{error}. The real foundation must be running while it is read.")
    })?;
    let durability = Durability::of_arguments(arguments.forgetful_database);
    compare::refuse_differences(&mut conn, durability).await?;
    Ok(conn)
}

fn foundation_of(arguments: &RehearseArguments, real: &Foundation) -> Result<Foundation, String> {
    let origin = match &arguments.public_origin {
        Some(origin) => parse_public_origin(origin)?,
        None if arguments.port == 0 => {
            return Err("Name a port, or where the rehearsal is reached with --public-origin: its letters name it.".to_owned());
        }
        None => {
            let address = std::net::SocketAddr::new(arguments.host, arguments.port);
            format!("http://{address}")
        }
    };
    // Its server is told by the same variable as every other.
    let https = env::var("COMMONHOLD_HTTPS").is_ok_and(|told| told == "true");
    super::serve::refuse_in_clear(&origin, https)?;
    if origin == real.public_origin {
        return Err(format!(
            "{origin} is where the real foundation is reached. Choose another port, or name another address with --public-origin."
        ));
    }
    let mark: [u8; 4] = rand::random();
    Ok(model::rehearsed(
        real,
        &origin,
        &data_encoding::HEXLOWER.encode(&mark),
    ))
}

async fn found(
    ground: &Ground,
    original: &original::Original,
    foundation: &Foundation,
) -> Result<Loaded, String> {
    ground
        .prepare(false)
        .await
        .map_err(|error| error.to_string())?;
    let address = db::roles::address_of(Role::App, &ground.folder, None)
        .map_err(|error| error.to_string())?;
    let mut conn = db::pool::connect(&address)
        .await
        .map_err(|error| error.to_string())?;
    load::found(&mut conn, original, foundation)
        .await
        .map_err(|fault| format!("The rehearsal could not be founded: {fault}"))
}

/// Says what was taken, and where letters are found.
fn tell(foundation: &Foundation, loaded: &Loaded, arguments: &RehearseArguments) {
    println!("{}: nothing decided in it counts.", foundation.name);
    println!(
        "It has {} members, {} seats taken, {} offices, {} ties; its log is {}.",
        loaded.members, loaded.seats, loaded.offices, loaded.ties, foundation.log_origin
    );
    if let Some(number) = loaded.poll {
        println!(
            "The poll’s draft: {}/room/polls/{number}",
            foundation.public_origin
        );
    }
    for sentence in &loaded.left_out {
        println!("Not taken: {sentence}");
    }
    println!("Letters land in {}", arguments.data.join("mail").display());
}
