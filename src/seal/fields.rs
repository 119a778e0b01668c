//! Reading an object of exactly known keys, with a sentence for whatever is wrong.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use super::canonical::{Malformed, Value};

/// Why a file or a record is refused: what was read, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Refusal {
    what: String,
    why: String,
}

impl Refusal {
    /// A refusal of `what` (a noun, such as `the manifest`) because of `why` (a clause).
    pub fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
        }
    }

    /// The refusal of bytes that are not canonical JSON.
    pub fn malformed(what: impl Into<String>, fault: Malformed) -> Self {
        Self::new(what, format!("not canonical JSON, {fault}"))
    }
}

/// The fields of one object, taken one by one; [`Fields::end`] refuses what nobody took.
pub struct Fields {
    what: String,
    map: BTreeMap<String, Value>,
}

impl Fields {
    /// Opens `value`, which must be an object; `what` names it in refusals.
    ///
    /// # Errors
    /// When it is not an object.
    pub fn of(what: impl Into<String>, value: Value) -> Result<Self, Refusal> {
        let what = what.into();
        match value {
            Value::Object(map) => Ok(Self { what, map }),
            Value::Int(_) | Value::Text(_) | Value::List(_) => {
                Err(Refusal::new(what, "it is not an object"))
            }
        }
    }

    /// Parses `bytes` as one canonical object.
    ///
    /// # Errors
    /// When they are not canonical, or not an object.
    pub fn parse(what: impl Into<String>, bytes: &[u8]) -> Result<Self, Refusal> {
        let what = what.into();
        let value = Value::parse(bytes).map_err(|e| Refusal::malformed(what.clone(), e))?;
        Self::of(what, value)
    }

    /// A refusal of this object.
    pub fn refuse(&self, why: impl Into<String>) -> Refusal {
        Refusal::new(self.what.clone(), why)
    }

    /// Whether the key is there and not yet taken.
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Takes any value.
    ///
    /// # Errors
    /// When the key is missing.
    pub fn value(&mut self, key: &str) -> Result<Value, Refusal> {
        self.map
            .remove(key)
            .ok_or_else(|| self.refuse(format!("`{key}` is missing")))
    }

    /// Takes an integer.
    ///
    /// # Errors
    /// When the key is missing or no integer.
    pub fn int(&mut self, key: &str) -> Result<u64, Refusal> {
        match self.value(key)? {
            Value::Int(n) => Ok(n),
            Value::Text(_) | Value::List(_) | Value::Object(_) => {
                Err(self.refuse(format!("`{key}` is not a number")))
            }
        }
    }

    /// Takes a text.
    ///
    /// # Errors
    /// When the key is missing or no text.
    pub fn text(&mut self, key: &str) -> Result<String, Refusal> {
        match self.value(key)? {
            Value::Text(text) => Ok(text),
            Value::Int(_) | Value::List(_) | Value::Object(_) => {
                Err(self.refuse(format!("`{key}` is not a text")))
            }
        }
    }

    /// Takes unpadded base64url, in its one spelling.
    ///
    /// # Errors
    /// When it is missing, or written otherwise.
    pub fn base64url(&mut self, key: &str) -> Result<Vec<u8>, Refusal> {
        let text = self.text(key)?;
        BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| self.refuse(format!("`{key}` is not unpadded base64url")))
    }

    /// Takes a list.
    ///
    /// # Errors
    /// When the key is missing or no list.
    pub fn list(&mut self, key: &str) -> Result<Vec<Value>, Refusal> {
        match self.value(key)? {
            Value::List(items) => Ok(items),
            Value::Int(_) | Value::Text(_) | Value::Object(_) => {
                Err(self.refuse(format!("`{key}` is not a list")))
            }
        }
    }

    /// Takes a list of texts, each parsed.
    ///
    /// # Errors
    /// When the key is missing, no list, or an item does not parse.
    pub fn parsed_list<T>(&mut self, key: &str) -> Result<Vec<T>, Refusal>
    where
        T: FromStr,
        T::Err: Display,
    {
        let items = self.list(key)?;
        let parse = |item| match item {
            Value::Text(text) => text
                .parse()
                .map_err(|e| self.refuse(format!("`{key}` {e}"))),
            Value::Int(_) | Value::List(_) | Value::Object(_) => {
                Err(self.refuse(format!("`{key}` holds something that is not a text")))
            }
        };
        items.into_iter().map(parse).collect()
    }

    /// Takes a text and parses it, a digest or an id for example.
    ///
    /// # Errors
    /// When the key is missing, no text, or does not parse; the parser's clause is repeated.
    pub fn parsed<T>(&mut self, key: &str) -> Result<T, Refusal>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(key)?;
        text.parse()
            .map_err(|e| self.refuse(format!("`{key}` {e}")))
    }

    /// Takes a text if the key is there, and parses it.
    ///
    /// # Errors
    /// When it is there but no text, or does not parse.
    pub fn parsed_if_present<T>(&mut self, key: &str) -> Result<Option<T>, Refusal>
    where
        T: FromStr,
        T::Err: Display,
    {
        if self.has(key) {
            self.parsed(key).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Takes a text that must be exactly `expected`.
    ///
    /// # Errors
    /// When the key is missing or holds anything else.
    pub fn literal(&mut self, key: &str, expected: &str) -> Result<(), Refusal> {
        if self.text(key)? == expected {
            Ok(())
        } else {
            Err(self.refuse(format!("`{key}` is not \"{expected}\"")))
        }
    }

    /// Takes `v`, which must be 1.
    ///
    /// # Errors
    /// When it is missing or another version.
    pub fn version_1(&mut self) -> Result<(), Refusal> {
        match self.int("v")? {
            1 => Ok(()),
            other => Err(self.refuse(format!("version {other} is not known here, only 1"))),
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When a key is left that nobody asked for.
    pub fn end(self) -> Result<(), Refusal> {
        match self.map.first_key_value() {
            None => Ok(()),
            Some((key, _)) => Err(self.refuse(format!("the key `{key}` does not belong here"))),
        }
    }
}
