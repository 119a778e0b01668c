//! Assets of any kind from comma-separated values (RFC 4180), all or nothing.
//!
//! The header names the columns, in any order: those of [`COLUMNS`], and
//! `identifier:KEY` and `detail:KEY` for what the register keeps under a key. An empty
//! cell says nothing, rather than that there is nothing. Rows that speak of the same
//! asset say together what they say: so a mark has one row for each of its classes, or
//! for each of its events. A day of filing, registration or publication of a case, and one
//! on which an asset ends, is an event as well, where the rows name none of its kind.

mod line;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::field::fits_as_key;
use super::{Fault, Found, MAX_EVENTS, MAX_FAULTS, MAX_RECORDS, MAX_ROWS, days, quoted};
use crate::members::import::Place;
use crate::members::import::reader;

/// The columns, beside `identifier:KEY` and `detail:KEY`, and what stands in them.
pub const COLUMNS: [(&str, &str); 25] = [
    (
        "asset",
        "the register’s number of the asset, as A-12; empty for one that it does not know",
    ),
    (
        "kind",
        "trademark, domain, copyright, terms, signing_key, certificate, account, repository or contract",
    ),
    ("title", "how the asset is called, up to 200 characters"),
    (
        "holding",
        "owned, licensed_in, held_in_trust or unregistered",
    ),
    ("owner", "whose it is (INID 732)"),
    (
        "state",
        "planned, active, lapsed, surrendered, transferred or retired",
    ),
    (
        "open",
        "yes where the public page shows details, otherwise no",
    ),
    (
        "office",
        "of a mark: the office by WIPO ST.3, as US, EM, GB or WO",
    ),
    (
        "route",
        "of a mark: national, regional, madrid_ir or madrid_designation",
    ),
    (
        "basis",
        "of a mark in the United States: 1(a), 1(b), 44(d), 44(e) or 66(a)",
    ),
    ("application_no", "number of the application (INID 210)"),
    ("filed_on", "day of filing (INID 220), as 2024-08-31"),
    ("registration_no", "number of the registration (INID 111)"),
    ("registered_on", "day of registration (INID 151)"),
    (
        "register",
        "principal or supplemental, in the United States",
    ),
    (
        "expires_on",
        "day on which the registration expires (INID 180)",
    ),
    (
        "case_state",
        "state of the case: filed, published, registered and so on",
    ),
    ("status_code", "the office’s own code of the status"),
    ("status_on", "since when that is the status"),
    (
        "class",
        "a class of the Nice Classification, 1 to 45 (INID 511)",
    ),
    (
        "edition",
        "the edition by which the class is meant, as 12-2024",
    ),
    ("goods", "goods and services of the class"),
    ("event", "code of an event, as REGISTRATION or PUBLICATION"),
    ("happened_on", "day of the event"),
    ("note", "what is noted of the event"),
];

/// A column as the header names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Plain(&'static str),
    Identifier(String),
    Detail(String),
}

/// `latest`: the latest day that has come anywhere.
///
/// # Errors
/// Every fault of the file, with its line.
pub fn read(bytes: &[u8], latest: NaiveDate) -> Result<Vec<Found>, Vec<Fault>> {
    let (records, remarks) = reader::read(bytes).map_err(|remark| vec![of_form(remark)])?;
    let mut faults: Vec<Fault> = remarks.into_iter().map(of_form).collect();
    let mut records = records.into_iter();
    let Some(header) = records.next() else {
        return Err(vec![Fault::whole("The file is empty. Choose another.")]);
    };
    let columns = columns(&header).map_err(|mut of_header| {
        of_header.append(&mut faults);
        of_header
    })?;
    let mut found: Vec<Found> = Vec::new();
    let mut places: BTreeMap<(&'static str, String, String), usize> = BTreeMap::new();
    for (index, record) in records.enumerate() {
        if index >= MAX_ROWS {
            faults.push(Fault::whole(format!(
                "The file has more than {MAX_ROWS} rows. Split it."
            )));
        }
        // What is listed is enough to go on with, and the work stays bounded.
        if faults.len() >= MAX_FAULTS || index >= MAX_ROWS {
            break;
        }
        if record.cells.len() != columns.len() {
            faults.push(Fault::at(
                record.line,
                "",
                format!(
                    "This line has {} cells, and the header {}. Give each column one.",
                    record.cells.len(),
                    columns.len()
                ),
            ));
            continue;
        }
        let cells: BTreeMap<&Column, &str> = columns
            .iter()
            .zip(record.cells.iter().map(|cell| cell.trim()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        match line::read(record.line, &cells, latest) {
            Ok(one) => {
                let keys: Vec<(&'static str, String, String)> = one
                    .handle
                    .keys()
                    .into_iter()
                    .map(|(sort, of, text)| (sort, of.to_owned(), text))
                    .collect();
                let known: BTreeSet<usize> = keys
                    .iter()
                    .filter_map(|key| places.get(key).copied())
                    .collect();
                let place = known.first().copied().unwrap_or(found.len());
                if known.len() > 1 {
                    faults.push(Fault::at(
                        record.line,
                        "",
                        "The numbers of this line are of two assets that stand above. Give each asset lines of its own.",
                    ));
                    continue;
                }
                for key in keys {
                    places.insert(key, place);
                }
                match found.get_mut(place) {
                    Some(first) => faults.extend(join(first, one)),
                    None => found.push(one),
                }
                if found.len() > MAX_RECORDS {
                    faults.push(Fault::whole(format!(
                        "The file speaks of more than {MAX_RECORDS} assets. Split it."
                    )));
                    break;
                }
            }
            Err(of_row) => faults.extend(of_row),
        }
    }
    for one in &mut found {
        days::give(one);
        faults.extend(one.faults_of_days());
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        faults.sort_by_key(|fault| fault.line);
        Err(faults)
    }
}

/// A fault of the form of the file, with its line.
fn of_form(remark: crate::members::import::Remark) -> Fault {
    let line = match remark.place {
        Place::File => 0,
        Place::Line(line) | Place::Row { line, row: _ } => line,
    };
    Fault::at(line, "", remark.sentence)
}

fn columns(header: &reader::Record) -> Result<Vec<Column>, Vec<Fault>> {
    let mut columns: Vec<Column> = Vec::new();
    let mut faults = Vec::new();
    for cell in &header.cells {
        let name = cell.trim();
        let column = if let Some(key) = name.strip_prefix("identifier:") {
            fits_as_key(key).then(|| Column::Identifier(key.to_owned()))
        } else if let Some(key) = name.strip_prefix("detail:") {
            fits_as_key(key).then(|| Column::Detail(key.to_owned()))
        } else {
            COLUMNS
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(known, _)| Column::Plain(known))
        };
        match column {
            None => faults.push(Fault::at(
                header.line,
                name,
                format!(
                    "{} is no column that is read. Known are {}, and identifier:KEY and detail:KEY. Name it so, or take it out.",
                    quoted(name),
                    COLUMNS.map(|(known, _)| known).join(", ")
                ),
            )),
            Some(column) if columns.contains(&column) => {
                faults.push(Fault::at(header.line, name, "This column stands twice. Keep one."));
            }
            Some(column) => columns.push(column),
        }
    }
    if faults.is_empty() {
        Ok(columns)
    } else {
        Err(faults)
    }
}

/// Adds what another row says of the same asset.
fn join(first: &mut Found, other: Found) -> Vec<Fault> {
    let mut faults = Vec::new();
    if first.kind.is_empty() {
        first.kind = other.kind;
    }
    for (field, text) in other.facts {
        match first.facts.entry(field) {
            Entry::Vacant(place) => {
                place.insert(text);
            }
            Entry::Occupied(place) if *place.get() != text => faults.push(Fault::at(
                other.line,
                &place.key().word(),
                format!(
                    "Line {} says {} of the same asset, and this one {}. Say the same in both.",
                    first.line,
                    quoted(place.get()),
                    quoted(&text)
                ),
            )),
            Entry::Occupied(_) => {}
        }
    }
    for (number, class) in other.classes {
        match first.classes.entry(number) {
            Entry::Vacant(place) => {
                place.insert(class);
            }
            Entry::Occupied(place) if *place.get() != class => faults.push(Fault::at(
                other.line,
                "class",
                format!("Class {number} of this asset stands twice, with other words. Keep one."),
            )),
            Entry::Occupied(_) => {}
        }
    }
    for event in other.events {
        let same = first
            .events
            .iter()
            .find(|known| known.code == event.code && known.on == event.on);
        match same {
            Some(known) if *known != event => faults.push(Fault::at(
                other.line,
                "event",
                "This event stands twice, with other notes. Keep one.",
            )),
            Some(_) => {}
            None => first.events.push(event),
        }
    }
    if first.events.len() > MAX_EVENTS {
        faults.push(Fault::at(
            other.line,
            "event",
            format!("One asset has more than {MAX_EVENTS} events. Enter the rest by hand."),
        ));
    }
    faults
}
