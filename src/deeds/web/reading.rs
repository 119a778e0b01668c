//! What becomes of an asset by a deed, as its form says.

use std::collections::BTreeMap;

use crate::deeds::model::{Act, KINDS};
use crate::deeds::views::FormPage;
use crate::registry::model::case::{BASES, basis_fits};
use crate::registry::store::cases::Case;
use crate::seal::canonical::Value;

/// The most of a name in its terms, and of what an instrument is called.
const FIELD_CHARS: usize = 200;
const INSTRUMENT_CHARS: usize = 300;
/// The most of a number that an office gave.
const NUMBER_CHARS: usize = 40;

/// What becomes of the asset, as the form says; faults stand beside their fields.
pub(super) fn read(page: &mut FormPage) -> BTreeMap<String, String> {
    let mut to = BTreeMap::new();
    for key in page.act.keys() {
        let value = match *key {
            "identifiers" => {
                let map = page
                    .identifiers
                    .iter()
                    .map(|name| {
                        let value = page.fields.get(&format!("id_{name}")).trim();
                        (name.clone(), Value::from(value))
                    })
                    .collect();
                Value::Object(map).encode()
            }
            "goodwill" | "successor" => match page.fields.get(key) {
                "1" => "yes".to_owned(),
                _ => "no".to_owned(),
            },
            "terms" => page
                .fields
                .get("terms")
                .split_whitespace()
                .collect::<String>()
                .to_lowercase(),
            key => {
                let words: Vec<&str> = page.fields.get(key).split_whitespace().collect();
                words.join(" ")
            }
        };
        let fault = match *key {
            "application_no" | "registration_no" if value.chars().count() > NUMBER_CHARS => {
                Some("Keep it within 40 characters.")
            }
            "application_no" | "registration_no" | "goodwill" | "successor" | "identifiers" => None,
            "terms" if value.len() != 64 || !value.bytes().all(|b| b.is_ascii_hexdigit()) => {
                Some("Give the SHA-256 of the licence's text: 64 hexadecimal digits.")
            }
            "mark_case" | "class" | "custody"
                if !page.choices.iter().any(|choice| choice.id == value) =>
            {
                Some("Choose one of the list.")
            }
            "state"
                if !value.is_empty() && !page.states().iter().any(|(word, _)| *word == value) =>
            {
                Some("Choose one of the list.")
            }
            _ if value.is_empty() => Some("This cannot be empty. Fill it in."),
            "instrument" if value.chars().count() > INSTRUMENT_CHARS => {
                Some("Keep it within 300 characters.")
            }
            key if key != "instrument" && value.chars().count() > FIELD_CHARS => {
                Some("Keep it within 200 characters.")
            }
            _ => None,
        };
        if let Some(sentence) = fault {
            page.faults.push(((*key).to_owned(), sentence.to_owned()));
        }
        to.insert((*key).to_owned(), value);
    }
    match page.act {
        Act::Transfer => read_kind(page, &mut to),
        Act::Case => read_basis(page, &mut to),
        Act::State
        | Act::Unprotect
        | Act::Identify
        | Act::Surrender
        | Act::Encumber
        | Act::Licence
        | Act::Custody => {}
    }
    let changes = match page.act {
        Act::Transfer => {
            to.get("owner") != Some(&page.subject.owner)
                || to.get("holding") != Some(&page.subject.holding)
        }
        Act::State => to.get("state") != Some(&page.subject.state),
        Act::Identify => {
            to.get("title") != Some(&page.subject.title)
                || to.get("identifiers") != Some(&page.subject.identifiers)
        }
        Act::Case => chosen(page, &to).is_none_or(|case| {
            [
                ("application_no", case.application_no.as_str()),
                ("basis", case.basis.as_str()),
                ("registration_no", case.registration_no.as_str()),
                ("state", case.state.word()),
            ]
            .into_iter()
            .any(|(key, now)| to.get(key).is_some_and(|then| then != now))
        }),
        // What these change is no field that could have stayed as it is.
        Act::Unprotect | Act::Surrender | Act::Encumber | Act::Licence | Act::Custody => true,
    };
    if !changes {
        page.refusal = "This is as the asset is now: a deed changes something. Change something, or leave the deed.".to_owned();
    }
    to
}

/// By what title passes: an assignment is what the terms do not say.
fn read_kind(page: &mut FormPage, to: &mut BTreeMap<String, String>) {
    let kind = page.fields.get("kind").trim().to_owned();
    if kind.is_empty() || kind == "assignment" {
        return;
    }
    if !KINDS.contains(&kind.as_str()) {
        let sentence = "Choose by what title passes.";
        page.faults.push(("kind".to_owned(), sentence.to_owned()));
        return;
    }
    if to.get("owner") == Some(&page.subject.owner) {
        page.faults.push((
            "owner".to_owned(),
            "After a merger or a change of name the owner is called otherwise. Give the name from then on.".to_owned(),
        ));
    }
    if kind == "name_change" && to.get("holding") != Some(&page.subject.holding) {
        page.faults.push((
            "holding".to_owned(),
            "A change of name moves no right. Leave this as it is now, or choose another way by which title passes.".to_owned(),
        ));
    }
    to.insert("kind".to_owned(), kind);
}

/// The case that a deed is about, as it is now.
fn chosen<'a>(page: &'a FormPage, to: &BTreeMap<String, String>) -> Option<&'a Case> {
    let id = to.get("mark_case")?;
    page.cases
        .iter()
        .find(|case| case.mark_case.to_string() == *id)
}

/// The basis of filing, where it changes.
fn read_basis(page: &mut FormPage, to: &mut BTreeMap<String, String>) {
    let basis = page.fields.get("basis").trim().to_owned();
    if basis.is_empty() {
        return;
    }
    if !BASES.iter().any(|(word, _)| *word == basis) {
        let sentence = "Choose one of the list.";
        page.faults.push(("basis".to_owned(), sentence.to_owned()));
        return;
    }
    let fits = chosen(page, to).is_none_or(|case| basis_fits(&case.office, case.route, &basis));
    if !fits {
        page.faults.push((
            "basis".to_owned(),
            "This case cannot have this basis: bases are those of the United States alone, and 66(a) is that of a designation under the Madrid Protocol, and of nothing else. Choose another.".to_owned(),
        ));
    }
    to.insert("basis".to_owned(), basis);
}
