//! What the script of the page `/check` says, by its keys in the catalogue, `check-say-…`.

/// Every key, without the prefix.
pub(super) const SAID: &[&str] = &[
    "working",
    "state-read",
    "state-ok",
    "state-fails",
    "state-open",
    "vote-yes",
    "vote-no",
    "vote-abstain",
    "vote-blank",
    "file-ok",
    "file-open",
    "file-fails",
    "file-proof",
    "file-ballots",
    "file-receipt",
    "file-manifest",
    "file-unknown",
    "no-decompression",
    "not-utf8",
    "not-canonical",
    "zip-none",
    "zip-large",
    "zip-damaged",
    "zip-strange",
    "bundle-ok",
    "bundle-open",
    "bundle-fails",
    "bundle-missing",
    "bundle-file",
    "bundle-unlisted",
    "bundle-order",
    "bundle-form",
    "bundle-files",
    "bundle-poll",
    "bundle-roll-root",
    "bundle-roll",
    "log-key",
    "log-origin",
    "log-tile",
    "log-entries",
    "log-root",
    "log-unsigned",
    "checkpoint",
    "bundle-entry",
    "bundle-voided",
    "bundle-log",
    "bundle-log-unchecked",
    "bundle-live-stray",
    "bundle-live-number",
    "bundle-live-root",
    "bundle-participation",
    "bundle-live",
    "bundle-logged",
    "bundle-trackers",
    "bundle-sum",
    "bundle-ballots",
    "bundle-ballots-hidden",
    "bundle-signature",
    "bundle-signers",
    "bundle-certified",
    "bundle-certified-unchecked",
    "receipt-ok",
    "receipt-open",
    "receipt-fails",
    "receipt-form",
    "receipt-read",
    "receipt-no-manifest",
    "receipt-other-poll",
    "receipt-signature",
    "receipt-signature-unchecked",
    "receipt-signed",
    "receipt-broken",
    "receipt-weight",
    "receipt-logged",
    "receipt-counts",
    "receipt-superseded",
    "receipt-lost",
    "receipt-set-aside",
    "receipt-no-log",
    "receipt-bundle-fails",
    "proof-form",
    "proof-entry",
    "proof-wrong",
    "proof-unsigned",
    "proof-no-key",
    "proof-unchecked",
    "proof-holds",
    "tracker-no-ballots",
    "tracker-bundle-fails",
    "tracker-none",
    "tracker-some",
    "tracker-ballot",
    "opening-ok",
    "opening-open",
    "opening-fails",
    "opening-form",
    "opening-wrong",
    "opening-opens",
    "opening-no-bundle",
    "opening-absent",
    "opening-position",
    "opening-voted",
    "opening-not-voted",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SAID;
    use crate::web::assets;
    use crate::web::words::{Locale, Words};

    /// What the script writes between double quotes and looks like a key.
    fn written() -> BTreeSet<&'static str> {
        let script = assets::text("check.js");
        let quoted = script
            .split('\n')
            .flat_map(|line| line.split('"').skip(1).step_by(2));
        quoted
            .filter(|text| {
                text.contains('-')
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())
            })
            .collect()
    }

    /// What looks like a key and is none: ids of elements, the names of algorithms, a word of the manifest.
    const OTHERS: &[&str] = &[
        "check-desk",
        "check-insecure",
        "check-unsigned",
        "check-without",
        "deflate-raw",
        "roll-id",
        "utf-8",
        "winners-only",
    ];

    /// Keys that the script puts together, or that are one word.
    const COMPOSED: &[&str] = &["checkpoint", "state-read", "working"];

    #[test]
    fn the_script_has_a_sentence_for_everything_it_says() {
        let missing: Vec<_> = written()
            .into_iter()
            .filter(|key| !SAID.contains(key) && !OTHERS.contains(key))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_sentence_is_said_and_in_every_language() {
        let written = written();
        let words = Words::load();
        let endings = ["-ok", "-fails", "-open"];
        for key in SAID {
            let said = written.contains(key)
                || COMPOSED.contains(key)
                || key.starts_with("vote-")
                || endings.iter().any(|ending| key.ends_with(ending));
            assert!(said, "{key} is never said");
            for locale in Locale::ALL {
                let key = format!("check-say-{key}");
                assert_ne!(words.speaker(locale).say(&key), key, "{locale:?}");
            }
        }
    }

    #[test]
    fn a_script_within_a_page_does_not_end_it() {
        assert!(!assets::text("check.js").contains("</"));
        assert!(!assets::text("commonhold.css").contains("</"));
        assert!(!assets::text("commonhold.css").contains("url("));
    }
}
