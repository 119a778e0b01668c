//! A browser reduced to its connection: it sends bytes that were made before and
//! reads one answer, so that whoever asks takes little from whoever answers.

use reqwest::cookie::CookieStore as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::{Form, Visitor};

/// A connection that is kept, as a browser keeps it.
pub struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Wire {
    /// Connects to `http://host:port`.
    pub async fn connect(base_url: &str) -> Self {
        let stream = TcpStream::connect(host_of(base_url)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            received: Vec::with_capacity(64 * 1024),
        }
    }

    /// Sends a request and reads its answer: the status, and the body.
    pub async fn ask(&mut self, request: &[u8]) -> (u16, &str) {
        self.stream.write_all(request).await.unwrap();
        self.received.clear();
        let head = loop {
            self.read_on().await;
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.received[..head]).unwrap();
        let status = text[9..12].parse().unwrap();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse().ok())
            .unwrap();
        while self.received.len() < head + length {
            self.read_on().await;
        }
        let body = std::str::from_utf8(&self.received[head..head + length]).unwrap();
        (status, body)
    }

    async fn read_on(&mut self) {
        let read = self.stream.read_buf(&mut self.received).await.unwrap();
        assert!(read > 0, "the server closed the connection");
    }
}

/// A form as this visitor's browser posts it to `path`.
pub fn post(visitor: &Visitor, path: &str, form: &Form) -> Vec<u8> {
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> = form
        .fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    let body = pairs.join("&");
    let base_url = visitor.address("");
    let cookies = visitor.jar.cookies(&base_url.parse().unwrap()).unwrap();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        host_of(&base_url),
        cookies.to_str().unwrap(),
        body.len(),
    )
    .into_bytes()
}

/// Where a text begins in a longer one.
pub fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn host_of(base_url: &str) -> &str {
    base_url.strip_prefix("http://").unwrap()
}
