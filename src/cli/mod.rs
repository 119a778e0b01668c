//! The command line: one file per subcommand.

mod certifier;
mod count;
mod destroy;
mod evidence;
mod export;
mod ledger;
mod log;
mod migrate;
mod officer;
mod rehearse;
mod run;
mod serve;
mod settings;
mod vacancy;
mod verify;

use std::{fmt::Display, process::ExitCode};

use clap::{Parser, Subcommand};
use tokio::{
    io::{AsyncReadExt, stdin},
    signal::unix::{SignalKind, signal},
};

use crate::config::ServeArguments;

/// The governance system of a member-owned foundation.
#[derive(Parser)]
#[command(name = "commonhold", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything the program needs, over a demonstration foundation unless told otherwise.
    #[command(alias = "demo")]
    Run(run::RunArguments),
    Rehearse(rehearse::RehearseArguments),
    Count(count::CountArgs),
    Vacancy(vacancy::VacancyArguments),
    Evidence(evidence::EvidenceArguments),
    /// An officer's keys and the opening of envelopes, on a machine of their own.
    Officer(officer::OfficerArguments),
    /// Judges officers' signed acts; meant to run under another system user.
    Certifier(certifier::CertifierArguments),
    /// Empties the envelopes of a poll, after the act by which its officers decided so.
    Destroy(destroy::DestroyArguments),
    Verify(verify::VerifyArguments),
    /// Writes what the records hold as files.
    Export(export::ExportArguments),
    /// The web application; any number of them.
    Serve(Box<ServeArguments>),
    /// Gives the entries of the public log their places, signs and publishes it; of many one leads.
    Ledger(ledger::LedgerArguments),
    /// Brings the database to this version.
    Migrate(migrate::MigrateArguments),
    #[command(hide = true)]
    Cluster(run::ClusterArguments),
}

/// Runs the subcommand named on the command line.
///
/// Exit code 0: it holds; 1: it does not; 2: the input could not be read.
pub fn main() -> ExitCode {
    if let Err(sentence) = settings::refuse_unknown().and_then(|()| log::begin()) {
        eprintln!("{sentence}");
        return ExitCode::from(2);
    }
    match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Rehearse(arguments) => rehearse::run(&arguments),
        Command::Certifier(arguments) => certifier::run(&arguments),
        Command::Count(args) => count::run(&args),
        Command::Vacancy(arguments) => vacancy::run(&arguments),
        Command::Destroy(arguments) => destroy::run(&arguments),
        Command::Evidence(arguments) => evidence::run(&arguments),
        Command::Officer(arguments) => officer::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Migrate(arguments) => migrate::run(&arguments),
        Command::Cluster(arguments) => run::cluster(&arguments),
    }
}

/// Runs a subcommand that waits for others; its error is a sentence for the
/// operator, and exit code 1.
fn on_runtime<E: Display>(act: impl Future<Output = Result<ExitCode, E>>) -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("The program could not start its threads: {error}"))
        .and_then(|runtime| {
            let outcome = runtime.block_on(act).map_err(|error| error.to_string());
            // Reading standard input blocks a thread that nothing wakes.
            runtime.shutdown_background();
            outcome
        });
    outcome.unwrap_or_else(|sentence| {
        eprintln!("{sentence}");
        ExitCode::FAILURE
    })
}

/// Returns when a signal asks for the end, or the supervisor is gone.
async fn wait_for_the_end(supervised: bool) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return;
    };
    let supervisor_gone = async {
        if supervised {
            let mut byte = [0];
            while matches!(stdin().read(&mut byte).await, Ok(1)) {}
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = supervisor_gone => {}
    }
}
