//! What is measured: a cluster with a foundation and so many members, its
//! server, an officer and a member who have signed in.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use commonhold::db::address::Address;
use commonhold::db::cluster::ADMINISTRATOR;
use commonhold::db::{Connection, Role, pool};
use commonhold::members::store::{history, memberships_of};
use commonhold::parties::PartyId;
use commonhold::rolls;
use commonhold::seal::hash::{RollId, sha256};
use commonhold::seal::roll::write_roll;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use tempfile::TempDir;
use tokio::process::Command;
use uuid::Uuid;

use super::support::server::Process;
use super::support::{self, MailFolder, Visitor, eventually};

const OFFICER: &str = "chi@tamarack.example";

/// Milliseconds by what was measured, one for each run.
#[derive(Default)]
pub struct Taken(BTreeMap<&'static str, Vec<f64>>);

impl Taken {
    fn add(&mut self, what: &'static str, taken: Duration) {
        let taken = taken.as_secs_f64() * 1000.0;
        self.0.entry(what).or_default().push(taken);
    }

    pub fn extend(&mut self, other: Self) {
        for (what, mut taken) in other.0 {
            self.0.entry(what).or_default().append(&mut taken);
        }
    }

    pub fn of(&self, what: &str) -> Vec<f64> {
        self.0[what].clone()
    }
}

pub struct Ground {
    // Fields are dropped in this order: the processes end before their folder goes.
    _server: Process,
    _cluster: Process,
    store: Connection,
    officer: Visitor,
    member: Visitor,
    person: PartyId,
    /// A number in the middle.
    middle: u32,
    _root: TempDir,
}

impl Ground {
    /// A foundation with so many members.
    pub async fn prepare(members: u32) -> Self {
        let root = tempfile::tempdir().unwrap();
        // The database runs under another account and has its files here.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data = root.path().join("data");
        let start = |arguments: &[&str]| {
            let mut command = Command::new(support::program());
            command
                .args(arguments)
                .arg("--data")
                .arg(&data)
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

        let address = |role: &str| -> Address {
            let read = |name: &str| fs::read_to_string(data.join(name)).unwrap();
            let server: Address = read("server").trim().parse().unwrap();
            server.with_role(role, &read(&format!("roles/{role}")))
        };
        let administrator = address(ADMINISTRATOR);
        let mut superuser = pool::connect_as_administrator(&administrator)
            .await
            .unwrap();
        load(&mut superuser, members).await;
        let mut store = pool::connect(&address(Role::App.name())).await.unwrap();
        // Neither a whole ten nor a multiple of what ends or lapses.
        let middle = members / 2 + 1;
        let mail = format!("member{middle}@mail.example");
        let person = person_of(&mut store, &mail).await;
        let letters = MailFolder::new(data.join("mail"));
        Self {
            officer: sign_in(&base_url, &letters, OFFICER).await,
            member: sign_in(&base_url, &letters, &mail).await,
            _server: server,
            _cluster: cluster,
            store,
            person,
            middle,
            _root: root,
        }
    }

    /// Measures each thing once, pages so many times.
    pub async fn measure(&mut self, pages: usize) -> Taken {
        let mut taken = Taken::default();
        let today = chrono::Utc::now().date_naive();
        let begun = Instant::now();
        black_box(self.count().await);
        taken.add("count", begun.elapsed());
        let begun = Instant::now();
        black_box(self.roll(today).await);
        taken.add("roll", begun.elapsed());
        for _ in 0..3 {
            self.standing(today).await;
        }
        let begun = Instant::now();
        for _ in 0..10 {
            self.standing(today).await;
        }
        taken.add("standing", begun.elapsed() / 10);

        let middle = self.middle;
        let officer = self.officer.clone();
        let page = |target: String, expected: &'static str| (target, expected);
        let last = middle / 50;
        for (p50, p99, (target, expected)) in [
            ("plain", "plain99", page("/".to_owned(), "")),
            (
                "first",
                "first99",
                page("/room/members".to_owned(), "page 1 of"),
            ),
            (
                "middle",
                "middle99",
                page(format!("/room/members?page={last}"), "Earlier numbers"),
            ),
            (
                "search",
                "search99",
                page(
                    format!("/room/members?q=-{:x}", middle * 7919),
                    "membership",
                ),
            ),
            (
                "current",
                "current99",
                page(
                    "/room/members?class=individual&standing=current".to_owned(),
                    "memberships",
                ),
            ),
            (
                "room",
                "room99",
                page("/room".to_owned(), "members are recorded"),
            ),
            (
                "classes",
                "classes99",
                page("/room/classes".to_owned(), "Individual"),
            ),
        ] {
            self.read(&officer, &target, expected, pages, p50, p99, &mut taken)
                .await;
        }
        let member = self.member.clone();
        self.read(&member, "/me", "", pages, "me", "me99", &mut taken)
            .await;
        taken
    }

    #[expect(clippy::too_many_arguments, reason = "one line a page above")]
    async fn read(
        &self,
        visitor: &Visitor,
        target: &str,
        expected: &str,
        pages: usize,
        p50: &'static str,
        p99: &'static str,
        taken: &mut Taken,
    ) {
        let mut each = Vec::new();
        for _ in 0..pages {
            let begun = Instant::now();
            let page = visitor.get(target).await;
            each.push(begun.elapsed());
            assert!(
                page.status == 200 && page.html.contains(expected),
                "{target}: {} {}",
                page.status,
                page.text()
            );
        }
        each.sort();
        taken.add(p50, percentile(&each, 50));
        taken.add(p99, percentile(&each, 99));
    }

    /// The rows that a roll stands on, counted.
    async fn count(&mut self) -> i64 {
        number(
            &mut self.store,
            "SELECT (SELECT count(*) FROM memberships) + (SELECT count(*) FROM membership_terms) \
                  + (SELECT count(*) FROM party_records) AS n",
        )
        .await
    }

    /// The roll of a day: members, lines, file, hash.
    async fn roll(&mut self, day: NaiveDate) -> usize {
        self.store
            .transaction(async |conn| {
                let known_at = history::settle(conn).await?;
                let members = rolls::store::members(conn, day, known_at, &[])
                    .await
                    .unwrap();
                let id = RollId::from_bytes(rand::random());
                let lines = rolls::model::lines(&id, &members).unwrap();
                black_box(sha256(&write_roll(&lines)));
                Ok::<_, diesel::result::Error>(lines.len())
            })
            .await
            .unwrap()
    }

    async fn standing(&mut self, day: NaiveDate) {
        let now = chrono::Utc::now();
        let lines = memberships_of(&mut self.store, self.person, day, now)
            .await
            .unwrap();
        assert_eq!(lines.len(), 1);
    }
}

/// The smallest of the sorted values that `percent` of them do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted[rank.max(1) - 1]
}

async fn number(conn: &mut Connection, sql: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let row: Row = diesel::sql_query(sql).get_result(conn).await.unwrap();
    row.n
}

async fn person_of(conn: &mut Connection, mail: &str) -> PartyId {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        person: Uuid,
    }
    let row: Row = diesel::sql_query("SELECT person FROM accounts WHERE address_key = $1")
        .bind::<diesel::sql_types::Text, _>(mail)
        .get_result(conn)
        .await
        .unwrap();
    PartyId(row.person)
}

async fn load(superuser: &mut Connection, members: u32) {
    let importer = person_of(superuser, OFFICER).await;
    let sql = include_str!("load.sql")
        .replace("$MEMBERS", &members.to_string())
        .replace("$IMPORTER", &importer.0.to_string());
    superuser.batch_execute(&sql).await.unwrap();
    superuser.batch_execute("VACUUM ANALYZE").await.unwrap();
}

/// Comes in by a mailed link.
async fn sign_in(base_url: &str, letters: &MailFolder, address: &str) -> Visitor {
    let visitor = Visitor::new(base_url);
    let page = visitor.get("/sign-in").await;
    visitor
        .submit(&page, "/sign-in", &[("address", address)])
        .await;
    let link = eventually("a letter with a link", async || {
        let letters = letters.to(address).into_iter();
        letters
            .flat_map(|letter| letter.links())
            .find(|link| link.contains("/sign-in/link"))
    })
    .await;
    let page = visitor.get(&link).await;
    let home = visitor.submit(&page, "/sign-in/link", &[]).await;
    assert!(home.status.is_success(), "{}", home.text());
    visitor
}

/// Founds by the printed address.
async fn found(base_url: &str, setup: &str) {
    let setup = &setup[setup.find("/setup/").unwrap()..];
    let visitor = Visitor::new(base_url);
    let page = eventually("the set-up page", async || {
        let page = visitor.get(setup).await;
        page.status.is_success().then_some(page)
    })
    .await;
    let mut form = page
        .form(setup)
        .with("name", "Tamarack OS Foundation")
        .with("act", "found");
    for (at, name) in (1..).zip(["Ada Okafor", "Ben Lindqvist", "Chi Moreau"]) {
        let address = format!("{}@tamarack.example", name[..3].to_lowercase());
        form = form
            .with(&format!("officer_name_{at}"), name)
            .with(&format!("officer_address_{at}"), &address);
    }
    let done = visitor.send(&form).await;
    assert_eq!(done.path, "/setup/done", "{}", done.text());
}
