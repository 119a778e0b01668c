//! A record of a file held against an asset that is known, field by field: what differs, and
//! what may become of it. Takes nothing over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Comparison, Difference, Standing, Subject, Verdict, classes, events, is_designation, parent_of,
    speaks_of_case,
};
use crate::registry::imports::model::held::{Held, HeldCase, bare};
use crate::registry::imports::model::{CASE_STATES, CaseField, Field, Found, Happened, day};
use crate::registry::model::case::Route;
use crate::registry::model::uncounted::detail_of_end;

pub(super) fn known(found: &Found, one: &Held, case: Option<&HeldCase>) -> Comparison {
    let new_case = case.is_none() && speaks_of_case(found);
    let mut comparison = Comparison {
        line: found.line,
        subject: Subject::Asset {
            id: one.id,
            number: one.number,
            title: one.title.clone(),
            protected: one.protected,
            case: case.map(|case| case.id),
            new_case,
        },
        rows: Vec::new(),
        same: 0,
        classes: BTreeMap::new(),
        events: Vec::new(),
    };
    for (field, text) in &found.facts {
        let now = match field {
            Field::Kind | Field::Class(_) | Field::Event(_, _) => continue,
            Field::Title => one.title.as_str(),
            Field::Holding => one.holding.as_str(),
            Field::Owner => one.owner.as_str(),
            Field::State => one.state.as_str(),
            Field::Open => {
                if one.open {
                    "yes"
                } else {
                    "no"
                }
            }
            Field::Identifier(key) => one.identifiers.get(key).map_or("", String::as_str),
            Field::Detail(key) => one.details.get(key).map_or("", String::as_str),
            Field::Case(field) => case
                .and_then(|case| case.facts.get(field))
                .map_or("", String::as_str),
        };
        if says_the_same(field, now, text) || (found.state_concluded && stands(field, now, text)) {
            comparison.same += 1;
            continue;
        }
        let verdict = match field {
            Field::Case(CaseField::Office)
                if new_case && is_designation(found) && parent_of(one).is_none() =>
            {
                Verdict::ByHand(
                    "A designation stands under its international registration, of which this mark has none, or more than one, in the register. Enter that first.",
                )
            }
            Field::Case(CaseField::Office) if new_case => Verdict::Open,
            Field::Case(_) if new_case => Verdict::With,
            // A case has its office and route for good.
            Field::Case(CaseField::Office | CaseField::Route) => {
                Verdict::ByHand("A case never changes its office or its route: enter another case.")
            }
            // To give a case up takes a deed; what an office did takes an incident, which the
            // database looks for when the row is taken over.
            Field::Case(CaseField::State)
                if one.protected
                    && ["abandoned", "withdrawn", "surrendered"].contains(&text.as_str()) =>
            {
                Verdict::Deed
            }
            Field::State if now == "planned" && text == "active" => Verdict::Open,
            Field::Case(field) if one.protected && field.identifies() && !now.is_empty() => {
                Verdict::Deed
            }
            Field::Title | Field::Holding | Field::Owner | Field::State | Field::Identifier(_)
                if one.protected =>
            {
                Verdict::Deed
            }
            Field::Owner if text.chars().count() > 200 => {
                Verdict::ByHand("An owner has at most 200 characters in the register. Shorten it.")
            }
            _ => Verdict::Open,
        };
        let row = Difference {
            field: field.clone(),
            now: now.to_owned(),
            found: text.clone(),
            verdict,
        };
        // The row that brings a case stands before what comes with it.
        if new_case && *field == Field::Case(CaseField::Office) {
            comparison.rows.insert(0, row);
        } else {
            comparison.rows.push(row);
        }
    }
    classes(&mut comparison, found, case);
    let of_case = case.map(|case| case.id);
    let own_filing = filing_of_designation(found, case);
    events(&mut comparison, found, |event| {
        if new_case {
            Standing::New
        } else if event.code == "FILING" && own_filing == Some(event.on) {
            Standing::Foreign
        } else {
            standing(found, one, of_case, event)
        }
    });
    comparison
}

/// The day of filing that a record gives of a case which the register holds as a designation. A
/// row without a route knows no better; but a designation is filed with its international
/// registration, and nothing is counted from a filing of its own.
fn filing_of_designation(found: &Found, case: Option<&HeldCase>) -> Option<NaiveDate> {
    let route = case?.facts.get(&CaseField::Route)?;
    if Route::parse(route) != Some(Route::MadridDesignation) {
        return None;
    }
    day(found.fact(&Field::Case(CaseField::FiledOn))?).ok()
}

/// What the register has of an event. Of ends it is the latest that each side says: the
/// earlier ones tell how often it was put off. A case is registered once: another day
/// takes the place of the one that stands.
fn standing(found: &Found, one: &Held, case: Option<Uuid>, event: &Happened) -> Standing {
    let is_last = !found
        .events
        .iter()
        .any(|other| other.code == event.code && other.on > event.on);
    if detail_of_end(&event.code).is_some() && is_last {
        let latest = one
            .events
            .iter()
            .filter(|((of, code, _), _)| *of == case && *code == event.code)
            .max_by_key(|((_, _, on), _)| *on);
        return match latest {
            Some(((_, _, on), id)) if event.on < *on => Standing::Instead(*id, *on),
            Some(((_, _, on), _)) if event.on == *on => Standing::Same,
            Some(_) | None => Standing::New,
        };
    }
    let registered = one
        .events
        .iter()
        .find(|((of, code, _), _)| *of == case && code == "REGISTRATION")
        .filter(|_| event.code == "REGISTRATION");
    if let Some(((_, _, on), id)) = registered {
        return if *on == event.on {
            Standing::Same
        } else {
            Standing::Instead(*id, *on)
        };
    }
    if one
        .events
        .contains_key(&(case, event.code.clone(), event.on))
    {
        Standing::Same
    } else {
        Standing::New
    }
}

/// Whether both say the same, however it is written.
fn says_the_same(field: &Field, now: &str, found: &str) -> bool {
    match field {
        Field::Case(CaseField::ApplicationNo | CaseField::RegistrationNo) => {
            bare(now) == bare(found)
        }
        _ => now == found,
    }
}

/// Whether the state of the register goes beyond what a file's days let conclude.
fn stands(field: &Field, now: &str, found: &str) -> bool {
    if *field != Field::Case(CaseField::State) {
        return false;
    }
    // The list is in the order a case goes through; all behind “registered” come after it.
    let place = |state: &str| CASE_STATES.iter().position(|known| *known == state);
    match (place(now), place(found)) {
        (Some(now), Some(found)) => now >= found,
        _ => false,
    }
}
