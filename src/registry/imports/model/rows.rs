//! Assets of any kind from comma-separated values (RFC 4180), all or nothing.
//!
//! The header names the columns, in any order: those of [`COLUMNS`], and
//! `identifier:KEY` and `detail:KEY` for what the register keeps under a key. An empty
//! cell says nothing, rather than that there is nothing. Rows that speak of the same
//! asset say together what they say: so a mark has one row for each of its classes, or
//! for each of its events.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::field::fits_as_key;
use super::rdap::fits_as_domain;
use super::{
    BASES, CASE_STATES, CaseField, Class, Fault, Field, Found, HOLDINGS, Handle, Happened, KINDS,
    MAX_EVENTS, MAX_GOODS_CHARS, MAX_NUMBER_CHARS, MAX_RECORDS, MAX_VALUE_CHARS, Office, ROUTES,
    STATES, day, fits_as_edition, fits_as_event, nice_class, quoted, value, word_of,
};
use crate::members::import::Place;
use crate::members::import::reader;

/// The columns, beside `identifier:KEY` and `detail:KEY`, and what stands in them.
pub const COLUMNS: [(&str, &str); 25] = [
    (
        "asset",
        "the register's number of the asset, as A-12; empty for one that it does not know",
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
    ("status_code", "the office's own code of the status"),
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

/// # Errors
/// Every fault of the file, with its line.
pub fn read(bytes: &[u8]) -> Result<Vec<Found>, Vec<Fault>> {
    let (records, remarks) = reader::read(bytes).map_err(|remark| vec![of_form(remark)])?;
    let mut faults: Vec<Fault> = remarks.into_iter().map(of_form).collect();
    let mut records = records.into_iter();
    let Some(header) = records.next() else {
        return Err(vec![Fault::whole("The file is empty.")]);
    };
    let columns = columns(&header).map_err(|mut of_header| {
        of_header.append(&mut faults);
        of_header
    })?;
    let mut found: Vec<Found> = Vec::new();
    let mut places: BTreeMap<(&'static str, String, String), usize> = BTreeMap::new();
    for record in records {
        if record.cells.len() != columns.len() {
            faults.push(Fault::at(
                record.line,
                "",
                format!(
                    "This line has {} cells, and the header {}.",
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
        match row(record.line, &cells) {
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
                        "The numbers of this line are of two assets that stand above.",
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
    for one in &found {
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
                    "{} is no column that is read. Known are {}, and identifier:KEY and detail:KEY.",
                    quoted(name),
                    COLUMNS.map(|(known, _)| known).join(", ")
                ),
            )),
            Some(column) if columns.contains(&column) => {
                faults.push(Fault::at(header.line, name, "This column stands twice."));
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

/// One line under way.
struct Row<'a> {
    line: usize,
    cells: &'a BTreeMap<&'a Column, &'a str>,
    faults: Vec<Fault>,
}

impl Row<'_> {
    fn raw(&self, column: &'static str) -> Option<String> {
        self.cells
            .get(&Column::Plain(column))
            .map(|cell| (*cell).to_owned())
    }

    fn fault(&mut self, column: &str, sentence: impl Into<String>) {
        self.faults.push(Fault::at(self.line, column, sentence));
    }

    fn read<T>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let cell = self.raw(column)?;
        match parse(&cell) {
            Ok(value) => Some(value),
            Err(sentence) => {
                self.fault(column, sentence);
                None
            }
        }
    }

    fn text(&mut self, column: &'static str, max_chars: usize) -> Option<String> {
        self.read(column, |cell| value(cell, max_chars)).flatten()
    }

    fn word(&mut self, column: &'static str, list: &[&'static str]) -> Option<String> {
        self.read(column, |cell| {
            word_of(list, cell)
                .map(str::to_owned)
                .ok_or_else(|| format!("{} is none of {}.", quoted(cell), list.join(", ")))
        })
    }
}

fn row(line: usize, cells: &BTreeMap<&Column, &str>) -> Result<Found, Vec<Fault>> {
    let mut row = Row {
        line,
        cells,
        faults: Vec::new(),
    };
    let number = row.read("asset", number);
    let kind = row.word("kind", &KINDS);
    let mut facts: BTreeMap<Field, String> = BTreeMap::new();
    let mut put = |field: Field, text: Option<String>| {
        if let Some(text) = text {
            facts.insert(field, text);
        }
    };
    let title = row.text("title", 200);
    put(Field::Title, title.clone());
    put(Field::Holding, row.word("holding", &HOLDINGS));
    put(Field::Owner, row.text("owner", 200));
    put(Field::State, row.word("state", &STATES));
    put(Field::Open, row.word("open", &["yes", "no"]));
    let office = row.read("office", Office::parse);
    let basis = row.word("basis", &BASES);
    let route = row.word("route", &ROUTES).or_else(|| {
        office
            .as_ref()
            .map(|office| office.route(basis.as_deref()).to_owned())
    });
    if let (Some(office), Some(route)) = (&office, &route)
        && !office.takes(route)
    {
        row.fault(
            "route",
            format!("{} takes no case by the route {route}.", office.code()),
        );
    }
    let application_no = row.text("application_no", MAX_NUMBER_CHARS);
    let registration_no = row.text("registration_no", MAX_NUMBER_CHARS);
    let office = office.map(|office| office.code().to_owned());
    for (field, text) in [
        (CaseField::Office, office.clone()),
        (CaseField::Route, route),
        (CaseField::Basis, basis),
        (CaseField::ApplicationNo, application_no.clone()),
        (CaseField::RegistrationNo, registration_no.clone()),
    ] {
        put(Field::Case(field), text);
    }
    put(
        Field::Case(CaseField::Register),
        row.word("register", &["principal", "supplemental"]),
    );
    put(
        Field::Case(CaseField::State),
        row.word("case_state", &CASE_STATES),
    );
    put(
        Field::Case(CaseField::StatusCode),
        row.text("status_code", MAX_NUMBER_CHARS),
    );
    for field in CaseField::ALL.into_iter().filter(|field| field.is_day()) {
        let text = row.read(field.word(), day).map(|day| day.to_string());
        put(Field::Case(field), text);
    }
    for (column, cell) in row.cells {
        let (field, name) = match column {
            Column::Plain(_) => continue,
            Column::Identifier(key) => {
                (Field::Identifier(key.clone()), format!("identifier:{key}"))
            }
            Column::Detail(key) => (Field::Detail(key.clone()), format!("detail:{key}")),
        };
        match value(cell, MAX_VALUE_CHARS) {
            Ok(text) => put(field, text),
            Err(sentence) => row.faults.push(Fault::at(line, &name, sentence)),
        }
    }
    let handle = handle(
        &mut row,
        Named {
            number,
            kind: kind.as_deref(),
            title,
            office,
            application_no,
            registration_no,
        },
        &mut facts,
    );
    let of_case = facts.keys().any(|field| matches!(field, Field::Case(_)));
    let class = class(&mut row);
    if (of_case || class.is_some()) && kind.as_deref().is_some_and(|kind| kind != "trademark") {
        row.fault(
            "kind",
            "Only a trademark has an office, numbers and classes.",
        );
    }
    let event = event(&mut row);
    let (Some(handle), true) = (handle, row.faults.is_empty()) else {
        return Err(row.faults);
    };
    let kind =
        kind.or_else(|| matches!(handle, Handle::Case { .. }).then(|| "trademark".to_owned()));
    let mut found = Found::new(line, kind.as_deref().unwrap_or_default(), handle);
    found.facts = facts;
    found.classes.extend(class);
    found.events.extend(event);
    Ok(found)
}

/// The number of an asset: `A-12`, or `12`.
fn number(cell: &str) -> Result<i64, String> {
    let digits = cell.strip_prefix("A-").unwrap_or(cell);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| digits.parse::<i64>().ok())
        .flatten()
        .filter(|number| *number > 0)
        .ok_or_else(|| {
            format!(
                "{} is no number of an asset. Write it as A-12.",
                quoted(cell)
            )
        })
}

/// By what a row may name its asset.
struct Named<'a> {
    number: Option<i64>,
    kind: Option<&'a str>,
    title: Option<String>,
    office: Option<String>,
    application_no: Option<String>,
    registration_no: Option<String>,
}

fn handle(
    row: &mut Row<'_>,
    named: Named<'_>,
    facts: &mut BTreeMap<Field, String>,
) -> Option<Handle> {
    if named.kind == Some("domain") {
        let field = Field::Identifier("fqdn".to_owned());
        if let Some(name) = facts.get(&field) {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            if !fits_as_domain(&name) {
                row.fault(
                    "identifier:fqdn",
                    format!("{} is no domain name.", quoted(&name)),
                );
                return None;
            }
            facts.insert(field, name);
        }
    }
    if let Some(number) = named.number {
        return Some(Handle::Number(number));
    }
    match (named.office, named.application_no, named.registration_no) {
        (Some(office), application_no, registration_no)
            if application_no.is_some() || registration_no.is_some() =>
        {
            return Some(Handle::Case {
                office,
                application_no,
                registration_no,
            });
        }
        (None, Some(_), _) | (None, _, Some(_)) => {
            if row.raw("office").is_none() {
                row.fault(
                    "office",
                    "A number of an application or registration needs its office.",
                );
            }
            return None;
        }
        (Some(_), _, _) | (None, None, None) => {}
    }
    if named.kind == Some("domain")
        && let Some(name) = facts.get(&Field::Identifier("fqdn".to_owned()))
    {
        return Some(Handle::Domain(name.clone()));
    }
    match (named.kind, named.title) {
        (Some(kind), Some(title)) => Some(Handle::Title {
            kind: kind.to_owned(),
            title,
        }),
        _ => {
            // A column at fault has said so already.
            if row.faults.is_empty() {
                row.fault(
                    "",
                    "The line does not say of what it speaks: give the asset's number, or an office with a number, or a kind with a title.",
                );
            }
            None
        }
    }
}

fn class(row: &mut Row<'_>) -> Option<(u8, Class)> {
    let class = row.read("class", nice_class);
    let edition = row.read("edition", |cell| {
        fits_as_edition(cell)
            .then(|| cell.to_owned())
            .ok_or_else(|| format!("{} is no edition. Write it as 12-2024.", quoted(cell)))
    });
    let goods = row.text("goods", MAX_GOODS_CHARS);
    if class.is_none() && row.raw("class").is_none() && (edition.is_some() || goods.is_some()) {
        row.fault("class", "Goods and an edition need their class.");
    }
    Some((
        class?,
        Class {
            edition: edition.unwrap_or_default(),
            goods: goods.unwrap_or_default(),
        },
    ))
}

fn event(row: &mut Row<'_>) -> Option<Happened> {
    let code = row.read("event", |cell| {
        fits_as_event(cell).then(|| cell.to_owned()).ok_or_else(|| {
            format!(
                "{} is no code of an event: capital letters, digits and _, as REGISTRATION.",
                quoted(cell)
            )
        })
    });
    let on = row.read("happened_on", day);
    let note = row.text("note", MAX_VALUE_CHARS);
    let given = [row.raw("event"), row.raw("happened_on")];
    if given.iter().flatten().count() == 1 || (note.is_some() && given.iter().all(Option::is_none))
    {
        row.fault("event", "An event needs its code and its day.");
    }
    Some(Happened {
        on: on?,
        code: code?,
        note: note.unwrap_or_default(),
    })
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
                    "Line {} says {} of the same asset, and this one {}.",
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
                format!("Class {number} of this asset stands twice, with other words."),
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
                "This event stands twice, with other notes.",
            )),
            Some(_) => {}
            None => first.events.push(event),
        }
    }
    if first.events.len() > MAX_EVENTS {
        faults.push(Fault::at(
            other.line,
            "event",
            format!("One asset has more than {MAX_EVENTS} events."),
        ));
    }
    first.events.sort();
    faults
}
