//! A case of a mark from TSDR: WIPO ST.96 XML, the way
//! `TrademarkTransaction/TrademarkTransactionBody/TransactionContentBag/TransactionData/TrademarkBag/Trademark`.
//!
//! Names of elements are the standard's; what an element is of (`Common` or
//! `Trademark`) differs between versions of the standard, so either is taken for a name.

use std::collections::BTreeMap;

use super::tree::{self, Node};
use super::{
    CaseField, Class, Fault, Field, Found, Handle, Happened, MAX_EVENTS, MAX_GOODS_CHARS,
    MAX_NUMBER_CHARS, MAX_RECORDS, MAX_VALUE_CHARS, Office, day, event_code, nice_class, quoted,
    value,
};

const TO_TRADEMARKS: [&str; 4] = [
    "TrademarkTransactionBody",
    "TransactionContentBag",
    "TransactionData",
    "TrademarkBag",
];

/// # Errors
/// Every fault of the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Found>, Vec<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        vec![Fault::whole(
            "The file is not UTF-8, as WIPO ST.96 asks. Download it from the office again.",
        )]
    })?;
    let root = tree::read(text.trim_start_matches('\u{feff}')).map_err(|fault| vec![fault])?;
    let Some(bag) = root.at(&TO_TRADEMARKS) else {
        return Err(vec![Fault::whole(format!(
            "The file has no {}, so it holds no case of a mark.",
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
        match case(number, trademark) {
            Ok(case) => found.push(case),
            Err(of_case) => faults.extend(of_case),
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

fn case(number: usize, trademark: &Node) -> Result<Found, Vec<Fault>> {
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
                "The case names no office.",
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
            "The case has neither the number of an application nor that of a registration.",
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
    let bases = bases(trademark);
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
    days(&mut reading, trademark);
    names(&mut reading, trademark);
    classes(&mut reading, trademark);
    events(&mut reading, trademark, &office);
    let Reading { found, mut faults } = reading;
    faults.extend(found.faults_of_days());
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

fn days(reading: &mut Reading, trademark: &Node) {
    let case = |field| Field::Case(field);
    reading.take_day(trademark, &[&["ApplicationDate"]], case(CaseField::FiledOn));
    reading.take_day(
        trademark,
        &[&["RegistrationDate"]],
        case(CaseField::RegisteredOn),
    );
    reading.take_day(
        trademark,
        &[
            &["ExpiryDate"],
            &["NationalTrademarkInformation", "ExpiryDate"],
        ],
        case(CaseField::ExpiresOn),
    );
    reading.take_day(
        trademark,
        &[&["PublicationBag", "Publication", "PublicationDate"]],
        Field::Detail("published_on".to_owned()),
    );
    let mut state = "filed";
    for (field, code) in [
        (Field::Case(CaseField::FiledOn), "FILING"),
        (Field::Detail("published_on".to_owned()), "PUBLICATION"),
        (Field::Case(CaseField::RegisteredOn), "REGISTRATION"),
    ] {
        if let Some(on) = reading.found.fact(&field).and_then(|text| day(text).ok()) {
            state = match code {
                "FILING" => "filed",
                "PUBLICATION" => "published",
                _ => "registered",
            };
            reading.found.events.push(Happened {
                on,
                code: code.to_owned(),
                note: String::new(),
            });
        }
    }
    reading
        .found
        .facts
        .insert(Field::Case(CaseField::State), state.to_owned());
    reading.found.state_concluded = true;
}

fn names(reading: &mut Reading, trademark: &Node) {
    const WORDS: [&str; 3] = [
        "MarkRepresentation",
        "MarkReproduction",
        "WordMarkSpecification",
    ];
    let detail = |key: &str| Field::Detail(key.to_owned());
    let words = trademark.at(&WORDS);
    if let Some(words) = words {
        let mark = words
            .text_at(&["MarkVerbalElementText"])
            .or_else(|| words.text_at(&["MarkSignificantVerbalElementText"]));
        if let Some(mark) = mark {
            reading.keep(
                "MarkVerbalElementText",
                &mark,
                Field::Identifier("verbal_element".to_owned()),
            );
        }
        match words
            .text_at(&["MarkStandardCharacterIndicator"])
            .as_deref()
        {
            Some("true") => reading.keep("", "yes", detail("standard_characters")),
            Some("false") => reading.keep("", "no", detail("standard_characters")),
            Some(_) | None => {}
        }
        for (element, key) in [
            ("MarkTranslationText", "translation"),
            ("MarkTransliteration", "transliteration"),
        ] {
            reading.take(words, &[element], detail(key));
        }
    }
    if let Some(category) = trademark.text_at(&["MarkCategory"]) {
        let category = category.to_ascii_lowercase();
        let kind = ["collective", "certification"]
            .into_iter()
            .find(|kind| category.contains(kind))
            .unwrap_or("individual");
        reading.keep("MarkCategory", kind, detail("mark_kind"));
    }
    if let Some(feature) = feature(trademark) {
        reading.keep(
            "MarkFeatureCategory",
            feature,
            Field::Identifier("feature".to_owned()),
        );
    }
    reading.take(
        trademark,
        &[
            "MarkRepresentation",
            "MarkDescriptionBag",
            "MarkDescriptionText",
        ],
        detail("description"),
    );
    reading.take(
        trademark,
        &["MarkDisclaimerBag", "MarkDisclaimerText"],
        detail("disclaimer"),
    );
    reading.take(
        trademark,
        &[
            "MarkRepresentation",
            "MarkReproduction",
            "MarkImageBag",
            "MarkImage",
            "MarkImageColourClaimedText",
        ],
        detail("colours"),
    );
    let national = trademark.child("NationalTrademarkInformation");
    if let Some(national) = national {
        if let Some(register) = national.text_at(&["RegisterCategory"]) {
            // TSDR says “Primary” of the Principal Register.
            let register = match register.to_ascii_lowercase().as_str() {
                "primary" | "principal" => "principal".to_owned(),
                "supplemental" => "supplemental".to_owned(),
                _ => register,
            };
            reading.keep(
                "RegisterCategory",
                &register,
                Field::Case(CaseField::Register),
            );
        }
        reading.take(
            national,
            &["MarkCurrentStatusExternalDescriptionText"],
            detail("office_status"),
        );
    }
    // What the number means is the office's business: kept as it writes it.
    reading.take(
        trademark,
        &["MarkCurrentStatusCode"],
        Field::Case(CaseField::StatusCode),
    );
    reading.take_day(
        trademark,
        &[&["MarkCurrentStatusDate"]],
        Field::Case(CaseField::StatusOn),
    );
    reading.take(
        trademark,
        &[
            "RecordAttorney",
            "Contact",
            "Name",
            "PersonName",
            "PersonFullName",
        ],
        detail("representative"),
    );
    if let Some(owner) = owner(trademark) {
        reading.keep("ApplicantBag", &owner, Field::Owner);
    }
}

/// What kind of mark it is (INID 550), by the register's words: as the standard's category
/// says, or the drawing code that TSDR gives in its place.
fn feature(trademark: &Node) -> Option<&'static str> {
    let representation = trademark.child("MarkRepresentation")?;
    if let Some(category) = representation.text_at(&["MarkFeatureCategory"]) {
        return Some(match category.to_ascii_lowercase().as_str() {
            "word" | "stylized characters" => "word",
            "figurative" => "figurative",
            "combined" => "combined",
            "three-dimensional" | "3-d" => "three_dimensional",
            "sound" => "sound",
            "colour" => "colour",
            "motion" => "motion",
            "position" => "position",
            "pattern" => "pattern",
            "hologram" => "hologram",
            _ => "other",
        });
    }
    let code = representation.text_at(&[
        "MarkDescriptionBag",
        "NationalMarkDescription",
        "MarkFeatureCode",
    ])?;
    match code.as_str() {
        "1" | "4" => Some("word"),
        "2" => Some("figurative"),
        "3" | "5" => Some("combined"),
        "6" => Some("sound"),
        _ => None,
    }
}

/// Who owns the mark now: of the applicants, those of the highest party number, which
/// TSDR raises with each change of owner.
fn owner(trademark: &Node) -> Option<String> {
    let bag = trademark.child("ApplicantBag")?;
    let latest = bag.all("Applicant").map(|one| one.sequence).max()?;
    let mut names: Vec<String> = Vec::new();
    for one in bag.all("Applicant").filter(|one| one.sequence == latest) {
        let name = one.at(&["Contact", "Name"])?;
        let name = name
            .text_at(&["OrganizationName", "OrganizationStandardName"])
            .or_else(|| name.text_at(&["EntityName"]))
            .or_else(|| name.text_at(&["PersonName", "PersonFullName"]));
        if let Some(name) = name
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}

/// The bases of the application (15 USC 1051, 1126, 1141f), as the classes name them.
fn bases(trademark: &Node) -> Vec<&'static str> {
    const ELEMENTS: [(&str, &str); 5] = [
        ("BasisUseIndicator", "1(a)"),
        ("BasisIntentToUseIndicator", "1(b)"),
        ("BasisForeignApplicationIndicator", "44(d)"),
        ("BasisForeignRegistrationIndicator", "44(e)"),
        ("BasisInternationalRegistrationIndicator", "66(a)"),
    ];
    let mut bases = Vec::new();
    let Some(goods) = trademark.child("GoodsServicesBag") else {
        return bases;
    };
    for one in goods.all("GoodsServices") {
        let Some(current) = one.at(&["NationalFilingBasis", "CurrentBasis"]) else {
            continue;
        };
        for (element, basis) in ELEMENTS {
            let holds = current
                .text_at(&[element])
                .is_some_and(|text| text == "true");
            if holds && !bases.contains(&basis) {
                bases.push(basis);
            }
        }
    }
    bases.sort_unstable();
    bases
}

fn classes(reading: &mut Reading, trademark: &Node) {
    let Some(bag) = trademark.child("GoodsServicesBag") else {
        return;
    };
    let mut classes: BTreeMap<u8, Class> = BTreeMap::new();
    let mut faults = Vec::new();
    for goods in bag.all("GoodsServices") {
        let mut own: Vec<u8> = Vec::new();
        for classification in goods
            .all("GoodsServicesClassificationBag")
            .flat_map(|bag| bag.all("GoodsServicesClassification"))
        {
            // “Primary” repeats another; “Domestic” are classes of an office's own.
            if classification
                .text_at(&["ClassificationKindCode"])
                .as_deref()
                != Some("Nice")
            {
                continue;
            }
            let text = classification.text_at(&["ClassNumber"]).unwrap_or_default();
            let edition = classification
                .text_at(&["ClassificationVersion"])
                .filter(|edition| edition.len() <= 20)
                .unwrap_or_default();
            match nice_class(&text) {
                Ok(class) => {
                    classes.entry(class).or_default().edition = edition;
                    own.push(class);
                }
                Err(sentence) => faults.push(("ClassNumber", sentence)),
            }
        }
        for description in goods
            .all("ClassDescriptionBag")
            .flat_map(|bag| bag.all("ClassDescription"))
        {
            let Some(text) = description.text_at(&["GoodsServicesDescriptionText"]) else {
                continue;
            };
            let class = match description
                .text_at(&["ClassNumber"])
                .as_deref()
                .map(nice_class)
            {
                Some(Ok(class)) => Some(class),
                // A description of a domestic class, or of the only Nice class beside it.
                Some(Err(_)) | None => own.first().copied().filter(|_| own.len() == 1),
            };
            let Some(class) = class.filter(|class| classes.contains_key(class)) else {
                continue;
            };
            match value(&text, MAX_GOODS_CHARS) {
                Ok(Some(text)) => {
                    let kept = classes.entry(class).or_default();
                    let joined = if kept.goods.is_empty() {
                        text
                    } else {
                        format!("{}; {text}", kept.goods)
                    };
                    if joined.chars().count() <= MAX_GOODS_CHARS {
                        kept.goods = joined;
                    }
                }
                Ok(None) => {}
                Err(sentence) => faults.push(("GoodsServicesDescriptionText", sentence)),
            }
        }
    }
    for (element, sentence) in faults {
        reading.fault(element, sentence);
    }
    reading.found.classes = classes;
}

fn events(reading: &mut Reading, trademark: &Node, office: &Office) {
    let Some(bag) = trademark.child("MarkEventBag") else {
        return;
    };
    for (index, event) in bag.all("MarkEvent").enumerate() {
        if index >= MAX_EVENTS {
            reading.fault(
                "MarkEventBag",
                format!("The case has more than {MAX_EVENTS} events."),
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
                format!("{} is no code of an event.", quoted(&code)),
            );
            continue;
        };
        let note = event
            .text_at(&["NationalMarkEvent", "MarkEventDescriptionText"])
            .unwrap_or_default();
        match (day(&on), value(&note, MAX_VALUE_CHARS)) {
            (Ok(on), Ok(note)) => {
                let happened = Happened {
                    on,
                    code,
                    note: note.unwrap_or_default(),
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
