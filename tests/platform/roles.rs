//! Who may enter the database, and with which powers.

use commonhold::db::{
    cluster::Cluster,
    compare::{self, Durability},
    migrate,
    pool::{self, ConnectError},
    roles::{self, Role, RolesError, Server},
};
use diesel_async::SimpleAsyncConnection;

use crate::{Place, ask};

async fn prepared(place: &Place) -> Cluster {
    let cluster = place.start().await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    migrate::run(&owner).await.unwrap();
    cluster
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_can_do_what_they_are_for_and_nothing_else() {
    let place = Place::new();
    let cluster = prepared(&place).await;
    for role in Role::ALL {
        let address = roles::address_of(role, &place.folder, None).unwrap();
        assert_eq!(address.role(), Some(role.name()));
        let mut connection = pool::connect(&address).await.unwrap();
        let attributes = "SELECT concat(rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, \
             rolreplication, rolbypassrls) FROM pg_roles WHERE rolname = current_user";
        let found = ask(&mut connection, attributes).await.unwrap();
        assert_eq!(found, "tfffff", "{}", role.name());
        let temporary = connection.batch_execute("CREATE TEMP TABLE t ()").await;
        assert_eq!(temporary.is_ok(), role == Role::Owner);
    }
    let app = roles::address_of(Role::App, &place.folder, None).unwrap();
    let mut connection = pool::connect(&app).await.unwrap();
    for refused in [
        "CREATE TABLE mine (x int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "SET ROLE commonhold_owner",
        "SET session_replication_role = replica",
        "DROP TABLE __diesel_schema_migrations",
        "UPDATE __diesel_schema_migrations SET version = version",
        "SELECT * FROM pg_authid",
    ] {
        let answer = connection.batch_execute(refused).await;
        assert!(answer.is_err(), "{refused}");
    }
    ask(
        &mut connection,
        "SELECT count(*) FROM __diesel_schema_migrations",
    )
    .await
    .unwrap();
    for other in ["postgres", "template1"] {
        let refusal = pool::connect(&app.with_database(other))
            .await
            .err()
            .unwrap();
        assert!(
            refusal.to_string().contains("permission denied"),
            "{refusal}"
        );
    }
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_does_not_enter_with_more_power_than_its_role() {
    let place = Place::new();
    let cluster = prepared(&place).await;
    let refusal = pool::connect(cluster.administrator()).await.err().unwrap();
    assert!(
        refusal
            .to_string()
            .contains("is a superuser, may make roles"),
        "{refusal}"
    );

    let app = roles::address_of(Role::App, &place.folder, None).unwrap();
    let mut administrator = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    for (given, taken, words) in [
        (
            "ALTER ROLE commonhold_app BYPASSRLS",
            "ALTER ROLE commonhold_app NOBYPASSRLS",
            "bypasses row security",
        ),
        (
            "ALTER ROLE commonhold_app REPLICATION",
            "ALTER ROLE commonhold_app NOREPLICATION",
            "may replicate",
        ),
        (
            "ALTER ROLE commonhold_app CREATEDB",
            "ALTER ROLE commonhold_app NOCREATEDB",
            "may make databases",
        ),
        (
            "GRANT pg_read_all_data TO commonhold_app",
            "REVOKE pg_read_all_data FROM commonhold_app",
            "is a member of another role",
        ),
    ] {
        administrator.batch_execute(given).await.unwrap();
        let refusal = pool::open(&app, 2).await.err().unwrap();
        assert!(matches!(refusal, ConnectError::Role(_)), "{refusal}");
        assert!(refusal.to_string().contains(words), "{refusal}");
        administrator.batch_execute(taken).await.unwrap();
    }
    let pool = pool::open(&app, 2).await.unwrap();
    drop(pool.get().await.unwrap());
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn preparing_and_migrating_can_be_repeated_and_raced() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let administrator = cluster.administrator().clone();
    let mut nodes = Vec::new();
    for _ in 0..4 {
        let (administrator, folder) = (administrator.clone(), place.folder.clone());
        nodes.push(tokio::spawn(async move {
            let owner = roles::prepare(&administrator, Server::Private, &folder)
                .await
                .unwrap();
            migrate::run(&owner).await.unwrap().len()
        }));
    }
    let mut ran = Vec::new();
    for node in nodes {
        ran.push(node.await.unwrap());
    }
    let owner = roles::address_of(Role::Owner, &place.folder, None).unwrap();
    let state = migrate::state(&owner).await.unwrap();
    assert_eq!(state.pending, Vec::<String>::new());
    assert_eq!(ran.iter().sum::<usize>(), state.applied.len());
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    let cluster = prepared(&place).await;
    let owner = roles::address_of(Role::Owner, &place.folder, None).unwrap();
    let mut connection = pool::connect(&owner).await.unwrap();
    connection
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')")
        .await
        .unwrap();
    let refusal = migrate::run(&owner).await.unwrap_err().to_string();
    assert!(refusal.contains("99990101000000"), "{refusal}");
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_shared_server_the_passwords_that_are_in_use_are_kept() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let administrator = cluster.administrator();
    roles::prepare(administrator, Server::Shared, &place.folder)
        .await
        .unwrap();

    // Another node, which was not given the passwords.
    let other = Place::new();
    let refusal = roles::prepare(administrator, Server::Shared, &other.folder)
        .await
        .unwrap_err();
    assert!(
        matches!(refusal, RolesError::PasswordUnknown { .. }),
        "{refusal}"
    );
    for role in Role::ALL {
        let guess = format!("roles/{}", role.name());
        other.folder.write(&guess, "guess", 0o600).unwrap();
    }
    let refusal = roles::prepare(administrator, Server::Shared, &other.folder)
        .await
        .unwrap_err();
    assert!(
        matches!(refusal, RolesError::PasswordWrong { .. }),
        "{refusal}"
    );
    let app = roles::address_of(Role::App, &place.folder, None).unwrap();
    pool::connect(&app).await.unwrap();

    // Until the administrator says so.
    roles::prepare(administrator, Server::SharedNewPasswords, &other.folder)
        .await
        .unwrap();
    pool::connect(&app).await.err().unwrap();
    let app = roles::address_of(Role::App, &other.folder, None).unwrap();
    pool::connect(&app).await.unwrap();
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_without_superuser_is_enough() {
    let place = Place::new();
    // As PostgreSQL comes, but for the role.
    let cluster = place.start_with(&[("jit", "on")]).await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    connection
        .batch_execute("CREATE ROLE keeper LOGIN CREATEROLE CREATEDB PASSWORD 'k'")
        .await
        .unwrap();
    let keeper = cluster
        .administrator()
        .with_role("keeper", "k")
        .with_database("votes of 2026");
    let owner = roles::prepare(&keeper, Server::Shared, &place.folder)
        .await
        .unwrap();
    assert_eq!(owner.database(), Some("votes of 2026"));
    roles::prepare(&keeper, Server::Shared, &place.folder)
        .await
        .unwrap();
    migrate::run(&owner).await.unwrap();
    // Settings that only a superuser makes are missing, and nothing else.
    let app = roles::address_of(Role::App, &place.folder, None).unwrap();
    let mut connection = pool::connect(&app).await.unwrap();
    let differences = compare::differences(&mut connection, Durability::Required).await;
    assert_eq!(differences.unwrap(), []);
    let compiles = ask(&mut connection, "current_setting('jit')").await;
    assert_eq!(compiles.unwrap(), "off");
    cluster.stop().await;
}

#[test]
fn an_address_of_another_role_is_not_used() {
    let place = Place::new();
    for named in ["commonhold_owner:x@", "postgres@", ""] {
        let url = format!("postgresql://{named}db.example/commonhold?sslmode=require");
        for role in [Role::App, Role::Sequencer, Role::Certifier, Role::Auditor] {
            let refusal = roles::address_of(role, &place.folder, Some(&url)).unwrap_err();
            assert!(matches!(refusal, RolesError::OtherRole { .. }), "{refusal}");
            assert!(refusal.to_string().contains(role.name()), "{refusal}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_program_is_left_alone() {
    let place = Place::new();
    let cluster = place.start().await.unwrap();
    let mut connection = pool::connect_as_administrator(cluster.administrator())
        .await
        .unwrap();
    connection
        .batch_execute("CREATE DATABASE theirs")
        .await
        .unwrap();
    let theirs = cluster.administrator().with_database("theirs");
    let mut inside = pool::connect_as_administrator(&theirs).await.unwrap();
    inside
        .batch_execute("CREATE TABLE books (title text)")
        .await
        .unwrap();
    let refusal = roles::prepare(&theirs, Server::Shared, &place.folder)
        .await
        .unwrap_err();
    assert!(
        matches!(refusal, RolesError::ForeignDatabase(_)),
        "{refusal}"
    );
    cluster.stop().await;
}
