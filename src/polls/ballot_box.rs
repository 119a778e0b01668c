//! Puts a filled-in ballot into the box: sealed in memory, stored, answered.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::draft::Draft;
use super::sealing::{Filled, seal_ballot};
use super::store::{self, Cast, CastError, Entitlement};
use crate::db::Connection;
use crate::outbox::{Letter, RollLine};
use crate::seal::hash::{Digest, EnvelopeId, Signature, h};
use crate::seal::manifest::Manifest;
use crate::seal::receipt::Receipt;
use crate::seal::sign::Signer;
use crate::seal::tracker::Tracker;

/// A poll that takes ballots, with what sealing and signing need.
pub struct BallotBox<'a> {
    pub poll: Uuid,
    /// The short number in addresses.
    pub number: i32,
    pub roll: Uuid,
    pub draft: &'a Draft,
    /// When the poll closes, as far as that is decided.
    pub closes_at: DateTime<Utc>,
    pub manifest: &'a Manifest,
    pub signer: &'a Signer,
}

/// In whose hands the ballot was filled in.
#[derive(Clone, Copy, Debug)]
pub struct Voter<'a> {
    pub account: Uuid,
    /// To which a repeat of the same form is bound.
    pub session: &'a [u8],
    /// The proxy by which they cast for somebody else.
    pub by_proxy: Option<Uuid>,
    /// The proxy that is in effect for the member, by its number, with the accounts of
    /// all who cast for them then, in the order of their ids.
    pub beside: Option<(i32, &'a [Uuid])>,
}

/// By which a server with the receipt key, and nobody who holds the database, knows
/// whether a member has voted themselves: a digest of a signature that is shown nowhere.
#[must_use]
pub fn mark_key(signer: &Signer, manifest: &Manifest, entitlement: &[u8]) -> [u8; 32] {
    let eid = manifest.eid();
    let signed = signer.sign(
        "cast-mark",
        &[eid.as_bytes().as_slice(), entitlement].concat(),
    );
    *h("cast-mark", &[signed.as_bytes()]).as_bytes()
}

/// What the voter is handed.
#[derive(Clone, Debug)]
pub struct Slip {
    pub tracker: Tracker,
    pub receipt: Receipt,
    pub signature: Signature,
}

impl BallotBox<'_> {
    /// To the voter; where somebody holds a proxy the same to both, so that no letter
    /// tells which of them cast, and without the line of the roll.
    fn confirmation(&self, entitlement: &Entitlement, voter: Voter<'_>) -> Letter {
        let title = self.draft.wording();
        let path = format!("/polls/{}", self.number);
        match voter.beside {
            Some((proxy, _)) => Letter::CastUnderProxy {
                title,
                path,
                closes_at: self.closes_at,
                proxy,
            },
            None => Letter::CastConfirmed {
                title,
                path,
                closes_at: self.closes_at,
                line: RollLine {
                    roll: self.roll,
                    entitlement: HEXLOWER.encode(&entitlement.entitlement),
                },
            },
        }
    }

    /// Casts; a form sent before gets its first answer again.
    ///
    /// # Errors
    /// As [`store::cast`]; a choice that is not legal counts as a fault of the caller.
    pub async fn put_in(
        &self,
        conn: &mut Connection,
        entitlement: &Entitlement,
        voter: Voter<'_>,
        filled: &Filled,
        body: &[u8],
    ) -> Result<Slip, CastError> {
        let sealed = seal_ballot(&mut rand::rng(), self.manifest, self.signer, filled, body)
            .map_err(|fault| CastError::Illegal(fault.to_string()))?;
        let answer = store::cast(
            conn,
            &Cast {
                poll: self.poll,
                entitlement: &entitlement.entitlement,
                envelope: &sealed.envelope,
                cast_key: *sealed.cast_key.as_bytes(),
                // Bare, it would tell who cast, as long as the session is on record.
                session: *h("cast-session", &[voter.session, filled.key.as_bytes()]).as_bytes(),
                signature: *sealed.signature.as_bytes(),
                body_mac: sealed.body_mac,
                by_proxy: voter.by_proxy,
                mark_key: mark_key(self.signer, self.manifest, &entitlement.entitlement),
                salt: rand::random(),
                noise: rand::random(),
                accounts: voter
                    .beside
                    .map_or(&[voter.account], |(_, accounts)| accounts),
                confirmation: self.confirmation(entitlement, voter),
            },
        )
        .await?;
        let damaged = || {
            CastError::Database(diesel::result::Error::DeserializationError(
                "a stored answer has the wrong length".into(),
            ))
        };
        let envelope = EnvelopeId::from_bytes(
            answer
                .envelope_id
                .as_slice()
                .try_into()
                .map_err(|_| damaged())?,
        );
        let digest =
            Digest::from_bytes(answer.digest.as_slice().try_into().map_err(|_| damaged())?);
        let signature = Signature::from_bytes(
            answer
                .signature
                .as_slice()
                .try_into()
                .map_err(|_| damaged())?,
        );
        let eid = self.manifest.eid();
        Ok(Slip {
            tracker: Tracker::derive(&eid, &envelope, &filled.key, &filled.own),
            receipt: Receipt {
                digest,
                eid,
                weight: filled.weight,
            },
            signature,
        })
    }
}
