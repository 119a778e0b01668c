//! `commonhold migrate`: brings the database to this version, as the owner role.

use std::process::ExitCode;

use clap::Args;

use super::run::{Ground, PlaceArguments, RunError, open_folder};
use crate::db::{
    folder::{DataFolder, FolderError},
    migrate,
    roles::{self, Role},
};

/// What `commonhold migrate` takes.
#[derive(Args, Clone, Debug)]
pub struct MigrateArguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// Change nothing; say what is missing, and exit with 1 if anything is.
    #[arg(long)]
    check: bool,
    /// Give the database's roles the passwords in the data folder (new ones
    /// where it holds none). Other nodes then need copies of them.
    #[arg(long, conflicts_with = "check")]
    new_passwords: bool,
}

/// Migrates, or says what a migration would do.
pub fn run(arguments: &MigrateArguments) -> ExitCode {
    super::on_runtime(async {
        if arguments.check {
            check(&arguments.place).await
        } else {
            bring_up(arguments).await
        }
    })
}

async fn bring_up(arguments: &MigrateArguments) -> Result<ExitCode, RunError> {
    let ground = Ground::take(&arguments.place, false).await?;
    let prepared = ground.prepare(arguments.new_passwords).await;
    ground.release().await;
    let ran = prepared?;
    for migration in &ran {
        println!("{migration}: done");
    }
    if ran.is_empty() {
        println!("The database is at this version.");
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(place: &PlaceArguments) -> Result<ExitCode, RunError> {
    let folder = open_folder(place)?;
    // While the program runs, its cluster is there to be asked.
    let ground = match Ground::take(place, false).await {
        Ok(ground) => Some(ground),
        Err(RunError::Folder(FolderError::Locked(_))) => None,
        Err(error) => return Err(error),
    };
    let answer = compare(&folder).await;
    if let Some(ground) = ground {
        ground.release().await;
    }
    answer
}

async fn compare(folder: &DataFolder) -> Result<ExitCode, RunError> {
    let owner = roles::address_of(Role::Owner, folder, None)?;
    let state = migrate::state(&owner).await?;
    for migration in &state.pending {
        println!("{migration}: missing");
    }
    if state.pending.is_empty() {
        println!("The database is at this version.");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
