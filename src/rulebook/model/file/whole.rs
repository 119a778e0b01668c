//! What a rulebook's entries say only together: versions that follow each other, places that
//! rule a key once, and rules that take the value of another. Reads no TOML.

use super::Reader;
use crate::rulebook::model::book::{Document, Entry};
use crate::rulebook::model::keys;

impl Reader<'_> {
    /// Versions of one document follow each other.
    pub(super) fn check_versions(&mut self, documents: &[Document]) {
        for (at, document) in documents.iter().enumerate() {
            self.line = document.line;
            for earlier in documents[..at]
                .iter()
                .filter(|known| known.id == document.id)
            {
                if earlier.version == document.version {
                    self.fault(format!(
                        "“{}” version {} stands in line {} already. Keep one.",
                        document.id, document.version, earlier.line
                    ));
                } else if earlier.days.overlap(document.days) {
                    self.fault(format!(
                        "“{}” would have two versions at a time: this one and that of line {}. Say from which day on this one is in effect, and until when the other.",
                        document.id, earlier.line
                    ));
                }
            }
        }
    }

    /// One place rules one key once at a time.
    pub(super) fn check_places(&mut self, rules: &[Entry], documents: &[Document]) {
        for (at, rule) in rules.iter().enumerate() {
            let same_place = rules[..at].iter().find(|known| {
                known.key == rule.key
                    && known.document == rule.document
                    && known.section == rule.section
                    && known.days.overlap(rule.days)
            });
            if let Some(known) = same_place {
                self.line = rule.line;
                self.fault(format!(
                    "{} § {} rules “{}” in line {} already, for days that overlap. Keep one, or part the days.",
                    documents[rule.document].title, rule.section, rule.key, known.line
                ));
            }
        }
    }

    /// Gives each rule that follows another key the value of that key's rule.
    pub(super) fn follow(&mut self, rules: &mut [Entry]) {
        for at in 0..rules.len() {
            let Some(first) = rules[at].same_as.clone() else {
                continue;
            };
            self.line = rules[at].line;
            let key = rules[at].key.clone();
            let mut next = first;
            let mut passed = vec![key.clone()];
            let value = loop {
                if passed.contains(&next) {
                    self.fault(format!(
                        "The rule “{key}” refers to itself: {}. State the value.",
                        passed.join(", then ")
                    ));
                    break None;
                }
                let mut named = rules.iter().filter(|rule| rule.key == next);
                let Some(found) = named.next() else {
                    self.fault(format!(
                        "No rule here is called “{next}”. Correct the name."
                    ));
                    break None;
                };
                let differs = |other: &Entry| {
                    (&other.value, &other.same_as) != (&found.value, &found.same_as)
                };
                if named.any(differs) {
                    self.fault(format!(
                        "The rule “{key}” cannot take the value of “{next}”: several places state it, and not alike. State the value here."
                    ));
                    break None;
                }
                match &found.same_as {
                    None => break Some(found.value.clone()),
                    Some(further) => {
                        passed.push(next);
                        next = further.clone();
                    }
                }
            };
            let Some(value) = value else { continue };
            let fits = keys::find(&key).is_some_and(|key| keys::accepts(key, &value));
            if fits {
                rules[at].value = value;
            } else {
                self.fault(format!(
                    "The rule “{key}” cannot take the value “{value}” of another kind. State the value here."
                ));
            }
        }
    }
}
