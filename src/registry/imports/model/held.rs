//! What the register holds of an asset, as far as a file can speak of it. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{CaseField, Class, Field, Found, Handle};

/// A case of a mark as the register has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCase {
    pub id: Uuid,
    /// Fields that are filled; days as `2024-08-31`.
    pub facts: BTreeMap<CaseField, String>,
    pub classes: BTreeMap<u8, Class>,
}

impl HeldCase {
    fn text(&self, field: CaseField) -> &str {
        self.facts.get(&field).map_or("", String::as_str)
    }
}

/// Events by their case (none for the asset itself), code and day.
pub type HeldEvents = BTreeMap<(Option<Uuid>, String, NaiveDate), Uuid>;

/// An asset as the register has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: Uuid,
    pub number: i64,
    pub kind: String,
    pub title: String,
    pub holding: String,
    pub owner: String,
    pub state: String,
    pub protected: bool,
    pub open: bool,
    pub identifiers: BTreeMap<String, String>,
    /// Details that are plain text; others no file speaks of.
    pub details: BTreeMap<String, String>,
    pub cases: Vec<HeldCase>,
    pub events: HeldEvents,
}

/// Which asset and which of its cases a record speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant<'a> {
    /// None that the register knows.
    New,
    /// An asset; of a mark, the case, or none where it has no such case yet.
    Known(&'a Held, Option<&'a HeldCase>),
}

/// What one asset of a kind is known by, as the register's own guard has it: nothing is
/// entered twice. None where the file or the register does not say.
#[must_use]
pub fn identity(
    kind: &str,
    title: Option<&str>,
    identifiers: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let lower = |key: &str| identifiers(key).map(|text| text.to_lowercase());
    match kind {
        "domain" => lower("fqdn"),
        "signing_key" => lower("fingerprint").map(|text| {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
        }),
        "trademark" => Some(format!(
            "{}/{}",
            lower("verbal_element")?,
            identifiers("feature")?
        )),
        "certificate" => Some(format!("{}/{}", lower("issuer")?, lower("serial")?)),
        "account" => Some(format!("{}/{}", lower("service")?, lower("name")?)),
        "repository" => lower("url"),
        _ => title.map(str::to_lowercase),
    }
}

fn identity_of_file(found: &Found) -> Option<String> {
    identity(&found.kind, found.fact(&Field::Title), |key| {
        found
            .fact(&Field::Identifier(key.to_owned()))
            .map(str::to_owned)
    })
}

/// The asset of the register that is known by the same as the file's.
fn same_identity<'a>(found: &Found, held: &'a [Held]) -> Option<&'a Held> {
    let of_file = identity_of_file(found)?;
    held.iter()
        .filter(|one| one.kind == found.kind)
        .find(|one| {
            identity(&one.kind, Some(&one.title), |key| {
                one.identifiers.get(key).cloned()
            })
            .is_some_and(|identity| identity == of_file)
        })
}

/// A number of an office without the signs that are written or not: `7,654,321` is `7654321`.
#[must_use]
pub fn bare(number: &str) -> String {
    number
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// Finds what a record speaks of; `asset` is the number that the person gave for the file.
///
/// # Errors
/// A sentence where it names an asset that is not there, or two at once.
pub fn meant<'a>(found: &Found, asset: Option<i64>, held: &'a [Held]) -> Result<Meant<'a>, String> {
    let by_number = |number: i64| {
        held.iter().find(|one| one.number == number).ok_or_else(|| {
            format!("The register has no asset A-{number}. Look it up in the register.")
        })
    };
    match &found.handle {
        Handle::Number(number) => {
            let one = by_number(*number)?;
            if !found.kind.is_empty() && found.kind != one.kind {
                return Err(format!(
                    "A-{number} is of the kind {}, and the file says {}. The kind of an asset never changes. Choose another asset.",
                    one.kind, found.kind
                ));
            }
            let case = case_of(found, one)?;
            Ok(Meant::Known(one, case))
        }
        Handle::Case { .. } => {
            let mut of_file: Vec<(&Held, &HeldCase)> = held
                .iter()
                .flat_map(|one| one.cases.iter().map(move |case| (one, case)))
                .filter(|(_, case)| is_case(found, case))
                .collect();
            if let Some(number) = asset {
                let one = by_number(number)?;
                if one.kind != "trademark" {
                    return Err(format!(
                        "A-{number} is of the kind {}, and the file speaks of a trademark. Choose another asset.",
                        one.kind
                    ));
                }
                if let Some((other, _)) = of_file.iter().find(|(other, _)| other.id != one.id) {
                    return Err(format!(
                        "The file was brought for A-{number}, and its case is one of A-{} ({}). Choose another asset.",
                        other.number, other.title
                    ));
                }
                return Ok(Meant::Known(one, of_file.pop().map(|(_, case)| case)));
            }
            match of_file.as_slice() {
                // The same mark at another office, or under another number.
                [] => Ok(match same_identity(found, held) {
                    Some(one) => Meant::Known(one, case_of(found, one)?),
                    None => Meant::New,
                }),
                [(one, case)] => Ok(Meant::Known(one, Some(case))),
                [(one, _), (other, _), ..] => Err(format!(
                    "The numbers fit two cases of the register, of A-{} and of A-{}. Put that right first.",
                    one.number, other.number
                )),
            }
        }
        Handle::Domain(name) => {
            let of_file = held.iter().find(|one| {
                one.kind == "domain"
                    && one
                        .identifiers
                        .get("fqdn")
                        .is_some_and(|fqdn| fqdn.eq_ignore_ascii_case(name))
            });
            match (asset, of_file) {
                (None, None) => Ok(Meant::New),
                (None, Some(one)) => Ok(Meant::Known(one, None)),
                (Some(number), of_file) => {
                    let one = by_number(number)?;
                    if one.kind != "domain" {
                        return Err(format!(
                            "A-{number} is of the kind {}, and the file speaks of a domain. Choose another asset.",
                            one.kind
                        ));
                    }
                    match of_file {
                        Some(other) if other.id != one.id => Err(format!(
                            "The file was brought for A-{number}, and {name} is A-{}. Choose another asset.",
                            other.number
                        )),
                        _ => Ok(Meant::Known(one, None)),
                    }
                }
            }
        }
        Handle::Title { kind, title } => {
            let mut fitting = held
                .iter()
                .filter(|one| one.kind == *kind && one.title == *title);
            match (fitting.next(), fitting.next()) {
                (None, _) => Ok(match same_identity(found, held) {
                    Some(one) => Meant::Known(one, case_of(found, one)?),
                    None => Meant::New,
                }),
                (Some(one), None) => Ok(Meant::Known(one, case_of(found, one)?)),
                (Some(one), Some(other)) => Err(format!(
                    "Two assets have this kind and title, A-{} and A-{}. Say which by its number.",
                    one.number, other.number
                )),
            }
        }
    }
}

fn wanted(found: &Found, field: CaseField) -> Option<&str> {
    found.fact(&Field::Case(field))
}

/// Whether the record is of this case: its office, and one number that both know.
fn is_case(found: &Found, case: &HeldCase) -> bool {
    if wanted(found, CaseField::Office) != Some(case.text(CaseField::Office)) {
        return false;
    }
    [CaseField::ApplicationNo, CaseField::RegistrationNo]
        .into_iter()
        .any(|field| {
            let held = bare(case.text(field));
            !held.is_empty() && wanted(found, field).is_some_and(|number| bare(number) == held)
        })
}

/// The case of this asset that a record speaks of, where it speaks of one at all.
fn case_of<'a>(found: &Found, one: &'a Held) -> Result<Option<&'a HeldCase>, String> {
    let speaks_of_case = found
        .facts
        .keys()
        .any(|field| matches!(field, Field::Case(_)))
        || !found.classes.is_empty();
    if !speaks_of_case {
        return Ok(None);
    }
    if one.kind != "trademark" {
        return Err(format!(
            "A-{} is of the kind {}: only a trademark has an office, numbers and classes. Leave those cells empty.",
            one.number, one.kind
        ));
    }
    let Some(office) = wanted(found, CaseField::Office) else {
        return Err(format!(
            "The line speaks of a case of A-{} without its office. Give it.",
            one.number
        ));
    };
    if let Some(case) = one.cases.iter().find(|case| is_case(found, case)) {
        return Ok(Some(case));
    }
    let of_office: Vec<&HeldCase> = one
        .cases
        .iter()
        .filter(|case| case.text(CaseField::Office) == office)
        .collect();
    // A case that has no number yet is the one that gets it.
    let open: Vec<&HeldCase> = of_office
        .iter()
        .copied()
        .filter(|case| {
            let empty = |field| case.text(field).is_empty();
            let none_wanted = wanted(found, CaseField::ApplicationNo).is_none()
                && wanted(found, CaseField::RegistrationNo).is_none();
            none_wanted || (empty(CaseField::ApplicationNo) && empty(CaseField::RegistrationNo))
        })
        .collect();
    match open.as_slice() {
        [] => Ok(None),
        [case] => Ok(Some(case)),
        _ => Err(format!(
            "A-{} has more than one case at {office} that this could be. Give its number.",
            one.number
        )),
    }
}
