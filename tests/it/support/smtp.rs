//! A mail server of a test's own, which holds real conversations and
//! misbehaves where it is asked to.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What it does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manners {
    /// Nothing.
    Good,
    /// Says 421 instead of a greeting.
    Closed,
    /// Takes the letter, and is gone before it answers; each letter once.
    GoneAfterData,
    /// Takes the sender, and is gone in the middle; each recipient once.
    GoneBeforeData,
    /// 451 for each recipient the first time.
    Greylisting,
    /// 550 for recipients whose address holds this text.
    Refusing(&'static str),
    /// Says nothing more after the greeting.
    Stalling,
    /// One byte at a time.
    Slow,
}

#[derive(Default)]
struct Box_ {
    /// How often each message came, by Message-ID.
    came: BTreeMap<String, u32>,
    /// Recipients, sources and Message-IDs, in the order in which they came.
    letters: Vec<(String, String)>,
    /// Recipients that were put off once, and letters that were dropped once.
    known: Vec<String>,
    conversations: u32,
}

/// A mail server at a port of its own.
pub struct MailServer {
    address: SocketAddr,
    manners: Arc<Mutex<Manners>>,
    held: Arc<Mutex<Box_>>,
    task: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let manners = Arc::new(Mutex::new(manners));
        let held: Arc<Mutex<Box_>> = Arc::default();
        let (how, kept) = (Arc::clone(&manners), Arc::clone(&held));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (how, kept) = (Arc::clone(&how), Arc::clone(&kept));
                tokio::spawn(async move {
                    kept.lock().unwrap().conversations += 1;
                    // A client that goes away ends the conversation.
                    let _ = converse(stream, &how, &kept).await;
                });
            }
        });
        Self {
            address,
            manners,
            held,
            task,
        }
    }

    /// As `--smtp-url` takes it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on it behaves so.
    pub fn behaves(&self, manners: Manners) {
        *self.manners.lock().unwrap() = manners;
    }

    /// How often each message was taken, by Message-ID.
    pub fn came(&self) -> BTreeMap<String, u32> {
        self.held.lock().unwrap().came.clone()
    }

    /// How many conversations were begun.
    pub fn conversations(&self) -> u32 {
        self.held.lock().unwrap().conversations
    }

    /// The sources of the letters to this address, oldest first.
    pub fn to(&self, address: &str) -> Vec<String> {
        let held = self.held.lock().unwrap();
        let to_them = held.letters.iter().filter(|(to, _)| to == address);
        to_them.map(|(_, source)| source.clone()).collect()
    }
}

/// Answers one line.
async fn say(stream: &mut BufReader<TcpStream>, slow: bool, line: &str) -> std::io::Result<()> {
    let line = format!("{line}\r\n");
    if slow {
        for byte in line.as_bytes() {
            stream.write_all(&[*byte]).await?;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        return Ok(());
    }
    stream.write_all(line.as_bytes()).await
}

/// One conversation (RFC 5321), as far as clients need it.
async fn converse(
    stream: TcpStream,
    manners: &Mutex<Manners>,
    held: &Mutex<Box_>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let now = || *manners.lock().unwrap();
    if now() == Manners::Closed {
        return say(&mut stream, false, "421 4.3.2 try again later").await;
    }
    say(&mut stream, false, "220 mx.example ESMTP").await?;
    let mut recipient = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if now() == Manners::Stalling {
            std::future::pending::<()>().await;
        }
        let slow = now() == Manners::Slow;
        let verb: String = line.chars().take(4).collect::<String>().to_uppercase();
        match verb.as_str() {
            "EHLO" => {
                say(&mut stream, slow, "250-mx.example").await?;
                say(&mut stream, slow, "250 8BITMIME").await?;
            }
            "RCPT" => {
                recipient = line
                    .split_once('<')
                    .and_then(|(_, rest)| rest.split_once('>'))
                    .map(|(address, _)| address.to_owned())
                    .unwrap();
                let first = {
                    let mut held = held.lock().unwrap();
                    let first = !held.known.contains(&recipient);
                    held.known.push(recipient.clone());
                    first
                };
                match now() {
                    Manners::Greylisting if first => {
                        say(&mut stream, slow, "451 4.7.1 greylisted, come back").await?;
                    }
                    Manners::Refusing(text) if recipient.contains(text) => {
                        let answer = format!("550 5.1.1 <{recipient}>: no such mailbox");
                        say(&mut stream, slow, &answer).await?;
                    }
                    Manners::GoneBeforeData if first => return Ok(()),
                    _ => say(&mut stream, slow, "250 2.1.5 Ok").await?,
                }
            }
            "DATA" => {
                say(&mut stream, slow, "354 go ahead").await?;
                let source = letter(&mut stream).await?;
                let id = message_id(&source);
                let first = {
                    let mut held = held.lock().unwrap();
                    let first = !held.known.contains(&id);
                    held.known.push(id.clone());
                    first
                };
                if now() == Manners::GoneAfterData && first {
                    // Not taken: who is gone before the answer promised nothing.
                    return Ok(());
                }
                {
                    let mut held = held.lock().unwrap();
                    *held.came.entry(id).or_default() += 1;
                    held.letters.push((recipient.clone(), source));
                }
                let answer = format!("250 2.0.0 Ok: queued as 4F2A for {recipient}");
                say(&mut stream, slow, &answer).await?;
            }
            "QUIT" => return say(&mut stream, slow, "221 2.0.0 bye").await,
            _ => say(&mut stream, slow, "250 2.0.0 Ok").await?,
        }
    }
}

/// The letter up to the line with a dot alone.
async fn letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut source = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(source);
        }
        source.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn message_id(source: &str) -> String {
    source
        .lines()
        .find_map(|line| line.strip_prefix("Message-ID: "))
        .unwrap()
        .to_owned()
}
