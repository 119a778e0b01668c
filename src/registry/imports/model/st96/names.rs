//! Days, names and words of a case.

use std::collections::BTreeSet;

use super::super::tree::Node;
use super::super::{CaseField, Field, day};
use super::Reading;

pub(super) fn days(reading: &mut Reading, trademark: &Node) {
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
    let says = |field: Field| {
        let text = reading.found.fact(&field);
        text.is_some_and(|text| day(text).is_ok())
    };
    let state = if says(case(CaseField::RegisteredOn)) {
        "registered"
    } else if says(Field::Detail("published_on".to_owned())) {
        "published"
    } else {
        "filed"
    };
    reading
        .found
        .facts
        .insert(Field::Case(CaseField::State), state.to_owned());
    reading.found.state_concluded = true;
}

pub(super) fn names(reading: &mut Reading, trademark: &Node) {
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
    let mut known: BTreeSet<String> = BTreeSet::new();
    for one in bag.all("Applicant").filter(|one| one.sequence == latest) {
        let name = one.at(&["Contact", "Name"])?;
        let name = name
            .text_at(&["OrganizationName", "OrganizationStandardName"])
            .or_else(|| name.text_at(&["EntityName"]))
            .or_else(|| name.text_at(&["PersonName", "PersonFullName"]));
        if let Some(name) = name
            && known.insert(name.clone())
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}
