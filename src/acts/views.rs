//! The officers' pages of keys and acts.

mod said;

use askama::Template;
use askama_web::WebTemplate;

pub(super) use said::{digests, sentence};

use chrono::{DateTime, Utc};

use super::store::{Caution, Standing};
use crate::evidence::leaf::{
    AssetExecuted, OfficerKey, PollCertified, PollDestroyed, PollExcluded, PollExtended,
    PollOpened, PollSetAside, PollVoided, RollCertified, RulebookAdopted,
};
use crate::factors::model::Asked;
use crate::web::Frame;
use crate::web::times::Moment;

/// What an act of this kind is for, about a subject of this name: `certify the count of “…”`.
/// Its words name the subject by digests; this is what officers call it.
#[must_use]
pub fn purpose(kind: &str, name: &str) -> String {
    match kind {
        OfficerKey::KIND => "take up a signing key".to_owned(),
        RollCertified::KIND => format!("certify {name}"),
        RulebookAdopted::KIND => "adopt the rulebook".to_owned(),
        AssetExecuted::KIND => format!("carry out {name}"),
        PollOpened::KIND => format!("open “{name}”"),
        PollExtended::KIND => format!("close “{name}” later"),
        PollSetAside::KIND => format!("set envelopes of “{name}” aside"),
        PollExcluded::KIND => format!("take an option of “{name}” out"),
        PollCertified::KIND => format!("certify the count of “{name}”"),
        PollVoided::KIND => format!("declare “{name}” void"),
        PollDestroyed::KIND => format!("destroy what was sealed in “{name}”"),
        other => other.to_owned(),
    }
}

/// A key that counts.
pub struct KeyLine {
    pub name: String,
    /// The key's first ten bytes in hex, as the certifier and manifests show it.
    pub key: String,
    /// Of the public half as it was uploaded, which the command printed; empty where none is kept.
    pub fingerprint: String,
    pub since: Moment,
    pub mine: bool,
}

/// What an officer uploaded last and nobody has taken up yet.
pub struct Awaited {
    pub fingerprint: String,
    /// The act by which officers take it up.
    pub act: Option<i32>,
    /// So many keys count that it takes an act.
    pub takes_an_act: bool,
}

/// `/room/key`
#[derive(Template, WebTemplate)]
#[template(path = "acts/key.html")]
pub struct KeyPage {
    pub frame: Frame,
    pub name: String,
    /// The reader is an election officer, whose key may count.
    pub signs: bool,
    pub keys: Vec<KeyLine>,
    pub awaited: Option<Awaited>,
    /// Whether a code is asked of the reader before they bring a key.
    pub code_due: bool,
    pub refusal: Option<String>,
}

impl KeyPage {
    fn has_own(&self) -> bool {
        self.keys.iter().any(|line| line.mine)
    }
}

/// An act in the list.
pub struct Row {
    pub number: i32,
    /// What it does, in a sentence.
    pub said: String,
    pub standing: Standing,
    pub signed_by: Vec<String>,
    pub when: Moment,
}

/// `/room/acts`
#[derive(Template, WebTemplate)]
#[template(path = "acts/list.html")]
pub struct ActList {
    pub frame: Frame,
    /// The reader is an election officer.
    pub may_sign: bool,
    pub rows: Vec<Row>,
}

/// What the page says of a [`Caution`].
pub enum CautionLine {
    OtherSealingKey,
    /// Since when the count is certified.
    Certified(Moment),
}

impl CautionLine {
    pub(super) fn new(frame: &Frame, caution: Caution, now: DateTime<Utc>) -> Self {
        match caution {
            Caution::OtherSealingKey => Self::OtherSealingKey,
            Caution::Certified(at) => Self::Certified(Moment::on_page(frame, at, now)),
        }
    }
}

/// That an act was withdrawn, or a signature of it taken back.
pub struct TakenBackLine {
    pub name: String,
    pub reason: String,
    pub when: Moment,
}

/// `/room/acts/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "acts/act.html")]
pub struct ActPage {
    pub frame: Frame,
    pub number: i32,
    /// What it is for, in the heading.
    pub purpose: String,
    /// What is signed, in a sentence.
    pub said: String,
    /// What each digest in it is of, and the digest in hex.
    pub digests: Vec<(String, String)>,
    /// The same in the words of the command that signs.
    pub words: String,
    /// Of the statement: SHA-256, hex.
    pub digest: String,
    /// The entry as it will stand in the log, without signatures.
    pub statement: String,
    pub manifest: Option<String>,
    pub proposer: String,
    pub proposed: Moment,
    /// Until when it waits.
    pub ends: Moment,
    pub standing: Standing,
    /// What to know before signing it, beside what is signed.
    pub caution: Option<CautionLine>,
    /// The reader prepared it, and it waits.
    pub may_withdraw: bool,
    /// The reason that was typed, where the reader just tried to withdraw it.
    pub withdrawing: Option<String>,
    /// That it was withdrawn.
    pub withdrawal: Option<TakenBackLine>,
    /// The reader's signature stands on it, and it waits.
    pub may_retract: bool,
    /// The reason that was typed, where the reader just tried to take their signature back.
    pub retracting: Option<String>,
    /// Signatures that were taken back.
    pub retractions: Vec<TakenBackLine>,
    /// The reader's is one of them.
    pub took_back: bool,
    /// Those that stand.
    pub signatures: Vec<(String, Moment)>,
    pub signed_by_me: bool,
    /// The reader is an election officer.
    pub may_sign: bool,
    /// What is asked of the reader before the signature.
    pub asked: Asked,
    /// A key of the reader's counts for this act.
    pub has_key: bool,
    /// Where the act takes up a key: the fingerprint of its public half.
    pub fingerprint: Option<String>,
    /// Where its subject stands in the officers' room, and what it is called there.
    pub subject: Option<(String, String)>,
    pub refusal: Option<String>,
}

impl ActPage {
    /// Whether the form for the reader's signature stands on the page, or the step before it.
    fn takes_signature(&self) -> bool {
        self.standing == Standing::Waiting
            && self.may_sign
            && !self.signed_by_me
            && !self.took_back
            && self.has_key
    }
}
