//! Puts a filled-in ballot into the box: sealed in memory, stored, answered.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::draft::Draft;
use super::sealing::{Filled, seal_ballot};
use super::store::{self, Cast, CastError, Entitlement};
use crate::db::Connection;
use crate::outbox::{Letter, RollLine};
use crate::seal::hash::{Digest, EnvelopeId, Signature};
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
}

/// What the voter is handed.
#[derive(Clone, Debug)]
pub struct Slip {
    pub tracker: Tracker,
    pub receipt: Receipt,
    pub signature: Signature,
}

impl BallotBox<'_> {
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
                session: voter.session,
                signature: *sealed.signature.as_bytes(),
                body_mac: sealed.body_mac,
                account: voter.account,
                confirmation: Letter::CastConfirmed {
                    title: self.draft.wording(),
                    path: format!("/polls/{}", self.number),
                    closes_at: self.closes_at,
                    line: RollLine {
                        roll: self.roll,
                        entitlement: HEXLOWER.encode(&entitlement.entitlement),
                    },
                },
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
