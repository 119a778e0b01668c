//! Which seats a poll fills, whose it ends, and who takes none.

mod form;
mod ground;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use self::form::{candidate, places};
use self::ground::Ground;
use super::find;
use crate::bodies::model::seats::Standing;
use crate::bodies::store::seats;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::parties::{self, PartyId};
use crate::polls::model::Phase;
use crate::polls::model::seating::Seating;
use crate::polls::seats_view::{OptionRow, SeatRow, SeatsPage};
use crate::polls::store::seating::{self, SeatingError};
use crate::tally::Method;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::{day_said, parse_day};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    body: String,
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    ground: &Ground,
    typed: &Fields,
    faults: Faults,
) -> Result<SeatsPage, WebError> {
    let poll = &ground.poll;
    let declared = seating::declared(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let refusals = seating::refusals(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let persons: Vec<PartyId> = ground
        .chairs
        .incumbencies
        .iter()
        .map(|sitting| sitting.person)
        .chain(
            declared
                .iter()
                .flat_map(|seating| seating.candidates.iter().map(|known| known.person)),
        )
        .collect();
    let names = parties::store::known(conn, &persons)
        .await
        .map_err(WebError::internal)?;
    let name = |person: PartyId| {
        names
            .iter()
            .find(|known| known.party == person.0)
            .map_or_else(String::new, |known| known.name.clone())
    };
    let resent = typed.iter().next().is_some();
    let first = typed.get("first_day");
    let first_day = declared
        .as_ref()
        .filter(|_| !resent)
        .map_or_else(|| first.to_owned(), |seating| seating.first_day.to_string());
    let mut rows = Vec::new();
    let mut sitting = vec![(String::new(), "Nobody’s".to_owned())];
    for place in ground.chairs.at(&ground.body, ground.now, ground.holdover) {
        let holder = match place.taken {
            None => "Vacant.".to_owned(),
            Some((taken, standing)) => {
                let who = name(taken.person);
                sitting.push((
                    taken.id.to_string(),
                    format!("{who}, {} of {}", place.seat.name, ground.body),
                ));
                let end = taken.ended_at.into_iter().chain(taken.ends_at).min();
                let until = end.map_or_else(
                    || "no end of the term is known".to_owned(),
                    |end| format!("to {}", day_said(&ground.last_day(end))),
                );
                match standing {
                    Standing::InOffice => format!("{who}, {until}."),
                    Standing::HeldOver => format!("{who}, {until}; stays until a successor sits."),
                    Standing::Suspended => format!("{who}, {until}; suspended."),
                }
            }
        };
        let id = place.seat.id.to_string();
        let known = declared.as_ref().filter(|_| !resent).and_then(|seating| {
            seating
                .places
                .iter()
                .find(|p| p.seat == Some(place.seat.id))
        });
        let by_rule = match (&ground.vacancy, ground.years) {
            (rules, _) if rules.rest_of_term && ground.body.is_board() => {
                "Empty: the rest of the term where it was cut short, else a whole term by the rulebook."
            }
            (_, Some(_)) => "Empty: a whole term by the rulebook.",
            (_, None) => "Give the last day.",
        };
        rows.push(SeatRow {
            name: place.seat.name.clone(),
            cohort: place.seat.cohort.clone(),
            holder,
            chosen: known.is_some() || !typed.get(&format!("seat_{id}")).is_empty(),
            last_day: known.map_or_else(
                || typed.get(&format!("last_{id}")).to_owned(),
                |place| place.last_day.to_string(),
            ),
            by_rule: by_rule.to_owned(),
            id,
        });
    }
    let mut options = Vec::new();
    for option in &poll.draft.options {
        let known = declared
            .as_ref()
            .and_then(|seating| seating.candidates.iter().find(|c| c.option == option.id));
        let sponsor = match known.and_then(|known| known.sponsor) {
            Some(sponsor) => parties::store::name(conn, sponsor)
                .await
                .map_err(WebError::internal)?,
            None => None,
        };
        let typed_or = |field: &str, otherwise: &str| {
            if resent {
                typed.get(&format!("{field}_{}", option.id)).to_owned()
            } else {
                otherwise.to_owned()
            }
        };
        options.push(OptionRow {
            address: typed_or("address", ""),
            affiliation: typed_or("affiliation", known.map_or("", |k| k.affiliation.as_str())),
            sponsor: typed_or("sponsor", ""),
            declared: known.map_or_else(String::new, |known| {
                let sits_for =
                    sponsor.map_or_else(String::new, |sponsor| format!(", for {sponsor}"));
                format!("Declared: {}{sits_for}.", name(known.person))
            }),
            refused: refusals
                .iter()
                .find(|(refused, _)| *refused == option.id)
                .map_or_else(String::new, |(_, reason)| reason.clone()),
            id: option.id.clone(),
            name: option.name.clone(),
        });
    }
    let seat_name = |seat: Option<Uuid>| {
        seat.and_then(|seat| ground.chairs.seats.iter().find(|known| known.id == seat))
            .map_or_else(|| "A new seat".to_owned(), |seat| seat.name.clone())
    };
    let ids: Vec<&str> = poll.draft.options.iter().map(|o| o.id.as_str()).collect();
    let bodies = seats::charters_at(conn, ground.now)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .filter(|charter| charter.body.has_seats())
        .map(|charter| (charter.body.as_str().to_owned(), charter.name))
        .collect();
    let day = |at: DateTime<Utc>| day_said(&at.with_timezone(&ground.zone).date_naive());
    let taken = seating::taken(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|seat| {
            let (from, until) = (
                day(seat.starts_at),
                day_said(&ground.last_day(seat.ends_at)),
            );
            (seat, from, until)
        })
        .collect();
    Ok(SeatsPage {
        number: poll.number,
        question: poll.draft.title().to_owned(),
        is_draft: poll.phase() == Phase::Draft,
        drafts: ElectionOfficer::is(officer),
        is_motion: poll.draft.method == Method::Motion1,
        before_certification: poll.facts.certifications == 0 && !poll.facts.voided,
        form: Uuid::new_v4(),
        body: ground.body.as_str().to_owned(),
        bodies,
        seats: rows,
        options,
        elects: poll.draft.seats,
        first_day,
        new_seats: typed.get("new_seats").to_owned(),
        new_cohort: typed.get("new_cohort").to_owned(),
        new_last_day: typed.get("new_last").to_owned(),
        declared: declared.as_ref().map_or_else(Vec::new, |seating| {
            seating
                .places
                .iter()
                .map(|place| {
                    format!(
                        "{}{} of {}, from {} to {}.",
                        seat_name(place.seat),
                        if place.cohort.is_empty() {
                            String::new()
                        } else {
                            format!(", cohort {}", place.cohort)
                        },
                        seating.body,
                        day_said(&seating.first_day),
                        day_said(&place.last_day)
                    )
                })
                .collect()
        }),
        missing: declared.map_or_else(Vec::new, |seating| seating.missing(&ids, poll.draft.seats)),
        taken,
        removal: seating::removal(conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        sitting,
        chosen: typed.get("incumbency").to_owned(),
        reason: typed.get("reason").to_owned(),
        faults,
        frame,
    })
}

pub(super) async fn show(
    officer: Officer,
    frame: Frame,
    number: Path<i32>,
    of: Query<Of>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let ground = Ground::of(&mut conn, &frame, poll, &of.body).await?;
    let page = page(
        &mut conn,
        frame,
        &officer,
        &ground,
        &Fields::default(),
        Vec::new(),
    )
    .await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn declare(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let ground = Ground::of(&mut conn, &frame, poll, fields.get("body")).await?;
    let mut faults = Faults::new();
    let named = ground
        .chairs
        .seats
        .iter()
        .any(|seat| !fields.get(&format!("seat_{}", seat.id)).is_empty())
        || !fields.get("new_seats").trim().is_empty();
    let first_day = parse_day(fields.get("first_day"));
    if first_day.is_none() && named {
        faults.push((
            "first_day".to_owned(),
            "Give the first day of the terms, like 2026-10-01.".to_owned(),
        ));
    }
    let today = ground.now.with_timezone(&ground.zone).date_naive();
    let first_day = first_day.unwrap_or(today);
    let places = places(&ground, &fields, first_day, &mut faults);
    let mut candidates = Vec::new();
    if named {
        let before = seating::declared(&mut conn, ground.poll.id)
            .await
            .map_err(WebError::internal)?;
        for option in &ground.poll.draft.options {
            let known = before
                .as_ref()
                .and_then(|seating| seating.candidates.iter().find(|c| c.option == option.id));
            let found = candidate(&mut conn, &fields, &option.id, known, &mut faults).await?;
            candidates.extend(found);
        }
        let many = u32::try_from(places.len()).unwrap_or(u32::MAX);
        if faults.is_empty() && many != ground.poll.draft.seats {
            faults.push((
                "seats".to_owned(),
                format!(
                    "The poll elects {}: name as many seats. You named {many}.",
                    ground.poll.draft.seats
                ),
            ));
        }
    }
    if faults.is_empty() {
        let seating = Seating {
            body: ground.body.clone(),
            first_day,
            places,
            candidates,
        };
        let form = fields.form_id();
        match seating::declare(&mut conn, form, ground.poll.id, &seating, officer.0.person).await {
            Ok(()) => return Ok(see_other(&format!("/room/polls/{number}/seats"))),
            Err(SeatingError::Database(error)) => return Err(WebError::internal(error)),
            Err(SeatingError::Refused(sentence)) => faults.push((String::new(), sentence)),
        }
    }
    let page = page(&mut conn, frame, &officer.0, &ground, &fields, faults).await?;
    unprocessable(&page)
}

pub(super) async fn remove(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let ground = Ground::of(&mut conn, &frame, poll, "board").await?;
    let mut faults = Faults::new();
    let incumbency = Uuid::parse_str(fields.get("incumbency")).ok();
    let sits = |id: Uuid| {
        ground
            .chairs
            .at(&ground.body, ground.now, ground.holdover)
            .iter()
            .any(|place| place.taken.is_some_and(|(taken, _)| taken.id == id))
    };
    if incumbency.is_some_and(|id| !sits(id)) {
        faults.push((
            "incumbency".to_owned(),
            "Choose somebody who sits on the board.".to_owned(),
        ));
    }
    if ground.poll.draft.method != Method::Motion1 {
        faults.push((
            String::new(),
            "A motion removes somebody; this poll is an election. Draft a motion for that."
                .to_owned(),
        ));
    }
    let mut reason = fields
        .get("reason")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if incumbency.is_none() && reason.is_empty() {
        reason = "Nobody is removed.".to_owned();
    }
    if reason.is_empty() || reason.chars().count() > 400 {
        faults.push((
            "reason".to_owned(),
            "Say why, within 400 characters.".to_owned(),
        ));
    }
    if faults.is_empty() {
        let form = fields.form_id();
        let (poll, by) = (ground.poll.id, officer.0.person);
        match seating::declare_removal(&mut conn, form, poll, incumbency, &reason, by).await {
            Ok(()) => return Ok(see_other(&format!("/room/polls/{number}/seats"))),
            Err(SeatingError::Database(error)) => return Err(WebError::internal(error)),
            Err(SeatingError::Refused(sentence)) => faults.push((String::new(), sentence)),
        }
    }
    let page = page(&mut conn, frame, &officer.0, &ground, &fields, faults).await?;
    unprocessable(&page)
}

pub(super) async fn refuse(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    let ground = Ground::of(&mut conn, &frame, poll, "").await?;
    let why = fields
        .get("why")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let mut faults = Faults::new();
    if why.is_empty() || why.chars().count() > 400 {
        faults.push((
            "why".to_owned(),
            "Say why, within 400 characters.".to_owned(),
        ));
    } else {
        let (poll, by) = (ground.poll.id, officer.0.person);
        match seating::refuse_seat(&mut conn, poll, fields.get("option"), &why, by).await {
            Ok(()) => return Ok(see_other(&format!("/room/polls/{number}/seats"))),
            Err(SeatingError::Database(error)) => return Err(WebError::internal(error)),
            Err(SeatingError::Refused(sentence)) => faults.push(("option".to_owned(), sentence)),
        }
    }
    let page = page(
        &mut conn,
        frame,
        &officer.0,
        &ground,
        &Fields::default(),
        faults,
    )
    .await?;
    unprocessable(&page)
}
