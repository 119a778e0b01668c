//! A case of a mark from TSDR: WIPO ST.96 XML, the way
//! `TrademarkTransaction/TrademarkTransactionBody/TransactionContentBag/TransactionData/TrademarkBag/Trademark`.
//!
//! Names of elements are the standard's; what an element is of (`Common` or
//! `Trademark`) differs between versions of the standard, so either is taken for a name.

mod goods;
mod names;

use chrono::NaiveDate;

use super::tree::{self, Node};
use super::{
    CaseField, Fault, Field, Found, Handle, Happened, MAX_EVENTS, MAX_FAULTS, MAX_NUMBER_CHARS,
    MAX_RECORDS, MAX_VALUE_CHARS, Office, day, days, event_code, quoted, value,
};
use crate::registry::model::event::ahead;

const TO_TRADEMARKS: [&str; 4] = [
    "TrademarkTransactionBody",
    "TransactionContentBag",
    "TransactionData",
    "TrademarkBag",
];

/// `latest`: the latest day that has come anywhere.
///
/// # Errors
/// Every fault of the file.
pub fn read(bytes: &[u8], latest: NaiveDate) -> Result<Vec<Found>, Vec<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        vec![Fault::whole(
            "The file is not UTF-8, as WIPO ST.96 asks. Download it from the office again.",
        )]
    })?;
    let root = tree::read(text.trim_start_matches('\u{feff}')).map_err(|fault| vec![fault])?;
    let Some(bag) = root.at(&TO_TRADEMARKS) else {
        return Err(vec![Fault::whole(format!(
            "The file has no {}, so it holds no case of a mark. Download it from the office again.",
            quoted(&TO_TRADEMARKS.join("/"))
        ))]);
    };
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for (index, trademark) in bag.all("Trademark").enumerate() {
        let number = index + 1;
        if number > MAX_RECORDS {
            faults.push(Fault::whole(format!(
                "The file holds more than {MAX_RECORDS} cases. Split it."
            )));
            break;
        }
        match case(number, trademark, latest) {
            Ok(case) => found.push(case),
            Err(of_case) => faults.extend(of_case),
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

/// One case under way: what it says and what is wrong with it.
struct Reading {
    found: Found,
    faults: Vec<Fault>,
}

impl Reading {
    fn fault(&mut self, element: &str, sentence: impl Into<String>) {
        self.faults
            .push(Fault::at(self.found.line, element, sentence));
    }

    /// Keeps a value down this path, where there is one.
    fn take(&mut self, of: &Node, path: &[&str], field: Field) {
        let Some(text) = of.text_at(path) else {
            return;
        };
        self.keep(path.last().copied().unwrap_or_default(), &text, field);
    }

    fn keep(&mut self, element: &str, text: &str, field: Field) {
        let most = match field {
            Field::Case(
                CaseField::ApplicationNo | CaseField::RegistrationNo | CaseField::StatusCode,
            ) => MAX_NUMBER_CHARS,
            _ => MAX_VALUE_CHARS,
        };
        match value(text, most) {
            Ok(Some(text)) => {
                self.found.facts.insert(field, text);
            }
            Ok(None) => {}
            Err(sentence) => self.fault(element, sentence),
        }
    }

    /// Keeps a day down the first of these paths that holds one.
    fn take_day(&mut self, of: &Node, paths: &[&[&str]], field: Field) {
        let Some((path, text)) = paths
            .iter()
            .find_map(|path| Some((*path, of.text_at(path)?)))
        else {
            return;
        };
        let element = path.last().copied().unwrap_or_default();
        match day(&text) {
            Ok(day) => {
                self.found.facts.insert(field, day.to_string());
            }
            Err(sentence) => self.fault(element, sentence),
        }
    }
}

fn case(number: usize, trademark: &Node, latest: NaiveDate) -> Result<Found, Vec<Fault>> {
    let office_text = trademark
        .text_at(&["RegistrationOfficeCode"])
        .or_else(|| trademark.text_at(&["ApplicationNumber", "IPOfficeCode"]));
    let office = match office_text.as_deref().map(Office::parse) {
        Some(Ok(office)) => office,
        Some(Err(sentence)) => {
            return Err(vec![Fault::at(number, "RegistrationOfficeCode", sentence)]);
        }
        None => {
            return Err(vec![Fault::at(
                number,
                "RegistrationOfficeCode",
                "The case names no office. Download it from the office again.",
            )]);
        }
    };
    let application_no = trademark.text_at(&["ApplicationNumber", "ApplicationNumberText"]);
    // TSDR writes a registration number of zeros where there is none.
    let registration_no = trademark
        .text_at(&["RegistrationNumber"])
        .filter(|number| number.chars().any(|digit| digit != '0'));
    if application_no.is_none() && registration_no.is_none() {
        return Err(vec![Fault::at(
            number,
            "ApplicationNumber",
            "The case has neither the number of an application nor that of a registration. Download it from the office again.",
        )]);
    }
    let mut reading = Reading {
        found: Found::new(
            number,
            "trademark",
            Handle::Case {
                office: office.code().to_owned(),
                application_no: application_no.clone(),
                registration_no: registration_no.clone(),
            },
        ),
        faults: Vec::new(),
    };
    let bases = goods::bases(trademark);
    // The register keeps one basis. Intent to use comes first, since it alone forbids an
    // assignment before use (15 USC 1060(a)(1)).
    let basis = bases
        .iter()
        .find(|basis| **basis == "1(b)")
        .or(bases.first())
        .map(|basis| (*basis).to_owned());
    if bases.len() > 1 {
        reading.keep(
            "CurrentBasis",
            &bases.join(", "),
            Field::Detail("bases".to_owned()),
        );
    }
    let facts = [
        (CaseField::Office, Some(office.code().to_owned())),
        (
            CaseField::Route,
            Some(office.route(basis.as_deref()).to_owned()),
        ),
        (CaseField::Basis, basis),
        (CaseField::ApplicationNo, application_no),
        (CaseField::RegistrationNo, registration_no),
    ];
    for (field, text) in facts {
        if let Some(text) = text {
            reading.keep(field.word(), &text, Field::Case(field));
        }
    }
    names::days(&mut reading, trademark);
    names::names(&mut reading, trademark);
    goods::classes(&mut reading, trademark);
    days::give(&mut reading.found);
    events(&mut reading, trademark, &office, latest);
    let Reading { found, mut faults } = reading;
    faults.extend(found.faults_of_days());
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

fn events(reading: &mut Reading, trademark: &Node, office: &Office, latest: NaiveDate) {
    let Some(bag) = trademark.child("MarkEventBag") else {
        return;
    };
    for (index, event) in bag.all("MarkEvent").enumerate() {
        if index >= MAX_EVENTS {
            reading.fault(
                "MarkEventBag",
                format!("The case has more than {MAX_EVENTS} events. Enter the rest by hand."),
            );
            return;
        }
        let code = event
            .text_at(&["NationalMarkEvent", "MarkEventCode"])
            .or_else(|| event.text_at(&["MarkEventCode"]));
        let (Some(code), Some(on)) = (code, event.text_at(&["MarkEventDate"])) else {
            continue;
        };
        let Some(code) = event_code(office.code(), &code) else {
            reading.fault(
                "MarkEventCode",
                format!("{} is no code of an event. Correct it.", quoted(&code)),
            );
            continue;
        };
        let note = event
            .text_at(&["NationalMarkEvent", "MarkEventDescriptionText"])
            .unwrap_or_default();
        match (day(&on), value(&note, MAX_VALUE_CHARS)) {
            (Ok(on), Ok(note)) => {
                if let Some(sentence) = ahead(&code, on, latest) {
                    reading.fault("MarkEventDate", sentence);
                }
                let happened = Happened {
                    on,
                    code,
                    note: note.unwrap_or_default(),
                    corrects: None,
                };
                let known = reading
                    .found
                    .events
                    .iter()
                    .any(|known| known.code == happened.code && known.on == happened.on);
                if !known {
                    reading.found.events.push(happened);
                }
            }
            (Err(sentence), _) => reading.fault("MarkEventDate", sentence),
            (_, Err(sentence)) => reading.fault("MarkEventDescriptionText", sentence),
        }
    }
    reading.found.events.sort();
}
