//! How the value of each key of an entry is read and written.

use chrono::{Datelike as _, NaiveDate};
use data_encoding::HEXLOWER;

use super::signatures::Signatures;
use crate::seal::canonical::Value;
use crate::seal::code::Code;
use crate::seal::fields::{Fields, Refusal};
use crate::seal::hash::{Digest, Eid, PublicKey, RollId};

/// A type that is the value of a key in an entry.
pub(super) trait Field: Sized {
    /// As it is written.
    fn to_value(&self) -> Value;

    /// Takes the value of `key`.
    ///
    /// # Errors
    /// When it is missing, or not of this type.
    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal>;
}

/// A number: a time in unix seconds, or how many.
impl Field for u64 {
    fn to_value(&self) -> Value {
        (*self).into()
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        fields.int(key)
    }
}

/// A text that says something.
impl Field for String {
    fn to_value(&self) -> Value {
        self.as_str().into()
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        let text = fields.text(key)?;
        if text.is_empty() {
            return Err(fields.refuse(format!("`{key}` is empty")));
        }
        Ok(text)
    }
}

macro_rules! written_as_text {
    ($($name:ty),*) => {$(
        impl Field for $name {
            fn to_value(&self) -> Value {
                Value::text(self)
            }

            fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
                fields.parsed(key)
            }
        }
    )*};
}

written_as_text!(Digest, Eid, RollId, PublicKey, Code);

/// Digests, strictly ascending.
impl Field for Vec<Digest> {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(Value::text).collect())
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        let digests: Self = fields.parsed_list(key)?;
        if digests.is_sorted_by(|a, b| a < b) {
            Ok(digests)
        } else {
            Err(fields.refuse(format!("`{key}` does not ascend")))
        }
    }
}

/// A day, as `2026-07-31`.
impl Field for NaiveDate {
    fn to_value(&self) -> Value {
        Value::text(&self.format("%Y-%m-%d"))
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        let text = fields.text(key)?;
        // Other spellings of a day are read, too: only the one that is written again stands.
        NaiveDate::parse_from_str(&text, "%Y-%m-%d")
            .ok()
            .filter(|day| (1..=9999).contains(&day.year()))
            .filter(|day| day.format("%Y-%m-%d").to_string() == text)
            .ok_or_else(|| fields.refuse(format!("`{key}` is not a day such as 2026-07-31")))
    }
}

/// Bytes of any length, in lowercase hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexBytes(pub Vec<u8>);

impl Field for HexBytes {
    fn to_value(&self) -> Value {
        HEXLOWER.encode(&self.0).into()
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        let text = fields.text(key)?;
        HEXLOWER
            .decode(text.as_bytes())
            .map(Self)
            .map_err(|_| fields.refuse(format!("`{key}` is not lowercase hex digits")))
    }
}

impl Field for Signatures {
    fn to_value(&self) -> Value {
        Self::to_value(self)
    }

    fn take(fields: &mut Fields, key: &str) -> Result<Self, Refusal> {
        let items = fields.list(key)?;
        Self::read(items).map_err(|why| fields.refuse(format!("`{key}`: {why}")))
    }
}
