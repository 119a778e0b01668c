//! What becomes of a membership by decision: a suspension lifted, a transfer to a
//! successor; and who stands for an organisation beside its vote.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use uuid::Uuid;

use super::connection;
use super::member::{Answer, back_to, day_of, dossier, refused, wrong};
use crate::accounts::store::CreateError;
use crate::bodies::{MemberKeeper, Secretary};
use crate::db::Connection;
use crate::members::model::Capacity;
use crate::members::store::admission::{self, Transfer};
use crate::members::store::{cases, record, representatives};
use crate::outbox::Address;
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, Name, PartyId};
use crate::web::answer::see_other;
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
    faults: &mut Vec<(String, String)>,
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
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let today = super::list::today(&frame, &mut conn).await?;
    let mut faults = Vec::new();
    let from = day_of(&fields, "lift_from", &mut faults);
    let decision = decision(&mut conn, &fields, "lift_decision", &mut faults).await?;
    let suspension = cases::suspension(&mut conn, dossier.line.membership, today)
        .await
        .map_err(WebError::internal)?;
    let Some(suspension) = suspension else {
        return Err(WebError::Refused(
            "This membership is not suspended today. Nothing was changed.".to_owned(),
        ));
    };
    let (Some(from), Some(decision)) = (from, decision) else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    match cases::lift(&mut conn, suspension, from, decision, secretary.0.person).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(error) => {
            let faults = refused("lift_decision", error)?;
            Ok(Either::Left(wrong(frame, dossier, fields, faults)))
        }
    }
}

/// The organisation recorded under this very name, or a new one.
async fn organisation(conn: &mut Connection, name: &Name) -> Result<PartyId, WebError> {
    if let Some(known) = parties::store::organisation_named(conn, name)
        .await
        .map_err(WebError::internal)?
    {
        return Ok(known);
    }
    let new = NewParty {
        kind: Kind::Organisation,
        ..NewParty::person(name.clone())
    };
    let id = new.id;
    parties::store::create(conn, &[new])
        .await
        .map_err(WebError::internal)?;
    Ok(id)
}

async fn transfer(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let mut faults = Vec::new();
    let successor = Name::parse(fields.get("successor"))
        .map_err(|sentence| faults.push(("successor".to_owned(), sentence.to_owned())))
        .ok();
    let on = day_of(&fields, "transfer_on", &mut faults);
    let decision = decision(&mut conn, &fields, "transfer_decision", &mut faults).await?;
    let evidence = fields.get("evidence").trim();
    if evidence.is_empty() || evidence.chars().count() > 1000 {
        faults.push((
            "evidence".to_owned(),
            "Say what shows it, within 1,000 characters.".to_owned(),
        ));
    }
    let (Some(successor), Some(on), Some(decision), true) =
        (successor, on, decision, faults.is_empty())
    else {
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    let successor = organisation(&mut conn, &successor).await?;
    let moved = Transfer {
        from: dossier.line.membership,
        class: &dossier.line.class,
        member_since: on,
        successor,
        on,
        decision,
        evidence,
        by: keeper.0.person,
    };
    match admission::transfer(&mut conn, &moved).await {
        Ok(Some(number)) => Ok(Either::Right(see_other(&format!("/room/members/{number}")))),
        Ok(None) => {
            let sentence = "On this day the membership has no term of which a rest could go over.";
            let faults = vec![("transfer_on".to_owned(), sentence.to_owned())];
            Ok(Either::Left(wrong(frame, dossier, fields, faults)))
        }
        Err(error) => {
            let faults = refused("transfer_decision", error)?;
            Ok(Either::Left(wrong(frame, dossier, fields, faults)))
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
    let mut conn = connection(&state.db).await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    if dossier.line.kind != Kind::Organisation {
        return Err(WebError::Refused(
            "A person stands for themselves; only an organisation has representatives.".to_owned(),
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
        return Ok(Either::Left(wrong(frame, dossier, fields, faults)));
    };
    let by = keeper.0.person;
    let person = match record::person_at(&mut conn, &name, &address, by).await {
        Ok(person) => person,
        Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => {
            return Err(WebError::Refused(
                "Somebody took this address a moment ago. Try again.".to_owned(),
            ));
        }
        Err(CreateError::Database(error)) => return Err(WebError::internal(error)),
    };
    let form = Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4());
    let who = (dossier.line.party, person);
    representatives::name(&mut conn, form, who, (capacity, place), from, by)
        .await
        .map_err(WebError::internal)?;
    Ok(Either::Right(back_to(&dossier)))
}

async fn end(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, Uuid)>,
    _form: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let (number, representative) = path.into_inner();
    let dossier = dossier(&frame, &mut conn, &number).await?;
    let today = super::list::today(&frame, &mut conn).await?;
    let party = dossier.line.party;
    representatives::end(&mut conn, representative, party, today, keeper.0.person)
        .await
        .map_err(WebError::internal)?;
    Ok(back_to(&dossier))
}
