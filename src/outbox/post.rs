//! How a written letter leaves the house: by a mail server, or into a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::response::Response;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use thiserror::Error;
use tokio::time::timeout;
use url::Url;
use uuid::Uuid;

use super::dkim::Dkim;
use super::model::returned::without_addresses;
use super::model::{Address, Letter};
use super::unsubscribing::Unsubscribing;
use super::write::{Enclosed, Letterhead, Written, write};
use crate::config::Config;
use crate::web::words::{Locale, Words};

/// How long a mail server may take to be reached.
const SMTP_TIMEOUT: Duration = Duration::from_secs(20);
/// How long it may take for one letter, all its commands together: shorter than
/// the letter stays with the worker that took it.
const LETTER_TIMEOUT: Duration = Duration::from_secs(60);

/// The foundation's outgoing post. Handlers take it as `web::Data<Post>`.
pub struct Post {
    transport: Transport,
    from: Mailbox,
    dkim: Dkim,
    unsubscribing: Unsubscribing,
    words: Arc<Words>,
    /// Letters of a rehearsal say so before anything else.
    rehearsal: bool,
}

enum Transport {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

/// Why a letter did not leave. Names no address: it is kept and logged.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PostFault {
    /// It may leave later.
    #[error("{0}")]
    NotNow(String),
    /// It never will.
    #[error("{0}")]
    Never(String),
    /// It need not leave any more.
    #[error("{0}")]
    Moot(String),
}

/// A letter in its envelope.
pub struct Sending<'a> {
    /// The letter's identity, from which its Message-ID comes: an attempt that
    /// is repeated bears the same one.
    pub id: Uuid,
    pub to: &'a Address,
    pub name: &'a str,
    pub locale: Locale,
    pub written: &'a Written,
    pub head: &'a Letterhead,
    /// The account and kind of a letter that its recipient may choose not to get.
    pub optional: Option<(Uuid, &'static str)>,
}

impl Post {
    /// The post as the operator set it up: a mail server if one is named, else
    /// the folder `mail` in the data folder.
    ///
    /// # Errors
    /// A sentence for the operator that never repeats the server's password.
    pub fn from_config(config: &Config, words: &Arc<Words>) -> Result<Self, String> {
        let from: Mailbox = config.mail_from.parse().map_err(|_| {
            format!(
                "The sender of letters cannot be read: {}. Give it like: Foundation <vote@example.org>.",
                config.mail_from
            )
        })?;
        let transport = match &config.smtp_url {
            Some(url) => {
                if is_in_clear(url) {
                    return Err("Letters hold links by which people sign in, and the way to the mail server is not encrypted. Give its address like smtps://user:password@host, or smtp://host:587?tls=required; without either it may be on this machine alone.".to_owned());
                }
                if !is_here(url) && from.email.domain() == "localhost" {
                    return Err(format!(
                        "The sender of letters is {}, which is an address of this machine, and they go to a mail server elsewhere: receivers would refuse them, and what they send back would arrive nowhere. Set COMMONHOLD_MAIL_FROM (or --mail-from) to an address of yours, like: Foundation <vote@example.org>.",
                        config.mail_from
                    ));
                }
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
                    "The mail server's address cannot be read. Give it like smtps://user:password@host, or smtp://host:25.".to_owned()
                })?;
                Transport::Smtp(Box::new(server.timeout(Some(SMTP_TIMEOUT)).build()))
            }
            None => Transport::Folder(config.mail_folder()),
        };
        let dkim = Dkim::load(&config.data, &config.dkim_selector, from.email.domain())
            .map_err(|error| error.to_string())?;
        let unsubscribing = Unsubscribing::load(&config.data).map_err(|error| {
            format!("the key for unsubscribing cannot be read or made: {error}")
        })?;
        Ok(Self {
            transport,
            from,
            dkim,
            unsubscribing,
            words: Arc::clone(words),
            rehearsal: config.rehearsal,
        })
    }

    #[must_use]
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// What signs letters.
    #[must_use]
    pub fn dkim(&self) -> &Dkim {
        &self.dkim
    }

    /// What makes and reads the addresses by which people unsubscribe.
    #[must_use]
    pub fn unsubscribing(&self) -> &Unsubscribing {
        &self.unsubscribing
    }

    /// The domain of the sender, and so of Message-IDs.
    #[must_use]
    pub fn host(&self) -> &str {
        self.from.email.domain()
    }

    /// Sends one letter now; returns what the mail server answered, without
    /// addresses (empty where the letter was put into a folder).
    ///
    /// # Errors
    /// Whether it may leave later, and why not now.
    pub async fn send(&self, sending: &Sending<'_>) -> Result<String, PostFault> {
        let message = self.envelope(sending).map_err(PostFault::Never)?;
        match &self.transport {
            // The library bounds how long it connects, and not how long it waits.
            Transport::Smtp(server) => match timeout(LETTER_TIMEOUT, server.send(message)).await {
                Ok(Ok(response)) => Ok(answer_of(&response)),
                Ok(Err(error)) => Err(fault_of(&error)),
                Err(_) => Err(PostFault::NotNow(LATE.to_owned())),
            },
            Transport::Folder(folder) => {
                let folder = folder.clone();
                let name = format!(
                    "{}-{}.eml",
                    Utc::now().format("%Y%m%dT%H%M%S%.6fZ"),
                    sending.id
                );
                tokio::task::spawn_blocking(move || put_into(&folder, &name, &message.formatted()))
                    .await
                    .map_err(|error| PostFault::NotNow(error.to_string()))?
                    .map_err(|error| {
                        PostFault::NotNow(format!("the mail folder refused the letter: {error}"))
                    })?;
                Ok(String::new())
            }
        }
    }

    /// Sends a letter that only says that mail arrives, past the queue, so that
    /// the person who asks sees at once whether it left.
    ///
    /// # Errors
    /// The reason in a sentence.
    pub async fn test(
        &self,
        to: &Address,
        locale: Locale,
        head: &Letterhead,
    ) -> Result<(), String> {
        let letter = Letter::TestLetter {};
        let speaker = self.words.speaker(locale);
        let written = write(&letter, &speaker, head, "", &Enclosed::default(), None)?;
        self.send(&Sending {
            id: Uuid::new_v4(),
            to,
            name: "",
            locale,
            written: &written,
            head,
            optional: None,
        })
        .await
        .map(|_| ())
        .map_err(|fault| fault.to_string())
    }

    fn subject(&self, sending: &Sending<'_>) -> String {
        let subject = sending.written.subject.clone();
        if !self.rehearsal {
            return subject;
        }
        let speaker = self.words.speaker(sending.locale);
        format!("{} {subject}", speaker.say("page-rehearsal-subject"))
    }

    fn envelope(&self, sending: &Sending<'_>) -> Result<Message, String> {
        let to = sending
            .to
            .as_str()
            .parse()
            .map_err(|_| "the recipient's address cannot be read".to_owned())?;
        let name = (!sending.name.is_empty()).then(|| sending.name.to_owned());
        let host = self.host();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, to))
            .subject(self.subject(sending))
            .date_now()
            .message_id(Some(format!("<{}@{host}>", sending.id)))
            .raw_header(plain_header("Auto-Submitted", "auto-generated"))
            .raw_header(plain_header("Content-Language", sending.locale.tag()));
        if let Some((account, kind)) = sending.optional {
            let path = self.unsubscribing.path(account, kind);
            let address = format!("<{}{path}>", sending.head.public_origin);
            builder = builder
                .raw_header(plain_header("List-Unsubscribe", &address))
                // RFC 8058: one press in the mail program is enough.
                .raw_header(plain_header(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                ));
        }
        let part =
            |kind: ContentType, text: &str| SinglePart::builder().header(kind).body(encoded(text));
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &sending.written.text))
            .singlepart(part(ContentType::TEXT_HTML, &sending.written.html));
        let kind = parts
            .headers()
            .get::<ContentType>()
            .ok_or("the parts of the letter have no type")?;
        let formatted = parts.formatted();
        let body = body_of(&formatted).ok_or("the parts of the letter have no body")?;
        // As one body under headers of our own: the signature covers the headers
        // of a message, and not those that the library writes with its parts.
        let mut message = builder
            .header(MIME_VERSION_1_0)
            .header(kind)
            .body(Body::dangerous_pre_encoded(
                body.to_vec(),
                ContentTransferEncoding::SevenBit,
            ))
            .map_err(|error| error.to_string())?;
        self.dkim.sign(&mut message);
        Ok(message)
    }
}

/// What stands after the headers of a part.
fn body_of(formatted: &[u8]) -> Option<&[u8]> {
    let end = formatted
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?;
    formatted.get(end + 4..)
}

/// Plain ASCII goes as it is, so that an address stays in one piece for every
/// reader (RFC 5322 allows lines of 998 characters); all else quoted-printable.
fn encoded(text: &str) -> Body {
    let plain = text
        .lines()
        .all(|line| line.len() <= 998 && line.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    if plain {
        let bytes = text.replace('\n', "\r\n").into_bytes();
        Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::SevenBit)
    } else {
        let quoted = ContentTransferEncoding::QuotedPrintable;
        Body::new_with_encoding(text.to_owned(), quoted)
            .unwrap_or_else(|_| Body::new(text.to_owned()))
    }
}

fn plain_header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A mail server's answer to a letter that it took: its code, and its words as
/// far as they hold no address; the number under which it queued the letter is
/// what its operator is asked by.
fn answer_of(response: &Response) -> String {
    let said: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), without_addresses(&said.join(" ")))
        .trim_end()
        .to_owned()
}

const LATE: &str = "the mail server did not answer in time";

/// Whether letters would go to another machine unencrypted. An address that cannot be read is left
/// to whoever reads it next.
fn is_in_clear(url: &str) -> bool {
    let encrypted = Url::parse(url).is_ok_and(|url| {
        url.scheme() != "smtp"
            || url
                .query_pairs()
                .any(|(key, value)| key == "tls" && value == "required")
    });
    !encrypted && !is_here(url)
}

/// Whether the mail server is on this machine, as far as its address can be read.
fn is_here(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return true;
    };
    // Of a scheme that is not the web's, the host is not read as an address.
    let host = url.host_str().unwrap_or("localhost");
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// What a mail server's refusal means, without the words it refused in: those
/// may name an address.
fn fault_of(error: &lettre::transport::smtp::Error) -> PostFault {
    if let Some(code) = error.status() {
        let reason = format!("the mail server answered {code}");
        // A password that the server no longer takes is no fault of the letters.
        if matches!(u16::from(code), 530 | 534 | 535 | 538) {
            return PostFault::NotNow("the mail server refused our sign-in".to_owned());
        }
        return if error.is_permanent() {
            PostFault::Never(reason)
        } else {
            PostFault::NotNow(reason)
        };
    }
    let reason = if error.is_timeout() {
        LATE
    } else if error.is_tls() {
        "the connection to the mail server could not be encrypted"
    } else if error.is_client() {
        "the mail server cannot take letters of this kind"
    } else {
        "the mail server could not be reached"
    };
    PostFault::NotNow(reason.to_owned())
}

/// Writes a letter into the folder so that a reader sees all of it or nothing.
fn put_into(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(name))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{encoded, is_here, is_in_clear, put_into};

    #[test]
    fn letters_go_in_clear_to_this_machine_alone() {
        for (url, in_clear) in [
            ("smtp://mail.example:25", true),
            ("smtp://user:password@192.0.2.1", true),
            ("smtp://mail.example:587?tls=opportunistic", true),
            ("smtp://mail.example:587?tls=required", false),
            ("smtps://mail.example", false),
            ("smtp://127.0.0.1:2525", false),
            ("smtp://localhost", false),
            ("smtp://[::1]:25", false),
            ("no address", false),
        ] {
            assert_eq!(is_in_clear(url), in_clear, "{url}");
        }
        assert!(is_here("smtps://localhost:465") && is_here("smtp://127.0.0.1"));
        assert!(!is_here("smtps://user:password@mail.example"));
    }

    #[test]
    fn an_address_stays_in_one_piece() {
        let link = format!(
            "https://vote.example.org/sign-in/link?token={}",
            "ab".repeat(32)
        );
        let plain = encoded(&format!("Open:\n{link}\n")).into_vec();
        assert_eq!(plain, format!("Open:\r\n{link}\r\n").into_bytes());
        let quoted = encoded("Grüße\nzwei\n").into_vec();
        assert_eq!(quoted, b"Gr=C3=BC=C3=9Fe\r\nzwei\r\n");
    }

    #[test]
    fn a_letter_in_the_folder_is_whole_and_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let mail = folder.path().join("mail");
        put_into(&mail, "a.eml", b"Subject: x\r\n\r\ny\r\n").expect("a written letter");
        let names: Vec<_> = std::fs::read_dir(&mail)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(names, ["a.eml"]);
        let mode = |path: &std::path::Path| {
            std::fs::metadata(path)
                .expect("its mode")
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(mode(&mail.join("a.eml")), 0o600);
        assert_eq!(mode(&mail), 0o700);
        assert!(put_into(&mail.join("a.eml"), "b.eml", b"").is_err());
    }
}
