//! What an office calls an event itself, and the event of the docket that the pack of rules
//! reads in it: a person is offered both. Pure.

use super::{CaseField, Field, Found, Happened, MAX_VALUE_CHARS, event_code};
use crate::docket::model::pack::OfficeCode;

/// What of the docket a code that the register keeps for an office's own stands for.
pub fn read_as<'a>(
    office: &'a str,
    code: &'a str,
    codes: &'a [OfficeCode],
) -> impl Iterator<Item = &'a OfficeCode> {
    codes.iter().filter(move |one| {
        one.office == office && event_code(&one.office, &one.code).as_deref() == Some(code)
    })
}

/// Adds to each record the docket's own events beside those that its office names, where
/// it has none of them on that day already.
#[must_use]
pub fn with_docket_events(mut found: Vec<Found>, codes: &[OfficeCode]) -> Vec<Found> {
    for record in &mut found {
        let Some(office) = record.fact(&Field::Case(CaseField::Office)) else {
            continue;
        };
        let mut more: Vec<Happened> = Vec::new();
        for event in &record.events {
            for one in read_as(office, &event.code, codes) {
                let is_there = record.events.iter().chain(&more).any(|known| {
                    // A case is registered once, and on the day that the file states.
                    known.code == one.event && (known.on == event.on || one.event == "REGISTRATION")
                });
                if !is_there {
                    more.push(Happened {
                        on: event.on,
                        code: one.event.clone(),
                        note: note(one, &event.note),
                        corrects: None,
                    });
                }
            }
        }
        record.events.append(&mut more);
        record.events.sort();
    }
    found
}

/// From which of the office's events it was read, and whether anybody held that against a
/// source.
fn note(read_as: &OfficeCode, said: &str) -> String {
    let mut note = format!("{} of {}", read_as.code, read_as.office);
    if !said.is_empty() {
        note.push_str(": ");
        note.push_str(said);
    }
    if !read_as.verified {
        note.insert_str(0, "Unverified reading of ");
    }
    note.chars().take(MAX_VALUE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docket::model::Pack;
    use crate::docket::model::pack::SUPPLIED;
    use crate::registry::imports::model::Format;
    use crate::registry::imports::model::tests::CASE;

    #[test]
    fn an_office_s_own_events_are_offered_under_the_docket_s_codes_too() {
        let pack = Pack::parse(SUPPLIED).expect("the pack supplied");
        let read = |text: &str| -> Vec<String> {
            let found = Format::St96.read(text.as_bytes()).expect("a case");
            with_docket_events(found, &pack.office_codes)
                .into_iter()
                .flat_map(|record| record.events)
                .filter(|event| !event.code.starts_with("US_"))
                .map(|event| format!("{} {}: {}", event.on, event.code, event.note))
                .collect()
        };
        // What the days of the file say already is not said twice.
        let plain = [
            "2020-09-01 FILING: ",
            "2021-12-28 PUBLICATION: ",
            "2022-03-15 REGISTRATION: ",
        ];
        assert_eq!(read(CASE), plain);
        // A case is registered once, whatever day the office's own event has.
        let entered_later = CASE.replace("MarkEventDate>2022-03-15", "MarkEventDate>2022-03-16");
        assert_ne!(entered_later, CASE);
        assert_eq!(read(&entered_later), plain);
        // Approved for publication is none of the docket's; an allowance is.
        let allowed = CASE
            .replace("CNSAO", "NOAME")
            .replace("APPROVED FOR PUB - PRINCIPAL REGISTER", "NOA E-MAILED");
        assert!(
            read(&allowed).contains(
                &"2021-11-08 NOTICE_OF_ALLOWANCE: Unverified reading of NOAME of US: NOA E-MAILED"
                    .to_owned()
            ),
            "{:?}",
            read(&allowed)
        );
        // One declaration under two sections is two events.
        let both = read(&CASE.replace("CNSAO", "ES75I"));
        assert_eq!(both.len(), plain.len() + 2, "{both:?}");
    }
}
