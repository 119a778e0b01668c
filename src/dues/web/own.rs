//! A member's own invoices, and those of the organisations they act for.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use super::{Desk, invoice};
use crate::db::Connection;
use crate::dues::store::reading;
use crate::dues::views::own::{OwnAccount, OwnPage};
use crate::dues::views::sheet::SheetPage;
use crate::parties::{self, PartyId};
use crate::web::answer::html;
use crate::web::{AppState, Frame, SignedIn, WebError};

/// The person, and the organisations they act for today.
async fn payers(
    conn: &mut Connection,
    desk: &Desk,
    account: &SignedIn,
) -> Result<Vec<PartyId>, WebError> {
    let person = PartyId(account.person);
    let mut payers = vec![person];
    let organisations = parties::store::represented_by(conn, person, desk.today)
        .await
        .map_err(WebError::internal)?;
    payers.extend(organisations);
    Ok(payers)
}

pub(super) async fn list(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<OwnPage, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let mut accounts = Vec::new();
    for payer in payers(&mut conn, &desk, &account).await? {
        let of_it = reading::account(&mut conn, payer).await?;
        if of_it.invoices.is_empty() && of_it.payments.is_empty() {
            continue;
        }
        let name = parties::store::name(&mut conn, payer)
            .await
            .map_err(WebError::internal)?;
        let own = OwnAccount::new(&frame, name.unwrap_or_default(), &of_it, desk.today);
        accounts.push(own);
    }
    Ok(OwnPage { frame, accounts })
}

pub(super) async fn show(
    account: SignedIn,
    frame: Frame,
    number: Path<String>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let desk = Desk::of(&mut conn).await?;
    let found = invoice::find(&mut conn, &number).await?;
    let payers = payers(&mut conn, &desk, &account).await?;
    if !payers.contains(&found.payer.party()) {
        return Err(WebError::NotFound);
    }
    let page = SheetPage::new(
        frame,
        found.payer.name,
        found.account,
        found.invoice,
        desk.today,
        false,
    );
    html(StatusCode::OK, &page)
}
