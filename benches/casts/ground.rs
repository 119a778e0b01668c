//! What is measured: a running installation with an open poll and voters who
//! have signed in, and the database below it.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use commonhold::db::{address::Address, cluster::ADMINISTRATOR};
use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::process::Command;

use super::{
    foundation::{Person, Place, open_poll},
    raw,
    support::{self, Form, MailFolder, Visitor, server::Process},
};

/// An installation with an open poll.
pub struct Ground {
    // Fields are dropped in this order: the processes end before their folder goes.
    _process: Process,
    pub voters: Vec<Voter>,
    root: TempDir,
}

/// Someone with a session and a ballot.
pub struct Voter {
    pub visitor: Visitor,
    /// The path of the ballot.
    pub path: String,
    pub ballot: Form,
}

impl Ground {
    /// Founds, imports members, opens a poll and signs so many voters in.
    pub async fn prepare(voters: usize) -> Self {
        let root = tempfile::tempdir().unwrap();
        // The database runs under another account and has its files here.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data = root.path().join("data");
        let mut command = Command::new(support::program());
        command
            .args(["run", "--supervised", "--empty", "--port", "0", "--data"])
            .arg(&data)
            .env_remove("DATABASE_URL")
            .env("COMMONHOLD_LOG", "warn")
            .env("COMMONHOLD_LIMIT_ACCOUNT", "1000000")
            .env("COMMONHOLD_LIMIT_ADDRESS", "1000000")
            .env("COMMONHOLD_LIMIT_CASTS", "1000000");
        let mut process = Process::start(command, &root.path().join("log"));
        let setup = process.says("/setup/").await;
        let place = Place {
            base_url: process.serves().await,
            mail: MailFolder::new(data.join("mail")),
        };
        let setup = &setup[setup.find("/setup/").unwrap()..];
        let people: Vec<Person> = (1..=voters).map(Person::numbered).collect();
        let poll = open_poll(&place, setup.trim_end(), &people).await;
        let voters = people.iter().map(|person| enter(&place, &poll, person));
        Self {
            voters: join_all(voters).await,
            _process: process,
            root,
        }
    }

    /// Rows as long as a sealed ballot, inserted one by one, each in a
    /// transaction of its own, by so many connections; how many a second, for
    /// each run.
    pub async fn raw_inserts(&self, connections: usize, span: Duration, runs: usize) -> Vec<f64> {
        self.rows_of_raw_inserts(connections, span, runs)
            .await
            .unwrap()
    }

    async fn rows_of_raw_inserts(
        &self,
        connections: usize,
        span: Duration,
        runs: usize,
    ) -> Result<Vec<f64>, tokio_postgres::Error> {
        let table = "CREATE TABLE envelopes (
                id bytea PRIMARY KEY, enc bytea NOT NULL, ct bytea NOT NULL, digest bytea NOT NULL);
            ALTER TABLE envelopes ALTER COLUMN enc SET STORAGE PLAIN, ALTER COLUMN ct SET STORAGE PLAIN";
        let clients = raw::connections(&self.administrator(), table, connections).await?;
        let insert = "INSERT INTO envelopes (id, enc, ct, digest) VALUES ($1, $2, $3, $4)";
        let (enc, ct) = (vec![7_u8; ENC_BYTES], vec![7_u8; CT_BYTES]);
        let mut rates = Vec::new();
        for _ in 0..runs {
            let rate = raw::rate(&clients, insert, span, async |client, statement| {
                let (id, digest): ([u8; 16], [u8; 32]) = rand::random();
                client
                    .execute(statement, &[&id.as_slice(), &enc, &ct, &digest.as_slice()])
                    .await
            });
            rates.push(rate.await?);
        }
        Ok(rates)
    }

    fn administrator(&self) -> Address {
        let read = |name: &str| fs::read_to_string(self.data().join(name)).unwrap();
        let server: Address = read("server").trim().parse().unwrap();
        server.with_role(ADMINISTRATOR, &read(&format!("roles/{ADMINISTRATOR}")))
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }
}

/// Signs someone in and opens their ballot from the poll's page.
async fn enter(place: &Place, poll: &str, person: &Person) -> Voter {
    let visitor = place.sign_in(&person.address).await;
    let page = visitor.get(poll).await;
    let path = page.link(&format!("ballot of {}", person.name));
    let ballot = visitor.get(&path).await.form(&path);
    Voter {
        visitor,
        path,
        ballot,
    }
}

/// Lengths of a sealed ballot's parts: the encapsulated key of X-Wing, and a
/// padded ballot with its authenticator.
const ENC_BYTES: usize = 1120;
const CT_BYTES: usize = 272;
