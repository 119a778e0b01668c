//! How misuse is reported, and followed at a secret address.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;

use super::{count, refused, token};
use crate::accounts::secret::Token;
use crate::bodies;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::permits::store::misuse::{self, NewReport};
use crate::permits::store::policy;
use crate::permits::views::reporting::{FormPage, StatusPage};
use crate::typed::{line, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, Visitor, WebError, csrf};

async fn form(
    conn: &mut Connection,
    frame: Frame,
    typed: (Fields, Faults),
) -> Result<FormPage, WebError> {
    bodies::today(conn).await?;
    let marks = policy::marks(conn).await.map_err(WebError::internal)?;
    Ok(FormPage::new(frame, marks, typed))
}

pub(super) async fn show(frame: Frame, state: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Faults::new());
    html(StatusCode::OK, &form(&mut conn, frame, typed).await?)
}

/// What may be left out: nothing, or one line.
fn may_be_empty(raw: &str, chars: usize) -> Option<String> {
    if raw.trim().is_empty() {
        Some(String::new())
    } else {
        line(raw, chars)
    }
}

/// Takes a report in. No account is needed, nor a name.
pub(super) async fn report(
    frame: Frame,
    visitor: Visitor,
    state: Data<AppState>,
    request: HttpRequest,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    count(&mut conn, &state, &request, &frame, "misuse-report").await?;
    let marks = policy::marks(&mut conn).await.map_err(WebError::internal)?;
    let asset = marks
        .iter()
        .find(|mark| mark.number.to_string() == fields.get("mark"))
        .map(|mark| mark.asset);
    let mut faults = Faults::new();
    let mut fault = |field: &str, key: &str| faults.push((field.to_owned(), frame.t.say(key)));
    let words = words_of(fields.get("words"), 4000);
    if words.is_none() {
        fault("words", "misuse-fault-words");
    }
    let found_at = may_be_empty(fields.get("found_at"), 500);
    if found_at.is_none() {
        fault("found_at", "misuse-fault-found-at");
    }
    let name = may_be_empty(fields.get("name"), 200);
    if name.is_none() {
        fault("name", "permit-fault-name");
    }
    let address = match fields.get("address").trim() {
        "" => Some(String::new()),
        typed => Address::parse(typed)
            .ok()
            .map(|address| address.as_str().to_owned()),
    };
    if address.is_none() {
        fault("address", "sign-in-address-wrong");
    }
    let (Some(words), Some(found_at), Some(name), Some(address)) = (words, found_at, name, address)
    else {
        let page = form(&mut conn, frame, (fields, faults)).await?;
        return unprocessable(&page);
    };
    let id = fields.form_id();
    let secret = HEXLOWER.encode(&csrf::secret_of_form(&visitor, &id.to_string()));
    let token =
        Token::parse(&secret).ok_or_else(|| WebError::internal_message("a secret is 64 digits"))?;
    let new = NewReport {
        id,
        asset,
        person: frame
            .account
            .as_ref()
            .map(|account| PartyId(account.person)),
        name: &name,
        address: &address,
        found_at: &found_at,
        words: &words,
        token: token.hash(),
    };
    misuse::report(&mut conn, &new)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other(&format!("/report-misuse/{secret}")))
}

pub(super) async fn follow(
    frame: Frame,
    state: Data<AppState>,
    secret: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let report = misuse::by_token(&mut conn, &token(&secret)?)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let steps = misuse::steps(&mut conn, report.id)
        .await
        .map_err(WebError::internal)?;
    html(StatusCode::OK, &StatusPage::new(frame, report, steps))
}
