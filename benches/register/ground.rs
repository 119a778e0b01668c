//! What is measured: a cluster with a foundation and so many resolutions, its server,
//! and a reader who has not signed in.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use commonhold::db::address::Address;
use commonhold::db::cluster::ADMINISTRATOR;
use commonhold::db::{Connection, pool};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use tempfile::TempDir;
use tokio::process::Command;

use super::support::server::Process;
use super::support::{self, Visitor, eventually};

/// A page that is measured, and how its figures are called.
pub struct PageAsked {
    pub key: &'static str,
    pub median: &'static str,
    pub growth: &'static str,
    pub per_plain: &'static str,
    target: &'static str,
    /// What stands on it.
    expected: &'static str,
    pub aim: Option<&'static str>,
}

macro_rules! page {
    ($key:literal, $name:literal, $target:literal, $expected:literal, $aim:expr) => {
        PageAsked {
            key: $key,
            median: concat!($name, ", p50"),
            growth: concat!($name, ", growth"),
            per_plain: concat!($name, ", per plain page"),
            target: $target,
            expected: $expected,
            aim: $aim,
        }
    };
}

/// Every page that is measured, in the order of the figures.
pub const PAGES: [PageAsked; 10] = [
    page!("plain", "a page about no resolution", "/limits", "", None),
    page!(
        "list",
        "the register, page 1",
        "/resolutions",
        "2025-F-",
        Some("under 50")
    ),
    page!(
        "year",
        "the register, one year",
        "/resolutions?year=2016",
        "2016-F-",
        Some("under 50")
    ),
    page!(
        "state",
        "the register, what is not in force",
        "/resolutions?state=rescinded",
        "-F-",
        Some("under 100")
    ),
    page!(
        "words",
        "a search for two words",
        "/resolutions?q=mirror+contract",
        "-F-",
        Some("under 100")
    ),
    page!(
        "rare",
        "a search for a rare word",
        "/resolutions?q=7919000",
        "",
        Some("under 100")
    ),
    page!(
        "beginning",
        "a search for a beginning",
        "/resolutions?q=found",
        "-F-",
        Some("under 100")
    ),
    page!(
        "motions",
        "the list of motions",
        "/motions",
        "Question 60",
        Some("under 50")
    ),
    page!(
        "motion",
        "one motion",
        "/motions/60",
        "Shall it be so?",
        Some("under 50")
    ),
    page!(
        "one",
        "one resolution",
        "/resolutions/2016-F-003",
        "The vote",
        Some("under 50")
    ),
];

/// Milliseconds by what was measured, one for each run.
#[derive(Default)]
pub struct Taken(BTreeMap<&'static str, Vec<f64>>);

impl Taken {
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
    reader: Visitor,
    _root: TempDir,
}

impl Ground {
    /// A foundation with so many resolutions.
    pub async fn prepare(resolutions: u32) -> Self {
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
        let read = |name: &str| fs::read_to_string(data.join(name)).unwrap();
        let address: Address = read("server").trim().parse().unwrap();
        let administrator =
            address.with_role(ADMINISTRATOR, &read(&format!("roles/{ADMINISTRATOR}")));
        let mut superuser = pool::connect_as_administrator(&administrator)
            .await
            .unwrap();
        load(&mut superuser, resolutions).await;
        Self {
            reader: Visitor::new(&base_url),
            _server: server,
            _cluster: cluster,
            _root: root,
        }
    }

    /// The median of each page, asked for so many times.
    pub async fn measure(&self, pages: usize) -> Taken {
        let mut taken = Taken::default();
        for asked in &PAGES {
            let mut each = Vec::new();
            for _ in 0..pages {
                let begun = Instant::now();
                let page = self.reader.get(asked.target).await;
                each.push(begun.elapsed());
                assert!(
                    page.status == 200 && page.html.contains(asked.expected),
                    "{}: {} {}",
                    asked.target,
                    page.status,
                    page.text()
                );
            }
            taken.0.insert(asked.key, vec![median_of(&mut each)]);
        }
        taken
    }
}

fn median_of(each: &mut [Duration]) -> f64 {
    each.sort();
    each[each.len() / 2].as_secs_f64() * 1000.0
}

async fn load(superuser: &mut Connection, resolutions: u32) {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        person: String,
    }
    let mut sql = include_str!("load.sql").replace("$MANY", &resolutions.to_string());
    for name in ["ada", "ben", "chi"] {
        let row: Row = diesel::sql_query(format!(
            "SELECT person::text FROM accounts WHERE address_key = '{name}@tamarack.example'"
        ))
        .get_result(superuser)
        .await
        .unwrap();
        sql = sql.replace(&format!("${}", name.to_uppercase()), &row.person);
    }
    superuser.batch_execute(&sql).await.unwrap();
    superuser.batch_execute("VACUUM ANALYZE").await.unwrap();
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
