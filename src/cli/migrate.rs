//! `commonhold migrate`: brings the database to this version, as the owner role.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;

use super::run::{Ground, PlaceArguments, RunError, open_folder};
use crate::db::{
    compare::{self, Durability},
    folder::{DataFolder, FolderError},
    migrate::{self, MigrateError},
    pool,
    roles::{self, Role},
};

/// What `commonhold migrate` takes.
#[derive(Args, Clone, Debug)]
pub struct MigrateArguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// Change nothing; say what is missing or not as the migrations made it, and
    /// exit with 1 if anything is.
    #[arg(long)]
    check: bool,
    /// Give each of the database's roles a new password, and replace the one in the
    /// data folder. Every process that signs in by another then needs a copy of its own.
    #[arg(long, conflicts_with = "check")]
    new_passwords: bool,
    /// Write what the migrated database consists of to the file with which
    /// databases are compared.
    #[arg(long, hide = true, conflicts_with = "check")]
    write_expected: Option<PathBuf>,
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

/// What a process whose database is elsewhere keeps in its folder, or the administrator who
/// migrated that.
const OF_ANOTHER_DATABASE: [&str; 3] = ["keys", "ledger", "server"];

/// Makes no database in a folder that belongs to another one. A database of the folder's own that
/// was put aside has left its administrator's password.
fn refuse_a_second_database(place: &PlaceArguments) -> Result<(), RunError> {
    if place.shared()?.is_some() {
        return Ok(());
    }
    let folder = open_folder(place)?;
    let path = folder.path();
    let own = ["postgres", "roles/postgres"];
    if own.iter().any(|name| path.join(name).exists()) {
        return Ok(());
    }
    let mut held = OF_ANOTHER_DATABASE.into_iter();
    match held.find(|name| path.join(name).exists()) {
        Some(held) => {
            let folder = path.display().to_string();
            Err(RunError::DatabaseElsewhere(folder, held))
        }
        None => Ok(()),
    }
}

/// Says which database this is about: an address that is not the one that was meant is seen by it.
fn say_where(server: &str) {
    println!("Database: {server}");
}

async fn bring_up(arguments: &MigrateArguments) -> Result<ExitCode, RunError> {
    refuse_a_second_database(&arguments.place)?;
    let ground = Ground::take(&arguments.place, false).await?;
    say_where(&ground.server());
    let brought_up = async {
        let ran = ground.prepare(arguments.new_passwords).await?;
        if let Some(file) = &arguments.write_expected {
            write_expected(&ground.folder, file).await?;
        }
        Ok::<_, RunError>(ran)
    }
    .await;
    ground.release().await;
    let ran = brought_up?;
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
    let ground = if is_asked_here(place, &folder)? {
        match Ground::take(place, false).await {
            Ok(ground) => Some(ground),
            // While the program runs, its cluster is there to be asked.
            Err(RunError::Folder(FolderError::Locked(_))) => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    let answer = differences(place, &folder).await;
    if let Some(ground) = ground {
        ground.release().await;
    }
    answer
}

/// Whether the database that is asked is this folder's own, which may have to be started. None is
/// made for a question: where there is no cluster, the folder says where the database is, or a
/// sentence says that it does not.
fn is_asked_here(place: &PlaceArguments, folder: &DataFolder) -> Result<bool, RunError> {
    let elsewhere = place.shared()?.is_some() || env::var_os(Role::Owner.variable()).is_some();
    Ok(!elsewhere && folder.path().join("postgres").exists())
}

async fn differences(place: &PlaceArguments, folder: &DataFolder) -> Result<ExitCode, RunError> {
    // The database that is named is the one that is asked, and no other that the folder knows.
    let owner = match place.shared()? {
        Some(administrator) => roles::owner_over(&administrator, folder)?,
        None => roles::address_of(Role::Owner, folder, None)?,
    };
    say_where(&owner.server());
    let state = migrate::state(&owner).await?;
    for migration in &state.pending {
        println!("{migration}: missing");
    }
    let mut connection = pool::connect(&owner).await?;
    let differences = compare::differences(&mut connection, Durability::Required)
        .await
        .map_err(MigrateError::from)?;
    for difference in &differences {
        println!("{difference}");
    }
    if state.pending.is_empty() && differences.is_empty() {
        println!("The database is at this version, and as it must be.");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

async fn write_expected(folder: &DataFolder, file: &Path) -> Result<(), RunError> {
    let owner = roles::address_of(Role::Owner, folder, None)?;
    let mut connection = pool::connect(&owner).await?;
    let text = compare::expected_text(&mut connection)
        .await
        .map_err(MigrateError::from)?;
    std::fs::write(file, text).map_err(|source| RunError::Process {
        doing: "Writing what is expected",
        source,
    })
}
