//! What of a protected asset the keepers of the register are told by letter.

use std::collections::BTreeSet;

use crate::registry::imports::model::differ::Comparison;
use crate::registry::imports::model::held::Held;
use crate::registry::imports::model::{CaseField, Field, Found};
use crate::seal::canonical::Value;

/// One thing to be looked at: what, by its word, which has a sentence in the catalogue of
/// letters, and what the answer says of it. A value names nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub word: String,
    pub value: String,
}

/// Statuses of EPP (RFC 5731, RFC 3915) with which a domain is about to go, or gone from
/// the DNS.
const ALARMING: [&str; 6] = [
    "pendingTransfer",
    "pendingDelete",
    "pendingRestore",
    "redemptionPeriod",
    "clientHold",
    "serverHold",
];

impl Finding {
    fn new(word: &str, value: &str) -> Self {
        Self {
            word: word.to_owned(),
            value: plain(value),
        }
    }

    /// The server knows no such domain or case.
    #[must_use]
    pub fn absent() -> Self {
        Self::new("absent", "")
    }

    /// What is kept of them: canonical JSON.
    #[must_use]
    pub fn encode(findings: &[Self]) -> String {
        let all = findings.iter().map(|finding| {
            Value::object([
                ("value", Value::Text(finding.value.clone())),
                ("word", Value::Text(finding.word.clone())),
            ])
        });
        Value::List(all.collect()).encode()
    }

    /// What [`Self::encode`] wrote; nothing of anything else.
    #[must_use]
    pub fn decode(json: &str) -> Vec<Self> {
        let all: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        all.iter()
            .filter_map(|one| {
                Some(Self {
                    word: one.get("word")?.as_str()?.to_owned(),
                    value: one.get("value")?.as_str()?.to_owned(),
                })
            })
            .collect()
    }

    /// In a sentence, for officers' pages.
    #[must_use]
    pub fn said(&self) -> String {
        let value = &self.value;
        match self.word.as_str() {
            "no_transfer_lock" => {
                "It is not locked against transfer (clientTransferProhibited).".to_owned()
            }
            "no_renewal" => "The register says that it does not renew by itself.".to_owned(),
            "nearer_expiry" => format!("It expires on {value}, earlier than the register says."),
            "other_owner" => "It stands in another name than the register says.".to_owned(),
            "other_status" => format!("Its status is another: {value}."),
            "absent" => "The server knows nothing of this name or number.".to_owned(),
            other => other.to_owned(),
        }
    }
}

/// Letters, digits, spaces and few signs: a value comes from outside and goes into letters.
fn plain(value: &str) -> String {
    value
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || " ,-./()".contains(*c))
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What of these was not there before.
#[must_use]
pub fn news(before: &[Finding], now: &[Finding]) -> Vec<Finding> {
    now.iter()
        .filter(|finding| !before.contains(finding))
        .cloned()
        .collect()
}

/// The findings of a protected asset.
pub(super) fn of(found: &Found, held: &Held, comparison: &Comparison) -> Vec<Finding> {
    let mut findings = if found.kind == "domain" {
        of_domain(found, held)
    } else {
        of_case(found, comparison)
    };
    // Where the register holds a name, another is a change.
    let is_other = |field: &Field| {
        comparison
            .rows
            .iter()
            .any(|row| row.field == *field && !row.now.is_empty())
    };
    if is_other(&Field::Owner) || is_other(&Field::Detail("registrant".to_owned())) {
        findings.push(Finding::new("other_owner", ""));
    }
    findings.sort();
    findings
}

fn of_domain(found: &Found, held: &Held) -> Vec<Finding> {
    let mut findings = Vec::new();
    let detail = |key: &str| {
        found
            .fact(&Field::Detail(key.to_owned()))
            .unwrap_or_default()
    };
    let kept = |key: &str| held.details.get(key).map_or("", String::as_str);
    let statuses = set(detail("statuses"));
    if !statuses.contains("clientTransferProhibited") {
        findings.push(Finding::new("no_transfer_lock", ""));
    }
    let before = set(kept("statuses"));
    let changed = !before.is_empty() && before != statuses;
    if changed || ALARMING.iter().any(|alarm| statuses.contains(alarm)) {
        findings.push(Finding::new("other_status", detail("statuses")));
    }
    if kept("auto_renew") == "no" {
        findings.push(Finding::new("no_renewal", ""));
    }
    findings.extend(nearer(kept("expires_on"), detail("expires_on")));
    findings
}

fn of_case(found: &Found, comparison: &Comparison) -> Vec<Finding> {
    let mut findings = Vec::new();
    let row = |field: CaseField| {
        comparison
            .rows
            .iter()
            .find(|row| row.field == Field::Case(field) && !row.now.is_empty())
    };
    if let Some(row) = row(CaseField::State).or_else(|| row(CaseField::StatusCode)) {
        findings.push(Finding::new("other_status", &row.found));
    }
    if let Some(row) = row(CaseField::ExpiresOn) {
        let expires = found
            .fact(&Field::Case(CaseField::ExpiresOn))
            .unwrap_or_default();
        findings.extend(nearer(&row.now, expires));
    }
    findings
}

/// Days are written as 2024-08-31, which orders as days do.
fn nearer(before: &str, now: &str) -> Option<Finding> {
    (!before.is_empty() && !now.is_empty() && now < before)
        .then(|| Finding::new("nearer_expiry", now))
}

/// Statuses as they are written one after another, in whatever order.
fn set(statuses: &str) -> BTreeSet<&str> {
    statuses
        .split([',', ' ', ';'])
        .filter(|status| !status.is_empty())
        .collect()
}
