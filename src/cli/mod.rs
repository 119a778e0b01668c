//! The command line: one file per subcommand.

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// The web application; any number of them.
    Serve(Box<ServeArguments>),
}

/// Runs the subcommand named on the command line.
///
/// Exit code 0: it holds; 1: it does not; 2: the input could not be read.
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(&arguments),
    }
}
