//! The page on which everybody checks for themselves, and the copy of it to save.

use std::sync::LazyLock;

use askama::Template;
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::words::SAID;
use crate::web::{Frame, assets};

/// How the same is checked without the page.
const OTHERS: [(&str, &str); 3] = [
    (
        "check-other-python",
        "python3 -I verify.py bundle.zip --policy policy.txt --receipt receipt.json",
    ),
    (
        "check-other-commonhold",
        "commonhold verify bundle.zip --policy policy.txt --receipt receipt.json",
    ),
    (
        "check-other-grep",
        "grep '\"t\":\"d65k6fcazf2ejowz-w3mnpr\"' ballots.jsonl",
    ),
];

/// What both have in common.
pub struct Desk {
    frame: Frame,
}

impl Desk {
    fn words(&self) -> Vec<(&'static str, String)> {
        let say = |key: &&'static str| (*key, self.frame.t.say(&format!("check-say-{key}")));
        SAID.iter().map(say).collect()
    }

    fn others(&self) -> Vec<(String, &'static str)> {
        OTHERS
            .map(|(key, command)| (self.frame.t.say(key), command))
            .into()
    }
}

/// `/check`
#[derive(Template)]
#[template(path = "audit/check.html")]
pub struct CheckPage {
    frame: Frame,
    desk: Desk,
    /// The SHA-256 of the copy in this language.
    copy: String,
}

impl CheckPage {
    /// # Errors
    /// When the copy cannot be drawn.
    pub fn new(frame: Frame) -> Result<Self, askama::Error> {
        let copy = HEXLOWER.encode(&Sha256::digest(SavedPage::new(frame.clone()).render()?));
        let desk = Desk {
            frame: frame.clone(),
        };
        Ok(Self { frame, desk, copy })
    }
}

/// `check.html`: one file with all it needs, and without leave to fetch anything. The same for
/// every reader of a language: nothing in it is of who reads.
///
/// Script and style stand within the page and are allowed by their hashes, which a file opened
/// from a disk can say only by itself, in a `meta` element.
#[derive(Template)]
#[template(path = "audit/saved.html")]
pub struct SavedPage {
    frame: Frame,
    desk: Desk,
    policy: &'static str,
    script: &'static str,
    style: &'static str,
}

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |name| BASE64.encode(&Sha256::digest(assets::text(name)));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash("check.js"),
        hash("commonhold.css")
    )
});

impl SavedPage {
    pub fn new(frame: Frame) -> Self {
        Self {
            desk: Desk {
                frame: frame.clone(),
            },
            frame,
            policy: POLICY.as_str(),
            script: assets::text("check.js"),
            style: assets::text("commonhold.css"),
        }
    }
}
