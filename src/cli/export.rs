//! `commonhold export`: what the records hold, as files for whoever checks them.

mod registers;

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::audit::bundles::archived;
use crate::audit::store::{self, BundleError, Waits};
use crate::db::folder::DataFolder;
use crate::db::{Role, pool};
use crate::polls;

/// What `commonhold export` takes.
#[derive(Args, Debug)]
pub struct ExportArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// The evidence bundle of a certified poll, as an archive.
    ///
    /// Exit code 0: written; 1: the poll has none yet, or what is kept is not
    /// what was certified; 2: nothing could be read or written.
    Bundle(BundleArguments),
    /// Every register that auditors see, as an archive of CSV and JSON Lines
    /// with a manifest. Who runs this is not recorded: whoever holds the
    /// credential of `commonhold_auditor` reads the database itself.
    ///
    /// Exit code 0: written; 1: there is no foundation yet; 2: nothing could be
    /// read or written.
    Registers(registers::RegistersArguments),
}

#[derive(Args, Debug)]
struct BundleArguments {
    /// The poll's number, as in its address.
    #[arg(long)]
    poll: i32,
    /// The archive to write. Nothing existing is overwritten.
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
    #[command(flatten)]
    auditor: AuditorArguments,
}

/// How to read as the auditor.
#[derive(Args, Debug)]
struct AuditorArguments {
    /// The data folder. By default /var/lib/commonhold for root, else
    /// ~/.local/share/commonhold.
    #[arg(long, env = "COMMONHOLD_DATA")]
    data: Option<PathBuf>,
    /// Address of the database for the role `commonhold_auditor`; by default
    /// the one in the data folder.
    #[arg(long, env = "COMMONHOLD_AUDITOR_URL", hide_env_values = true)]
    auditor_url: Option<String>,
}

impl AuditorArguments {
    async fn pool(&self) -> Result<pool::Pool, Fault> {
        let data = match &self.data {
            Some(data) => data.clone(),
            None => DataFolder::default_path().map_err(Fault::unreadable)?,
        };
        let given = self.auditor_url.as_deref();
        let pool = crate::db::pool(&data, Role::Auditor, given, 1);
        pool.await.map_err(Fault::unreadable)
    }
}

/// Why nothing was exported, with the exit code.
struct Fault(u8, String);

impl Fault {
    fn unreadable(why: impl std::fmt::Display) -> Self {
        Self(2, why.to_string())
    }

    fn unwritten(file: &Path, why: &io::Error) -> Self {
        Self(2, format!("{}: {why}", file.display()))
    }
}

/// A file that is not there yet, to be read by whoever exports alone: registers hold names.
fn create_new(file: &Path) -> io::Result<File> {
    File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
}

/// Runs the subcommand.
pub fn run(arguments: &ExportArguments) -> ExitCode {
    super::on_runtime(async {
        let exported = match &arguments.what {
            What::Bundle(arguments) => bundle(arguments).await,
            What::Registers(arguments) => registers::export(arguments).await,
        };
        match exported {
            Ok(said) => {
                println!("{said}");
                Ok::<_, String>(ExitCode::SUCCESS)
            }
            Err(Fault(code, sentence)) => {
                eprintln!("{sentence}");
                Ok(ExitCode::from(code))
            }
        }
    })
}

async fn bundle(arguments: &BundleArguments) -> Result<String, Fault> {
    let pool = arguments.auditor.pool().await?;
    let mut conn = pool.get().await.map_err(Fault::unreadable)?;
    let poll = polls::store::by_number(&mut conn, arguments.poll);
    let poll = poll.await.map_err(Fault::unreadable)?;
    let poll = poll.ok_or_else(|| Fault(1, format!("There is no poll {}.", arguments.poll)))?;
    let parts = store::parts(&mut conn, &poll).await.map_err(fault)?;
    let (id, archive) = archived(parts).map_err(fault)?;
    let out = &arguments.out;
    let unwritten = |why| Fault::unwritten(out, &why);
    let mut file = create_new(out).map_err(unwritten)?;
    let written = file.write_all(&archive).and_then(|()| file.sync_all());
    if let Err(why) = written {
        // Half a bundle is none.
        let _ = fs::remove_file(out);
        return Err(unwritten(why));
    }
    Ok(format!(
        "{}: {} bytes, bundle {id}",
        out.display(),
        archive.len()
    ))
}

fn fault(error: BundleError) -> Fault {
    match error {
        BundleError::Waits(waits) => Fault(1, sentence(waits).to_owned()),
        BundleError::Damaged(_) => Fault(1, error.to_string()),
        BundleError::Database(_)
        | BundleError::File(_)
        | BundleError::NoConnection(_)
        | BundleError::Interrupted(_) => Fault::unreadable(error),
    }
}

fn sentence(waits: Waits) -> &'static str {
    match waits {
        Waits::Opening => "There is no bundle yet: the poll is a draft.",
        Waits::Close => "There is no bundle yet: the poll is not closed.",
        Waits::Count => "There is no bundle yet: the poll is not counted.",
        Waits::Certification => {
            "There is no bundle yet: two officers have yet to certify the count."
        }
        Waits::Checkpoint => {
            "There is no bundle yet: it is certified, and the log has yet to be signed with that in it."
        }
        Waits::Voided => {
            "There is no bundle: the poll was declared void, and nothing in it counts."
        }
    }
}
