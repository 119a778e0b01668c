//! What the operator sets: read once at start from flags and environment.

mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::db::compare::Durability;

pub use watch::{Base, Key, Watch, WatchArguments};

/// The settings of `commonhold serve`, each a flag or a `COMMONHOLD_*` variable.
#[derive(Args, Clone, Debug)]
pub struct ServeArguments {
    /// Address to listen on.
    #[arg(long, env = "COMMONHOLD_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port to listen on; 0 picks a free one.
    #[arg(long, env = "COMMONHOLD_PORT", default_value_t = 8080)]
    pub port: u16,
    /// The data folder: keys, mail, roles.
    #[arg(long, env = "COMMONHOLD_DATA")]
    pub data: PathBuf,
    /// Address of the database for the role `commonhold_app`; by default the one in the data folder.
    #[arg(long, env = "COMMONHOLD_APP_URL", hide_env_values = true)]
    pub app_url: Option<String>,
    /// Address of the database for the role `commonhold_auditor`, through which the auditors' room reads; by default the one in the data folder.
    #[arg(long, env = "COMMONHOLD_AUDITOR_URL", hide_env_values = true)]
    pub auditor_url: Option<String>,
    /// Mail server (`smtp://user:password@host:port`, `smtps://…`); unset: letters go to the folder `mail` in the data folder.
    #[arg(long, env = "COMMONHOLD_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of all letters.
    #[arg(
        long,
        env = "COMMONHOLD_MAIL_FROM",
        default_value = "Commonhold <no-reply@localhost>"
    )]
    pub mail_from: String,
    /// The name under which the public half of the key that signs letters stands in the DNS.
    #[arg(long, env = "COMMONHOLD_DKIM_SELECTOR", default_value = "commonhold")]
    pub dkim_selector: String,
    /// The folder into which the mail server puts what comes back (a Maildir, or plain files); by default `bounces` in the data folder.
    #[arg(long, env = "COMMONHOLD_BOUNCE_FOLDER")]
    pub bounce_folder: Option<PathBuf>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    #[arg(long, env = "COMMONHOLD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// The site is reached by https: cookies and headers say so.
    #[arg(long, env = "COMMONHOLD_HTTPS")]
    pub https: bool,
    /// Sign-in tries per account and quarter of an hour.
    #[arg(long, env = "COMMONHOLD_LIMIT_ACCOUNT", default_value_t = 10)]
    pub limit_account: u32,
    /// Sign-in tries per network address and quarter of an hour.
    #[arg(long, env = "COMMONHOLD_LIMIT_ADDRESS", default_value_t = 100)]
    pub limit_address: u32,
    /// Casts per account and minute.
    #[arg(long, env = "COMMONHOLD_LIMIT_CASTS", default_value_t = 30)]
    pub limit_casts: u32,
    /// Requests handled at once per process.
    #[arg(long, env = "COMMONHOLD_WORKERS")]
    pub workers: Option<usize>,
    /// Connections to the database per process.
    #[arg(long, env = "COMMONHOLD_CONNECTIONS", default_value_t = 16)]
    pub connections: usize,
    /// Address and port at which figures are told to the operator (OpenMetrics, under `/metrics`); unset: nowhere. To be reached by nobody else.
    #[arg(long, env = "COMMONHOLD_METRICS")]
    pub metrics: Option<SocketAddr>,
    /// Seconds during which a server that was asked to end says so under `/readyz` and still takes requests, so that what stands before it turns to another.
    #[arg(long, env = "COMMONHOLD_DRAIN", default_value_t = 0)]
    pub drain: u64,
    #[command(flatten)]
    pub watch: WatchArguments,
    /// Load the demonstration foundation once and show its pages.
    #[arg(long)]
    pub demo: bool,
    /// End when standard input closes: the program that started this one is gone.
    #[arg(long, hide = true)]
    pub supervised: bool,
    /// Serve over a database that a loss of power may make forget: for tests.
    #[arg(long, hide = true)]
    pub forgetful_database: bool,
}

/// The settings a running server consults.
#[derive(Clone, Debug)]
pub struct Config {
    pub data: PathBuf,
    pub https: bool,
    pub demo: bool,
    /// Nothing decided here counts; told by the database.
    pub rehearsal: bool,
    /// How the auditors' room enters the database, where the data folder does not say it.
    pub auditor_url: Option<String>,
    pub smtp_url: Option<String>,
    pub mail_from: String,
    /// The name under which the key that signs letters stands in the DNS.
    pub dkim_selector: String,
    /// Where what comes back is looked for.
    pub bounce_folder: PathBuf,
    pub trusted_proxies: Vec<IpAddr>,
    /// Sign-in tries per account and quarter of an hour.
    pub limit_account: u32,
    /// Sign-in tries per network address and quarter of an hour.
    pub limit_address: u32,
    /// Casts per account and minute.
    pub limit_casts: u32,
    pub form_limit_bytes: usize,
    /// Whom the daily watch asks about the foundation's assets; nobody unless the operator says so.
    pub watch: Watch,
    /// Whether the database must remember across a loss of power.
    pub durability: Durability,
}

impl Config {
    /// The largest form of ours with room to spare.
    const FORM_LIMIT_BYTES: usize = 64 * 1024;

    #[must_use]
    pub fn from_arguments(arguments: &ServeArguments) -> Self {
        Self {
            data: arguments.data.clone(),
            https: arguments.https,
            demo: arguments.demo,
            rehearsal: false,
            auditor_url: arguments.auditor_url.clone(),
            smtp_url: arguments.smtp_url.clone(),
            mail_from: arguments.mail_from.clone(),
            dkim_selector: arguments.dkim_selector.clone(),
            bounce_folder: arguments
                .bounce_folder
                .clone()
                .unwrap_or_else(|| arguments.data.join("bounces")),
            trusted_proxies: arguments.trusted_proxies.clone(),
            limit_account: arguments.limit_account,
            limit_address: arguments.limit_address,
            limit_casts: arguments.limit_casts,
            form_limit_bytes: Self::FORM_LIMIT_BYTES,
            watch: Watch::of(&arguments.watch),
            durability: Durability::of_arguments(arguments.forgetful_database),
        }
    }

    /// Where letters go when no mail server is set.
    #[must_use]
    pub fn mail_folder(&self) -> PathBuf {
        self.data.join("mail")
    }
}
