//! Routes and handlers of offices, recorded decisions and rules.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use chrono::{NaiveDate, NaiveTime, TimeZone, Utc};
use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::extract::{Officer, Secretary};
use super::model::{Office, OfficeTerm};
use super::store::{self, NewDecision};
use super::views::{Act, DecisionFormPage, DecisionsPage, OfficesPage};
use crate::accounts;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::{self, PartyId};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/offices", web::get().to(offices))
        .route("/room/offices", web::post().to(appoint))
        .route("/room/offices/new", web::get().to(new))
        .route("/room/offices/{term}/end", web::get().to(ending))
        .route("/room/offices/{term}/end", web::post().to(end))
        .route("/room/decisions", web::get().to(decisions));
}

async fn offices(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<OfficesPage, WebError> {
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let terms = store::office_terms(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let persons: Vec<PartyId> = terms.iter().map(|term| term.person).collect();
    let names: BTreeMap<Uuid, String> = parties::store::known(&mut conn, &persons)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|party| (party.party, party.name))
        .collect();
    let records_decisions = officer.holds(Office::Secretary);
    Ok(OfficesPage::of(
        frame,
        records_decisions,
        &terms,
        &names,
        now,
    ))
}

async fn new(frame: Frame, _secretary: Secretary) -> DecisionFormPage {
    DecisionFormPage {
        frame,
        act: Act::Appoint,
        fields: Fields::default(),
        faults: Vec::new(),
    }
}

fn wrong(page: DecisionFormPage) -> impl Responder {
    page.customize()
        .with_status(StatusCode::UNPROCESSABLE_ENTITY)
}

fn to_offices() -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, "/room/offices"))
        .finish()
}

type Faults = Vec<(String, String)>;

/// The decision that a form describes; faults are added where it does not.
fn decision_of(fields: &Fields, by: PartyId, faults: &mut Faults) -> Option<NewDecision> {
    let mut text = |field: &str, most: usize, sentence: &str| {
        let text = fields.get(field).trim().to_owned();
        if text.is_empty() || text.chars().count() > most {
            faults.push((field.to_owned(), sentence.to_owned()));
        }
        text
    };
    let title = text(
        "title",
        200,
        "Give the decision a title of at most 200 characters.",
    );
    let decision = text(
        "decision",
        4000,
        "Say what was decided, within 4,000 characters.",
    );
    let decided_by = text("decided_by", 200, "Say who decided, like: The board.");
    let citation = fields.get("citation").trim().to_owned();
    let decided_on = NaiveDate::parse_from_str(fields.get("decided_on"), "%Y-%m-%d").ok();
    if decided_on.is_none() {
        faults.push((
            "decided_on".to_owned(),
            "Give the day of the decision, like 2026-07-31.".to_owned(),
        ));
    }
    Some(NewDecision {
        title,
        decision,
        decided_by,
        decided_on: decided_on?,
        citation,
        recorded_by: Some(by),
    })
}

async fn appoint(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<Either<impl Responder, HttpResponse>, WebError> {
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let mut faults = Faults::new();
    let person = appointee(&mut conn, &fields, secretary.0.person, &mut faults).await?;
    let office = Office::parse(fields.get("office"));
    if office.is_none() {
        faults.push(("office".to_owned(), "Choose the office.".to_owned()));
    }
    let decision = decision_of(&fields, secretary.0.person, &mut faults);
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let ends_at = match fields.get("until").trim() {
        "" => None,
        until => {
            let ends_at = NaiveDate::parse_from_str(until, "%Y-%m-%d")
                .ok()
                .and_then(|day| {
                    let zone = frame.site.as_ref().map_or(chrono_tz::UTC, |site| site.zone);
                    zone.from_local_datetime(&day.and_time(NaiveTime::MIN))
                        .earliest()
                })
                .map(|end| end.with_timezone(&Utc))
                .filter(|end| now < *end);
            if ends_at.is_none() {
                faults.push((
                    "until".to_owned(),
                    "Give a day to come, like 2027-07-31, or leave it empty.".to_owned(),
                ));
            }
            ends_at
        }
    };
    let (Some(person), Some(office), Some(decision), true) =
        (person, office, decision, faults.is_empty())
    else {
        return Ok(Either::Left(wrong(DecisionFormPage {
            frame,
            act: Act::Appoint,
            fields,
            faults,
        })));
    };
    conn.transaction(async |conn| {
        let decision = store::record_decision(conn, &decision).await?;
        store::appoint(conn, person, office, now, ends_at, decision).await
    })
    .await
    .map_err(|error: diesel::result::Error| WebError::internal(error))?;
    Ok(Either::Right(to_offices()))
}

/// The person whose address the form names; nobody appoints themselves.
async fn appointee(
    conn: &mut Connection,
    fields: &Fields,
    secretary: PartyId,
    faults: &mut Faults,
) -> Result<Option<PartyId>, WebError> {
    let mut fault = |sentence: &str| faults.push(("address".to_owned(), sentence.to_owned()));
    let address = match Address::parse(fields.get("address")) {
        Ok(address) => address,
        Err(sentence) => {
            fault(sentence);
            return Ok(None);
        }
    };
    let account = accounts::store::by_address(conn, &address)
        .await
        .map_err(WebError::internal)?;
    match account.map(|account| PartyId(account.person)) {
        None => {
            fault("Nobody here is reached at this address. An officer needs an account.");
            Ok(None)
        }
        Some(person) if person == secretary => {
            fault("You cannot record your own appointment. Another secretary records it.");
            Ok(None)
        }
        Some(person) => Ok(Some(person)),
    }
}

/// The term in the address and the name of its holder, if it still runs.
async fn running_term(conn: &mut Connection, term: Uuid) -> Result<(OfficeTerm, String), WebError> {
    let now = store::now(conn).await.map_err(WebError::internal)?;
    let term = store::office_terms(conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|known| known.id == term)
        .ok_or(WebError::NotFound)?;
    if term.ended_at.is_some() || !term.held_at(now) {
        return Err(WebError::Refused(
            "This office is not held any longer, or its end is recorded already.".to_owned(),
        ));
    }
    let name = parties::store::name(conn, term.person)
        .await
        .map_err(WebError::internal)?
        .unwrap_or_default();
    Ok((term, name))
}

async fn ending(
    frame: Frame,
    _secretary: Secretary,
    state: Data<AppState>,
    term: web::Path<Uuid>,
) -> Result<DecisionFormPage, WebError> {
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let (term, name) = running_term(&mut conn, *term).await?;
    Ok(DecisionFormPage {
        frame,
        act: Act::End {
            term: term.id,
            office: term.office,
            name,
        },
        fields: Fields::default(),
        faults: Vec::new(),
    })
}

async fn end(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    term: web::Path<Uuid>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<Either<impl Responder, HttpResponse>, WebError> {
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let (term, name) = running_term(&mut conn, *term).await?;
    let mut faults = Faults::new();
    let decision = decision_of(&fields, secretary.0.person, &mut faults);
    let (Some(decision), true) = (decision, faults.is_empty()) else {
        return Ok(Either::Left(wrong(DecisionFormPage {
            frame,
            act: Act::End {
                term: term.id,
                office: term.office,
                name,
            },
            fields,
            faults,
        })));
    };
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    conn.transaction(async |conn| {
        let decision = store::record_decision(conn, &decision).await?;
        store::end_office(conn, term.id, now, decision).await
    })
    .await
    .map_err(|error: diesel::result::Error| WebError::internal(error))?;
    Ok(Either::Right(to_offices()))
}

async fn decisions(
    frame: Frame,
    _officer: Officer,
    state: Data<AppState>,
) -> Result<DecisionsPage, WebError> {
    let mut conn = state.db.get().await.map_err(WebError::internal)?;
    let decisions = store::decisions(&mut conn)
        .await
        .map_err(WebError::internal)?;
    Ok(DecisionsPage { frame, decisions })
}
