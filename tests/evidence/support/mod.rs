//! What the tests of evidence share.

#[path = "../../tlog/cosigner.rs"]
pub mod cosigner;
pub mod log;
pub mod made;
pub mod poll;
pub mod record;
pub mod terms;
pub mod zip;

use commonhold::seal::hash::{Digest, sha256};
use commonhold::seal::sign::Signer;

/// A digest that a name gives, the same in every run.
pub fn digest(name: &str) -> Digest {
    sha256(name.as_bytes())
}

/// The key that a name gives, the same in every run.
pub fn signer(name: &str) -> Signer {
    Signer::from_bytes(sha256(format!("key of {name}").as_bytes()).as_bytes())
}

/// Asserts that a result is a refusal whose sentence contains `part`.
#[track_caller]
pub fn refused<T, E: std::fmt::Display>(result: Result<T, E>, part: &str) {
    match result {
        Ok(_) => panic!("accepted, where a refusal because of \"{part}\" was due"),
        Err(e) => assert!(
            e.to_string().contains(part),
            "\"{e}\" does not say \"{part}\""
        ),
    }
}
