//! Connections of a process that signs in as its own role.

use std::{error::Error as _, fmt::Write, sync::Arc, time::Duration};

use deadpool::{Runtime, managed::QueueMode};
use diesel::{
    ConnectionError, QueryableByName,
    sql_types::{Bool, Text},
};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, RunQueryDsl,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool as pooled,
    },
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio_postgres::{NoTls, error::SqlState};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Encryption};

/// A pool of connections to one database as one role. Cloning shares it.
pub type Pool = pooled::Pool<AsyncPgConnection>;
/// One connection; what a [`Pool`] lends dereferences to it.
pub type Connection = AsyncPgConnection;
/// What a [`Pool`] lends, until it is dropped.
pub type PooledConnection = pooled::Object<AsyncPgConnection>;
/// Why the pool gave no connection.
pub type PoolError = pooled::PoolError;

/// How long a request waits for a free connection before it is refused.
const WAIT: Duration = Duration::from_secs(10);

/// How long a connection serves. It keeps what it once prepared, which takes memory of the
/// database and is of the schema as it was then.
const SERVES: Duration = Duration::from_secs(20 * 60);

/// Why a database cannot be entered.
#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("The database at {server} cannot be reached: {reason}")]
    Unreachable { server: String, reason: String },
    /// The server knows no such role, or not by this password: it does not say which.
    #[error("The database at {server} cannot be reached: {reason}")]
    Password { server: String, reason: String },
    #[error("The certificates the database's address names cannot be used: {0}")]
    Certificates(String),
    #[error("{0}")]
    Role(RoleFault),
    #[error("The database answers, but not as expected: {0}")]
    Query(#[from] diesel::result::Error),
}

/// What a process's role must not be; with such a role nothing starts.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RoleFault {
    #[error(
        "The database session began as {session} and acts as {current}. Each process signs in as its own role."
    )]
    Assumed { session: String, current: String },
    #[error(
        "The database role {role} has more power than a process may have: it {powers}. Sign in as the role that `commonhold migrate` made for this process."
    )]
    Powerful { role: String, powers: String },
}

/// Opens a pool of at most `size` connections and makes the first, so that a
/// process that may not enter does not start.
///
/// # Errors
/// A sentence that names the server and the reason, never the password.
pub async fn open(address: &Address, size: usize) -> Result<Pool, ConnectError> {
    connect(address).await?;
    let tls = tls_of(address)?;
    let target = address.clone();
    // A connection lives as long as the runtime that drives it. This one's
    // outlasts the server's workers, in whose runtimes connections are asked for.
    let runtime = Handle::current();
    let mut config = ManagerConfig::default();
    // A connection that ended is known to be closed without asking the database.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| {
        let (target, tls) = (target.clone(), tls.clone());
        let made = runtime.spawn(async move { establish_checked(&target, tls).await });
        Box::pin(async move {
            let bad = |reason: String| ConnectionError::BadConnection(reason);
            made.await
                .map_err(|error| bad(error.to_string()))?
                .map_err(|error| bad(error.to_string()))
        })
    });
    // The manager is told no URL: the closure knows the address.
    let manager = AsyncDieselConnectionManager::new_with_config("", config);
    Pool::builder(manager)
        .max_size(size)
        // What was used last has its plans and catalogs at hand.
        .queue_mode(QueueMode::Lifo)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .pre_recycle(pooled::Hook::sync_fn(|_, metrics| {
            if metrics.age() < SERVES {
                Ok(())
            } else {
                Err(pooled::HookError::message("it has served its time"))
            }
        }))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| ConnectError::Unreachable {
            server: address.server(),
            reason: error.to_string(),
        })
}

/// One connection as a process's own role, checked as those of a pool are.
///
/// # Errors
/// As [`open`].
pub async fn connect(address: &Address) -> Result<AsyncPgConnection, ConnectError> {
    establish_checked(address, tls_of(address)?).await
}

/// One connection as an administrator, whose powers are not checked.
///
/// # Errors
/// As [`open`].
pub async fn connect_as_administrator(
    address: &Address,
) -> Result<AsyncPgConnection, ConnectError> {
    establish(address, tls_of(address)?).await
}

async fn establish_checked(
    address: &Address,
    tls: Option<MakeRustlsConnect>,
) -> Result<AsyncPgConnection, ConnectError> {
    let mut connection = establish(address, tls).await?;
    check_role(&mut connection).await?;
    Ok(connection)
}

async fn establish(
    address: &Address,
    tls: Option<MakeRustlsConnect>,
) -> Result<AsyncPgConnection, ConnectError> {
    let unreachable = |reason| ConnectError::Unreachable {
        server: address.server(),
        reason,
    };
    let refused = |error: &tokio_postgres::Error| {
        // By the code: the sentence is in the server's language.
        if error.code() == Some(&SqlState::INVALID_PASSWORD) {
            let (server, reason) = (address.server(), reason_of(error));
            return ConnectError::Password { server, reason };
        }
        unreachable(reason_of(error))
    };
    let made = match tls {
        None => {
            let (client, connection) = address
                .config()
                .connect(NoTls)
                .await
                .map_err(|error| refused(&error))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
        Some(tls) => {
            let (client, connection) = address
                .config()
                .connect(tls)
                .await
                .map_err(|error| refused(&error))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        }
    };
    made.map_err(|error| unreachable(error.to_string()))
}

/// An error with its causes; the driver's own sentence stops at "db error".
fn reason_of(error: &tokio_postgres::Error) -> String {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a String cannot fail.
        let _ = write!(reason, ": {error}");
        cause = error.source();
    }
    reason
}

fn tls_of(address: &Address) -> Result<Option<MakeRustlsConnect>, ConnectError> {
    let Encryption::Verified { roots } = address.encryption() else {
        return Ok(None);
    };
    let mut store = RootCertStore::empty();
    match roots {
        Some(file) => {
            let refused = |error: &dyn std::fmt::Display| {
                ConnectError::Certificates(format!("{}: {error}", file.display()))
            };
            let certificates =
                CertificateDer::pem_file_iter(file).map_err(|error| refused(&error))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| refused(&error))?;
                store.add(certificate).map_err(|error| refused(&error))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
        }
    }
    if store.is_empty() {
        return Err(ConnectError::Certificates(
            "there are none. Install ca-certificates, or name a file with sslrootcert".to_owned(),
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError::Certificates(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(config)))
}

#[derive(QueryableByName)]
struct SessionRole {
    #[diesel(sql_type = Text)]
    session: String,
    #[diesel(sql_type = Text)]
    acting: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    makes_roles: bool,
    #[diesel(sql_type = Bool)]
    makes_databases: bool,
    #[diesel(sql_type = Bool)]
    replicates: bool,
    #[diesel(sql_type = Bool)]
    bypasses: bool,
    #[diesel(sql_type = Bool)]
    member: bool,
}

/// Refuses a session that is not its own role, or whose role could do more than
/// its grants say.
async fn check_role<C>(connection: &mut C) -> Result<(), ConnectError>
where
    C: AsyncConnection<Backend = diesel::pg::Pg>,
{
    let role: SessionRole = crate::db::sql_query(
        "SELECT session_user::text AS session, current_user::text AS acting, \
                rolsuper AS superuser, rolcreaterole AS makes_roles, \
                rolcreatedb AS makes_databases, rolreplication AS replicates, \
                rolbypassrls AS bypasses, \
                EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE member = oid) AS member \
           FROM pg_catalog.pg_roles WHERE rolname = current_user",
    )
    .get_result(connection)
    .await?;
    fault_of(&role).map_or(Ok(()), |fault| Err(ConnectError::Role(fault)))
}

fn fault_of(role: &SessionRole) -> Option<RoleFault> {
    if role.session != role.acting {
        return Some(RoleFault::Assumed {
            session: role.session.clone(),
            current: role.acting.clone(),
        });
    }
    let powers: Vec<&str> = [
        (role.superuser, "is a superuser"),
        (role.makes_roles, "may make roles"),
        (role.makes_databases, "may make databases"),
        (role.replicates, "may replicate"),
        (role.bypasses, "bypasses row security"),
        (role.member, "is a member of another role"),
    ]
    .into_iter()
    .filter_map(|(has, power)| has.then_some(power))
    .collect();
    (!powers.is_empty()).then(|| RoleFault::Powerful {
        role: role.acting.clone(),
        powers: powers.join(", "),
    })
}
