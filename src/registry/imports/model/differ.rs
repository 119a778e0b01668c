//! What a file says other than the register, row by row, and what a person may take over.
//!
//! Of a protected asset nothing that identifies it, nor its owner, state or holding, is
//! taken from a file: that takes a deed. So do other goods in the place of those of a class.
//! Numbers of a case that were empty may be filled, and classes added, since nothing is parted
//! with by it; the database's guards hold to the same.

mod known;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use known::known;

use super::held::{Held, HeldCase, Meant, meant};
use super::{
    CaseField, Class, Fault, Field, Found, Handle, Happened, day, edition_of, fits_as_edition,
};
use crate::registry::model::case::{CaseState, NO_BASIS, Route, may_lack_basis};
use crate::registry::model::uncounted::detail_of_end;

/// The longest goods and services of a class that the register keeps, in characters.
pub const KEPT_GOODS_CHARS: usize = 4_000;

/// What may become of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A person may take it over.
    Open,
    /// It comes with the new asset or the new case, which is ticked above it.
    With,
    /// It comes with the day on which the asset ends, which is ticked above it.
    WithDay,
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
            "The file speaks of more than one asset, so it cannot be brought for one alone. Bring it without a number.",
        ));
    }
    let mut placed: BTreeMap<(i64, Option<Uuid>), usize> = BTreeMap::new();
    for record in found {
        let place = meant(record, asset, held);
        let opens_a_case = match &place {
            Ok(Meant::New) => true,
            Ok(Meant::Known(_, case)) => case.is_none() && speaks_of_case(record),
            Err(_) => false,
        };
        if opens_a_case && lacks_its_basis(record) {
            faults.push(Fault::at(record.line, "basis", NO_BASIS));
            continue;
        }
        match place {
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

/// Whether a case in the United States comes without what its deadlines are counted by.
fn lacks_its_basis(found: &Found) -> bool {
    let said = |field: CaseField| found.fact(&Field::Case(field));
    let route = said(CaseField::Route).and_then(Route::parse);
    let state = said(CaseField::State).and_then(CaseState::parse);
    said(CaseField::Office) == Some("US")
        && said(CaseField::Basis).is_none()
        && !may_lack_basis(
            route.unwrap_or(Route::National),
            state.unwrap_or(CaseState::Filed),
            said(CaseField::RegisteredOn).is_some(),
        )
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
        return Err(refused("A new asset needs its kind. Give it."));
    }
    let title = title_of(found).ok_or_else(|| refused("A new asset needs a title. Give it."))?;
    if found.kind == "trademark"
        && speaks_of_case(found)
        && found.fact(&Field::Case(CaseField::Office)).is_none()
    {
        return Err(refused("A case of a new mark needs its office. Give it."));
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
    events(&mut comparison, found, |_| Standing::New);
    Ok(comparison)
}

fn classes(comparison: &mut Comparison, found: &Found, case: Option<&HeldCase>) {
    let filed = found
        .fact(&Field::Case(CaseField::FiledOn))
        .or_else(|| case.and_then(|case| case.facts.get(&CaseField::FiledOn).map(String::as_str)))
        .and_then(|text| day(text).ok());
    let is_protected = matches!(
        comparison.subject,
        Subject::Asset {
            protected: true,
            ..
        }
    );
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
        // Other goods in their place give up those that are there; of the same ones another
        // edition is no loss.
        let gives_up = is_protected
            && held.is_some_and(|held| !class.goods.is_empty() && held.goods != class.goods);
        let verdict = if gives_up {
            Verdict::Deed
        } else if class.goods.is_empty() {
            Verdict::ByHand(
                "The file names no goods or services of this class. Add them, or leave the class out.",
            )
        } else if class.goods.chars().count() > KEPT_GOODS_CHARS {
            Verdict::ByHand(
                "Goods and services have at most 4,000 characters in the register. Shorten them.",
            )
        } else if edition.is_empty() {
            Verdict::ByHand(
                "The file says neither the edition nor a day of filing from which it follows. Add one of them.",
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

/// What the register has of an event that a file reports.
enum Standing {
    /// Nothing.
    New,
    Same,
    /// A later end than the file says, or another day of registration: the event of this
    /// identity and day is corrected. As an event beside it, the earlier end would be one
    /// that was put off long ago, and the case would be registered twice.
    Instead(Uuid, NaiveDate),
    /// It is none of the case that the register holds.
    Foreign,
}

fn events(comparison: &mut Comparison, found: &Found, held: impl Fn(&Happened) -> Standing) {
    for event in &found.events {
        let (now, corrects) = match held(event) {
            Standing::Same => {
                comparison.same += 1;
                continue;
            }
            Standing::Foreign => continue,
            Standing::New => (String::new(), None),
            Standing::Instead(id, on) => (on.to_string(), Some(id)),
        };
        // Whoever takes over that it ends earlier has deadlines counted from that day.
        let comes_with_its_day = corrects.is_some()
            && detail_of_end(&event.code).is_some_and(|detail| {
                comparison.rows.iter().any(|row| {
                    row.verdict == Verdict::Open && row.field == Field::Detail(detail.to_owned())
                })
            });
        comparison.rows.push(Difference {
            field: Field::Event(event.code.clone(), event.on.to_string()),
            now,
            found: if event.note.is_empty() {
                event.on.to_string()
            } else {
                format!("{}: {}", event.on, event.note)
            },
            verdict: if comes_with_its_day {
                Verdict::WithDay
            } else {
                Verdict::Open
            },
        });
        comparison.events.push(Happened {
            corrects,
            ..event.clone()
        });
    }
}

#[cfg(test)]
pub(super) mod tests;
