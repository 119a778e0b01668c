//! Officers' keys, as they are on machines of their own.

use commonhold::evidence::act::{Act, ActSignature};
use commonhold::seal::hash::{PollId, Reveal};
use commonhold::seal::keys::{PublicPart, SignPart};
use commonhold::seal::lot::share_of;
use commonhold::seal::sign::Signer;

/// An officer's standing key, and the value from which shares of the lot come.
pub struct StandingKey {
    pub name: &'static str,
    pub key: Signer,
    pub value: Reveal,
}

impl StandingKey {
    pub fn generate(name: &'static str) -> Self {
        let mut rng = rand::rng();
        Self {
            name,
            key: Signer::generate(&mut rng),
            value: Reveal::random(&mut rng),
        }
    }

    /// The public half as `officer keygen --sign` writes it.
    pub fn public(&self) -> Vec<u8> {
        let part = SignPart::sign(self.name, &self.key, None, &self.value).unwrap();
        PublicPart::Sign(part).encode()
    }

    /// What `officer sign` writes.
    pub fn sign(&self, act: &Act) -> Vec<u8> {
        ActSignature {
            act: act.leaf().act_digest(),
            by: self.name.to_owned(),
            signature: act.leaf().sign(&self.key),
        }
        .encode()
    }

    /// The key with its share of one poll's lot.
    pub fn for_poll(&self, poll: PollId) -> OfficerKey {
        OfficerKey {
            name: self.name,
            key: self.key.clone(),
            reveal: share_of(&self.value, None, &poll),
        }
    }
}

/// An officer's signing key and share of one poll's lot.
pub struct OfficerKey {
    pub name: &'static str,
    pub key: Signer,
    pub reveal: Reveal,
}

impl OfficerKey {
    /// A key that nobody knows.
    pub fn generate(name: &'static str) -> Self {
        StandingKey::generate(name).for_poll(PollId::from_bytes([0; 16]))
    }

    /// The public half as `officer share` writes it.
    pub fn part(&self, poll: PollId) -> Vec<u8> {
        let part = SignPart::sign(self.name, &self.key, Some(poll), &self.reveal).unwrap();
        PublicPart::Sign(part).encode()
    }
}
