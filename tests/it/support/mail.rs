//! The letters that a server put into its mail folder.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use data_encoding::BASE64;

/// A folder of `.eml` files.
#[derive(Clone)]
pub struct MailFolder(PathBuf);

/// A letter as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub body: String,
    /// As it stands in the header, with its brackets.
    pub message_id: String,
    /// Where its reader unsubscribes, in brackets; empty where nobody can.
    pub unsubscribe: String,
}

impl Letter {
    /// Every web address in the letter, in order.
    pub fn links(&self) -> Vec<String> {
        self.body
            .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(|word| word.trim_end_matches(['.', ',', ')']).to_owned())
            .collect()
    }
}

impl MailFolder {
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Every letter, in the order they left.
    pub fn letters(&self) -> Vec<Letter> {
        self.sources().iter().map(|source| read(source)).collect()
    }

    /// The bytes of every letter, in the order they left. A file that is still
    /// being written has another name and is none yet.
    pub fn sources(&self) -> Vec<Vec<u8>> {
        let mut files: Vec<PathBuf> = fs::read_dir(&self.0)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        files.sort();
        files.iter().map(|file| fs::read(file).unwrap()).collect()
    }

    /// The source of one letter that holds each of these.
    pub fn source_with(&self, parts: &[&str]) -> String {
        self.sources()
            .into_iter()
            .map(|source| String::from_utf8(source).unwrap())
            .find(|source| parts.iter().all(|part| source.contains(part)))
            .unwrap_or_else(|| panic!("no letter holds {parts:?}"))
    }

    /// The letters to one address, oldest first.
    pub fn to(&self, address: &str) -> Vec<Letter> {
        let mut letters = self.letters();
        letters.retain(|letter| letter.to.contains(address));
        letters
    }

    /// Waits for a letter to an address whose subject holds a text, and returns
    /// the newest.
    pub async fn arrives(&self, address: &str, subject: &str) -> Letter {
        let what = format!("a letter to {address} about {subject}");
        super::eventually(&what, async || {
            let mut letters = self.to(address);
            letters.retain(|letter| letter.subject.contains(subject));
            letters.pop()
        })
        .await
    }
}

/// The letters of a folder, sorted by reader: for thousands who wait for theirs
/// at the same time. Each file is read once.
pub struct Postbox {
    folder: PathBuf,
    sorted: Mutex<Sorted>,
}

struct Sorted {
    known: HashSet<OsString>,
    letters: HashMap<String, Vec<Letter>>,
    /// When the folder is worth another look.
    due: Instant,
}

/// How many times as long as a look at the folder took until the next.
const REST: u32 = 10;

impl Postbox {
    /// The letters of this folder, those yet to come included.
    pub fn of(mail: &MailFolder) -> Self {
        Self {
            folder: mail.0.clone(),
            sorted: Mutex::new(Sorted {
                known: HashSet::new(),
                letters: HashMap::new(),
                due: Instant::now(),
            }),
        }
    }

    /// The letters to one address that were there at the last look, which was a
    /// moment ago.
    pub fn to(&self, address: &str) -> Vec<Letter> {
        let mut sorted = self.sorted.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        if sorted.due <= begun {
            sorted.look(&self.folder);
            let rest = (begun.elapsed() * REST).max(Duration::from_millis(20));
            sorted.due = Instant::now() + rest;
        }
        sorted.letters.get(address).cloned().unwrap_or_default()
    }
}

impl Sorted {
    fn look(&mut self, folder: &Path) {
        let mut fresh: Vec<OsString> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().file_name())
            // The name of an unfinished one ends otherwise.
            .filter(|name| name.to_str().is_some_and(|name| name.ends_with(".eml")))
            .filter(|name| !self.known.contains(name))
            .collect();
        fresh.sort();
        for name in fresh {
            let letter = read(&fs::read(folder.join(&name)).unwrap());
            let address = letter.to.rsplit('<').next().unwrap_or_default();
            let address = address.trim_end_matches('>').to_owned();
            self.letters.entry(address).or_default().push(letter);
            self.known.insert(name);
        }
    }
}

/// Reads a message: of several parts the first, which is plain text.
fn read(message: &[u8]) -> Letter {
    let text = String::from_utf8(message.to_vec()).unwrap();
    let text = text.replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let outer = Headers::of(head);
    let kind = outer.get("Content-Type");
    let (inner, body) = match kind.split_once("boundary=") {
        None => (Headers::of(head), body),
        Some((_, boundary)) => {
            let boundary = boundary.split(';').next().unwrap().trim_matches('"');
            let limit = format!("--{boundary}\n");
            let part = body.split(&limit).nth(1).unwrap();
            let (head, body) = part.split_once("\n\n").unwrap();
            (Headers::of(head), body)
        }
    };
    let body = match inner.get("Content-Transfer-Encoding").as_str() {
        "base64" => {
            let packed = body.replace('\n', "");
            String::from_utf8(BASE64.decode(packed.as_bytes()).unwrap()).unwrap()
        }
        "quoted-printable" => {
            let mode = quoted_printable::ParseMode::Robust;
            String::from_utf8(quoted_printable::decode(body, mode).unwrap()).unwrap()
        }
        _ => body.to_owned(),
    };
    Letter {
        to: outer.get("To"),
        subject: outer.get("Subject"),
        body: body.replace("\r\n", "\n"),
        message_id: outer.get("Message-ID"),
        unsubscribe: outer.get("List-Unsubscribe"),
    }
}

/// The headers of a message or of one of its parts, unfolded.
struct Headers(String);

impl Headers {
    fn of(head: &str) -> Self {
        Self(head.replace("\n ", " ").replace("\n\t", " "))
    }

    fn get(&self, name: &str) -> String {
        self.0
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| decode_words(value))
            .unwrap_or_default()
    }
}

/// Reads the encoded words of a header (RFC 2047) where they are UTF-8.
fn decode_words(value: &str) -> String {
    let mut decoded = String::new();
    let mut rest = value;
    while let Some((before, word)) = rest.split_once("=?utf-8?") {
        // The blank between two encoded words is not part of either.
        if decoded.is_empty() || !before.trim().is_empty() {
            decoded.push_str(before);
        }
        let (encoding, word) = word.split_once('?').unwrap();
        let (word, after) = word.split_once("?=").unwrap();
        let bytes = match encoding {
            "b" | "B" => BASE64.decode(word.as_bytes()).unwrap(),
            _ => {
                let word = word.replace('_', " ");
                quoted_printable::decode(word, quoted_printable::ParseMode::Robust).unwrap()
            }
        };
        decoded.push_str(&String::from_utf8(bytes).unwrap());
        rest = after;
    }
    decoded + rest
}
