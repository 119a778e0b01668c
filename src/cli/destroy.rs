//! `commonhold destroy`: empties the envelopes of a poll, as the owner role, after the act by which
//! its officers decided so.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use diesel_async::RunQueryDsl as _;

use crate::db::folder::DataFolder;
use crate::db::roles::{self, Role};
use crate::db::{Connection, pool};
use crate::polls::store;

/// What `commonhold destroy` takes.
#[derive(Args, Clone, Debug)]
pub struct DestroyArguments {
    /// The poll's number, as it stands in its address.
    #[arg(value_name = "POLL")]
    poll: i32,
    /// The data folder, for the address of the database, which is running. By default
    /// /var/lib/commonhold for root, else ~/.local/share/commonhold.
    #[arg(long, env = "COMMONHOLD_DATA")]
    data: Option<PathBuf>,
    /// Address of the database for the role `commonhold_owner`; by default the one in the data
    /// folder.
    #[arg(long, env = "COMMONHOLD_OWNER_URL", hide_env_values = true)]
    owner_url: Option<String>,
}

/// Empties the envelopes, or says why not. Exit 1: they stay as they are.
pub fn run(arguments: &DestroyArguments) -> ExitCode {
    super::on_runtime(async {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let data = match &arguments.data {
            Some(data) => data.clone(),
            None => DataFolder::default_path().map_err(|error| said(&error))?,
        };
        let folder = DataFolder::open(&data).map_err(|error| said(&error))?;
        let given = arguments.owner_url.as_deref();
        let owner = roles::address_of(Role::Owner, &folder, given).map_err(|error| said(&error))?;
        let mut connection = pool::connect(&owner).await.map_err(|error| said(&error))?;
        let sentence = destroy(&mut connection, arguments.poll).await?;
        println!("{sentence}");
        Ok::<_, String>(ExitCode::SUCCESS)
    })
}

async fn destroy(connection: &mut Connection, poll: i32) -> Result<String, String> {
    match store::destroy_envelopes(connection, poll).await {
        Ok(None) => Err(format!("There is no poll {poll}.")),
        Ok(Some(emptied)) => {
            // What an update leaves behind stays in the file until that is written anew.
            crate::db::sql_query("VACUUM FULL envelopes")
                .execute(connection)
                .await
                .map_err(|error| {
                    format!(
                        "Emptied, but the table could not be written anew ({error}): run it again."
                    )
                })?;
            Ok(format!(
                "Emptied of poll {poll}: {emptied} envelopes. Their digests stay, and with them the log, the \
                 closing set and the receipts. Backups and archives of the database hold them until they expire."
            ))
        }
        Err(error) if store::is_refused_destruction(&error) => Err(format!(
            "Poll {poll} keeps its envelopes: no act by which its officers let them be destroyed was done. \
             It is prepared in the officers’ room, on the poll’s page."
        )),
        Err(error) => Err(format!("Nothing was emptied: {error}.")),
    }
}
