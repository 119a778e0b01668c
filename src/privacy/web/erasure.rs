//! Erasing a person's data: one officer proposes, another confirms.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use crate::bodies::{self, Officer, Secretary};
use crate::db::Connection;
use crate::factors::{self, Fresh};
use crate::parties::{self, Kind, PartyId};
use crate::privacy::model::Asked;
use crate::privacy::store::{self, ErasureError};
use crate::privacy::views::{ErasurePage, ErasuresPage};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    _officer: Officer,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let proposals = store::proposals(&mut conn, None)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &ErasuresPage { frame, proposals })
}

async fn page(
    frame: Frame,
    conn: &mut Connection,
    officer: &Officer,
    party: &str,
    (fields, faults): (Fields, Faults),
) -> Result<ErasurePage, WebError> {
    let id = PartyId(Uuid::parse_str(party).map_err(|_| WebError::NotFound)?);
    let internal = |error: diesel::result::Error| WebError::internal(error);
    let found = parties::store::find(conn, id)
        .await
        .map_err(internal)?
        .ok_or(WebError::NotFound)?;
    if Kind::parse(&found.kind) != Some(Kind::Person) {
        return Err(WebError::NotFound);
    }
    Ok(ErasurePage {
        frame,
        proposes: Secretary::is(officer) && officer.person != id,
        withdraws: Secretary::is(officer),
        reader: officer.person,
        obstacles: store::obstacles(conn, id).await.map_err(internal)?,
        proposals: store::proposals(conn, Some(id)).await.map_err(internal)?,
        erased: store::erased(conn, id).await.map_err(internal)?,
        found,
        form: fields.form_id(),
        fields,
        faults,
        asked: factors::standing(conn, officer).await?,
    })
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    party: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let page = page(
        frame,
        &mut conn,
        &officer,
        &party,
        (Fields::default(), Vec::new()),
    )
    .await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn propose(
    frame: Frame,
    secretary: Secretary,
    _: Fresh,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let zone = frame.zone();
    let today = now.with_timezone(&zone).date_naive();
    let officer = secretary.0;
    let mut page = page(frame, &mut conn, &officer, &party, (fields, Vec::new())).await?;
    let person = PartyId(page.found.party);
    let back = format!("/room/parties/{}/erasure", page.found.party);
    if page.proposals.iter().any(|known| known.id == page.form) {
        return Ok(see_other(&back));
    }
    let asked = Asked::parse(
        page.fields.get("asked_on"),
        page.fields.get("evidence"),
        &page.found.name,
        today,
    );
    match asked {
        Err(faults) => {
            page.faults = faults;
            return unprocessable(&page);
        }
        Ok(asked) => {
            match store::propose(&mut conn, page.form, person, &asked, officer.person).await {
                Ok(()) => {}
                Err(ErasureError::Database(error)) => return Err(WebError::internal(error)),
                Err(
                    error @ (ErasureError::NotTheSecretary
                    | ErasureError::Own
                    | ErasureError::InTheWay
                    | ErasureError::ProposedAlready
                    | ErasureError::NotProposed
                    | ErasureError::TakesTwo),
                ) => {
                    page.faults = vec![("asked_on".to_owned(), error.to_string())];
                    return unprocessable(&page);
                }
            }
        }
    }
    Ok(see_other(&back))
}

/// The proposal of a path.
async fn found(conn: &mut Connection, path: &str) -> Result<store::Proposal, WebError> {
    let id = Uuid::parse_str(path).map_err(|_| WebError::NotFound)?;
    store::proposal(conn, id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

fn refused(error: ErasureError) -> WebError {
    match error {
        ErasureError::Database(error) => WebError::internal(error),
        ErasureError::NotTheSecretary
        | ErasureError::Own
        | ErasureError::InTheWay
        | ErasureError::ProposedAlready
        | ErasureError::NotProposed
        | ErasureError::TakesTwo => WebError::Refused(error.to_string()),
    }
}

pub(super) async fn confirm(
    officer: Officer,
    _: Fresh,
    state: Data<AppState>,
    proposal: Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let proposal = found(&mut conn, &proposal).await?;
    if proposal.erased_at.is_none() {
        store::confirm(&mut conn, proposal.id, officer.person)
            .await
            .map_err(refused)?;
    }
    Ok(see_other(&format!(
        "/room/parties/{}/erasure",
        proposal.party
    )))
}

pub(super) async fn withdraw(
    secretary: Secretary,
    state: Data<AppState>,
    proposal: Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let proposal = found(&mut conn, &proposal).await?;
    if proposal.withdrawn_at.is_none() {
        store::withdraw(&mut conn, proposal.id, secretary.0.person)
            .await
            .map_err(refused)?;
    }
    Ok(see_other(&format!(
        "/room/parties/{}/erasure",
        proposal.party
    )))
}
