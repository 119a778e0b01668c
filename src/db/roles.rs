//! The database's roles, one for each kind of process, and their passwords.
//!
//! An administrator makes them once; from then on every process signs in as its
//! own, with the password in `DATA/roles/<role>` or the address in
//! `COMMONHOLD_<ROLE>_URL`, and can read no other. A server alone signs in as two:
//! what auditors see, it reads as the auditor.

mod prepare;

use std::env;

use diesel::result::Error as DieselError;
use thiserror::Error;

use super::{
    address::{Address, AddressError, DEFAULT_DATABASE},
    cluster::OLDEST_MAJOR,
    folder::{DataFolder, FolderError},
    pool::ConnectError,
};
pub use prepare::prepare;

/// The file of a data folder that says where the database is.
const SERVER_FILE: &str = "server";

/// A role of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns every table and function; signs in to migrate, and never to serve.
    Owner,
    /// The web application.
    App,
    /// Gives the entries of the public log their place, and signs it.
    Sequencer,
    /// Verifies officers' signed acts and alone records what follows from them.
    Certifier,
    /// Reads history, but no secret and nothing that tells who votes while a
    /// poll is open; writes nothing.
    Auditor,
}

impl Role {
    /// Every role, the owner first.
    pub const ALL: [Self; 5] = [
        Self::Owner,
        Self::App,
        Self::Sequencer,
        Self::Certifier,
        Self::Auditor,
    ];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "commonhold_owner",
            Self::App => "commonhold_app",
            Self::Sequencer => "commonhold_sequencer",
            Self::Certifier => "commonhold_certifier",
            Self::Auditor => "commonhold_auditor",
        }
    }

    /// The environment variable that may hold its address.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Owner => "COMMONHOLD_OWNER_URL",
            Self::App => "COMMONHOLD_APP_URL",
            Self::Sequencer => "COMMONHOLD_SEQUENCER_URL",
            Self::Certifier => "COMMONHOLD_CERTIFIER_URL",
            Self::Auditor => "COMMONHOLD_AUDITOR_URL",
        }
    }

    /// The variables that may hold the addresses of the other roles: a process
    /// that signs in as this one is started without them.
    pub fn variables_of_others(self) -> impl Iterator<Item = &'static str> {
        Self::ALL
            .into_iter()
            .filter(move |role| *role != self)
            .map(Self::variable)
    }

    fn password_file(self) -> String {
        format!("roles/{}", self.name())
    }
}

/// Whose server the database is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// A cluster of this data folder: everything on it is ours, and the data
    /// folder's passwords are the truth.
    Private,
    /// As `Private`, but every role gets a new password, which replaces the one in the
    /// data folder.
    PrivateNewPasswords,
    /// An administrator's. Other databases are not touched, and the password
    /// of a role that is already there is kept.
    Shared,
    /// As `Shared`, but every role gets a new password, which replaces the one in the
    /// data folder: the administrator asked for it.
    SharedNewPasswords,
}

impl Server {
    fn is_private(self) -> bool {
        match self {
            Self::Private | Self::PrivateNewPasswords => true,
            Self::Shared | Self::SharedNewPasswords => false,
        }
    }

    fn has_new_passwords(self) -> bool {
        match self {
            Self::PrivateNewPasswords | Self::SharedNewPasswords => true,
            Self::Private | Self::Shared => false,
        }
    }
}

/// Why the roles cannot be made or used.
#[derive(Debug, Error)]
pub enum RolesError {
    #[error("The database server is PostgreSQL {0}; Commonhold needs {OLDEST_MAJOR} or newer.")]
    TooOld(i64),
    #[error(
        "The role {role} is already on the database server, but its password is not in {file}. Copy that file from the node that made it, or give the roles new passwords with: commonhold migrate --new-passwords"
    )]
    PasswordUnknown { role: &'static str, file: String },
    #[error(
        "The role {role} is there, but its password in {file} is not the server's. Copy that file from the node that made it, or give the roles new passwords with: commonhold migrate --new-passwords"
    )]
    PasswordWrong { role: &'static str, file: String },
    #[error(
        "The password of the role {role} is not in {file}. Copy that file from the data folder in which this database was migrated."
    )]
    PasswordMissing { role: &'static str, file: String },
    #[error(
        "The database {0} holds tables and is not Commonhold's. Name another in DATABASE_URL, or none, for {DEFAULT_DATABASE}."
    )]
    ForeignDatabase(String),
    #[error(
        "The database's address for this process is not known: {file} does not exist, and {variable} is not set. Start with bin/run, or run: commonhold migrate"
    )]
    NoAddress {
        file: String,
        variable: &'static str,
    },
    #[error("{variable}: {source}")]
    Variable {
        variable: &'static str,
        source: AddressError,
    },
    #[error(
        "{variable} names the database role {named}; this process signs in as {role}, and as nobody else."
    )]
    OtherRole {
        variable: &'static str,
        named: String,
        role: &'static str,
    },
    #[error("The address of the database in {file} cannot be read: {source}")]
    ServerFile { file: String, source: AddressError },
    #[error("While {doing}, the database said: {source}")]
    Database {
        doing: &'static str,
        source: DieselError,
    },
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// How this process enters the database as `role`: by the URL `given` to it,
/// else by the role's environment variable, else by what the data folder holds.
///
/// # Errors
/// When none of them says it, or says another role.
pub fn address_of(
    role: Role,
    folder: &DataFolder,
    given: Option<&str>,
) -> Result<Address, RolesError> {
    let given = given.map(str::to_owned);
    if let Some(url) = given.or_else(|| env::var(role.variable()).ok()) {
        let address: Address = url.parse().map_err(|source| RolesError::Variable {
            variable: role.variable(),
            source,
        })?;
        // What PostgreSQL lets in under a name is session_user from then on.
        if address.role() != Some(role.name()) {
            return Err(RolesError::OtherRole {
                variable: role.variable(),
                named: address.role().unwrap_or("(none)").to_owned(),
                role: role.name(),
            });
        }
        return Ok(address);
    }
    let path_of = |name: &str| folder.path().join(name).display().to_string();
    let missing = |name: &str| RolesError::NoAddress {
        file: path_of(name),
        variable: role.variable(),
    };
    let server = folder
        .read(SERVER_FILE)?
        .ok_or_else(|| missing(SERVER_FILE))?;
    let server: Address = server
        .trim()
        .parse()
        .map_err(|source| RolesError::ServerFile {
            file: path_of(SERVER_FILE),
            source,
        })?;
    let file = role.password_file();
    let password = folder.read(&file)?.ok_or_else(|| missing(&file))?;
    Ok(server.with_role(role.name(), password.trim()))
}

/// The database that an administrator's address means, as the administrator enters it.
#[must_use]
pub fn meant_by(administrator: &Address) -> Address {
    administrator.with_database(prepare::database_of(administrator))
}

/// How the owner enters the database that an administrator's address names, with the password
/// in the data folder.
///
/// # Errors
/// When the folder does not hold it.
pub fn owner_over(administrator: &Address, folder: &DataFolder) -> Result<Address, RolesError> {
    let role = Role::Owner;
    let file = role.password_file();
    let password = folder
        .read(&file)?
        .ok_or_else(|| RolesError::PasswordMissing {
            role: role.name(),
            file: folder.path().join(&file).display().to_string(),
        })?;
    Ok(meant_by(administrator).with_role(role.name(), password.trim()))
}

/// An identifier in SQL.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
