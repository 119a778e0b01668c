//! A person's own account: address, password, where they are signed in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{connection, cookies};
use crate::accounts::address_changes::{self, ChangeError};
use crate::accounts::model::{FRESH_LINK_MINUTES, NewPassword};
use crate::accounts::views::{AccountFacts, AccountPage, PasswordErrors};
use crate::accounts::{password, sessions, store};
use crate::db::Connection;
use crate::web::answer::{html, see_other};
use crate::web::limits::{self, Limit};
use crate::web::{AppState, CheckedForm, Frame, SignedIn, WebError};

#[derive(Deserialize)]
pub(super) struct Shown {
    /// What was just done, from a redirect of ours: a word the page knows.
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    shown: Query<Shown>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let facts = facts(&mut conn, &reader).await?;
    let page = AccountPage::new(frame, facts, &shown.done, PasswordErrors::default());
    html(StatusCode::OK, &page)
}

async fn facts(conn: &mut Connection, reader: &SignedIn) -> Result<AccountFacts, WebError> {
    let read = async |conn: &mut Connection| {
        let account = store::by_id(conn, reader.account).await?;
        let password_set_at = store::password_set_at(conn, reader.account).await?;
        let fresh =
            sessions::opened_by_link_within(conn, reader.session, FRESH_LINK_MINUTES).await?;
        Ok::<_, diesel::result::Error>(AccountFacts {
            now: store::now(conn).await?,
            address: account.map_or_else(String::new, |account| account.address),
            asks_current: password_set_at.is_some() && !fresh,
            password_set_at,
            this_session: reader.session,
            sessions: sessions::list(conn, reader.account).await?,
            change: address_changes::under_way_of(conn, reader.account).await?,
        })
    };
    read(conn).await.map_err(WebError::internal)
}

#[derive(Deserialize)]
pub(super) struct NewPasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

pub(super) async fn set_password(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<NewPasswordForm>,
) -> Result<HttpResponse, WebError> {
    let current = Zeroizing::new(form.current);
    let (typed, again) = (Zeroizing::new(form.password), Zeroizing::new(form.again));
    let mut conn = connection(&state).await?;
    let facts = facts(&mut conn, &reader).await?;
    let mut errors = PasswordErrors::default();
    if !may_change(&frame, &mut conn, &state, &reader, &facts, current).await? {
        errors.current = Some(frame.t.say("account-password-current-wrong"));
    }
    let new = match NewPassword::parse(&typed, &again, &facts.address) {
        Ok(new) => Some(new),
        Err(fault) => {
            errors.refuse(fault, &frame);
            None
        }
    };
    let Some(new) = new.filter(|_| errors.current.is_none()) else {
        let page = AccountPage::new(frame, facts, "", errors);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let hashed = password::hash(new).await.map_err(WebError::internal)?;
    store::set_password(&mut conn, reader.account, Some(&hashed), reader.session)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/account?done=password"))
}

#[derive(Deserialize)]
pub(super) struct RemovalForm {
    #[serde(default)]
    current: String,
}

pub(super) async fn remove_password(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<RemovalForm>,
) -> Result<HttpResponse, WebError> {
    let current = Zeroizing::new(form.current);
    let mut conn = connection(&state).await?;
    let facts = facts(&mut conn, &reader).await?;
    if !may_change(&frame, &mut conn, &state, &reader, &facts, current).await? {
        let errors = PasswordErrors {
            removal: Some(frame.t.say("account-password-current-wrong")),
            ..PasswordErrors::default()
        };
        let page = AccountPage::new(frame, facts, "", errors);
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if facts.password_set_at.is_some() {
        store::set_password(&mut conn, reader.account, None, reader.session)
            .await
            .map_err(WebError::internal)?;
    }
    Ok(see_other("/account?done=password-removed"))
}

/// Whether the reader may change the password: by the present one, or having
/// just come in by a link, which proves the same as a forgotten password asks.
async fn may_change(
    frame: &Frame,
    conn: &mut Connection,
    state: &AppState,
    reader: &SignedIn,
    facts: &AccountFacts,
    current: Zeroizing<String>,
) -> Result<bool, WebError> {
    if !facts.asks_current {
        return Ok(true);
    }
    let limit = Limit::per_quarter_hour("current-password", state.config.limit_account);
    limits::take(conn, limit, &reader.account.to_string(), || {
        frame.t.say("problem-too-many-sentence")
    })
    .await?;
    let hashed = store::password_hash(conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    password::matches(current, hashed)
        .await
        .map_err(WebError::internal)
}

/// Signs out everywhere, here too.
pub(super) async fn end_sessions(
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    sessions::end_all(&mut conn, reader.account, None)
        .await
        .map_err(WebError::internal)?;
    let mut response = see_other("/sign-in");
    response
        .add_cookie(&cookies::no_session(state.config.https))
        .map_err(WebError::internal)?;
    Ok(response)
}

/// Signs one other browser out.
pub(super) async fn end_session(
    reader: SignedIn,
    state: Data<AppState>,
    session: Path<Uuid>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let ended = sessions::end_of(&mut conn, reader.account, *session)
        .await
        .map_err(WebError::internal)?;
    if ended {
        Ok(see_other("/account?done=session"))
    } else {
        Err(WebError::NotFound)
    }
}

/// The person concerned stops a change of their own address.
pub(super) async fn stop_change(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let change = address_changes::under_way_of(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    let gone = || WebError::Refused(frame.t.say("account-change-gone"));
    let change = change.ok_or_else(gone)?;
    let reason = "The person concerned does not want it.";
    match address_changes::stop(&mut conn, change.id, Some(reader.person), reason).await {
        Ok(()) => Ok(see_other("/account?done=change-stopped")),
        Err(ChangeError::NotUnderWay | ChangeError::NotFound) => Err(gone()),
        Err(error) => Err(WebError::internal(error)),
    }
}
