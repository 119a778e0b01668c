//! The signer: nothing smaller or other than what was signed before is ever
//! signed, whatever the database holds.

use std::fs;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::publishing::enter;
use super::reader::PublicLog;
use crate::support::election::{Foundation, NO_LIMITS, Place, Plan, Poll};
use crate::support::{TestApp, eventually};

/// A log of so many entries, whose ledger has stopped.
async fn signed_log(size: u8) -> (TestApp, PublicLog) {
    let app = TestApp::start().await;
    Foundation::without_keys(Place::of_app(&app)).await;
    let log = PublicLog::of(&app.base_url);
    let ledger = app.ledger();
    log.reaches(1).await;
    enter(&app, size - 1).await;
    log.reaches(size.into()).await;
    drop(ledger);
    (app, log)
}

/// Does what no role of ours can do: changes these tables while their guards
/// are away, which come back before anybody looks.
async fn tamper(superuser: &mut AsyncPgConnection, tables: &[&str], sql: &str) {
    let mut script = "BEGIN;".to_owned();
    for table in tables {
        script += &format!("ALTER TABLE {table} DISABLE TRIGGER ALL;");
    }
    script += sql;
    for table in tables {
        script += &format!(
            "ALTER TABLE {table} ENABLE TRIGGER ALL;
             DO $$ DECLARE guard name; BEGIN
                 FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal
                 LOOP EXECUTE format('ALTER TABLE {table} ENABLE ALWAYS TRIGGER %I', guard); END LOOP;
             END $$;"
        );
    }
    superuser.batch_execute(&(script + "COMMIT")).await.unwrap();
}

/// Waits until `/readyz` says this of the log, and answers all the same that requests are taken:
/// a ledger's fault is no reason to ask another server, which would say the same.
async fn says_of_the_log(app: &TestApp, sentence: &str) {
    eventually(sentence, async || {
        let page = app.visitor().get("/readyz").await;
        (page.status == 200 && page.text().contains(sentence)).then_some(())
    })
    .await;
}

fn signed(app: &TestApp) -> String {
    fs::read_to_string(app.folder("data").join("ledger/signer.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_an_older_backup_is_not_signed() {
    let (app, log) = signed_log(5).await;
    let before = signed(&app);
    let tables = ["log_leaves", "log_checkpoints", "log_state"];
    let mut superuser = app.database.administrator().await;
    tamper(
        &mut superuser,
        &tables,
        "CREATE TEMP TABLE kept_leaves AS SELECT * FROM log_leaves WHERE index >= 3;
         CREATE TEMP TABLE kept_checkpoints AS SELECT * FROM log_checkpoints;
         DELETE FROM log_leaves WHERE index >= 3;
         DELETE FROM log_checkpoints;
         UPDATE log_state SET size = 3;",
    )
    .await;
    let ledger = app.ledger();
    says_of_the_log(
        &app,
        "log: 5 entries of the log were signed, and the database holds 3",
    )
    .await;
    let page = app.visitor().get("/log").await;
    assert!(
        page.text().contains("The log does not grow at the moment"),
        "{}",
        page.text()
    );
    assert!(app.ledger_log().contains("THE LOG IS NOT SIGNED"));
    // Nor does anything get a place while that is so.
    enter(&app, 4).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(signed(&app), before);
    assert_eq!(log.checkpoint().await.unwrap().checkpoint().size(), 5);

    // With the missing entries back it goes on.
    tamper(
        &mut superuser,
        &tables,
        "INSERT INTO log_leaves SELECT * FROM kept_leaves;
         INSERT INTO log_checkpoints SELECT * FROM kept_checkpoints;
         UPDATE log_state SET size = 5;",
    )
    .await;
    log.reaches(9).await;
    says_of_the_log(&app, "log: ready").await;
    drop(ledger);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_history_is_not_signed_and_not_published() {
    let (app, log) = signed_log(4).await;
    let before = signed(&app);
    let rewrite = |from: &str, to: &str| {
        format!(
            "UPDATE log_entries SET leaf =
                 convert_to(replace(convert_from(leaf, 'UTF8'), '{from}', '{to}'), 'UTF8');"
        )
    };
    let mut superuser = app.database.administrator().await;
    let there = rewrite("Officer 1", "Officer 7");
    tamper(&mut superuser, &["log_entries"], &there).await;
    let ledger = app.ledger();
    says_of_the_log(
        &app,
        "log: the first 4 entries in the database are not those that were signed",
    )
    .await;
    enter(&app, 1).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(signed(&app), before);
    let (other, second) = app.another_server("other").await;
    eventually("the refusal to publish", async || {
        let page = app.visitor().at(&other).get("/readyz").await;
        let said = "do not have the root that was signed";
        (page.status == 200 && page.text().contains(said)).then_some(())
    })
    .await;
    assert!(PublicLog::of(&other).checkpoint().await.is_none());
    drop(second);

    let back = rewrite("Officer 7", "Officer 1");
    tamper(&mut superuser, &["log_entries"], &back).await;
    log.reaches(5).await;
    drop(ledger);
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_go_on_while_the_log_is_not_signed() {
    let app = TestApp::start_with(&NO_LIMITS).await;
    let ledger = app.ledger();
    let foundation = Foundation::found(Place::of_app(&app)).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let kim = foundation.place.sign_in("kim@mail.example").await;
    let log = PublicLog::of(&app.base_url);
    log.reaches(5).await;
    drop(ledger);

    // As after its disk was full: the leader cannot say what it signed last.
    let file = app.folder("data").join("ledger/signer.json");
    fs::write(&file, "{").unwrap();
    let ledger = app.ledger();
    says_of_the_log(&app, "is not readable as what was signed last").await;
    let (other, second) = app.another_server("other").await;
    eventually("the other server's word", async || {
        let page = kim.at(&other).get("/readyz").await;
        let said = "is not readable as what was signed last";
        (page.status == 200 && page.text().contains(said)).then_some(())
    })
    .await;
    drop(second);
    let marks = [("r1", "01"), ("r2", "02")];
    let slip = poll.cast(&kim, "Kim Abara", &marks).await;
    let page = kim
        .get(&format!("/log/find?digest={}", slip.digest()))
        .await;
    assert!(
        page.text().contains("waiting for its batch"),
        "{}",
        page.text()
    );

    fs::remove_file(&file).unwrap();
    says_of_the_log(&app, "log: ready").await;
    drop(ledger);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_goes_on_from_the_database_and_only_with_the_log_s_key() {
    let (app, log) = signed_log(3).await;
    let folder = app.folder("data").join("ledger");
    let old = signed(&app);

    // Without its file, and with one that is too old.
    fs::remove_file(folder.join("signer.json")).unwrap();
    let ledger = app.ledger();
    enter(&app, 2).await;
    let five = log.reaches(5).await;
    drop(ledger);
    fs::write(folder.join("signer.json"), &old).unwrap();
    let ledger = app.ledger();
    enter(&app, 1).await;
    assert_eq!(log.reaches(6).await.leaves[..5], five.leaves);
    assert!(signed(&app).contains("\"size\":6"));
    drop(ledger);

    // With a file that nobody signed.
    let forged = signed(&app).replace("\"size\":6", "\"size\":2");
    fs::write(folder.join("signer.json"), forged).unwrap();
    let ledger = app.ledger();
    says_of_the_log(&app, "is not readable as what was signed last").await;
    drop(ledger);
    fs::remove_file(folder.join("signer.json")).unwrap();

    // Elsewhere, without the key and with another.
    let elsewhere = app.ledger_in("elsewhere");
    says_of_the_log(&app, "Copy the log's key there").await;
    drop(elsewhere);
    let strange = app.folder("elsewhere").join("ledger/log.key");
    fs::create_dir_all(strange.parent().unwrap()).unwrap();
    fs::write(&strange, [7; 32]).unwrap();
    let elsewhere = app.ledger_in("elsewhere");
    says_of_the_log(&app, "holds another").await;
    assert_eq!(log.checkpoint().await.unwrap().checkpoint().size(), 6);
    drop(elsewhere);

    // With the right one it takes over.
    fs::copy(folder.join("log.key"), &strange).unwrap();
    let elsewhere = app.ledger_in("elsewhere");
    enter(&app, 1).await;
    log.reaches(7).await;
    says_of_the_log(&app, "log: ready").await;
    drop(elsewhere);
}
