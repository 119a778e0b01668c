//! `commonhold certifier`: judges officers' signed acts; any number of them, of which one works
//! at a time. It is meant to run under another system user than the server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::certifier;
use crate::db::compare::{self, Durability};
use crate::db::folder::DataFolder;
use crate::db::{Role, pool, roles};

/// Connections to the database.
const CONNECTIONS: usize = 2;

/// What `commonhold certifier` takes.
#[derive(Args, Clone, Debug)]
pub struct CertifierArguments {
    /// The data folder, for the address of the database.
    #[arg(long, env = "COMMONHOLD_DATA")]
    data: PathBuf,
    /// Address of the database for the role `commonhold_certifier`; by default
    /// the one in the data folder.
    #[arg(long, env = "COMMONHOLD_CERTIFIER_URL", hide_env_values = true)]
    certifier_url: Option<String>,
    /// End when standard input closes: the program that started this one is gone.
    #[arg(long, hide = true)]
    supervised: bool,
    /// Judge over a database that a loss of power may make forget: for tests.
    #[arg(long, hide = true)]
    forgetful_database: bool,
}

/// Judges until told to stop.
pub fn run(arguments: &CertifierArguments) -> ExitCode {
    super::on_runtime(async {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let folder = DataFolder::open(&arguments.data).map_err(|error| said(&error))?;
        let given = arguments.certifier_url.as_deref();
        let address =
            roles::address_of(Role::Certifier, &folder, given).map_err(|error| said(&error))?;
        let pool = pool::open(&address, CONNECTIONS)
            .await
            .map_err(|error| said(&error))?;
        let mut connection = pool.get().await.map_err(|error| said(&error))?;
        let durability = Durability::of_arguments(arguments.forgetful_database);
        // What it records stands on guards: where one is gone, it records nothing.
        compare::refuse_differences(&mut connection, durability).await?;
        drop(connection);
        let working = tokio::spawn(certifier::work(pool));
        super::wait_for_the_end(arguments.supervised).await;
        // What is cut short here was not done, and is judged at the next start.
        working.abort();
        Ok::<_, String>(ExitCode::SUCCESS)
    })
}
