//! How the docket bears growth: the deadlines of 10,000 assets with 200,000 events worked
//! out from nothing, looked over when nothing changed, and the pages that show them and
//! the register they are of.
//!
//! `cargo bench --bench docket -- [--json] [--quick]` prints a line per figure, or one
//! JSON object. Everything happens on 127.0.0.1, over a private cluster with fsync and a
//! server as anybody runs it. The events are written set by set with the guards at rest
//! (`load.sql`); the deadlines are not.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

#[path = "../measures/figures.rs"]
#[expect(dead_code, reason = "here nothing is best at its highest")]
mod figures;
#[path = "../../tests/it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use commonhold::db::address::Address;
use commonhold::db::cluster::ADMINISTRATOR;
use commonhold::db::{Role, pool};
use commonhold::docket::store::recompute;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::json;
use tokio::process::Command;

use figures::{Best, Figure, load_average, processors};
use support::server::Process;
use support::{MailFolder, Visitor, eventually};

const OFFICER: &str = "chi@tamarack.example";

/// What is asked for, how it is called, and what stands on it.
const PAGES: [(&str, &str, &str); 6] = [
    ("the docket, p50", "/room/docket", "Deadlines"),
    ("what was missed, p50", "/room/docket?show=missed", "missed"),
    (
        "one deadline, p50",
        "/room/docket/1",
        "How the days are counted",
    ),
    ("the register, p50", "/registry", "Asset 1"),
    (
        "the register in the officers’ room, p50",
        "/room/registry",
        "Kept by fewer than two",
    ),
    ("licences, p50", "/licences", "Licensee"),
];

/// The whole register as a file.
const FILE: &str = "/registry/register.json";

/// How often what can be repeated is.
const RUNS: usize = 3;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let quick = given("--quick");
    let (assets, pages) = if quick { (1_000, 20) } else { (10_000, 100) };
    let busy = load_average();
    let figures = measure(assets, pages, quick).await;
    let processors = processors();
    if given("--json") {
        let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
        let document = json!({
            "bench": "docket",
            "assets": assets,
            "events": assets * 20,
            "pages_per_run": pages,
            "processors": processors,
            "load_average_before": busy,
            "figures": list,
        });
        println!("{document}");
        return;
    }
    let busy = busy.map_or(String::new(), |busy| format!(", load before: {busy}"));
    println!(
        "{assets} assets with {} events, {pages} of each page, {processors} processors{busy}",
        assets * 20
    );
    for figure in figures {
        println!("{}", figure.to_line());
    }
}

async fn measure(assets: u32, pages: usize, quick: bool) -> Vec<Figure> {
    eprintln!("Setting up a foundation with {assets} assets …");
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
    let mut superuser = pool::connect_as_administrator(&address(ADMINISTRATOR))
        .await
        .unwrap();
    load(&mut superuser, assets).await;
    let mut store = pool::connect(&address(Role::App.name())).await.unwrap();
    eprintln!("  measuring …");
    let mut figures = Vec::new();
    let mut add = |name, unit, aim: Option<&'static str>, value: f64| {
        let figure = Figure::of(name, unit, Best::Lowest, vec![value]);
        figures.push(match aim {
            Some(aim) if !quick => figure.aiming(aim),
            Some(_) | None => figure,
        });
    };
    let begun = Instant::now();
    let run = recompute::all(&mut store).await.unwrap();
    let taken = begun.elapsed().as_secs_f64();
    add(
        "deadlines worked out from nothing",
        "s",
        Some("under 10"),
        taken,
    );
    let lines = u32::try_from(run.added).unwrap();
    add("deadlines", "", None, f64::from(lines));
    let bare = bare(&mut superuser).await;
    add("as many bare rows, inserted by batches", "s", None, bare);
    add("deadlines worked out per bare row", "", None, bare / taken);
    let mut each = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let again = recompute::all(&mut store).await.unwrap();
        each.push(begun.elapsed());
        assert_eq!((again.added, again.superseded, again.outcomes), (0, 0, 0));
    }
    let again = median_of(&mut each) / 1000.0;
    add(
        "worked out again, nothing new",
        "s",
        Some("under 10"),
        again,
    );
    superuser.batch_execute("VACUUM ANALYZE").await.unwrap();
    let officer = sign_in(&base_url, &MailFolder::new(data.join("mail")), OFFICER).await;
    for (name, target, expected) in PAGES {
        let mut each = Vec::new();
        for _ in 0..pages {
            let begun = Instant::now();
            let page = officer.get(target).await;
            each.push(begun.elapsed());
            assert!(
                page.status == 200 && page.html.contains(expected),
                "{target}: {} {}",
                page.status,
                page.text()
            );
        }
        add(name, "ms", Some("under 100"), median_of(&mut each));
    }
    let mut each = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let file = officer.get(FILE).await;
        each.push(begun.elapsed());
        let read: serde_json::Value = serde_json::from_str(&file.html).unwrap();
        let many = read["assets"].as_array().unwrap().len();
        assert_eq!(many, usize::try_from(assets).unwrap());
    }
    let whole = median_of(&mut each) / 1000.0;
    add("the whole register as JSON", "s", None, whole);
    figures
}

/// How long it takes to write the rows of the deadlines to a table with the same key and
/// nothing else, as many in a statement.
async fn bare(superuser: &mut commonhold::db::Connection) -> f64 {
    let begun = Instant::now();
    superuser
        .batch_execute(
            "CREATE TABLE bare (LIKE deadlines); ALTER TABLE bare ADD PRIMARY KEY (id); \
             DO $$ BEGIN FOR batch IN 0 .. (SELECT max(number) / 5000 FROM deadlines) LOOP \
                 INSERT INTO bare SELECT * FROM deadlines WHERE number / 5000 = batch; \
             END LOOP; END $$; DROP TABLE bare",
        )
        .await
        .unwrap();
    begun.elapsed().as_secs_f64()
}

fn median_of(each: &mut [Duration]) -> f64 {
    each.sort();
    each[each.len() / 2].as_secs_f64() * 1000.0
}

async fn load(superuser: &mut commonhold::db::Connection, assets: u32) {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        person: String,
    }
    let row: Row = diesel::sql_query(format!(
        "SELECT person::text FROM accounts WHERE address_key = '{OFFICER}'"
    ))
    .get_result(superuser)
    .await
    .unwrap();
    let sql = include_str!("load.sql")
        .replace("$MANY", &assets.to_string())
        .replace("$CHI", &row.person);
    superuser.batch_execute(&sql).await.unwrap();
    superuser.batch_execute("VACUUM ANALYZE").await.unwrap();
}

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
