//! What is measured: a cluster with a foundation, its server, and its ledger.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use commonhold::db::address::Address;
use commonhold::db::cluster::ADMINISTRATOR;
use commonhold::db::{Connection, Role, pool};
use commonhold::evidence::leaf::{Leaf, RollCertified, Signatures};
use commonhold::ledger::store;
use commonhold::seal::hash::{Digest, RollId, Signature};
use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::process::Command;

use super::raw;
use super::support::server::Process;
use super::support::{self, Visitor, eventually};

pub struct Ground {
    // Fields are dropped in this order: the processes end before their folder goes.
    ledger: Option<Process>,
    _server: Process,
    _cluster: Process,
    watcher: Connection,
    root: TempDir,
}

impl Ground {
    /// A foundation whose log has begun.
    pub async fn prepare() -> Self {
        let root = tempfile::tempdir().unwrap();
        // The database runs under another account and has its files here.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let start = |arguments: &[&str]| {
            let mut command = Command::new(support::program());
            command
                .args(arguments)
                .arg("--data")
                .arg(root.path().join("data"))
                .env_remove("DATABASE_URL")
                .env("COMMONHOLD_LOG", "warn");
            Process::start(command, &root.path().join("log"))
        };
        let mut cluster = start(&["cluster"]);
        cluster.says("ready").await;
        let mut server = start(&["serve", "--supervised", "--port", "0"]);
        let base_url = server.serves().await;
        server.says("/setup/").await;
        found(&base_url, &server.setup_address().unwrap()).await;
        let auditor = address(&root, Role::Auditor.name());
        let watcher = pool::connect(&auditor).await.unwrap();
        let mut ground = Self {
            ledger: None,
            _server: server,
            _cluster: cluster,
            watcher,
            root,
        };
        ground.start_ledger();
        ground.is_signed().await;
        ground
    }

    /// Bytes as long as an entry's, inserted one by one, each in a transaction
    /// of its own, by so many connections; how many a second, for each run.
    pub async fn raw_inserts(
        &self,
        connections: usize,
        span: Duration,
        runs: usize,
    ) -> Result<Vec<f64>, tokio_postgres::Error> {
        let table = "CREATE TABLE entries (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, leaf bytea NOT NULL);
            ALTER TABLE entries ALTER COLUMN leaf SET STORAGE EXTERNAL";
        let administrator = address(&self.root, ADMINISTRATOR);
        let clients = raw::connections(&administrator, table, connections).await?;
        let insert = "INSERT INTO entries (kind, leaf) VALUES ($1, $2)";
        let mut rates = Vec::new();
        for _ in 0..runs {
            let rate = raw::rate(&clients, insert, span, async |client, statement| {
                let leaf = an_entry();
                let bytes = leaf.encode();
                client.execute(statement, &[&leaf.kind(), &bytes]).await
            });
            rates.push(rate.await?);
        }
        Ok(rates)
    }

    fn start_ledger(&mut self) {
        let mut command = Command::new(support::program());
        command
            .args(["ledger", "--supervised", "--data"])
            .arg(self.root.path().join("data"))
            .env_remove("DATABASE_URL")
            .env("COMMONHOLD_LOG", "warn");
        self.ledger = Some(Process::start(command, &self.root.path().join("ledger")));
    }

    pub fn stop_ledger(&mut self) {
        self.ledger = None;
    }

    /// Enters so many entries over so many connections.
    pub async fn enter(&self, connections: usize, entries: u64) {
        let share = entries.div_ceil(u64::try_from(connections).unwrap());
        let clients = self.clients(connections).await;
        let entering = clients.into_iter().map(async |mut client| {
            for _ in 0..share {
                store::append(&mut client, &an_entry()).await.unwrap();
            }
        });
        join_all(entering).await;
    }

    /// Starts the ledger, which finds entries waiting; how many a second are
    /// signed, counted from its start.
    pub async fn catch_up(&mut self) -> f64 {
        let before = self.signed().await;
        let begun = Instant::now();
        self.start_ledger();
        let after = self.is_signed().await;
        per_second(after - before, begun)
    }

    /// Enters over so many connections for a while, and waits until all of it is
    /// signed; how many entries a second, counted to the checkpoint that covers
    /// the last.
    pub async fn enter_and_sign(&mut self, connections: usize, span: Duration) -> f64 {
        let clients = self.clients(connections).await;
        let before = self.signed().await;
        let begun = Instant::now();
        let entering = clients.into_iter().map(async |mut client| {
            while begun.elapsed() < span {
                store::append(&mut client, &an_entry()).await.unwrap();
            }
        });
        join_all(entering).await;
        let after = self.is_signed().await;
        per_second(after - before, begun)
    }

    /// Enters one entry where nothing waits; how long it took until it was signed.
    pub async fn enter_one(&mut self) -> Duration {
        let begun = Instant::now();
        self.enter(1, 1).await;
        self.is_signed().await;
        begun.elapsed()
    }

    /// Connections of the certifier, which enters acts.
    async fn clients(&self, many: usize) -> Vec<Connection> {
        let address = address(&self.root, Role::Certifier.name());
        let clients = join_all((0..many).map(|_| pool::connect(&address))).await;
        clients.into_iter().collect::<Result<_, _>>().unwrap()
    }

    /// Waits until everything that was entered is signed; how many entries.
    async fn is_signed(&mut self) -> u64 {
        let last = self.entered().await;
        let begun = Instant::now();
        loop {
            let signed = self.signed().await;
            if signed > 0 && signed >= last {
                return signed;
            }
            assert!(begun.elapsed() < support::PATIENCE, "{signed} of {last}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many entries there are, with a place or waiting for it.
    async fn entered(&mut self) -> u64 {
        self.number("SELECT count(*) AS n FROM log_entries").await
    }

    async fn signed(&mut self) -> u64 {
        self.number("SELECT coalesce(max(size), 0) AS n FROM log_checkpoints")
            .await
    }

    async fn number(&mut self, sql: &str) -> u64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let asked = diesel::sql_query(sql);
        let row: Row = diesel_async::RunQueryDsl::get_result(asked, &mut self.watcher)
            .await
            .unwrap();
        u64::try_from(row.n).unwrap()
    }
}

fn per_second(entries: u64, begun: Instant) -> f64 {
    f64::from(u32::try_from(entries).unwrap()) / begun.elapsed().as_secs_f64()
}

/// How a role enters the database.
fn address(root: &TempDir, role: &str) -> Address {
    let data: PathBuf = root.path().join("data");
    let read = |name: &str| fs::read_to_string(data.join(name)).unwrap();
    let server: Address = read("server").trim().parse().unwrap();
    server.with_role(role, &read(&format!("roles/{role}")))
}

/// Founds by the printed address: a log has the foundation's origin.
async fn found(base_url: &str, setup: &str) {
    let setup = &setup[setup.find("/setup/").unwrap()..];
    let visitor = Visitor::new(base_url);
    let page = eventually("the set-up page", async || {
        let page = visitor.get(setup).await;
        page.status.is_success().then_some(page)
    })
    .await;
    let form = page
        .form(setup)
        .with("name", "Tamarack OS Foundation")
        .with("act", "found")
        .with("officer_name_1", "Ada Okafor")
        .with("officer_address_1", "ada@tamarack.example")
        .with("officer_name_2", "Ben Lindqvist")
        .with("officer_address_2", "ben@tamarack.example")
        .with("officer_name_3", "Chi Moreau")
        .with("officer_address_3", "chi@tamarack.example");
    let done = visitor.send(&form).await;
    assert_eq!(done.path, "/setup/done", "{}", done.text());
}

/// An act that two officers signed, as the certifier enters it. The database
/// does not look at signatures, so these are none.
fn an_entry() -> Leaf {
    let mut sigs = Signatures::default();
    for name in ["Ada Okafor", "Ben Lindqvist"] {
        sigs.insert(name, Signature::from_bytes([7; 64]));
    }
    let drawn = || Digest::from_bytes(rand::random());
    Leaf::from(RollCertified {
        at: 1_700_000_000,
        file: drawn(),
        leaves: 400,
        record_date: "2026-08-20".parse().unwrap(),
        roll: RollId::from_bytes(rand::random()),
        root: drawn(),
        sigs,
        votes: 900,
    })
}
