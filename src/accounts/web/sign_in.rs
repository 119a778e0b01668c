//! Signing in by a mailed link or by a password, and signing out.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{cookies, count_try, device_of};
use crate::accounts::model::LocalPath;
use crate::accounts::secret::Token;
use crate::accounts::store::{self, Entered, LinkDoor};
use crate::accounts::views::{
    LinkOverPage, LinkPage, PasswordPage, SentPage, SignInPage, SignOutPage,
};
use crate::accounts::{password, sessions};
use crate::outbox::Address;
use crate::outbox::model::masked;
use crate::web::answer::{html, see_other};
use crate::web::words::Locale;
use crate::web::{AppState, CheckedForm, Frame, Visitor, WebError};

/// Where one goes who asked for nothing else.
const HOME: &str = "/me";
/// How long the answer to a request for a link takes, whether or not the
/// address is known: longer than either takes by itself.
const EVEN_ANSWER: Duration = Duration::from_millis(120);

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
    /// Whoever is signed in signs in once more.
    #[serde(default)]
    afresh: String,
}

#[derive(Deserialize)]
pub(super) struct AddressForm {
    #[serde(default)]
    address: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn form(frame: Frame, asked: Query<Asked>) -> Result<HttpResponse, WebError> {
    if frame.account.is_some() && asked.afresh.is_empty() {
        return Ok(see_other(LocalPath::or(&asked.next, HOME).as_str()));
    }
    let page = SignInPage::blank(frame, LocalPath::or(&asked.next, HOME));
    html(StatusCode::OK, &page)
}

/// Queues the letter with the link. The answer is the same, and takes as long,
/// whether or not somebody is reached at the address.
pub(super) async fn ask(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    CheckedForm(form): CheckedForm<AddressForm>,
) -> Result<HttpResponse, WebError> {
    let begun = Instant::now();
    let next = LocalPath::or(&form.next, HOME);
    let Ok(address) = Address::parse(&form.address) else {
        let page = SignInPage::wrong(frame, form.address, next);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let mut conn = state.connection().await?;
    let key = address.key();
    count_try(
        &mut conn,
        &state,
        &request,
        &frame,
        "sign-in-link",
        Some(&key),
    )
    .await?;
    store::ask_for_link(&mut conn, &address, &next)
        .await
        .map_err(WebError::internal)?;
    drop(conn);
    tokio::time::sleep_until(begun + EVEN_ANSWER).await;
    Ok(see_other("/sign-in/sent"))
}

pub(super) async fn sent(frame: Frame) -> SentPage {
    SentPage { frame }
}

#[derive(Deserialize)]
pub(super) struct LinkQuery {
    #[serde(default)]
    token: String,
}

/// Shows what the link does and a button that does it. Looking spends nothing:
/// mail scanners open links too.
pub(super) async fn link(
    frame: Frame,
    state: Data<AppState>,
    request: HttpRequest,
    query: Query<LinkQuery>,
) -> Result<HttpResponse, WebError> {
    let token = Zeroizing::new(query.into_inner().token);
    let mut conn = state.connection().await?;
    let door = match Token::parse(&token) {
        Some(token) => store::look_at_link(&mut conn, &token)
            .await
            .map_err(WebError::internal)?,
        None => LinkDoor::Unknown,
    };
    if let LinkDoor::Open { address } = door {
        let page = LinkPage {
            frame,
            token: token.to_string(),
            masked_address: masked(&address),
        };
        return html(StatusCode::OK, &page);
    }
    count_try(
        &mut conn,
        &state,
        &request,
        &frame,
        "sign-in-link-open",
        None,
    )
    .await?;
    let status = status_of(&door);
    html(status, &LinkOverPage::new(frame, &door))
}

/// 410 for a link that was once open, 404 for one that never was.
fn status_of(door: &LinkDoor) -> StatusCode {
    match door {
        LinkDoor::Open { .. } => StatusCode::OK,
        LinkDoor::Spent | LinkDoor::Expired => StatusCode::GONE,
        LinkDoor::Unknown => StatusCode::NOT_FOUND,
    }
}

pub(super) async fn spend(
    frame: Frame,
    state: Data<AppState>,
    visitor: Visitor,
    request: HttpRequest,
    CheckedForm(form): CheckedForm<LinkQuery>,
) -> Result<HttpResponse, WebError> {
    let text = Zeroizing::new(form.token);
    let mut conn = state.connection().await?;
    count_try(
        &mut conn,
        &state,
        &request,
        &frame,
        "sign-in-link-open",
        None,
    )
    .await?;
    let Some(token) = Token::parse(&text) else {
        let door = LinkDoor::Unknown;
        return html(status_of(&door), &LinkOverPage::new(frame, &door));
    };
    let replaced = visitor.account.map(|account| account.session);
    let entered = store::enter_by_link(&mut conn, &token, &device_of(&request), replaced)
        .await
        .map_err(WebError::internal)?;
    if let Some(entered) = entered {
        welcome(&state, &request, &mut conn, &entered).await
    } else {
        tracing::warn!("a sign-in is refused: the link of the letter is spent or expired");
        let door = store::look_at_link(&mut conn, &token)
            .await
            .map_err(WebError::internal)?;
        html(status_of(&door), &LinkOverPage::new(frame, &door))
    }
}

pub(super) async fn password_form(
    frame: Frame,
    asked: Query<Asked>,
) -> Result<HttpResponse, WebError> {
    if frame.account.is_some() && asked.afresh.is_empty() {
        return Ok(see_other(LocalPath::or(&asked.next, HOME).as_str()));
    }
    let page = PasswordPage::blank(frame, LocalPath::or(&asked.next, HOME));
    html(StatusCode::OK, &page)
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    address: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn enter(
    frame: Frame,
    state: Data<AppState>,
    visitor: Visitor,
    request: HttpRequest,
    CheckedForm(form): CheckedForm<PasswordForm>,
) -> Result<HttpResponse, WebError> {
    let next = LocalPath::or(&form.next, HOME);
    let typed = Zeroizing::new(form.password);
    let Ok(address) = Address::parse(&form.address) else {
        let page = PasswordPage::wrong_address(frame, form.address, next);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let mut conn = state.connection().await?;
    let key = address.key();
    count_try(
        &mut conn,
        &state,
        &request,
        &frame,
        "sign-in-password",
        Some(&key),
    )
    .await?;
    let account = store::by_address(&mut conn, &address)
        .await
        .map_err(WebError::internal)?;
    let hashed = match &account {
        Some(account) => store::password_hash(&mut conn, account.id)
            .await
            .map_err(WebError::internal)?,
        None => None,
    };
    drop(conn);
    let right = password::matches(typed, hashed.clone())
        .await
        .map_err(WebError::internal)?;
    let known = account.zip(hashed).filter(|_| right);
    if let Some((account, hash)) = known {
        let mut conn = state.connection().await?;
        let replaced = visitor.account.map(|account| account.session);
        let (device, known) = (device_of(&request), (account.id, hash.as_str()));
        let entered = store::enter_by_password(&mut conn, known, &device, replaced, next.clone())
            .await
            .map_err(WebError::internal)?;
        if let Some(entered) = entered {
            return welcome(&state, &request, &mut conn, &entered).await;
        }
    }
    tracing::warn!("a sign-in is refused: wrong address or password");
    let page = PasswordPage::wrong_password(frame, form.address, next);
    html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Hands the browser its session. The account's language, once chosen, is the
/// browser's from here on; before that it is the other way round.
async fn welcome(
    state: &Data<AppState>,
    request: &HttpRequest,
    conn: &mut crate::db::Connection,
    entered: &Entered,
) -> Result<HttpResponse, WebError> {
    let https = state.config.https;
    let mut response = see_other(entered.next.as_str());
    response
        .add_cookie(&cookies::session(&entered.session, https))
        .map_err(WebError::internal)?;
    if entered.account.locale_chosen {
        response
            .add_cookie(&cookies::language(entered.account.locale(), https))
            .map_err(WebError::internal)?;
    } else if let Some(chosen) = Locale::of_cookie(request, https) {
        store::choose_locale(conn, entered.account.id, chosen)
            .await
            .map_err(WebError::internal)?;
    }
    Ok(response)
}

/// The button that signs this browser out: every page leads there.
pub(super) async fn out_form(frame: Frame) -> Result<HttpResponse, WebError> {
    let Some(account) = &frame.account else {
        return Ok(see_other("/"));
    };
    let name = account.name.clone();
    html(StatusCode::OK, &SignOutPage { frame, name })
}

/// Ends this browser's session; signing out twice is no fault.
pub(super) async fn out(
    state: Data<AppState>,
    visitor: Visitor,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    if let Some(account) = visitor.account {
        let mut conn = state.connection().await?;
        sessions::end(&mut conn, account.session)
            .await
            .map_err(WebError::internal)?;
    }
    let mut response = see_other("/");
    // What this browser kept of pages goes with the session.
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    response
        .add_cookie(&cookies::no_session(state.config.https))
        .map_err(WebError::internal)?;
    Ok(response)
}
