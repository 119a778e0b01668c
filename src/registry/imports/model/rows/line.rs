//! One line of a file of rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::rdap::fits_as_domain;
use super::super::{
    BASES, CASE_STATES, CaseField, Class, Fault, Field, Found, HOLDINGS, Handle, Happened, KINDS,
    MAX_GOODS_CHARS, MAX_NUMBER_CHARS, MAX_VALUE_CHARS, Office, ROUTES, STATES, day,
    fits_as_edition, fits_as_event, nice_class, quoted, value, word_of,
};
use super::Column;
use crate::registry::model::case::{self, WRONG_BASIS};
use crate::registry::model::event::ahead;
use crate::registry::model::fields::is_day;

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
            word_of(list, cell).map(str::to_owned).ok_or_else(|| {
                format!(
                    "{} is none of {}. Write one of them.",
                    quoted(cell),
                    list.join(", ")
                )
            })
        })
    }
}

/// # Errors
/// Every fault of the line.
pub(super) fn read(
    line: usize,
    cells: &BTreeMap<&Column, &str>,
    latest: NaiveDate,
) -> Result<Found, Vec<Fault>> {
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
            format!(
                "{} takes no case by the route {route}. Write another.",
                office.code()
            ),
        );
    }
    let basis = match (&office, &route) {
        (Some(office), Some(route)) => basis_of(&mut row, office, route, basis),
        _ => basis,
    };
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
        // What the register keeps as a day is none in other words: nothing would be counted from it.
        let kept = match &field {
            Field::Detail(key) if is_day(key) => day(cell).map(|day| Some(day.to_string())),
            _ => value(cell, MAX_VALUE_CHARS),
        };
        match kept {
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
            "Only a trademark has an office, numbers and classes. Leave those cells empty.",
        );
    }
    let event = event(&mut row, latest);
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

/// The basis of a case: what the line says, else what follows from office and route.
fn basis_of(
    row: &mut Row<'_>,
    office: &Office,
    route: &str,
    basis: Option<String>,
) -> Option<String> {
    let follows =
        case::Route::parse(route).map_or("", |route| case::basis_by_route(office.code(), route));
    let Some(basis) = basis else {
        return (!follows.is_empty()).then(|| follows.to_owned());
    };
    if office.code() == "US" && (basis == "66(a)") != (follows == "66(a)") {
        row.fault("basis", WRONG_BASIS);
    }
    Some(basis)
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
                    format!("{} is no domain name. Correct it.", quoted(&name)),
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
                    "A number of an application or registration needs its office. Give it.",
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
        row.fault("class", "Goods and an edition need their class. Give it.");
    }
    Some((
        class?,
        Class {
            edition: edition.unwrap_or_default(),
            goods: goods.unwrap_or_default(),
        },
    ))
}

fn event(row: &mut Row<'_>, latest: NaiveDate) -> Option<Happened> {
    let code = row.read("event", |cell| {
        fits_as_event(cell).then(|| cell.to_owned()).ok_or_else(|| {
            format!(
                "{} is no code of an event: capital letters, digits and _, as REGISTRATION. Correct it.",
                quoted(cell)
            )
        })
    });
    let on = row.read("happened_on", day);
    let note = row.text("note", MAX_VALUE_CHARS);
    let given = [row.raw("event"), row.raw("happened_on")];
    if given.iter().flatten().count() == 1 || (note.is_some() && given.iter().all(Option::is_none))
    {
        row.fault("event", "An event needs its code and its day. Give both.");
    }
    let (on, code) = (on?, code?);
    if let Some(sentence) = ahead(&code, on, latest) {
        row.fault("happened_on", sentence);
    }
    Some(Happened {
        on,
        code,
        note: note.unwrap_or_default(),
        corrects: None,
    })
}
