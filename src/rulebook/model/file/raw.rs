//! The fields of a rulebook's file, as TOML has them. What they say is judged where they are read.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::{Datetime, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBook {
    pub(super) title: String,
    #[serde(default, rename = "document")]
    pub(super) documents: Vec<Spanned<RawDocument>>,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<Spanned<RawRule>>,
    #[serde(default, rename = "calendar")]
    pub(super) calendars: Vec<Spanned<RawCalendar>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDocument {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) version: String,
    #[serde(default)]
    pub(super) adopted_by: String,
    pub(super) adopted_on: Option<Datetime>,
    pub(super) from: Option<Datetime>,
    pub(super) until: Option<Datetime>,
    #[serde(default)]
    pub(super) sha256: String,
    #[serde(default)]
    pub(super) sections: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) references: Vec<Spanned<RawReference>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReference {
    #[serde(rename = "in")]
    pub(super) within: String,
    pub(super) to: String,
    pub(super) about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) key: String,
    pub(super) value: Option<Value>,
    pub(super) same_as: Option<String>,
    pub(super) document: String,
    pub(super) version: Option<String>,
    #[serde(default)]
    pub(super) section: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) counsel: bool,
    pub(super) derogable: Option<String>,
    #[serde(default)]
    pub(super) settled: String,
    pub(super) from: Option<Datetime>,
    pub(super) until: Option<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCalendar {
    pub(super) name: String,
    pub(super) record_date: Option<Datetime>,
    pub(super) notice_given: Option<Datetime>,
    pub(super) nominations_open: Option<Datetime>,
    pub(super) nominations_close: Option<Datetime>,
    pub(super) voting_opens: Option<Datetime>,
    pub(super) voting_closes: Option<Datetime>,
}
