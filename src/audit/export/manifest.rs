//! What an export says of itself: `README.txt`, first, and `manifest.json`, last.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::audit::registers::{WITHHELD, all};
use crate::ledger::store::Checkpoint;
use crate::seal::canonical::Value;

/// The file that describes the others; it comes last.
pub const MANIFEST: &str = "manifest.json";
/// The file that says how to read the others; it comes first.
pub const README: &str = "README.txt";

/// What an export is about.
#[derive(Clone, Debug)]
pub struct About {
    pub foundation: String,
    pub log_origin: String,
    /// The instant whose state it shows.
    pub as_of: DateTime<Utc>,
    /// The largest signed checkpoint of the log then.
    pub checkpoint: Option<Checkpoint>,
    /// Who took it away: a person with their id, or the database's role.
    pub exported_by: String,
}

/// A file of an export.
pub struct Written {
    name: String,
    /// Of a register, how many rows it has.
    rows: Option<u64>,
    bytes: u64,
    hash: Sha256,
}

impl Written {
    #[must_use]
    pub fn named(name: &str, rows: Option<u64>) -> Self {
        Self {
            name: name.to_owned(),
            rows,
            bytes: 0,
            hash: Sha256::new(),
        }
    }

    /// Takes in what was written, and the rows in it.
    pub fn add(&mut self, bytes: &[u8], rows: usize) {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.hash.update(bytes);
        if let Some(known) = &mut self.rows {
            *known += u64::try_from(rows).unwrap_or(u64::MAX);
        }
    }

    fn value(self) -> Value {
        let mut file = Value::object([
            ("name", Value::Text(self.name)),
            ("bytes", Value::Int(self.bytes)),
            (
                "sha256",
                Value::Text(HEXLOWER.encode(&self.hash.finalize())),
            ),
        ]);
        if let (Value::Object(fields), Some(rows)) = (&mut file, self.rows) {
            fields.insert("rows".to_owned(), Value::Int(rows));
        }
        file
    }
}

/// The manifest: canonical JSON, without a line break at the end.
#[must_use]
pub fn manifest(about: &About, files: Vec<Written>) -> String {
    let log = match &about.checkpoint {
        None => vec![("origin", about.log_origin.clone().into_value())],
        Some(checkpoint) => vec![
            ("origin", about.log_origin.clone().into_value()),
            ("size", Value::Int(checkpoint.size)),
            (
                "root",
                HEXLOWER.encode(checkpoint.root.as_ref()).into_value(),
            ),
        ],
    };
    let log = log.into_iter().map(|(key, value)| (key.to_owned(), value));
    Value::object([
        ("v", Value::Int(1)),
        ("kind", "registers".to_owned().into_value()),
        ("foundation", about.foundation.clone().into_value()),
        ("as_of", instant(about.as_of).into_value()),
        ("exported_by", about.exported_by.clone().into_value()),
        ("log", Value::Object(log.collect())),
        (
            "files",
            Value::List(files.into_iter().map(Written::value).collect()),
        ),
    ])
    .encode()
}

/// Texts of the canonical form hold no control characters; a name with one in it is written
/// with a blank in its place.
trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(self.replace(char::is_control, " "))
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

const HOW: &str = "
THE FILES

Each register comes twice, with the same rows in the same order:

  NAME.csv     for spreadsheets: RFC 4180, UTF-8, columns in plain words
  NAME.jsonl   for programs: JSON Lines, one object per line, exact values

Instants are RFC 3339 in UTC. Bytes are hexadecimal digits. An empty cell is
a value that is not known, null in JSON, or an empty text.

In the CSV files a cell of text that begins with = + - @, a tab or a line
break has an apostrophe in front, so that no spreadsheet takes it for a
formula. The JSON Lines file has the value without it.

manifest.json comes last and lists every other file with its rows, its bytes
and its SHA-256. An archive without it is not whole, and its registers may
end anywhere.

HOW TO CHECK THE HASHES

With Python 3, in the folder where you unpacked the archive:

  import hashlib, json
  for file in json.load(open('manifest.json', encoding='utf-8'))['files']:
      found = hashlib.sha256(open(file['name'], 'rb').read()).hexdigest()
      print('ok' if found == file['sha256'] else 'DIFFERS', file['name'])

Or read the lines of manifest.json beside those of:

  sha256sum *.csv *.jsonl README.txt

The SHA-256 of manifest.json itself was recorded by the server under /audit/views
when the export was made there: with it, all the rest is fixed.

The log's size and root in manifest.json are those of a signed checkpoint.
What the register log-entries holds can be checked against the public log.
";

/// The text of [`README`].
#[must_use]
pub fn readme(about: &About) -> String {
    let mut text = format!(
        "Registers of {}\nAs of {}, taken away by {}.\n{HOW}\nTHE REGISTERS\n",
        about.foundation,
        instant(about.as_of),
        about.exported_by
    );
    // Writing to a String cannot fail.
    for register in all() {
        let _ = write!(
            text,
            "\n{}: {}\n  {}\n",
            register.name, register.title, register.what
        );
        if !register.withheld.is_empty() {
            let _ = writeln!(text, "  Not in it: {}", register.withheld);
        }
        for column in register.columns {
            let _ = writeln!(text, "    {:<22} {}", column.name, column.title);
        }
    }
    text.push_str("\nWHAT IS IN NO REGISTER, AND WHY\n");
    for (what, why) in WITHHELD {
        let _ = write!(text, "\n{what}\n  {why}\n");
    }
    text
}
