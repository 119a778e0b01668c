//! Every kind of entry with its keys: the table of `docs/ballot-log.md`, The log.
//!
//! Beside the keys below an entry has `kind` and `v` (1). `at` is when the act was done, in unix
//! seconds.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::field::{Field, HexBytes};
use super::signatures::Signatures;
use crate::seal::canonical::Value;
use crate::seal::code::Code;
use crate::seal::fields::{Fields, Refusal};
use crate::seal::hash::{Digest, Eid, PublicKey, RollId};

/// The most digests that one entry lists.
pub const MAX_DIGESTS: usize = 900;

/// The fewest digests of a `poll.cast` that is not the last before the close.
pub const MIN_BATCH: usize = 20;

macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $name:ident = $kind:literal {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// What stands in the entry as `kind`.
            pub const KIND: &'static str = $kind;

            pub(super) fn to_map(&self) -> BTreeMap<String, Value> {
                BTreeMap::from([
                    ("kind".to_owned(), Self::KIND.into()),
                    ("v".to_owned(), 1.into()),
                    $((stringify!($field).to_owned(), self.$field.to_value()),)*
                ])
            }

            /// Reads the keys that are left after `kind` and `v`.
            pub(super) fn read(mut fields: Fields) -> Result<Self, Refusal> {
                let read = Self {
                    $($field: Field::take(&mut fields, stringify!($field))?,)*
                };
                fields.end()?;
                Ok(read)
            }
        }
    )*};
}

kinds! {
    /// The log begins.
    LogStart = "log.start" {
        /// Unix seconds.
        at: u64,
        /// The vkey of the log's key.
        key: String,
        /// The log's origin.
        origin: String,
    }

    /// The log changes its key: the first checkpoint that covers this is signed by both.
    LogKey = "log.key" {
        /// The vkey that signs from now on.
        add: String,
        /// Unix seconds.
        at: u64,
        /// The vkey that signed until now.
        remove: String,
    }

    /// An officer's standing key is taken up. The first two of a foundation are signed by nobody,
    /// every later one by officers before them.
    OfficerKey = "officer.key" {
        /// Unix seconds.
        at: u64,
        /// The public half.
        key: PublicKey,
        /// Whose it is.
        name: String,
        /// By officers whose keys are in the log already.
        sigs: Signatures,
    }

    /// A roll is certified.
    RollCertified = "roll.certified" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of the roll as a file.
        file: Digest,
        /// The number of its leaves.
        leaves: u64,
        /// The day as of which it was made.
        record_date: NaiveDate,
        /// Its random id.
        roll: RollId,
        /// The root of its leaves.
        root: Digest,
        /// By officers.
        sigs: Signatures,
        /// The votes of all leaves.
        votes: u64,
    }

    /// A version of the rulebook is adopted.
    RulebookAdopted = "rulebook.adopted" {
        /// Unix seconds.
        at: u64,
        /// The number of the decision that adopts it.
        decision: u64,
        /// From when it is in force, in unix seconds; from the entry on where that is later.
        effective: u64,
        /// SHA-256 of the rulebook as a file.
        rulebook: Digest,
        /// By officers.
        sigs: Signatures,
        /// Its number.
        version: u64,
    }

    /// A notice is given.
    NoticeGiven = "notice.given" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of the notice as canonical JSON: its words, what it announces, its rules.
        file: Digest,
        /// Its number.
        notice: u64,
        /// To how many it is due.
        recipients: u64,
    }

    /// A certificate of notice is made.
    NoticeCertified = "notice.certified" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of the certificate as canonical JSON.
        file: Digest,
        /// The number of the notice.
        notice: u64,
        /// How many have it, as far as was known then.
        reached: u64,
        /// To how many it is due.
        recipients: u64,
    }

    /// Something is recorded in the register of what the foundation owns.
    RegistryRecorded = "registry.recorded" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of the statement, canonical JSON that everybody can read.
        file: Digest,
    }

    /// An act on a protected asset is carried out.
    AssetExecuted = "asset.executed" {
        /// The number of the asset.
        asset: u64,
        /// Unix seconds.
        at: u64,
        /// The label of the board's resolution.
        board: String,
        /// The number of the deed.
        deed: u64,
        /// The label of the members' resolution.
        members: String,
        /// By officers.
        sigs: Signatures,
        /// SHA-256 of the deed's terms, canonical JSON that everybody can read.
        terms: Digest,
    }

    /// A poll is opened under its manifest.
    PollOpened = "poll.opened" {
        /// Unix seconds.
        at: u64,
        /// When it closes, in unix seconds.
        closes: u64,
        /// The poll.
        eid: Eid,
        /// SHA-256 of `manifest.json`.
        manifest: Digest,
        /// When voting begins, in unix seconds.
        opens: u64,
        /// The root of the roll it is held on.
        roll_root: Digest,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// The close is put off.
    PollExtended = "poll.extended" {
        /// Unix seconds.
        at: u64,
        /// The new close, in unix seconds.
        closes: u64,
        /// The poll.
        eid: Eid,
        /// Why.
        reason: String,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// Envelopes were cast. It bears no time, so that it says nothing of when each voter came.
    PollCast = "poll.cast" {
        /// The envelopes, ascending.
        digests: Vec<Digest>,
        /// The poll.
        eid: Eid,
        /// How many they are.
        n: u64,
    }

    /// Envelopes were replaced by later ones of the same entitlement.
    PollSuperseded = "poll.superseded" {
        /// The envelopes, ascending.
        digests: Vec<Digest>,
        /// The poll.
        eid: Eid,
        /// How many they are.
        n: u64,
    }

    /// Envelopes that were logged are gone after a restore.
    PollLost = "poll.lost" {
        /// Unix seconds.
        at: u64,
        /// The envelopes, ascending.
        digests: Vec<Digest>,
        /// The poll.
        eid: Eid,
        /// What happened.
        reason: String,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// A poll is closed. All numbers are totals.
    PollClosed = "poll.closed" {
        /// Unix seconds.
        at: u64,
        /// Envelopes cast.
        cast: u64,
        /// The poll.
        eid: Eid,
        /// Envelopes that count.
        live: u64,
        /// The root of the live set.
        live_root: Digest,
        /// Envelopes lost.
        lost: u64,
        /// SHA-256 of `participation.json`.
        participation: Digest,
        /// Envelopes superseded.
        superseded: u64,
        /// The votes of the envelopes that count.
        votes: u64,
    }

    /// Disputed envelopes are not counted.
    PollSetAside = "poll.set_aside" {
        /// Unix seconds.
        at: u64,
        /// The envelopes, ascending.
        digests: Vec<Digest>,
        /// The poll.
        eid: Eid,
        /// Why.
        reason: String,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// A candidate who withdrew after the opening is not elected.
    PollExcluded = "poll.excluded" {
        /// Unix seconds.
        at: u64,
        /// The poll.
        eid: Eid,
        /// The candidate's id in the manifest.
        option: Code,
        /// Why.
        reason: String,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// The ballots are counted.
    PollResult = "poll.result" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of `ballots.jsonl`.
        ballots: Digest,
        /// The beacon of the lot.
        beacon: HexBytes,
        /// The poll.
        eid: Eid,
        /// SHA-256 of `result.json`.
        result: Digest,
    }

    /// Officers certify the count.
    PollCertified = "poll.certified" {
        /// Unix seconds.
        at: u64,
        /// SHA-256 of `ballots.jsonl`.
        ballots: Digest,
        /// The poll.
        eid: Eid,
        /// SHA-256 of `live.jsonl`.
        live: Digest,
        /// SHA-256 of `manifest.json`.
        manifest: Digest,
        /// SHA-256 of `open.jsonl`.
        open: Digest,
        /// SHA-256 of `participation.json`.
        participation: Digest,
        /// SHA-256 of `result.json`.
        result: Digest,
        /// SHA-256 of `roll.jsonl`.
        roll: Digest,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// A poll is void.
    PollVoided = "poll.voided" {
        /// Unix seconds.
        at: u64,
        /// The poll.
        eid: Eid,
        /// Why.
        reason: String,
        /// By officers of the manifest.
        sigs: Signatures,
    }

    /// Envelopes and shares of the key are destroyed.
    PollDestroyed = "poll.destroyed" {
        /// Unix seconds.
        at: u64,
        /// The poll.
        eid: Eid,
        /// How many envelopes were destroyed.
        envelopes: u64,
        /// How many shares of the sealing key were destroyed.
        shares: u64,
        /// By officers of the manifest.
        sigs: Signatures,
    }
}
