//! Whom the daily watch asks about what the foundation owns: addresses that the operator
//! names. Without one nothing is asked from anywhere.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use thiserror::Error;
use url::{Host, Url};
use zeroize::Zeroizing;

/// The settings of the watch, each a flag or a `COMMONHOLD_WATCH_*` variable.
#[derive(Args, Clone, Debug, Default)]
pub struct WatchArguments {
    /// Where RDAP answers are asked for (https://…/); unset: domains are not watched.
    #[arg(long = "watch-rdap", env = "COMMONHOLD_WATCH_RDAP", value_name = "URL")]
    pub rdap: Option<Base>,
    /// Where the status of a US case is asked for as WIPO ST.96 (https://…/); unset: marks are not watched.
    #[arg(long = "watch-tsdr", env = "COMMONHOLD_WATCH_TSDR", value_name = "URL")]
    pub tsdr: Option<Base>,
    /// A file with the key that the office gave for it.
    #[arg(
        long = "watch-tsdr-key-file",
        env = "COMMONHOLD_WATCH_TSDR_KEY_FILE",
        value_name = "FILE"
    )]
    pub tsdr_key_file: Option<PathBuf>,
    /// The header in which the office takes the key.
    #[arg(
        long = "watch-tsdr-key-header",
        env = "COMMONHOLD_WATCH_TSDR_KEY_HEADER",
        value_name = "NAME",
        default_value = "USPTO-API-KEY"
    )]
    pub tsdr_key_header: String,
}

/// An address under which is asked: https, or http on this machine alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(Url);

/// Why an address is none to ask under.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BaseError {
    #[error("it is no address; give one like https://rdap.example/")]
    NoAddress,
    #[error("it must begin with https://")]
    Scheme,
    #[error("it must hold no user name, no password, no question mark and no #")]
    Extras,
}

impl Base {
    /// The address of something under it; `path` is ours, and holds nothing that would
    /// lead elsewhere.
    ///
    /// # Errors
    /// When the two make no address.
    pub fn at(&self, path: &str) -> Result<Url, url::ParseError> {
        self.0.join(path)
    }

    /// Whether an address is of the same server.
    #[must_use]
    pub fn is_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

/// Whether an address names this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

impl FromStr for Base {
    type Err = BaseError;

    fn from_str(text: &str) -> Result<Self, BaseError> {
        let mut url = Url::parse(text.trim()).map_err(|_| BaseError::NoAddress)?;
        if url.host().is_none() {
            return Err(BaseError::NoAddress);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(BaseError::Scheme),
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(BaseError::Extras);
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The key of an office and the header it goes in. It is never shown.
#[derive(Clone)]
pub struct Key {
    pub header: String,
    pub value: Zeroizing<String>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// Whom the daily watch asks.
#[derive(Clone, Debug)]
pub struct Watch {
    pub rdap: Option<Base>,
    pub tsdr: Option<Base>,
    tsdr_key_file: Option<PathBuf>,
    tsdr_key_header: String,
}

impl Watch {
    pub(super) fn of(arguments: &WatchArguments) -> Self {
        Self {
            rdap: arguments.rdap.clone(),
            tsdr: arguments.tsdr.clone(),
            tsdr_key_file: arguments.tsdr_key_file.clone(),
            tsdr_key_header: arguments.tsdr_key_header.clone(),
        }
    }

    /// Asks nobody.
    pub fn switch_off(&mut self) {
        self.rdap = None;
        self.tsdr = None;
    }

    /// Whether anybody is asked.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.rdap.is_some() || self.tsdr.is_some()
    }

    /// The key of the office, where the operator gave one.
    ///
    /// # Errors
    /// A sentence for the operator; it never holds the key.
    pub fn key(&self) -> Result<Option<Key>, String> {
        let Some(file) = self.tsdr_key_file.as_ref().filter(|_| self.tsdr.is_some()) else {
            return Ok(None);
        };
        let place = file.display();
        let text = std::fs::read_to_string(file)
            .map(Zeroizing::new)
            .map_err(|error| format!("The key of the office ({place}) cannot be read: {error}."))?;
        let value = text.trim();
        if value.is_empty() || value.len() > 512 || !value.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(format!(
                "The file {place} holds no key: one line of at most 512 letters, digits and signs."
            ));
        }
        let header = &self.tsdr_key_header;
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if header.is_empty() || !header.bytes().all(fits) {
            return Err(format!("{header:?} is no name of a header for the key."));
        }
        Ok(Some(Key {
            header: self.tsdr_key_header.clone(),
            value: Zeroizing::new(value.to_owned()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Base, BaseError};

    #[test]
    fn an_address_is_https_or_on_this_machine_and_bare() {
        for (text, read) in [
            ("https://rdap.example", Ok("https://rdap.example/")),
            ("https://rdap.example/v1", Ok("https://rdap.example/v1/")),
            ("https://10.0.0.7:8443/", Ok("https://10.0.0.7:8443/")),
            ("http://127.0.0.1:9/x/", Ok("http://127.0.0.1:9/x/")),
            ("http://localhost:9", Ok("http://localhost:9/")),
            ("http://[::1]:9/", Ok("http://[::1]:9/")),
            ("http://rdap.example/", Err(BaseError::Scheme)),
            ("http://localhost.example/", Err(BaseError::Scheme)),
            ("ftp://rdap.example/", Err(BaseError::Scheme)),
            ("https://a:b@rdap.example/", Err(BaseError::Extras)),
            ("https://rdap.example/?key=1", Err(BaseError::Extras)),
            ("https://rdap.example/#a", Err(BaseError::Extras)),
            ("rdap.example", Err(BaseError::NoAddress)),
            ("", Err(BaseError::NoAddress)),
        ] {
            let base = text.parse::<Base>().map(|base| base.to_string());
            assert_eq!(base, read.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_is_asked_stands_under_the_address() {
        let base: Base = "https://rdap.example/v1".parse().expect("an address");
        let url = base.at("domain/tamarack.example").expect("an address");
        assert_eq!(
            url.as_str(),
            "https://rdap.example/v1/domain/tamarack.example"
        );
        assert!(base.is_origin_of(&url));
    }
}
