//! What keepers of the members record of a party itself: registration, domains, address.
//! Every form bears an identity: sent twice it is one act. What it has to do with others is
//! in [`super::relations`].

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};

use super::forms::Reading;
use super::relations;
use super::sent::{Sent, ended, own};
use crate::bodies::MemberKeeper;
use crate::parties::store::record::{self, ClaimError, NewRecord, RecordError};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/parties/{party}/records", web::post().to(record))
        .route("/room/parties/{party}/domains", web::post().to(claim))
        .route(
            "/room/parties/{party}/domains/{claim}/release",
            web::post().to(release),
        )
        .route("/room/parties/{party}/address", web::post().to(address))
        .route("/room/parties/{party}/ties", web::post().to(relations::tie))
        .route(
            "/room/parties/{party}/ties/{tie}/end",
            web::post().to(relations::end_tie),
        )
        .route(
            "/room/parties/{party}/links",
            web::post().to(relations::link),
        )
        .route(
            "/room/parties/{party}/links/{link}/end",
            web::post().to(relations::end_link),
        )
        .route(
            "/room/parties/{party}/events",
            web::post().to(relations::event),
        )
        .route(
            "/room/parties/{party}/events/{event}/withdrawal",
            web::post().to(relations::withdraw),
        );
}

async fn record(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    sent.is_of_organisation()?;
    let mut form = Reading::of(&sent.fields);
    let legal_name = form.name("legal_name");
    let number = form.number("registration_number");
    let jurisdiction = form.jurisdiction("jurisdiction");
    let starts_on = form.day("record_from");
    let corrects = form.corrects("corrects");
    let outcome = match (legal_name, number, jurisdiction, starts_on, corrects) {
        (Some(legal_name), Some(number), Some(jurisdiction), Some(starts_on), Some(corrects)) => {
            let new = NewRecord {
                id: sent.fields.form_id(),
                organisation: sent.shown.id,
                legal_name,
                number,
                jurisdiction,
                starts_on,
                corrects,
                by: sent.by,
            };
            match record::record(&mut sent.conn, &new).await {
                Ok(()) => Ok(()),
                Err(error @ RecordError::CorrectedAlready) => {
                    Err(vec![("corrects".to_owned(), error.to_string())])
                }
                Err(RecordError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        _ => Err(form.faults),
    };
    sent.answer(outcome)
}

async fn claim(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    sent.is_of_organisation()?;
    let mut form = Reading::of(&sent.fields);
    let (domain, from) = (form.domain("domain"), form.day("domain_from"));
    let outcome = match domain.zip(from) {
        Some((domain, from)) => {
            let id = sent.fields.form_id();
            match record::claim(&mut sent.conn, id, sent.shown.id, &domain, from, sent.by).await {
                Ok(()) => Ok(()),
                Err(error @ ClaimError::Taken(_)) => {
                    Err(vec![("domain".to_owned(), error.to_string())])
                }
                Err(ClaimError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        None => Err(form.faults),
    };
    sent.answer(outcome)
}

async fn release(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, claim) = path.into_inner();
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let claim = own(&claim, sent.shown.domains.iter().map(|claim| claim.id))?;
    let field = format!("ends_on-{claim}");
    let mut form = Reading::of(&sent.fields);
    let outcome = match form.day(&field) {
        Some(day) => {
            let released = record::release(&mut sent.conn, claim, day, sent.by).await;
            ended(released, field)?
        }
        None => Err(form.faults),
    };
    sent.answer(outcome)
}

async fn address(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut sent = Sent::about(&party, frame, &keeper, &state, fields).await?;
    let mut form = Reading::of(&sent.fields);
    let address = form.address("postal");
    let country = form.country("postal_country");
    let from = form.day("postal_from");
    let outcome = match (address, country, from) {
        (Some(address), Some(country), Some(from)) => {
            let (id, by) = (sent.fields.form_id(), sent.by);
            record::record_address(
                &mut sent.conn,
                id,
                sent.shown.id,
                (&address, country),
                from,
                by,
            )
            .await
            .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    sent.answer(outcome)
}
