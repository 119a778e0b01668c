//! A person's own account: address, password, where they are signed in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cookies;
use crate::accounts::address_changes::{self, ChangeError};
use crate::accounts::model::{NewPassword, Way};
use crate::accounts::sessions::Ended;
use crate::accounts::store::Right;
use crate::accounts::views::{
    AccountFacts, AccountPage, PasswordErrors, ReplacementPage, afresh_address,
};
use crate::accounts::{password, sessions, store};
use crate::db::Connection;
use crate::web::answer::{html, see_other};
use crate::web::limits::{self, Limit};
use crate::web::{AppState, CheckedForm, Frame, SignedIn, WebError};

/// Where one comes back to after signing in once more.
const HERE: &str = "/account";
const REPLACEMENT: &str = "/account/password/replacement";

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
    let mut conn = state.connection().await?;
    let facts = facts(&mut conn, &reader).await?;
    let page = AccountPage::new(frame, facts, &shown.done, PasswordErrors::default());
    html(StatusCode::OK, &page)
}

async fn facts(conn: &mut Connection, reader: &SignedIn) -> Result<AccountFacts, WebError> {
    let read = async |conn: &mut Connection| {
        let account = store::by_id(conn, reader.account).await?;
        Ok::<_, diesel::result::Error>(AccountFacts {
            now: store::now(conn).await?,
            address: account.map_or_else(String::new, |account| account.address),
            password_set_at: store::password_set_at(conn, reader.account).await?,
            fresh: sessions::opened_afresh(conn, reader.session).await?,
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

impl NewPasswordForm {
    /// The new password, or what is wrong with it.
    fn read(
        self,
        frame: &Frame,
        reader: &SignedIn,
        address: &str,
    ) -> Result<NewPassword, PasswordErrors> {
        let (typed, again) = (Zeroizing::new(self.password), Zeroizing::new(self.again));
        let about = [address, reader.name.as_str(), frame.foundation.as_str()];
        NewPassword::parse(&typed, &again, &about).map_err(|fault| {
            let mut errors = PasswordErrors::default();
            errors.refuse(fault, frame);
            errors
        })
    }
}

/// Sets a first password, or changes the present one by whoever knows it.
pub(super) async fn set_password(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(mut form): CheckedForm<NewPasswordForm>,
) -> Result<HttpResponse, WebError> {
    let current = Zeroizing::new(std::mem::take(&mut form.current));
    let mut conn = state.connection().await?;
    let facts = facts(&mut conn, &reader).await?;
    let right = if facts.password_set_at.is_some() {
        present(&frame, &mut conn, &state, &reader, current)
            .await?
            .map(Right::Known)
    } else if facts.fresh.is_some() {
        Some(Right::First)
    } else {
        return Ok(see_other(&afresh_address(HERE)));
    };
    let new = form.read(&frame, &reader, &facts.address);
    let (right, new) = match (right, new) {
        (Some(right), Ok(new)) => (right, new),
        (right, new) => {
            let mut errors = new.err().unwrap_or_default();
            if right.is_none() {
                errors.current = Some(frame.t.say("account-password-current-wrong"));
            }
            let page = AccountPage::new(frame, facts, "", errors);
            return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    change(&frame, &mut conn, &reader, &right, Some(new)).await?;
    Ok(see_other("/account?done=password"))
}

/// The form by which whoever has just come in by a mailed link replaces a forgotten password.
pub(super) async fn replacement(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let facts = facts(&mut conn, &reader).await?;
    if facts.password_set_at.is_none() {
        return Ok(see_other(HERE));
    }
    let page = ReplacementPage::new(frame, &facts, PasswordErrors::default());
    html(StatusCode::OK, &page)
}

pub(super) async fn replace_password(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<NewPasswordForm>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let facts = facts(&mut conn, &reader).await?;
    if facts.fresh != Some(Way::Link) {
        return Ok(see_other(&afresh_address(REPLACEMENT)));
    }
    let new = match form.read(&frame, &reader, &facts.address) {
        Ok(new) => new,
        Err(errors) => {
            let page = ReplacementPage::new(frame, &facts, errors);
            return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    change(&frame, &mut conn, &reader, &Right::Forgotten, Some(new)).await?;
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
    let mut conn = state.connection().await?;
    let facts = facts(&mut conn, &reader).await?;
    if facts.password_set_at.is_some() {
        let Some(hash) = present(&frame, &mut conn, &state, &reader, current).await? else {
            let errors = PasswordErrors {
                removal: Some(frame.t.say("account-password-current-wrong")),
                ..PasswordErrors::default()
            };
            let page = AccountPage::new(frame, facts, "", errors);
            return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        };
        change(&frame, &mut conn, &reader, &Right::Known(hash), None).await?;
    }
    Ok(see_other("/account?done=password-removed"))
}

/// The hash of the present password, if that is what was typed.
async fn present(
    frame: &Frame,
    conn: &mut Connection,
    state: &AppState,
    reader: &SignedIn,
    typed: Zeroizing<String>,
) -> Result<Option<String>, WebError> {
    let limit = Limit::per_quarter_hour("current-password", state.config.limit_account);
    limits::take(conn, limit, &reader.account.to_string(), || {
        frame.t.say("problem-too-many-sentence")
    })
    .await?;
    let hashed = store::password_hash(conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    let right = password::matches(typed, hashed.clone())
        .await
        .map_err(WebError::internal)?;
    Ok(hashed.filter(|_| right))
}

/// Sets the new password, or (none) removes the present one, if the right to it still holds.
async fn change(
    frame: &Frame,
    conn: &mut Connection,
    reader: &SignedIn,
    right: &Right,
    new: Option<NewPassword>,
) -> Result<(), WebError> {
    let hashed = match new {
        Some(new) => Some(password::hash(new).await.map_err(WebError::internal)?),
        None => None,
    };
    let whose = (reader.account, reader.session);
    let changed = store::change_password(conn, whose, right, hashed.as_deref())
        .await
        .map_err(WebError::internal)?;
    if changed {
        Ok(())
    } else {
        Err(WebError::Refused(frame.t.say("account-password-meanwhile")))
    }
}

/// Signs out everywhere, here too.
pub(super) async fn end_sessions(
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let ended = sessions::end_afresh(&mut conn, reader.account, reader.session, None)
        .await
        .map_err(WebError::internal)?;
    if ended == Ended::SignInFirst {
        return Ok(see_other(&afresh_address(HERE)));
    }
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
    let mut conn = state.connection().await?;
    let ended = sessions::end_afresh(&mut conn, reader.account, reader.session, Some(*session))
        .await
        .map_err(WebError::internal)?;
    match ended {
        Ended::Done => Ok(see_other("/account?done=session")),
        Ended::Nothing => Err(WebError::NotFound),
        Ended::SignInFirst => Ok(see_other(&afresh_address(HERE))),
    }
}

/// The person concerned stops a change of their own address.
pub(super) async fn stop_change(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let change = address_changes::under_way_of(&mut conn, reader.account)
        .await
        .map_err(WebError::internal)?;
    let gone = || WebError::Refused(frame.t.say("account-change-gone"));
    let change = change.ok_or_else(gone)?;
    let reason = "The person concerned does not want it.";
    match address_changes::stop(&mut conn, change.id, Some(reader.person), reason).await {
        Ok(()) => Ok(see_other("/account?done=change-stopped")),
        Err(ChangeError::NotUnderWay | ChangeError::NotFound) => Err(gone()),
        Err(ChangeError::StoppedByOfficer) => {
            Err(WebError::Refused(frame.t.say("account-change-by-officers")))
        }
        Err(error) => Err(WebError::internal(error)),
    }
}
