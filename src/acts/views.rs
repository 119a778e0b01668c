//! The officers' pages of keys and acts.

use askama::Template;
use askama_web::WebTemplate;

use super::store::Standing;
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

/// `/room/key`
#[derive(Template, WebTemplate)]
#[template(path = "acts/key.html")]
pub struct KeyPage {
    pub frame: Frame,
    pub name: String,
    pub keys: Vec<KeyLine>,
    /// The fingerprint of what this officer uploaded last and no act has taken up.
    pub awaited: Option<String>,
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
    pub has_key: bool,
    /// Where its subject stands in the officers' room, and what it is called there.
    pub subject: Option<(String, String)>,
    pub refusal: Option<String>,
}
