//! The page on which somebody makes the address of their calendar, and ends it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::accounts::secret::Token;
use crate::feeds::store::{self, Made};
use crate::feeds::views::CalendarPage;
use crate::web::answer::{html, see_other};
use crate::web::{AppState, CheckedForm, Frame, SignedIn, Visitor, WebError};

pub(super) async fn show(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let since = store::address_since(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &CalendarPage::new(frame, since, reader.at))
}

#[derive(Deserialize)]
pub(super) struct Wish {
    /// Made with the page: one page makes one address.
    #[serde(default)]
    page: String,
    /// Since when the address has opened that this one replaces, in
    /// microseconds of Unix time; empty where there is none.
    #[serde(default)]
    since: String,
}

/// Makes an address and shows it, once. The secret follows from this browser's
/// own and from the page, so that the form sent twice makes one address.
pub(super) async fn make(
    frame: Frame,
    reader: SignedIn,
    visitor: Visitor,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Wish>,
) -> Result<HttpResponse, WebError> {
    let page = HEXLOWER
        .decode(form.page.as_bytes())
        .ok()
        .filter(|page| page.len() == 16)
        .ok_or_else(|| WebError::Refused(frame.t.say("calendar-outdated")))?;
    let token = token(&visitor, &page).ok_or_else(|| {
        WebError::internal_message("the secret of a calendar's address was not made")
    })?;
    let since = form
        .since
        .parse()
        .ok()
        .and_then(DateTime::<Utc>::from_timestamp_micros);
    let mut conn = state.connection().await?;
    match store::make_address(&mut conn, reader.account, &token, since)
        .await
        .map_err(WebError::internal)?
    {
        Made::Opens => {}
        Made::Outdated => return Err(WebError::Refused(frame.t.say("calendar-outdated"))),
    }
    let since = store::address_since(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    let page = CalendarPage::new(frame, since, reader.at).with_address(&token);
    html(StatusCode::OK, &page)
}

fn token(visitor: &Visitor, page: &[u8]) -> Option<Token> {
    let mut mac = Hmac::<Sha256>::new_from_slice(visitor.secret.as_slice()).ok()?;
    mac.update(b"commonhold/calendar/v1");
    mac.update(page);
    Token::parse(&HEXLOWER.encode(&mac.finalize().into_bytes()))
}

pub(super) async fn revoke(
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    store::revoke(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/account/calendar"))
}
