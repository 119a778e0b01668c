//! What a form of seats says: places and the people behind options, or faults.

use chrono::NaiveDate;

use super::ground::Ground;
use crate::accounts;
use crate::db::Connection;
use crate::members::store as members;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::polls::model::seating::{Candidate, Place, last_day_of_term};
use crate::web::form::Faults;
use crate::web::times::{day_said, parse_day};
use crate::web::{Fields, WebError};

/// The places a form names, the longest terms first.
pub(super) fn places(
    ground: &Ground,
    fields: &Fields,
    first_day: NaiveDate,
    faults: &mut Faults,
) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add =
        |faults: &mut Faults, field: String, seat, cohort: &str, by_rule: Option<NaiveDate>| {
            let typed = fields.get(&field);
            let last_day = match (typed.trim().is_empty(), parse_day(typed)) {
                (false, None) => None,
                (false, typed) => typed,
                (true, _) => by_rule,
            };
            match last_day.filter(|last| *last >= first_day) {
                Some(last_day) => places.push(Place {
                    seat,
                    cohort: cohort.to_owned(),
                    last_day,
                }),
                None => faults.push((
                    field,
                    "Give the last day of the term, like 2030-09-30, from its first day on."
                        .to_owned(),
                )),
            }
        };
    for place in ground.chairs.at(&ground.body, ground.now, ground.holdover) {
        let seat = place.seat;
        if fields.get(&format!("seat_{}", seat.id)).is_empty() {
            continue;
        }
        let runs_to = place
            .taken
            .and_then(|(taken, _)| taken.ended_at.into_iter().chain(taken.ends_at).min())
            .map(|end| ground.last_day(end))
            .filter(|last| *last >= first_day);
        if let Some(last) = runs_to {
            faults.push((
                format!("seat_{}", seat.id),
                format!(
                    "The term on {} lasts to {}: nobody is elected to it before. Choose another seat, or a later day.",
                    seat.name,
                    day_said(&last)
                ),
            ));
            continue;
        }
        let by_rule = ground.last_by_rule(seat.id, first_day);
        add(
            faults,
            format!("last_{}", seat.id),
            Some(seat.id),
            &seat.cohort,
            by_rule,
        );
    }
    let typed = fields.get("new_seats").trim();
    match typed.parse::<u32>() {
        Ok(many) if many <= 99 => {
            let cohort = fields.get("new_cohort").trim();
            if cohort.chars().count() > 40 {
                faults.push((
                    "new_cohort".to_owned(),
                    "Keep the name of a cohort within 40 characters.".to_owned(),
                ));
            }
            let by_rule = ground
                .years
                .and_then(|years| last_day_of_term(first_day, years));
            for _ in 0..many {
                add(faults, "new_last".to_owned(), None, cohort, by_rule);
            }
        }
        Err(_) if typed.is_empty() => {}
        Ok(_) | Err(_) => faults.push((
            "new_seats".to_owned(),
            "Give the number of new seats in digits.".to_owned(),
        )),
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.last_day));
    places
}

/// The person behind an option, as the form or the last declaration says.
pub(super) async fn candidate(
    conn: &mut Connection,
    fields: &Fields,
    option: &str,
    known: Option<&Candidate>,
    faults: &mut Faults,
) -> Result<Option<Candidate>, WebError> {
    let field = |name: &str| format!("{name}_{option}");
    let address = fields.get(&field("address")).trim();
    let person = if address.is_empty() {
        known.map(|known| known.person)
    } else {
        match Address::parse(address) {
            Ok(address) => accounts::store::by_address(conn, &address)
                .await
                .map_err(WebError::internal)?
                .map(|account| PartyId(account.person)),
            Err(_) => None,
        }
    };
    let affiliation = fields.get(&field("affiliation")).trim();
    if affiliation.chars().count() > 120 {
        faults.push((
            field("affiliation"),
            "Keep this within 120 characters.".to_owned(),
        ));
    }
    let number = fields.get(&field("sponsor")).trim();
    let sponsor = if number.is_empty() {
        // Who is named anew sits for whom the form says, and for nobody else.
        known
            .filter(|_| address.is_empty())
            .and_then(|known| known.sponsor)
    } else {
        let dossier = match number.parse() {
            Ok(number) => members::kin::organisation_of(conn, number)
                .await
                .map_err(WebError::internal)?,
            Err(_) => None,
        };
        if dossier.is_none() {
            faults.push((
                field("sponsor"),
                "Give the number of a membership of an organisation.".to_owned(),
            ));
        }
        dossier
    };
    if person.is_none() {
        faults.push((
            field("address"),
            "Say who stands behind this option: the mail address of an account.".to_owned(),
        ));
    }
    Ok(person.map(|person| Candidate {
        option: option.to_owned(),
        person,
        affiliation: affiliation.to_owned(),
        sponsor,
    }))
}
