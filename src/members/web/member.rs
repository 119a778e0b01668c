//! One membership: how it stands, everything recorded about it, later facts.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use chrono::NaiveDate;
use uuid::Uuid;

use super::connection;
use crate::accounts::store::CreateError;
use crate::bodies::{self, MemberKeeper, Officer, Secretary};
use crate::db::Connection;
use crate::members::model::{End, EndReason, Term};
use crate::members::store::dossier::{self, Dossier};
use crate::members::store::record::{self, EndError};
use crate::members::store::{refusals, representatives};
use crate::members::views::MemberPage;
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Country, Kind, Name};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/members/{number}", web::get().to(show))
        .route("/room/members/{number}/terms", web::post().to(renew))
        .route("/room/members/{number}/end", web::post().to(end))
        .route(
            "/room/members/{number}/representative",
            web::post().to(represent),
        )
        .route("/room/members/{number}/record", web::post().to(rename));
}

pub(super) async fn dossier(
    frame: &Frame,
    conn: &mut Connection,
    number: &str,
) -> Result<Dossier, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let day = super::list::today(frame, conn).await?;
    dossier::of_number(conn, number, day, now)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: web::Path<String>,
) -> Result<MemberPage, WebError> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let day = super::list::today(&frame, &mut conn).await?;
    let representatives = representatives::of(&mut conn, dossier.line.party, day)
        .await
        .map_err(WebError::internal)?;
    Ok(MemberPage {
        frame,
        keeps_members: MemberKeeper::is(&officer),
        representatives,
        is_secretary: Secretary::is(&officer),
        form: Uuid::new_v4(),
        dossier,
        fields: Fields::default(),
        faults: Vec::new(),
    })
}

pub(super) type Answer<T> = Result<Either<T, HttpResponse>, WebError>;

/// The page with the form as it was typed and what is wrong with it.
pub(super) fn wrong(
    frame: Frame,
    dossier: Dossier,
    fields: Fields,
    faults: Vec<(String, String)>,
) -> impl Responder {
    MemberPage {
        frame,
        keeps_members: true,
        representatives: Vec::new(),
        is_secretary: false,
        form: Uuid::new_v4(),
        dossier,
        fields,
        faults,
    }
    .customize()
    .with_status(StatusCode::UNPROCESSABLE_ENTITY)
}

/// What the database refused, beside a field; any other fault is ours.
pub(super) fn refused(
    field: &str,
    error: diesel::result::Error,
) -> Result<Vec<(String, String)>, WebError> {
    match refusals::sentence(&error) {
        Some(sentence) => Ok(vec![(field.to_owned(), sentence.to_owned())]),
        None => Err(WebError::internal(error)),
    }
}

pub(super) fn day_of(
    fields: &Fields,
    field: &str,
    faults: &mut Vec<(String, String)>,
) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(fields.get(field), "%Y-%m-%d").ok();
    if day.is_none() {
        faults.push((field.to_owned(), "Give a date like 2026-07-31.".to_owned()));
    }
    day
}

pub(super) fn back_to(dossier: &Dossier) -> HttpResponse {
    see_other(&format!("/room/members/{}", dossier.line.number))
}

async fn renew(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let starts_on = day_of(&fields, "term_start", &mut faults);
    let ends_on = day_of(&fields, "term_end", &mut faults);
    let term = starts_on
        .zip(ends_on)
        .and_then(|(starts_on, ends_on)| Term::new(starts_on, ends_on));
    if term.is_none() && faults.is_empty() {
        faults.push((
            "term_end".to_owned(),
            "The term ends after it starts.".to_owned(),
        ));
    }
    let decision = super::cases::decision_of(&mut conn, &fields).await?;
    if decision.is_none() && !fields.get("decision").trim().is_empty() {
        faults.push((
            "decision".to_owned(),
            "No decision that counts has this number.".to_owned(),
        ));
    }
    let Some(term) = term.filter(|_| faults.is_empty()) else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    match record::renew(&mut conn, dossier.line.membership, term, decision).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error) => {
            let faults = refused("term_start", error)?;
            Ok(Either::Left(wrong(frame, dossier, fields, faults)))
        }
    }
}

async fn end(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let ends_on = day_of(&fields, "ends_on", &mut faults);
    let reason = EndReason::parse(fields.get("reason"));
    if reason.is_none() {
        faults.push(("reason".to_owned(), "Choose why it ends.".to_owned()));
    }
    let (Some(ends_on), Some(reason)) = (ends_on, reason) else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    match record::end(&mut conn, dossier.line.membership, End { ends_on, reason }).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error @ (EndError::EndedAlready | EndError::Refused(_))) => {
            Err(WebError::Refused(error.to_string()))
        }
        Err(error @ EndError::Database(_)) => Err(WebError::internal(error)),
    }
}

async fn represent(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    if dossier.line.kind != Kind::Organisation {
        return Err(WebError::Refused(
            "A person votes for themselves; only an organisation has a representative.".to_owned(),
        ));
    }
    let mut faults = Vec::new();
    let name = Name::parse(fields.get("representative"))
        .map_err(|sentence| faults.push(("representative".to_owned(), sentence.to_owned())))
        .ok();
    let address = Address::parse(fields.get("address"))
        .map_err(|sentence| faults.push(("address".to_owned(), sentence.to_owned())))
        .ok();
    let from = day_of(&fields, "from", &mut faults);
    let (Some(name), Some(address), Some(from)) = (name, address, from) else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    let party = dossier.line.party;
    let appointed =
        record::appoint_representative(&mut conn, party, &name, &address, from, keeper.0.person);
    match appointed.await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => Err(WebError::Refused(
            "Somebody took this address a moment ago. Try again.".to_owned(),
        )),
        Err(CreateError::Database(error)) => {
            let faults = refused("from", error)?;
            Ok(Either::Left(wrong(frame, dossier, fields, faults)))
        }
    }
}

async fn rename(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let name = Name::parse(fields.get("name"))
        .map_err(|sentence| faults.push(("name".to_owned(), sentence.to_owned())))
        .ok();
    let written = fields.get("country").trim();
    let country = Country::parse(written);
    if country.is_none() && !written.is_empty() {
        faults.push((
            "country".to_owned(),
            "Give the country’s code of two letters (ISO 3166-1), like DE.".to_owned(),
        ));
    }
    let Some(name) = name.filter(|_| faults.is_empty()) else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    let known = NewParty {
        id: dossier.line.party,
        kind: dossier.line.kind,
        name,
        country,
        disclosed: fields.get("disclosed") == "1",
    };
    parties::store::record(&mut conn, &[known])
        .await
        .map_err(WebError::internal)?;
    Ok(Either::Right(back_to(&dossier)))
}
