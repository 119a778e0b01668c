//! One membership: how it stands, everything recorded about it, later facts.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::bodies::{self, MemberKeeper, Officer, Secretary};
use crate::db::Connection;
use crate::factors::model::Asked;
use crate::factors::{self, Fresh};
use crate::members::model::{End, EndReason, Term};
use crate::members::store::dossier::{self, Dossier};
use crate::members::store::record::{self, EndError, Ending};
use crate::members::store::{refusals, representatives};
use crate::members::views::MemberPage;
use crate::parties::store::NewParty;
use crate::parties::{self, Country, Name};
use crate::typed::line_or;
use crate::web::answer::see_other;
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/members/{number}", web::get().to(show))
        .route("/room/members/{number}/terms", web::post().to(renew))
        .route("/room/members/{number}/end", web::post().to(end))
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
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let day = super::list::today(&frame, &mut conn).await?;
    let representatives = representatives::of(&mut conn, dossier.line.party, day)
        .await
        .map_err(WebError::internal)?;
    let asked = factors::standing(&mut conn, &officer).await?;
    let second = super::representation::seconds(&officer);
    let waits = dossier.change.as_ref();
    let waits = waits.is_some_and(|change| change.waits_for(officer.person));
    Ok(MemberPage {
        frame,
        keeps_members: MemberKeeper::is(&officer),
        asked,
        second: second && waits,
        withdraws: second,
        representatives,
        is_secretary: Secretary::is(&officer),
        form: Uuid::new_v4(),
        dossier,
        fields: Fields::default(),
        faults: Vec::new(),
    })
}

pub(super) type Answer<T> = Result<Either<T, HttpResponse>, WebError>;

/// The page with the form as it was typed and what is wrong with it. Of whoever gave a code for
/// what they did nothing is asked now.
pub(super) fn wrong(
    frame: Frame,
    asked: Asked,
    dossier: Dossier,
    fields: Fields,
    faults: Faults,
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
        asked,
        second: false,
        withdraws: false,
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

pub(super) fn day_of(fields: &Fields, field: &str, faults: &mut Faults) -> Option<NaiveDate> {
    let day = parse_day(fields.get(field));
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
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let asked = factors::standing(&mut conn, &keeper.0).await?;
    let mut faults = Vec::new();
    let starts_on = day_of(&fields, "term_start", &mut faults);
    let ends_on = day_of(&fields, "term_end", &mut faults);
    let term = starts_on
        .zip(ends_on)
        .and_then(|(starts_on, ends_on)| Term::new(starts_on, ends_on));
    if term.is_none() && faults.is_empty() {
        faults.push((
            "term_end".to_owned(),
            "The term ends after it starts. Give a later day.".to_owned(),
        ));
    }
    let decision = super::cases::decision_of(&mut conn, &fields).await?;
    if decision.is_none() && !fields.get("decision").trim().is_empty() {
        faults.push((
            "decision".to_owned(),
            "No decision that counts has this number. Look it up under Decisions.".to_owned(),
        ));
    }
    let Some(term) = term.filter(|_| faults.is_empty()) else {
        return Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)));
    };
    match record::renew(&mut conn, dossier.line.membership, term, decision).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error) => {
            let faults = refused("term_start", error)?;
            Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)))
        }
    }
}

async fn end(
    frame: Frame,
    keeper: MemberKeeper,
    _: Fresh,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let ends_on = day_of(&fields, "ends_on", &mut faults);
    let reason =
        EndReason::parse(fields.get("reason")).filter(|reason| EndReason::BY_HAND.contains(reason));
    if reason.is_none() {
        faults.push(("reason".to_owned(), "Choose why it ends.".to_owned()));
    }
    let missing = "Say what shows it and where it is filed, within 500 characters.";
    let evidence = line_or(fields.get("shown_by"), 500, missing)
        .map_err(|sentence| faults.push(("shown_by".to_owned(), sentence)))
        .ok();
    let (Some(ends_on), Some(reason), Some(evidence)) = (ends_on, reason, evidence) else {
        return Ok(Either::Left(wrong(
            frame,
            Asked::Nothing,
            dossier,
            fields,
            faults,
        )));
    };
    let ending = Ending {
        membership: dossier.line.membership,
        number: dossier.line.number,
        end: End { ends_on, reason },
        evidence: Some(&evidence),
        by: keeper.0.person,
        by_name: &keeper.0.name,
    };
    match record::end(&mut conn, &ending).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error @ (EndError::EndedAlready | EndError::Refused(_))) => {
            Err(WebError::Refused(error.to_string()))
        }
        Err(error @ EndError::Database(_)) => Err(WebError::internal(error)),
    }
}

async fn rename(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: web::Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let asked = factors::standing(&mut conn, &keeper.0).await?;
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
        return Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)));
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
