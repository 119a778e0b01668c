//! Files that bear a check of their own bytes, so that a damaged one is refused with a
//! sentence. A check is no signature: whoever alters the file can make another.

use super::canonical::Value;
use super::fields::{Fields, Refusal};
use super::hash::h;

/// Adds fields to an object.
pub(super) fn put<const N: usize>(value: &mut Value, fields: [(&str, Value); N]) {
    if let Value::Object(map) = value {
        map.extend(fields.map(|(key, value)| (key.to_owned(), value)));
    }
}

/// The object with `check`, `H(name, the object without it)`.
pub(super) fn with_check(name: &str, mut value: Value) -> Value {
    let check = h(name, &[value.encode().as_bytes()]);
    put(&mut value, [("check", Value::text(&check))]);
    value
}

/// The fields of a file whose `check` fits; the check is taken.
pub(super) fn checked_fields(name: &str, what: &str, bytes: &[u8]) -> Result<Fields, Refusal> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let value = Value::parse(bytes).map_err(|e| Refusal::malformed(what, e))?;
    let mut without = value.clone();
    let stated = match &mut without {
        Value::Object(map) => map.remove("check"),
        Value::Int(_) | Value::Text(_) | Value::List(_) => None,
    };
    let check = Value::text(&h(name, &[without.encode().as_bytes()]));
    let mut fields = Fields::of(what, without)?;
    if stated != Some(check) {
        // Of another kind of file the kind is the better sentence.
        if let Ok(kind) = fields.text("kind")
            && !["share", "handed", "rehearsal", "rehearsed"].contains(&kind.as_str())
        {
            return Err(fields.refuse(format!("this is a file of the kind \"{kind}\"")));
        }
        return Err(fields.refuse("it was damaged: its check does not fit"));
    }
    Ok(fields)
}
