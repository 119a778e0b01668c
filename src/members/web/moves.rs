//! What becomes of a membership by decision: a suspension lifted, a transfer to a
//! successor; and who stands for an organisation beside its vote.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use uuid::Uuid;

use super::member::{Answer, back_to, day_of, dossier, refused, wrong};
use crate::accounts::store::CreateError;
use crate::bodies::{MemberKeeper, Secretary};
use crate::db::Connection;
use crate::factors::model::Asked;
use crate::factors::{self, Fresh};
use crate::members::model::Capacity;
use crate::members::store::admission::{self, Transfer};
use crate::members::store::{cases, representatives};
use crate::outbox::Address;
use crate::parties::{Kind, Name};
use crate::typed::line_or;
use crate::web::answer::see_other;
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route(
            "/room/members/{number}/suspension-end",
            web::post().to(lift),
        )
        .route("/room/members/{number}/transfer", web::post().to(transfer))
        .route(
            "/room/members/{number}/representatives",
            web::post().to(name),
        )
        .route(
            "/room/members/{number}/representatives/{id}/end",
            web::post().to(end),
        );
}

/// The decision whose number was typed into this field, or the fault.
async fn decision(
    conn: &mut Connection,
    fields: &Fields,
    field: &str,
    faults: &mut Faults,
) -> Result<Option<Uuid>, WebError> {
    let found = match fields.get(field).trim().parse() {
        Ok(number) => cases::decision(conn, number)
            .await
            .map_err(WebError::internal)?,
        Err(_) => None,
    };
    if found.is_none() {
        faults.push((
            field.to_owned(),
            "No decision that counts has this number. The board’s decision is entered and confirmed first.".to_owned(),
        ));
    }
    Ok(found)
}

async fn lift(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let asked = factors::standing(&mut conn, &secretary.0).await?;
    let today = super::list::today(&frame, &mut conn).await?;
    let mut faults = Vec::new();
    let from = day_of(&fields, "lift_from", &mut faults);
    let decision = decision(&mut conn, &fields, "lift_decision", &mut faults).await?;
    let suspension = cases::suspension(&mut conn, dossier.line.membership, today)
        .await
        .map_err(WebError::internal)?;
    let Some(suspension) = suspension else {
        return Err(WebError::Refused(
            "This membership is not suspended today. Nothing was changed. Nothing is left to do."
                .to_owned(),
        ));
    };
    let (Some(from), Some(decision)) = (from, decision) else {
        return Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)));
    };
    match cases::lift(&mut conn, suspension, from, decision, secretary.0.person).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error) => {
            let faults = refused("lift_decision", error)?;
            Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)))
        }
    }
}

async fn transfer(
    frame: Frame,
    keeper: MemberKeeper,
    _: Fresh,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let successor = Name::parse(fields.get("successor"))
        .map_err(|sentence| faults.push(("successor".to_owned(), sentence.to_owned())))
        .ok();
    let on = day_of(&fields, "transfer_on", &mut faults);
    let decision = decision(&mut conn, &fields, "transfer_decision", &mut faults).await?;
    let missing = "Say what shows it, within 1,000 characters.";
    let evidence = line_or(fields.get("evidence"), 1000, missing)
        .map_err(|sentence| faults.push(("evidence".to_owned(), sentence)))
        .ok();
    let (Some(successor), Some(on), Some(decision), Some(evidence)) =
        (successor, on, decision, evidence)
    else {
        return Ok(Either::Left(wrong(
            frame,
            Asked::Nothing,
            dossier,
            fields,
            faults,
        )));
    };
    let moved = Transfer {
        from: dossier.line.membership,
        number: dossier.line.number,
        class: &dossier.line.class,
        member_since: on,
        successor: &successor,
        on,
        decision,
        evidence: &evidence,
        by: keeper.0.person,
        officer: &keeper.0.name,
    };
    match admission::transfer(&mut conn, &moved).await {
        Ok(Some(number)) => Ok(Either::Right(see_other(&format!("/room/members/{number}")))),
        Ok(None) => {
            let sentence = "On this day the membership has no term of which a rest could go over. Choose another day.";
            let faults = vec![("transfer_on".to_owned(), sentence.to_owned())];
            Ok(Either::Left(wrong(
                frame,
                Asked::Nothing,
                dossier,
                fields,
                faults,
            )))
        }
        Err(error) => {
            let faults = refused("transfer_decision", error)?;
            Ok(Either::Left(wrong(
                frame,
                Asked::Nothing,
                dossier,
                fields,
                faults,
            )))
        }
    }
}

async fn name(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let asked = factors::standing(&mut conn, &keeper.0).await?;
    if dossier.line.kind != Kind::Organisation {
        return Err(WebError::Refused(
            "A person stands for themselves; only an organisation has representatives. Record nothing here.".to_owned(),
        ));
    }
    let mut faults = Vec::new();
    let name = Name::parse(fields.get("stands_name"))
        .map_err(|sentence| faults.push(("stands_name".to_owned(), sentence.to_owned())))
        .ok();
    let address = Address::parse(fields.get("stands_address"))
        .map_err(|sentence| faults.push(("stands_address".to_owned(), sentence.to_owned())))
        .ok();
    let from = day_of(&fields, "stands_from", &mut faults);
    let capacity = Capacity::parse(fields.get("capacity"));
    let place: Option<i32> = fields.get("place").trim().parse().ok();
    let place = place.filter(|place| (1..=9).contains(place));
    if place.is_none() {
        faults.push(("place".to_owned(), "Give a place from 1 to 9.".to_owned()));
    }
    let (Some(name), Some(address), Some(from), Some(capacity), Some(place)) =
        (name, address, from, capacity, place)
    else {
        return Ok(Either::Left(wrong(frame, asked, dossier, fields, faults)));
    };
    let (form, party) = (fields.form_id(), dossier.line.party);
    let (who, as_what) = ((&name, &address), (capacity, place));
    let by = keeper.0.person;
    match representatives::name(&mut conn, form, party, who, as_what, from, by).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => Err(WebError::Refused(
            "Somebody took this address a moment ago. Try again.".to_owned(),
        )),
        Err(CreateError::Database(error)) => Err(WebError::internal(error)),
    }
}

async fn end(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, Uuid)>,
    _form: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (number, representative) = path.into_inner();
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let today = super::list::today(&frame, &mut conn).await?;
    let party = dossier.line.party;
    representatives::end(&mut conn, representative, party, today, keeper.0.person)
        .await
        .map_err(WebError::internal)?;
    Ok(back_to(&dossier))
}
