//! `commonhold ledger`: the public log's sequencer, signer and publisher; any
//! number of them, of which one leads.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::db::compare::{self, Durability};
use crate::db::folder::DataFolder;
use crate::db::{Role, pool, roles};
use crate::ledger::publisher::{Health, Publisher};
use crate::ledger::sequencer::Sequencer;

/// Connections to the database beside the one that leads.
const CONNECTIONS: usize = 2;

/// What `commonhold ledger` takes.
#[derive(Args, Clone, Debug)]
pub struct LedgerArguments {
    /// The data folder: the log's key, what was signed, and the published files.
    #[arg(long, env = "COMMONHOLD_DATA")]
    data: PathBuf,
    /// Address of the database for the role `commonhold_sequencer`; by default
    /// the one in the data folder.
    #[arg(long, env = "COMMONHOLD_SEQUENCER_URL", hide_env_values = true)]
    sequencer_url: Option<String>,
    /// End when standard input closes: the program that started this one is gone.
    #[arg(long, hide = true)]
    supervised: bool,
    /// Work over a database that a loss of power may make forget: for tests.
    #[arg(long, hide = true)]
    forgetful_database: bool,
}

/// Keeps the log until told to stop.
pub fn run(arguments: &LedgerArguments) -> ExitCode {
    super::on_runtime(async {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let folder = DataFolder::open(&arguments.data).map_err(|error| said(&error))?;
        let given = arguments.sequencer_url.as_deref();
        let address =
            roles::address_of(Role::Sequencer, &folder, given).map_err(|error| said(&error))?;
        let pool = pool::open(&address, CONNECTIONS)
            .await
            .map_err(|error| said(&error))?;
        let mut connection = pool.get().await.map_err(|error| said(&error))?;
        let durability = Durability::of_arguments(arguments.forgetful_database);
        compare::refuse_differences(&mut connection, durability).await?;
        drop(connection);
        let publisher = Publisher::spawn(pool, folder.path(), Health::default());
        let leading = tokio::spawn(Sequencer::new(address, folder.path()).run());
        super::wait_for_the_end(arguments.supervised).await;
        // Whatever is cut short here is done again, or was never done.
        publisher.abort();
        leading.abort();
        Ok::<_, String>(ExitCode::SUCCESS)
    })
}
