//! Asks a server by HTTP: one thing at a time, bounded, without cookies.
//!
//! An address is the operator's; a redirect is followed at most three times, by https, and
//! never into a private network, unless within the operator's own server: the very address
//! that was looked up and allowed is the one connected to. The key of an office goes to the operator's address alone.

mod reach;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::config::{Base, Key};

/// The largest answer that is read.
pub const MAX_BYTES: usize = 1024 * 1024;
/// How many redirects are followed.
const REDIRECTS: usize = 3;
/// How long everything about one answer may take, redirects and their pauses too.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two requests.
const PACE: Duration = Duration::from_secs(1);
/// By which servers know us.
const USER_AGENT: &str = concat!(
    "Commonhold/",
    env!("CARGO_PKG_VERSION"),
    " (register of assets; asks once a day)"
);

/// What a server answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Body(Vec<u8>),
    /// It knows no such thing: 404.
    Absent,
}

/// Whoever asks.
pub struct Asker {
    tls: Option<TlsConnector>,
}

/// What may be sent on to, and with what.
#[derive(Clone, Copy)]
struct Asked<'a> {
    base: &'a Base,
    accept: &'static str,
    key: Option<&'a Key>,
}

impl Default for Asker {
    fn default() -> Self {
        Self::new()
    }
}

impl Asker {
    /// With the certificates that this machine trusts.
    #[must_use]
    pub fn new() -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .ok()
            .map(|config| config.with_root_certificates(roots).with_no_client_auth())
            .map(|config| TlsConnector::from(Arc::new(config)));
        Self { tls }
    }

    /// Asks for something under an address of the operator's. It waits a moment first, so
    /// that no server is asked more often than once a second.
    ///
    /// # Errors
    /// A sentence that says why there is no answer; it never holds an address or a key.
    pub async fn ask(
        &self,
        base: &Base,
        path: &str,
        accept: &'static str,
        key: Option<&Key>,
    ) -> Result<Answer, String> {
        sleep(PACE).await;
        let asked = Asked { base, accept, key };
        timeout(PATIENCE, self.follow(asked, path))
            .await
            .unwrap_or_else(|_| Err("No whole answer came within 20 seconds.".to_owned()))
    }

    async fn follow(&self, asked: Asked<'_>, path: &str) -> Result<Answer, String> {
        let mut url = asked
            .base
            .at(path)
            .map_err(|_| "The name makes no address that can be asked for.".to_owned())?;
        for hop in 0..=REDIRECTS {
            if hop > 0 {
                sleep(PACE).await;
            }
            let response = self.once(asked, &url, hop > 0).await?;
            match response.status() {
                StatusCode::OK => return body_of(response).await.map(Answer::Body),
                StatusCode::NOT_FOUND => return Ok(Answer::Absent),
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => url = next(asked.base, &url, &response)?,
                status => return Err(format!("The server answered {}.", status.as_u16())),
            }
        }
        Err(format!(
            "The server sent us on more than {REDIRECTS} times."
        ))
    }

    /// One request.
    async fn once(
        &self,
        asked: Asked<'_>,
        url: &Url,
        redirected: bool,
    ) -> Result<Response<Incoming>, String> {
        let stream = connect(asked.base, url, redirected).await?;
        let request = request(asked, url)?;
        if url.scheme() != "https" {
            return exchange(stream, request).await;
        }
        let name = server_name(url)?;
        let tls = self
            .tls
            .as_ref()
            .ok_or("TLS cannot be spoken here: see the log of the server.")?;
        let stream = tls.connect(name, stream).await.map_err(|error| {
            format!(
                "The server cannot be spoken to by TLS: {}.",
                said(&error.to_string())
            )
        })?;
        exchange(stream, request).await
    }
}

/// Connects to an address of the server that may be spoken to.
async fn connect(base: &Base, url: &Url, redirected: bool) -> Result<TcpStream, String> {
    const NOT_FOUND: &str = "The server’s name is not known to the network.";
    let port = url.port_or_known_default().ok_or(NOT_FOUND)?;
    let addresses: Vec<SocketAddr> = match url.host() {
        Some(Host::Domain(name)) => lookup_host((name, port))
            .await
            .map_err(|_| NOT_FOUND.to_owned())?
            .collect(),
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        None => Vec::new(),
    };
    let mut last = NOT_FOUND.to_owned();
    for address in addresses {
        // The operator's own server may be anywhere; where it sends us on to may not.
        if redirected && !base.is_origin_of(url) && !reach::allows(address.ip()) {
            NOT_THERE.clone_into(&mut last);
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => {
                last = format!(
                    "The server cannot be reached: {}.",
                    said(&error.kind().to_string())
                );
            }
        }
    }
    Err(last)
}

const NOT_THERE: &str =
    "The server sent us on to where we do not go: not by https, or into a private network.";

fn server_name(url: &Url) -> Result<ServerName<'static>, String> {
    match url.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).ok(),
        Some(Host::Ipv4(ip)) => Some(ServerName::from(std::net::IpAddr::V4(ip))),
        Some(Host::Ipv6(ip)) => Some(ServerName::from(std::net::IpAddr::V6(ip))),
        None => None,
    }
    .ok_or_else(|| "The server’s name is none that TLS knows.".to_owned())
}

fn request(asked: Asked<'_>, url: &Url) -> Result<Request<Empty<Bytes>>, String> {
    let fault = |_| "The name makes no request that can be sent.".to_owned();
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    };
    let target = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let mut request = Request::get(target)
        .header(header::HOST, host)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::ACCEPT, asked.accept)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    if let Some(key) = asked.key.filter(|_| asked.base.is_origin_of(url)) {
        let mut value = HeaderValue::from_str(&key.value)
            .map_err(|_| "The key of the office cannot be sent.".to_owned())?;
        value.set_sensitive(true);
        request = request.header(key.header.as_str(), value);
    }
    request.body(Empty::new()).map_err(fault)
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Empty<Bytes>>,
) -> Result<Response<Incoming>, String> {
    let broken = |error: hyper::Error| {
        let cause = error.source().map_or(String::new(), ToString::to_string);
        let all = [error.to_string(), cause].join(" ");
        format!("The connection to the server broke: {}.", said(&all))
    };
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    // It ends with the answer, or when that is dropped.
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(broken)
}

/// Where a redirect leads, if we go there.
fn next(base: &Base, from: &Url, response: &Response<Incoming>) -> Result<Url, String> {
    let mut url = response
        .headers()
        .get(header::LOCATION)
        .and_then(|place| place.to_str().ok())
        .and_then(|place| from.join(place).ok())
        .ok_or("The server sent us on to nowhere.")?;
    url.set_fragment(None);
    if reach::follows(base.is_origin_of(&url), &url) {
        Ok(url)
    } else {
        Err(NOT_THERE.to_owned())
    }
}

async fn body_of(response: Response<Incoming>) -> Result<Vec<u8>, String> {
    const TOO_LARGE: &str = "The answer is larger than 1 MB.";
    if is_encoded(response.headers()) {
        return Err("The answer is compressed, which was not asked for.".to_owned());
    }
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| "The answer broke off.".to_owned())?;
        if let Some(data) = frame.data_ref() {
            if bytes.len() + data.len() > MAX_BYTES {
                return Err(TOO_LARGE.to_owned());
            }
            bytes.extend_from_slice(data);
        }
    }
    Ok(bytes)
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// What a library says, on one line and short.
fn said(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect();
    text.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_to_the_operator_s_address_alone() {
        const HEADER: &str = "x-office-key";
        let base: Base = "https://office.example/status/"
            .parse()
            .expect("an address");
        let key = Key {
            header: HEADER.to_owned(),
            value: "not for anybody else".to_owned().into(),
        };
        let asked = Asked {
            base: &base,
            accept: "application/xml",
            key: Some(&key),
        };
        for (address, is_sent) in [
            ("https://office.example/status/sn90123456/info.xml", true),
            ("https://office.example/moved", true),
            ("http://office.example/status/", false),
            ("https://office.example:8443/status/", false),
            ("https://www.office.example/status/", false),
            ("https://other.example/status/", false),
        ] {
            let url = Url::parse(address).expect("an address");
            let request = request(asked, &url).expect("a request");
            assert_eq!(request.headers().contains_key(HEADER), is_sent, "{address}");
        }
    }
}
