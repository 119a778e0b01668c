//! What the public log is told of the register: a statement in canonical JSON, which is
//! public word by word, and in it the digest of the whole record, which may not be.
//!
//! ```text
//! {"asset":"A-3","holding":"owned","kind":"domain","owner":"Tamarack OS Foundation",
//!  "protected":"yes","record":"<SHA-256>","state":"active","title":"tamarack.example",
//!  "version":1,"what":"version"}
//! ```

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{Holding, Kind, State, label};
use crate::seal::canonical::Value;
use crate::web::figures::hex;

/// What of an asset everybody may know.
#[derive(Clone, Debug)]
pub struct Public {
    pub number: i64,
    pub kind: Kind,
    pub version: i32,
    pub title: String,
    pub holding: Holding,
    pub owner: String,
    pub state: State,
    pub protected: bool,
}

/// A record in whole: its parts by name. Of several lines each is a text of its own.
#[derive(Clone, Debug, Default)]
pub struct Record(BTreeMap<String, Value>);

impl Record {
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let value = if value.contains('\n') {
            Value::List(value.lines().map(Value::from).collect())
        } else {
            Value::from(value)
        };
        self.0.insert(name.to_owned(), value);
        self
    }

    #[must_use]
    pub fn with_day(self, name: &str, day: Option<chrono::NaiveDate>) -> Self {
        match day {
            Some(day) => self.with(name, &day.to_string()),
            None => self,
        }
    }

    #[must_use]
    pub fn with_file(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.with("document", &hex(&Sha256::digest(bytes))),
            None => self,
        }
    }

    /// SHA-256 of the record's canonical JSON, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(Value::Object(self.0.clone()).encode()))
    }
}

/// The statement: `what` was recorded of an asset, with further public parts.
#[must_use]
pub fn statement(
    what: &str,
    asset: &Public,
    further: &[(&str, String)],
    record: &Record,
) -> String {
    let mut parts: BTreeMap<String, Value> = [
        ("asset", label(asset.number)),
        ("kind", asset.kind.word().to_owned()),
        ("title", asset.title.clone()),
        ("holding", asset.holding.word().to_owned()),
        ("owner", asset.owner.clone()),
        (
            "protected",
            if asset.protected { "yes" } else { "no" }.to_owned(),
        ),
        ("state", asset.state.word().to_owned()),
        ("what", what.to_owned()),
        ("record", record.digest()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), Value::from(value)))
    .collect();
    let version = u64::try_from(asset.version).unwrap_or_default();
    parts.insert("version".to_owned(), Value::from(version));
    for (name, value) in further {
        parts.insert((*name).to_owned(), Value::from(value.as_str()));
    }
    Value::Object(parts).encode()
}
