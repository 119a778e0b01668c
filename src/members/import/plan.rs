//! The rows together, and against what the foundation knows: what would be added.

use std::collections::BTreeMap;

use super::reader;
use super::row::{self, Header, KnownClass, MemberRow, Sketch};
use super::{MAX_FAULTS, Place, Remark, quoted};
use crate::parties::{Kind, Name, PartyId};

/// A person whose mail address the foundation knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    pub person: PartyId,
    pub name: String,
    /// The number of a membership the person holds themselves.
    pub own_membership: Option<i64>,
}

/// What the foundation knows before the file is taken.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub classes: Vec<KnownClass>,
    /// By the lower-case mail address.
    pub persons: BTreeMap<String, KnownPerson>,
    /// The membership number of each organisation that is a member, by lower-case name.
    pub organisations: BTreeMap<String, i64>,
}

/// What a file would add. A plan exists only for a file without a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the file.
    pub members: Vec<MemberRow>,
    pub warnings: Vec<Remark>,
}

impl Plan {
    /// How many members each class gains, in the order of the classes.
    #[must_use]
    pub fn per_class<'a>(&self, classes: &'a [KnownClass]) -> Vec<(&'a KnownClass, usize)> {
        classes
            .iter()
            .map(|class| {
                let gained = self
                    .members
                    .iter()
                    .filter(|member| member.class == class.id)
                    .count();
                (class, gained)
            })
            .collect()
    }

    /// The memberships whose term holds this day.
    #[must_use]
    pub fn current_on(&self, day: chrono::NaiveDate) -> usize {
        self.members
            .iter()
            .filter(|member| member.term.contains(day))
            .count()
    }
}

/// Why a file is refused: every fault, in the order of its lines, and what
/// would be worth a look besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub faults: Vec<Remark>,
    pub warnings: Vec<Remark>,
}

impl From<Remark> for Refusal {
    fn from(fault: Remark) -> Self {
        Self {
            faults: vec![fault],
            warnings: Vec::new(),
        }
    }
}

/// Judges a whole file.
///
/// # Errors
/// Every fault found, and with [`MAX_FAULTS`] that no more was looked for. One fault refuses
/// the file.
pub fn judge(bytes: &[u8], known: &Known) -> Result<Plan, Refusal> {
    let (records, mut faults) = reader::read(bytes)?;
    let mut records = records.into_iter();
    let mut warnings = Vec::new();
    let header = match records.next() {
        Some(first) if first.row == 0 => match Header::read(&first) {
            Ok(header) => header,
            Err(more) => {
                faults.extend(more);
                return Err(refusal(faults, warnings));
            }
        },
        // The header line itself is damaged: the columns are not known.
        Some(_) | None => return Err(refusal(faults, warnings)),
    };
    let mut members = Vec::new();
    let mut sketches = Vec::new();
    for record in records {
        if faults.len() >= MAX_FAULTS {
            let place = Place::of(record.line, record.row);
            // The reader may have said so already.
            if faults.iter().all(|fault| fault.sentence != reader::ENOUGH) {
                faults.push(Remark::new(place, "", reader::ENOUGH));
            }
            break;
        }
        let reading = row::read(&header, &record, &known.classes);
        faults.extend(reading.faults);
        warnings.extend(reading.warnings);
        members.extend(reading.member);
        sketches.push(reading.sketch);
    }
    if sketches.is_empty() && faults.is_empty() {
        faults.push(Remark::new(
            Place::File,
            "",
            "The file has a header and no members. Add a line for each member.",
        ));
    }
    compare_addresses(&sketches, known, &mut faults, &mut warnings);
    compare_organisations(&sketches, known, &mut faults);
    compare_representatives(&members, known, &mut warnings);
    if faults.is_empty() {
        warnings.sort();
        Ok(Plan { members, warnings })
    } else {
        Err(refusal(faults, warnings))
    }
}

fn refusal(mut faults: Vec<Remark>, mut warnings: Vec<Remark>) -> Refusal {
    faults.sort();
    warnings.sort();
    Refusal { faults, warnings }
}

/// Two person rows may not share an address, nor may a row bring the address of
/// a person who is a member already. An organisation's representative may share.
fn compare_addresses(
    sketches: &[Sketch],
    known: &Known,
    faults: &mut Vec<Remark>,
    warnings: &mut Vec<Remark>,
) {
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    let persons = sketches
        .iter()
        .filter(|sketch| sketch.kind == Some(Kind::Person));
    for sketch in persons {
        let Some(address) = &sketch.address else {
            continue;
        };
        if let Some(earlier) = seen.get(&address.key()) {
            faults.push(Remark::new(
                sketch.place,
                "email",
                format!(
                    "{} is the address of another person: {earlier}. Two persons cannot share an address. Give one of them another.",
                    quoted(address.as_str())
                ),
            ));
            continue;
        }
        seen.insert(address.key(), sketch.place);
        let Some(person) = known.persons.get(&address.key()) else {
            continue;
        };
        if let Some(number) = person.own_membership {
            faults.push(Remark::new(
                sketch.place,
                "email",
                format!(
                    "{} is the address of {}, who is member no. {number} already. Leave the line out.",
                    quoted(address.as_str()),
                    person.name
                ),
            ));
        } else if let Some(name) = &sketch.name {
            warn_of_another_name(
                sketch.place,
                "email",
                address.as_str(),
                name,
                &person.name,
                warnings,
            );
        }
    }
}

/// An organisation is one member: not twice in the file, and not a member already.
fn compare_organisations(sketches: &[Sketch], known: &Known, faults: &mut Vec<Remark>) {
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for sketch in sketches {
        let (Some(Kind::Organisation), Some(name)) = (sketch.kind, &sketch.name) else {
            continue;
        };
        let key = name.as_str().to_lowercase();
        if let Some(number) = known.organisations.get(&key) {
            faults.push(Remark::new(
                sketch.place,
                "name",
                format!(
                    "The organisation {} is member no. {number} already. Leave the line out.",
                    quoted(name.as_str())
                ),
            ));
        }
        if let Some(earlier) = seen.get(&key) {
            faults.push(Remark::new(
                sketch.place,
                "name",
                format!(
                    "The organisation {} stands in the file before: {earlier}. Leave one of the two out.",
                    quoted(name.as_str())
                ),
            ));
        } else {
            seen.insert(key, sketch.place);
        }
    }
}

/// One address is one person: where names differ, someone should look.
fn compare_representatives(members: &[MemberRow], known: &Known, warnings: &mut Vec<Remark>) {
    let mut names: BTreeMap<String, &str> = known
        .persons
        .iter()
        .map(|(key, person)| (key.clone(), person.name.as_str()))
        .collect();
    for member in members.iter().filter(|member| member.kind == Kind::Person) {
        names
            .entry(member.address.key())
            .or_insert(member.name.as_str());
    }
    for member in members {
        let Some(representative) = &member.representative else {
            continue;
        };
        let name = *names
            .entry(member.address.key())
            .or_insert(representative.as_str());
        warn_of_another_name(
            member.place(),
            "representative",
            member.address.as_str(),
            representative,
            name,
            warnings,
        );
    }
}

fn warn_of_another_name(
    place: Place,
    column: &'static str,
    address: &str,
    here: &Name,
    elsewhere: &str,
    warnings: &mut Vec<Remark>,
) {
    if here.as_str() != elsewhere {
        warnings.push(Remark::new(
            place,
            column,
            format!(
                "{} is the address of {}, here called {}. One address is one person, under the first name.",
                quoted(address),
                quoted(elsewhere),
                quoted(here.as_str())
            ),
        ));
    }
}

/// The classes that the files of the tests name.
#[cfg(test)]
fn six_classes() -> Known {
    Known {
        classes: ["Platinum", "Gold", "Ruby", "Silver", "Individual", "Mirror"]
            .into_iter()
            .filter_map(|name| {
                Some(KnownClass {
                    id: crate::members::ClassId::of_name(name)?,
                    name: name.into(),
                })
            })
            .collect(),
        ..Known::default()
    }
}

#[cfg(test)]
mod tests;
