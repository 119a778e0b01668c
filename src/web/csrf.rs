//! Form tokens: a page of another site cannot make this browser post here.
//!
//! The token is derived from the browser's own secret cookie and stored
//! nowhere. Beside it, [`super::headers`] refuses posts that the browser
//! itself marks as coming from elsewhere.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::visitor::Visitor;

/// The hidden field of every form.
pub const FIELD: &str = "csrf";

/// The token this visitor's forms carry: 64 hexadecimal digits.
#[must_use]
pub fn token(visitor: &Visitor) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(visitor.secret.as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(b"commonhold/csrf/v1");
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// A secret that belongs to one form of this visitor: the same whenever the form is sent
/// again, so that whoever sends twice is led to the same place, and nobody else's.
#[must_use]
pub fn secret_of_form(visitor: &Visitor, form: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(visitor.secret.as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(b"commonhold/form-secret/v1\n");
    mac.update(form.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Whether a form's token is this visitor's.
#[must_use]
pub fn matches(visitor: &Visitor, sent: &str) -> bool {
    token(visitor).as_bytes().ct_eq(sent.as_bytes()).into()
}
