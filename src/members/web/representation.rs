//! Who votes for an organisation: the first recorded by one officer, another proposed by
//! one and confirmed by a second, and objected to by whoever it concerns.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{Either, HttpResponse, Responder};
use uuid::Uuid;

use super::member::{Answer, back_to, day_of, dossier, refused, wrong};
use crate::accounts::store::CreateError;
use crate::bodies::{ElectionOfficer, MemberKeeper, Officer};
use crate::factors::Fresh;
use crate::factors::model::Asked;
use crate::members::store::representation_changes::{self, ChangeError, Proposal};
use crate::members::store::{cases, record};
use crate::outbox::Address;
use crate::parties::{Kind, Name, PartyId};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route(
            "/room/members/{number}/representative",
            web::post().to(represent),
        )
        .route(
            "/room/members/{number}/representative/{change}/confirmation",
            web::post().to(confirm),
        )
        .route(
            "/room/members/{number}/representative/{change}/withdrawal",
            web::post().to(withdraw),
        )
        .route(
            "/me/representation/{change}/objection",
            web::post().to(object),
        );
}

impl From<ChangeError> for WebError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::NotFound,
            ChangeError::Refused(sentence) => Self::Refused(sentence.to_owned()),
            ChangeError::Database(source) => Self::internal(source),
        }
    }
}

/// Whether this officer may be the second; the database insists on the same.
pub(super) fn seconds(officer: &Officer) -> bool {
    MemberKeeper::is(officer) || ElectionOfficer::is(officer)
}

fn entitled(officer: &Officer) -> Result<(), WebError> {
    if seconds(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "Who votes for an organisation is confirmed by the secretary, the membership committee and election officers. Ask one of them.".into(),
    ))
}

async fn represent(
    frame: Frame,
    keeper: MemberKeeper,
    _: Fresh,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Answer<impl Responder> {
    let mut conn = state.connection().await?;
    let dossier = dossier(&frame, &mut conn, &number).await?;
    if dossier.line.kind != Kind::Organisation {
        return Err(WebError::Refused(
            "A person votes for themselves; only an organisation has a representative. Record nothing here.".to_owned(),
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
    let written = fields.get("by_decision").trim();
    let decision = match written.parse() {
        Ok(number) => cases::decision(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        Err(_) => None,
    };
    if decision.is_none() && !written.is_empty() {
        faults.push((
            "by_decision".to_owned(),
            "No decision that counts has this number. Look it up under Decisions.".to_owned(),
        ));
    }
    let (Some(name), Some(address), Some(from), true) = (name, address, from, faults.is_empty())
    else {
        return Ok(Either::Left(wrong(
            frame,
            Asked::Nothing,
            dossier,
            fields,
            faults,
        )));
    };
    let (party, by) = (dossier.line.party, keeper.0.person);
    if dossier.was_ever_named() {
        let proposal = Proposal {
            organisation: party,
            name: &name,
            address: &address,
            from,
            decision,
        };
        return match representation_changes::propose(&mut conn, &proposal, by).await {
            Ok(()) => Ok(Either::Right(back_to(&dossier))),
            Err(ChangeError::Refused(sentence)) => {
                let faults = vec![("from".to_owned(), sentence.to_owned())];
                Ok(Either::Left(wrong(
                    frame,
                    Asked::Nothing,
                    dossier,
                    fields,
                    faults,
                )))
            }
            Err(error) => Err(error.into()),
        };
    }
    match record::first_representative(&mut conn, party, &name, &address, from, by).await {
        Ok(()) => Ok(Either::Right(back_to(&dossier))),
        Err(CreateError::AddressTaken | CreateError::PersonHasAccount) => Err(WebError::Refused(
            "Somebody took this address a moment ago. Try again.".to_owned(),
        )),
        Err(CreateError::Database(error)) => {
            let faults = refused("from", error)?;
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

async fn confirm(
    officer: Officer,
    _: Fresh,
    state: Data<AppState>,
    path: Path<(i64, Uuid)>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let (number, change) = path.into_inner();
    let mut conn = state.connection().await?;
    representation_changes::confirm(&mut conn, change, officer.person).await?;
    Ok(see_other(&format!("/room/members/{number}")))
}

async fn withdraw(
    officer: Officer,
    state: Data<AppState>,
    path: Path<(i64, Uuid)>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let (number, change) = path.into_inner();
    let mut conn = state.connection().await?;
    let by = (officer.person, officer.name.as_str());
    representation_changes::stop(&mut conn, change, by).await?;
    Ok(see_other(&format!("/room/members/{number}")))
}

/// Whoever votes for the organisation, or is to, stops it with one press.
async fn object(
    account: SignedIn,
    state: Data<AppState>,
    change: Path<Uuid>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let by = (PartyId(account.person), account.name.as_str());
    representation_changes::stop(&mut conn, *change, by).await?;
    Ok(see_other("/me"))
}
