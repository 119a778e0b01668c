//! Changes of an account's mail address: one officer proposes, another approves; what the
//! person concerned stopped is proposed once more, and takes three.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::connection;
use super::views::{AddressFormPage, AddressesPage, RenewalPage};
use crate::accounts::address_changes::{self, Change, ChangeError, Found};
use crate::accounts::{sessions, store};
use crate::bodies::{Afresh, CodeDue, Office, Officer};
use crate::db::Connection;
use crate::outbox::Address;
use crate::web::answer::{html, see_other};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// The offices that propose and approve; the database insists on the same.
const OFFICES: [Office; 3] = [
    Office::ElectionOfficer,
    Office::Secretary,
    Office::MembershipCommittee,
];
/// Accounts a search shows, and changes the list shows.
const FOUND: i64 = 50;
const CHANGES: i64 = 100;
const REASON_CHARS: usize = 500;

fn entitled(officer: &Officer) -> Result<(), WebError> {
    if OFFICES.iter().any(|office| officer.holds(*office)) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "Mail addresses are changed by election officers, the secretary and the membership committee. Ask one of them.".into(),
    ))
}

impl From<ChangeError> for WebError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::NotFound,
            ChangeError::NotAnOfficer => Self::Forbidden(error.to_string()),
            ChangeError::SameAddress
            | ChangeError::AddressTaken
            | ChangeError::OneAtATime
            | ChangeError::NotUnderWay
            | ChangeError::AlreadyApproved
            | ChangeError::OwnProposal
            | ChangeError::NotToRenew
            | ChangeError::ThirdOfficer
            | ChangeError::StoppedByOfficer => Self::Refused(error.to_string()),
            ChangeError::Database(source) => Self::internal(source),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    search: Query<Search>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let wanted: String = search.q.trim().chars().take(200).collect();
    let mut conn = connection(&state).await?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let changes = address_changes::latest(&mut conn, CHANGES)
        .await
        .map_err(WebError::internal)?;
    let found = if wanted.is_empty() {
        None
    } else {
        let found = address_changes::search(&mut conn, &wanted, FOUND)
            .await
            .map_err(WebError::internal)?;
        Some(found)
    };
    let reader = (officer.person.0, code.0);
    let page = AddressesPage::new(frame, reader, wanted, found, &changes, now);
    html(StatusCode::OK, &page)
}

async fn find(conn: &mut Connection, account: Uuid) -> Result<Found, WebError> {
    address_changes::found(conn, account)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

pub(super) async fn form(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    account: Path<Uuid>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let found = find(&mut conn, *account).await?;
    let endings = sessions::endings(&mut conn, *account)
        .await
        .map_err(WebError::internal)?;
    let page = AddressFormPage::blank(frame, found, code.0, &endings);
    html(StatusCode::OK, &page)
}

#[derive(Default, Deserialize)]
pub(super) struct Proposal {
    #[serde(default)]
    pub(super) address: String,
    #[serde(default)]
    pub(super) reason: String,
}

pub(super) async fn propose(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    account: Path<Uuid>,
    CheckedForm(form): CheckedForm<Proposal>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let found = find(&mut conn, *account).await?;
    let address = Address::parse(&form.address);
    let reason = form.reason.trim().to_owned();
    let reason_fault = match reason.chars().count() {
        0 => Some("Say why: the person concerned reads it, and so does the second officer."),
        1..=REASON_CHARS => None,
        _ => Some("Keep the reason within 500 characters."),
    };
    let (address, address_fault) = match address {
        Ok(address) => (Some(address), None),
        Err(sentence) => (None, Some(sentence.to_owned())),
    };
    let refused = |address_fault: Option<String>, form: Proposal| {
        let reason_fault = reason_fault.map(str::to_owned);
        let page = AddressFormPage::wrong(frame, found, form, address_fault, reason_fault);
        html(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let Some(address) = address.filter(|_| reason_fault.is_none()) else {
        return refused(address_fault, form);
    };
    let proposed =
        address_changes::propose(&mut conn, *account, &address, &reason, officer.person.0).await;
    match proposed {
        Ok(_) => Ok(see_other("/room/addresses")),
        Err(
            error
            @ (ChangeError::SameAddress | ChangeError::AddressTaken | ChangeError::OneAtATime),
        ) => refused(Some(error.to_string()), form),
        Err(error) => Err(error.into()),
    }
}

async fn find_change(conn: &mut Connection, change: Uuid) -> Result<Change, WebError> {
    address_changes::by_id(conn, change)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

/// The form by which what the person concerned stopped is proposed once more.
pub(super) async fn renewal(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    change: Path<Uuid>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let change = find_change(&mut conn, *change).await?;
    if !change.renewable {
        return Err(ChangeError::NotToRenew.into());
    }
    let page = RenewalPage::new(frame, &change, code.0, String::new(), None);
    html(StatusCode::OK, &page)
}

pub(super) async fn renew(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    change: Path<Uuid>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let change = find_change(&mut conn, *change).await?;
    let identified = form.get("identified").trim();
    let fault = match identified.chars().count() {
        0 => Some("Say how you identified the person: they and the other officers read it."),
        1..=REASON_CHARS => None,
        _ => Some("Keep it within 500 characters."),
    };
    if let Some(fault) = fault {
        let fault = Some(fault.to_owned());
        let page = RenewalPage::new(frame, &change, false, identified.to_owned(), fault);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    address_changes::renew(&mut conn, change.id, identified, officer.person.0).await?;
    Ok(see_other("/room/addresses"))
}

/// Signs a person out everywhere: where a device is lost, or somebody else reads their mail.
pub(super) async fn end_sessions(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    account: Path<Uuid>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let found = find(&mut conn, *account).await?;
    let id = fields.form_id();
    sessions::end_by_officer(&mut conn, id, found.account, officer.person.0)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&format!("/room/addresses/{}", found.account)))
}

pub(super) async fn approve(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    change: Path<Uuid>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    address_changes::approve(&mut conn, *change, officer.person.0).await?;
    Ok(see_other("/room/addresses"))
}

pub(super) async fn stop(
    officer: Officer,
    state: Data<AppState>,
    change: Path<Uuid>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = connection(&state).await?;
    let reason = format!("Stopped by {}.", officer.name);
    address_changes::stop(&mut conn, *change, Some(officer.person.0), &reason).await?;
    Ok(see_other("/room/addresses"))
}
