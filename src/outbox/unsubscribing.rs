//! The addresses by which people say that they no longer want letters of a kind.
//!
//! They need no session: whoever has the letter may unsubscribe its recipient,
//! who can turn it on again on the account page. Nothing is stored for them; each
//! carries a MAC over account and kind, of a key in the data folder.

use std::io;
use std::path::Path;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::seed;

const FILE: &str = "keys/unsubscribe.key";
/// Bytes of a MAC that stand in an address: no guessing, and short enough to read.
const MAC_BYTES: usize = 16;

/// Makes and reads the addresses.
pub struct Unsubscribing(Zeroizing<[u8; 32]>);

impl Unsubscribing {
    /// Takes the key from the data folder, or makes one there.
    ///
    /// # Errors
    /// When it cannot be read, made or kept.
    pub fn load(data: &Path) -> io::Result<Self> {
        seed::read_or_draw(&data.join(FILE)).map(Self)
    }

    fn mac(&self, account: Uuid, kind: &str) -> [u8; MAC_BYTES] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(b"commonhold/unsubscribe/v1");
        mac.update(account.as_bytes());
        mac.update(kind.as_bytes());
        let mut short = [0; MAC_BYTES];
        short.copy_from_slice(&mac.finalize().into_bytes()[..MAC_BYTES]);
        short
    }

    /// `/unsubscribe/ACCOUNT.KIND.MAC`
    #[must_use]
    pub fn path(&self, account: Uuid, kind: &str) -> String {
        let mac = HEXLOWER.encode(&self.mac(account, kind));
        format!("/unsubscribe/{}.{kind}.{mac}", account.simple())
    }

    /// Account and kind, of the last part of an address that we made.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(Uuid, String)> {
        let mut parts = token.split('.');
        let (account, kind, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let account = Uuid::parse_str(account).ok()?;
        let mac = HEXLOWER.decode(mac.as_bytes()).ok()?;
        let ours = bool::from(self.mac(account, kind).as_slice().ct_eq(&mac));
        (parts.next().is_none() && ours).then(|| (account, kind.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Unsubscribing;

    #[test]
    fn an_address_speaks_of_its_account_and_kind_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let ours = Unsubscribing::load(folder.path()).expect("a key");
        let account = Uuid::from_bytes([7; 16]);
        let path = ours.path(account, "poll_reminder");
        let token = path.rsplit('/').next().expect("a token");
        let read = Some((account, "poll_reminder".to_owned()));
        assert_eq!(ours.read(token), read);
        let again = Unsubscribing::load(folder.path()).expect("the same key");
        assert_eq!(again.read(token), read);
        for forged in [
            token.replace("poll_reminder", "notice"),
            token.replacen('0', "1", 1),
            format!("{token}.x"),
            token[..token.len() - 2].to_owned(),
            String::new(),
        ] {
            assert_eq!(ours.read(&forged), None, "{forged}");
        }
    }
}
