//! The policy, and which of its keys speak for whom.

use super::fault::Fault;
use crate::seal::hash::PublicKey;
use crate::tlog::key::VerifierKey;
use crate::tlog::policy::{Log, Policy, Witness};
use crate::tlog::trust_policy::TrustPolicy;

/// Whom the reader of the bundle trusts.
#[derive(Debug)]
pub(super) struct Trust(TrustPolicy);

impl Trust {
    pub(super) fn parse(file: &[u8]) -> Result<Self, Fault> {
        TrustPolicy::parse(file)
            .map(Self)
            .map_err(|why| Fault::nobody(format!("the policy cannot be read: {why}")))
    }

    pub(super) fn policy(&self) -> &Policy {
        self.0.log_policy()
    }

    /// The keys of the logs of this origin.
    pub(super) fn logs<'t>(&'t self, origin: &'t str) -> impl Iterator<Item = &'t VerifierKey> {
        let keys = self.policy().logs().iter().map(Log::key);
        keys.filter(move |key| key.name().as_str() == origin)
    }

    pub(super) fn witnesses(&self) -> impl Iterator<Item = &VerifierKey> {
        self.policy().witnesses().iter().map(Witness::key)
    }

    pub(super) fn signs_receipts(&self, key: &PublicKey) -> bool {
        self.0.receipt_keys().contains(key.as_bytes())
    }

    /// The keys of the officer of this name.
    pub(super) fn officer(&self, name: &str) -> Vec<PublicKey> {
        let officers = self.0.officers().iter();
        let named = officers.filter(|officer| officer.name() == name);
        named
            .map(|officer| PublicKey::from_bytes(*officer.key()))
            .collect()
    }
}
