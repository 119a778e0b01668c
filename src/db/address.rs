//! Where a database is and as whom one enters it, parsed from a URL.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

use thiserror::Error;
use tokio_postgres::{Config, config::Host};

/// The database that is made when an administrator's URL names none.
pub const DEFAULT_DATABASE: &str = "commonhold";

/// The database every PostgreSQL server has, where roles and databases are made.
pub const MAINTENANCE_DATABASE: &str = "postgres";

/// A PostgreSQL server, a database on it, and the credentials to enter with.
///
/// The text form is the URL of the PostgreSQL documentation (34.1.1.2,
/// "Connection URIs"): `postgresql://user:password@host:port/database?parameters`,
/// where a host that begins with a percent-encoded slash is the folder of a unix
/// socket. Neither `Debug` nor [`Address::server`] shows user or password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    hosts: String,
    parameters: Vec<String>,
    encryption: Encryption,
}

/// Whether the way to the server is encrypted, and who vouches for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Plain: this machine, or another for which the URL says `sslmode=disable`.
    None,
    /// TLS with the server's certificate and name verified: against the
    /// certificates in the file when `sslrootcert` names one, else against the
    /// system's.
    Verified { roots: Option<PathBuf> },
}

/// Why a text is not the address of a database.
#[derive(Debug, Error)]
pub enum AddressError {
    #[error("A database address begins with postgresql:// or postgres://.")]
    Scheme,
    #[error(
        "The database address asks for sslmode={0}, which is not one of disable, allow, prefer, require, verify-ca, verify-full."
    )]
    SslMode(String),
    #[error("The database address cannot be read: {0}")]
    Syntax(#[from] tokio_postgres::Error),
    #[error("The name of the database file of certificates cannot be read: {0}")]
    Roots(String),
    #[error(
        "The database is on another machine, and its address asks for no encryption. End it with ?sslmode=verify-full, and &sslrootcert=FILE where the certificate is from an authority of your own; with ?sslmode=disable only where something else encrypts the whole way."
    )]
    InClear,
}

impl Address {
    /// The address of a server that listens on the unix socket in `folder`.
    ///
    /// # Errors
    /// When the folder's path is not text.
    pub fn of_socket(folder: &std::path::Path, database: &str) -> Result<Self, AddressError> {
        let folder = folder
            .to_str()
            .ok_or_else(|| AddressError::Roots(folder.display().to_string()))?;
        format!("postgresql://{}/{}", encode(folder), encode(database)).parse()
    }

    /// The same server and database, entered as `role`.
    #[must_use]
    pub fn with_role(&self, role: &str, password: &str) -> Self {
        let mut other = self.clone();
        other.config.user(role).password(password);
        other
    }

    /// The same server, entered by the same role, at another database.
    #[must_use]
    pub fn with_database(&self, database: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(database);
        other
    }

    /// The role the address enters as, where it names one.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.config.get_user()
    }

    /// The database the address names, where it names one.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.config.get_dbname()
    }

    /// How the way to the server is encrypted.
    #[must_use]
    pub fn encryption(&self) -> &Encryption {
        &self.encryption
    }

    /// What the driver needs to connect. TLS is the caller's part.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether the way to the server leaves this machine without encryption.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.encryption == Encryption::None && is_elsewhere(&self.config)
    }

    /// Server and database as a URL, without user and password: this may be
    /// written down and shown.
    #[must_use]
    pub fn server(&self) -> String {
        self.url("")
    }

    /// The whole address as a URL, credentials included. It belongs in files
    /// of mode 0600 and in the environment of the process it is meant for.
    #[must_use]
    pub fn url_with_credentials(&self) -> String {
        let mut credentials = String::new();
        if let Some(user) = self.config.get_user() {
            credentials.push_str(&encode(user));
            if let Some(password) = self.config.get_password() {
                credentials.push(':');
                credentials.push_str(&encode(&String::from_utf8_lossy(password)));
            }
            credentials.push('@');
        }
        self.url(&credentials)
    }

    fn url(&self, credentials: &str) -> String {
        let database = encode(self.config.get_dbname().unwrap_or_default());
        let mut url = format!("postgresql://{credentials}{}/{database}", self.hosts);
        for (index, parameter) in self.parameters.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(parameter);
        }
        url
    }
}

impl FromStr for Address {
    type Err = AddressError;

    /// Reads a URL. `sslmode` is read more strictly than libpq does: `require`,
    /// `verify-ca` and `verify-full` all verify the server's certificate and
    /// name; the other modes do not encrypt, and to another machine only `disable`
    /// is taken for an answer.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let rest = text
            .strip_prefix("postgresql://")
            .or_else(|| text.strip_prefix("postgres://"))
            .ok_or(AddressError::Scheme)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, _) = place.split_once('/').unwrap_or((place, ""));
        let hosts = authority
            .rsplit_once('@')
            .map_or(authority, |(_, hosts)| hosts);

        let mut verified = false;
        let mut plain = false;
        let mut roots = None;
        let mut for_driver = Vec::new();
        let mut parameters = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=').unwrap_or((parameter, "")) {
                ("sslmode", mode) => {
                    plain = mode == "disable";
                    verified = match mode {
                        "require" | "verify-ca" | "verify-full" => true,
                        "disable" | "allow" | "prefer" => false,
                        other => return Err(AddressError::SslMode(other.to_owned())),
                    };
                    parameters.push(parameter.to_owned());
                }
                ("sslrootcert", file) => {
                    if file != "system" {
                        roots = Some(PathBuf::from(decode(file)?));
                    }
                    parameters.push(parameter.to_owned());
                }
                ("user" | "password" | "dbname", _) => for_driver.push(parameter),
                _ => {
                    for_driver.push(parameter);
                    parameters.push(parameter.to_owned());
                }
            }
        }
        let mode = if verified { "require" } else { "disable" };
        let mut url = format!("postgresql://{place}?sslmode={mode}");
        for parameter in for_driver {
            url.push('&');
            url.push_str(parameter);
        }
        let mut config: Config = url.parse()?;
        if !verified && !plain && is_elsewhere(&config) {
            return Err(AddressError::InClear);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(10));
        }
        Ok(Self {
            config,
            hosts: hosts.to_owned(),
            parameters,
            encryption: if verified {
                Encryption::Verified { roots }
            } else {
                Encryption::None
            },
        })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({})", self.server())
    }
}

/// Whether the way to a server leaves this machine.
fn is_elsewhere(config: &Config) -> bool {
    let by_name = config.get_hosts().iter().any(|host| match host {
        Host::Tcp(name) => {
            name != "localhost"
                && !name
                    .parse::<IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => false,
    });
    // Where one is given, it is connected to, whatever the name.
    by_name
        || config
            .get_hostaddrs()
            .iter()
            .any(|address| !address.is_loopback())
}

/// Percent-encodes every byte that is not unreserved in RFC 3986 (2.3).
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, AddressError> {
    let unreadable = || AddressError::Roots(text.to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || {
                let digit = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(digit).ok()
            };
            let high = digit().ok_or_else(unreadable)?;
            let low = digit().ok_or_else(unreadable)?;
            bytes.push(high << 4 | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_to_another_machine_in_clear_unless_told_in_so_many_words() {
        for url in [
            "postgres://u:p@127.0.0.1/x",
            "postgres://u:p@[::1]:5433/x",
            "postgres://u:p@localhost/x",
            "postgres://u:p@localhost/x?sslmode=prefer",
            "postgres://u:p@%2Frun%2Fpg/x",
            "postgres://u:p@db.example.org/x?sslmode=require",
            "postgres://u:p@db.example.org/x?sslmode=verify-full",
        ] {
            let address: Address = url.parse().unwrap();
            assert!(!address.is_exposed(), "{url}");
        }
        for url in [
            "postgres://u:p@db.example.org/x",
            "postgres://u:p@db.example.org/x?sslmode=allow",
            "postgres://u:p@db.example.org/x?sslmode=prefer",
            "postgres://u:p@192.0.2.1:5433/x",
            "postgres://u:p@localhost,db.example.org/x",
            "postgres://u:p@localhost/x?hostaddr=192.0.2.1",
            "postgres:///x?host=db.example.org&user=u",
        ] {
            let refusal = url.parse::<Address>().unwrap_err();
            assert!(matches!(refusal, AddressError::InClear), "{url}: {refusal}");
            let said = refusal.to_string();
            assert!(said.contains("sslmode=verify-full"), "{said}");
            assert!(!said.contains("u:p"), "{said}");
        }
        let told: Address = "postgres://u:p@db.example.org/x?sslmode=disable"
            .parse()
            .unwrap();
        assert_eq!(*told.encryption(), Encryption::None);
        assert!(told.is_exposed());
    }

    #[test]
    fn every_mode_that_asks_for_encryption_verifies_the_server() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let address: Address = format!("postgresql://h/x?sslmode={mode}").parse().unwrap();
            assert_eq!(*address.encryption(), Encryption::Verified { roots: None });
        }
        let pinned: Address = "postgresql://h/x?sslmode=verify-full&sslrootcert=%2Fca%20one.pem"
            .parse()
            .unwrap();
        let roots = Some(PathBuf::from("/ca one.pem"));
        assert_eq!(*pinned.encryption(), Encryption::Verified { roots });
    }

    #[test]
    fn what_may_be_shown_holds_neither_user_nor_password() {
        let address: Address =
            "postgres://ada:se%40cret@db:6000/old?sslmode=require&password=other&application_name=x"
                .parse()
                .unwrap();
        let address = address.with_database("new one");
        assert_eq!(
            address.server(),
            "postgresql://db:6000/new%20one?sslmode=require&application_name=x"
        );
        assert!(!format!("{address:?}").contains("ada"));
    }

    #[test]
    fn an_address_with_credentials_reads_back_as_itself() {
        let address = Address::of_socket("/var/lib/a folder".as_ref(), "commonhold")
            .unwrap()
            .with_role("commonhold_app", "p/w:@%");
        let again: Address = address.url_with_credentials().parse().unwrap();
        assert_eq!(again.config(), address.config());
        assert_eq!(again.role(), Some("commonhold_app"));
        assert_eq!(again.database(), Some("commonhold"));
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for text in [
            "",
            "mysql://h/x",
            "host=h dbname=x",
            "postgres://h/x?sslmode=maybe",
            "postgres://h/x?sslrootcert=%zz",
            "postgres://h:port/x",
            "postgres://h/x?nonsense=1",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
