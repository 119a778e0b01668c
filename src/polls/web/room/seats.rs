//! Which seats a poll fills, whose it ends, and who takes none.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use super::{connect, find, site};
use crate::accounts;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::day_said;
use crate::bodies::model::seats::{Chairs, Standing};
use crate::bodies::model::vacancies::{VacancyRules, vacancies};
use crate::bodies::store::seats;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::members::store as members;
use crate::outbox::Address;
use crate::parties::{self, PartyId};
use crate::polls::draft::PollMethod;
use crate::polls::model::Phase;
use crate::polls::model::seating::{Candidate, Place, Seating, last_day_of_term};
use crate::polls::seats_view::{OptionRow, SeatRow, SeatsPage};
use crate::polls::store::Poll;
use crate::polls::store::seating::{self, SeatingError};
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    body: String,
}

/// What the page and its forms stand on.
struct Ground {
    poll: Poll,
    zone: Tz,
    now: DateTime<Utc>,
    body: BodyId,
    chairs: Chairs,
    holdover: bool,
    /// Years of a term, where the rulebook says.
    years: Option<u32>,
    vacancy: VacancyRules,
}

impl Ground {
    async fn of(
        conn: &mut Connection,
        frame: &Frame,
        poll: Poll,
        body: &str,
    ) -> Result<Self, WebError> {
        let declared = seating::declared(conn, poll.id)
            .await
            .map_err(WebError::internal)?;
        let body = BodyId::parse(body)
            .filter(BodyId::has_seats)
            .or(declared.map(|seating| seating.body))
            .unwrap_or_else(BodyId::board);
        let now = poll.now;
        let rules = rulebook::all_as_of(conn, now)
            .await
            .map_err(WebError::internal)?;
        let years = rules
            .iter()
            .find(|rule| rule.key == keys::BOARD_TERM_YEARS && body.is_board())
            .and_then(|rule| rule.value.parse().ok());
        Ok(Self {
            zone: site(frame)?.zone,
            now,
            holdover: body.is_board()
                && seats::holdover(conn, now)
                    .await
                    .map_err(WebError::internal)?,
            chairs: seats::chairs(conn).await.map_err(WebError::internal)?,
            vacancy: VacancyRules::of(&rules),
            poll,
            body,
            years,
        })
    }

    fn last_day(&self, ends: DateTime<Utc>) -> NaiveDate {
        (ends - TimeDelta::microseconds(1))
            .with_timezone(&self.zone)
            .date_naive()
    }

    /// The last day that follows from the rules for a seat: the rest of a term that was
    /// cut short, else a whole term.
    fn last_by_rule(&self, seat: Uuid, first_day: NaiveDate) -> Option<NaiveDate> {
        let rest = vacancies(&self.chairs, &self.body, self.now, self.zone, self.holdover)
            .into_iter()
            .find(|vacancy| vacancy.seat == seat)
            .and_then(|vacancy| vacancy.rest_of_term)
            .filter(|ends| self.vacancy.rest_of_term && self.body.is_board() && *ends > first_day);
        match rest {
            Some(ends) => ends.pred_opt(),
            None => last_day_of_term(first_day, self.years?),
        }
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    ground: &Ground,
    typed: &Fields,
    faults: Vec<(String, String)>,
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
        question: poll.draft.question.clone(),
        is_draft: poll.phase() == Phase::Draft,
        drafts: ElectionOfficer::is(officer),
        is_motion: poll.draft.method == PollMethod::Motion,
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
    let mut conn = connect(&app).await?;
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

fn day_of(typed: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok()
}

type Faults = Vec<(String, String)>;

/// The places a form names, the longest terms first.
fn places(
    ground: &Ground,
    fields: &Fields,
    first_day: NaiveDate,
    faults: &mut Faults,
) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add =
        |faults: &mut Faults, field: String, seat, cohort: &str, by_rule: Option<NaiveDate>| {
            let typed = fields.get(&field);
            let last_day = match (typed.trim().is_empty(), day_of(typed)) {
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
                    "The term on {} lasts to {}: nobody is elected to it before.",
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
async fn candidate(
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

pub(super) async fn declare(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&app).await?;
    let poll = find(&mut conn, *number).await?;
    let ground = Ground::of(&mut conn, &frame, poll, fields.get("body")).await?;
    let mut faults = Faults::new();
    let named = ground
        .chairs
        .seats
        .iter()
        .any(|seat| !fields.get(&format!("seat_{}", seat.id)).is_empty())
        || !fields.get("new_seats").trim().is_empty();
    let first_day = day_of(fields.get("first_day"));
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
        let form = Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4());
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
    let mut conn = connect(&app).await?;
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
    if ground.poll.draft.method != PollMethod::Motion {
        faults.push((
            String::new(),
            "A motion removes somebody; this poll is an election.".to_owned(),
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
        let form = Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4());
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
    let mut conn = connect(&app).await?;
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
