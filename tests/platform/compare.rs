//! A database is what its migrations make of it, and whatever is changed in it
//! is named.

use commonhold::db::{
    cluster::Cluster,
    compare::{self, Durability},
    migrate, pool,
    roles::{self, Role, Server},
};
use diesel::result::Error;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::{
    Place,
    run::{commonhold, outcome},
};

async fn migrated(place: &Place, settings: &[(&str, &str)]) -> Cluster {
    let cluster = place.start_with(settings).await.unwrap();
    let owner = roles::prepare(cluster.administrator(), Server::Private, &place.folder)
        .await
        .unwrap();
    migrate::run(&owner).await.unwrap();
    cluster
}

async fn superuser(cluster: &Cluster) -> AsyncPgConnection {
    let inside = cluster.administrator().with_database("commonhold");
    pool::connect_as_administrator(&inside).await.unwrap()
}

async fn named(connection: &mut AsyncPgConnection) -> Vec<String> {
    compare::differences(connection, Durability::Required)
        .await
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_database_is_as_it_must_be_whoever_asks() {
    let place = Place::new();
    let cluster = migrated(&place, &[]).await;
    for role in Role::ALL {
        let address = roles::address_of(role, &place.folder, None).unwrap();
        let mut connection = pool::connect(&address).await.unwrap();
        let named = named(&mut connection).await;
        assert!(
            named.is_empty(),
            "asked as {}. Where a migration is the cause, renew the file with bin/expected and read \
             what changed in it:\n{}",
            role.name(),
            named.join("\n")
        );
    }
    cluster.stop().await;
}

/// Each change, and the sentence that names it.
const CHANGES: [(&str, &str); 51] = [
    // What keeps history.
    (
        "DROP TRIGGER append_only ON envelopes",
        "trigger append_only on envelopes is missing",
    ),
    (
        "ALTER TABLE envelopes DISABLE TRIGGER guard",
        "trigger guard on envelopes is not as it must be: it is “disabled",
    ),
    (
        "ALTER TABLE envelopes ENABLE TRIGGER guard",
        "trigger guard on envelopes is not as it must be: it is “not in replication",
    ),
    (
        "ALTER TABLE envelopes ENABLE REPLICA TRIGGER guard",
        "trigger guard on envelopes is not as it must be: it is “in replication only",
    ),
    (
        "ALTER TABLE polls DISABLE TRIGGER ALL",
        "constraint polls_roll_id_fkey on polls is not as it must be",
    ),
    (
        "DROP TRIGGER guard ON envelopes; CREATE TRIGGER guard AFTER INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION guard_envelope(); ALTER TABLE envelopes ENABLE ALWAYS TRIGGER guard",
        "trigger guard on envelopes is not as it must be",
    ),
    (
        "CREATE TRIGGER a BEFORE INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger a on envelopes must not be there",
    ),
    (
        "CREATE OR REPLACE FUNCTION guard_envelope() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'",
        "function guard_envelope() is not as it must be",
    ),
    (
        "ALTER FUNCTION guard_envelope() SECURITY INVOKER",
        "function guard_envelope() is not as it must be",
    ),
    (
        "ALTER FUNCTION guard_envelope() RESET search_path",
        "function guard_envelope() is not as it must be",
    ),
    (
        "ALTER FUNCTION guard_envelope() OWNER TO commonhold_app",
        "function guard_envelope() is not as it must be",
    ),
    (
        "ALTER TABLE envelopes OWNER TO commonhold_app",
        "table envelopes is not as it must be",
    ),
    (
        "ALTER TABLE envelopes DROP CONSTRAINT envelopes_digest_length",
        "constraint envelopes_digest_length on envelopes is missing",
    ),
    (
        "ALTER TABLE envelopes DROP CONSTRAINT envelopes_digest_key",
        "index envelopes_digest_key on envelopes is missing",
    ),
    (
        "ALTER TABLE envelopes ALTER weight DROP NOT NULL",
        "column envelopes.weight is not as it must be",
    ),
    (
        "ALTER TABLE envelopes ADD cast_at timestamptz DEFAULT now()",
        "column envelopes.cast_at must not be there",
    ),
    (
        "ALTER TABLE poll_results ENABLE ROW LEVEL SECURITY",
        "table poll_results is not as it must be: it is “owner commonhold_owner, row security”",
    ),
    (
        "CREATE POLICY p ON poll_results USING (true)",
        "row policy p on poll_results must not be there",
    ),
    (
        "CREATE RULE quiet AS ON INSERT TO envelopes DO INSTEAD NOTHING",
        "rule quiet on envelopes must not be there",
    ),
    (
        "CREATE TABLE more () INHERITS (envelopes)",
        "table more must not be there: “owner postgres, child of public.envelopes”",
    ),
    (
        "ALTER TABLE poll_results SET UNLOGGED",
        "table poll_results is not as it must be",
    ),
    (
        "CREATE VIEW seen AS SELECT * FROM envelopes",
        "view seen must not be there",
    ),
    // Who may do what.
    (
        "GRANT UPDATE ON envelopes TO commonhold_app",
        "grant on table envelopes to commonhold_app is not as it must be",
    ),
    (
        "GRANT UPDATE (weight) ON envelopes TO commonhold_app",
        "grant on column envelopes.weight to commonhold_app must not be there: “UPDATE”",
    ),
    (
        "GRANT SELECT ON passwords TO PUBLIC",
        "grant on table passwords to everybody must not be there",
    ),
    (
        "GRANT SELECT ON cast_receipts TO commonhold_auditor",
        "grant on table cast_receipts to commonhold_auditor must not be there",
    ),
    (
        "REVOKE INSERT ON envelopes FROM commonhold_app",
        "grant on table envelopes to commonhold_app is not as it must be",
    ),
    (
        "GRANT EXECUTE ON FUNCTION guard_envelope() TO PUBLIC",
        "grant on function guard_envelope() to everybody must not be there",
    ),
    (
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "grant on schema public to everybody must not be there: “CREATE”",
    ),
    (
        "GRANT TEMPORARY ON DATABASE commonhold TO PUBLIC",
        "grant on this database to everybody must not be there: “TEMPORARY”",
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE commonhold_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
        "what commonhold_owner grants on new functions is missing",
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE commonhold_owner GRANT DELETE ON TABLES TO commonhold_app",
        "what commonhold_owner grants on new tables must not be there",
    ),
    (
        "GRANT commonhold_owner TO commonhold_app",
        "membership of commonhold_app in commonhold_owner must not be there",
    ),
    (
        "GRANT pg_write_all_data TO commonhold_app",
        "membership of commonhold_app in pg_write_all_data must not be there",
    ),
    (
        "CREATE ROLE bob; GRANT commonhold_certifier TO bob",
        "membership of bob in commonhold_certifier must not be there",
    ),
    (
        "ALTER ROLE commonhold_app BYPASSRLS",
        "role commonhold_app is not as it must be: it is “login, bypasses row security”",
    ),
    (
        "ALTER ROLE commonhold_auditor NOLOGIN",
        "role commonhold_auditor is not as it must be",
    ),
    (
        "ALTER ROLE commonhold_app SET session_replication_role = replica",
        "setting session_replication_role of commonhold_app must not be there: “replica”",
    ),
    (
        "ALTER ROLE ALL SET synchronous_commit = off",
        "setting synchronous_commit of everybody must not be there",
    ),
    (
        "ALTER ROLE commonhold_app IN DATABASE commonhold SET search_path = pg_temp, public",
        "setting search_path of commonhold_app in this database must not be there",
    ),
    (
        "ALTER ROLE commonhold_app SET log_statement = 'all'",
        "setting log_statement of commonhold_app is not as it must be",
    ),
    (
        "ALTER ROLE commonhold_app RESET jit",
        "setting jit of commonhold_app is missing",
    ),
    (
        "ALTER DATABASE commonhold SET default_transaction_isolation = 'serializable'",
        "setting default_transaction_isolation of everybody in this database must not be there",
    ),
    (
        "SET LOCAL session_replication_role = replica",
        "server setting session_replication_role is not as it must be",
    ),
    (
        "SET LOCAL synchronous_commit = off",
        "server setting synchronous_commit is not as it must be",
    ),
    // What leads out, or is found before ours.
    (
        "CREATE PUBLICATION p FOR TABLE envelopes",
        "publication p must not be there",
    ),
    (
        "CREATE FUNCTION pg_catalog.sha256(text) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "function pg_catalog.sha256(text) must not be there",
    ),
    (
        "CREATE OPERATOR public.= (LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = pg_catalog.byteane)",
        "operator = (bytea, bytea) must not be there",
    ),
    ("CREATE SCHEMA mine", "schema mine must not be there"),
    (
        "CREATE FUNCTION tell() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION tell()",
        "event trigger e must not be there",
    ),
    (
        "DELETE FROM __diesel_schema_migrations WHERE version = '20261130000006'",
        "migration 20261130000006 is missing",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_is_named() {
    let place = Place::new();
    let cluster = migrated(&place, &[("wal_level", "logical")]).await;
    let mut connection = superuser(&cluster).await;
    for (sql, sentence) in CHANGES {
        let outcome = connection
            .transaction(async |connection| {
                connection.batch_execute(sql).await?;
                let named = named(connection).await;
                assert!(
                    named.iter().any(|said| said.contains(sentence)),
                    "{sql}: {named:#?}"
                );
                Err::<(), _>(Error::RollbackTransaction)
            })
            .await;
        assert_eq!(outcome, Err(Error::RollbackTransaction), "{sql}");
    }
    assert_eq!(named(&mut connection).await, Vec::<String>::new());

    for (made, undone, sentence) in [
        (
            "SELECT pg_create_logical_replication_slot('leak', 'pgoutput')",
            "SELECT pg_drop_replication_slot('leak')",
            "replication slot leak must not be there.",
        ),
        (
            "GRANT SET ON PARAMETER session_replication_role TO commonhold_app",
            "REVOKE SET ON PARAMETER session_replication_role FROM commonhold_app",
            "grant on parameter session_replication_role to commonhold_app must not be there: “SET”.",
        ),
    ] {
        if sentence.contains("parameter") && version(&mut connection).await < 15 {
            continue;
        }
        connection.batch_execute(made).await.unwrap();
        assert_eq!(named(&mut connection).await, [sentence]);
        connection.batch_execute(undone).await.unwrap();
    }
    cluster.stop().await;
}

async fn version(connection: &mut AsyncPgConnection) -> u32 {
    let number = crate::ask(connection, "SELECT current_setting('server_version_num')").await;
    number.unwrap().parse::<u32>().unwrap() / 10_000
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_may_forget_is_named_and_forgiven_to_tests_alone() {
    let place = Place::new();
    let settings = [("fsync", "off"), ("full_page_writes", "off")];
    let cluster = migrated(&place, &settings).await;
    let mut connection = superuser(&cluster).await;
    let expected = [
        "server setting fsync is not as it must be: it is “off” and must be “on”.",
        "server setting full_page_writes is not as it must be: it is “off” and must be “on”.",
    ];
    assert_eq!(named(&mut connection).await, expected);
    let forgiven = compare::differences(&mut connection, Durability::Forgone).await;
    assert_eq!(forgiven.unwrap(), []);
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_a_dropped_trigger_and_a_server_does_not_start_over_it() {
    let place = Place::new();
    let data = place.folder.path();
    let cluster = migrated(&place, &[]).await;
    let mut connection = superuser(&cluster).await;
    connection
        .batch_execute(
            "DROP TRIGGER append_only ON envelopes; ALTER TABLE rolls DISABLE TRIGGER guard",
        )
        .await
        .unwrap();
    let sentences = [
        "trigger append_only on envelopes is missing: “always, ",
        "trigger guard on rolls is not as it must be: it is “disabled, ",
    ];
    for (arguments, starts) in [
        (&["migrate", "--check"][..], false),
        (&["serve", "--port", "0"][..], true),
        (&["ledger"][..], true),
        (&["certifier"][..], true),
    ] {
        let (code, said) = outcome(commonhold(arguments, data)).await;
        assert_eq!(code, 1, "{arguments:?}: {said}");
        for sentence in sentences {
            assert!(said.contains(sentence), "{arguments:?}: {said}");
        }
        assert_eq!(said.contains("The database is not what"), starts, "{said}");
    }
    cluster.stop().await;
}
