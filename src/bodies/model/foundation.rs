//! What a foundation is called and where it stands. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use url::{Host, Url};

/// The foundation as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foundation {
    pub name: String,
    /// Legal days are computed in this zone.
    pub zone: Tz,
    /// Scheme, host and port that letters name, without a trailing slash.
    pub public_origin: String,
    /// Host and path of the public log, the same for life: `vote.example.org/log`.
    pub log_origin: String,
}

impl Foundation {
    /// The legal day at this instant.
    #[must_use]
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }
}

/// Reads a public origin: `https://vote.example.org`, with a port if it needs one.
///
/// # Errors
/// A sentence for the form.
pub fn parse_public_origin(raw: &str) -> Result<String, &'static str> {
    const SHAPE: &str =
        "Give scheme and host only, like https://vote.example.org (a port may follow).";
    let origin = raw.trim().trim_end_matches('/').to_ascii_lowercase();
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .ok_or(SHAPE)?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err() || port.starts_with('+')) {
        return Err(SHAPE);
    }
    let is_plain = |name: &str| {
        !name.is_empty()
            && name.len() <= 253
            && name.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    };
    let is_ipv6 = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .is_some_and(|address| {
            address.contains(':') && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':')
        });
    if !is_plain(name) && !is_ipv6 {
        return Err(SHAPE);
    }
    Ok(origin)
}

/// Why what passes between people and a foundation's pages would go in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InClear {
    /// The origin begins with https, and the server was not told that it is reached so: its cookies
    /// would go by http too.
    ServerNotTold,
    /// The origin begins with http, and is not a machine's own.
    Http,
}

/// Whether people would send in clear what they send to this public origin, from a server that was
/// told (`https`), or not, that it is reached by https.
#[must_use]
pub fn in_clear(public_origin: &str, https: bool) -> Option<InClear> {
    if public_origin.starts_with("https://") {
        return (!https).then_some(InClear::ServerNotTold);
    }
    let own = Url::parse(public_origin).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    });
    (!own).then_some(InClear::Http)
}

/// The origin of the log of a foundation reached at this public origin: its
/// host, and the path `/log`. Fixed when the foundation is set up.
#[must_use]
pub fn log_origin_of(public_origin: &str) -> String {
    let host = public_origin
        .split_once("://")
        .map_or(public_origin, |(_, host)| host);
    format!("{host}/log")
}

/// What the origins of the logs of all rehearsals of a foundation begin with:
/// `vote.example.org/rehearsal/`. No real log's origin does.
#[must_use]
pub fn rehearsal_origins(log_origin: &str) -> String {
    let base = log_origin.strip_suffix("/log").unwrap_or(log_origin);
    format!("{base}/rehearsal/")
}

#[cfg(test)]
mod tests {
    use super::{InClear, in_clear, log_origin_of, parse_public_origin};

    #[test]
    fn by_http_nobody_is_reached_but_on_their_own_machine() {
        for (origin, untold, told) in [
            ("http://127.0.0.1:8080", None, None),
            ("http://localhost", None, None),
            ("http://vote.localhost:8080", None, None),
            ("http://[::1]:8080", None, None),
            (
                "https://vote.example.org",
                Some(InClear::ServerNotTold),
                None,
            ),
            ("https://127.0.0.1:8443", Some(InClear::ServerNotTold), None),
            (
                "http://vote.example.org",
                Some(InClear::Http),
                Some(InClear::Http),
            ),
            (
                "http://192.0.2.1:8080",
                Some(InClear::Http),
                Some(InClear::Http),
            ),
            (
                "http://0.0.0.0:8080",
                Some(InClear::Http),
                Some(InClear::Http),
            ),
            (
                "http://localhost.example.org",
                Some(InClear::Http),
                Some(InClear::Http),
            ),
        ] {
            assert_eq!(in_clear(origin, false), untold, "{origin}");
            assert_eq!(in_clear(origin, true), told, "{origin}");
        }
    }

    #[test]
    fn an_origin_is_scheme_and_host() {
        for (raw, kept) in [
            ("https://vote.example.org", Some("https://vote.example.org")),
            (
                " HTTPS://Vote.Example.org/ ",
                Some("https://vote.example.org"),
            ),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("vote.example.org", None),
            ("https://", None),
            ("https://vote.example.org/path", None),
            ("https://user@vote.example.org", None),
            ("https://vote.example.org:99999", None),
            ("https://vote..example.org", None),
        ] {
            assert_eq!(parse_public_origin(raw).ok().as_deref(), kept, "{raw}");
        }
        assert_eq!(
            log_origin_of("https://vote.example.org"),
            "vote.example.org/log"
        );
    }
}
