//! What whoever keeps the servers relies on: settings, the log, figures, an end in order.

use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use commonhold::db::{Connection, Role, patience, pool};
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::SimpleAsyncConnection;
use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::support::{TestApp, eventually, program, server::Process, signal};

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_is_misspelt_is_refused() {
    let run = async |name: &str, value: &str| {
        let mut command = Command::new(program());
        let run = command
            .args(["serve", "--data", "/nowhere"])
            .env(name, value);
        let done = run.output().await.unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, said) = run("COMMONHOLD_SMPT_URL", "smtp://secret@mail.example").await;
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("No setting is called COMMONHOLD_SMPT_URL") && said.contains("operating.md"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");
    let (code, said) = run("COMMONHOLD_LOG_FORMAT", "xml").await;
    assert_eq!(
        (code, said.trim()),
        (Some(2), "COMMONHOLD_LOG_FORMAT is text or json.")
    );
    let (code, said) = run("COMMONHOLD_LOG", "commonhold=loudly").await;
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("COMMONHOLD_LOG cannot be understood"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_names_a_request_by_number_and_route_and_nobody() {
    let app = TestApp::start().await;
    let log = app.folder("log of the second");
    let mut command = app.server_command("second", &["--supervised"]);
    command.env("COMMONHOLD_LOG_FORMAT", "json");
    let mut process = Process::start(command, &log);
    let base_url = process.serves().await;
    let ask = async |path: &str| {
        let client = reqwest::Client::new();
        let request = client
            .get(format!("{base_url}{path}"))
            .header("user-agent", "Ada's telephone")
            .header("x-request-id", "chosen by a stranger");
        let answer = request.send().await.unwrap();
        let id = answer.headers()["x-request-id"].to_str().unwrap();
        assert_eq!(id.len(), 16, "{id}");
        id.to_owned()
    };
    let page = ask("/setup/0123456789abcdef?next=/secret").await;
    let nowhere = ask("/nothing/ada@tamarack.example").await;
    let untold = [
        ask("/polls/1").await,
        ask("/sign-in").await,
        ask("/me").await,
    ];
    assert_ne!(page, nowhere);

    let written = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |id: &str| {
        lines
            .iter()
            .find(|line| line["span"]["id"] == id)
            .unwrap_or_else(|| panic!("{id}: {written}"))
    };
    assert_eq!(of(&page)["method"], "GET");
    assert_eq!(of(&page)["route"], "/setup/{token}");
    assert!(of(&page)["milliseconds"].is_u64(), "{}", of(&page));
    assert_eq!(of(&nowhere)["route"], "nowhere");
    assert_eq!(of(&nowhere)["status"], 404);
    for id in &untold {
        assert!(!written.contains(id), "{written}");
    }
    for personal in [
        "0123456789abcdef",
        "secret",
        "ada@",
        "telephone",
        "stranger",
        "127.0.0.1",
        "/polls",
    ] {
        assert!(!written.contains(personal), "{personal}: {written}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_told_to_the_operator_alone_and_not_of_votes() {
    let app = TestApp::start().await;
    let log = app.folder("log of the second");
    let command = app.server_command("second", &["--supervised", "--metrics", "127.0.0.1:0"]);
    let mut process = Process::start(command, &log);
    let base_url = process.serves().await;
    let line = process.says("Figures are told at ").await;
    let figures = line.trim_start_matches("Figures are told at ").to_owned();
    let status = async |path: &str| {
        let answer = reqwest::get(format!("{base_url}{path}")).await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(status("/metrics").await, 404, "not where everybody is");
    assert_eq!(status("/healthz").await, 200);
    assert_eq!(status("/healthz").await, 200);
    status("/polls/1").await;
    status("/polls/1/ballot").await;

    let answer = reqwest::get(&figures).await.unwrap();
    let kind = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text().await.unwrap();
    let of = |start: &str| {
        let line = text.lines().find(|line| line.starts_with(start));
        let line = line.unwrap_or_else(|| panic!("{start}: {text}"));
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    assert!(text.ends_with("# EOF\n"), "{text}");
    let counted = r#"commonhold_http_requests_total{route="/healthz",method="GET",status="200"}"#;
    assert_eq!(of(counted), 2.0);
    assert_eq!(of("commonhold_http_request_duration_seconds_count"), 3.0);
    assert!(!text.contains("polls"), "{text}");
    // Nothing signs the log of this database.
    assert!([0.0, 1.0].contains(&of("commonhold_ready ")));
    assert!(of("commonhold_database_connections ") >= 1.0);
    assert_eq!(of("commonhold_letters_due "), 0.0);
    assert_eq!(of("commonhold_acts_waiting "), 0.0);
    assert_eq!(of("commonhold_ballots_refused "), 0.0);
    assert_eq!(of("commonhold_ledger_runs "), 0.0);
    assert_eq!(of("commonhold_certifier_runs "), 0.0);

    // Of two certifiers one works at a time, and there is one as long as one of them runs.
    let (ledger, first, second) = (app.ledger(), app.certifier(), app.certifier());
    let told = async |name: &str, value: &str| {
        let line = format!("commonhold_{name}_runs {value}\n");
        eventually(&line, async || {
            let text = reqwest::get(&figures).await.unwrap().text().await.unwrap();
            text.contains(&line).then_some(())
        })
        .await;
    };
    told("ledger", "1").await;
    told("certifier", "1").await;
    drop(ledger);
    told("ledger", "0").await;
    drop(first);
    told("certifier", "1").await;
    drop(second);
    told("certifier", "0").await;
}

/// Whoever copies the keys after the first start, as the guide says, has all of them.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_every_key_of_a_server() {
    let app = TestApp::start().await;
    let keys = std::fs::read_dir(app.folder("data/keys")).unwrap();
    let mut names: Vec<String> = keys
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["dkim.pem", "factor.key", "receipt.key", "unsubscribe.key"]
    );
    let guide = include_str!("../../docs/operating.md");
    for name in names {
        assert!(guide.contains(&format!("`{name}`")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_for_figures_that_is_taken_is_named() {
    let app = TestApp::start().await;
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = app.server_command("second", &["--metrics", &address]);
    let done = command.output().await.unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    let sentence = format!("The address {address}, at which figures are to be told");
    assert!(said.contains(&sentence), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_leave_for_other_machines_under_a_sender_that_can_be_answered() {
    let app = TestApp::start().await;
    let mut command = app.server_command("second", &["--smtp-url", "smtps://secret@mail.example"]);
    let done = command.output().await.unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("Commonhold <no-reply@localhost>, which is an address of this machine"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");
}

/// Whoever watches asks every few seconds and waits for ten: the answer is there before, also when
/// the database gives none, and two ask at once.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_has_an_answer_while_the_database_has_none() {
    let app = TestApp::start_with(&["--connections", "2", "--metrics", "127.0.0.1:0"]).await;
    let figures = eventually("where figures are told", async || {
        let said = app.said();
        let line = said.iter().find(|line| line.contains("Figures are told"));
        line.and_then(|line| line.split("at ").nth(1).map(str::to_owned))
    })
    .await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("BEGIN; LOCK TABLE foundations IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    // They have both connections, and wait.
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let page = format!("{}/sign-in", app.base_url);
            tokio::spawn(async move { reqwest::get(page).await.unwrap().status() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;

    let begun = Instant::now();
    let visitor = app.visitor();
    let (ready, told) = tokio::join!(visitor.get("/readyz"), reqwest::get(&figures));
    let told = told.unwrap().text().await.unwrap();
    let took = begun.elapsed();
    // Ten seconds, and what a crowded machine adds.
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert_eq!(ready.status, 503);
    assert_eq!(
        ready.html,
        "database: does not answer in time\nlog: not known\n"
    );
    assert!(told.contains("commonhold_ready 0\n"), "{told}");

    administrator.batch_execute("ROLLBACK").await.unwrap();
    for page in waiting {
        page.await.unwrap();
    }
    eventually("an answer of the database", async || {
        (visitor.get("/readyz").await.status == 200).then_some(())
    })
    .await;
}

/// Anybody may ask `/readyz`. However many do, they hold no more than one connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_asks_whether_it_is_ready_leaves_the_others_their_connections() {
    let app = TestApp::start_with(&["--connections", "4"]).await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("BEGIN; LOCK TABLE __diesel_schema_migrations IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let crowd: Vec<_> = (0..20)
        .map(|_| {
            let ready = format!("{}/readyz", app.base_url);
            tokio::spawn(async move { reqwest::get(ready).await.unwrap().status() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let page = app.visitor().get("/sign-in").await;
    assert_ne!(page.status, 503, "{}", page.text());
    administrator.batch_execute("ROLLBACK").await.unwrap();
    for asked in crowd {
        assert_eq!(asked.await.unwrap(), 200);
    }
}

/// A server that was handed its socket, as systemd does it.
struct Handed(Child);

impl Handed {
    async fn start(app: &TestApp, socket: &TcpListener) -> Self {
        let server = app.server_command("second", &["--drain", "1"]);
        let server = server.as_std();
        let mut command = Command::new("sh");
        command
            // The third descriptor is the first that is handed over (sd_listen_fds(3)).
            .args([
                "-c",
                "exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"",
                "sh",
            ])
            .arg(server.get_program())
            .args(server.get_args())
            .envs(
                server
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env_remove("DATABASE_URL")
            .stdin(OwnedFd::from(socket.try_clone().unwrap()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("serves http://") {
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self(child);
            }
        }
        panic!("a server did not take the socket");
    }

    async fn ends(mut self) {
        signal(self.0.id().unwrap(), Signal::TERM);
        let status = self.0.wait().await.unwrap();
        assert!(status.success(), "{status}");
    }
}

/// Asks again and again until told to stop; says what did not come back whole.
async fn keeps_asking(
    address: SocketAddr,
    path: &'static str,
    anew: bool,
    over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
) -> Vec<String> {
    let kept = if anew { 0 } else { 1 };
    let client = reqwest::Client::builder()
        .pool_max_idle_per_host(kept)
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    let mut lost = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let answer = client.get(format!("http://{address}{path}")).send().await;
        let whole = match answer {
            Ok(answer) => answer.bytes().await.map(|_| ()),
            Err(error) => Err(error),
        };
        match whole {
            Ok(()) => _ = answered.fetch_add(1, Ordering::Relaxed),
            Err(error) => lost.push(format!("{path}: {error:?}")),
        }
        // The test asks what is lost, not how fast it goes.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    lost
}

#[tokio::test(flavor = "multi_thread")]
async fn between_two_servers_no_request_is_lost() {
    let app = TestApp::start().await;
    let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = socket.local_addr().unwrap();
    let mut server = Handed::start(&app, &socket).await;
    let (over, answered) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let asking: Vec<_> = (0..12)
        .map(|at| {
            let path = ["/healthz", "/readyz", "/setup"][at % 3];
            let (over, answered) = (Arc::clone(&over), Arc::clone(&answered));
            tokio::spawn(keeps_asking(address, path, at < 6, over, answered))
        })
        .collect();
    for round in 0..4 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if round % 2 == 0 {
            // As systemd restarts it: what comes meanwhile waits in the socket.
            server.ends().await;
            server = Handed::start(&app, &socket).await;
        } else {
            let next = Handed::start(&app, &socket).await;
            server.ends().await;
            server = next;
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    over.store(true, Ordering::Relaxed);
    for one in asking {
        let lost = one.await.unwrap();
        assert!(lost.is_empty(), "{lost:#?}");
    }
    server.ends().await;
    assert!(answered.load(Ordering::Relaxed) > 100, "{answered:?}");
}

/// Somebody else holds what a request needs, and does not let it go. It costs half a minute.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_the_database_without_end() {
    let app = TestApp::start().await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("BEGIN; LOCK TABLE foundations IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let asked = app.visitor().get("/sign-in").await;
    assert_eq!(asked.status, 503, "{}", asked.text());
    assert!(asked.headers.contains_key("retry-after"));
    let log = app.log();
    assert!(log.contains("the database took too long"), "{log}");

    // Whoever waited gave the connection back: the next is answered.
    administrator.batch_execute("ROLLBACK").await.unwrap();
    let after = app.visitor().get("/sign-in").await;
    assert_ne!(after.status, 503, "{}", after.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_has_an_end_and_a_chore_may_take_longer() {
    let app = TestApp::start().await;
    let mut server = pool::connect(&app.database.address(Role::App))
        .await
        .unwrap();
    assert_eq!(patience_of(&mut server).await, "1min 30s");
    server.batch_execute("BEGIN").await.unwrap();
    patience::be_patient(&mut server).await.unwrap();
    assert_eq!(patience_of(&mut server).await, "30min 5min");
    server.batch_execute("COMMIT").await.unwrap();
    assert_eq!(patience_of(&mut server).await, "1min 30s");

    server
        .batch_execute("SET statement_timeout = '50ms'")
        .await
        .unwrap();
    let ended = server.batch_execute("SELECT pg_sleep(60)").await;
    assert!(patience::is_impatience(&ended.unwrap_err()));
}

/// How long a session's statements may take, and wait for a lock.
async fn patience_of(session: &mut Connection) -> String {
    use diesel_async::RunQueryDsl as _;

    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        patience: String,
    }
    let row: Row = diesel::sql_query(
        "SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') AS patience",
    )
    .get_result(session)
    .await
    .unwrap();
    row.patience
}
