//! Hashing and checking passwords, which takes a while on purpose.

use std::sync::LazyLock;

use actix_web::web::block;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use thiserror::Error;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::model::NewPassword;

/// Why a password could be neither hashed nor checked.
#[derive(Debug, Error)]
pub enum HashError {
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    #[error("the thread that hashes passwords was stopped")]
    Stopped,
}

/// How many passwords are hashed at once: each takes 19 MiB and a processor.
static PLACES: Semaphore = Semaphore::const_new(4);

/// The hash of no password, checked for addresses without one, so that the
/// answer takes as long.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    let unknown: [u8; 32] = rand::random();
    hash_now(&unknown).unwrap_or_default()
});

/// The Argon2id hash of a password, with a salt of its own.
///
/// # Errors
/// When memory is short, or the server is stopping.
pub async fn hash(password: NewPassword) -> Result<String, HashError> {
    let _place = PLACES.acquire().await.map_err(|_| HashError::Stopped)?;
    let password = password.into_inner();
    block(move || hash_now(password.as_bytes()))
        .await
        .map_err(|_| HashError::Stopped)?
}

/// Whether this is the password that was hashed; takes as long, and says no,
/// when there is no hash.
///
/// # Errors
/// When the server is stopping.
pub async fn matches(typed: Zeroizing<String>, hashed: Option<String>) -> Result<bool, HashError> {
    let _place = PLACES.acquire().await.map_err(|_| HashError::Stopped)?;
    block(move || {
        let known = hashed.is_some();
        let stored = hashed.unwrap_or_else(|| DUMMY.clone());
        let right = PasswordHash::new(&stored).is_ok_and(|stored| {
            Argon2::default()
                .verify_password(typed.as_bytes(), &stored)
                .is_ok()
        });
        known && right
    })
    .await
    .map_err(|_| HashError::Stopped)
}

fn hash_now(password: &[u8]) -> Result<String, HashError> {
    let hashed = Argon2::default()
        .hash_password(password)
        .map_err(|error| HashError::Hash(error.to_string()))?;
    Ok(hashed.to_string())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{hash, matches};
    use crate::accounts::model::NewPassword;

    #[tokio::test]
    async fn only_the_password_itself_matches() {
        let typed = "correct horse battery";
        let Ok(new) = NewPassword::parse(typed, typed, &[]) else {
            panic!("a long password is one");
        };
        let stored = hash(new).await.expect("a hash");
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        let check = async |text: &str, stored: Option<String>| {
            matches(Zeroizing::new(text.to_owned()), stored)
                .await
                .expect("an answer")
        };
        assert!(check(typed, Some(stored.clone())).await);
        assert!(!check("correct horse batterz", Some(stored)).await);
        assert!(!check(typed, None).await);
        assert!(!check(typed, Some("not a hash".into())).await);
    }
}
