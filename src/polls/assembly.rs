//! Gathers what a manifest needs, and holds the key that signs receipts.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use uuid::Uuid;

use super::key_shares::key_items;
use super::store::{self, Poll};
use super::terms::{self, Surroundings};
use crate::bodies;
use crate::db::{Connection, seed};
use crate::evidence::leaf::{Leaf, RollCertified};
use crate::ledger;
use crate::rolls;
use crate::rulebook::Threshold;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::seal::envelope::SealKey;
use crate::seal::fields::Refusal;
use crate::seal::hash::{Digest, PollId, PublicKey, RollId};
use crate::seal::manifest::{Manifest, Rule};
use crate::seal::sign::Signer;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// The key with which this node signs receipts. A node without the manifest's
/// key refuses casts.
pub struct ReceiptKey {
    signer: Signer,
    /// Whether the operator was told that casts are refused here.
    refuses: AtomicBool,
}

impl ReceiptKey {
    /// Reads the key from the data folder; makes it on the first start.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is not a key.
    pub fn load(data: &Path) -> io::Result<Self> {
        let seed = seed::read_or_draw(&data.join("keys/receipt.key"))?;
        Ok(Self {
            signer: Signer::from_bytes(&seed),
            refuses: AtomicBool::new(false),
        })
    }

    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.signer.public()
    }

    /// The signer, if it is the one the manifest names.
    #[must_use]
    pub fn signer_for(&self, manifest: &Manifest) -> Option<&Signer> {
        (manifest.terms().receipt_key == self.public()).then_some(&self.signer)
    }

    /// Tells the operator, once, that casts in an open poll are refused here. Once is enough, and
    /// a line for each would tell when somebody wanted to vote.
    pub fn refuses_casts_of(&self, poll: i32) {
        if !self.refuses.swap(true, Ordering::Relaxed) {
            tracing::error!(
                poll,
                "CASTS ARE REFUSED: keys/receipt.key in this data folder is not the key that signs the poll's receipts"
            );
        }
    }
}

/// Manifests of opened polls, which never change.
#[derive(Default)]
pub struct Manifests(RwLock<BTreeMap<Uuid, Arc<Manifest>>>);

impl Manifests {
    /// The manifest of an opened poll.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn get(
        &self,
        conn: &mut Connection,
        poll: Uuid,
    ) -> diesel::QueryResult<Option<Arc<Manifest>>> {
        if let Some(known) = self
            .0
            .read()
            .ok()
            .and_then(|known| known.get(&poll).cloned())
        {
            return Ok(Some(known));
        }
        let Some(manifest) = store::manifest(conn, poll).await?.map(Arc::new) else {
            return Ok(None);
        };
        if let Ok(mut known) = self.0.write() {
            known.insert(poll, Arc::clone(&manifest));
        }
        Ok(Some(manifest))
    }
}

/// The manifest this draft would be held under, were it opened now.
///
/// # Errors
/// Outer: those of the database. Inner: a sentence about what is missing.
pub async fn assemble(
    conn: &mut Connection,
    poll: &Poll,
    receipt_key: PublicKey,
) -> Result<Result<Manifest, Refusal>, Fault> {
    let missing = |sentence: &str| Ok(Err(Refusal::new("the draft", sentence)));
    let Some(foundation) = bodies::store::foundation(conn).await? else {
        return missing("there is no foundation yet");
    };
    let roll = match poll.draft.roll {
        Some(id) => rolls::store::by_id(conn, id).await?,
        None => None,
    };
    let Some((roll, root)) = roll.and_then(|roll| roll.root.clone().map(|root| (roll, root)))
    else {
        return missing("its roll is not certified");
    };
    if let Some(by) = rolls::store::corrections::corrected_by(conn, roll.id).await? {
        return Ok(Err(Refusal::new(
            "the draft",
            format!(
                "roll {} corrects its roll; choose the latest of them",
                by.by
            ),
        )));
    }
    let mut seal_key = None;
    let mut officers = Vec::new();
    for key in store::keys(conn, poll.id).await? {
        if key.kind == "seal" {
            seal_key = Some(SealKey::from_bytes(&key.key)?);
        } else if let Some(reveal) = &key.reveal {
            officers.push((
                key.name.clone(),
                PublicKey::from_bytes(<[u8; 32]>::try_from(key.key.as_slice())?),
                Digest::from_bytes(<[u8; 32]>::try_from(reveal.as_slice())?),
            ));
        }
    }
    let Some(seal_key) = seal_key else {
        return missing("no sealing key is uploaded");
    };
    let rules = store::key_rules(conn, poll.now).await?;
    let ceremony = store::ceremony(conn, poll.id).await?;
    let gap = key_items(ceremony.as_ref(), true, &rules)
        .into_iter()
        .find(|item| !item.ready);
    if let Some(gap) = gap {
        return Ok(Err(Refusal::new("the draft", gap.sentence)));
    }
    if !is_signed_by(conn, roll.roll_id(), &officers).await? {
        return missing(
            "fewer than two of its officers signed its roll with the keys that are fixed here, so nobody could verify the roll; have two of them certify one anew, or let those who signed it commit their keys",
        );
    }
    let k = rulebook::as_of(conn, keys::CELLS_K, poll.now).await?;
    let quorum_votes = rulebook::as_of(conn, keys::QUORUM_VOTES, poll.now).await?;
    let rules = rulebook::all_as_of(conn, poll.now).await?;
    // A verifier would take a rule that is missing for another one.
    let silent = keys::ALL
        .iter()
        .find(|key| key.of_polls && key.asked && rules.iter().all(|rule| rule.key != key.name));
    if let Some(key) = silent {
        return Ok(Err(Refusal::new(
            "the draft",
            format!("no rule “{}” is in force", key.name),
        )));
    }
    let majority = match store::majority_of_motion(conn, poll.id).await? {
        None => None,
        Some(value) => match Threshold::parse(&value) {
            Some(threshold) => Some(threshold),
            None => return missing("the rule on the majority of its motion cannot be read"),
        },
    };
    Ok(terms::manifest(
        &poll.draft,
        Surroundings {
            poll: PollId::from_bytes(*poll.id.as_bytes()),
            origin: foundation.log_origin,
            receipt_key,
            roll_root: Digest::from_bytes(<[u8; 32]>::try_from(root.as_slice())?),
            seal_key,
            officers,
            rules: rules
                .into_iter()
                .filter(|rule| keys::find(&rule.key).is_some_and(|key| key.of_polls))
                .map(|rule| Rule {
                    citation: rule.citation,
                    key: rule.key,
                    value: rule.value,
                })
                .collect(),
            k: u64::from(k.count()?),
            eligible: u64::try_from(roll.votes)?,
            quorum_votes: quorum_votes.value,
            majority,
        },
    ))
}

/// Whether two of these officers signed the certification of a roll, none of them with another
/// key: who verifies the poll knows no other keys than those its manifest fixes.
async fn is_signed_by(
    conn: &mut Connection,
    roll: RollId,
    officers: &[(String, PublicKey, Digest)],
) -> diesel::QueryResult<bool> {
    let certified = ledger::store::of_kind(conn, RollCertified::KIND).await?;
    let key_of = |name: &str| {
        let officer = officers.iter().find(|(known, ..)| known == name);
        officer.map(|(_, key, _)| *key)
    };
    Ok(certified.iter().any(|leaf| {
        let is_this = matches!(leaf, Leaf::RollCertified(leaf) if leaf.roll == roll);
        is_this && leaf.verify(key_of).is_ok_and(|signed| signed.len() >= 2)
    }))
}
