//! The files of the public register, in the canonical form of [`crate::seal::canonical`].
//!
//! ```text
//! permission   {"asset","clause","commitment","conditions","foundation","holder","kind":"permission",
//!               "last_day","mark","permission","starts","use","v":1}
//! revocation   {"ends","kind":"permission-revocation","of","permission","reason","v":1}
//! commitment   SHA-256("commonhold permission holder 1" LF salt in hex LF name)
//! ```
//!
//! `conditions` and `reason` are lists of lines; `last_day` is empty where there is none;
//! `of` is the SHA-256 of the permission's file. The SHA-256 of each file stands in the log.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{HolderKind, Use};
use crate::seal::canonical::{OutsideForm, Value};
use crate::typed::lines_of;

fn list(text: &str) -> Value {
    Value::List(
        lines_of(text)
            .into_iter()
            .map(|line| Value::Text(line.to_owned()))
            .collect(),
    )
}

/// What binds a permission to its holder without naming them.
#[must_use]
pub fn commitment(name: &str, salt: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update("commonhold permission holder 1\n");
    hash.update(HEXLOWER.encode(salt));
    hash.update("\n");
    hash.update(name);
    hash.finalize().into()
}

/// What stands in the file of a permission.
pub struct PermissionFile<'a> {
    pub foundation: &'a str,
    pub number: u64,
    /// The number of the mark in the registry of assets.
    pub asset: u64,
    pub mark: &'a str,
    pub usage: Use,
    pub holder: HolderKind,
    pub commitment: [u8; 32],
    pub clause: &'a str,
    /// One a line.
    pub conditions: &'a str,
    pub starts_on: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

impl PermissionFile<'_> {
    /// Its bytes.
    ///
    /// # Errors
    /// When a text lies outside the canonical form.
    pub fn encode(&self) -> Result<Vec<u8>, OutsideForm> {
        let value = Value::object([
            ("v", Value::Int(1)),
            ("kind", Value::text(&"permission")),
            ("foundation", Value::text(&self.foundation)),
            ("permission", Value::Int(self.number)),
            ("asset", Value::Text(format!("A-{}", self.asset))),
            ("mark", Value::text(&self.mark)),
            ("use", Value::text(&self.usage.word())),
            ("holder", Value::text(&self.holder.word())),
            ("commitment", Value::Text(HEXLOWER.encode(&self.commitment))),
            ("clause", Value::text(&self.clause)),
            ("conditions", list(self.conditions)),
            ("starts", Value::text(&self.starts_on)),
            (
                "last_day",
                Value::Text(
                    self.last_day
                        .map_or_else(String::new, |day| day.to_string()),
                ),
            ),
        ]);
        value.check()?;
        Ok(value.encode().into_bytes())
    }
}

/// What stands in the file of a revocation.
pub struct RevocationFile<'a> {
    pub number: u64,
    /// SHA-256 of the permission's file.
    pub of: &'a [u8],
    pub ends_on: NaiveDate,
    pub reason: &'a str,
}

impl RevocationFile<'_> {
    /// Its bytes.
    ///
    /// # Errors
    /// When a text lies outside the canonical form.
    pub fn encode(&self) -> Result<Vec<u8>, OutsideForm> {
        let value = Value::object([
            ("v", Value::Int(1)),
            ("kind", Value::text(&"permission-revocation")),
            ("permission", Value::Int(self.number)),
            ("of", Value::Text(HEXLOWER.encode(self.of))),
            ("ends", Value::text(&self.ends_on)),
            ("reason", list(self.reason)),
        ]);
        value.check()?;
        Ok(value.encode().into_bytes())
    }
}
