//! The officers' pages of keys and acts.

use askama::Template;
use askama_web::WebTemplate;

use super::store::Standing;
use crate::factors::model::Asked;
use crate::web::Frame;
use crate::web::times::Moment;

/// A key that counts.
pub struct KeyLine {
    pub name: String,
    /// The key's first ten bytes in hex, as the certifier and manifests show it.
    pub key: String,
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
    pub words: String,
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

/// `/room/acts/{number}`
#[derive(Template, WebTemplate)]
#[template(path = "acts/act.html")]
pub struct ActPage {
    pub frame: Frame,
    pub number: i32,
    pub words: String,
    /// Of the statement: SHA-256, hex.
    pub digest: String,
    /// The entry as it will stand in the log, without signatures.
    pub statement: String,
    pub manifest: Option<String>,
    pub proposer: String,
    pub proposed: Moment,
    pub standing: Standing,
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
