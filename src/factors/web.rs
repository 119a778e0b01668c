//! Routes of second factors: one's own, and the officers' list with resets.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use uuid::Uuid;

use super::fresh::{FactorKey, Fresh, standing};
use super::model::{Asked, Secret};
use super::store::{self, FactorError, NewFactor, ResetError};
use super::views::{Offer, OfficersPage, OwnPage, afresh, onward};
use crate::accounts::secret::Token;
use crate::accounts::sessions;
use crate::accounts::web::cookies;
use crate::bodies::Officer;
use crate::db::Connection;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::web::answer::{see_other, unprocessable};
use crate::web::limits::{self, Limit};
use crate::web::times::Moment;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

const REASON_CHARS: usize = 500;

/// Routes of second factors.
pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/factor", web::get().to(own))
        .route("/room/factor", web::post().to(add))
        .route("/room/factor/code", web::post().to(code))
        .route("/room/factors", web::get().to(officers))
        .route("/room/factors/{factor}/reset", web::post().to(reset))
        .route("/room/resets/{reset}/confirmation", web::post().to(confirm));
}

#[derive(Default, Deserialize)]
struct Shown {
    #[serde(default)]
    next: String,
    #[serde(default)]
    replace: String,
}

async fn now(conn: &mut Connection) -> Result<DateTime<Utc>, WebError> {
    crate::bodies::store::now(conn)
        .await
        .map_err(WebError::internal)
}

/// A fresh secret, or the one that the form brought back.
fn offer(
    frame: &Frame,
    officer: &Officer,
    key: &FactorKey,
    brought: Option<(Uuid, Secret, String)>,
) -> Result<Offer, WebError> {
    let (id, secret, sealed) = match brought {
        Some(brought) => brought,
        None => {
            let secret = Secret::from_bytes(rand::random());
            let key = key.read().map_err(WebError::internal)?;
            let sealed = secret
                .sealed(&key, officer.person.0, rand::random())
                .ok_or_else(|| WebError::internal_message("a secret could not be sealed"))?;
            (Uuid::new_v4(), secret, HEXLOWER.encode(&sealed))
        }
    };
    Ok(Offer {
        id,
        groups: secret.in_groups(),
        address: secret.address(&frame.foundation, &officer.name),
        sealed,
    })
}

async fn own(
    officer: Officer,
    reader: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    key: Data<FactorKey>,
    shown: Query<Shown>,
) -> Result<OwnPage, WebError> {
    let mut conn = state.connection().await?;
    let factor = store::of(&mut conn, officer.person.0)
        .await
        .map_err(WebError::internal)?;
    let asked = standing(&mut conn, &officer).await?;
    let now = now(&mut conn).await?;
    let replaces = !shown.replace.is_empty() && asked == Asked::Nothing;
    let adds = factor.is_none() || replaces;
    let fresh = sessions::opened_afresh(&mut conn, reader.session)
        .await
        .map_err(WebError::internal)?
        .is_some();
    let offer = (adds && fresh)
        .then(|| offer(&frame, &officer, &key, None))
        .transpose()?;
    Ok(OwnPage {
        since: factor.map(|factor| Moment::on_page(&frame, factor.since, now)),
        asked,
        offer,
        afresh: (adds && !fresh).then(|| afresh(&shown.next)),
        alone: false,
        next: onward(&shown.next).map_or_else(String::new, |next| next.as_str().to_owned()),
        fault: None,
        now,
        frame,
    })
}

const WRONG: &str = "This is not the code of now. Type the six digits that the app shows at this moment; if they are right, the clock of the app’s device differs from the one below.";

async fn try_code(
    conn: &mut Connection,
    state: &AppState,
    frame: &Frame,
    officer: &Officer,
) -> Result<(), WebError> {
    let limit = Limit::per_quarter_hour("second-factor", state.config.limit_account);
    limits::take(conn, limit, &officer.account.to_string(), || {
        frame.t.say("problem-too-many-sentence")
    })
    .await
}

/// The way on, for a browser whose session has another token from here on.
fn on(next: &str, token: Option<&Token>, state: &AppState) -> Result<HttpResponse, WebError> {
    let next = onward(next);
    let mut response = see_other(next.as_ref().map_or("/room/factor", |next| next.as_str()));
    if let Some(token) = token {
        response
            .add_cookie(&cookies::session(token, state.config.https))
            .map_err(WebError::internal)?;
    }
    Ok(response)
}

async fn add(
    officer: Officer,
    reader: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    key: Data<FactorKey>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    try_code(&mut conn, &state, &frame, &officer).await?;
    let unreadable =
        || WebError::Unreadable("The form is not one of this page: begin anew.".into());
    let id = Uuid::parse_str(form.get("form")).map_err(|_| unreadable())?;
    let sealed = HEXLOWER
        .decode(form.get("sealed").as_bytes())
        .map_err(|_| unreadable())?;
    let secret = {
        let key = key.read().map_err(WebError::internal)?;
        Secret::unsealed(&key, officer.person.0, &sealed).ok_or_else(unreadable)?
    };
    let now = now(&mut conn).await?;
    let alone = !form.get("alone").is_empty();
    let fault = match secret.step_of(form.get("code"), now) {
        None => WRONG.to_owned(),
        Some(step) => {
            let new = NewFactor {
                id,
                person: officer.person.0,
                account: officer.account,
                sealed: &sealed,
                step,
                session: (reader.session, &officer.session_hash),
                alone,
            };
            match store::add(&mut conn, &new).await {
                Ok(token) => {
                    tracing::info!("an officer added a second factor");
                    return on(form.get("next"), token.as_ref(), &state);
                }
                Err(FactorError::SignInFirst) => return Ok(see_other(&afresh(form.get("next")))),
                Err(FactorError::Database(error)) => return Err(WebError::internal(error)),
                Err(refusal) => refusal.to_string(),
            }
        }
    };
    let factor = store::of(&mut conn, officer.person.0)
        .await
        .map_err(WebError::internal)?;
    let brought = (id, secret, form.get("sealed").to_owned());
    let page = OwnPage {
        since: factor.map(|factor| Moment::on_page(&frame, factor.since, now)),
        asked: standing(&mut conn, &officer).await?,
        offer: Some(offer(&frame, &officer, &key, Some(brought))?),
        afresh: None,
        alone,
        next: form.get("next").to_owned(),
        fault: Some(fault),
        now,
        frame,
    };
    unprocessable(&page)
}

async fn code(
    officer: Officer,
    reader: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    key: Data<FactorKey>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    try_code(&mut conn, &state, &frame, &officer).await?;
    let Some(factor) = store::of(&mut conn, officer.person.0)
        .await
        .map_err(WebError::internal)?
    else {
        return Ok(see_other("/room/factor"));
    };
    let sealed = store::sealed(&mut conn, factor.id)
        .await
        .map_err(WebError::internal)?
        .unwrap_or_default();
    let secret = {
        let key = key.read().map_err(WebError::internal)?;
        Secret::unsealed(&key, officer.person.0, &sealed).ok_or_else(|| {
            WebError::Unavailable("This server cannot read your factor: it lacks the key that the server had on which you added it (keys/factor.key in its data folder). Whoever runs it copies that file here.".into())
        })?
    };
    let now = now(&mut conn).await?;
    let session = (reader.session, &officer.session_hash);
    let fault = match secret.step_of(form.get("code"), now) {
        None => {
            tracing::warn!("the code of a second factor is refused");
            WRONG.to_owned()
        }
        Some(step) => match store::prove(&mut conn, factor.id, step, session).await {
            Ok(token) => return on(form.get("next"), Some(&token), &state),
            Err(FactorError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        },
    };
    let page = OwnPage {
        since: Some(Moment::on_page(&frame, factor.since, now)),
        asked: Asked::Code,
        offer: None,
        afresh: None,
        alone: false,
        next: form.get("next").to_owned(),
        fault: Some(fault),
        now,
        frame,
    };
    unprocessable(&page)
}

async fn list(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
) -> Result<OfficersPage, WebError> {
    let now = now(conn).await?;
    let rule = rulebook::find(conn, keys::OFFICERS_SECOND_FACTOR, now)
        .await
        .map_err(WebError::internal)?
        .map_or(Ok(false), |rule| rule.flag())
        .map_err(WebError::internal)?;
    let held = store::officers(conn).await.map_err(WebError::internal)?;
    let resets = store::resets(conn).await.map_err(WebError::internal)?;
    Ok(OfficersPage::new(
        frame,
        officer,
        rule,
        (held, resets),
        now,
        Uuid::new_v4(),
    ))
}

async fn officers(
    officer: Officer,
    frame: Frame,
    state: Data<AppState>,
) -> Result<OfficersPage, WebError> {
    let mut conn = state.connection().await?;
    list(&mut conn, frame, &officer).await
}

async fn reset(
    officer: Officer,
    _: Fresh,
    frame: Frame,
    state: Data<AppState>,
    factor: Path<Uuid>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let held = store::officers(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let whose = held
        .iter()
        .find(|held| held.factor == Some(*factor))
        .ok_or_else(|| WebError::Refused(ResetError::Gone.to_string()))?;
    let id = Uuid::parse_str(form.get("form")).map_err(|_| {
        WebError::Unreadable("The form is not one of this page. Begin anew.".into())
    })?;
    let reason = form.get("reason").trim();
    let fault = if reason.is_empty() || reason.chars().count() > REASON_CHARS {
        "Say why, in 1 to 500 characters: the telephone with the app is lost, and how you made sure who asks.".to_owned()
    } else {
        let factor = (*factor, whose.person);
        match store::propose_reset(&mut conn, id, factor, reason, officer.person.0).await {
            Ok(()) => return Ok(see_other("/room/factors")),
            Err(ResetError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        }
    };
    let mut page = list(&mut conn, frame, &officer).await?;
    page.refused = Some((*factor, form.get("reason").to_owned(), fault));
    unprocessable(&page)
}

async fn confirm(
    officer: Officer,
    _: Fresh,
    state: Data<AppState>,
    reset: Path<Uuid>,
    CheckedForm(_): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let resets = store::resets(&mut conn).await.map_err(WebError::internal)?;
    let reset = resets
        .iter()
        .find(|row| row.id == *reset)
        .ok_or(WebError::NotFound)?;
    match store::confirm_reset(&mut conn, reset, officer.person.0).await {
        Ok(()) => Ok(see_other("/room/factors")),
        Err(ResetError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => Err(WebError::Refused(refusal.to_string())),
    }
}
