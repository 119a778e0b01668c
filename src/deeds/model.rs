//! What a deed does to an asset, and its terms as canonical JSON. Pure.
//!
//! ```text
//! {"act":"transfer","asset":"A-3","deed":"…","to":{"goodwill":"yes","holding":"owned",
//!  "instrument":"…","owner":"…","successor":"no"},"version":"2"}
//! ```
//!
//! Board and members decide of the SHA-256 of these bytes, so nothing of them changes
//! after the vote. A transfer that is no assignment says its `kind`, and a deed on a case that
//! changes its basis of filing says the `basis`; terms that say neither are as they always were.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::seal::canonical::Value;

/// What can be done to a protected asset by a deed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It goes to another owner, or is held in another way.
    Transfer,
    /// It is given up, or put out of use.
    State,
    /// It is under the lock no longer.
    Unprotect,
    /// Its name or what identifies it is written otherwise.
    Identify,
    /// The numbers of a case change, or the case is given up.
    Case,
    /// A class of goods is given up.
    Surrender,
    /// Somebody gets a security interest in it.
    Encumber,
    /// Somebody gets an exclusive licence.
    Licence,
    /// A custodian leaves although fewer than two remain.
    Custody,
}

impl Act {
    pub const ALL: [Self; 9] = [
        Self::Transfer,
        Self::State,
        Self::Unprotect,
        Self::Identify,
        Self::Case,
        Self::Surrender,
        Self::Encumber,
        Self::Licence,
        Self::Custody,
    ];

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::State => "state",
            Self::Unprotect => "unprotect",
            Self::Identify => "identify",
            Self::Case => "case",
            Self::Surrender => "surrender",
            Self::Encumber => "encumber",
            Self::Licence => "licence",
            Self::Custody => "custody",
        }
    }

    /// The act this word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }

    /// What the terms say becomes of the asset: the keys, in order.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Transfer => &["goodwill", "holding", "instrument", "owner", "successor"],
            Self::State => &["state"],
            Self::Unprotect => &[],
            Self::Identify => &["identifiers", "title"],
            Self::Case => &["application_no", "mark_case", "registration_no", "state"],
            Self::Surrender => &["class"],
            Self::Encumber => &["in_favour_of", "instrument"],
            Self::Licence => &["licensee", "terms"],
            Self::Custody => &["custody"],
        }
    }

    /// What the terms may say beside: by what title passes where it is no assignment, and the
    /// basis of filing where that changes.
    #[must_use]
    pub fn may_say(self) -> Option<&'static str> {
        match self {
            Self::Transfer => Some("kind"),
            Self::Case => Some("basis"),
            Self::State
            | Self::Unprotect
            | Self::Identify
            | Self::Surrender
            | Self::Encumber
            | Self::Licence
            | Self::Custody => None,
        }
    }
}

/// By what a deed passes title where it is no assignment: the words of `kind`.
pub const KINDS: [&str; 2] = ["merger", "name_change"];

/// The terms of a deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub act: Act,
    /// The number of the asset.
    pub asset: i64,
    pub deed: Uuid,
    /// The version of the asset they start from.
    pub version: i32,
    /// What becomes of it.
    pub to: BTreeMap<String, String>,
}

impl Terms {
    /// The canonical text; `None` where a value holds control characters, or the keys are
    /// not those of the act and what it may say beside.
    #[must_use]
    pub fn encode(&self) -> Option<String> {
        let beside = self.act.may_say();
        let keys = self.to.keys().map(String::as_str);
        let keys: Vec<&str> = keys.filter(|key| Some(*key) != beside).collect();
        if keys != self.act.keys() {
            return None;
        }
        let to = self
            .to
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value.as_str())))
            .collect();
        let value = Value::object([
            ("act", self.act.word().into()),
            ("asset", format!("A-{}", self.asset).as_str().into()),
            ("deed", self.deed.to_string().as_str().into()),
            ("to", Value::Object(to)),
            ("version", self.version.to_string().as_str().into()),
        ]);
        value.check().ok()?;
        Some(value.encode())
    }

    /// What becomes of the asset, as the text of a deed's terms has it.
    #[must_use]
    pub fn made(text: &str) -> BTreeMap<String, String> {
        let Ok(Value::Object(mut map)) = Value::parse(text.as_bytes()) else {
            return BTreeMap::new();
        };
        let Some(Value::Object(to)) = map.remove("to") else {
            return BTreeMap::new();
        };
        to.into_iter()
            .filter_map(|(key, value)| match value {
                Value::Text(text) => Some((key, text)),
                _ => None,
            })
            .collect()
    }
}

/// The SHA-256 of terms, in lowercase hex: what a motion names.
#[must_use]
pub fn hex_of(terms: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(terms.as_bytes()))
}

/// How a deed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Something is missing yet.
    Waiting,
    /// All is there but the officers' signatures.
    Ready,
    Executed,
    Withdrawn,
    /// The asset has another version since, so that this can never be carried out.
    Overtaken,
}

/// One condition of the lock, as the database finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its word: `board`, `members_threshold`, …
    pub word: String,
    pub met: bool,
    /// Days or a day, where the sentence names one.
    pub detail: String,
}

/// How a deed stands by its conditions.
#[must_use]
pub fn standing(conditions: &[Condition], executed: bool, withdrawn: bool) -> Standing {
    let lacks = |word: &str| conditions.iter().any(|one| one.word == word && !one.met);
    if executed {
        Standing::Executed
    } else if withdrawn {
        Standing::Withdrawn
    } else if lacks("unchanged") {
        Standing::Overtaken
    } else if conditions
        .iter()
        .all(|one| one.met || one.word == "officers")
    {
        Standing::Ready
    } else {
        Standing::Waiting
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, Condition, Standing, Terms, hex_of, standing};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn terms() -> Terms {
        let to = [
            ("goodwill", "yes"),
            ("holding", "owned"),
            ("instrument", "Deed of assignment"),
            ("owner", "Harbour Trust \"North\""),
            ("successor", "no"),
        ];
        Terms {
            act: Act::Transfer,
            asset: 3,
            deed: Uuid::from_u128(7),
            version: 2,
            to: to
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    #[test]
    fn terms_are_written_in_one_form_and_read_again() {
        let text = terms().encode().expect("plain text");
        assert_eq!(
            text,
            r#"{"act":"transfer","asset":"A-3","deed":"00000000-0000-0000-0000-000000000007","to":{"goodwill":"yes","holding":"owned","instrument":"Deed of assignment","owner":"Harbour Trust \"North\"","successor":"no"},"version":"2"}"#
        );
        assert_eq!(Terms::made(&text), terms().to);
        assert_eq!(hex_of(&text).len(), 64);
    }

    #[test]
    fn what_is_no_assignment_says_its_kind_and_a_basis_is_said_where_it_changes() {
        let mut merger = terms();
        merger.to.insert("kind".into(), "merger".into());
        assert_eq!(
            merger.encode().as_deref(),
            Some(
                r#"{"act":"transfer","asset":"A-3","deed":"00000000-0000-0000-0000-000000000007","to":{"goodwill":"yes","holding":"owned","instrument":"Deed of assignment","kind":"merger","owner":"Harbour Trust \"North\"","successor":"no"},"version":"2"}"#
            )
        );
        let mut wrong = terms();
        wrong.to.insert("basis".into(), "1(a)".into());
        assert_eq!(wrong.encode(), None);
    }

    #[test]
    fn other_keys_or_control_characters_make_no_terms() {
        let mut wrong = terms();
        wrong.to.remove("owner");
        assert_eq!(wrong.encode(), None);
        let mut wrong = terms();
        wrong.to.insert("owner".into(), "A\nB".into());
        assert_eq!(wrong.encode(), None);
        assert_eq!(Terms::made("{}"), BTreeMap::new());
    }

    #[test]
    fn every_act_is_read_by_its_word() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.word()), Some(act));
            assert!(act.keys().is_sorted());
        }
    }

    #[test]
    fn a_deed_is_ready_when_only_signatures_are_missing() {
        let condition = |word: &str, met| Condition {
            word: word.to_owned(),
            met,
            detail: String::new(),
        };
        let mut all = vec![
            condition("unchanged", true),
            condition("waiting", true),
            condition("officers", false),
        ];
        assert_eq!(standing(&all, false, false), Standing::Ready);
        assert_eq!(standing(&all, true, false), Standing::Executed);
        assert_eq!(standing(&all, false, true), Standing::Withdrawn);
        all[1].met = false;
        assert_eq!(standing(&all, false, false), Standing::Waiting);
        all[0].met = false;
        assert_eq!(standing(&all, false, false), Standing::Overtaken);
    }
}
