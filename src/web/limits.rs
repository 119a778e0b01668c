//! How often somebody may try something, counted in the database so that all
//! nodes count together.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Once;

use actix_web::HttpRequest;
use chrono::Duration;
use diesel::QueryResult;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bytea, Int4};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use sha2::{Digest, Sha256};

use super::{AppState, Frame, SignedIn, WebError};
use crate::db::kept;

/// How many tries of one thing one subject has in one stretch of time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is tried: keeps the counts of different things apart.
    pub what: &'static str,
    pub most: u32,
    pub stretch: Duration,
}

impl Limit {
    /// Tries per quarter of an hour.
    #[must_use]
    pub fn per_quarter_hour(what: &'static str, most: u32) -> Self {
        Self {
            what,
            most,
            stretch: Duration::minutes(15),
        }
    }

    /// Tries per minute.
    #[must_use]
    pub fn per_minute(what: &'static str, most: u32) -> Self {
        Self {
            what,
            most,
            stretch: Duration::minutes(1),
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int4)]
    tries: i32,
}

/// Counts one try; false when it is one too many. `whom` is kept as a hash.
///
/// Counted at once, outside any transaction of the act: a try that fails counts.
///
/// # Errors
/// Those of the database.
pub async fn allows(conn: &AsyncPgConnection, limit: Limit, whom: &str) -> QueryResult<bool> {
    let mut subject = Sha256::new();
    subject.update(limit.what);
    subject.update([0]);
    subject.update(whom);
    let subject: [u8; 32] = subject.finalize().into();
    let row: Row = kept(
        crate::db::sql_query(
            // A count lost in a crash costs nothing, so its commit waits for no disk.
            "WITH light AS (SELECT set_config('synchronous_commit', 'off', true)) \
         INSERT INTO request_limits (subject, starts_at, tries) \
         SELECT $1, date_bin($2 * interval '1 second', clock_timestamp(), 'epoch'), 1 FROM light \
         ON CONFLICT (subject, starts_at) \
         DO UPDATE SET tries = least(request_limits.tries + 1, 1000000) \
         RETURNING tries",
        )
        .bind::<Bytea, _>(subject.as_slice())
        .bind::<BigInt, _>(limit.stretch.num_seconds()),
    )
    .get_result(&mut &*conn)
    .await?;
    Ok(u32::try_from(row.tries).is_ok_and(|tries| tries <= limit.most))
}

/// Counts one try.
///
/// # Errors
/// [`WebError::TooMany`] with this sentence when it is one too many.
pub async fn take(
    conn: &AsyncPgConnection,
    limit: Limit,
    whom: &str,
    sentence: impl FnOnce() -> String,
) -> Result<(), WebError> {
    match allows(conn, limit, whom).await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::warn!(limit = limit.what, "a try is refused: it was one too many");
            Err(WebError::TooMany(sentence()))
        }
        Err(error) => Err(WebError::internal(error)),
    }
}

/// Counts one look for the person behind a mail address, a number or a name that somebody typed:
/// whether there is one tells who has an account here. The same thirty serve every form that asks.
///
/// # Errors
/// [`WebError::TooMany`] when it is one too many.
pub async fn look_for_somebody(
    conn: &AsyncPgConnection,
    frame: &Frame,
    account: &SignedIn,
) -> Result<(), WebError> {
    let limit = Limit::per_quarter_hour("somebody", 30);
    take(conn, limit, &account.account.to_string(), || {
        frame.t.say("problem-too-many-sentence")
    })
    .await
}

/// That a proxy is not trusted is said once.
static WARNED: Once = Once::new();

/// The network a request came from, as limits count it: an IPv4 address, or the
/// first half of an IPv6 address, which one household has to itself.
#[must_use]
pub fn network_of(request: &HttpRequest, state: &AppState) -> String {
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .collect();
    let peer = request.peer_addr().map(|peer| peer.ip());
    let is_trusted = |peer: IpAddr| state.config.trusted_proxies.contains(&peer.to_canonical());
    if !forwarded.is_empty() && !peer.is_some_and(is_trusted) {
        WARNED.call_once(|| {
            tracing::warn!(
                "a request says for whom it was forwarded, by a proxy that COMMONHOLD_TRUSTED_PROXIES does not name: if it is yours, limits take everybody behind it for one"
            );
        });
    }
    let address = client_address(peer, &forwarded.join(","), &state.config.trusted_proxies);
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        None => "unknown".to_owned(),
    }
}

/// Who stands at the other end, past the proxies we trust: the last address of
/// `X-Forwarded-For` that is not one of them, and only if one of them says so.
fn client_address(peer: Option<IpAddr>, forwarded: &str, trusted: &[IpAddr]) -> Option<IpAddr> {
    let mut nearest = peer?.to_canonical();
    for hop in forwarded.rsplit(',') {
        if !trusted.contains(&nearest) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::client_address;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let trusted = [ip("127.0.0.1"), ip("10.0.0.2")];
        for (peer, forwarded, client) in [
            ("198.51.100.7", "", "198.51.100.7"),
            ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("127.0.0.1", "1.2.3.4, nonsense", "127.0.0.1"),
            ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(
                client_address(Some(ip(peer)), forwarded, &trusted),
                Some(ip(client)),
                "{peer} {forwarded}"
            );
        }
        assert_eq!(client_address(None, "1.2.3.4", &trusted), None);
    }
}
