//! Codes from an app, and the secret they follow from. Pure.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _};
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A code counts for so many seconds (RFC 6238, section 5.2).
pub const STEP_SECONDS: i64 = 30;
/// For so long after a code was given its officer acts without another.
pub const FRESH_MINUTES: i64 = 10;
/// The digits of a code.
const DIGITS: usize = 6;
const MODULUS: u32 = 1_000_000;

/// What an app and the server share; wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 20]>);

impl Secret {
    #[must_use]
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// As people type it into an app: base32 in groups of four.
    #[must_use]
    pub fn in_groups(&self) -> Zeroizing<String> {
        let base32 = Zeroizing::new(BASE32_NOPAD.encode(self.0.as_slice()).to_lowercase());
        let mut said = Zeroizing::new(String::with_capacity(40));
        for (place, sign) in base32.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                said.push(' ');
            }
            said.push(sign);
        }
        said
    }

    /// The address that apps read from a picture.
    #[must_use]
    pub fn address(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');
        let issuer = utf8_percent_encode(issuer, KEPT);
        let account = utf8_percent_encode(account, KEPT);
        let secret = Zeroizing::new(BASE32_NOPAD.encode(self.0.as_slice()));
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}",
            secret.as_str()
        ))
    }

    /// The code of a step (RFC 4226, section 5.3, with HMAC-SHA-1).
    #[must_use]
    pub fn code(&self, step: i64) -> String {
        let mut mac = <Hmac<Sha1> as hmac::KeyInit>::new_from_slice(self.0.as_slice())
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let start = usize::from(digest.last().copied().unwrap_or_default() & 0x0f);
        let four = digest
            .iter()
            .skip(start)
            .take(4)
            .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        format!("{:0width$}", (four & 0x7fff_ffff) % MODULUS, width = DIGITS)
    }

    /// The step whose code was typed: of now, or one before or after it, since
    /// clocks differ and people type slowly.
    #[must_use]
    pub fn step_of(&self, typed: &str, now: DateTime<Utc>) -> Option<i64> {
        let typed: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter(|sign| !sign.is_whitespace()).collect());
        let here = now.timestamp().div_euclid(STEP_SECONDS);
        [here, here - 1, here + 1]
            .into_iter()
            .find(|step| self.code(*step).as_bytes().ct_eq(typed.as_bytes()).into())
    }

    /// The secret as it rests in the database: nonce and ciphertext, bound to its officer.
    #[must_use]
    pub fn sealed(&self, key: &[u8; 32], person: Uuid, nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: self.0.as_slice(),
            aad: person.as_bytes(),
        };
        let sealed = ChaCha20Poly1305::new(key.into()).encrypt(&nonce.into(), payload);
        Some([nonce.as_slice(), sealed.ok()?.as_slice()].concat())
    }

    /// Reads what [`Self::sealed`] made, for the same officer and under the same key.
    #[must_use]
    pub fn unsealed(key: &[u8; 32], person: Uuid, sealed: &[u8]) -> Option<Self> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        let payload = Payload {
            msg: sealed,
            aad: person.as_bytes(),
        };
        let cipher = ChaCha20Poly1305::new(key.into());
        let open = Zeroizing::new(cipher.decrypt(nonce.into(), payload).ok()?);
        <[u8; 20]>::try_from(open.as_slice())
            .ok()
            .map(Self::from_bytes)
    }
}

/// What an officer has to do before an act that asks for a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing: none is asked for, or a code was given a moment ago.
    Nothing,
    /// A code.
    Code,
    /// To add a factor: the rule asks for one, and there is none.
    Factor,
}

impl Asked {
    /// What is asked of an officer who has a factor or none, and gave a code a moment ago or not.
    #[must_use]
    pub fn of(rule: bool, has_factor: bool, fresh: bool) -> Self {
        match (rule, has_factor, fresh) {
            (_, true, true) | (false, false, _) => Self::Nothing,
            (_, true, false) => Self::Code,
            (true, false, _) => Self::Factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// RFC 6238, appendix B, of whose eight digits ours are the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret::from_bytes(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(seconds / STEP_SECONDS), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_in_its_step_and_one_beside_it() {
        let secret = Secret::from_bytes(*b"12345678901234567890");
        let now = DateTime::from_timestamp(1_234_567_890, 0).unwrap();
        let step = now.timestamp() / STEP_SECONDS;
        for (late, counts) in [
            (-60, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let code = secret.code((now + TimeDelta::seconds(late)).timestamp() / STEP_SECONDS);
            let found = secret.step_of(&code, now);
            assert_eq!(
                found,
                counts.then_some(step + late / STEP_SECONDS),
                "{late}"
            );
        }
        assert_eq!(
            secret.step_of("005 924", now),
            Some(step),
            "as apps show it"
        );
        for wrong in ["", "5924", "0059240", "００５９２４", "abcdef"] {
            assert_eq!(secret.step_of(wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn a_sealed_secret_opens_for_its_officer_and_key_alone() {
        let (key, other) = ([7; 32], [8; 32]);
        let (ada, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let secret = Secret::from_bytes([9; 20]);
        let sealed = secret.sealed(&key, ada, [1; 12]).unwrap();
        let opened = Secret::unsealed(&key, ada, &sealed).unwrap();
        assert_eq!(opened.code(1), secret.code(1));
        assert!(Secret::unsealed(&key, ben, &sealed).is_none());
        assert!(Secret::unsealed(&other, ada, &sealed).is_none());
        assert!(Secret::unsealed(&key, ada, &sealed[..11]).is_none());
    }

    #[test]
    fn a_code_is_asked_of_whoever_has_a_factor_and_a_factor_by_the_rule() {
        use Asked::{Code, Factor, Nothing};
        for (rule, has, fresh, asked) in [
            (false, false, false, Nothing),
            (false, true, false, Code),
            (false, true, true, Nothing),
            (true, false, false, Factor),
            (true, true, false, Code),
            (true, true, true, Nothing),
        ] {
            assert_eq!(Asked::of(rule, has, fresh), asked);
        }
    }

    #[test]
    fn an_app_reads_whose_secret_it_is() {
        let secret = Secret::from_bytes([0; 20]);
        assert_eq!(
            secret.address("Tamarack & Co", "ada@mail.example").as_str(),
            "otpauth://totp/Tamarack%20%26%20Co:ada%40mail.example?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Tamarack%20%26%20Co"
        );
        assert!(secret.in_groups().starts_with("aaaa aaaa "));
    }
}
