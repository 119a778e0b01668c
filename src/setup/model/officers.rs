//! The first officers, as the form names them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Founder, OfficerRow, fault};
use crate::bodies::Office;
use crate::outbox::Address;
use crate::parties::Name;
use crate::rulebook::keys;
use crate::rulebook::model::book::Book;

/// How many election officers the rulebook asks for: the more of those it takes to open and to
/// certify, for all time that it speaks of.
pub(super) fn officers_asked(book: &Book) -> usize {
    let rules = book.rules.iter().filter(|rule| {
        [keys::OPENING_OFFICERS, keys::CERTIFYING_OFFICERS].contains(&rule.key.as_str())
    });
    let numbers = rules.filter_map(|rule| rule.value.parse().ok());
    numbers.max().unwrap_or(1)
}

/// `asked`: how many persons are election officers at least.
pub(super) fn judge_officers(
    rows: &[OfficerRow],
    asked: usize,
    faults: &mut Vec<Fault>,
) -> Vec<Founder> {
    let mut officers: Vec<Founder> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (row, at) in rows.iter().zip(1..).filter(|(row, _)| !row.is_blank()) {
        let name = Name::parse(&row.name)
            .map_err(|sentence| fault(faults, format!("officer_name_{at}"), sentence))
            .ok();
        let address = Address::parse(&row.address)
            .map_err(|sentence| fault(faults, format!("officer_address_{at}"), sentence))
            .ok();
        let office = Office::parse(row.office.trim());
        if office.is_none() {
            fault(
                faults,
                format!("officer_office_{at}"),
                "Choose the office this person holds.",
            );
        }
        if office == Some(Office::Auditor) {
            fault(
                faults,
                format!("officer_office_{at}"),
                "An auditor is appointed for a time, by a decision after the founding. Choose another office.",
            );
            continue;
        }
        let (Some(name), Some(address), Some(office)) = (name, address, office) else {
            continue;
        };
        let place = *places.entry(address.key()).or_insert(officers.len());
        match officers.get_mut(place) {
            None => officers.push(Founder {
                name,
                address,
                offices: BTreeSet::from([office]),
            }),
            Some(known) if known.name != name => fault(
                faults,
                format!("officer_address_{at}"),
                format!(
                    "This is the address of {} above. One address is one person. Give another.",
                    known.name
                ),
            ),
            Some(known) => {
                known.offices.insert(office);
            }
        }
    }
    if !faults
        .iter()
        .any(|(field, _)| field.starts_with("officer_"))
    {
        let holders = |office| {
            officers
                .iter()
                .filter(|officer| officer.offices.contains(&office))
                .count()
        };
        if holders(Office::ElectionOfficer) < asked {
            fault(
                faults,
                "officer_name_1",
                format!(
                    "Name at least {asked} persons as election officers: the rulebook asks for so many, since what one proposes another confirms."
                ),
            );
        }
        if holders(Office::Secretary) < 1 {
            fault(
                faults,
                "officer_name_1",
                "Name a secretary, who keeps the list of members.",
            );
        }
    }
    officers
}

/// Offices that one person does not hold together, under the first rulebook.
pub(super) fn judge_exclusions(officers: &[Founder], book: &Book, faults: &mut Vec<Fault>) {
    for (_, rule) in book.course(keys::OFFICES_EXCLUSIVE) {
        for officer in officers {
            let offices: Vec<Office> = officer.offices.iter().copied().collect();
            if let Some((one, other)) = Office::excluded(&offices, &rule.value) {
                fault(
                    faults,
                    "officer_name_1",
                    format!(
                        "{} cannot be {} and {} at once ({}). Name somebody else for one of them.",
                        officer.name,
                        one.holder(),
                        other.holder(),
                        book.citation(rule)
                    ),
                );
            }
        }
    }
}
