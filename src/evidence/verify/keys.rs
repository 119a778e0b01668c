//! 03: the log's key signed the checkpoint, and the keys are those that the policy trusts.

use super::Finding;
use super::case::Case;
use super::fault::Fault;
use super::policy::Trust;
use crate::evidence::bundle::Name;
use crate::tlog::checkpoint::SignedCheckpoint;
use crate::tlog::key::{Algorithm, VerifierKey};
use crate::tlog::note::{Verified, VerifyError};

/// A change of the log's key, with the first checkpoint that covers it.
pub(super) struct Rotation {
    pub(super) index: u64,
    pub(super) add: VerifierKey,
    pub(super) remove: VerifierKey,
    pub(super) checkpoint: SignedCheckpoint,
}

pub(super) fn check(case: &Case<'_>) -> Result<Finding, Fault> {
    let manifest = case.manifest()?;
    let terms = manifest.terms();
    let key = log_key(case)?;
    let checkpoint = checkpoint(case)?;
    let trust = case.trust()?;
    if key.name().as_str() != terms.origin {
        return Err(Fault::bearer(format!(
            "log/key is of {}, but the poll's log is {}",
            key.name(),
            terms.origin
        )));
    }
    if checkpoint.checkpoint().origin() != terms.origin {
        return Err(Fault::bearer(format!(
            "log/checkpoint is of {}, but the poll's log is {}",
            checkpoint.checkpoint().origin(),
            terms.origin
        )));
    }
    let signed = signatures(&checkpoint, [&key], trust)
        .map_err(|why| Fault::bearer(format!("log/checkpoint: {why}")))?;
    if !signed.iter().any(|signed| *signed.key == key) {
        return Err(Fault::bearer("log/key has not signed log/checkpoint"));
    }
    let rotations = rotations(case)?;
    check_chain(&rotations, &key, trust, &terms.origin)?;
    let Some(trust) = trust else {
        let mut keys = vec![
            format!("log {key}"),
            format!("receipt {}", terms.receipt_key),
        ];
        let officers = terms.officers.iter();
        keys.extend(officers.map(|officer| format!("officer {} {}", officer.name, officer.key)));
        return Ok(Finding {
            keys,
            ..Finding::open(
                "the checkpoint is signed, but no policy was given: these keys are trusted unseen",
            )
        });
    };
    let known = |key: &VerifierKey| trust.logs(&terms.origin).any(|known| known == key);
    if !known(&key) && !rotations.iter().any(|rotation| known(&rotation.remove)) {
        return Err(Fault::bearer(format!(
            "log/key is not the policy's for {}, and no change of key leads to it",
            terms.origin
        )));
    }
    if !trust.signs_receipts(&terms.receipt_key) {
        return Err(Fault::server(
            "the key that signs this poll's receipts is not the policy's",
        ));
    }
    for officer in &terms.officers {
        let keys = trust.officer(&officer.name);
        if keys.is_empty() {
            return Err(Fault::server(format!(
                "the policy knows no officer of the name {}",
                officer.name
            )));
        }
        if !keys.contains(&officer.key) {
            return Err(Fault::server(format!(
                "the manifest gives {} another key than the policy",
                officer.name
            )));
        }
    }
    let cosigned: Vec<&VerifierKey> = signed.iter().map(|signed| signed.key).collect();
    if !trust.policy().is_met(|w| cosigned.contains(&w.key())) {
        return Err(Fault::operator(
            "the witnesses who cosigned log/checkpoint do not make the policy's quorum",
        ));
    }
    Ok(Finding::ok(format!(
        "the log {}, its receipts and its officers have the keys of the policy, and the quorum of \
         witnesses is met",
        terms.origin
    )))
}

/// `log/key`: a vkey and one LF.
pub(super) fn log_key(case: &Case<'_>) -> Result<VerifierKey, Fault> {
    let text = str::from_utf8(case.file("log/key")?).ok();
    let vkey = text.and_then(|text| text.strip_suffix('\n'));
    vkey.and_then(|vkey| vkey.parse().ok())
        .filter(|key: &VerifierKey| key.algorithm() == Algorithm::Ed25519)
        .ok_or_else(|| Fault::bearer("log/key is not the vkey of a log and a line feed"))
}

pub(super) fn checkpoint(case: &Case<'_>) -> Result<SignedCheckpoint, Fault> {
    SignedCheckpoint::from_bytes(case.file("log/checkpoint")?)
        .map_err(|why| Fault::bearer(format!("log/checkpoint: {why}")))
}

/// The good signatures under a checkpoint by these keys and the policy's witnesses.
///
/// # Errors
/// A clause, if one of them is false.
pub(super) fn signatures<'k>(
    checkpoint: &SignedCheckpoint,
    keys: impl IntoIterator<Item = &'k VerifierKey>,
    trust: Option<&'k Trust>,
) -> Result<Vec<Verified<'k>>, String> {
    let witnesses = trust.into_iter().flat_map(Trust::witnesses);
    let keys = keys.into_iter().chain(witnesses);
    match checkpoint.note().verify(keys) {
        Ok(signed) => Ok(signed),
        Err(VerifyError::NoKnownKey) => Ok(Vec::new()),
        Err(why @ VerifyError::BadSignature(_)) => Err(why.to_string()),
    }
}

/// The changes of key in the bundle, in the order of the log. If its entries cannot be read there
/// are none: check 04 says why.
pub(super) fn rotations(case: &Case<'_>) -> Result<Vec<Rotation>, Fault> {
    let Ok(log) = case.log() else {
        return Ok(Vec::new());
    };
    let mut rotations = Vec::new();
    for entry in &log.keys {
        let index = entry.index;
        let of_entry = |why: String| Fault::operator(format!("the log.key entry {index}: {why}"));
        let leaf = entry
            .leaf
            .as_ref()
            .map_err(|why| of_entry(why.to_string()))?;
        let key = |vkey: &str| {
            vkey.parse::<VerifierKey>()
                .map_err(|why| of_entry(why.to_string()))
        };
        let path = format!("log/rotation/{index}");
        let bytes = case.file(&path)?;
        rotations.push(Rotation {
            index,
            add: key(&leaf.add)?,
            remove: key(&leaf.remove)?,
            checkpoint: SignedCheckpoint::from_bytes(bytes)
                .map_err(|why| Fault::bearer(format!("{path}: {why}")))?,
        });
    }
    let needless = case.files()?.keys().find(|path| match Name::parse(path) {
        Some(Name::Rotation(index)) => rotations.iter().all(|rotation| rotation.index != index),
        Some(Name::Fixed | Name::Tile(_)) | None => false,
    });
    match needless {
        None => Ok(rotations),
        Some(path) => Err(Fault::bearer(format!(
            "{path} belongs to no log.key entry of the bundle"
        ))),
    }
}

/// Each change of key is signed by both keys, follows the one before, and they end at `key`.
fn check_chain(
    rotations: &[Rotation],
    key: &VerifierKey,
    trust: Option<&Trust>,
    origin: &str,
) -> Result<(), Fault> {
    for rotation in rotations {
        let Rotation {
            index,
            add,
            remove,
            checkpoint,
        } = rotation;
        let fault = |why: String| {
            Err(Fault::operator(format!(
                "the change of the log's key at entry {index} does not hold: {why}"
            )))
        };
        let of = checkpoint.checkpoint();
        if of.origin() != origin
            || [add, remove]
                .iter()
                .any(|key| key.name().as_str() != origin)
        {
            return fault("it is of another log".to_owned());
        }
        if of.size() <= *index {
            return fault("its checkpoint does not cover the entry".to_owned());
        }
        let signed = match signatures(checkpoint, [add, remove], trust) {
            Ok(signed) => signed,
            Err(why) => return fault(why),
        };
        for (key, which) in [(add, "added"), (remove, "removed")] {
            if !signed.iter().any(|signed| signed.key == key) {
                return fault(format!("the key that is {which} has not signed it"));
            }
        }
    }
    if rotations
        .windows(2)
        .any(|pair| pair[0].add != pair[1].remove)
    {
        return Err(Fault::operator(
            "the changes of the log's key do not follow from each other",
        ));
    }
    match rotations.last() {
        Some(last) if last.add != *key => Err(Fault::operator(
            "log/key is not the key that the last change of key leads to",
        )),
        Some(_) | None => Ok(()),
    }
}
