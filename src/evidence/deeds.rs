//! Acts on protected assets, checked from the files of the public log alone: that the log is
//! the one that a policy trusts, that each act was told to it with its terms before anybody
//! decided, and is signed by two officers whose keys the log took up before.
//!
//! What a superuser writes into the database without the officers' keys is no entry that
//! passes here; and what is no entry at all is shown by the register's own pages, which name
//! the entry of every deed.

use std::collections::BTreeMap;

use super::bundle::Files;
use super::leaf::{AssetExecuted, Leaf, LogKey, OfficerKey};
use super::verify::State;
use crate::seal::hash::{Digest, PublicKey};
use crate::seal::unseen::shown;
use crate::tlog::bundle as entry_bundle;
use crate::tlog::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::tlog::key::VerifierKey;
use crate::tlog::note::VerifyError;
use crate::tlog::policy::Log;
use crate::tlog::tile::bundles;
use crate::tlog::tree::root;
use crate::tlog::trust_policy::TrustPolicy;

/// The fewest officers who sign.
const FEWEST: usize = 2;

/// The fewest seconds from a deed's first entry to its execution: 20 days of notice and 30
/// of waiting, which no rulebook lowers (`docs/deeds.md`).
const SHORTEST_SECONDS: u64 = (20 + 30) * 86_400;

/// What the log is judged by, beside its files. All bytes are as they were read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// Whom to trust.
    pub policy: Option<&'a [u8]>,
    /// Checkpoints seen elsewhere, each with the name of its file.
    pub checkpoints: &'a [(String, Vec<u8>)],
}

/// What was found, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it holds, or could not be asked.
    pub state: State,
    /// What was found, without a full stop.
    pub sentence: String,
    /// The keys that are trusted without a policy, one a line.
    pub keys: Vec<String>,
}

impl Finding {
    fn of(state: State, sentence: impl Into<String>) -> Self {
        Self {
            state,
            sentence: sentence.into(),
            keys: Vec::new(),
        }
    }

    fn ok(sentence: impl Into<String>) -> Self {
        Self::of(State::Ok, sentence)
    }

    fn fails(sentence: impl Into<String>) -> Self {
        Self::of(State::Fails, sentence)
    }

    fn open(sentence: impl Into<String>) -> Self {
        Self::of(State::Open, sentence)
    }

    /// The lines that are printed: the names in them are the log's, and a terminal shows none
    /// that hides something.
    #[must_use]
    pub fn to_text(&self) -> String {
        let word = self.state.word();
        let mut text = format!("{word:<6} {}.\n", shown(&self.sentence));
        for key in &self.keys {
            text.push_str(&format!("   {}\n", shown(key)));
        }
        text
    }
}

/// Checks every act on a protected asset in the files of a log: `checkpoint` and
/// `tile/entries/…`, as they are served.
///
/// # Errors
/// A clause when the log, or the policy, cannot be read at all.
pub fn check(files: &Files<'_>, given: &Given<'_>) -> Result<Vec<Finding>, String> {
    let trust = given.policy.map(TrustPolicy::parse).transpose();
    let trust = trust.map_err(|why| format!("the policy cannot be read: {why}"))?;
    let (signed, entries) =
        entries(files).map_err(|why| format!("the log cannot be read: {why}"))?;
    let mut read = Reading::of(trust.as_ref());
    for (index, bytes) in entries.iter().enumerate() {
        if let Ok(leaf) = Leaf::parse(bytes) {
            read.take(index, &leaf);
        }
    }
    let mut findings = vec![Finding::ok(format!(
        "{} entries lead to the root of the checkpoint",
        entries.len()
    ))];
    let signature = read.signature(&signed);
    let is_the_logs = signature.state != State::Fails;
    findings.push(signature);
    // What a stranger signed is no log, and what it says of deeds is worth no line.
    if !is_the_logs {
        return Ok(findings);
    }
    let keys = read.log_keys(signed.checkpoint().origin());
    for (name, bytes) in given.checkpoints {
        findings.push(compared(name, bytes, signed.checkpoint(), &keys, &entries));
    }
    findings.extend(read.findings);
    Ok(findings)
}

/// What the entries said so far.
struct Reading<'t> {
    trust: Option<&'t TrustPolicy>,
    /// The keys of the log, in the order in which they came; the last signs.
    log: Vec<VerifierKey>,
    /// The latest key of each officer.
    keys: BTreeMap<String, PublicKey>,
    /// Every key that was taken up for an officer, as a policy would name it.
    officers: Vec<String>,
    told: BTreeMap<Digest, u64>,
    done: BTreeMap<u64, usize>,
    findings: Vec<Finding>,
}

impl<'t> Reading<'t> {
    fn of(trust: Option<&'t TrustPolicy>) -> Self {
        Self {
            trust,
            log: Vec::new(),
            keys: BTreeMap::new(),
            officers: Vec::new(),
            told: BTreeMap::new(),
            done: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    fn take(&mut self, index: usize, leaf: &Leaf) {
        match leaf {
            Leaf::LogStart(start) if self.log.is_empty() => {
                self.log.extend(start.key.parse::<VerifierKey>().ok());
            }
            Leaf::LogKey(change) => self.take_log_key(index, change),
            Leaf::OfficerKey(officer) => self.take_officer(index, leaf, officer),
            Leaf::RegistryRecorded(recorded) => {
                self.told.entry(recorded.file).or_insert(recorded.at);
            }
            Leaf::AssetExecuted(executed) => {
                let finding = self.judge(index, leaf, executed);
                self.findings.push(finding);
            }
            _ => {}
        }
    }

    fn take_log_key(&mut self, index: usize, change: &LogKey) {
        let key = |vkey: &str| vkey.parse::<VerifierKey>().ok();
        match (key(&change.add), key(&change.remove)) {
            (Some(add), Some(remove)) if self.log.last() == Some(&remove) => self.log.push(add),
            _ => self.findings.push(Finding::fails(format!(
                "entry {index} changes the log's key, and does not follow from the one before"
            ))),
        }
    }

    fn take_officer(&mut self, index: usize, leaf: &Leaf, officer: &OfficerKey) {
        // The first two come with nobody before them to vouch.
        let vouched = self.keys.len() < FEWEST || signers(leaf, &self.keys, None).len() >= FEWEST;
        if vouched {
            self.officers
                .push(format!("officer {} {}", officer.name, officer.key));
            self.keys.insert(officer.name.clone(), officer.key);
        } else {
            self.findings.push(Finding::fails(format!(
                "entry {index} takes up a key of {} that two officers did not sign for",
                officer.name
            )));
        }
    }

    fn judge(&mut self, index: usize, leaf: &Leaf, executed: &AssetExecuted) -> Finding {
        let signed = signers(leaf, &self.keys, self.trust);
        let what = format!(
            "entry {index}: deed D-{} on A-{}",
            executed.deed, executed.asset
        );
        let fault = if signed.len() < FEWEST {
            let whose = match self.trust {
                None => "the log holds",
                Some(_) => "the log and the policy hold",
            };
            Some(format!(
                "it is not signed by two officers whose keys {whose}, but by {}",
                signed.len()
            ))
        } else if let Some(first) = self.done.insert(executed.deed, index) {
            Some(format!("it was carried out already by entry {first}"))
        } else {
            match self.told.get(&executed.terms) {
                None => Some("its terms were never told to the log before".to_owned()),
                Some(at) if executed.at < at.saturating_add(SHORTEST_SECONDS) => {
                    Some("notice and waiting period cannot have passed".to_owned())
                }
                Some(_) => None,
            }
        };
        match fault {
            Some(why) => Finding::fails(format!("{what}: {why}")),
            None => Finding::ok(format!(
                "{what}, by resolutions {} and {}, signed by {}",
                executed.board,
                executed.members,
                signed.join(" and ")
            )),
        }
    }

    /// Who signed the checkpoint: the policy's log and enough of its witnesses; or, where there
    /// is no policy, the key that the log itself names, which proves nothing of whose log it is.
    fn signature(&self, signed: &SignedCheckpoint) -> Finding {
        if let Some(trust) = self.trust {
            return match trust.log_policy().check(signed) {
                Ok(_) => Finding::ok(format!(
                    "the checkpoint is signed by the policy's key of the log {}, and the quorum \
                     of witnesses is met",
                    signed.checkpoint().origin()
                )),
                Err(why) => {
                    Finding::fails(format!("the policy does not trust the checkpoint: {why}"))
                }
            };
        }
        let Some(key) = self.log.last() else {
            return Finding::fails("no entry of the log names the key that signs it");
        };
        if let Err(why) = signed.verify(key) {
            return Finding::fails(format!(
                "the checkpoint is not signed by the key that the log names: {why}"
            ));
        }
        let mut keys = vec![format!("log {key}")];
        keys.extend(self.officers.iter().cloned());
        Finding {
            keys,
            ..Finding::open(
                "the checkpoint is signed, but no policy was given: these keys are trusted unseen",
            )
        }
    }

    /// Every key that signs, or has signed, for the log of this origin.
    fn log_keys(&self, origin: &str) -> Vec<&VerifierKey> {
        let trusted = self.trust.map(|trust| trust.log_policy().logs());
        let trusted = trusted.into_iter().flatten().map(Log::key);
        let named = trusted.chain(&self.log);
        named.filter(|key| key.name().as_str() == origin).collect()
    }
}

/// Whether a checkpoint that was seen elsewhere is of this very log: the folder holds every
/// entry, so any size that the log has had can be compared.
fn compared(
    name: &str,
    bytes: &[u8],
    of_folder: &Checkpoint,
    keys: &[&VerifierKey],
    entries: &[&[u8]],
) -> Finding {
    let fails = |why: String| Finding::fails(format!("the checkpoint {name}: {why}"));
    let signed = match SignedCheckpoint::from_bytes(bytes) {
        Ok(signed) => signed,
        Err(why) => return fails(why.to_string()),
    };
    let of = signed.checkpoint();
    if of.origin() != of_folder.origin() {
        return fails(format!("it is of another log, {}", of.origin()));
    }
    match signed.note().verify(keys.iter().copied()) {
        Ok(_) => {}
        Err(VerifyError::NoKnownKey) => {
            return fails("no key of this log has signed it".to_owned());
        }
        Err(why @ VerifyError::BadSignature(_)) => return fails(why.to_string()),
    }
    let had = usize::try_from(of.size()).ok();
    match had.and_then(|size| entries.get(..size)) {
        None => Finding::open(format!(
            "the checkpoint {name} is of a larger tree, of {} entries, and could not be compared",
            of.size()
        )),
        Some(had) if root(had) == of.root() => Finding::ok(format!(
            "the checkpoint {name}, of {} entries, is of this log",
            of.size()
        )),
        Some(_) => Finding::fails(format!(
            "the log showed two histories: its tree of {} entries in {name} is not the one in \
             this folder",
            of.size()
        )),
    }
}

/// Whose signatures hold, one name for each key: whoever had one key taken up under two names is
/// one officer. With a policy only those count whose key it names too. None where one of them is
/// forged.
fn signers(
    leaf: &Leaf,
    keys: &BTreeMap<String, PublicKey>,
    trust: Option<&TrustPolicy>,
) -> Vec<String> {
    let signed = leaf.signers(|name| keys.get(name).copied());
    let is_trusted = |name: &str, key: &PublicKey| {
        trust.is_none_or(|trust| {
            let mut officers = trust.officers().iter();
            officers.any(|officer| officer.name() == name && officer.key() == key.as_bytes())
        })
    };
    let mut by_key: BTreeMap<PublicKey, &str> = BTreeMap::new();
    for (name, key) in signed.unwrap_or_default() {
        if is_trusted(name, &key) {
            by_key.entry(key).or_insert(name);
        }
    }
    let mut names: Vec<String> = by_key.into_values().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// The checkpoint, and all entries of its tree, which they hash to.
fn entries<'a>(files: &'a Files<'_>) -> Result<(SignedCheckpoint, Vec<&'a [u8]>), String> {
    let file = |path: &str| {
        files
            .get(path)
            .map(AsRef::as_ref)
            .ok_or_else(|| format!("{path} is missing"))
    };
    let signed = SignedCheckpoint::from_bytes(file("checkpoint")?)
        .map_err(|why| format!("checkpoint: {why}"))?;
    let of = signed.checkpoint();
    let mut entries: Vec<&'a [u8]> = Vec::new();
    for tile in bundles(of.size()) {
        let path = tile.to_string();
        let bytes: &'a [u8] = file(&path)?;
        let read =
            entry_bundle::parse(bytes, tile.width()).map_err(|why| format!("{path}: {why}"))?;
        entries.extend(read);
    }
    if root(&entries) != of.root() {
        return Err("the entries do not hash to the root of the checkpoint".to_owned());
    }
    Ok((signed, entries))
}
