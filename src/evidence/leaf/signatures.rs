//! The signatures of an entry: `[{"by":name,"sig":hex64},…]`, strictly ascending by `by`.

use std::collections::BTreeMap;

use crate::seal::canonical::Value;
use crate::seal::fields::Fields;
use crate::seal::hash::{PublicKey, Signature};
use crate::seal::sign::verify;

/// Signatures by officers' names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures(BTreeMap<String, Signature>);

/// A signature that the named officer's key did not make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature under the name of {by} is not by the key of {by}")]
pub struct WronglySigned {
    /// The name beside the signature.
    pub by: String,
}

impl Signatures {
    /// Adds a signature; one by the same name is replaced.
    pub fn insert(&mut self, by: impl Into<String>, signature: Signature) {
        self.0.insert(by.into(), signature);
    }

    /// The names with their signatures, ascending by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Signature)> {
        self.0.iter().map(|(by, sig)| (by.as_str(), sig))
    }

    /// How many there are, whoever made them.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody signed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names whose signatures over `body` for the purpose `name` count, with the key that
    /// made each: those for which `keys` gives any. A signature by anyone else is passed over.
    ///
    /// # Errors
    /// [`WronglySigned`] for the first signature by a known name that none of its keys made.
    pub fn verify<K: IntoIterator<Item = PublicKey>>(
        &self,
        name: &str,
        body: &[u8],
        keys: impl Fn(&str) -> K,
    ) -> Result<Vec<(&str, PublicKey)>, WronglySigned> {
        let mut counted = Vec::with_capacity(self.0.len());
        for (by, signature) in self.iter() {
            let mut keys = keys(by).into_iter().peekable();
            if keys.peek().is_none() {
                continue;
            }
            let key = keys
                .find(|key| verify(name, body, key, signature).is_ok())
                .ok_or_else(|| WronglySigned { by: by.to_owned() })?;
            counted.push((by, key));
        }
        Ok(counted)
    }

    pub(super) fn to_value(&self) -> Value {
        let one = |(by, signature): (&str, &Signature)| {
            Value::object([("by", by.into()), ("sig", Value::text(signature))])
        };
        Value::List(self.iter().map(one).collect())
    }

    pub(super) fn read(items: Vec<Value>) -> Result<Self, String> {
        let mut signatures = BTreeMap::new();
        for item in items {
            let read = |item| {
                let mut fields = Fields::of("a signature", item)?;
                let by = fields.text("by")?;
                let signature: Signature = fields.parsed("sig")?;
                fields.end().map(|()| (by, signature))
            };
            let (by, signature) = read(item).map_err(|refusal| refusal.to_string())?;
            if by.is_empty() {
                return Err("a name is empty".to_owned());
            }
            if signatures
                .last_key_value()
                .is_some_and(|(last, _)| *last >= by)
            {
                return Err("the names do not ascend".to_owned());
            }
            signatures.insert(by, signature);
        }
        Ok(Self(signatures))
    }
}
