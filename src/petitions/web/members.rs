//! Petitions as everybody reads them, and as members sign and deliver them.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{fault, find, refusal};
use crate::bodies;
use crate::bodies::Office;
use crate::db::Connection;
use crate::members::store::memberships_of;
use crate::parties::PartyId;
use crate::petitions::store::{Petition, PetitionsError, petitions, signatures, signing};
use crate::petitions::views::ListPage;
use crate::petitions::views::petition::{OwnLine, PetitionPage, Reader};
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) async fn list(frame: Frame, state: Data<AppState>) -> Result<ListPage, WebError> {
    let mut conn = state.connection().await?;
    let today = bodies::today(&mut conn).await?.day;
    let all = petitions::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let total = petitions::all_votes(&mut conn, today)
        .await
        .map_err(WebError::internal)?;
    Ok(ListPage::new(frame, &all, total))
}

/// What the page offers to whoever reads it.
async fn reader(
    conn: &mut Connection,
    frame: &Frame,
    petition: &Petition,
) -> Result<Reader, WebError> {
    let Some(account) = &frame.account else {
        return Ok(Reader::default());
    };
    let person = PartyId(account.person);
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let lines = memberships_of(conn, person, today, now)
        .await
        .map_err(WebError::internal)?;
    let opened = lines
        .iter()
        .any(|line| line.membership.0 == petition.membership);
    let mut own = Vec::new();
    for line in lines {
        let signed = signatures::standing_of(conn, petition.id, line.membership.0)
            .await
            .map_err(WebError::internal)?;
        own.push(OwnLine {
            membership: line.membership.0,
            votes: line.votes_on_roll(),
            name: line.name,
            class_name: line.class_name,
            number: line.number,
            signed,
            form: Uuid::new_v4(),
        });
    }
    let offices = bodies::store::offices_of(conn, person, now)
        .await
        .map_err(WebError::internal)?;
    let is_officer = offices.iter().any(|office| *office != Office::Auditor);
    let signatures = if is_officer || opened {
        let all = signatures::signatures(conn, petition.id)
            .await
            .map_err(WebError::internal)?;
        Some(all)
    } else {
        None
    };
    Ok(Reader {
        own,
        opened,
        signatures,
    })
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    petition: Petition,
    faults: Faults,
) -> Result<PetitionPage, WebError> {
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let reader = reader(conn, &frame, &petition).await?;
    let total = petitions::all_votes(conn, today)
        .await
        .map_err(WebError::internal)?;
    Ok(PetitionPage::new(
        frame,
        petition,
        reader,
        (total, now),
        faults,
    ))
}

pub(super) async fn show(
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<PetitionPage, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    page(&mut conn, frame, petition, Faults::new()).await
}

/// The page again after an act: what it led to, or why it was refused, with the rule.
async fn after(
    conn: &mut Connection,
    frame: Frame,
    number: i32,
    outcome: Result<(), PetitionsError>,
) -> Result<HttpResponse, WebError> {
    let Err(error) = outcome else {
        return Ok(see_other(&format!("/petitions/{number}")));
    };
    let key = refusal(error)?;
    let petition = find(conn, number).await?;
    let today = bodies::today(conn).await?.day;
    let total = petitions::all_votes(conn, today)
        .await
        .map_err(WebError::internal)?;
    let sentence = frame.t.say_all(
        key,
        &[
            ("votes", &petition.votes),
            ("needed", &petition.needed(total)),
            ("total", &total),
            ("share", &petition.share),
            ("citation", &petition.citation),
            ("day", &times::day(&frame.t, petition.closes_on)),
        ],
    );
    unprocessable(&page(conn, frame, petition, fault("", sentence)).await?)
}

pub(super) async fn sign(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let membership = Uuid::parse_str(fields.get("membership")).map_err(|_| WebError::NotFound)?;
    let person = PartyId(account.person);
    let id = fields.form_id();
    let outcome = signing::sign(&mut conn, id, petition.id, membership, person).await;
    after(&mut conn, frame, *number, outcome).await
}

pub(super) async fn withdraw(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let signature = Uuid::parse_str(fields.get("signature")).map_err(|_| WebError::NotFound)?;
    let person = PartyId(account.person);
    let outcome = signing::withdraw(&mut conn, petition.id, signature, person).await;
    after(&mut conn, frame, *number, outcome).await
}

pub(super) async fn deliver(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let outcome = signing::deliver(&mut conn, &petition, PartyId(account.person)).await;
    after(&mut conn, frame, *number, outcome).await
}
