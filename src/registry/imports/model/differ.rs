//! What a file says other than the register, row by row, and what a person may take over.
//!
//! Of a protected asset nothing that identifies it, nor its owner, state or holding, is
//! taken from a file: that takes a deed. Numbers of a case that were empty may be filled,
//! since nothing is parted with by it; the database's guards hold to the same.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::held::{Held, HeldCase, Meant, bare, meant};
use super::{
    CASE_STATES, CaseField, Class, Fault, Field, Found, Handle, Happened, day, edition_of,
    fits_as_edition,
};

/// The longest goods and services of a class that the register keeps, in characters.
pub const KEPT_GOODS_CHARS: usize = 4_000;

/// What may become of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A person may take it over.
    Open,
    /// It comes with the new asset or the new case, which is ticked above it.
    With,
    /// The asset is protected: only a deed changes this.
    Deed,
    /// The register cannot keep it as the file words it; the sentence says why.
    ByHand(&'static str),
}

/// One row: a field, what the register holds, and what the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: Field,
    pub now: String,
    pub found: String,
    pub verdict: Verdict,
}

/// Of what the rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    NewAsset {
        kind: String,
        title: String,
    },
    Asset {
        id: Uuid,
        number: i64,
        title: String,
        protected: bool,
        /// The case that the rows are of, where they are of one.
        case: Option<Uuid>,
        /// Whether the file speaks of a case that the asset has not.
        new_case: bool,
    },
}

/// One record of a file, held against the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub line: usize,
    pub subject: Subject,
    pub rows: Vec<Difference>,
    /// How many fields say the same already.
    pub same: usize,
    pub(super) classes: BTreeMap<u8, Class>,
    pub(super) events: Vec<Happened>,
}

/// Holds a file against the register; `asset` is the number the person gave for it.
///
/// # Errors
/// Every record that cannot be placed.
pub fn compare(
    found: &[Found],
    asset: Option<i64>,
    held: &[Held],
) -> Result<Vec<Comparison>, Vec<Fault>> {
    let mut comparisons = Vec::new();
    let mut faults = Vec::new();
    if asset.is_some() && found.len() > 1 {
        faults.push(Fault::whole(
            "The file speaks of more than one asset, so it cannot be brought for one alone.",
        ));
    }
    let mut placed: BTreeMap<(i64, Option<Uuid>), usize> = BTreeMap::new();
    for record in found {
        match meant(record, asset, held) {
            Ok(Meant::New) if is_designation(record) => faults.push(Fault::at(
                record.line,
                "",
                "This is a designation under the Madrid Protocol, which stands under its international registration. Enter the mark with that registration first, and bring this file for it.",
            )),
            Ok(Meant::New) => match new_asset(record) {
                Ok(comparison) => comparisons.push(comparison),
                Err(fault) => faults.push(fault),
            },
            Ok(Meant::Known(one, case)) => {
                let place = (one.number, case.map(|case| case.id));
                if let Some(first) = placed.insert(place, record.line)
                    && (case.is_some() || !speaks_of_case(record))
                {
                    faults.push(Fault::at(
                        record.line,
                        "",
                        format!("This speaks of the same asset as {first}. Bring each only once."),
                    ));
                    continue;
                }
                comparisons.push(known(record, one, case));
            }
            Err(sentence) => faults.push(Fault::at(record.line, "", sentence)),
        }
    }
    if faults.is_empty() {
        Ok(comparisons)
    } else {
        Err(faults)
    }
}

fn speaks_of_case(found: &Found) -> bool {
    !found.classes.is_empty()
        || found
            .facts
            .keys()
            .any(|field| matches!(field, Field::Case(_)))
}

fn is_designation(found: &Found) -> bool {
    found.fact(&Field::Case(CaseField::Route)) == Some("madrid_designation")
}

/// The international registration that a designation of this mark stands under.
#[must_use]
pub fn parent_of(one: &Held) -> Option<Uuid> {
    let mut registrations = one
        .cases
        .iter()
        .filter(|case| case.facts.get(&CaseField::Route).map(String::as_str) == Some("madrid_ir"));
    match (registrations.next(), registrations.next()) {
        (Some(case), None) => Some(case.id),
        _ => None,
    }
}

/// The title a new asset gets where the file gives none: of a mark its words, of a domain its name.
fn title_of(found: &Found) -> Option<String> {
    let identifier = |key: &str| found.fact(&Field::Identifier(key.to_owned()));
    let title = found
        .fact(&Field::Title)
        .or_else(|| identifier("verbal_element"))
        .or_else(|| identifier("fqdn"))
        .map(str::to_owned)
        .or_else(|| match &found.handle {
            Handle::Case {
                office,
                application_no,
                registration_no,
            } => {
                let number = registration_no.as_ref().or(application_no.as_ref())?;
                Some(format!("Mark {number} ({office})"))
            }
            Handle::Domain(name) => Some(name.clone()),
            Handle::Title { title, .. } => Some(title.clone()),
            Handle::Number(_) => None,
        })?;
    Some(
        title
            .chars()
            .take(200)
            .collect::<String>()
            .trim()
            .to_owned(),
    )
}

fn new_asset(found: &Found) -> Result<Comparison, Fault> {
    let refused = |sentence: &str| Fault::at(found.line, "", sentence);
    if found.kind.is_empty() {
        return Err(refused("A new asset needs its kind."));
    }
    let title = title_of(found).ok_or_else(|| refused("A new asset needs a title."))?;
    if found.kind == "trademark"
        && speaks_of_case(found)
        && found.fact(&Field::Case(CaseField::Office)).is_none()
    {
        return Err(refused("A case of a new mark needs its office."));
    }
    let mut rows = vec![Difference {
        field: Field::Kind,
        now: String::new(),
        found: found.kind.clone(),
        verdict: Verdict::Open,
    }];
    let with = |field: Field, text: &str| Difference {
        field,
        now: String::new(),
        found: text.to_owned(),
        verdict: Verdict::With,
    };
    rows.push(with(Field::Title, &title));
    let owner = found
        .fact(&Field::Owner)
        .ok_or_else(|| refused("A new asset needs its owner, and the file names none. Enter the asset in the register first and bring the file for it."))?;
    if owner.chars().count() > 200 {
        return Err(refused(
            "The owner is longer than 200 characters. Enter the asset in the register first and bring the file for it.",
        ));
    }
    rows.push(with(
        Field::Holding,
        found.fact(&Field::Holding).unwrap_or("owned"),
    ));
    rows.push(with(Field::Owner, owner));
    rows.push(with(
        Field::State,
        found.fact(&Field::State).unwrap_or("active"),
    ));
    for (field, text) in &found.facts {
        match field {
            Field::Kind | Field::Title | Field::Holding | Field::Owner | Field::State => {}
            Field::Open => rows.push(with(field.clone(), text)),
            Field::Identifier(_) | Field::Case(_) => rows.push(with(field.clone(), text)),
            Field::Detail(_) => rows.push(Difference {
                field: field.clone(),
                now: String::new(),
                found: text.clone(),
                verdict: Verdict::Open,
            }),
            Field::Class(_) | Field::Event(_, _) => {}
        }
    }
    let mut comparison = Comparison {
        line: found.line,
        subject: Subject::NewAsset {
            kind: found.kind.clone(),
            title,
        },
        rows,
        same: 0,
        classes: BTreeMap::new(),
        events: Vec::new(),
    };
    classes(&mut comparison, found, None);
    events(&mut comparison, found, |_| false);
    Ok(comparison)
}

fn known(found: &Found, one: &Held, case: Option<&HeldCase>) -> Comparison {
    let new_case = case.is_none() && speaks_of_case(found);
    let mut comparison = Comparison {
        line: found.line,
        subject: Subject::Asset {
            id: one.id,
            number: one.number,
            title: one.title.clone(),
            protected: one.protected,
            case: case.map(|case| case.id),
            new_case,
        },
        rows: Vec::new(),
        same: 0,
        classes: BTreeMap::new(),
        events: Vec::new(),
    };
    for (field, text) in &found.facts {
        let now = match field {
            Field::Kind | Field::Class(_) | Field::Event(_, _) => continue,
            Field::Title => one.title.as_str(),
            Field::Holding => one.holding.as_str(),
            Field::Owner => one.owner.as_str(),
            Field::State => one.state.as_str(),
            Field::Open => {
                if one.open {
                    "yes"
                } else {
                    "no"
                }
            }
            Field::Identifier(key) => one.identifiers.get(key).map_or("", String::as_str),
            Field::Detail(key) => one.details.get(key).map_or("", String::as_str),
            Field::Case(field) => case
                .and_then(|case| case.facts.get(field))
                .map_or("", String::as_str),
        };
        if says_the_same(field, now, text) || (found.state_concluded && stands(field, now, text)) {
            comparison.same += 1;
            continue;
        }
        let verdict = match field {
            Field::Case(CaseField::Office)
                if new_case && is_designation(found) && parent_of(one).is_none() =>
            {
                Verdict::ByHand(
                    "A designation stands under its international registration, of which this mark has none, or more than one, in the register.",
                )
            }
            Field::Case(CaseField::Office) if new_case => Verdict::Open,
            Field::Case(_) if new_case => Verdict::With,
            // A case has its office and route for good.
            Field::Case(CaseField::Office | CaseField::Route) => {
                Verdict::ByHand("A case never changes its office or its route: enter another case.")
            }
            // To give a case up takes a deed; what an office did is recorded as it is.
            Field::Case(CaseField::State)
                if one.protected
                    && ["abandoned", "withdrawn", "surrendered"].contains(&text.as_str()) =>
            {
                Verdict::Deed
            }
            Field::State if now == "planned" && text == "active" => Verdict::Open,
            Field::Case(field) if one.protected && field.identifies() && !now.is_empty() => {
                Verdict::Deed
            }
            Field::Title | Field::Holding | Field::Owner | Field::State | Field::Identifier(_)
                if one.protected =>
            {
                Verdict::Deed
            }
            Field::Owner if text.chars().count() > 200 => {
                Verdict::ByHand("An owner has at most 200 characters in the register.")
            }
            _ => Verdict::Open,
        };
        let row = Difference {
            field: field.clone(),
            now: now.to_owned(),
            found: text.clone(),
            verdict,
        };
        // The row that brings a case stands before what comes with it.
        if new_case && *field == Field::Case(CaseField::Office) {
            comparison.rows.insert(0, row);
        } else {
            comparison.rows.push(row);
        }
    }
    classes(&mut comparison, found, case);
    let of_case = case.map(|case| case.id);
    events(&mut comparison, found, |event| {
        !new_case
            && one
                .events
                .contains(&(of_case, event.code.clone(), event.on))
    });
    comparison
}

/// Whether both say the same, however it is written.
fn says_the_same(field: &Field, now: &str, found: &str) -> bool {
    match field {
        Field::Case(CaseField::ApplicationNo | CaseField::RegistrationNo) => {
            bare(now) == bare(found)
        }
        _ => now == found,
    }
}

/// Whether the state of the register goes beyond what a file's days let conclude.
fn stands(field: &Field, now: &str, found: &str) -> bool {
    if *field != Field::Case(CaseField::State) {
        return false;
    }
    // The list is in the order a case goes through; all behind “registered” come after it.
    let place = |state: &str| CASE_STATES.iter().position(|known| *known == state);
    match (place(now), place(found)) {
        (Some(now), Some(found)) => now >= found,
        _ => false,
    }
}

fn classes(comparison: &mut Comparison, found: &Found, case: Option<&HeldCase>) {
    let filed = found
        .fact(&Field::Case(CaseField::FiledOn))
        .or_else(|| case.and_then(|case| case.facts.get(&CaseField::FiledOn).map(String::as_str)))
        .and_then(|text| day(text).ok());
    for (number, class) in &found.classes {
        let held = case.and_then(|case| case.classes.get(number));
        let edition = if fits_as_edition(&class.edition) {
            class.edition.clone()
        } else {
            held.map(|held| held.edition.clone())
                .or_else(|| filed.and_then(edition_of))
                .unwrap_or_default()
        };
        let says_edition = fits_as_edition(&class.edition);
        let same = held.is_some_and(|held| {
            (class.goods.is_empty() || held.goods == class.goods)
                && (!says_edition || held.edition == class.edition)
        });
        if same {
            comparison.same += 1;
            continue;
        }
        let verdict = if class.goods.is_empty() {
            Verdict::ByHand("The file names no goods or services of this class.")
        } else if class.goods.chars().count() > KEPT_GOODS_CHARS {
            Verdict::ByHand("Goods and services have at most 4,000 characters in the register.")
        } else if edition.is_empty() {
            Verdict::ByHand(
                "The file says neither the edition nor a day of filing from which it follows.",
            )
        } else {
            Verdict::Open
        };
        comparison.rows.push(Difference {
            field: Field::Class(*number),
            now: held.map_or_else(String::new, said),
            found: said(&Class {
                edition: edition.clone(),
                goods: class.goods.clone(),
            }),
            verdict,
        });
        comparison.classes.insert(
            *number,
            Class {
                edition,
                goods: class.goods.clone(),
            },
        );
    }
}

fn said(class: &Class) -> String {
    match (class.edition.is_empty(), class.goods.is_empty()) {
        (true, true) => "no goods named".to_owned(),
        (true, false) => class.goods.clone(),
        (false, true) => format!("{}: no goods named", class.edition),
        (false, false) => format!("{}: {}", class.edition, class.goods),
    }
}

fn events(comparison: &mut Comparison, found: &Found, held: impl Fn(&Happened) -> bool) {
    for event in &found.events {
        if held(event) {
            comparison.same += 1;
            continue;
        }
        comparison.rows.push(Difference {
            field: Field::Event(event.code.clone(), event.on.to_string()),
            now: String::new(),
            found: if event.note.is_empty() {
                event.on.to_string()
            } else {
                format!("{}: {}", event.on, event.note)
            },
            verdict: Verdict::Open,
        });
        comparison.events.push(event.clone());
    }
}

#[cfg(test)]
pub(super) mod tests;
