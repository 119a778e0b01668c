//! What was typed of a motion, read field by field with a sentence for each that cannot
//! stand. Records nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::bodies::model::effect::Effect;
use crate::db::Connection;
use crate::motions::model::{Kind, Relation};
use crate::motions::store;
use crate::typed::hides;
use crate::web::form::Faults;
use crate::web::words::Speaker;
use crate::web::{Fields, WebError};

const TEXT_CHARS: usize = 20_000;

/// The fields of the form, read one after another.
pub(super) struct Reading<'a> {
    pub(super) t: &'a Speaker,
    pub(super) fields: &'a Fields,
    pub(super) faults: Faults,
}

impl Reading<'_> {
    /// Something is wrong in this field: the key of the sentence that says what.
    pub(super) fn fault(&mut self, field: &str, key: &str) {
        self.faults.push((field.to_owned(), self.t.say(key)));
    }

    pub(super) fn line(&mut self, field: &str, most: usize, missing: &str) -> String {
        let words: Vec<&str> = self.fields.get(field).split_whitespace().collect();
        let line = words.join(" ");
        if line.is_empty() && !missing.is_empty() || line.chars().count() > most {
            let sentence = if missing.is_empty() {
                self.t.say1("motion-fault-within", "n", most)
            } else {
                self.t.say(missing)
            };
            self.faults.push((field.to_owned(), sentence));
        } else if hides(&line) {
            self.fault(field, "motion-fault-unseen");
        }
        line
    }

    pub(super) fn text(&mut self) -> String {
        let text = self
            .fields
            .get("text")
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        if text.trim().is_empty() || text.chars().count() > TEXT_CHARS {
            self.fault("text", "motion-fault-text");
        }
        text
    }

    pub(super) fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let raw = self.fields.get(field).trim();
        if raw.is_empty() {
            return None;
        }
        let day = raw.parse().ok();
        if day.is_none() {
            self.fault(field, "motion-fault-day");
        }
        day
    }

    /// What the motion would do or authorise, if the form says so.
    pub(super) fn effect(&mut self, kind: Option<Kind>) -> Option<Effect> {
        let sha256: String = self.fields.get("sha256").split_whitespace().collect();
        let subject = self.line("subject", 200, "");
        if !sha256.is_empty() {
            if kind != Some(Kind::Bylaws) {
                self.fault("kind", "motion-fault-rulebook-kind");
            }
            let plain = sha256.len() == 64
                && sha256
                    .bytes()
                    .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            if !plain {
                self.fault("sha256", "motion-fault-sha256");
            }
            let day = self.day("rulebook_on");
            if day.is_none() {
                self.fault("rulebook_on", "motion-fault-rulebook-on");
            }
            return day.map(|effective_on| Effect::AdoptRulebook {
                sha256,
                effective_on,
            });
        }
        if subject.is_empty() {
            return None;
        }
        let Some(kind) = kind.filter(|kind| kind.authorises()) else {
            self.fault("kind", "motion-fault-authorises");
            return None;
        };
        if !kind.authorises_of(&subject) {
            self.fault("kind", "motion-fault-authorises");
            return None;
        }
        let mut parameters = BTreeMap::new();
        let terms = self.line("terms", 400, "");
        if !terms.is_empty() {
            parameters.insert("terms".to_owned(), terms);
        }
        Some(Effect::Authorise {
            kind: kind.word().to_owned(),
            subject,
            parameters,
        })
    }
}

/// The resolutions that the form names, each by its label and what is done to it.
pub(super) async fn links(
    conn: &mut Connection,
    reading: &mut Reading<'_>,
) -> Result<Vec<(Relation, Uuid)>, WebError> {
    let label = reading.line("resolution", 100, "");
    if label.is_empty() {
        return Ok(Vec::new());
    }
    let Some(relation) = Relation::parse(reading.fields.get("relation")) else {
        reading.fault("relation", "motion-fault-relation");
        return Ok(Vec::new());
    };
    let found = store::resolution_labelled(conn, &label)
        .await
        .map_err(WebError::internal)?;
    if found.is_none() {
        reading.fault("resolution", "motion-fault-resolution");
    }
    Ok(found.map(|id| (relation, id)).into_iter().collect())
}
