//! Making the roles and the database, as the administrator.

use diesel::{
    QueryableByName,
    result::{DatabaseErrorKind, Error as DieselError},
    sql_types::{BigInt, Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::{
    super::{
        address::{Address, DEFAULT_DATABASE, MAINTENANCE_DATABASE},
        cluster::{OLDEST_MAJOR, random_password},
        folder::DataFolder,
        pool::{self, ConnectError},
        sql_query,
    },
    Role, RolesError, SERVER_FILE, Server, quoted,
};
use crate::db::migrate::MIGRATION_LOCK;

/// The number of the advisory lock under which roles and databases are made;
/// "commonho" in ASCII, read as a big-endian number.
const PREPARATION_LOCK: i64 = 0x636f_6d6d_6f6e_686f;

/// Makes roles and database where they are missing, gives the roles what they
/// need and takes what they must not have, and notes in the data folder how
/// they enter. Safe to repeat, and for several nodes at once.
///
/// Returns the address of the owner.
///
/// # Errors
/// [`RolesError`] in a sentence for the administrator.
pub async fn prepare(
    administrator: &Address,
    server: Server,
    folder: &DataFolder,
) -> Result<Address, RolesError> {
    let database = database_of(administrator);
    let maintenance = administrator.with_database(MAINTENANCE_DATABASE);
    let mut connection = pool::connect_as_administrator(&maintenance).await?;
    let connection = &mut connection;
    let doing = "taking the lock for preparing the database";
    execute(
        connection,
        doing,
        &format!("SELECT pg_advisory_lock({PREPARATION_LOCK})"),
    )
    .await?;
    check_version(connection).await?;

    for role in Role::ALL {
        make_role(connection, role, server, folder).await?;
        set_for_role(connection, role).await?;
    }
    let superuser = is_superuser(connection).await?;
    let owned = make_database(connection, database, superuser).await?;
    if server.is_private() {
        let doing = "closing the databases that are not ours to use";
        for other in [MAINTENANCE_DATABASE, "template1"] {
            let sql = format!("REVOKE ALL ON DATABASE {} FROM PUBLIC", quoted(other));
            execute(connection, doing, &sql).await?;
        }
    }
    let target = administrator.with_database(database);
    // Once it is the owner's, an administrator without superuser stays outside.
    if superuser || !owned {
        let mut inside = pool::connect_as_administrator(&target).await?;
        give_to_owner(&mut inside, database, owned).await?;
    }
    folder.write(SERVER_FILE, &format!("{}\n", target.server()), 0o644)?;
    for role in Role::ALL {
        try_to_enter(&target, role, folder).await?;
    }
    let file = Role::Owner.password_file();
    let password = folder.read(&file)?.unwrap_or_default();
    Ok(target.with_role(Role::Owner.name(), password.trim()))
}

/// The database that an administrator's address means: one that is the server's own is not.
pub(super) fn database_of(administrator: &Address) -> &str {
    match administrator.database() {
        None | Some("" | MAINTENANCE_DATABASE | "template1") => DEFAULT_DATABASE,
        Some(named) => named,
    }
}

async fn check_version(connection: &mut AsyncPgConnection) -> Result<(), RolesError> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let version: Version =
        sql_query("SELECT current_setting('server_version_num')::bigint AS number")
            .get_result(connection)
            .await
            .map_err(while_doing("asking for its version"))?;
    let major = version.number / 10_000;
    if major < i64::from(OLDEST_MAJOR) {
        return Err(RolesError::TooOld(major));
    }
    Ok(())
}

/// What a role of ours is and is not.
///
/// The owner inherits, because the owner of a database is by that alone a
/// member of `pg_database_owner`, to whom the schema `public` belongs.
fn attributes(role: Role) -> &'static str {
    match role {
        Role::Owner => {
            "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT"
        }
        Role::App | Role::Sequencer | Role::Certifier | Role::Auditor => {
            "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT"
        }
    }
}

/// Makes a role with its password, or brings one that is there in order.
///
/// The password's file is written first: a run that is cut short between the
/// two leaves a password without a role, never a role whose password is lost. Where
/// it was to be a new one, the role may have the one before, and the next run says so.
/// The server is sent a SCRAM verifier, so the password itself is in no log.
async fn make_role(
    connection: &mut AsyncPgConnection,
    role: Role,
    server: Server,
    folder: &DataFolder,
) -> Result<(), RolesError> {
    #[derive(QueryableByName)]
    struct Existing {
        #[diesel(sql_type = Bool)]
        in_order: bool,
    }
    let existing: Vec<Existing> = sql_query(
        "SELECT rolcanlogin AND NOT (rolsuper OR rolcreatedb OR rolcreaterole \
                OR rolreplication OR rolbypassrls OR rolinherit <> $2) AS in_order \
           FROM pg_catalog.pg_roles WHERE rolname = $1",
    )
    .bind::<Text, _>(role.name())
    .bind::<Bool, _>(role == Role::Owner)
    .load(connection)
    .await
    .map_err(while_doing("looking for its roles"))?;

    let file = role.password_file();
    let known = folder.read(&file)?;
    if !existing.is_empty() && known.is_none() && server == Server::Shared {
        return Err(RolesError::PasswordUnknown {
            role: role.name(),
            file: folder.path().join(file).display().to_string(),
        });
    }
    let password = match known.filter(|_| !server.has_new_passwords()) {
        Some(password) => password.trim().to_owned(),
        None => {
            let password = random_password();
            folder.write(&file, &password, 0o600)?;
            password
        }
    };
    let verifier = postgres_protocol::password::scram_sha_256(password.as_bytes());
    let name = quoted(role.name());
    let attributes = attributes(role);
    let doing = "making its roles";
    match existing.as_slice() {
        [] => {
            let sql = format!("CREATE ROLE {name} {attributes} PASSWORD '{verifier}'");
            execute(connection, doing, &sql).await
        }
        [Existing { in_order }, ..] => {
            if !in_order {
                execute(
                    connection,
                    doing,
                    &format!("ALTER ROLE {name} {attributes}"),
                )
                .await?;
            }
            if server != Server::Shared {
                let sql = format!("ALTER ROLE {name} PASSWORD '{verifier}'");
                execute(connection, doing, &sql).await?;
            }
            Ok(())
        }
    }
}

/// Settings of every session of a role. `lc_messages` and those that begin with
/// `log_` need a superuser: a private cluster says the same for everybody, and on
/// a server whose administrator is less they are named in our log. Errors are in
/// English because one kind of them is known by its words alone
/// ([`crate::db::patience`]). What is compiled for one statement of ours (`jit`) takes longer
/// than it saves.
const ROLE_SETTINGS: [(&str, &str); 14] = [
    ("search_path", "public, pg_temp"),
    ("timezone", "UTC"),
    ("lc_messages", "C"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("jit", "off"),
    ("log_parameter_max_length_on_error", "0"),
    ("log_parameter_max_length", "0"),
    ("log_statement", "none"),
    ("log_duration", "off"),
    ("log_min_duration_statement", "-1"),
    ("log_min_duration_sample", "-1"),
    ("log_transaction_sample_rate", "0"),
    ("log_min_error_statement", "panic"),
    ("log_min_messages", "log"),
];

/// What sessions of one role have besides. No request of the server's holds the
/// database without end, whatever it asks for or waits for; what takes longer by
/// its nature says so ([`crate::db::patience`]). The auditor has no right to write;
/// that a session says so too makes a mistake in a grant harmless.
fn settings_of_its_own(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Owner => &[],
        // Each holds a lock for as long as its connection lasts, and another waits to take over: one
        // whose machine is gone is known to be within a minute.
        Role::Sequencer | Role::Certifier => &[
            ("tcp_keepalives_idle", "30"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
        ],
        Role::App => &[("statement_timeout", "60s"), ("lock_timeout", "30s")],
        Role::Auditor => &[("default_transaction_read_only", "on")],
    }
}

async fn set_for_role(connection: &mut AsyncPgConnection, role: Role) -> Result<(), RolesError> {
    let statements: Vec<(&str, String)> = ROLE_SETTINGS
        .iter()
        .chain(settings_of_its_own(role))
        .map(|(setting, value)| {
            let value = if *setting == "search_path" {
                (*value).to_owned()
            } else {
                format!("'{value}'")
            };
            let role = quoted(role.name());
            (
                *setting,
                or_denied(&format!("ALTER ROLE {role} SET {setting} = {value}")),
            )
        })
        .collect();
    // All at once, which is one transaction; one by one only where that is denied.
    let together: String = statements.iter().map(|(_, sql)| sql.as_str()).collect();
    match connection.batch_execute(&together).await {
        Err(error) if is_denied(&error) => {}
        outcome => return outcome.map_err(while_doing("setting up its roles")),
    }
    let mut refused = Vec::new();
    for (setting, sql) in statements {
        match connection.batch_execute(&sql).await {
            Ok(()) => {}
            Err(error) if is_denied(&error) => refused.push(setting),
            Err(error) => return Err(while_doing("setting up its roles")(error)),
        }
    }
    tracing::warn!(
        role = role.name(),
        settings = refused.join(", "),
        "the administrator may not set these for the role; set them as a superuser, \
         so that the server's log holds no statement and its errors are understood"
    );
    Ok(())
}

/// What is said instead of the server's sentence where the caller may not do something.
const DENIED: &str = "the caller may not do this";

/// A statement that says [`DENIED`] where the server says that the caller may not do it (SQLSTATE
/// 42501). The driver hides the code, and the server's own sentence is in its language.
fn or_denied(statement: &str) -> String {
    format!(
        "DO $do$ BEGIN {statement}; EXCEPTION WHEN insufficient_privilege THEN \
         RAISE EXCEPTION '{DENIED}'; END $do$;"
    )
}

/// Whether what failed is a statement of [`or_denied`], and that is why.
fn is_denied(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, about) => about.message() == DENIED,
        _ => false,
    }
}

async fn is_superuser(connection: &mut AsyncPgConnection) -> Result<bool, RolesError> {
    exists(
        connection,
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles \
          WHERE rolname = current_user AND rolsuper::text = $1) AS it",
        "true",
    )
    .await
}

/// Makes the database where it is missing, the owner's from the start. Returns
/// whether it was there before and the owner's.
async fn make_database(
    connection: &mut AsyncPgConnection,
    database: &str,
    superuser: bool,
) -> Result<bool, RolesError> {
    let doing = "making the database";
    let there = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1) AS it";
    if exists(connection, there, database).await? {
        let owned = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database AS d \
               JOIN pg_catalog.pg_roles AS r ON r.oid = d.datdba \
              WHERE d.datname = $1 AND r.rolname = 'commonhold_owner') AS it";
        return exists(connection, owned, database).await;
    }
    let owner = quoted(Role::Owner.name());
    // Only a member of a role may give it a database, unless a superuser.
    if !superuser {
        execute(connection, doing, &format!("GRANT {owner} TO CURRENT_USER")).await?;
    }
    let sql = format!(
        "CREATE DATABASE {} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'",
        quoted(database)
    );
    let made = execute(connection, doing, &sql).await;
    if !superuser {
        let sql = format!("REVOKE {owner} FROM CURRENT_USER");
        execute(connection, doing, &sql).await?;
    }
    made.map(|()| false)
}

/// Makes the owner the owner of an empty database, and of the schema `public`
/// where PostgreSQL (before version 15) gave that to its administrator.
async fn give_to_owner(
    connection: &mut AsyncPgConnection,
    database: &str,
    owned: bool,
) -> Result<(), RolesError> {
    let doing = "giving the database to its owner";
    let owner = quoted(Role::Owner.name());
    if !owned {
        let strange = "SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c \
               JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
              WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> $1) AS it";
        if exists(connection, strange, "information_schema").await? {
            return Err(RolesError::ForeignDatabase(database.to_owned()));
        }
        // Giving what is the owner's already asks for membership all the same.
        let others = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database AS d \
               JOIN pg_catalog.pg_roles AS r ON r.oid = d.datdba \
              WHERE d.datname = current_database() AND r.rolname <> $1) AS it";
        if exists(connection, others, Role::Owner.name()).await? {
            let sql = format!("ALTER DATABASE {} OWNER TO {owner}", quoted(database));
            execute(connection, doing, &sql).await?;
        }
    }
    let schema_is_ours = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace AS n \
           JOIN pg_catalog.pg_roles AS r ON r.oid = n.nspowner \
          WHERE n.nspname = 'public' AND r.rolname IN ($1, 'pg_database_owner')) AS it";
    if !exists(connection, schema_is_ours, Role::Owner.name()).await? {
        execute(
            connection,
            doing,
            &format!("ALTER SCHEMA public OWNER TO {owner}"),
        )
        .await?;
    }
    Ok(())
}

/// Signs in as a role, once, and where it is the owner lets it say who may
/// enter the database.
async fn try_to_enter(target: &Address, role: Role, folder: &DataFolder) -> Result<(), RolesError> {
    let file = role.password_file();
    let password = folder.read(&file)?.unwrap_or_default();
    let address = target.with_role(role.name(), password.trim());
    let mut connection = match pool::connect(&address).await {
        Ok(connection) => connection,
        Err(ConnectError::Password { .. }) => {
            return Err(RolesError::PasswordWrong {
                role: role.name(),
                file: folder.path().join(file).display().to_string(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    if role == Role::Owner {
        let database = quoted(target.database().unwrap_or(DEFAULT_DATABASE));
        let others = Role::ALL
            .into_iter()
            .filter(|other| *other != Role::Owner)
            .map(|other| quoted(other.name()))
            .collect::<Vec<_>>()
            .join(", ");
        // Another node may be migrating, which grants on the same schema: one waits.
        let sql = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({MIGRATION_LOCK}); \
             REVOKE ALL ON DATABASE {database} FROM PUBLIC; \
             GRANT CONNECT ON DATABASE {database} TO {others}; \
             REVOKE ALL ON SCHEMA public FROM PUBLIC; \
             GRANT USAGE ON SCHEMA public TO {others}; COMMIT;"
        );
        execute(&mut connection, "saying who may enter", &sql).await?;
    }
    Ok(())
}

async fn exists(
    connection: &mut AsyncPgConnection,
    query: &'static str,
    argument: &str,
) -> Result<bool, RolesError> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let answer: Answer = sql_query(query)
        .bind::<Text, _>(argument)
        .get_result(connection)
        .await
        .map_err(while_doing("asking what is there"))?;
    Ok(answer.it)
}

async fn execute(
    connection: &mut AsyncPgConnection,
    doing: &'static str,
    sql: &str,
) -> Result<(), RolesError> {
    connection
        .batch_execute(sql)
        .await
        .map_err(while_doing(doing))
}

fn while_doing(doing: &'static str) -> impl FnOnce(DieselError) -> RolesError {
    move |source| RolesError::Database { doing, source }
}
