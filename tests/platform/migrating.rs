//! An older database is brought to this version while somebody reads it, and whole or not at all.

use std::time::{Duration, Instant};

use commonhold::db::{
    address::Address,
    migrate::{self, MIGRATIONS, MigrateError},
    pool,
    roles::{self, Role, Server},
};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection, async_connection_wrapper::AsyncConnectionWrapper,
};
use diesel_migrations::MigrationHarness;

use crate::{Place, ask};

/// The first migration that the older database lacks: it changes `decision_entries`.
const MISSING: &str = "2026-12-01-000039";

/// The migration before it: it makes the function `is_of_this_transaction`.
const BEFORE: &str = "2026-12-01-000038";

/// What a version that lacked this migration, and all after it, made of an empty database.
async fn older(owner: &Address, lacks: &'static str) {
    let connection = pool::connect(owner).await.unwrap();
    tokio::task::spawn_blocking(move || {
        let mut harness = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
        // It makes the table in which they are counted.
        assert!(harness.applied_migrations().unwrap().is_empty());
        let mut all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap();
        all.sort_by_key(|migration| migration.name().to_string());
        for migration in all {
            if migration.name().to_string().as_str() < lacks {
                harness.run_migration(&migration).unwrap();
            }
        }
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_gives_up_before_everybody_waits_behind_it_and_says_whom_it_waited_for() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    older(&owner, MISSING).await;

    // A dump holds every table, as long as it takes.
    let inside = cluster.administrator().with_database("commonhold");
    let mut dump = pool::connect_as_administrator(&inside).await.unwrap();
    dump.batch_execute(
        "SET application_name = 'pg_dump'; BEGIN;
         DO $$ BEGIN EXECUTE (
             SELECT format('LOCK TABLE %s IN ACCESS SHARE MODE', string_agg(oid::regclass::text, ', '))
             FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace);
         END $$",
    )
    .await
    .unwrap();
    let process = ask(&mut dump, "pg_backend_pid()").await.unwrap();

    let migrating = {
        let owner = owner.clone();
        tokio::spawn(async move { migrate::run(&owner).await })
    };
    // Meanwhile a page is asked, and asked again.
    let app = roles::address_of(Role::App, &place.folder, None).unwrap();
    let mut server = pool::connect(&app).await.unwrap();
    let mut longest = Duration::ZERO;
    while !migrating.is_finished() {
        let begun = Instant::now();
        ask(&mut server, "SELECT count(*) FROM decision_entries")
            .await
            .unwrap();
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Five seconds, and what a crowded machine adds.
    assert!(longest < Duration::from_secs(15), "{longest:?}");
    let refusal = migrating.await.unwrap().unwrap_err();
    assert!(matches!(refusal, MigrateError::Waited { .. }), "{refusal}");
    let refusal = refusal.to_string();
    for said in [
        MISSING,
        "AccessExclusiveLock on decision_entries",
        &format!("process {process} (pg_dump, as postgres, "),
        "pg_terminate_backend",
        "The database said: ",
        "lock timeout",
        "the database is as it was",
    ] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }

    // Once the dump is over it is done.
    dump.batch_execute("ROLLBACK").await.unwrap();
    let ran = migrate::run(&owner).await.unwrap();
    assert!(ran[0].starts_with(MISSING), "{ran:?}");
    let state = migrate::state(&owner).await.unwrap();
    assert_eq!(state.pending, Vec::<String>::new());
    cluster.stop().await;
}

/// A lock that was waited for a moment before is not what a migration failed of.
#[tokio::test(flavor = "multi_thread")]
async fn what_fails_once_it_had_its_lock_is_said_and_not_tried_again() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    older(&owner, MISSING).await;
    let mut inside = pool::connect(&owner).await.unwrap();
    // It is there already, so the migration fails as soon as the table is its own.
    for statement in [
        "ALTER TABLE decision_entries ADD COLUMN in_writing boolean",
        "BEGIN; LOCK TABLE decision_entries IN ACCESS SHARE MODE",
    ] {
        inside.batch_execute(statement).await.unwrap();
    }
    let migrating = {
        let owner = owner.clone();
        tokio::spawn(async move { migrate::run(&owner).await })
    };
    let waits = "EXISTS (SELECT FROM pg_locks l WHERE NOT l.granted AND l.relation = 'decision_entries'::regclass)";
    while ask(&mut inside, waits).await.unwrap() != "true" {
        assert!(!migrating.is_finished());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Until it was seen to wait.
    tokio::time::sleep(Duration::from_millis(800)).await;
    inside.batch_execute("ROLLBACK").await.unwrap();
    let refusal = migrating.await.unwrap().unwrap_err();
    assert!(matches!(refusal, MigrateError::Failed(_)), "{refusal}");
    let refusal = refusal.to_string();
    for said in [MISSING, "already exists"] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
    cluster.stop().await;
}

/// Whoever finds half of an upgrade can start neither version over it.
#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_leaves_those_before_it_undone() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    older(&owner, BEFORE).await;
    let before = migrate::state(&owner).await.unwrap();
    assert!(before.pending[0].starts_with(BEFORE), "{before:?}");
    assert!(before.pending[1].starts_with(MISSING), "{before:?}");
    let mut inside = pool::connect(&owner).await.unwrap();
    // It is there already, so the second of them fails.
    inside
        .batch_execute("ALTER TABLE decision_entries ADD COLUMN in_writing boolean")
        .await
        .unwrap();

    let refusal = migrate::run(&owner).await.unwrap_err();
    assert!(matches!(refusal, MigrateError::Failed(_)), "{refusal}");
    let refusal = refusal.to_string();
    for said in [MISSING, "the version before starts over it"] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
    assert_eq!(migrate::state(&owner).await.unwrap(), before);
    let gone = "to_regprocedure('is_of_this_transaction(xid, timestamptz)') IS NULL";
    assert_eq!(ask(&mut inside, gone).await.unwrap(), "true");

    // Both are done once nothing is in their way, and each is recorded.
    inside
        .batch_execute("ALTER TABLE decision_entries DROP COLUMN in_writing")
        .await
        .unwrap();
    assert_eq!(migrate::run(&owner).await.unwrap(), before.pending);
    let after = migrate::state(&owner).await.unwrap();
    assert_eq!(after.pending, Vec::<String>::new());
    let all = before.applied.len() + before.pending.len();
    assert_eq!(after.applied.len(), all);
    assert_eq!(ask(&mut inside, gone).await.unwrap(), "false");
    cluster.stop().await;
}

/// What the sentence sends its reader to is there, and says the same.
#[test]
fn whoever_would_go_back_is_sent_to_the_guide() {
    let said = MigrateError::Newer("2026-12-01-000039".to_owned()).to_string();
    assert!(said.contains("there is no way back"), "{said}");
    let (_, rest) = said.split_once('“').unwrap();
    let (section, _) = rest.split_once('”').unwrap();
    let guide = include_str!("../../docs/operating.md");
    let (_, section) = guide.split_once(&format!("\n## {section}\n")).unwrap();
    assert!(section.contains("there is no way back"), "{section}");
}
