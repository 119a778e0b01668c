//! What whoever watches is told when nothing can be written, and when what fails is a vote.

use diesel_async::SimpleAsyncConnection;

use crate::support::election::{Foundation, Place};
use crate::support::{TestApp, eventually};

/// A founded server, and the address at which its figures are told.
async fn watched() -> (TestApp, String) {
    let app = TestApp::start_with(&["--metrics", "127.0.0.1:0"]).await;
    Foundation::without_keys(Place::of_app(&app)).await;
    let figures = eventually("where figures are told", async || {
        let said = app.said();
        let line = said.iter().find(|line| line.contains("Figures are told"));
        line.and_then(|line| line.split("at ").nth(1).map(str::to_owned))
    })
    .await;
    (app, figures)
}

async fn told(figures: &str) -> String {
    reqwest::get(figures).await.unwrap().text().await.unwrap()
}

/// What a failover that went wrong leaves: every page is shown, and nothing is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_takes_no_writes_is_not_ready() {
    let (app, figures) = watched().await;
    let mut administrator = app.database.administrator().await;
    let mut set = async |how: &str| {
        // A session that stands keeps what it began with: the pool makes new ones.
        let sql = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {how}', current_database()); END $$;
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND usename = 'commonhold_app'"
        );
        administrator.batch_execute(&sql).await.unwrap();
    };
    let visitor = app.visitor();
    set("SET default_transaction_read_only = on").await;
    let line =
        "database: takes no writes: it is a standby, or default_transaction_read_only is on\n";
    eventually(line, async || {
        let ready = visitor.get("/readyz").await;
        (ready.status == 503 && ready.html.starts_with(line)).then_some(())
    })
    .await;
    eventually("a page that only reads", async || {
        (visitor.get("/log").await.status == 200).then_some(())
    })
    .await;
    let figures = told(&figures).await;
    assert!(figures.contains("commonhold_ready 0\n"), "{figures}");

    set("RESET default_transaction_read_only").await;
    eventually("that all is taken again", async || {
        (visitor.get("/readyz").await.status == 200).then_some(())
    })
    .await;
}

/// What fails is counted wherever it fails, in one sum, also where nothing else is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_counted_also_where_votes_are() {
    let (app, figures) = watched().await;
    let faults = async || {
        let told = told(&figures).await;
        assert!(!told.contains("\"/polls"), "{told}");
        let line = told
            .lines()
            .find(|line| line.starts_with("commonhold_http_faults_total "));
        let line = line.unwrap_or_else(|| panic!("{told}"));
        line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let before = faults().await;
    let mut administrator = app.database.administrator().await;
    administrator
        .batch_execute("ALTER TABLE polls RENAME TO gone")
        .await
        .unwrap();
    let visitor = app.visitor();
    let page = visitor.get("/polls").await;
    assert_eq!(page.status, 500, "{}", page.text());
    assert_eq!(faults().await, before + 1);
    // Its 503 is what machines are answered, and befalls nobody; and why nothing of the votes is
    // known is said once, however often they ask.
    eventually("that the database differs", async || {
        (visitor.get("/readyz").await.status == 503).then_some(())
    })
    .await;
    visitor.get("/readyz").await;
    assert_eq!(faults().await, before + 1);
    let log = app.log();
    let said = log.matches("could not be read; trying on").count();
    assert_eq!(said, 1, "{log}");
}
