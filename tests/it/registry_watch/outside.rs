//! A server that answers as a registry or an office would, or badly.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a path is answered.
#[derive(Clone)]
pub enum Says {
    /// This status and body.
    Answer(u16, Vec<u8>),
    /// The same with a header more.
    With(u16, &'static str, String, Vec<u8>),
    /// The connection stays open, and nothing comes.
    Nothing,
}

impl Says {
    pub fn ok(body: &str) -> Self {
        Self::Answer(200, body.as_bytes().to_vec())
    }

    /// Sends on to another address.
    pub fn elsewhere(to: &str) -> Self {
        Self::With(302, "Location", to.to_owned(), Vec::new())
    }
}

/// The server; what it does not know it answers with 404.
#[derive(Clone)]
pub struct Outside {
    /// Its address, with a slash at the end.
    pub base: String,
    answers: Arc<Mutex<BTreeMap<String, Says>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    pub async fn open() -> Self {
        let socket = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let outside = Self {
            base: format!("http://{}/", socket.local_addr().unwrap()),
            answers: Arc::default(),
            asked: Arc::default(),
        };
        let serving = outside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        outside
    }

    /// From now on this is the answer under a path, written without its first slash.
    pub fn says(&self, path: &str, says: Says) {
        self.answers
            .lock()
            .unwrap()
            .insert(format!("/{path}"), says);
    }

    /// Every request so far, with its headers.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// How often something under this path was asked for.
    pub fn times(&self, path: &str) -> usize {
        let line = format!("GET /{path} HTTP/1.1");
        self.asked()
            .iter()
            .filter(|request| request.starts_with(&line))
            .count()
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        let request = String::from_utf8(request).unwrap();
        let path = request.split(' ').nth(1).unwrap().to_owned();
        self.asked.lock().unwrap().push(request);
        let says = self.answers.lock().unwrap().get(&path).cloned();
        let (status, header, body) = match says {
            None => (404, String::new(), b"{\"errorCode\": 404}".to_vec()),
            Some(Says::Answer(status, body)) => (status, String::new(), body),
            Some(Says::With(status, name, value, body)) => {
                (status, format!("{name}: {value}\r\n"), body)
            }
            Some(Says::Nothing) => {
                // Until whoever asked gives up.
                let _ = stream.read_u8().await;
                return;
            }
        };
        let head = format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\nSet-Cookie: taste=good\r\n{header}\r\n",
            body.len()
        );
        // Whoever reads no further is no fault here.
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = stream.write_all(&body).await;
        let _ = stream.shutdown().await;
    }
}
