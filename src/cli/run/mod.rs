//! `commonhold run` and `commonhold demo`: everything the program needs, started
//! in order, watched, and stopped in the opposite order.
//!
//! This process alone holds the administrator's and the owner's credentials.
//! Its children know one role each, a server the auditor's besides, and end when this process does, however
//! that ends, because their standard input closes then.

mod children;

use std::{ffi::OsString, net::IpAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use thiserror::Error;
use tokio::{
    io::{AsyncReadExt, stdin},
    signal::unix::{Signal, SignalKind, signal},
};

use crate::db::{
    address::{Address, AddressError},
    cluster::{Additions, Cluster, ClusterError},
    folder::{DataFolder, FolderError, FolderLock},
    migrate::{self, MigrateError},
    pool::ConnectError,
    roles::{self, Role, RolesError, Server},
};
use crate::demo::load::BEGUN;
use children::{Child, Ended};

/// What `bin/run` takes.
#[derive(Args, Clone, Debug)]
pub struct RunArguments {
    /// Address to listen on.
    #[arg(long, env = "COMMONHOLD_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port to listen on; 0 picks a free one.
    #[arg(long, env = "COMMONHOLD_PORT", default_value_t = 8080)]
    pub port: u16,
    #[command(flatten)]
    pub place: PlaceArguments,
    /// Begin anew: remove the demonstration in the data folder first.
    #[arg(long)]
    pub fresh: bool,
    /// Begin without the demonstration foundation, with the set-up page.
    #[arg(long)]
    pub empty: bool,
    /// End when standard input closes: the program that started this one is gone.
    #[arg(long, hide = true)]
    pub supervised: bool,
}

/// Where data and database are.
#[derive(Args, Clone, Debug)]
pub struct PlaceArguments {
    /// The data folder. By default /var/lib/commonhold for root, else
    /// ~/.local/share/commonhold.
    #[arg(long, env = "COMMONHOLD_DATA")]
    pub data: Option<PathBuf>,
    /// An administrator's address of a PostgreSQL server to use
    /// (postgresql://…); unset: a private one in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

impl PlaceArguments {
    /// The administrator's address of a server that is not this folder's own, where one is named.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn shared(&self) -> Result<Option<Address>, AddressError> {
        match self.database_url.as_deref() {
            None | Some("") => Ok(None),
            Some(url) => Ok(Some(url.parse()?)),
        }
    }
}

/// Why the program does not run.
#[derive(Debug, Error)]
pub enum RunError {
    #[error(
        "--fresh removes a private database; with DATABASE_URL the database is the administrator's to remove."
    )]
    FreshElsewhere,
    #[error(
        "--fresh removes everything in {0}, and what is there is not the demonstration. If you mean it, remove the folder yourself; to serve what is there, start with --empty."
    )]
    FreshOverFoundation(String),
    #[error("DATABASE_URL: {0}")]
    Address(#[from] AddressError),
    #[error("{doing}: {source}")]
    Process {
        doing: &'static str,
        source: std::io::Error,
    },
    #[error("The database is down for good: {0}")]
    ClusterFailed(String),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Roles(#[from] RolesError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

/// What an installation keeps in its data folder. Where the database is elsewhere, or each process
/// has a folder of its own, a folder holds some of these: one is enough to be somebody's.
const KEPT: [&str; 7] = [
    "postgres", "server", "keys", "ledger", "log", "mail", "bounces",
];

/// A data folder whose database this process keeps.
pub struct Ground {
    pub folder: DataFolder,
    database: Database,
}

enum Database {
    Private(Cluster),
    Shared(
        Address,
        #[expect(dead_code, reason = "held until the end")] FolderLock,
    ),
}

impl Ground {
    /// Takes the data folder and starts the private cluster, where it is one.
    ///
    /// # Errors
    /// [`RunError`] in a sentence.
    pub async fn take(place: &PlaceArguments, fresh: bool) -> Result<Self, RunError> {
        let shared = place.shared()?;
        if shared.is_some() && fresh {
            return Err(RunError::FreshElsewhere);
        }
        let folder = open_folder(place)?;
        let lock = folder.lock()?;
        if let Some(address) = shared {
            if address.is_exposed() {
                tracing::warn!(
                    server = address.server(),
                    "the way to the database is not encrypted, as sslmode=disable in DATABASE_URL says; something else has to encrypt it"
                );
            }
            let database = Database::Shared(address, lock);
            return Ok(Self { folder, database });
        }
        if fresh {
            let path = folder.path();
            let held = KEPT.iter().any(|name| path.join(name).exists());
            if held && !path.join(BEGUN).exists() {
                return Err(RunError::FreshOverFoundation(path.display().to_string()));
            }
            Cluster::end_left_running(&folder, &lock).await?;
            folder.empty(&lock)?;
        }
        let cluster = Cluster::start(&folder, lock, &Additions::default()).await?;
        let database = Database::Private(cluster);
        Ok(Self { folder, database })
    }

    /// Makes the roles and runs the migrations; returns the names of those run. Of new
    /// passwords it says where they are, also where a migration fails afterwards.
    ///
    /// # Errors
    /// [`RunError`] in a sentence.
    pub async fn prepare(&self, new_passwords: bool) -> Result<Vec<String>, RunError> {
        let (administrator, server) = match &self.database {
            Database::Private(cluster) if new_passwords => {
                (cluster.administrator(), Server::PrivateNewPasswords)
            }
            Database::Private(cluster) => (cluster.administrator(), Server::Private),
            Database::Shared(address, _) if new_passwords => (address, Server::SharedNewPasswords),
            Database::Shared(address, _) => (address, Server::Shared),
        };
        let owner = roles::prepare(administrator, server, &self.folder).await?;
        if new_passwords {
            let folder = self.folder.path().join("roles");
            for role in Role::ALL.map(Role::name) {
                println!("{role}: a new password, in {}", folder.join(role).display());
            }
        }
        Ok(migrate::run(&owner).await?)
    }

    /// Waits until the database is down for good, and says why.
    async fn failed(&self) -> String {
        match &self.database {
            Database::Private(cluster) => cluster.failed().await,
            Database::Shared(..) => std::future::pending().await,
        }
    }

    /// Stops what was started.
    pub async fn release(self) {
        if let Database::Private(cluster) = self.database {
            cluster.stop().await;
        }
    }
}

/// Opens the data folder that was named, or the default one.
///
/// # Errors
/// As [`DataFolder::open`].
pub fn open_folder(place: &PlaceArguments) -> Result<DataFolder, FolderError> {
    match &place.data {
        Some(path) => DataFolder::open(path),
        None => DataFolder::open(&DataFolder::default_path()?),
    }
}

/// Runs everything until a signal asks for the end.
pub fn run(arguments: &RunArguments) -> ExitCode {
    super::on_runtime(run_all(arguments))
}

async fn run_all(arguments: &RunArguments) -> Result<ExitCode, RunError> {
    let mut end = End::listen(arguments.supervised)?;
    let started = async {
        let ground = Ground::take(&arguments.place, arguments.fresh).await?;
        for migration in ground.prepare(false).await? {
            tracing::info!(migration, "migrated the database");
        }
        Ok::<Ground, RunError>(ground)
    };
    let ground = tokio::select! {
        started = started => started?,
        () = end.asked() => return Ok(ExitCode::SUCCESS),
    };
    watch(arguments, ground, &mut end).await
}

/// Keeps the processes of an installation running until the end is asked for.
///
/// # Errors
/// When one cannot be started, or the database is down for good.
pub(super) async fn watch(
    arguments: &RunArguments,
    ground: Ground,
    end: &mut End,
) -> Result<ExitCode, RunError> {
    // Whoever is this user can read every role's password, and the database's files.
    tracing::info!(
        "server, ledger and certifier run under one user here: their database roles keep them in order, but are no boundary between them; docs/ledger.md says how to run each under a user of its own"
    );
    let children = children(arguments, &ground.folder);
    let outcome = tokio::select! {
        reason = ground.failed() => Err(RunError::ClusterFailed(reason)),
        ended = children::keep_running(&children, end.asked()) => ended,
    };
    ground.release().await;
    match outcome? {
        Ended::Stopped => Ok(ExitCode::SUCCESS),
        Ended::Itself(code) => Ok(code),
    }
}

/// The processes of a whole installation, each with a role of its own.
fn children(arguments: &RunArguments, folder: &DataFolder) -> [Child; 3] {
    let data: [OsString; 2] = ["--data".into(), folder.path().into()];
    let mut serve: Vec<OsString> = vec![
        "--host".into(),
        arguments.host.to_string().into(),
        "--port".into(),
        arguments.port.to_string().into(),
    ];
    serve.extend(data.clone());
    if !arguments.empty {
        serve.push("--demo".into());
    }
    [
        Child {
            subcommand: "serve",
            role: Role::App,
            // What auditors see, they see through their own role.
            also: Some(Role::Auditor),
            arguments: serve,
        },
        Child {
            subcommand: "ledger",
            role: Role::Sequencer,
            also: None,
            arguments: data.clone().into(),
        },
        Child {
            subcommand: "certifier",
            role: Role::Certifier,
            also: None,
            arguments: data.into(),
        },
    ]
}

/// Runs nothing but the private database until it is asked to end or standard input closes. Tests
/// stand on it: the database ends with whoever started this. And a dump is restored into it
/// (docs/operating.md), which no server may have open.
#[derive(Args, Clone, Debug)]
pub struct ClusterArguments {
    #[arg(long)]
    data: PathBuf,
    /// Remove the data folder in the end.
    #[arg(long)]
    remove_at_end: bool,
    /// A setting of PostgreSQL's, as name=value.
    #[arg(long = "set", value_parser = setting)]
    settings: Vec<(String, String)>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "a setting is name=value".to_owned())
}

/// Runs the private database; says `ready` on standard output when it is
/// migrated.
pub fn cluster(arguments: &ClusterArguments) -> ExitCode {
    super::on_runtime(async {
        let mut end = End::listen(true)?;
        let folder = DataFolder::open(&arguments.data)?;
        let additions = Additions {
            settings: arguments.settings.clone(),
            access: Vec::new(),
        };
        let cluster = Cluster::start(&folder, folder.lock()?, &additions).await?;
        let owner = roles::prepare(cluster.administrator(), Server::Private, &folder).await?;
        migrate::run(&owner).await?;
        println!("ready");
        end.asked().await;
        cluster.stop().await;
        if arguments.remove_at_end {
            folder.remove()?;
        }
        Ok::<_, RunError>(ExitCode::SUCCESS)
    })
}

/// What asks for the end: a signal, or the end of whoever started this.
pub(super) struct End {
    signals: [Signal; 3],
    supervised: bool,
}

impl End {
    pub(super) fn listen(supervised: bool) -> Result<Self, RunError> {
        let listen = |kind| {
            signal(kind).map_err(|source| RunError::Process {
                doing: "Listening for signals",
                source,
            })
        };
        let signals = [
            listen(SignalKind::terminate())?,
            listen(SignalKind::interrupt())?,
            listen(SignalKind::hangup())?,
        ];
        Ok(Self {
            signals,
            supervised,
        })
    }

    pub(super) async fn asked(&mut self) {
        let supervisor_gone = async {
            if self.supervised {
                until_input_closes().await;
            } else {
                std::future::pending().await
            }
        };
        let [terminate, interrupt, hangup] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
            () = supervisor_gone => {}
        }
    }
}

/// Reads standard input to its end.
async fn until_input_closes() {
    let mut byte = [0];
    while matches!(stdin().read(&mut byte).await, Ok(1)) {}
}
