//! An older database is brought to this version while somebody reads it.

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

/// What an older version made of an empty database.
async fn older(owner: &Address) {
    let connection = pool::connect(owner).await.unwrap();
    tokio::task::spawn_blocking(move || {
        let mut harness = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
        // It makes the table in which they are counted.
        assert!(harness.applied_migrations().unwrap().is_empty());
        let mut all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap();
        all.sort_by_key(|migration| migration.name().to_string());
        for migration in all {
            if migration.name().to_string().as_str() < MISSING {
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
    older(&owner).await;

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
    ] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }

    // Once the dump is over it goes on from there.
    dump.batch_execute("ROLLBACK").await.unwrap();
    let ran = migrate::run(&owner).await.unwrap();
    assert!(ran[0].starts_with(MISSING), "{ran:?}");
    let state = migrate::state(&owner).await.unwrap();
    assert_eq!(state.pending, Vec::<String>::new());
    cluster.stop().await;
}
